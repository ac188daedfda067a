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
class Words:
    """What a figure says: its finding, then what is shown (unit, period, draws, reading), then sources and notes."""

    title: str
    subtitle: str
    caption: tuple[str, ...]


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
class Line:
    """A monthly quantity, USD million a month: its central run, and its band where there are draws."""

    central: Array
    band: Band | None = None

    @property
    def middle(self) -> Array:
        """The median of the draws, or the central run where there are none."""
        return self.central if self.band is None else self.band.median


@dataclass(frozen=True)
class Jump:
    """A month in which a line moves by more than a seventh, with what moves it; `value` is where it comes to."""

    month: date
    value: float
    up: bool
    cause: str


@dataclass(frozen=True)
class Revenue:
    """Monthly revenue of a run. `prior` is under prior law, None where nothing is tested; `recorded` None but
    for goods; `counterfactual` None where it differs from draw to draw more than one line can say.

    `effect` names what lies between prior law and received; empty where nothing is tested.
    """

    words: Words
    months: tuple[date, ...]
    received: Line
    recorded: Line | None
    prior: Line | None
    counterfactual: Array | None
    marks: tuple[Mark, ...]
    jumps: tuple[Jump, ...] = ()
    effect: str = ""


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

    words: Words
    rows: tuple[Difference, ...]


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

    `over` says what medians and bands are of; `points` that this is points of the sweep and not draws.
    """

    words: Words
    measure: str
    panels: tuple[AxisPanel, ...]
    over: str = "the draws at each value"
    points: bool = False


@dataclass(frozen=True)
class HeatPanel:
    """A result over two axes: (y, x), NaN where no point was computed; the ends of its 90 % range where known."""

    title: str
    values: Array
    low: Array | None = None
    high: Array | None = None


@dataclass(frozen=True)
class HeatMaps:
    """What a sweep found over two axes: panels that share both axes and one colour scale, named by `measure`."""

    words: Words
    measure: str
    x_axis: str
    x_ticks: tuple[str, ...]
    y_axis: str
    y_ticks: tuple[str, ...]
    panels: tuple[HeatPanel, ...]
    dials: bool = False
    """Whether both axes are dials, whose diagonal means that all turn alike."""
    today: tuple[float, float] | None = None
    """Where the base scenario lies: places along x and y."""
