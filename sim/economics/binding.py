"""How much of a month a provision is in force, and how far its carrying out has got by then.

All functions take the month's coordinate and arrays over (provision-cell pair, lane): the dates of `Dates`, in month
coordinates. A provision is in force from `binds` until `ends`; after that trade returns with half-life `half_life`,
unless a dated window closes first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.common.axes import Array
from sim.common.columns import Table, column

LN2 = float(np.log(2.0))


@dataclass(frozen=True)
class Dates(Table):
    """When provisions bind, in month coordinates; `np.inf` where a date does not come."""

    ordered: Array = column("month coordinate")
    """The day the order went out, from which customs learn to carry it out."""
    binds: Array = column("month coordinate")
    """The day it binds, wind-down included."""
    ends: Array = column("month coordinate")
    """Lifted or superseded."""
    opens: Array = column("month coordinate")
    """The first day on which it can count: of a cap's dated window, and of a stretch in which a notice is on."""
    closes: Array = column("month coordinate")
    """The first day on which that is over."""
    half_life: Array = column("months", "act", "return_half_life")
    """Until half of the trade is back after the end; 0: at once."""


@dataclass(frozen=True)
class Part(Table):
    """The part [first, last) of a month in which a provision has force; `live` where that is more than nothing."""

    live: np.ndarray
    first: Array
    last: Array
    held: Array
    """Where the clock stands at the part's end: `last`, or the day of the end if that came before."""
    begun: Array
    """Where the clock stands at the part's beginning."""
    still: Array
    """Length of the part in which the clock stands still."""

    @property
    def length(self) -> Array:
        """Length in months, 1 where there is no such part (so that it may be divided by)."""
        return np.where(self.live, self.last - self.first, 1.0)


def part_in_force(month: int, dates: Dates) -> Part:
    """The part of a month in which each provision has force, fading included."""
    first = np.maximum(np.maximum(dates.binds, dates.opens), float(month))
    whole = np.where(dates.half_life > 0, month + 1.0, np.minimum(dates.ends, month + 1.0))
    last = np.minimum(whole, dates.closes)
    live = (last > first) & (dates.ends > dates.binds)
    first, last = np.where(live, first, float(month)), np.where(live, last, month + 1.0)
    begun, held = np.minimum(first, dates.ends), np.minimum(last, dates.ends)
    return Part(live, first, last, held, begun, (last - first) - (held - begun))


def share_in_force(dates: Dates, part: Part) -> Array:
    """f: the share of the month with force, after the end the mean of 2^(-x/half-life)."""
    whole = np.where(part.live, part.held - part.begun, 0.0)
    if not np.any(dates.half_life > 0):
        return whole
    half_life = np.where(dates.half_life > 0, dates.half_life, 1.0)
    since = np.maximum(part.first - dates.ends, 0.0)
    until = np.maximum(part.last - dates.ends, 0.0)
    fading = half_life / LN2 * (np.exp2(-since / half_life) - np.exp2(-until / half_life))
    return np.where(part.live & (dates.half_life > 0), whole + fading, whole)


def ramp(ordered: Array, part: Part, tau: Array) -> Array:
    """How far customs have learnt an order: mean of 1 - exp(-x/tau) since it went out, 1 where tau is 0.

    Axes (pair, lane); `ordered` month coordinate, `tau` months.
    """
    slow = np.where(tau > 0, tau, 1.0)
    ordered = np.where(part.live, ordered, part.first)
    early = np.maximum(part.begun - ordered, 0.0)
    late = np.maximum(part.held - ordered, 0.0)
    before_order = (part.held - part.begun) - (late - early)
    left = np.exp(-late / slow)
    unlearnt = slow * (np.exp(-early / slow) - left) + part.still * left
    mean = 1.0 - (unlearnt + before_order) / part.length
    return np.where(part.live, np.where(tau > 0, mean, 1.0), 0.0)


def since_order(at: float, ordered: Array) -> Array:
    """Months since the order went out, at a month coordinate; 0 before it did."""
    since = at - ordered
    return np.maximum(since, 0.0, out=since)


def unlearnt(since: Array, slow: Array) -> Array:
    """What customs still have to learn of an order so many months after it went out: exp(-x/tau)."""
    passed = np.divide(since, slow)
    return np.asarray(np.exp(np.negative(passed, out=passed)))


def ramp_of_month(slow: Array, early: Array, late: Array, before: Array, left: Array) -> Array:
    """The ramp of what has force all month: its mean, from what was still to learn when it began and when it ended.

    It has the bits of `ramp`. Axes (clock, lane): `slow` is a tau above 0, `early` and `late` months since the order
    when the month begins and ends, `before` and `left` what is unlearnt then.
    """
    before_order = late - early
    np.subtract(1.0, before_order, out=before_order)
    mean = before - left
    mean *= slow
    mean += before_order
    return np.asarray(np.subtract(1.0, mean, out=mean))


def learnt_over(part: Part, *learnt: Array) -> Array:
    """How far an order has been learnt over two stretches of a month: their mean, weighted by length; (lane,).

    `part` has a row for each stretch.
    """
    lengths = np.where(part.live, part.last - part.first, 0.0)
    whole = lengths[0] + lengths[1]
    sum_ = learnt[0] * lengths[0] + learnt[1] * lengths[1]
    return np.where(whole > 0, sum_ / np.where(whole > 0, whole, 1.0), 0.0)


def mean_runoff(dates: Dates, part: Part, life: Array) -> Array:
    """The share of work permits still running when none is renewed: mean of exp(-x/life) since the rule binds.

    Axes (pair, lane); `life` months.
    """
    early, late = _since_binding(dates, part)
    left = np.exp(-late / life)
    return (life * (np.exp(-early / life) - left) + part.still * left) / part.length


def mean_repatriation(dates: Dates, part: Part, deadline: Array) -> Array:
    """The share of workers still abroad on a straight line from the binding day to 0 at the deadline.

    Axes (pair, lane); `deadline` a month coordinate.
    """
    early, late = _since_binding(dates, part)
    binds = np.where(part.live, dates.binds, 0.0)
    span = np.where(part.live, deadline - binds, 1.0)
    safe = np.where(span > 0, span, 1.0)
    left = 1.0 - np.minimum(early / safe, 1.0), 1.0 - np.minimum(late / safe, 1.0)
    mean = (0.5 * safe * (left[0] ** 2 - left[1] ** 2) + part.still * left[1]) / part.length
    return np.where(span > 0, mean, 0.0)


def _since_binding(dates: Dates, part: Part) -> tuple[Array, Array]:
    binds = np.where(part.live, dates.binds, part.first)
    return np.maximum(part.begun - binds, 0.0), np.maximum(part.held - binds, 0.0)
