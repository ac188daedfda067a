"""Section 3: the dial, propensities, and how far a cell's restrictions are carried out."""

from dataclasses import dataclass, field

from tests.reference.curve import share
from tests.reference.dates import clip, coordinate, in_force, overlap, phased


class Partners:
    """Dials and propensities; what moves them from month to month is last month's p only."""

    def __init__(self, setting):
        """Nobody has been reviewed yet."""
        self.setting = setting
        self.p, self.before, self.dials = {}, None, {}

    def dial(self, i, mi, points):
        """D of the month: pressure on the partner, then the peer effect."""
        who, world = self.setting.partners[i], self.setting.world
        d = in_force(who["dial"] if who.get("dial") is not None else world.get("campaign"), mi)
        sigma = sum(in_force(path, mi) for path in world.get("secondary_measures") or ())
        own = clip(
            d * (1.0 - in_force(world.get("fatigue"), mi))
            + sigma * who.get("exposure", 0.0)
            + in_force(who.get("relief"), mi)
            + in_force(who.get("diplomatic"), mi)
            + points,
            0.0,
            10.0,
        )
        return clip(own + world.get("peer", 0.0) * self.others(i) * (10.0 - own), 0.0, 10.0)

    def others(self, i):
        """The other partners' mean propensity of last month, by their trade; 0 in the first month or without trade."""
        weight = {j: w for j, w in self.setting.weight.items() if j != i}
        if self.before is None or sum(weight.values()) <= 0:
            return 0.0
        return sum(w * self.before[j] for j, w in weight.items()) / sum(weight.values())

    def review(self, mi, points):
        """p at its target in the first month, then a step towards it at every review."""
        self.before = dict(self.p) if self.p else None
        self.dials = {i: self.dial(i, mi, points[i]) for i in self.setting.partners}
        for i, who in self.setting.partners.items():
            target = share(self.setting.curve, self.dials[i]) ** self.setting.gamma[i]
            n = who.get("review", 1)
            if self.setting.lawful:
                self.p[i] = 1.0
            elif self.before is None:
                self.p[i] = target
            elif (mi - self.setting.first) % n == 0:
                tau = who.get("tau_up" if target > self.p[i] else "tau_down", 0)
                self.p[i] += phased(n, tau) * (target - self.p[i])

    def carried_out(self, term, i, mi):
        """c_m: how far partner i carries out a provision this month."""
        if self.setting.lawful or self.setting.idle:
            return 1.0 if self.setting.lawful else 0.0
        if term.shuts:
            return 1.0
        who = self.setting.partners[i]
        will = max(self.p[i] * term.root.get("q", 1.0), who.get("pn", 0.0) if term.own else 0.0)
        return min(1.0, term.ramp(mi, who.get("tau_impl", 0)) * will)


@dataclass
class Bite:
    """A provision that counts on a cell this month: r = f (1 - e)(V - a0), and how far it is carried out."""

    term: object
    share: float  # f (1 - e)
    r: float
    c: float


@dataclass
class Cell:
    """A cell's month of law and compliance (sections 2 to 4)."""

    V: float
    R: float = 0.0
    X: float = 0.0
    h: float = 0.0  # what a buyer's own compliance keeps out of its room
    own: float = 0.0  # R_own
    own_share: float = 0.0  # f_own
    customs: float = 0.0  # part of the month on which the compliance was observed by customs
    stranded: float = 0.0  # what stranding orders displace
    strikes: bool = False  # a stranding order restricts
    strands: bool = False  # ... or is at least in force
    bites: list = field(default_factory=list)
    carried: dict = field(default_factory=dict)  # {provision: (R_m, x_m)}

    @property
    def open(self):
        """O: the partner simply goes on buying."""
        return self.R - self.X

    @property
    def c(self):
        """The cell's compliance."""
        return self.X / self.R if self.R > 0 else 0.0

    def declared(self, rho_o):
        """w: the share of open trade that is declared under the banned code."""
        w = 1.0 - (1.0 - rho_o) * self.own / self.R if self.R > 0 else 1.0
        return self.customs + (1.0 - self.customs) * w

    def inflow_declared(self, rho_o):
        """v: the same for diverted goods that come in."""
        return self.customs + (1.0 - self.customs) * (1.0 - (1.0 - rho_o) * self.own_share)


def observed(ranges, mi):
    """(part of the month times compliance observed in it, part of the month observed, and that by customs)."""
    seen = days = customs = 0.0
    for o in ranges:
        part = overlap(coordinate(o["from"]), coordinate(o["to"]), mi)
        seen, days = seen + part * o["c"], days + part
        customs += part if o.get("kind") == "customs" else 0.0
    return seen, days, customs


def cell_of(V, bites, seen):
    """The month of a cell: each provision on its own clock, the largest counts; observed compliance overrules."""
    overruled, days, customs = seen
    cell = Cell(V, customs=customs, bites=bites)
    for b in bites:
        cell.R, cell.X, cell.h = max(cell.R, b.r), max(cell.X, b.c * b.r), max(cell.h, b.c * b.share)
        x = overruled * b.r + (1.0 - days) * b.c * b.r
        before = cell.carried.get(b.term.root["id"], (0.0, 0.0))
        cell.carried[b.term.root["id"]] = max(before[0], b.r), max(before[1], x)
        if b.term.own:
            cell.own, cell.own_share = max(cell.own, b.r), max(cell.own_share, b.share)
        if b.term.strands:
            cell.stranded = max(cell.stranded, x)
            cell.strikes = cell.strikes or b.r > 0
    if days > 0:
        cell.X = overruled * cell.R + (1.0 - days) * cell.X
        cell.h = overruled * max((b.share for b in bites), default=0.0) + (1.0 - days) * cell.h
    return cell
