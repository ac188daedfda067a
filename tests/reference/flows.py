"""Section 4: where displaced trade of one stream goes in one month, and what is earned."""

from dataclasses import dataclass

from tests.reference.dates import clock, coordinate, overlap
from tests.reference.setting import defined, named


@dataclass
class Flows:
    """Displaced trade of a stream: diverted D (into whom), smuggled S, neither N."""

    displaced: float
    D: float
    into: dict
    S: float
    N: float
    capacity: float

    def part(self, X):
        """A partner's part of what is displaced: attribution only."""
        return X / self.displaced if self.displaced > 0 else 0.0


def max_flow(seeking, room):
    """D, the most that can move when nobody sells to himself, and who takes how much of it."""
    T, U = sum(seeking.values()), sum(room.values())
    D = max(0.0, min(T, U, T + U - max(seeking[i] + room[i] for i in seeking)))
    if D <= 0:
        return 0.0, dict.fromkeys(seeking, 0.0)
    fits = {i: min(room[i], sum(v for j, v in seeking.items() if j != i)) for i in seeking}
    return D, {i: u * D / sum(fits.values()) for i, u in fits.items()}


def capacity(setting, baseline, p, k, mi):
    """K: what can be smuggled, growing on a calendar clock, less where partners crack down or borders close."""
    s, rule = setting.streams[k], setting.world.get("smuggling")
    if setting.lawful or s.get("kappa", 0.0) == 0:
        return 0.0
    buyers = [i for i in setting.buyers(k) if setting.share(i, k) > 0]
    before = sum(baseline.before_shocks(i, k, mi) for i in buyers)
    border = sum(setting.share(i, k) * baseline.shock(i, k, mi, "smuggling") for i in buyers)
    crackdown = 1.0 - s.get("eps", 0.0) * sum(setting.share(i, k) * p[i] for i in buyers)
    built = 1.0
    if rule:
        k0 = rule.get("k0", 0.0)
        built = k0 + (1.0 - k0) * clock(mi, coordinate(rule["t0"]), rule.get("tau", 0))
    return s["kappa"] * before * border * crackdown * built


def flows(setting, baseline, p, k, cells, V, mi):
    """What is displaced seeks another buyer, then a smuggler. `V` is the baseline's, without hurried goods."""
    s, X = setting.streams[k], {i: cell.X for i, cell in cells.items()}
    K, displaced = capacity(setting, baseline, p, k, mi), sum(X.values())
    if displaced <= 0:
        return Flows(0.0, 0.0, dict.fromkeys(X, 0.0), 0.0, 0.0, K)
    room = {i: max(s.get("alpha", 0.0) * V[i], setting.foothold(i, k)) * (1.0 - cell.h) for i, cell in cells.items()}
    theta = 0.0 if setting.lawful else s.get("theta", 0.0)
    D, into = max_flow({i: theta * x for i, x in X.items()}, room)
    S = min(K, max(0.0, displaced - D))
    return Flows(displaced, D, into, S, max(0.0, displaced - D - S), K)


def substitution(setting, k, cells, lost, mi):
    """Inflow by partner from last month's denied trade of other streams, to buyers whose cell is not restricted."""
    open_buyers = {i: setting.share(i, k) for i, cell in cells.items() if cell.R == 0}
    total, weight = 0.0, sum(open_buyers.values())
    for link in defined(setting.world.get("substitution"), "source"):
        if link["target"] == k:
            total += (
                link["share"] * clock(mi, coordinate(link["t0"]), link.get("tau", 0)) * lost.get(link["source"], 0.0)
            )
    return {i: total * open_buyers.get(i, 0.0) / weight if weight > 0 else 0.0 for i in cells}


def discounts(setting, baseline, k, mi):
    """(delta_o, delta_d, delta_s), the last from a smuggled unit price where the stream has one."""
    s = setting.streams[k]
    delta_o, delta_d, delta_s = (s.get(name, 0.0) for name in ("delta_o", "delta_d", "delta_s"))
    if s.get("smuggled_price") is not None:
        delta_s = min(1.0, max(delta_d, 1.0 - s["smuggled_price"] / (s["unit_value"] * baseline.price(k, mi))))
    return delta_o, delta_d, delta_s


def payment_share(setting, k, mi):
    """The share of receipts lost while banks are cut off."""
    kept = 1.0
    for m in defined(setting.world.get("payment"), "id"):
        if named(m, "streams", k):
            end = coordinate(m["lifted"]) if m.get("lifted") else float("inf")
            kept *= 1.0 - m["share"] * overlap(coordinate(m["effective"]), end, mi)
    return 1.0 - kept
