"""Amounts with their bands as horizontal bars, one a row, and other readings of the same amount as marks on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.analysis.colours import ACCENT, FAINT, INK, MEDIAN
from sim.analysis.curves import Words
from sim.plots.frame import Frame
from sim.plots.saving import Drawn
from sim.plots.style import SIZES, Size, own_style
from sim.plots.wording import height, wrapped

MARKS = (("|", ACCENT), ("o", INK), ("D", FAINT), ("x", INK), ("+", INK))
"""Shape and colour of the marks, in their order."""
OUTER = "90 % of draws"


@dataclass(frozen=True)
class Bar:
    """An amount, the ends of its 90 % band, and marks by what they are; a strong one is a total."""

    label: str
    value: float
    low: float
    high: float
    marks: Mapping[str, float] = field(default_factory=dict)
    strong: bool = False


def bars_figure(words: Words, unit: str, bars: Sequence[Bar], size: Size = SIZES["page"]) -> Drawn:
    """Bars from top to bottom with a whisker for the band; every kind of mark has an entry in the key."""
    with own_style():
        names = [wrapped(bar.label, size.text, 0.32 * size.width) for bar in bars]
        rows = sum(height(max(1, len(lines)) + 0.6, size.text) for lines in names)
        frame = Frame(words, size, max(rows, 4.0 * height(1.6, size.text)) + 0.9)
        (axes,) = frame.panels()
        entries = _draw(axes, bars)
        axes.set_yticks(range(len(bars)), ["\n".join(lines) for lines in names], size=size.text, parse_math=False)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(max(4, len(bars)) - 0.4, -0.6)
        axes.axvline(0, color=INK, linewidth=0.8, zorder=1)
        frame.amounts(axes, axis="x")
        axes.set_xlabel("\n".join(wrapped(unit, size.small, 0.6 * size.width)), size=size.small, parse_math=False)
        axes.spines["left"].set_visible(False)
        frame.key(entries)
        told = [f"{bar.label}: {bar.value:,.0f}, 90 % from {bar.low:,.0f} to {bar.high:,.0f}" for bar in bars]
        return frame.done(_table(bars), "; ".join(told))


def _draw(axes: Axes, bars: Sequence[Bar]) -> dict[str, Any]:
    """Draw bars, bands and marks; returns the entries of the key by their text."""
    places = list(range(len(bars)))
    colours = [FAINT if bar.strong else MEDIAN for bar in bars]
    axes.barh(places, [bar.value for bar in bars], height=0.55, color=colours, zorder=2)
    entries: dict[str, Any] = {}
    if any(bar.low < bar.high for bar in bars):
        axes.hlines(places, [bar.low for bar in bars], [bar.high for bar in bars], color=INK, linewidth=1.4, zorder=3)
        entries[OUTER] = Line2D([], [], color=INK, linewidth=1.4)
    names = dict.fromkeys(name for bar in bars for name in bar.marks)
    for name, (shape, colour) in zip(names, MARKS, strict=False):
        x = [bar.marks[name] for bar in bars if name in bar.marks]
        y = [place for place, bar in enumerate(bars) if name in bar.marks]
        size = 11.0 if shape == "|" else 4.5
        (entries[name],) = axes.plot(
            x, y, color=colour, marker=shape, linestyle="none", markersize=size, markeredgewidth=1.6, zorder=4
        )
    return entries


def _table(bars: Sequence[Bar]) -> dict[str, list[Any]]:
    names = dict.fromkeys(name for bar in bars for name in bar.marks)
    table: dict[str, list[Any]] = {"bar": [bar.label for bar in bars]}
    table |= {name: [getattr(bar, name) for bar in bars] for name in ("value", "low", "high")}
    return table | {name: [bar.marks.get(name) for bar in bars] for name in names}
