"""Section 2 and 3: the force of one provision on one cell in one month, its ramp, and what its instrument leaves."""

import math
from dataclasses import dataclass, replace

from tests.reference.dates import NEVER, area_in_time, clip, coordinate, permits, ramp, straight_line


@dataclass(frozen=True)
class Relief:
    """A suspension of a provision by talks (section 5.5): steps [(day, share), ...] until the snapback."""

    steps: tuple
    until: float
    half_life: float

    def area(self, lo, hi):
        """The area of Lambda over [lo, hi]."""
        hi, total, before = min(hi, self.until), 0.0, 0.0
        for n, (at, share) in enumerate(self.steps):
            a = max(lo, at)
            if self.half_life > 0 and a < hi:
                rate = math.log(2.0) / self.half_life
                gone = math.exp(-rate * (a - at)) * -math.expm1(-rate * (hi - a)) / rate
                total += (share - before) * (hi - a - gone)
            elif a < hi:  # held until the next step, so that a share of 1 over a whole month leaves exactly nothing
                stop = min(hi, self.steps[n + 1][0]) if n + 1 < len(self.steps) else hi
                total += share * max(0.0, stop - a)
            before = share
        return total


@dataclass(frozen=True, eq=False)
class Term:
    """A provision on one cell, its dates as months."""

    id: str
    root: dict
    own: bool
    notice: bool
    ordered: float
    binds: float
    origin: float  # from here the age of labour measures runs
    ends: float
    window: tuple
    spans: tuple  # (from, to, clock of the order in it) while it counts at all
    clock: float
    half_life: float
    kept: float  # 1 - e
    relief: Relief | None
    shuts: bool  # an own act that shuts a gate
    strands: bool
    releases: tuple  # windows of goods at ports, of itself and of what it transposes

    def by_dial(self, since, clock):
        """The notice that a switch adds: the provision's own terms, without a fade, from the first day of the run."""
        return replace(
            self,
            id=f"{self.id}/by_dial",
            own=True,
            notice=True,
            half_life=0,
            clock=clock,
            spans=((since, NEVER, clock),),
        )

    def parts(self, mi):
        """The parts of the month with any force, as (from, to, clock); suspensions do not cut them."""
        stop = self.ends if self.half_life <= 0 else NEVER
        if self.binds >= self.ends:
            return []
        cut = (
            (max(self.binds, self.window[0], a, float(mi)), min(mi + 1.0, self.window[1], b, stop), clock)
            for a, b, clock in self.spans
        )
        return [(lo, hi, clock) for lo, hi, clock in cut if lo < hi]

    def force(self, mi):
        """f: the month's mean of g (1 - Lambda): g is 1 from binding to end, then halves every H."""
        total = 0.0
        for lo, hi, _ in self.parts(mi):
            turn = clip(self.ends, lo, hi)
            total += turn - lo - (self.relief.area(lo, turn) if self.relief else 0.0)
            if hi > turn:
                rate = math.log(2.0) / self.half_life
                total += math.exp(-rate * (turn - self.ends)) * -math.expm1(-rate * (hi - turn)) / rate
        return max(0.0, total)

    def mean(self, path, mi, origin=None):
        """The mean of a path over the parts of the month with force; its age stands still after the end."""
        parts = self.parts(mi)
        area = sum(
            area_in_time(path, lo, hi, clock if origin is None else origin, self.ends) for lo, hi, clock in parts
        )
        return area / sum(hi - lo for lo, hi, _ in parts)

    def ramp(self, mi, tau):
        """ramp_m: how far the order has worked its way through."""
        return self.mean(ramp(tau), mi)

    def stock_left(self, mi):
        """The share of the workers of the adoption month that a labour measure still permits."""
        if self.root["kind"] == "no_new_permits":
            return self.mean(permits(self.root.get("L", 36)), mi, self.origin)
        if self.root["kind"] == "repatriate":
            return self.mean(straight_line(coordinate(self.root["deadline"]) - self.origin), mi, self.origin)
        return 1.0
