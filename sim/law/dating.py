"""When each pair is ordered, binds and ends: array arithmetic on what was said of days, for all lanes at once.

Which acts a lane has is one array of days by which pairs are moved: 0 for an act of its bundle, infinite for one that
it has not, and any other number for an act that came on another day than its file says. Who supersedes whom, binding
days, ends and the dates of orders all follow from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.common.columns import Table, column
from sim.common.months import EPOCH, NEVER

Index = NDArray[np.intp]

CALENDAR = 4096
"""Days, by whole stretches of which calendars are kept: some eleven years."""


@dataclass(frozen=True)
class Said(Table):
    """What acts say of their days, and what a scenario adds, by pair: (pair, lane), or (pair, 1) where lanes agree.

    Days are counted as date.toordinal() counts them; infinite where none is given.
    """

    adopted: Array = column("day")
    binds: Array = column("day")
    """The first day it binds where no transposition lag delays it."""
    lifted: Array = column("day")
    opens: Array = column("day")
    """Of a cap's dated window."""
    closes: Array = column("day")
    deadline: Array = column("day")
    lag: Array = column("days", "partner", "lag_days")
    """Whole days from adoption to the order; 0 for a partner's own acts and dated notices."""
    lagged: Array = column("flag")
    lift: Array = column("month coordinate")
    """On which the scenario itself lifts it."""
    since: Array = column("month coordinate")
    """The stretch in which it counts at all begins: of a notice that is off for a time, one of several."""
    until: Array = column("month coordinate")
    last: Array = column("month coordinate")
    """When the last of these stretches is over."""
    missing: Array = column("days")
    """0 where it is in force on the lane, or may come; infinite where it is in no case."""
    awaited: Array = column("days")
    """0 where it is in force from the start; infinite where it has to be issued."""


@dataclass(frozen=True)
class Links:
    """Which pairs hang on which others; the same on all lanes."""

    acts: tuple[str, ...]
    """The measures, in name order."""
    act: Index
    """(pair,): the measure whose days a pair moves with; of a notice that of what it transposes."""
    base: Index
    """(pair,): the first stretch of the same notice on the same cell; of most pairs the pair itself."""
    root: Index
    """(pair,): of notices that end with their act, its pair on the cell; of all others the pair itself."""
    order: Index
    """(pair,): the pair whose order it is: of a notice given by dial its act's, else `base`."""
    by_dial: Index
    """The notices that a partner's switch turns on and off."""
    ends: tuple[tuple[int, int], ...]
    """(earlier, later): the later pair ends the earlier one when it first binds; later ends are worked out first."""
    orders: tuple[tuple[int, int], ...]
    """(later, earlier): the later pair goes on with the order of the earlier one, which is worked out first."""

    def stretches(self, pair: int) -> list[int]:
        """The pairs of all stretches of one."""
        return np.flatnonzero(self.base == pair).tolist()

    def moving_with(self, act: int) -> Index:
        """The pairs whose dates can change when an act moves, and all that these hang on: they need no others."""
        downwards, upwards = self._hang_on(), [(on, pair) for pair, on in self._hang_on()]
        return np.flatnonzero(_closed(_closed(self.act == act, downwards), upwards))

    def _hang_on(self) -> list[tuple[int, int]]:
        """(pair, what it hangs on), whatever ties them."""
        alone = [*zip(self.base.tolist(), range(len(self.base)), strict=True)]
        for other in (self.base, self.root, self.order):
            alone += zip(range(len(other)), other.tolist(), strict=True)
        return [*dict.fromkeys(tie for tie in (*alone, *self.ends, *self.orders) if tie[0] != tie[1])]

    def part(self, pairs: Index) -> Links:
        """The same of some pairs that hang on no others, numbered anew in their order."""
        place = np.full(len(self.act), -1, dtype=np.intp)
        place[pairs] = np.arange(len(pairs))
        base, root, order = (place[hangs_on[pairs]] for hangs_on in (self.base, self.root, self.order))
        by_dial = place[self.by_dial]
        ends, orders = (
            tuple((int(place[one]), int(place[other])) for one, other in edges if place[one] >= 0)
            for edges in (self.ends, self.orders)
        )
        return Links(self.acts, self.act[pairs], base, root, order, by_dial[by_dial >= 0], ends, orders)


def _closed(found: NDArray[np.bool_], ties: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    """Some pairs and all that are tied to them, by (pair, the one it is found through)."""
    found = found.copy()
    while new := [pair for pair, through in ties if found[through] and not found[pair]]:
        found[new] = True
    return found


def dated(said: Said, links: Links, moved: Array) -> dict[str, Array]:
    """The columns of DATES: month coordinates, (pair, lane). `moved` is by how many days each pair is moved."""
    sent = coordinates(said.adopted + said.lag + moved)
    lawful = coordinates(said.binds + moved)
    binds = np.where(said.lagged > 0, np.maximum(lawful, sent), lawful)
    opens = np.maximum(_moved(said.opens, moved), said.since)
    closes = np.minimum(_moved(said.closes, moved), said.until)
    return {
        "ordered": np.maximum(_ordered(said, links, sent)[links.order], said.since),
        "binds": binds,
        "ends": _ends(said, links, moved, (binds, opens, closes)),
        "opens": opens,
        "closes": closes,
        "deadline": _moved(said.deadline, moved),
    }


def announced(said: Said, moved: Array, by: float, binds: Array, ends: Array) -> tuple[Array, Array, Array]:
    """When each pair was ordered, binds and ends where its own order is out by a day and before it binds; else never.

    An order that was taken over from another act does not count, nor a notice that is off when it would bind.
    Axes (pair, lane).
    """
    sent = coordinates(said.adopted + said.lag + moved)
    first = np.maximum(binds, _moved(said.opens, moved))
    last = np.minimum(ends, _moved(said.closes, moved))
    waits = (sent < np.minimum(by, first)) & (first < last) & (said.since <= first) & (first < said.until)
    return np.where(waits, sent, NEVER), np.where(waits, first, NEVER), np.where(waits, last, NEVER)


def coordinates(days: Array) -> Array:
    """Month coordinates of whole days; days that do not come stay infinite.

    Days as date.toordinal() counts them, (pair, lane).
    """
    comes = np.isfinite(days)
    if not comes.any():
        return days
    first = int(days[comes].min()) // CALENDAR
    last = int(days[comes].max()) // CALENDAR
    place = np.where(comes, days, CALENDAR * first).astype(np.intp) - CALENDAR * first
    return np.where(comes, _calendar(first, last)[place], days)


@lru_cache(maxsize=16)
def _calendar(first: int, last: int) -> Array:
    """The month coordinate of every day from one stretch of days to another, both whole."""
    days = (np.arange(CALENDAR * first, CALENDAR * (last + 1)) - EPOCH).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    begins = months.astype("datetime64[D]")
    gone = (days - begins).astype(np.int64)
    length = ((months + np.timedelta64(1, "M")).astype("datetime64[D]") - begins).astype(np.int64)
    found = np.asarray(months.astype(np.int64) + 12 * 1970 + gone / length)
    found.setflags(write=False)
    return found


def _moved(days: Array, moved: Array) -> Array:
    """Month coordinates of days that are given, moved; of those that are not, as they stand."""
    given = np.isfinite(days[:, 0])
    if not given.any():
        return days
    found = np.array(np.broadcast_to(days, np.broadcast_shapes(days.shape, moved.shape)))
    found[given] = coordinates(days[given] + moved[given])
    return found


def _ends(said: Said, links: Links, moved: Array, bound: tuple[Array, Array, Array]) -> Array:
    """Lifted, or when an act that supersedes it first binds there, or the scenario's lifting if that comes first."""
    lifted = np.minimum(said.lift, _moved(said.lifted, moved))
    lanes = np.broadcast_shapes(lifted.shape, *(dates.shape for dates in bound))
    ends = np.array(np.broadcast_to(lifted, lanes))
    first: dict[int, Array] = {}
    for earlier, later in links.ends:
        if later not in first:
            first[later] = _first_day(links.stretches(later), later, ends, bound)
        np.minimum(ends[earlier], first[later], out=ends[earlier])
    return np.asarray(ends[links.base][links.root])


def _first_day(stretches: list[int], pair: int, ends: Array, bound: tuple[Array, Array, Array]) -> Array:
    """The first day on which a pair really binds: never, if it ends or is off before it could."""
    binds, opens, closes = bound
    earliest = np.full(1, NEVER)
    for stretch in stretches:
        first, last = np.maximum(binds[stretch], opens[stretch]), np.minimum(ends[pair], closes[stretch])
        earliest = np.minimum(earliest, np.where(first < last, first, NEVER))
    return earliest


def _ordered(said: Said, links: Links, sent: Array) -> Array:
    """The day the order went out: a pair's own, or the earliest of those that it took over.

    A notice that is off from before its own order on counts nowhere, and hands none over.
    """
    ordered = np.array(np.broadcast_to(sent, np.broadcast_shapes(sent.shape, said.last.shape)))
    for later, earlier in links.orders:
        handed = np.where(sent[earlier] < said.last[earlier], ordered[earlier], NEVER)
        np.minimum(ordered[later], handed, out=ordered[later])
    return ordered
