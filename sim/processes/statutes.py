"""The statute book: it owns the dates of the law lane by lane, and tells the month what has force.

Acts whose dates are known before the first day stand in it from the start. Whatever happens later is written into it by
processes, on the day on which it happens: `issue` brings an act in (a rung of the ladder, a coalition's act, on the
lanes and the day that luck or a vote has given it), `lift` ends one, `suspend` and `restore` let shares of it go and
come back, `turn` gives or withdraws the notices that a partner gives by dial. The month calls `standing` and reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.common.axes import Array
from sim.common.months import NEVER, coordinate, month_of
from sim.economics.binding import Dates, part_in_force
from sim.economics.relief import suspended
from sim.law.clocks import Clocks
from sim.law.dating import coordinates
from sim.law.pairs import Clock
from sim.processes.labour_stock import LabourStock
from sim.processes.live_dates import LiveDates
from sim.processes.standing import Standing, standing_of
from sim.world.arrays import World
from sim.world.layout import Index, Layout
from sim.world.notices import AGAIN


@dataclass
class Suspension:
    """The steps by which a provision is let go, and when it comes back: days as month coordinates, (step, lane)."""

    pairs: Index
    """Its own and its notices'."""
    days: Array
    shares: Array
    until: Array
    """(lane,)"""

    def add(self, lanes: Index, day: float, share: float) -> None:
        """One more step on some lanes."""
        taken = np.isfinite(self.days[:, lanes]).sum(axis=0)
        if taken.max(initial=0) == len(self.days):
            self.days = np.concatenate([self.days, np.full((1, self.days.shape[1]), NEVER)])
            self.shares = np.concatenate([self.shares, np.zeros((1, self.shares.shape[1]))])
        self.days[taken, lanes], self.shares[taken, lanes] = day, share


class StatuteBook:
    """The law as it stands: dates by lane, and what of it is suspended.

    Lanes are numbers of the world's lanes. Days on which something is written in must come in order, as a calendar's
    do: what is written on a day changes no month before it.
    """

    def __init__(self, world: World):
        self.world = world
        self.dates = LiveDates(world)
        self.adopted = np.zeros(len(world.layout.pair_cell), dtype=bool)
        self.suspensions: dict[str, Suspension] = {}
        """By provision; its notices go with it."""
        self._apart = np.zeros(len(world.layout.pair_cell), dtype=bool)
        """The pairs of which a share has been suspended."""
        self._stock = LabourStock(world)
        self._latest_standing: tuple[bytes, Clocks, Standing] | None = None
        """The provisions with force when last asked; earlier ones are not kept, lest memory grow with the months."""

    # -- what processes write ------------------------------------------------------------------------------------------

    def enter(self, pairs: Index) -> None:
        """Enter a provision on the day of its adoption."""
        self.adopted[pairs] = True

    def issue(self, measure: str, lanes: Index, day: date) -> None:
        """Adopt an act that has been awaited (Scenario.awaited) on some lanes, on a day of theirs.

        All its dates move with its adoption, by whole days: effective, lifted, dated windows, deadlines, days of
        release; a notice moves with the provision that it transposes; calendar-year caps stay calendar years. A labour
        act reads the stock of the month in which it is adopted on the lane. What it supersedes ends there when it
        begins to bind. Where an act is not issued it never binds; one that covers no cell changes nothing. Raises
        KeyError for an act that no scenario of the world has.
        """
        links = self.dates.clocks.pairs
        days = day.toordinal() - self.world.law.adopted[measure].toordinal()
        if measure not in links.acts:
            return
        act = links.acts.index(measure)
        self.dates.issue(act, lanes, days)
        self.adopted[links.act == act] = True
        self._stock.issued(act, month_of(day), lanes)

    def lift(self, provision: str, lanes: Index, day: date) -> None:
        """End a provision and its notices on some lanes from a day on. It only shortens, and revives nothing."""
        self.dates.lift(with_notices(self.world.layout, provision), lanes, coordinate(day))

    def suspend(self, provision: str, lanes: Index, day: date, share: float) -> None:
        """Let a share of a provision go on some lanes from a day on, and with it its notices, by its half-life.

        `share` is the whole share that is let go from then on; 1 is suspension. Clocks run on, so that `restore` brings
        back what stood; nothing that the act had superseded revives.
        """
        if provision not in self.suspensions:
            none = np.full((1, self.world.lanes), NEVER)
            pairs = with_notices(self.world.layout, provision)
            self.suspensions[provision] = Suspension(pairs, none, np.zeros(none.shape), none[0].copy())
            self._apart[pairs] = True
        self.suspensions[provision].add(lanes, coordinate(day), share)

    def restore(self, provision: str, lanes: Index, day: date) -> None:
        """Bring a suspended provision back in full on some lanes, at once, from a day on (which may lie ahead)."""
        self.suspensions[provision].until[lanes] = coordinate(day)

    def turn(self, since: Array) -> None:
        """Give and withdraw notices by dial: from when on each partner's are given, NEVER where not: (partner, lane).

        Called on a month's first day. The order of a notice goes out on that day or with its act, whichever is later.
        """
        self.dates.turn(since)

    # -- what the month reads ----------------------------------------------------------------------------------------

    @property
    def clock(self) -> Clock:
        """The dates of all clocks as they stand: (clock, lane)."""
        return self.dates.clock

    @property
    def stock(self) -> Array:
        """Of each pair the stock of workers of the month in which its act was adopted: (pair, lane)."""
        return self._stock.of_pairs(self.dates.clocks.pairs.act)

    def on_lane(self, lane: int) -> Dates:
        """The dates of all pairs as they stand on a lane: (pair,)."""
        found = (getattr(self.clock, column.name) for column in Dates.columns())
        of = self.dates.clocks.of
        return Dates(*(dates[of, lane if dates.shape[-1] > 1 else 0] for dates in found))

    def standing(self, month: int) -> Standing:
        """The provisions with force in a month; the same object as long as they are the same ones."""
        clocks = self.dates.clocks
        alive = self.adopted & self.dates.alive(month)[clocks.of]
        key, latest = alive.tobytes() + self._apart.tobytes(), self._latest_standing
        if latest is None or latest[0] != key or latest[1] is not clocks:
            latest = self._latest_standing = key, clocks, standing_of(self.world, clocks.of, alive, self._apart)
        return latest[2]

    def relieved(self, force: Array, standing: Standing, month: int) -> Array:
        """f of the standing pairs, (standing pair, lane), less what of it is suspended."""
        clocks = self.dates.clocks
        for _, one in sorted(self.suspensions.items()):
            places = standing.here(one.pairs)
            if len(places):
                act = clocks.of[clocks.pairs.root[standing.pairs[places]]]
                mine = part_in_force(month, self.clock.rows(standing.clocks[standing.clock[places]]))
                steps = (one.days, one.shares, one.until)
                area = suspended(mine.begun, mine.held, *steps, self.clock.half_life[act])
                force[places] = np.maximum(0.0, force[places] - np.where(mine.live, area, 0.0))
        return force

    def days(self, days: Array, provision: str) -> Array:
        """Month coordinates of days of a provision's file, counted as toordinal() does, as it is dated: (day, lane)."""
        clock = self.dates.clocks.of[self.world.layout.pairs_of[provision][0]]
        return coordinates(days[:, None] + self.dates.moved[clock])


def with_notices(layout: Layout, provision: str) -> Index:
    """The pairs of a provision and of all notices of it."""
    named = [p.id for p in layout.provisions if provision in (p.id.partition(AGAIN)[0], p.transposes)]
    return np.concatenate([layout.pairs_of[name] for name in named])
