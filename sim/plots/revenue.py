"""Revenue month by month: what is received with its bands, what the acts in question take, what the books show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.analysis.colours import ACCENT, FAINT, INK, MEDIAN
from sim.analysis.curves import Jump, Line, Revenue
from sim.common.axes import Array
from sim.plots.frame import Frame
from sim.plots.labels import Label
from sim.plots.monthly import (
    band_key,
    date_axis,
    days,
    draw_area,
    draw_band,
    draw_line,
    flag_room,
    from_zero,
    name_acts,
    outside,
)
from sim.plots.saving import Drawn
from sim.plots.style import Size, own_style

COUNTERFACTUAL, PRIOR, RECORDED = "Without sanctions", "Prior law", "Recorded by customs"
RECEIVED = "Received"
EFFECT: dict[str, Any] = {"facecolor": "none", "edgecolor": ACCENT, "hatch": "////", "alpha": 0.45, "linewidth": 0.0}
STYLES: dict[str, dict[str, Any]] = {
    COUNTERFACTUAL: {"color": FAINT, "linewidth": 1.0, "zorder": 3.0},
    PRIOR: {"color": ACCENT, "linewidth": 1.5, "linestyle": (0, (1.2, 1.0)), "zorder": 4.0},
    RECORDED: {"color": INK, "linewidth": 1.1, "linestyle": (0, (4.5, 2.5)), "zorder": 6.0},
    RECEIVED: {"color": MEDIAN, "linewidth": 2.2, "zorder": 5.0},
}
"""How each line looks on a page."""
BANDS = ("low90", "low50", "median", "high50", "high90")


def revenue_figure(shown: Revenue, size: Size) -> Drawn:
    """Receipts with the bands of draws, the area that the tested acts take, recorded trade and the counterfactual.

    Acts stand as flags; each jump that none of them explains has a mark and its cause in the caption.
    """
    with own_style():
        notes = [outside(shown.marks, shown.months), *jump_notes(shown.jumps)]
        caption = (*filter(None, notes), *shown.words.caption)
        body = size.body + flag_room(shown.marks, shown.months, size)
        frame = Frame(replace(shown.words, caption=caption), size, body)
        (axes,) = frame.panels()
        from_zero(axes, list(_tops(shown)))
        date_axis(frame, axes, shown.months)
        frame.amounts(axes, "USD million a month")
        _draw(axes, shown, size.line)
        frame.name_ends(axes, list(_labels(shown)))
        name_acts(frame, axes, shown.marks)
        frame.key(_key(shown))
        return frame.done(_table(shown), told(shown))


def lines_of(shown: Revenue) -> dict[str, Line]:
    """The lines by their names; the counterfactual has no draws of its own."""
    free = None if shown.counterfactual is None else Line(shown.counterfactual)
    lines = {COUNTERFACTUAL: free, RECORDED: shown.recorded, RECEIVED: shown.received, PRIOR: shown.prior}
    return {name: line for name, line in lines.items() if line is not None}


def _tops(shown: Revenue) -> Iterator[Array]:
    for line in lines_of(shown).values():
        yield line.middle
    if shown.received.band:
        yield shown.received.band.high90


def _draw(axes: Axes, shown: Revenue, thick: float) -> None:
    x = days(shown.months)
    if shown.received.band:
        draw_band(axes, x, shown.received.band, thick)
    if shown.prior is not None:
        lower = np.minimum(shown.received.middle, shown.prior.middle)
        draw_area(axes, x, lower, shown.prior.middle, zorder=2.5, **EFFECT)
    for name, line in lines_of(shown).items():
        style = STYLES[name]
        draw_line(axes, x, line.middle, **{**style, "linewidth": style["linewidth"] * thick})
    for jump in shown.jumps:
        at = float(x[list(shown.months).index(jump.month)])
        marker = "^" if jump.up else "v"
        axes.plot([at], [jump.value], marker=marker, color=INK, markersize=4.5 * thick, zorder=7.0, clip_on=False)


def _labels(shown: Revenue) -> Iterator[Label]:
    """The name of each line at its end, and of the area that the acts in question take."""
    received = f"{RECEIVED} (median)" if shown.received.band else RECEIVED
    for name, line in lines_of(shown).items():
        bold = name == RECEIVED
        yield Label(float(line.middle[-1]), received if bold else name, STYLES[name]["color"], bold)
    if shown.prior is not None and shown.effect:
        middle = (float(shown.prior.middle[-1]) + float(shown.received.middle[-1])) / 2
        yield Label(middle, shown.effect, ACCENT, True)


def _key(shown: Revenue) -> dict[str, Any]:
    found = band_key() if shown.received.band else {}
    if shown.prior is not None:
        found["What the acts in question take"] = Patch(**EFFECT)
    return found


def jump_notes(jumps: tuple[Jump, ...]) -> list[str]:
    """What moves revenue in the months that have a mark, one cause after the other, each where it first does."""
    by_cause: dict[str, list[Jump]] = {}
    for jump in sorted(jumps, key=lambda jump: jump.month):
        by_cause.setdefault(jump.cause, []).append(jump)
    parts = []
    for cause, these in by_cause.items():
        months = list(dict.fromkeys((f"{jump.month:%b %Y}", "up" if jump.up else "down") for jump in these))
        parts.append(f"{', '.join(month for month, _ in months)} ({months[0][1]}): {cause}")
    return [f"Triangles mark jumps: {'; '.join(parts)}."] if parts else []


def _table(shown: Revenue) -> dict[str, list[Any]]:
    table: dict[str, list[Any]] = {"month": [f"{month:%Y-%m}" for month in shown.months]}
    for name, line in lines_of(shown).items():
        column = name.lower().replace(" ", "_")
        table[f"{column}_central_musd"] = [float(value) for value in line.central]
        if line.band and name != RECORDED:
            table |= {f"{column}_{q}_musd": [float(v) for v in getattr(line.band, q)] for q in BANDS}
        elif line.band:
            table[f"{column}_median_musd"] = [float(value) for value in line.middle]
    return table


def told(shown: Revenue) -> str:
    """The lines in words: each at its first and last month."""
    first, last = f"{shown.months[0]:%B %Y}", f"{shown.months[-1]:%B %Y}"
    parts = [
        f"{name.lower()} {line.middle[0]:,.0f} in {first} and {line.middle[-1]:,.0f} in {last}"
        for name, line in lines_of(shown).items()
    ]
    return f"Lines by month, USD million a month: {'; '.join(parts)}"
