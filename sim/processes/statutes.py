"""The statute book: it owns the dates of the law lane by lane, and tells the month what has force.

Acts whose dates are known before the first day stand in it from the start. Whatever happens later is written into it by
processes, on the day on which it happens: `issue` brings an act in (a rung of the ladder, a coalition's act, on the
lanes and the day that luck or a vote has given it), `lift` ends one, `suspend` and `restore` let shares of it go and
come back, `turn` gives or withdraws the notices that a partner gives by dial. The month calls `standing` and reads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array, Ragged, ragged
from sim.common.columns import of_lanes, widened
from sim.common.months import NEVER, coordinate, month_of
from sim.economics.baseline import growth_factor
from sim.economics.binding import Part
from sim.economics.relief import suspended
from sim.law.dating import coordinates, dated
from sim.law.instruments import LABOUR
from sim.law.pairs import DATES, Pairs
from sim.world.arrays import World
from sim.world.layout import Index
from sim.world.notices import AGAIN


@dataclass(frozen=True)
class Standing:
    """The provision-cell pairs with force in some lane this month, and the rows of the law's table that are theirs."""

    pairs: Index
    """Their numbers in the layout."""
    places: Index
    """For every pair of the layout its place here, -1 where it has no force."""
    grouped: Ragged
    cells: Index
    """The cells under a provision, in the order of the groups."""
    cell: Index
    partner: Index
    law: Pairs
    """(standing pair, lane)"""
    kind: NDArray[np.str_]

    def rows(self, values: Array, pairs: Index) -> Array:
        """The values of given pairs of the layout: 0 for those without force."""
        places = self.places[pairs]
        found = np.zeros((len(pairs), values.shape[-1]))
        found[places >= 0] = values[places[places >= 0]]
        return found

    def here(self, pairs: Index) -> Index:
        """The places of those of the given pairs that have force."""
        places = self.places[pairs]
        return places[places >= 0]

    def of_kind(self, kind: str) -> Index:
        """The places of one instrument."""
        return np.flatnonzero(self.kind == kind)


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
        self.said = world.law.said
        self.moved = self.said.missing + self.said.awaited
        self.adopted = np.zeros(len(world.layout.pair_cell), dtype=bool)
        self.suspensions: dict[str, Suspension] = {}
        """By provision; its notices go with it."""
        self._law = world.law.pairs
        self._written: set[str] = set()
        self._stale = np.zeros(world.lanes, dtype=bool)
        self._standing: Standing | None = None
        self._span()

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
        links = self.world.law.links
        days = day.toordinal() - self.world.law.adopted[measure].toordinal()
        pairs = np.flatnonzero(links.act == links.acts.index(measure)) if measure in links.acts else links.by_dial[:0]
        self.moved = self._mine("moved", self.moved)
        self.moved[np.ix_(pairs, lanes)] = of_lanes(self.said.missing, lanes)[pairs] + days
        self.adopted[pairs] = True
        self._restock(pairs, lanes, month_of(day))
        self._stale[lanes] = True

    def lift(self, provision: str, lanes: Index, day: date) -> None:
        """End a provision and its notices on some lanes from a day on. It only shortens, and revives nothing."""
        lift = self._mine("lift", self.said.lift)
        where = np.ix_(self._with_notices(provision), lanes)
        lift[where] = np.minimum(lift[where], coordinate(day))
        self.said = replace(self.said, lift=lift)
        self._stale[lanes] = True

    def suspend(self, provision: str, lanes: Index, day: date, share: float) -> None:
        """Let a share of a provision go on some lanes from a day on, and with it its notices, by its half-life.

        `share` is the whole share that is let go from then on; 1 is suspension. Clocks run on, so that `restore` brings
        back what stood; nothing that the act had superseded revives.
        """
        if provision not in self.suspensions:
            none = np.full((1, self.world.lanes), NEVER)
            pairs = self._with_notices(provision)
            self.suspensions[provision] = Suspension(pairs, none, np.zeros(none.shape), none[0].copy())
        self.suspensions[provision].add(lanes, coordinate(day), share)

    def restore(self, provision: str, lanes: Index, day: date) -> None:
        """Bring a suspended provision back in full on some lanes, at once, from a day on (which may lie ahead)."""
        self.suspensions[provision].until[lanes] = coordinate(day)

    def turn(self, since: Array) -> None:
        """Give and withdraw notices by dial: from when on each partner's are given, NEVER where not: (partner, lane).

        Called on a month's first day. The order of a notice goes out on that day or with its act, whichever is later.
        """
        links = self.world.law.links
        rows = links.by_dial
        begun = since[self.world.layout.pair_partner[rows]]
        if np.array_equal(self.said.since[rows], begun):
            return
        law = self.law
        opens, ordered = self._mine("opens", law.opens), self._mine("ordered", law.ordered)
        opens[rows] = np.maximum(opens[links.root[rows]], begun)
        ordered[rows] = np.maximum(ordered[links.root[rows]], begun)
        whole = self._mine("since", self.said.since)
        whole[rows] = begun
        self.said = replace(self.said, since=whole)
        self._law = replace(law, opens=opens, ordered=ordered)
        self._span()

    # -- what the month reads ----------------------------------------------------------------------------------------

    @property
    def law(self) -> Pairs:
        """The whole table as it stands: (pair, lane)."""
        if self._stale.any():
            self._redate(np.flatnonzero(self._stale))
            self._stale[:] = False
            self._span()
        return self._law

    def standing(self, month: int) -> Standing:
        """The provisions with force in a month; the same object while they and their dates stay the same."""
        law = self.law
        alive = self.adopted & (self._earliest < month + 1) & (self._latest > month)
        if self._standing is None or not np.array_equal(alive, self._standing.places >= 0):
            self._standing = _standing(self.world, law, alive)
        return self._standing

    def relieved(self, force: Array, standing: Standing, part: Part) -> Array:
        """f of the standing pairs, (standing pair, lane), less what of it is suspended."""
        if self.suspensions:
            force = np.array(np.broadcast_to(force, (len(force), self.world.lanes)))
        for _, one in sorted(self.suspensions.items()):
            places = standing.here(one.pairs)
            if len(places):
                act = self.world.law.links.root[standing.pairs[places]]
                steps = one.days, one.shares, one.until
                area = suspended(part.begun[places], part.held[places], *steps, self._law.half_life[act])
                force[places] = np.maximum(0.0, force[places] - np.where(part.live[places], area, 0.0))
        return force

    def days(self, days: Array, provision: str) -> Array:
        """Month coordinates of days of a provision's file, counted as toordinal() does, as it is dated: (day, lane)."""
        pair = self.world.layout.pairs_of[provision][0]
        return coordinates(days[:, None] + self.moved[pair])

    # -- how it is kept ----------------------------------------------------------------------------------------------

    def _span(self) -> None:
        """Between which months a pair can have force on some lane."""
        law = self._law
        self._earliest = np.maximum(law.binds, law.opens).min(axis=-1, initial=np.inf)
        fades = (law.half_life > 0).any(axis=-1)
        ends = np.where(fades, np.inf, law.ends.max(axis=-1, initial=-np.inf))
        self._latest = np.minimum(ends, law.closes.max(axis=-1, initial=-np.inf))
        self._standing = None

    def _redate(self, lanes: Index) -> None:
        """Work the dates of some lanes out anew."""
        found = dated(self.said.lanes(lanes), self.world.law.links, of_lanes(self.moved, lanes))
        columns = {name: self._mine(name, getattr(self._law, name)) for name in DATES}
        for name, column in columns.items():
            column[:, lanes] = found[name]
        self._law = replace(self._law, **columns)

    def _mine(self, name: str, values: Array) -> Array:
        """A column that may be written lane by lane: the first time a copy of the world's."""
        if name in self._written:
            return values
        self._written.add(name)
        return widened(values, self.world.lanes)

    def _with_notices(self, provision: str) -> Index:
        """The pairs of a provision and of all notices of it."""
        layout = self.world.layout
        named = [p.id for p in layout.provisions if provision in (p.id.partition(AGAIN)[0], p.transposes)]
        return np.concatenate([layout.pairs_of[name] for name in named])

    def _restock(self, pairs: Index, lanes: Index, month: int) -> None:
        """The stock of workers of the month in which an act is adopted: season, volume and growth, before shocks."""
        world = self.world
        labour = pairs[np.isin(world.law.kind[pairs], LABOUR)]
        if not len(labour):
            return
        streams, of_pair = np.unique(world.layout.cells.group_of[world.layout.pair_cell[labour]], return_inverse=True)
        trade = world.trade
        rate, fade = (of_lanes(table, lanes)[streams] for table in (trade.growth, trade.t_g))
        found = trade.season[month % 12][streams]
        if month >= world.table_start:
            found = found * of_lanes(trade.quantity.of(month - world.table_start), lanes)[streams]
        found = found * growth_factor(rate, month, world.base_year, fade)
        stock = self._mine("stock", self._law.stock)
        stock[np.ix_(labour, lanes)] = found[of_pair]
        self._law = replace(self._law, stock=stock)


def _standing(world: World, law: Pairs, alive: np.ndarray) -> Standing:
    layout = world.layout
    on_cell: dict[int, list[int]] = {}
    for pair, (cell, _) in enumerate(layout.pairs.members):
        if alive[pair]:
            on_cell.setdefault(cell, []).append(pair)
    grouped = ragged(on_cell)
    pairs = np.array([pair for _, pair in grouped.members], dtype=np.intp)
    places = np.full(len(alive), -1, dtype=np.intp)
    places[pairs] = np.arange(len(pairs))
    return Standing(
        pairs=pairs,
        places=places,
        grouped=grouped,
        cells=np.array(grouped.groups, dtype=np.intp),
        cell=layout.pair_cell[pairs],
        partner=layout.pair_partner[pairs],
        law=law.rows(pairs),
        kind=world.law.kind[pairs],
    )
