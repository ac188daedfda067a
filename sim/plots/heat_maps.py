"""A sweep's result over two axes: maps that share both axes and one colour scale, with lines at round amounts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, Normalize
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.analysis.colours import ACCENT, FAINT, INK
from sim.analysis.curves import HeatMaps, HeatPanel
from sim.common.axes import Array
from sim.plots.frame import HALO, Frame
from sim.plots.saving import Drawn
from sim.plots.style import Size, own_style, plain
from sim.plots.wording import height, width, wrapped
from sim.plots.words_on_axes import names_below, names_left

MISSING = "Not computed"
EMPTY: dict[str, Any] = {"facecolor": "#E4E4E4", "edgecolor": "#BDBDBD", "hatch": "////", "linewidth": 0.0}
"""Cells without a value: grey, and hatched, so that no colour of a scale is like it."""
ALIKE: dict[str, Any] = {"linewidth": 0.8, "linestyle": (0, (4, 3))}
TODAY = "Where the scenario stands"
STAR: dict[str, Any] = {
    "marker": "*",
    "markersize": 11.0,
    "color": ACCENT,
    "markeredgecolor": "white",
    "linestyle": "none",
    "zorder": 6.0,
}
SEQUENTIAL, DIVERGING = "cividis", "RdBu_r"
FEW_CELLS, FEW_FOR_RANGES = 12, 7
"""Values are written in the cells of maps with no more of them on either axis, and their ranges where still fewer."""
FLAT = 1e-9
"""Of the largest value: what is smaller is rounding."""
LARGE = 1e10
"""Larger numbers are written with a power of ten."""


@dataclass(frozen=True)
class Scale:
    """Colours of values from `low` to `high`: one colour's shades, or two colours' where values lie around 0."""

    low: float
    high: float

    @property
    def both(self) -> bool:
        """Whether values lie on both sides of 0."""
        return self.low < 0.0 < self.high

    @property
    def colours(self) -> Colormap:
        """The colours from the lowest value to the highest, none where there is no value."""
        return colormaps[DIVERGING if self.both else SEQUENTIAL].with_extremes(bad=(0.0, 0.0, 0.0, 0.0))

    @property
    def norm(self) -> Normalize:
        """Values as shares of the colours; 0 is in the middle of two colours."""
        most = max(-self.low, self.high)
        return Normalize(-most, most) if self.both else Normalize(self.low, self.high)


def map_figure(shown: HeatMaps, size: Size) -> Drawn:
    """Maps of a result over two axes, the first row at the bottom, with the values in the cells where there are few.

    Over two axes of numbers lines join equal amounts; `today` is marked, and the diagonal where both axes are dials.
    Cells that are not a number are hatched. Raises ValueError where there is no panel.
    """
    if not shown.panels:
        raise ValueError("no maps to show")
    with own_style():
        columns = min(size.most_columns, len(shown.panels), 2)
        rows = -(-len(shown.panels) // columns)
        tall = max(size.body, 0.62 * size.width / columns) if not size.fixed else size.body
        bar = height(len(_measure(shown.measure, size)) + 4, size.small)
        frame = Frame(shown.words, size, rows * tall + bar)
        every = frame.panels(len(shown.panels), columns, sharex=True, sharey=True)
        scale = scale_of([panel.values for panel in shown.panels])
        wide = 0.78 * size.width / columns
        for n, (axes, panel) in enumerate(zip(every, shown.panels, strict=True)):
            _draw(axes, panel, shown, scale or Scale(0.0, 1.0), (wide, 0.7 * tall, size.small))
            _dress(frame, axes, shown, panel.title, n % columns == 0, (wide, 0.75 * tall))
        if scale:
            _draw_bar(frame, every, scale, shown.measure)
        key: dict[str, Any] = {}
        if any(np.isnan(panel.values).any() for panel in shown.panels):
            key[MISSING] = Patch(**EMPTY)
        if any(_lined(shown, panel) for panel in shown.panels):
            key["All dials alike"] = Line2D([], [], color=FAINT, **ALIKE)
        if shown.today:
            key[TODAY] = Line2D([], [], **STAR)
        frame.key(key)
        return frame.done(_table(shown), _told(shown))


def scale_of(maps: Sequence[Array]) -> Scale | None:
    """The scale of all maps, None where nothing was computed.

    It begins (or, below 0, ends) at 0 unless all values lie in the outer half of it, so that small differences
    between large values are seen, and differences of rounding are not.
    """
    every = np.concatenate([np.ravel(values) for values in maps])
    known = every[np.isfinite(every)]
    if not known.size:
        return None
    low, high = float(known.min()), float(known.max())
    most = max(-low, high)
    if most <= FLAT:
        return Scale(0.0, 1.0)
    if min(-low, high) > FLAT * most:
        return Scale(low, high)
    least = min(abs(low), abs(high))
    near = least if least > most / 2 and high - low > FLAT * most else 0.0
    return Scale(near, high) if high == most else Scale(low, -near)


# -- values -----------------------------------------------------------------------------------------------------------


def cell_text(value: float, places: int) -> str:
    """A value in its cell; empty where there is none."""
    if not math.isfinite(value):
        return ""
    if abs(value) >= LARGE:
        return f"{value:.3g}"
    known = places if abs(value) >= 100 else max(0, places)
    return f"{round(value, known) + 0.0:,.{max(0, known)}f}"


def _places(scale: Scale) -> int:
    """The decimals of values in cells, tens where it is -1: three figures for the largest."""
    return int(min(6, max(-1, 2 - math.floor(math.log10(max(-scale.low, scale.high))))))


def _draw(axes: Axes, panel: HeatPanel, shown: HeatMaps, scale: Scale, room: tuple[float, float, float]) -> None:
    missing = np.isnan(panel.values)
    if missing.any():
        axes.patch.set(**EMPTY)
    how: dict[str, Any] = {"origin": "lower", "aspect": "auto", "interpolation": "nearest"}
    axes.imshow(np.ma.masked_where(missing, panel.values), cmap=scale.colours, norm=scale.norm, **how)
    texts = _texts(panel, _places(scale))
    lined = _lined(shown, panel)
    if not lined and _fit(texts, panel.values.shape, room):
        for (y, x), text in np.ndenumerate(texts):
            colour = _readable(scale.colours(scale.norm(panel.values[y, x])))
            axes.text(x, y, text, size=room[2], color=colour, ha="center", va="center", parse_math=False)
    elif lined:
        _isolines(axes, panel.values, scale, room[2])
        count = min(panel.values.shape) - 0.5
        axes.plot([-0.5, count], [-0.5, count], color="white", **ALIKE, zorder=3.0)
    if shown.today:
        axes.plot(*[[at] for at in shown.today], **STAR)


def _lined(shown: HeatMaps, panel: HeatPanel) -> bool:
    """Whether lines of equal amounts say more than a number a cell."""
    return shown.dials and min(panel.values.shape) > FEW_FOR_RANGES and not np.isnan(panel.values).any()


def _texts(panel: HeatPanel, places: int) -> Any:
    """What is written in each cell: the value, and below it its 90 % range where cells are few."""
    texts = np.array([[cell_text(float(value), places) for value in row] for row in panel.values], dtype=object)
    if panel.low is None or panel.high is None or max(panel.values.shape) > FEW_FOR_RANGES:
        return texts
    for at, text in np.ndenumerate(texts):
        if text:
            texts[at] = f"{text}\n{cell_text(float(panel.low[at]), places)}-{cell_text(float(panel.high[at]), places)}"
    return texts


def _fit(texts: Any, shape: tuple[int, ...], room: tuple[float, float, float]) -> bool:
    """Whether every text fits into its cell."""
    wide, tall, size = room
    lines = [text.split("\n") for text in texts.flat]
    return (
        max(shape) <= FEW_CELLS
        and height(max(map(len, lines)), size) * 1.1 <= tall / shape[0]
        and max(width(line, size) for text in lines for line in text) * 1.15 <= wide / shape[1]
    )


def _isolines(axes: Axes, values: Array, scale: Scale, size: float) -> None:
    levels = [float(x) for x in MaxNLocator(nbins=9, steps=[1, 2, 2.5, 5, 10]).tick_values(scale.low, scale.high)]
    inside = [level for level in levels if values.min() < level < values.max()]
    if not inside:
        return
    lines: Any = axes.contour(values, levels=inside, colors="white", linewidths=0.9)
    places = [_along(max(parts, key=len), (n + 0.5) / len(inside)) for n, parts in enumerate(lines.allsegs) if parts]
    for text in axes.clabel(lines, manual=places, fmt=lambda level: plain(level), fontsize=size, colors=INK):
        text.set_path_effects(HALO)


def _along(line: Array, share: float) -> tuple[float, float]:
    """A place on a line, (point, 2), a share of its points along: names of neighbouring lines stand in steps."""
    at = share * (len(line) - 1)
    x, y = (float(np.interp(at, np.arange(len(line)), line[:, n])) for n in (0, 1))
    return x, y


def _readable(ground: Sequence[float]) -> str:
    """Ink or white, whichever stands out more from a colour."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in ground[:3]]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return INK if (light + 0.05) ** 2 > 1.05 * 0.056 else "white"


def _dress(frame: Frame, axes: Axes, shown: HeatMaps, title: str, outermost: bool, room: tuple[float, float]) -> None:
    wide, tall = room
    if title:
        frame.heading(axes, title, wide)
    names_below(frame, axes, shown.x_ticks, wide)
    names_left(frame, axes, shown.y_ticks, tall, 0.28 * frame.size.width)
    axes.tick_params(labelleft=outermost)
    axes.spines[:].set_visible(False)
    size = frame.size.small
    axes.set_xlabel("\n".join(wrapped(shown.x_axis, size, 0.75 * wide)), size=size, parse_math=False)
    axes.set_ylabel("\n".join(wrapped(shown.y_axis, size, tall)) if outermost else "", size=size, parse_math=False)


def _draw_bar(frame: Frame, every: Sequence[Axes], scale: Scale, measure: str) -> None:
    """The colour bar below the maps, from the lowest value of the scale to the highest."""
    mappable = ScalarMappable(scale.norm, scale.colours)
    bar: Any = frame.figure.colorbar(mappable, ax=list(every), location="bottom", aspect=40.0, pad=0.03, fraction=0.05)
    bar.outline.set_visible(False)
    bar.ax.tick_params(labelsize=frame.size.small)
    bar.ax.set_xlim(scale.low, scale.high)
    frame.amounts(bar.ax, axis="x")
    bar.ax.grid(visible=False)
    bar.ax.set_xlabel("\n".join(_measure(measure, frame.size)), size=frame.size.small, parse_math=False)


def _measure(text: str, size: Size) -> list[str]:
    return wrapped(text, size.small, 0.6 * size.width)


# -- words ------------------------------------------------------------------------------------------------------------


def _rows(shown: HeatMaps) -> Iterator[list[Any]]:
    for panel in shown.panels:
        for (y, x), value in np.ndenumerate(panel.values):
            ends = [None if end is None else float(end[y, x]) for end in (panel.low, panel.high)]
            yield [panel.title, shown.x_ticks[x], shown.y_ticks[y], float(value), *ends]


def _table(shown: HeatMaps) -> dict[str, list[Any]]:
    rows = list(_rows(shown))
    columns = ("panel", shown.x_axis, shown.y_axis, "middle", "low90", "high90")
    return {name: [row[n] for row in rows] for n, name in enumerate(columns)}


def _told(shown: HeatMaps) -> str:
    """Each map's four corners in words."""
    parts = []
    for panel in shown.panels:
        corners = [(y, x) for y in (0, -1) for x in (0, -1)]
        values = [f"{panel.values[y, x]:,.0f} at {shown.x_ticks[x]}/{shown.y_ticks[y]}" for y, x in corners]
        parts.append(", ".join(values))
    return f"{shown.measure}; across: {shown.x_axis}, up: {shown.y_axis}. Corners: {'; '.join(parts)}"
