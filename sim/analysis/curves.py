"""What a figure shows: the numbers of its lines, areas, intervals and marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.common.axes import Array


@dataclass(frozen=True)
class Mark:
    """A measure's date on a figure; tested measures stand out."""

    day: date
    label: str
    tested: bool = False


@dataclass(frozen=True)
class Curves:
    """Monthly revenue of one group of streams under a scenario, USD million a month.

    `receipts` has axes (month, stream), streams in `streams` as (id, label); `recorded`, `counterfactual` and
    `prior_law` (receipts without the measures under test; None where nothing is tested) have axis (month,).
    """

    title: str
    subtitle: str
    months: tuple[date, ...]
    streams: tuple[tuple[str, str], ...]
    receipts: Array
    recorded: Array
    counterfactual: Array
    prior_law: Array | None
    marks: tuple[Mark, ...]
    source: str


@dataclass(frozen=True)
class Band:
    """A quantity over the draws of an ensemble, each array (month,).

    `median` and the bands are quantiles of the same draws, month by month: the middle 50 % lies from `low50` to
    `high50`, the middle 90 % from `low90` to `high90`. `central` is the run with every number at its central value,
    which can lie outside both.
    """

    central: Array
    median: Array
    low50: Array
    high50: Array
    low90: Array
    high90: Array


@dataclass(frozen=True)
class Fan:
    """Monthly revenue over the draws of an ensemble, USD million a month; `counterfactual` has axis (month,)."""

    title: str
    subtitle: str
    months: tuple[date, ...]
    receipts: Band
    recorded: Band
    counterfactual: Array
    marks: tuple[Mark, ...]
    source: str


@dataclass(frozen=True)
class Difference:
    """A difference between two runs over the draws of an ensemble, USD million a year; every array is (year,).

    `chance` is the share of the `draws` in which the difference is above 0; the others are as in `Band`.
    """

    label: str
    years: tuple[str, ...]
    central: Array
    median: Array
    low50: Array
    high50: Array
    low90: Array
    high90: Array
    chance: Array
    draws: int


@dataclass(frozen=True)
class Differences:
    """Differences between pairs of runs, in the order in which they are to be read."""

    title: str
    subtitle: str
    rows: tuple[Difference, ...]
    source: str


@dataclass(frozen=True)
class AxisLine:
    """One line of a sweep: a result at the values of one axis. Arrays run along `x`.

    `median` is over the draws of each point, or over the points that share an axis value; the bands are None where a
    point is one central run. `scattered` points stand by themselves: nothing is known of what lies between them.
    """

    label: str
    x: Array
    median: Array
    low50: Array | None = None
    high50: Array | None = None
    low90: Array | None = None
    high90: Array | None = None
    scattered: bool = False


@dataclass(frozen=True)
class AxisPanel:
    """Lines against one axis. `ticks` names the values of an axis of words, whose x are 0, 1, 2, ..."""

    title: str
    axis: str
    lines: tuple[AxisLine, ...]
    ticks: tuple[str, ...] = ()


@dataclass(frozen=True)
class AxisLines:
    """What a sweep found against its axes: panels that share the value axis, which `measure` names with its unit.

    `over` says what medians and bands are of.
    """

    title: str
    subtitle: str
    measure: str
    panels: tuple[AxisPanel, ...]
    note: str
    source: str
    over: str = "the draws at each value"


@dataclass(frozen=True)
class HeatPanel:
    """A result over two axes: (y, x), NaN where no point was computed."""

    title: str
    values: Array


@dataclass(frozen=True)
class HeatMaps:
    """What a sweep found over two axes: panels that share both axes and one colour scale, named by `measure`."""

    title: str
    subtitle: str
    measure: str
    x_axis: str
    x_ticks: tuple[str, ...]
    y_axis: str
    y_ticks: tuple[str, ...]
    panels: tuple[HeatPanel, ...]
    note: str
    source: str
