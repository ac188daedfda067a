"""The dates of the law by clock and lane, as acts that are issued, lifted and turned on some lanes move them.

What is written is dated when the month next asks: act by act, of the clocks that move with it and on its lanes alone.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array, places_of
from sim.common.columns import at_lanes, of_lanes, on_lanes, widened
from sim.common.months import NEVER
from sim.law.dating import Links, dated
from sim.law.pairs import DATES, Clock
from sim.world.arrays import World
from sim.world.layout import Index


class LiveDates:
    """When clocks are ordered, begin and cease, on the axes (clock, lane), or (clock, 1) where all lanes agree.

    `clocks` says which pair runs by which; `said` what was said of days. A table is copied when it is first written.
    """

    def __init__(self, world: World):
        self.lanes = world.lanes
        self.clocks, self.said = world.law.clocks, world.law.said
        self._clock = clock = world.law.clock
        self._partner = world.layout.pair_partner
        self._moved = self.said.missing + self.said.awaited
        self.begins, self.ceases = np.maximum(clock.binds, clock.opens), np.minimum(clock.ends, clock.closes)
        """The days between which each clock gives force, fading aside."""
        self._written: set[str] = set()
        self._issued: dict[int, list[tuple[Index, int]]] = {}
        """By act the lanes on which it was issued and by how many days it moved, as long as no date follows from it."""
        self._lifted: list[Index] = []
        """The lanes on which something was lifted, as long as no date follows from it."""
        self._turned = np.full((len(world.layout.partners), 1), NEVER)
        self._reordered: list[tuple[Index, Index]] = []
        self._moving: dict[int, tuple[Index, Links]] = {}
        """By act the clocks that move with it and what they hang on, once they were looked for."""
        every = np.arange(len(self.clocks.first))
        self._fades = np.asarray(clock.half_life.any(axis=-1))
        self._earliest, self._all_from = np.zeros((2, len(every)))
        self._latest, self._all_until = np.zeros((2, len(every)))
        self._bound_first(every)
        self._bound_last(every)

    # -- what is written -----------------------------------------------------------------------------------------------

    def issue(self, act: int, lanes: Index, days: int) -> None:
        """An act, by its number, is issued on some lanes, so many days after the date of its file."""
        self._issued.setdefault(act, []).append((lanes, days))

    def lift(self, pairs: Index, lanes: Index, at: float) -> None:
        """Some pairs end on some lanes at a month coordinate, unless they did before."""
        self._part_from_others(pairs)
        lift = self._mine("lift", self.said.lift)
        where = np.ix_(np.unique(self.clocks.of[pairs]), lanes)
        lift[where] = np.minimum(lift[where], at)
        self.said = replace(self.said, lift=lift)
        self._lifted.append(lanes)

    def turn(self, since: Array) -> None:
        """Notices by dial are given since these month coordinates, NEVER where not: (partner, lane)."""
        links, clock, partner = self.clocks.links, self.clock, self._partner[self.clocks.first]
        turns = since != self._turned
        self._turned = since
        places, lanes = places_of(turns[partner[links.by_dial]])
        if not len(places):
            return
        rows = links.by_dial[places]
        begun, root = since[partner[rows], lanes], links.root[rows]
        opens, ordered = self._mine("opens", clock.opens), self._mine("ordered", clock.ordered)
        opens[rows, lanes] = np.maximum(opens[root, lanes], begun)
        ordered[rows, lanes] = np.maximum(ordered[root, lanes], begun)
        whole = self._mine("since", self.said.since)
        whole[rows, lanes] = begun
        self.said = replace(self.said, since=whole)
        self._clock = replace(clock, opens=opens, ordered=ordered)
        self._reordered.append((rows, lanes))
        self.begins = self._mine("begins", self.begins)
        self.begins[rows, lanes] = np.maximum(at_lanes(clock.binds, rows, lanes), opens[rows, lanes])
        self._bound_first(np.unique(rows))

    # -- what is read --------------------------------------------------------------------------------------------------

    @property
    def clock(self) -> Clock:
        """The dates as they stand, and what runs by them."""
        self._settle()
        return self._clock

    @property
    def moved(self) -> Array:
        """By how many days each clock is moved."""
        self._settle()
        return self._moved

    def over(self, few: slice | Index) -> Array:
        """The days from which nothing is left of some clocks' force, fading included."""
        if not self._fades[few].any():
            return self.ceases[few]
        return np.where(self._clock.half_life[few] > 0, self._clock.closes[few], self.ceases[few])

    def alive(self, month: int) -> NDArray[np.bool_]:
        """Whether each clock can give force on some lane in a month: (clock,)."""
        self._settle()
        return np.asarray((self._earliest < month + 1) & (self._latest > month))

    def all_month(self, month: int) -> NDArray[np.bool_]:
        """Whether each clock gives force all month on all lanes: (clock,)."""
        self._settle()
        return np.asarray((self._all_from <= month) & (self._all_until >= month + 1))

    def take_reordered(self) -> list[tuple[Index, Index]]:
        """The clocks whose order may have changed since this was last asked, place by place: numbers and lanes."""
        taken, self._reordered = self._reordered, []
        return taken

    # -- how it is kept ------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Date anew what acts that were issued or lifted have moved."""
        if not self._issued and not self._lifted:
            return
        issued = {act: np.concatenate([lanes for lanes, _ in times]) for act, times in self._issued.items()}
        for act, lanes in issued.items():
            self._move(act, lanes, np.concatenate([np.full(len(on), days) for on, days in self._issued[act]]))
        self._issued.clear()
        for act, lanes in issued.items():
            self._date(*self._moving_with(act), np.unique(lanes))
        if self._lifted:
            self._date(np.arange(len(self.clocks.first)), self.clocks.links, np.unique(np.concatenate(self._lifted)))
            self._lifted.clear()

    def _move(self, act: int, lanes: Index, days: Index) -> None:
        clocks = np.flatnonzero(self.clocks.links.act == act)
        self._moved = self._mine("moved", self._moved)
        self._moved[np.ix_(clocks, lanes)] = of_lanes(self.said.missing, lanes)[clocks] + days

    def _moving_with(self, act: int) -> tuple[Index, Links]:
        if act not in self._moving:
            rows = self.clocks.links.moving_with(act)
            self._moving[act] = rows, self.clocks.links.part(rows)
        return self._moving[act]

    def _date(self, rows: Index, links: Links, lanes: Index) -> None:
        """Date some clocks, which hang on each other as `links` says and on no others, anew on some lanes."""
        here = np.ix_(rows, lanes)
        found = dated(self.said.part(rows, lanes), links, on_lanes(self._moved, rows, lanes))
        columns = {name: self._mine(name, getattr(self._clock, name)) for name in DATES}
        for name, column in columns.items():
            column[here] = found[name]
        self._clock = replace(self._clock, **columns)
        self.begins, self.ceases = self._mine("begins", self.begins), self._mine("ceases", self.ceases)
        self.begins[here] = np.maximum(found["binds"], found["opens"])
        self.ceases[here] = np.minimum(found["ends"], found["closes"])
        self._bound_first(rows)
        self._bound_last(rows)
        self._reordered.append((np.repeat(rows, len(lanes)), np.tile(lanes, len(rows))))

    def _bound_first(self, rows: Index) -> None:
        """From which month on some clocks can give force on some lane, and from when they do on all."""
        begins = self.begins[rows]
        self._earliest[rows], self._all_from[rows] = begins.min(axis=-1), begins.max(axis=-1)

    def _bound_last(self, rows: Index) -> None:
        """Until which month some clocks can give force on some lane, and until when they do on all."""
        ends, closes = (dates[rows].max(axis=-1) for dates in (self._clock.ends, self._clock.closes))
        self._latest[rows] = np.minimum(np.where(self._fades[rows], np.inf, ends), closes)
        self._all_until[rows] = self.ceases[rows].min(axis=-1)

    def _part_from_others(self, pairs: Index) -> None:
        """Give some pairs clocks of their own, for what happens to them alone."""
        finer = self.clocks.split(pairs)
        before = self.clocks.of[finer.first]
        self._clock, self._moved, self.said = self.clock.rows(before), self.moved[before], self.said.rows(before)
        self.begins, self.ceases, self._fades = self.begins[before], self.ceases[before], self._fades[before]
        self._earliest, self._all_from = self._earliest[before], self._all_from[before]
        self._latest, self._all_until = self._latest[before], self._all_until[before]
        self.clocks = finer
        self._moving.clear()

    def _mine(self, name: str, values: Array) -> Array:
        """A table that may be written lane by lane: the first time a copy of the world's."""
        if name in self._written:
            return values
        self._written.add(name)
        return widened(values, self.lanes)
