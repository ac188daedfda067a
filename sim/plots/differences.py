"""Differences between runs over the draws of an ensemble: an interval for each compared pair and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.analysis.chances import chance_texts
from sim.analysis.curves import Difference, Differences
from sim.plots.page import EDGE, FEET, HEADING_GAP, ROW_GAP, SMALL, Sheet
from sim.plots.style import (
    CENTRAL,
    FAINT,
    GRID,
    INK,
    INNER,
    INNER_COLOUR,
    LEGEND_SIZE,
    MEDIAN,
    MEDIAN_COLOUR,
    NEAR_ZERO,
    OUTER,
    QUANTILES,
    blank,
    legend_height,
    legend_of,
    own_style,
    plain,
    source_line,
)
from sim.plots.wording import height, width, wrapped

UNIT = "Difference, USD million a year"
CHANCE = "P: share of draws above 0"
ZERO = "No difference"

WIDE = 10.0
TITLE, SUBTITLE, TEXT = 13.0, 9.5, 9.0
"""Points: the heading, and the labels of pairs and years."""
PITCH = 0.27
"""Inches from one year to the next."""
GROUP_GAP = 0.16
"""Between the years of one pair and those of the next, a rule in the middle."""
LABEL_ROOM, GAP = 2.7, 0.15
"""The widest a pair's label can be, and the space between columns."""
CHANCE_ROOM = 1.55

MARKERS: dict[str, dict[str, Any]] = {
    OUTER: {"color": MEDIAN_COLOUR, "linewidth": 1.2, "zorder": 3.0, "solid_capstyle": "butt"},
    INNER: {"color": INNER_COLOUR, "linewidth": 7.0, "zorder": 3.1, "solid_capstyle": "butt"},
    CENTRAL: {"color": INK, "linestyle": "none", "marker": "|", "markersize": 13.0, "zorder": 3.2},
    MEDIAN: {
        "color": MEDIAN_COLOUR,
        "linestyle": "none",
        "marker": "o",
        "markersize": 6.5,
        "markeredgecolor": "white",
        "zorder": 3.3,
    },
}


@dataclass(frozen=True)
class Group:
    """The intervals of one pair: its label, and how far below the panel's top it begins and ends."""

    row: Difference
    label: list[str]
    top: float
    bottom: float

    @property
    def first(self) -> float:
        """How far below the panel's top the first year and the first line of the label stand."""
        return self.top + (GROUP_GAP + PITCH) / 2

    @property
    def levels(self) -> list[float]:
        """How far below the panel's top each year stands."""
        return [self.first + PITCH * number for number in range(len(self.row.years))]


@dataclass(frozen=True)
class Plan:
    """Where everything stands, in inches from the page's top left corner."""

    title: list[str]
    subtitle: list[str]
    groups: list[Group]
    head: list[str]
    """The words above the column of chances."""
    legend: float
    """The height of the legend, which stands above the panel."""
    small_print: list[str]

    @cached_property
    def left(self) -> float:
        """The panel's left edge, right of the labels of pairs and years."""
        labels = max(width(line, TEXT, bold=True) for group in self.groups for line in group.label or [""])
        years = max(width(year, TEXT) for group in self.groups for year in group.row.years or [""])
        return EDGE + labels + GAP + years + GAP

    @property
    def right(self) -> float:
        """The panel's right edge, left of the chances."""
        return WIDE - EDGE - CHANCE_ROOM - GAP

    @property
    def legend_top(self) -> float:
        """Where the legend begins, below the heading."""
        return EDGE + height(len(self.title), TITLE) + height(len(self.subtitle), SUBTITLE) + HEADING_GAP

    @property
    def top(self) -> float:
        """The panel's top edge."""
        return self.legend_top + max(self.legend, height(len(self.head), SMALL)) + HEADING_GAP

    @property
    def tall(self) -> float:
        """The height of the panel."""
        return self.groups[-1].bottom

    @property
    def below(self) -> float:
        """Where the small print begins, below the value axis."""
        return self.top + self.tall + FEET + ROW_GAP / 2

    @property
    def sheet(self) -> Sheet:
        """The size of the page."""
        return Sheet(WIDE, self.below + height(len(self.small_print), SMALL) + EDGE)


def differences_figure(d: Differences) -> Figure:
    """For each pair and year the median, the middle 50 % and 90 % of draws, the central run, and P(above 0).

    Pairs and years stand in the order given. Raises ValueError where there is none to show.
    """
    if not any(row.years for row in d.rows):
        raise ValueError("no differences to show")
    with own_style():
        figure = blank(WIDE)
        legend = _legend(figure)
        plan = _plan(d, legend_height(figure, legend))
        sheet = plan.sheet
        figure.set_size_inches(sheet.width, sheet.height)
        axes = figure.add_axes(sheet.box(plan.left, plan.top, plan.right - plan.left, plan.tall))
        for group in plan.groups:
            _draw(axes, group)
        _dress(axes, plan, _limits(d.rows))
        _write(figure, plan)
        legend.set_bbox_to_anchor(sheet.point(EDGE, plan.legend_top))
    return figure


# -- where things stand -----------------------------------------------------------------------------------------------


def _plan(d: Differences, legend: float) -> Plan:
    room = WIDE - 2 * EDGE
    small = [QUANTILES.format(each="each pair and year"), source_line([d.source])]
    return Plan(
        wrapped(d.title, TITLE, room, bold=True),
        wrapped(d.subtitle, SUBTITLE, room),
        _groups(d.rows),
        wrapped(CHANCE, SMALL, CHANCE_ROOM),
        legend,
        [line for text in small for line in wrapped(text, SMALL, room)],
    )


def _groups(rows: Sequence[Difference]) -> list[Group]:
    groups: list[Group] = []
    for row in rows:
        label = wrapped(row.label, TEXT, LABEL_ROOM, bold=True)
        top = groups[-1].bottom if groups else 0.0
        tall = max(PITCH * len(row.years), PITCH + height(len(label) - 1, TEXT)) + GROUP_GAP
        groups.append(Group(row, label, top, top + tall))
    return groups


def _limits(rows: Sequence[Difference]) -> tuple[float, float]:
    """The ends of the value axis, which holds 0 and everything drawn."""
    ends = np.concatenate([part for row in rows for part in (row.low90, row.high90, row.central, row.median)])
    low, high = min(0.0, float(np.nanmin(ends))), max(0.0, float(np.nanmax(ends)))
    if max(-low, high) <= NEAR_ZERO:
        return -1.0, 1.0
    return low - 0.04 * (high - low), high + 0.04 * (high - low)


# -- the panel --------------------------------------------------------------------------------------------------------


def _draw(axes: Axes, group: Group) -> None:
    row = group.row
    for n, y in enumerate(group.levels):
        axes.plot([row.low90[n], row.high90[n]], [y, y], label=OUTER, **MARKERS[OUTER])
        axes.plot([row.low50[n], row.high50[n]], [y, y], label=INNER, **MARKERS[INNER])
        axes.plot([row.central[n]], [y], label=CENTRAL, **MARKERS[CENTRAL])
        axes.plot([row.median[n]], [y], label=MEDIAN, **MARKERS[MEDIAN])


def _dress(axes: Axes, plan: Plan, limits: tuple[float, float]) -> None:
    axes.set_xlim(*limits)
    axes.set_ylim(plan.tall, 0.0)
    for side in ("left", "top", "right"):
        axes.spines[side].set_visible(False)
    axes.axvline(0.0, color=INK, linewidth=0.9, zorder=2.0, label=ZERO)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=LEGEND_SIZE)
    axes.tick_params(axis="y", length=0, labelsize=TEXT, pad=6.0)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: plain(value)))
    axes.set_xlabel(UNIT, size=LEGEND_SIZE + 0.5)
    years = [(y, year) for group in plan.groups for y, year in zip(group.levels, group.row.years, strict=True)]
    axes.set_yticks([y for y, _ in years], [year for _, year in years], parse_math=False)


# -- words ------------------------------------------------------------------------------------------------------------


def _write(figure: Figure, plan: Plan) -> None:
    sheet = plan.sheet
    sheet.write(figure, EDGE, EDGE, plan.title, TITLE, weight="bold", color=INK)
    sheet.write(figure, EDGE, EDGE + height(len(plan.title), TITLE), plan.subtitle, SUBTITLE, color=FAINT)
    head = plan.top - HEADING_GAP - height(len(plan.head), SMALL)
    sheet.write(figure, plan.right + GAP, head, plan.head, SMALL, color=FAINT)
    for group in plan.groups:
        _write_group(figure, plan, group)
    sheet.write(figure, EDGE, plan.below, plan.small_print, SMALL, color=FAINT)


def _write_group(figure: Figure, plan: Plan, group: Group) -> None:
    """A pair's label at its first year, the chances at the right, and a rule above all pairs but the first."""
    sheet = plan.sheet
    level: dict[str, Any] = {"size": TEXT, "color": INK, "va": "center_baseline"}
    sheet.write(figure, EDGE, plan.top + group.first, group.label, weight="bold", **level)
    for y, chance in zip(group.levels, chance_texts(group.row), strict=True):
        sheet.write(figure, plan.right + GAP, plan.top + y, [chance], **level)
    if group.top > 0.0:
        (left, y), (right, _) = (sheet.point(x, plan.top + group.top) for x in (EDGE, WIDE - EDGE))
        figure.add_artist(Line2D([left, right], [y, y], color=GRID, linewidth=0.8))


def _legend(figure: Figure) -> Legend:
    """One row above the panel."""
    names = (MEDIAN, INNER, OUTER, CENTRAL)
    return legend_of(figure, [Line2D([], [], **MARKERS[name]) for name in names], names, ncols=4, columnspacing=2.2)
