"""Differences between runs over the draws of an ensemble: an interval for each compared pair and year."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.analysis.chances import chance_texts
from sim.analysis.colours import FAINT, GRID, INK, INNER, MEDIAN
from sim.analysis.curves import Difference, Differences
from sim.plots.frame import HALO, Frame
from sim.plots.saving import Drawn
from sim.plots.style import NEAR_ZERO, Size, own_style
from sim.plots.wording import height, wrapped

UNIT = "Difference, USD million a year"
CHANCE = "Share of draws above 0"
MIDDLE, HALF, MOST, CENTRAL = "Median", "50 % of draws", "90 % of draws", "Central run"
STYLES: dict[str, dict[str, Any]] = {
    MOST: {"color": MEDIAN, "linewidth": 1.1, "zorder": 3.0, "solid_capstyle": "butt"},
    HALF: {"color": INNER, "linewidth": 6.0, "zorder": 3.1, "solid_capstyle": "butt"},
    CENTRAL: {"color": INK, "linestyle": "none", "marker": "|", "markersize": 11.0, "zorder": 3.2},
    MIDDLE: {"color": MEDIAN, "linestyle": "none", "marker": "o", "markersize": 6.0, "markeredgecolor": "white",
             "zorder": 3.3},
}  # fmt: skip
QUANTILES = ("median", "low50", "high50", "low90", "high90", "central", "chance")


def differences_figure(d: Differences, size: Size) -> Drawn:
    """For each pair and year the median, the middle 50 % and 90 % of draws, the central run, and P(above 0).

    Pairs and years stand in the order given. Raises ValueError where there is none to show.
    """
    if not any(row.years for row in d.rows):
        raise ValueError("no differences to show")
    with own_style():
        pitch = height(1, size.text) * 1.35
        heads = [wrapped(row.label, size.text, 0.9 * size.width, bold=True) for row in d.rows]
        rows = sum(len(row.years) for row in d.rows) + sum(len(head) + 0.5 for head in heads)
        frame = Frame(d.words, size, pitch * (rows + 5))
        (axes,) = frame.panels()
        axes.set_xlim(*_limits(d))
        y = 0.0
        places: list[tuple[float, str]] = []
        for row, head in zip(d.rows, heads, strict=True):
            y = _head(axes, head, y, size)
            for n, year in enumerate(row.years):
                _draw(axes, row, n, y, size)
                places.append((y, year))
                y += 1.0
            y += 0.5
        axes.set_ylim(y - 0.4, -0.6)
        _dress(frame, axes, places)
        frame.key({name: Line2D([], [], **STYLES[name]) for name in (MIDDLE, HALF, MOST, CENTRAL)})
        return frame.done(_table(d), _told(d))


def _head(axes: Axes, lines: list[str], y: float, size: Size) -> float:
    """A pair's label above its first year; returns where that year stands."""
    for n, line in enumerate(lines):
        axes.text(0.0, y + n, line, transform=axes.get_yaxis_transform(), size=size.text, weight="bold", va="center",
                  path_effects=HALO, parse_math=False).set_in_layout(False)  # fmt: skip
    return y + len(lines)


def _draw(axes: Axes, row: Difference, n: int, y: float, size: Size) -> None:
    for name, x in (
        (MOST, [row.low90[n], row.high90[n]]), (HALF, [row.low50[n], row.high50[n]]), (CENTRAL, [row.central[n]]),
        (MIDDLE, [row.median[n]]),
    ):  # fmt: skip
        axes.plot(x, [y] * len(x), **STYLES[name])
    axes.annotate(chance_texts(row)[n], (1.0, y), xycoords=axes.get_yaxis_transform(), xytext=(6, 0), va="center",
                  textcoords="offset points", size=size.text, color=INK, annotation_clip=False)  # fmt: skip


def _limits(d: Differences) -> tuple[float, float]:
    """The ends of the value axis, which holds 0 and everything drawn."""
    ends = np.concatenate([part for row in d.rows for part in (row.low90, row.high90, row.central, row.median)])
    low, high = min(0.0, float(np.nanmin(ends))), max(0.0, float(np.nanmax(ends)))
    if max(-low, high) <= NEAR_ZERO:
        return -1.0, 1.0
    return low - 0.04 * (high - low), high + 0.04 * (high - low)


def _dress(frame: Frame, axes: Axes, places: list[tuple[float, str]]) -> None:
    frame.amounts(axes, axis="x")
    axes.set_xlabel(UNIT, size=frame.size.text)
    axes.spines["left"].set_visible(False)
    rows = [y for y, _ in places]  # the line of no difference stops at the headings
    axes.vlines(
        [0.0] * len(rows), [y - 0.5 for y in rows], [y + 0.5 for y in rows], color=INK, linewidth=0.9, zorder=2.0
    )
    axes.set_yticks([y for y, _ in places], [year for _, year in places], size=frame.size.text)
    axes.tick_params(axis="y", length=0)
    axes.set_title(CHANCE, size=frame.size.small, color=FAINT, loc="right")
    axes.grid(axis="y", color=GRID, linewidth=0.4)


def _told(d: Differences) -> str:
    parts = [
        f"{row.label}, {year}: median {row.median[n]:,.0f}, 90 % from {row.low90[n]:,.0f} to {row.high90[n]:,.0f}, "
        f"above 0 in {chance_texts(row)[n]} of draws"
        for row in d.rows
        for n, year in enumerate(row.years)
    ]
    return f"USD million a year. {'; '.join(parts)}"


def _table(d: Differences) -> dict[str, list[Any]]:
    table: dict[str, list[Any]] = {
        "pair": [row.label for row in d.rows for _ in row.years],
        "year": [year for row in d.rows for year in row.years],
    }
    return table | {name: [float(v) for row in d.rows for v in getattr(row, name)] for name in QUANTILES}
