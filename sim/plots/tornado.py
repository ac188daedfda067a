"""A tornado: what a result comes to with one number at a time at the ends of its range, a panel for each reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.analysis.colours import ACCENT, FAINT, INK, MEDIAN
from sim.analysis.curves import Words
from sim.plots.frame import Frame
from sim.plots.saving import Drawn
from sim.plots.style import SIZES, Size, own_style
from sim.plots.wording import height, wrapped

JUDGED, OTHER = "rests on judgement", "rests on data"
PALE = "pale: at the low end of the number"


@dataclass(frozen=True)
class TornadoRow:
    """What the result comes to with a number at its low and at its high end, and whether it rests on judgement."""

    label: str
    low: float
    high: float
    judged: bool


Panel = tuple[str, float, Sequence[TornadoRow]]
"""A reading's name, its central run, and rows from top to bottom, the same numbers in every panel."""


def tornado_figure(words: Words, panels: Sequence[Panel], size: Size = SIZES["page"]) -> Drawn:
    """Panels side by side on a value axis each; bars pale towards the low end of the number's range."""
    with own_style():
        names = ["\n".join(wrapped(row.label, size.small, 0.3 * size.width)) for row in panels[0][2]]
        lines = sum(name.count("\n") + 1.5 for name in names)
        columns = min(len(panels), size.most_columns)
        rows = -(-len(panels) // columns)
        frame = Frame(words, size, rows * (height(max(3.0, lines), size.small) + 1.1))
        every = frame.panels(len(panels), columns, sharey=True)
        for n, (axes, panel) in enumerate(zip(every, panels, strict=True)):
            _draw(axes, panel)
            frame.heading(axes, panel[0])
            frame.amounts(axes, axis="x")
            axes.spines["left"].set_visible(False)
            axes.set_yticks(range(len(names)), names, size=size.small, parse_math=False)
            axes.tick_params(axis="y", length=0, labelleft=n % columns == 0)
        every[0].set_ylim(max(1, len(names)) - 0.4, -0.6)
        key = {
            JUDGED: Patch(facecolor=ACCENT),
            OTHER: Patch(facecolor=MEDIAN),
            PALE: Patch(facecolor=FAINT, alpha=0.45),
        }
        frame.key(key)
        return frame.done(_table(panels))


def _draw(axes: Axes, panel: Panel) -> None:
    _, central, rows = panel
    for n, row in enumerate(rows):
        colour = ACCENT if row.judged else MEDIAN
        for value, alpha in ((row.low, 0.45), (row.high, 1.0)):
            axes.barh(n, value - central, left=central, height=0.62, color=colour, alpha=alpha, linewidth=0)
    axes.axvline(central, color=INK, linewidth=0.9)


def _table(panels: Sequence[Panel]) -> dict[str, list[Any]]:
    each = [(words, central, row) for words, central, rows in panels for row in rows]
    return {
        "reading": [words for words, _, _ in each],
        "number": [row.label for _, _, row in each],
        "central": [central for _, central, _ in each],
        "at_low": [row.low for _, _, row in each],
        "at_high": [row.high for _, _, row in each],
        "judgement": [row.judged for _, _, row in each],
    }
