"""A sweep's result over two axes: maps that share both axes and one colour scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.analysis.curves import HeatMaps
from sim.common.axes import Array
from sim.plots.grid import (
    AXIS,
    COLUMN_GAP,
    TALL,
    WIDE,
    Grid,
    axis_name,
    column_counts,
    columns,
    foot,
    left_room,
    panel_titles,
    words_of,
)
from sim.plots.page import EDGE, LEGEND_GAP
from sim.plots.style import INK, LEGEND_SIZE, blank, legend_of, own_style
from sim.plots.ticks import APART, LARGE, LINE, Ticks, are_numbers, named_below, names_below, names_left, numbers_left
from sim.plots.wording import height, width

MISSING = "Not computed"
SCALE = "Colour scale"
EMPTY: dict[str, Any] = {"facecolor": "#E4E4E4", "edgecolor": "#BDBDBD", "hatch": "////", "linewidth": 0.0}
"""Cells without a value: grey, and hatched, so that no colour of a scale is like it."""
SEQUENTIAL, DIVERGING = "viridis", "RdBu_r"

FEW_CELLS = 12
"""Values are written in the cells of maps with no more of them on either axis."""
CELL_SIZES = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
"""Points: values in cells, the largest that fits."""
CELL_ROOM = 0.08
"""What is left free beside a value in its cell."""
TALLEST = 6.0
"""The height up to which panels grow to name all their rows."""
FLAT = 1e-9
"""Of the largest value: what is smaller is rounding."""
BAR, KEY_WIDTH = 0.2, 1.25
"""The colour bar's width, and the least width of all that is right of the panels."""


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


def map_figure(shown: HeatMaps) -> Figure:
    """Maps of a result over two axes, the first row at the bottom, with the values in the cells where there are few.

    Cells that are not a number are hatched. Raises ValueError where there is no panel.
    """
    if not shown.panels:
        raise ValueError("no maps to show")
    with own_style():
        figure = blank(WIDE)
        scale = scale_of([panel.values for panel in shown.panels])
        plan = _plan(shown, scale)
        grid = plan.grid
        for n, axes in enumerate(grid.add_panels(figure)):
            _draw(axes, shown.panels[n].values, scale or Scale(0.0, 1.0), plan)
            _dress(axes, plan, grid.outermost(n))
        if scale:
            _draw_bar(figure, scale, plan)
        if any(np.isnan(panel.values).any() for panel in shown.panels):
            legend = legend_of(figure, [Patch(**EMPTY)], [MISSING])
            legend.set_bbox_to_anchor(grid.sheet.point(plan.key, grid.panel_top + grid.tall + 1.5 * LINE))
    return figure


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


# -- where things stand -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """The page of the maps: its grid, what is written along the axes, in the cells and at the colour bar."""

    grid: Grid
    x_ticks: Ticks
    y_ticks: Ticks
    x_name: list[str]
    y_name: list[str]
    bar_ticks: Ticks
    measure: list[str]
    places: int
    size: float | None
    """Points of the values in cells; None where they are left out."""

    @property
    def key(self) -> float:
        """The left edge of the colour bar."""
        return self.grid.columns.right - self.grid.columns.gap + LEGEND_GAP


def _plan(shown: HeatMaps, scale: Scale | None) -> Plan:
    places = _places(scale)
    texts = [cell_text(value, places) for panel in shown.panels for value in np.ravel(panel.values)]
    count = _column_count(shown, texts)
    tall = _tall(shown, count)
    measure, y_name = axis_name(shown.measure, tall), axis_name(shown.y_axis, tall)
    bar_ticks = numbers_left(scale.low, scale.high, tall) if scale else Ticks((), ())
    y_ticks = names_left(shown.y_ticks, tall)
    left = left_room(y_ticks.widest, y_name)
    right = max(KEY_WIDTH, BAR + left_room(bar_ticks.widest, measure)) + LEGEND_GAP
    across = columns(count, left, right)
    x_ticks = names_below(shown.x_ticks, across.wide)
    over = sum(x_ticks.overhang(-0.5, len(shown.x_ticks) - 0.5, across.wide))
    across = columns(count, left, right, max(COLUMN_GAP, over + APART))
    x_ticks = names_below(shown.x_ticks, across.wide)
    x_name = axis_name(shown.x_axis, across.wide)
    titles = panel_titles([panel.title for panel in shown.panels], across.wide)
    feet = [foot(x_ticks.depth, x_name)] * len(titles)
    grid = Grid(words_of(shown), across, titles, feet, tall)
    size = _size(shown, texts, across.wide, tall)
    return Plan(grid, x_ticks, y_ticks, x_name, y_name, bar_ticks, measure, places, size)


def _column_count(shown: HeatMaps, texts: Sequence[str]) -> int:
    """The usual number of columns, or fewer where values in cells or names of an axis need the room."""
    counts = column_counts(len(shown.panels))
    wide = {count: columns(count, 1.0, KEY_WIDTH + LEGEND_GAP + EDGE).wide for count in counts}
    named = [count for count in counts if named_below(shown.x_ticks, wide[count])]
    written = [count for count in named if _size(shown, texts, wide[count], _tall(shown, count))]
    return [*written, *named, *counts][0]


def _tall(shown: HeatMaps, count: int) -> float:
    """The height of panels: higher than usual where the y axis has many names."""
    least = TALL[count - 1]
    return least if are_numbers(shown.y_ticks) else max(least, min(TALLEST, len(shown.y_ticks) * LINE * 1.05))


def _size(shown: HeatMaps, texts: Sequence[str], wide: float, tall: float) -> float | None:
    """Points at which every value fits into its cell; None where there are many cells or no size is small enough."""
    down, across = len(shown.y_ticks), len(shown.x_ticks)
    if max(down, across) > FEW_CELLS:
        return None
    return next((size for size in CELL_SIZES if _fit(texts, size, wide / across, tall / down)), None)


def _fit(texts: Sequence[str], size: float, wide: float, tall: float) -> bool:
    return height(1, size) <= tall and all(width(text, size) + CELL_ROOM <= wide for text in texts)


# -- values -----------------------------------------------------------------------------------------------------------


def cell_text(value: float, places: int) -> str:
    """A value in its cell; empty where there is none."""
    if not math.isfinite(value):
        return ""
    if abs(value) >= LARGE:
        return f"{value:.3g}"
    known = places if abs(value) >= 100 else max(0, places)
    return f"{round(value, known) + 0.0:,.{max(0, known)}f}"


def _places(scale: Scale | None) -> int:
    """The decimals of values in cells, tens where it is -1: three figures for the largest."""
    most = max(-scale.low, scale.high) if scale else 1.0
    return int(min(6, max(-1, 2 - math.floor(math.log10(most)))))


def _draw(axes: Axes, values: Array, scale: Scale, plan: Plan) -> None:
    missing = np.isnan(values)
    if missing.any():
        axes.patch.set(**EMPTY)
    how: dict[str, Any] = {"origin": "lower", "aspect": "auto", "interpolation": "nearest"}
    axes.imshow(np.ma.masked_where(missing, values), cmap=scale.colours, norm=scale.norm, **how)
    if plan.size is None:
        return
    for (y, x), value in np.ndenumerate(values):
        colour = _readable(scale.colours(scale.norm(value)))
        text = cell_text(value, plan.places)
        axes.text(x, y, text, size=plan.size, color=colour, ha="center", va="center", parse_math=False)


def _readable(ground: Sequence[float]) -> str:
    """Ink or white, whichever stands out more from a colour."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in ground[:3]]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return INK if (light + 0.05) ** 2 > 1.05 * 0.056 else "white"


def _dress(axes: Axes, plan: Plan, outermost: bool) -> None:
    plan.x_ticks.put_below(axes)
    plan.y_ticks.put_left(axes)
    axes.tick_params(labelleft=outermost)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xlabel("\n".join(plan.x_name), size=AXIS, parse_math=False)
    axes.set_ylabel("\n".join(plan.y_name if outermost else []), size=AXIS, parse_math=False)


def _draw_bar(figure: Figure, scale: Scale, plan: Plan) -> None:
    """The colour bar beside the first row, from the lowest value of the scale to the highest."""
    grid = plan.grid
    axes = figure.add_axes(grid.sheet.box(plan.key, grid.panel_top, BAR, grid.tall), label=SCALE)
    bar: Any = figure.colorbar(ScalarMappable(scale.norm, scale.colours), cax=axes)
    bar.outline.set_visible(False)
    bar.set_ticks(plan.bar_ticks.places, labels=plan.bar_ticks.texts)
    bar.minorticks_off()
    axes.set_ylim(scale.low, scale.high)
    axes.tick_params(labelsize=LEGEND_SIZE)
    axes.set_ylabel("\n".join(plan.measure), size=AXIS, parse_math=False)
