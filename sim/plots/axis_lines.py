"""A sweep's result along its axes: a panel for each axis, in it the median of every line and the bands around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.curves import AxisLine, AxisLines, AxisPanel
from sim.common.axes import Array
from sim.plots.grid import (
    AXIS,
    COLUMN_GAP,
    TALL,
    WIDE,
    Columns,
    Grid,
    axis_name,
    column_counts,
    columns,
    foot,
    left_room,
    panel_titles,
    words_of,
)
from sim.plots.page import EDGE, LEGEND_GAP, LEGEND_WIDTH
from sim.plots.pens import (
    BANDS,
    BARS,
    EDGES,
    OUTER,
    SPOT,
    THICK,
    Pen,
    apart,
    bands_of,
    explained,
    joined,
    kinds_of,
    legend_of_lines,
    name_of,
    pens_of,
)
from sim.plots.style import GRID, INK, LEGEND_SIZE, blank, legend_height, own_style
from sim.plots.ticks import APART, Ticks, named_below, names_below, number, numbers_below, numbers_left
from sim.plots.wording import POINTS_AN_INCH

ZERO = "Zero"
MARKED = 30
"""With more points on a line, they are not marked."""
LEAST_SPOT, LEAST_THICK = 3.0, 1.5
"""Points: the least size of markers and of thick bars."""
FLAT = 1e-9
"""Where no value is larger, the value axis ends at 1, so that rounding is not blown up."""
MARGIN = 0.04
"""What is left free at the ends of axes, of their length."""
ABREAST = 0.7
"""The share of the room of a word, or of a lone value, over which the points of several lines stand side by side."""
RIGHT = LEGEND_GAP + LEGEND_WIDTH + EDGE


@dataclass(frozen=True)
class Side:
    """One axis of a panel: its ends, and what is written along it."""

    low: float
    high: float
    ticks: Ticks


def lines_figure(shown: AxisLines) -> Figure:
    """Lines along each axis of a sweep on one value axis; intervals at words and at points that stand by themselves.

    A line has the same colour and marker in every panel. Raises ValueError where there is no panel.
    """
    if not shown.panels:
        raise ValueError("no axes to show")
    with own_style():
        figure = blank(WIDE)
        pens = pens_of(shown)
        legend = legend_of_lines(figure, shown, pens)
        count = _column_count(shown)
        values = _value_side(shown, TALL[count - 1])
        measure = axis_name(shown.measure, TALL[count - 1])
        across, sides = _columns(shown, count, left_room(values.ticks.widest, measure))
        names = [axis_name(panel.axis, across.wide) for panel in shown.panels]
        grid = Grid(
            words_of(shown, explained(kinds_of(shown, pens), shown.over)),
            across,
            panel_titles([panel.title for panel in shown.panels], across.wide),
            [foot(side.ticks.depth, name) for side, name in zip(sides, names, strict=True)],
            TALL[count - 1],
        ).holding(legend_height(figure, legend))
        for n, axes in enumerate(grid.add_panels(figure)):
            _draw(axes, shown.panels[n], pens, across.wide)
            _dress(axes, sides[n], names[n], values, measure if grid.outermost(n) else [])
        legend.set_bbox_to_anchor(grid.sheet.point(WIDE - EDGE - LEGEND_WIDTH, grid.panel_top))
    return figure


# -- axes -------------------------------------------------------------------------------------------------------------


def _column_count(shown: AxisLines) -> int:
    """The usual number of columns, or fewer where the names of an axis of words need the room."""
    words = max((panel.ticks for panel in shown.panels), key=len)
    counts = column_counts(len(shown.panels))
    return next((count for count in counts if named_below(words, columns(count, 1.0, RIGHT).wide)), 1)


def _value_side(shown: AxisLines, tall: float) -> Side:
    """The value axis of all panels: from 0, or from below it where values are negative, with room for all drawn."""
    lines = [line for panel in shown.panels for line in panel.lines]
    edges = [edge for line in lines for both in bands_of(line).values() for edge in both]
    ends = _finite([*edges, *(line.median for line in lines)])
    low, high = min(0.0, ends[0]), max(0.0, ends[1])
    if max(-low, high) <= FLAT:
        return Side(0.0, 1.0, numbers_left(0.0, 1.0, tall))
    margin = MARGIN * (high - low)
    low, high = (low - margin if low < 0.0 else 0.0), (high + margin if high > 0.0 else 0.0)
    return Side(low, high, numbers_left(low, high, tall))


def _finite(arrays: Sequence[Array]) -> tuple[float, float]:
    """The lowest and highest number in these arrays, 0 where there is none."""
    every = np.concatenate([np.zeros(0), *(np.ravel(values) for values in arrays)])
    known = every[np.isfinite(every)]
    return (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)


def _columns(shown: AxisLines, count: int, left: float) -> tuple[Columns, list[Side]]:
    """Columns far enough apart for labels that reach beyond their panel, and the axis of each panel."""
    across = columns(count, left, RIGHT)
    sides = [_axis_side(panel, across.wide) for panel in shown.panels]
    for _ in range(4):  # narrower panels have other labels, which reach less or more far
        over = [side.ticks.overhang(side.low, side.high, across.wide) for side in sides]
        gap = max(ends[0] for ends in over) + max(ends[1] for ends in over) + APART
        across = columns(count, left, RIGHT, max(COLUMN_GAP, gap))
        sides = [_axis_side(panel, across.wide) for panel in shown.panels]
    return across, sides


def _axis_side(panel: AxisPanel, wide: float) -> Side:
    """A panel's own axis: a place for each word, or from the lowest value to the highest."""
    if panel.ticks:
        return Side(-0.5, len(panel.ticks) - 0.5, names_below(panel.ticks, wide))
    low, high = _finite([line.x for line in panel.lines])
    if low == high:
        half = _half(low)
        return Side(low - half, high + half, Ticks((low,), (number(low, half / 50),)))
    margin = MARGIN * (high - low)
    return Side(low - margin, high + margin, numbers_below(low - margin, high + margin, wide))


def _dress(axes: Axes, side: Side, name: Sequence[str], values: Side, measure: Sequence[str]) -> None:
    """The axes of a panel; `measure` names the value axis of the outermost one and is empty for the others."""
    axes.set_xlim(side.low, side.high)
    axes.set_ylim(values.low, values.high)
    for edge in ("top", "right"):
        axes.spines[edge].set_visible(False)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=LEGEND_SIZE)
    side.ticks.put_below(axes)
    values.ticks.put_left(axes)
    axes.tick_params(labelleft=bool(measure))
    axes.set_xlabel("\n".join(name), size=AXIS, parse_math=False)
    axes.set_ylabel("\n".join(measure), size=AXIS, parse_math=False)
    if values.low < 0.0 < values.high:
        axes.axhline(0.0, color=INK, linewidth=0.9, zorder=1.9, label=ZERO)


# -- lines ------------------------------------------------------------------------------------------------------------


def _draw(axes: Axes, panel: AxisPanel, pens: Mapping[str, Pen], wide: float) -> None:
    for order, line in enumerate(panel.lines):
        x = np.asarray(line.x, dtype=float) + _aside(panel, order)
        room = _room(panel, len(line.x), wide)
        _draw_bands(axes, panel, line, x, pens[line.label], min(THICK, max(LEAST_THICK, room)))
        _draw_median(axes, panel, line, x, pens[line.label], min(SPOT, max(LEAST_SPOT, room)))


def _draw_bands(axes: Axes, panel: AxisPanel, line: AxisLine, x: Array, pen: Pen, thick: float) -> None:
    """Bands, or of many lines only the edges of the wider one; bars at points that stand by themselves."""
    lone, along = apart(panel, line), joined(panel, line)
    for name, (low, high) in bands_of(line).items():
        if lone.any():
            axes.vlines(x[lone], low[lone], high[lone], label=BARS[name], **pen.bar(name, thick))
        if along.any() and not pen.crowded:
            axes.fill_between(x, low, high, where=along, label=BANDS[name], **pen.fill(name))
        elif along.any() and name == OUTER:
            for edge in (low, high):
                axes.plot(x, np.where(along, edge, np.nan), label=EDGES, **pen.edge)


def _draw_median(axes: Axes, panel: AxisPanel, line: AxisLine, x: Array, pen: Pen, size: float) -> None:
    """The joined median, with a marker at each point, or only at those that stand by themselves if there are many."""
    known = np.isfinite(line.median)
    marked = known if known.sum() <= MARKED else apart(panel, line)
    axes.plot(x, np.where(joined(panel, line), line.median, np.nan), label=name_of(line), **pen.line)
    axes.plot(x[marked], line.median[marked], linestyle="none", label=name_of(line), **pen.spot(size))


def _room(panel: AxisPanel, points: int, wide: float) -> float:
    """What a marker can take of the space from one to the next, in points."""
    if panel.ticks:
        return ABREAST * 0.9 * POINTS_AN_INCH * wide / (len(panel.ticks) * len(panel.lines))
    return 0.4 * POINTS_AN_INCH * wide / max(1, points)


def _aside(panel: AxisPanel, order: int) -> float:
    """How far the points of a line stand beside their value, where all lines stand at words or at one value."""
    places = {float(x) for line in panel.lines for x in line.x}
    if not panel.ticks and len(places) > 1:
        return 0.0
    room = 1.0 if panel.ticks else 2.0 * _half(max(places, default=0.0))
    return room * ABREAST * ((order + 0.5) / len(panel.lines) - 0.5)


def _half(value: float) -> float:
    """How far an axis reaches on either side of the only value on it."""
    return max(0.5, 0.05 * abs(value))
