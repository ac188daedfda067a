"""A sweep's result along its axes: a panel for each axis, in it the median of every line and the bands around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.colours import INK
from sim.analysis.curves import AxisLine, AxisLines, AxisPanel
from sim.common.axes import Array
from sim.plots.frame import Frame
from sim.plots.pens import BARS, OUTER, THICK, Pen, apart, bands_of, explained, joined, key_of, kinds_of, pens_of
from sim.plots.saving import Drawn
from sim.plots.style import Size, own_style
from sim.plots.wording import height, wrapped
from sim.plots.words_on_axes import names_below

MARKED = 30
"""With more points on a line, they are not marked."""
SHORT_KEY = 8
"""Lines of a key that a figure has room for; for more it is taller, lest its panels be left with nothing."""
FLAT = 1e-9
"""Where no value is larger, the value axis ends at 1, so that rounding is not blown up."""
MARGIN = 0.04
"""What is left free at the ends of axes, of their length."""
ABREAST = 0.7
"""The share of the room of a word, or of a lone value, over which the points of several lines stand side by side."""
QUANTILES = ("low90", "low50", "median", "high50", "high90")


def lines_figure(shown: AxisLines, size: Size) -> Drawn:
    """Lines along each axis of a sweep on one value axis; intervals at words and at points that stand by themselves.

    A line has the same colour and marker in every panel. Raises ValueError where there is no panel.
    """
    if not shown.panels:
        raise ValueError("no axes to show")
    with own_style():
        pens = pens_of(shown)
        told = explained(kinds_of(shown, pens), shown.over)
        words = replace(shown.words, caption=tuple(filter(None, (told, *shown.words.caption))))
        columns = min(size.most_columns, len(shown.panels), 2 if len(shown.panels) == 4 else 3)
        rows = -(-len(shown.panels) // columns)
        key = key_of(shown, pens)
        long = 0.0 if size.fixed else height(max(0, len(key) - SHORT_KEY), size.small)
        frame = Frame(words, size, rows * size.body * (1.0 if rows == 1 else 0.8) + 0.5 + long)
        every = frame.panels(len(shown.panels), columns, sharey=True)
        low, high = _values(shown)
        wide = 0.82 * size.width / columns
        for n, (axes, panel) in enumerate(zip(every, shown.panels, strict=True)):
            _draw(axes, panel, pens, size.line)
            _dress(frame, axes, panel, wide)
            axes.set_ylim(low, high)
            frame.amounts(axes, shown.measure if n % columns == 0 else "")
            if low < 0.0 < high:
                axes.axhline(0.0, color=INK, linewidth=0.9, zorder=1.9)
        frame.key(key)
        return frame.done(_table(shown), _told(shown))


# -- axes -------------------------------------------------------------------------------------------------------------


def _values(shown: AxisLines) -> tuple[float, float]:
    """The value axis of all panels: from 0, or from below it where values are negative, with room for all drawn."""
    lines = [line for panel in shown.panels for line in panel.lines]
    edges = [edge for line in lines for both in bands_of(line).values() for edge in both]
    ends = _finite([*edges, *(line.median for line in lines)])
    low, high = min(0.0, ends[0]), max(0.0, ends[1])
    if max(-low, high) <= FLAT:
        return 0.0, 1.0
    margin = MARGIN * (high - low)
    return (low - margin if low < 0.0 else 0.0), (high + margin if high > 0.0 else 0.0)


def _finite(arrays: Sequence[Array]) -> tuple[float, float]:
    """The lowest and highest number in these arrays, 0 where there is none."""
    every = np.concatenate([np.zeros(0), *(np.ravel(values) for values in arrays)])
    known = every[np.isfinite(every)]
    return (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)


def _dress(frame: Frame, axes: Axes, panel: AxisPanel, wide: float) -> None:
    """A panel's own axis: a place for each word, or from the lowest value to the highest."""
    if panel.title:
        frame.heading(axes, panel.title, wide)
    axes.set_xlabel("\n".join(wrapped(panel.axis, frame.size.small, wide)), size=frame.size.small, parse_math=False)
    if panel.ticks:
        axes.set_xlim(-0.5, len(panel.ticks) - 0.5)
        return names_below(frame, axes, panel.ticks, wide)
    frame.amounts(axes, axis="x")
    axes.grid(visible=False, axis="x")
    low, high = _finite([line.x for line in panel.lines])
    half = _half(low) if low == high else MARGIN * (high - low)
    axes.set_xlim(low - half, high + half)
    if low == high:
        axes.set_xticks([low])
    return None


# -- lines ------------------------------------------------------------------------------------------------------------


def _draw(axes: Axes, panel: AxisPanel, pens: Mapping[str, Pen], thick: float) -> None:
    for order, line in enumerate(panel.lines):
        x, pen = np.asarray(line.x, dtype=float) + _aside(panel, order), pens[line.label]
        _draw_bands(axes, panel, line, x, pen, THICK * thick)
        known = np.isfinite(line.median)
        marked = known if known.sum() <= MARKED else apart(panel, line)
        axes.plot(x, np.where(joined(panel, line), line.median, np.nan), **pen.line)
        axes.plot(x[marked], line.median[marked], **{**pen.spot(), "linestyle": "none"})


def _draw_bands(axes: Axes, panel: AxisPanel, line: AxisLine, x: Array, pen: Pen, thick: float) -> None:
    """Bands, or of many lines only the edges of the wider one; bars at points that stand by themselves."""
    lone, along = apart(panel, line), joined(panel, line)
    for name, (low, high) in bands_of(line).items():
        if lone.any():
            axes.vlines(x[lone], low[lone], high[lone], label=BARS[name], **pen.bar(name, thick))
        if along.any() and not pen.crowded:
            axes.fill_between(x, low, high, where=along, **pen.fill(name))
        if along.any() and name == OUTER:
            for edge in (low, high):
                axes.plot(x, np.where(along, edge, np.nan), **pen.edge)


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


# -- words ------------------------------------------------------------------------------------------------------------


def _rows(shown: AxisLines) -> Iterator[list[Any]]:
    for panel in shown.panels:
        for line in panel.lines:
            for n, x in enumerate(line.x):
                place = panel.ticks[int(x)] if panel.ticks else float(x)
                ends = [getattr(line, name) for name in QUANTILES]
                values = [None if end is None else float(end[n]) for end in ends]
                yield [panel.title, panel.axis, line.label, place, *values]


def _table(shown: AxisLines) -> dict[str, list[Any]]:
    columns = ("panel", "axis", "line", "at", *QUANTILES)
    rows = list(_rows(shown))
    return {name: [row[n] for row in rows] for n, name in enumerate(columns)}


def _told(shown: AxisLines) -> str:
    """Each line from its first to its last point, in words."""
    parts = []
    for panel in shown.panels:
        for line in panel.lines:
            if len(line.x):
                ends = [panel.ticks[int(x)] if panel.ticks else f"{x:g}" for x in (line.x[0], line.x[-1])]
                name = ", ".join(text for text in (panel.title, line.label) if text) or "the line"
                parts.append(f"{name}: {line.median[0]:,.0f} at {ends[0]}, {line.median[-1]:,.0f} at {ends[1]}")
    return f"{shown.measure} against {shown.panels[0].axis}. {'; '.join(parts)}"
