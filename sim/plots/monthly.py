"""Panels of months: values in steps, the axis of dates, bands of draws, and acts as flags above."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.analysis.colours import ACCENT, FAINT, INNER, MEDIAN, OUTER
from sim.analysis.curves import Band, Mark
from sim.common.axes import Array
from sim.common.months import first_day, month_of
from sim.plots.frame import Frame
from sim.plots.marks import ASIDE, Flag, band_height, flags
from sim.plots.style import NEAR_ZERO, Size
from sim.plots.wording import POINTS_AN_INCH

INNER_NAME, OUTER_NAME = "50 % of draws", "90 % of draws"
PANEL_SHARE = 0.7
"""Of a figure's width: about what a lone panel with names at its right takes."""
AREAS: dict[str, dict[str, Any]] = {OUTER_NAME: {"facecolor": OUTER}, INNER_NAME: {"facecolor": INNER}}
"""The bands over draws, by their names in the key."""


def days(months: Sequence[date]) -> Array:
    """Where each month begins, and where the last one ends, as matplotlib counts days."""
    return np.array([_day(month) for month in (*months, first_day(month_of(months[-1]) + 1))])


def _day(day: date) -> float:
    count: Any = dates.date2num
    return float(count(day))


def draw_area(axes: Axes, x: Array, floor: Array, top: Array, **style: Any) -> None:
    """Fill between two monthly series in steps."""
    axes.fill_between(x, _held(floor), _held(top), step="post", **{"linewidth": 0.0, **style})


def draw_line(axes: Axes, x: Array, values: Array, **style: Any) -> None:
    """A monthly series in steps, never cut off at the panel's edge."""
    axes.plot(x, _held(values), drawstyle="steps-post", clip_on=False, **{"solid_capstyle": "butt", **style})


def draw_band(axes: Axes, x: Array, band: Band, line: float) -> None:
    """The middle 90 % of draws with thin edges, and the middle 50 %."""
    draw_area(axes, x, band.low90, band.high90, zorder=1.0, **AREAS[OUTER_NAME])
    draw_area(axes, x, band.low50, band.high50, zorder=1.1, **AREAS[INNER_NAME])
    for edge in (band.low90, band.high90):
        draw_line(axes, x, edge, color=MEDIAN, linewidth=0.4 * line, zorder=1.2)


def band_key() -> dict[str, Any]:
    """The samples of the bands in a key."""
    return {name: Patch(edgecolor=MEDIAN, linewidth=0.4, **style) for name, style in reversed(AREAS.items())}


def _held(values: Array) -> Array:
    """Monthly values for a line in steps: the last one again, to hold to the end of its month."""
    return np.append(values, values[-1:])


def date_axis(frame: Frame, axes: Axes, months: Sequence[date], most: int = 9) -> None:
    """The axis of dates from the first month to the end of the last."""
    x = days(months)
    axes.set_xlim(float(x[0]), float(x[-1]))
    every: Any = dates
    locator = every.AutoDateLocator(minticks=2, maxticks=most if frame.size.width > 5 else max(3, most // 2))
    axes.xaxis.set_major_locator(locator)
    places = axes.get_xticks()  # once: placing and drawing a figure asks for them some ten times over
    labels = every.ConciseDateFormatter(locator, show_offset=False).format_ticks(places)
    axes.xaxis.set_major_locator(FixedLocator([float(place) for place in places]))
    axes.xaxis.set_major_formatter(FixedFormatter(labels))


def from_zero(axes: Axes, every: Sequence[Array]) -> None:
    """A value axis from 0 that holds all these series."""
    highest = max((float(np.nanmax(values)) for values in every if values.size), default=0.0)
    axes.set_ylim(0.0, highest * 1.05 if highest > NEAR_ZERO else 1.0)


def name_acts(frame: Frame, axes: Axes, marks: Sequence[Mark]) -> None:
    """A line at the date of each act, and its name above the panel as a flag beside it; solved to keep apart."""
    low, high = axes.get_xlim()
    places = [_day(mark.day) for mark in marks]
    shown = [(mark, x) for mark, x in zip(marks, places, strict=True) if low <= x < high]
    size, line = frame.size.small, frame.size.line
    drawn: list[tuple[Any, Any]] = []
    for mark, x in shown:
        colour = ACCENT if mark.tested else FAINT
        style: dict[str, Any] = {"color": colour, "linewidth": (1.3 if mark.tested else 0.7) * line, "zorder": 2.0}
        (rule,) = axes.plot([x, x], [0.0, 1.0], transform=axes.get_xaxis_transform(), clip_on=False, **style)
        text = axes.annotate(
            "", (x, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 0), textcoords="offset points", size=size,
            color=colour, va="bottom", annotation_clip=False, parse_math=False, linespacing=1.05,
            weight="bold" if mark.tested else "normal",
        )  # fmt: skip
        drawn.append((rule, text))

    def fit() -> None:
        box = axes.get_window_extent()
        wide, tall = box.width / frame.figure.dpi, box.height / frame.figure.dpi
        inches = [(x - low) / (high - low) * wide for _, x in shown]
        order = sorted(range(len(shown)), key=lambda n: (inches[n], n))
        placed = flags([mark for mark, _ in shown], inches, size, frame.size.label_room)
        for n, flag in zip(order, placed, strict=True):
            _raise(*drawn[n], flag, tall)

    frame.fits.append(fit)


def flag_room(marks: Sequence[Mark], months: Sequence[date], size: Size, share: float = PANEL_SHARE) -> float:
    """About how many inches the flags of acts take above a panel that has a share of the figure's width."""
    x = days(months)
    wide = share * size.width
    places = [(_day(mark.day) - x[0]) / (x[-1] - x[0]) * wide for mark in marks if x[0] <= _day(mark.day) < x[-1]]
    shown = [mark for mark in marks if x[0] <= _day(mark.day) < x[-1]]
    return band_height(flags(shown, places, size.small, size.label_room))


def _raise(rule: Any, text: Any, flag: Flag, tall: float) -> None:
    """Put a flag where it was found to stand, and its rule up to it."""
    rule.set_ydata([0.0, 1.0 + flag.top / tall])
    text.set_text("\n".join(flag.lines))
    text.set_ha("right" if flag.leftward else "left")
    aside = -ASIDE if flag.leftward else ASIDE
    text.set_position((aside * POINTS_AN_INCH, flag.bottom * POINTS_AN_INCH))


def outside(marks: Sequence[Mark], months: Sequence[date]) -> str:
    """A sentence that names the acts dated outside the months shown; empty where there are none."""
    end = first_day(month_of(months[-1]) + 1)
    by_day = sorted(marks, key=lambda mark: mark.day)
    before = [mark.label for mark in by_day if mark.day < months[0]]
    after = [mark.label for mark in by_day if mark.day >= end]
    parts = [("Earlier than shown: ", before), ("Later than shown: ", after)]
    return " ".join(f"{lead}{', '.join(labels)}." for lead, labels in parts if labels)
