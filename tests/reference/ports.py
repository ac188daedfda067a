"""Section 5.7: goods stranded at ports, released, and hurried ahead of an act."""

from dataclasses import dataclass

from tests.reference.dates import NEVER, coordinate, overlap


@dataclass
class Quay:
    """A cell's goods at ports, in base-year value: room still open G, stock Y."""

    G: float = 0.0
    Y: float = 0.0
    armed: bool = True  # no stranding order was in force last month


@dataclass
class Move:
    """What a month did at the quays: money stored and released, base-year value lost and left."""

    stored: float = 0.0
    released: float = 0.0
    lost: float = 0.0
    stock: float = 0.0


def released_share(terms, R, mi):
    """The share of the stock that leaves: all of it where nothing is restricted, else by the windows that are open."""
    if R == 0:
        return 1.0
    kept = 1.0
    for _, opens, closes in sorted({window for term, f in terms if f > 0 for window in term.releases}):
        lo, hi = coordinate(opens), coordinate(closes)
        if hi > mi:
            kept *= 1.0 - overlap(lo, hi, mi) / (hi - max(lo, float(mi)))
    return 1.0 - kept


class Ports:
    """The quays of every cell."""

    def __init__(self, setting, baseline):
        """Empty quays."""
        self.setting, self.baseline = setting, baseline
        self.quays = {cell: Quay() for cell in setting.cells}

    def month(self, at, cell, terms, flow, mi):
        """Store, release and lose; `cell` is the month's law on the cell `at`, `flow` the stream's flows."""
        (i, k), s, quay = at, self.setting.streams[at[1]], self.quays[at]
        P = self.baseline.price(k, mi)
        self.reopen(quay, s.get("port_months", 0.0) * self.setting.base(i, k), cell)
        lost = s.get("port_loss", 0.0) * quay.Y
        left = quay.Y - lost
        out = released_share(terms, cell.R, mi) * left if left > 0 else 0.0
        strand = min(1.0, cell.stranded / cell.X) if cell.X > 0 else 0.0
        stored = min(strand * flow.N * flow.part(cell.X), quay.G * P)
        quay.G -= stored / P if stored else 0.0
        quay.Y = left - out + (stored / P if stored else 0.0)
        return Move(stored, P * out, lost, quay.Y)

    @staticmethod
    def reopen(quay, room, cell):
        """A pipeline opens in the first month a stranding order restricts, anew only after a month without any."""
        if quay.armed and cell.strikes:
            quay.G, quay.armed = max(0.0, room - quay.Y), False
        elif not cell.strands:
            quay.armed = True


class Hurry:
    """Goods sent ahead of an act in its wind-down and given back afterwards, in base-year value."""

    def __init__(self, setting, baseline):
        """Nothing is owed yet."""
        self.setting, self.baseline = setting, baseline
        self.owed = dict.fromkeys(setting.cells, 0.0)

    @staticmethod
    def first_act(terms, mi):
        """Of provisions ordered by the month's end and before they bind, the first to bind: (ordered, binds, ends)."""
        acts = []
        for t in terms:
            ordered, binds, ends = t.ordered, max(t.binds, t.window[0]), min(t.ends, t.window[1])
            if ordered < min(binds, mi + 1.0) and binds < ends and any(a <= binds < b for a, b, _ in t.spans):
                acts.append((binds, ordered, t.id, ends))
        acts.sort()
        return (acts[0][1], acts[0][0], acts[0][3]) if acts else (NEVER, NEVER, NEVER)

    def month(self, at, terms, V, mi):
        """moved: what is sent ahead less what is given back, in the month's money."""
        (i, k), s, P = at, self.setting.streams[at[1]], self.baseline.price(at[1], mi)
        ahead = s.get("hurry", 0.0) * s.get("port_months", 0.0) * self.setting.base(i, k)
        if ahead <= 0 or P <= 0 or not self.setting.goods(k) or self.setting.lawful or self.setting.idle:
            return 0.0
        ordered, binds, ends = self.first_act(terms, mi)
        part = overlap(ordered, binds, mi)
        sent = min(P * ahead * part / (binds - ordered), (s.get("rush", 1.0) - 1.0) * V * part) if part > 0 else 0.0
        self.owed[at] += sent / P
        back = min(self.owed[at] * P, V * overlap(binds, ends, mi))
        self.owed[at] = max(0.0, self.owed[at] - back / P)
        return sent - back
