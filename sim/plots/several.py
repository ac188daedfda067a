"""Several runs in one panel: what each receives by month, on one axis of dates, every line named at its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.patches import Patch

from sim.analysis.colours import FAINT, LINES
from sim.analysis.curves import Revenue, Words
from sim.plots.frame import Frame
from sim.plots.labels import Label
from sim.plots.monthly import date_axis, days, draw_area, draw_line, from_zero
from sim.plots.pens import DASHES
from sim.plots.saving import Drawn
from sim.plots.style import Size, own_style

OUTER = "90 % of draws"


def runs_figure(words: Words, runs: Mapping[str, Revenue], size: Size) -> Drawn:
    """The received goods revenue of runs by their titles, with the 90 % bands of those that have draws.

    Raises ValueError for none.
    """
    if not runs:
        raise ValueError("no runs to show")
    with own_style():
        frame = Frame(words, size)
        (axes,) = frame.panels()
        months = sorted({month for run in runs.values() for month in run.months})
        bands = [run.received.band for run in runs.values() if run.received.band]
        from_zero(axes, [*(run.received.middle for run in runs.values()), *(band.high90 for band in bands)])
        date_axis(frame, axes, months)
        frame.amounts(axes, "USD million a month")
        labels = []
        for n, (title, run) in enumerate(runs.items()):
            x, colour = days(run.months), LINES[n % len(LINES)]
            if band := run.received.band:
                draw_area(axes, x, band.low90, band.high90, facecolor=colour, alpha=0.14)
            style = {"color": colour, "linestyle": DASHES[n % len(DASHES)], "linewidth": 1.8 * size.line}
            draw_line(axes, x, run.received.middle, zorder=5.0, **style)
            labels.append(Label(float(run.received.middle[-1]), title, colour))
        frame.name_ends(axes, labels)
        frame.key({OUTER: Patch(facecolor=FAINT, alpha=0.14)} if bands else {})
        return frame.done(_table(runs), _told(runs))


def _table(runs: Mapping[str, Revenue]) -> dict[str, list[Any]]:
    table: dict[str, list[Any]] = {name: [] for name in ("run", "month", "median_musd", "low90_musd", "high90_musd")}
    for title, run in runs.items():
        band = run.received.band
        for n, month in enumerate(run.months):
            ends = (float(band.low90[n]), float(band.high90[n])) if band else (None, None)
            row = (title, f"{month:%Y-%m}", float(run.received.middle[n]), *ends)
            for column, value in zip(table.values(), row, strict=True):
                column.append(value)
    return table


def _told(runs: Mapping[str, Revenue]) -> str:
    parts = [
        f"{title}: {run.received.middle[0]:,.0f} in {run.months[0]:%B %Y}, {run.received.middle[-1]:,.0f} in "
        f"{run.months[-1]:%B %Y}"
        for title, run in runs.items()
    ]
    return f"Received by month, USD million a month: {'; '.join(parts)}"
