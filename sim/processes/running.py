"""How the clocks of the law run through a month: f and ramp of each, most of them carried over from the month before.

On most lanes a clock gives force all month or not at all. There f is 1 or 0, and what customs had still to learn of an
order when the month began is what they had when the last one ended: one exponential a month. The few places at which a
clock begins, ends or fades inside the month are worked out by its days.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array, few_at_a_time, places_of, unragged
from sim.common.columns import at_lanes
from sim.economics.binding import Dates, part_in_force, ramp, ramp_of_month, share_in_force, since_order, unlearnt
from sim.processes.live_dates import LiveDates
from sim.processes.standing import Standing
from sim.world.layout import Index

Few = slice | Index
"""Some clocks: side by side, or by number."""

MOST = 0.5
"""The share of clocks side by side from which on it is sooner to work out all of them than to pick those that stand."""


class Running:
    """What customs had still to learn of each order when last month ended. Axes (clock, lane), or (clock, 1)."""

    def __init__(self) -> None:
        self._since, self._left, self._until = np.zeros((0, 0)), np.zeros((0, 0)), np.zeros(0)
        """Months since the order, what was left to learn, and at which month coordinate: (clock, lane), (clock,)."""
        self._slow, self._at_once = np.zeros((0, 0)), np.zeros((0, 0), dtype=bool)
        """In how many months customs learn, 1 where they need no time; and where that is, if anywhere."""

    def through(self, dates: LiveDates, standing: Standing, month: int, lanes: int) -> tuple[Array, Array]:
        """f of the standing pairs in a month, (standing pair, lane), and the ramp of all clocks: (clock, lane)."""
        self._make_ready(dates, standing.clocks, month)
        force, learnt = np.empty((2, len(self._until), lanes))
        stands, numbers = np.zeros(len(force), dtype=bool), np.arange(len(force))
        stands[standing.clocks] = True
        not_throughout = stands & ~dates.all_month(month)
        parts: list[tuple[Index, Index]] = []
        for few in _few_that_stand(stands, lanes):
            found = self._all_month(few, month, dates.clock.ordered[few])
            if not_throughout[few].any():
                whole, some = _whole_and_part(dates, few, month)
                learnt[few], force[few] = np.where(whole, found, 0.0), whole
                clock, lane = places_of(np.broadcast_to(some, (len(some), lanes)))
                parts.append((numbers[few][clock], lane))
            else:
                learnt[few], force[few] = found, 1.0
        if parts:
            clocks, on = (np.concatenate(axis) for axis in zip(*parts, strict=True))
            force[clocks, on], learnt[clocks, on] = _for_a_part(dates, clocks, on, month)
        return force[standing.clock_of[standing.pairs]], learnt

    def _all_month(self, few: Few, month: int, ordered: Array) -> Array:
        """The ramp of some clocks as it is where they give force all month; what is left after it is kept."""
        slow, early, before = self._slow[few], self._since[few], self._left[few]
        late = since_order(month + 1.0, ordered)
        left = unlearnt(late, slow)
        found = ramp_of_month(slow, early, late, before, left)
        if self._at_once.size:
            found = np.where(self._at_once[few], 1.0, found)
        self._since[few], self._left[few], self._until[few] = late, left, month + 1
        return found

    def _make_ready(self, dates: LiveDates, clocks: Index, month: int) -> None:
        """Work out anew what is not carried over: where orders have changed, and of clocks that did not run."""
        ordered, tau = dates.clock.ordered, dates.clock.tau_impl
        shape = np.broadcast_shapes(ordered.shape, tau.shape)
        if self._left.shape != shape:
            self._since, self._left, self._until = np.zeros(shape), np.zeros(shape), np.full(shape[0], -1.0)
            self._slow = np.where(tau > 0, tau, 1.0)
            self._at_once = tau <= 0 if (tau <= 0).any() else self._at_once[:0]
        for rows, lanes in dates.take_reordered():
            at = unragged(rows, lanes)
            since = since_order(float(month), at_lanes(ordered, *at))
            self._since[rows, lanes] = since[: len(rows)]
            self._left[rows, lanes] = unlearnt(since, at_lanes(self._slow, *at))[: len(rows)]
        fresh = clocks[self._until[clocks] != month]
        self._since[fresh] = since_order(float(month), ordered[fresh])
        self._left[fresh] = unlearnt(self._since[fresh], self._slow[fresh])


def _few_that_stand(stands: NDArray[np.bool_], lanes: int) -> Iterator[Few]:
    """The clocks that stand, so few at a time that what is worked out of them stays in the cache."""
    for few in few_at_a_time(len(stands), lanes):
        if stands[few].any():
            yield few if stands[few].mean() >= MOST else np.flatnonzero(stands[few]) + few.start


def _whole_and_part(dates: LiveDates, few: Few, month: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where some clocks give force all month, and where perhaps for a part of it: (clock, lane)."""
    begins, ceases = dates.begins[few], dates.ceases[few]
    whole = (begins <= month) & (ceases >= month + 1)
    return whole, ((begins < month + 1) & (dates.over(few) > month)) ^ whole


def _for_a_part(dates: LiveDates, clocks: Index, lanes: Index, month: int) -> tuple[Array, Array]:
    """f and ramp where a clock may give force for a part of the month: (place,)."""
    if not len(clocks):
        return np.zeros(0), np.zeros(0)
    at = unragged(clocks, lanes)
    here = Dates(*(at_lanes(getattr(dates.clock, column.name), *at) for column in Dates.columns()))
    part = part_in_force(month, here)
    force, learnt = share_in_force(here, part), ramp(here.ordered, part, at_lanes(dates.clock.tau_impl, *at))
    return force[: len(clocks)], learnt[: len(clocks)]
