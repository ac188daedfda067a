"""A tornado: what a result comes to with one number at a time at the ends of its range, a panel for each reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.plots.colours import ACCENT, FAINT, GRID, INK, MEDIAN
from sim.plots.page import EDGE, HEADING_GAP, SMALL, Sheet
from sim.plots.style import LEGEND_SIZE, blank, own_style, plain, source_line
from sim.plots.wording import height, width, wrapped

WIDE, TITLE, SUBTITLE, TEXT = 10.0, 13.0, 9.5, 8.5
PITCH, HEAD, FEET, GAP = 0.27, 0.5, 0.4, 0.35
JUDGED, OTHER = "rests on judgement", "rests on data"


@dataclass(frozen=True)
class TornadoRow:
    """What the result comes to with a number at its low and at its high end, and whether it rests on judgement."""

    label: str
    low: float
    high: float
    judged: bool


Panel = tuple[str, float, Sequence[TornadoRow]]
"""A reading's name, its central run, and rows from top to bottom, the same numbers in every panel."""


def tornado_figure(title: str, subtitle: str, panels: Sequence[Panel], source: str) -> Figure:
    """Panels side by side on one value axis each; bars pale towards the low end of the number's range."""
    with own_style():
        figure = blank(WIDE)
        room = WIDE - 2 * EDGE
        head, under = wrapped(title, TITLE, room, bold=True), wrapped(subtitle, SUBTITLE, room)
        small = wrapped(source_line([source]), SMALL, room)
        rows = panels[0][2]
        top = EDGE + height(len(head), TITLE) + height(len(under), SUBTITLE) + HEADING_GAP + HEAD
        tall = PITCH * max(1, len(rows)) + GAP
        sheet = Sheet(WIDE, top + tall + FEET + height(len(small), SMALL) + EDGE)
        figure.set_size_inches(sheet.width, sheet.height)
        left = EDGE + max((width(row.label, TEXT) for row in rows), default=0.0) + 0.15
        wide = (WIDE - EDGE - left - GAP * (len(panels) - 1)) / len(panels)
        for n, panel in enumerate(panels):
            axes = figure.add_axes(sheet.box(left + n * (wide + GAP), top, wide - 0.1, tall))
            _draw(axes, panel, named=n == 0)
        sheet.write(figure, EDGE, EDGE, head, TITLE, weight="bold", color=INK)
        sheet.write(figure, EDGE, EDGE + height(len(head), TITLE), under, SUBTITLE, color=FAINT)
        sheet.write(figure, EDGE, top + tall + FEET, small, SMALL, color=FAINT)
        handles = [Patch(facecolor=colour, label=label) for colour, label in ((ACCENT, JUDGED), (MEDIAN, OTHER))]
        handles.append(Patch(facecolor=FAINT, alpha=0.45, label="pale: at the low end of the number"))
        anchor = sheet.point(left, top - HEAD)
        figure.legend(
            handles=handles, loc="upper left", bbox_to_anchor=anchor, ncols=3, frameon=False, fontsize=LEGEND_SIZE
        )
    return figure


def _draw(axes: Axes, panel: Panel, named: bool) -> None:
    words, central, rows = panel
    for n, row in enumerate(rows):
        colour = ACCENT if row.judged else MEDIAN
        for value, alpha in ((row.low, 0.45), (row.high, 1.0)):
            axes.barh(n, value - central, left=central, height=0.62, color=colour, alpha=alpha, linewidth=0)
    axes.axvline(central, color=INK, linewidth=0.9)
    axes.set_title(words, size=TEXT + 0.5, loc="left")
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [row.label if named else "" for row in rows], size=TEXT, parse_math=False)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=LEGEND_SIZE)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: plain(value)))
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("left", "top", "right"):
        axes.spines[side].set_visible(False)
