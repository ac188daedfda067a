"""Amounts with their bands as horizontal bars, one a row, and other readings of the same amount as marks on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from sim.plots.style import ACCENT, FAINT, GRID, INK, MEDIAN_COLOUR, OUTER, blank, legend_of, own_style, plain
from sim.plots.wording import wrapped

WIDTH, ROW, EDGE, SIDE = 10.0, 0.34, 0.15, 1.9
"""Inches: the page, a row, its margin, the room beside the rows for the legend."""
LINE, GAP, AXIS, CHARACTER = 0.18, 0.15, 0.5, 0.078
"""Inches: a line of text, the space after a block of it, the value axis, a character of a row's label."""
TITLE, SUBTITLE, LABEL, SMALL = 12.0, 9.0, 9.0, 8.0
MARKS = (("|", ACCENT), ("o", INK), ("D", FAINT), ("x", FAINT))
"""Shape and colour of the marks, in their order."""


@dataclass(frozen=True)
class Bar:
    """An amount, the ends of its 90 % band, and marks by what they are; a strong one is a total."""

    label: str
    value: float
    low: float
    high: float
    marks: Mapping[str, float] = field(default_factory=dict)
    strong: bool = False


def bars_figure(title: str, subtitle: str, unit: str, bars: Sequence[Bar], source: str) -> Figure:
    """Bars from top to bottom with a whisker for the band; every kind of mark has an entry in the legend."""
    room = WIDTH - 2 * EDGE
    texts = (wrapped(title, TITLE, room, bold=True), wrapped(subtitle, SUBTITLE, room), wrapped(source, SMALL, room))
    above = EDGE + LINE * (len(texts[0]) + len(texts[1])) + GAP
    under = AXIS + LINE * len(texts[2]) + EDGE
    height = above + max(4 * ROW, ROW * len(bars)) + under
    left = EDGE + CHARACTER * max((len(bar.label) for bar in bars), default=0) + GAP
    with own_style():
        figure = blank(WIDTH)
        figure.set_size_inches(WIDTH, height)
        box = (left / WIDTH, under / height, (WIDTH - left - SIDE) / WIDTH, (height - above - under) / height)
        axes = figure.add_axes(box)
        entries = _draw(axes, bars)
        _dress(axes, bars, unit)
        legend_of(
            figure, [*entries.values()], [*entries], bbox_to_anchor=((WIDTH - SIDE + GAP) / WIDTH, 1 - above / height)
        )
        _write(figure, texts, height)
    return figure


def _draw(axes: Axes, bars: Sequence[Bar]) -> dict[str, Any]:
    """Draw bars, bands and marks; returns the entries of the legend by their text."""
    places = list(range(len(bars)))
    colours = [FAINT if bar.strong else MEDIAN_COLOUR for bar in bars]
    axes.barh(places, [bar.value for bar in bars], height=0.55, color=colours, zorder=2)
    entries: dict[str, Any] = {}
    if any(bar.low < bar.high for bar in bars):
        ends = [bar.low for bar in bars], [bar.high for bar in bars]
        entries[OUTER] = axes.hlines(places, *ends, color=INK, linewidth=1.4, zorder=3)
    names = dict.fromkeys(name for bar in bars for name in bar.marks)
    for name, (shape, colour) in zip(names, MARKS, strict=False):
        x = [bar.marks[name] for bar in bars if name in bar.marks]
        y = [place for place, bar in enumerate(bars) if name in bar.marks]
        size = 11.0 if shape == "|" else 4.5
        (entries[name],) = axes.plot(
            x, y, color=colour, marker=shape, linestyle="none", markersize=size, markeredgewidth=1.6, zorder=4
        )
    return entries


def _dress(axes: Axes, bars: Sequence[Bar], unit: str) -> None:
    axes.set_yticks(list(range(len(bars))), [bar.label for bar in bars], fontsize=LABEL, color=INK)
    for label in axes.get_yticklabels():
        label.set_parse_math(False)
    axes.set_ylim(max(4, len(bars)) - 0.4, -0.6)
    axes.axvline(0, color=INK, linewidth=0.8, zorder=1)
    axes.grid(axis="x", color=GRID, linewidth=0.6, zorder=0)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: plain(value)))
    axes.tick_params(axis="both", length=0, colors=INK)
    axes.tick_params(axis="x", labelsize=SMALL)
    axes.set_xlabel(unit, fontsize=SMALL, color=FAINT, parse_math=False)
    for side in axes.spines.values():
        side.set_visible(False)


def _write(figure: Figure, texts: Sequence[Sequence[str]], height: float) -> None:
    """Title and subtitle from the top, the source from the bottom."""
    looks: tuple[dict[str, Any], ...] = (
        {"fontsize": TITLE, "weight": "bold", "color": INK},
        {"fontsize": SUBTITLE, "color": FAINT},
    )
    down = EDGE
    for lines, look in zip(texts, looks, strict=False):
        for line in lines:
            figure.text(EDGE / WIDTH, 1 - down / height, line, va="top", parse_math=False, **look)
            down += LINE
    for n, line in enumerate(reversed(texts[2])):
        place = (EDGE / WIDTH, (EDGE + n * LINE) / height)
        figure.text(*place, line, fontsize=SMALL, color=FAINT, parse_math=False)
