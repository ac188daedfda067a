"""A panel of months: values in steps, the axes, the measures with their labels, and the legend beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.analysis.curves import Mark
from sim.common.axes import Array
from sim.common.months import month_of
from sim.plots import marks as flagging
from sim.plots.page import EDGE, FEET, LEGEND_WIDTH, SMALL, Page, Panel, Shown, marks_shown, span
from sim.plots.style import ACCENT, FAINT, GRID, HANDLE, HANDLE_GAP, INK, LEGEND_SIZE, NEAR_ZERO, legend_of, plain
from sim.plots.wording import POINTS_AN_INCH, height, wrapped

UNIT = "USD million a month"
COUNTERFACTUAL = "Without sanctions (counterfactual)"
COUNTERFACTUAL_LINE: dict[str, Any] = {"color": FAINT, "linewidth": 1.1, "zorder": 3}
MEASURE = "Measure"
TESTED = "Measure under test"
MARKS: dict[str, dict[str, Any]] = {
    MEASURE: {"color": "#444444", "linewidth": 0.8, "zorder": 2.0},
    TESTED: {"color": ACCENT, "linewidth": 1.3, "zorder": 2.1},
}

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TICK_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
TICK_ROOM = 0.36
"""Inches a tick label of the month axis needs."""
LEGEND_ROOM = LEGEND_WIDTH - (HANDLE + HANDLE_GAP) * LEGEND_SIZE / POINTS_AN_INCH


# -- values -----------------------------------------------------------------------------------------------------------


def steps(months: Sequence[date]) -> Array:
    """Where each month begins, and where the last one ends."""
    starts = [float(month_of(month)) for month in months]
    return np.array([*starts, starts[-1] + 1.0])


def held(values: Array) -> Array:
    """Monthly values for a line in steps: the last one again, to hold to the end of its month."""
    return np.append(values, values[-1:])


def draw_area(axes: Axes, x: Array, floor: Array, top: Array, label: str, **style: Any) -> None:
    """Fill between two monthly series in steps."""
    axes.fill_between(x, held(floor), held(top), step="post", linewidth=0, label=label, **style)


def draw_line(axes: Axes, x: Array, values: Array, label: str, **style: Any) -> None:
    """A monthly series in steps, never cut off at the panel's edge."""
    axes.plot(x, held(values), drawstyle="steps-post", label=label, clip_on=False, **style)


def ceiling_of(lines: Sequence[Array]) -> float:
    """Where a value axis that holds all these series ends."""
    highest = max(float(np.nanmax(line)) for line in lines)
    return highest * 1.05 if highest > NEAR_ZERO else 1.0


# -- axes -------------------------------------------------------------------------------------------------------------


def dress(axes: Axes, panel: Panel[Any], ceiling: float, outermost: bool) -> None:
    """The axes of a panel; the outermost panel of a row says what the value axis shows."""
    first, end = span(panel.shown)
    axes.set_xlim(first, end)
    axes.set_ylim(0.0, ceiling)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=LEGEND_SIZE, labelleft=outermost)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: plain(value)))
    if outermost:
        axes.set_ylabel(UNIT, size=LEGEND_SIZE + 0.5)
    ticks = _ticks(int(first), int(end), panel.width)
    axes.set_xticks([month for month, _ in ticks], [text for _, text in ticks])


def _ticks(first: int, end: int, wide: float) -> list[tuple[int, str]]:
    """Months to name on the axis, as many as there is room for; the year below the first and below each January."""
    room = max(2.0, wide / TICK_ROOM)
    step = next((step for step in TICK_STEPS if (end - first) / step <= room), TICK_STEPS[-1])
    if step >= 12:
        return [(m, f"{m // 12}") for m in range(first, end) if m % step == 0]
    shown = [m for m in range(first, end) if m % step == 0] or [first]
    years = {shown[0], *(m for m in shown if m % 12 == 0)}
    if len(shown) > 1 and shown[1] in years and wide * step / (end - first) < TICK_ROOM:
        years.discard(shown[0])
    return [(m, MONTHS[m % 12] + "\n" + (str(m // 12) if m in years else "")) for m in shown]


# -- measures and words -----------------------------------------------------------------------------------------------


def kind_of(mark: Mark) -> str:
    """What the legend calls a mark."""
    return TESTED if mark.tested else MEASURE


def draw_marks(axes: Axes, panel: Panel[Any], tall: float) -> None:
    """A line for each mark up to the top of its label, which stands above the panel."""
    first, end = span(panel.shown)
    an_inch = (end - first) / panel.width
    across = axes.get_xaxis_transform()
    for flag in panel.flags:
        kind = kind_of(flag.mark)
        style = MARKS[kind]
        x = first + flag.x * an_inch
        case = withStroke(linewidth=style["linewidth"] + 1.2, foreground="white", alpha=0.7)
        top = 1.0 + flag.top / tall
        axes.plot([x, x], [0.0, top], transform=across, clip_on=False, label=kind, path_effects=[case], **style)
        axes.text(
            x + (-1.0 if flag.leftward else 1.0) * flagging.ASIDE * an_inch,
            1.0 + flag.bottom / tall,
            "\n".join(flag.lines),
            transform=across,
            parse_math=False,
            size=flagging.SIZE,
            weight="bold" if flag.mark.tested else "normal",
            color=style["color"],
            ha="right" if flag.leftward else "left",
            va="bottom",
        )


def write_around(figure: Figure, page: Page[Any], number: int, panel: Panel[Any]) -> None:
    """A panel's title and subtitle above it and its note below."""
    left = EDGE if len(page.rows) == len(page.rows[0]) == 1 else panel.left
    top = page.tops[number]
    page.write(figure, left, top, panel.title, page.look.title, weight="bold", color=INK)
    below_title = top + height(len(panel.title), page.look.title)
    page.write(figure, left, below_title, panel.subtitle, page.look.subtitle, color=FAINT)
    page.write(figure, left, page.panel_top(number) + page.tall + FEET, panel.note, SMALL, color=FAINT)


# -- the legend -------------------------------------------------------------------------------------------------------


def mark_entries(runs: Sequence[Shown]) -> list[tuple[Any, str]]:
    """The legend's entries for the kinds of marks within the months shown."""
    kinds = {kind_of(mark) for shown in runs for mark in marks_shown(shown)}
    return [(_upright(**style), name) for name, style in MARKS.items() if name in kinds]


def side_legend(figure: Figure, entries: Sequence[tuple[Any, str]], heads: Collection[str]) -> Legend:
    """The legend to the right of the panels; `heads` head the entries below them."""
    texts = ["\n".join(wrapped(text, LEGEND_SIZE, LEGEND_ROOM, text in heads)) for _, text in entries]
    return legend_of(figure, [handle for handle, _ in entries], texts, heads)


def place_legend(legend: Legend, page: Page[Any]) -> None:
    """Put the legend beside the first row of panels."""
    legend.set_bbox_to_anchor(page.point(page.look.width - EDGE - LEGEND_WIDTH, page.panel_top(0)))


def _upright(color: str, linewidth: float, zorder: float) -> Line2D:
    return Line2D([], [], linestyle="none", marker="|", markersize=10.0, color=color, markeredgewidth=linewidth + 0.3)
