"""What it would take: what is denied at each value of a dial or number, with bands, and the target as a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from sim.common.axes import Array
from sim.plots.colours import FAINT, GRID, INK, READINGS
from sim.plots.page import EDGE, HEADING_GAP, SMALL, Sheet
from sim.plots.style import LEGEND_SIZE, blank, own_style, plain, source_line
from sim.plots.wording import height, wrapped

WIDE, TALL, TITLE, SUBTITLE, LEFT, FEET = 9.0, 4.2, 13.0, 9.5, 0.9, 0.65


@dataclass(frozen=True)
class SolvedLine:
    """What is denied at each value in one reading: the median and the ends of the middle 90 % of draws."""

    label: str
    reading: str
    solid: bool
    x: Array
    low: Array
    median: Array
    high: Array


def solving_figure(
    title: str, subtitle: str, lines: Sequence[SolvedLine], target: float, axes_: tuple[str, str], source: str
) -> Figure:
    """One panel: a line with its band for each reading and outcome; `axes_` names what runs along the two axes."""
    with own_style():
        figure = blank(WIDE)
        room = WIDE - 2 * EDGE
        head, under = wrapped(title, TITLE, room, bold=True), wrapped(subtitle, SUBTITLE, room)
        small = wrapped(source_line([source]), SMALL, room)
        legend = 0.22 * ((len(lines) + 2) // 2)
        top = EDGE + height(len(head), TITLE) + height(len(under), SUBTITLE) + HEADING_GAP + legend
        sheet = Sheet(WIDE, top + TALL + FEET + height(len(small), SMALL) + EDGE)
        figure.set_size_inches(sheet.width, sheet.height)
        axes = figure.add_axes(sheet.box(LEFT, top, WIDE - LEFT - 2 * EDGE, TALL))
        for line in lines:
            colour, style = READINGS.get(line.reading, INK), "-" if line.solid else (0, (4, 2))
            axes.fill_between(line.x, line.low, line.high, color=colour, alpha=0.15, linewidth=0)
            axes.plot(line.x, line.median, color=colour, linestyle=style, linewidth=2.0, label=line.label)
        axes.axhline(target, color=INK, linewidth=1.2, linestyle=":", label="the target")
        axes.set_xlim(float(lines[0].x[0]), float(lines[0].x[-1]))
        axes.set_ylim(bottom=0.0)
        axes.set_xlabel(axes_[0], size=LEGEND_SIZE + 0.5, parse_math=False)
        axes.set_ylabel(axes_[1], size=LEGEND_SIZE + 0.5, parse_math=False)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: plain(value)))
        axes.tick_params(labelsize=LEGEND_SIZE)
        axes.grid(color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, frameon=False, fontsize=LEGEND_SIZE)
        sheet.write(figure, EDGE, EDGE, head, TITLE, weight="bold", color=INK)
        sheet.write(figure, EDGE, EDGE + height(len(head), TITLE), under, SUBTITLE, color=FAINT)
        sheet.write(figure, EDGE, top + TALL + FEET, small, SMALL, color=FAINT)
    return figure
