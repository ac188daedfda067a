"""Whose dial counts: for each partner what its dial alone can change, what a notch does, and what its notices deny."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.plots.colours import ACCENT, FAINT, GRID, INK, READINGS
from sim.plots.page import EDGE, HEADING_GAP, SMALL, Sheet
from sim.plots.style import LEGEND_SIZE, blank, own_style, plain, source_line
from sim.plots.wording import height, width, wrapped

WIDE, TITLE, SUBTITLE, TEXT = 10.0, 13.0, 9.5, 9.0
PITCH, FEET, HEAD, GAP = 0.42, 0.55, 0.5, 0.35
UNIT = "Goods receipts denied beside the scenario as it is, USD million a year"
OFFSET = 0.18
"""Of a row: how far the lines of two readings stand apart."""

Interval = tuple[float, float, float]
"""The ends of the middle 90 % of draws, and the median between them."""


@dataclass(frozen=True)
class LeverageRow:
    """What the moves of one partner are worth in each reading, by the reading's id."""

    label: str
    reach: dict[str, tuple[float, float]]
    """Medians with its dial alone at 0 and at 10."""
    notch: dict[str, Interval]
    notices: dict[str, Interval]


def leverage_figure(
    title: str, subtitle: str, rows: Sequence[LeverageRow], words: dict[str, str], note: str, source: str
) -> Figure:
    """Partners from top to bottom in the order given; `words` names the readings by their ids."""
    with own_style():
        figure = blank(WIDE)
        room = WIDE - 2 * EDGE
        head, under = wrapped(title, TITLE, room, bold=True), wrapped(subtitle, SUBTITLE, room)
        small = [line for text in (note, source_line([source])) for line in wrapped(text, SMALL, room)]
        top = EDGE + height(len(head), TITLE) + height(len(under), SUBTITLE) + HEADING_GAP + HEAD
        tall = PITCH * len(rows) + GAP
        sheet = Sheet(WIDE, top + tall + FEET + height(len(small), SMALL) + EDGE)
        figure.set_size_inches(sheet.width, sheet.height)
        left = EDGE + max(width(row.label, TEXT) for row in rows) + 0.2
        axes = figure.add_axes(sheet.box(left, top, WIDE - left - 2 * EDGE, tall))
        _draw(axes, rows, words)
        sheet.write(figure, EDGE, EDGE, head, TITLE, weight="bold", color=INK)
        sheet.write(figure, EDGE, EDGE + height(len(head), TITLE), under, SUBTITLE, color=FAINT)
        sheet.write(figure, EDGE, top + tall + FEET, small, SMALL, color=FAINT)
    return figure


def _draw(axes: Axes, rows: Sequence[LeverageRow], words: dict[str, str]) -> None:
    spread = {reading: OFFSET * (2 * n - len(words) + 1) for n, reading in enumerate(words)}
    for n, row in enumerate(rows):
        first = n == 0
        for reading, offset in spread.items():
            colour, y = READINGS.get(reading, INK), n + offset
            said = {name: f"{words[reading]}: {what}" if first else None for name, what in KINDS.items()}
            axes.plot(row.reach[reading], (y, y), color=colour, linewidth=5.0, alpha=0.3, label=said["reach"])
            low, median, high = row.notch[reading]
            axes.plot((low, high), (y, y), color=colour, linewidth=1.4)
            axes.plot([median], [y], "o", color=colour, markersize=5.5, label=said["notch"])
            if reading in row.notices:
                low, median, high = row.notices[reading]
                axes.plot((low, high), (y, y), color=ACCENT, linewidth=1.4)
                axes.plot([median], [y], "D", color=ACCENT, markersize=5.0, label=said["notices"])
    axes.axvline(0.0, color=INK, linewidth=0.9, zorder=0)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [row.label for row in rows], size=TEXT, parse_math=False)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=LEGEND_SIZE)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: plain(value)))
    axes.set_xlabel(UNIT, size=LEGEND_SIZE + 0.5)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("left", "top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, frameon=False, fontsize=LEGEND_SIZE)


KINDS = {"reach": "its dial alone, 0 to 10", "notch": "a notch", "notices": "its notices"}
