"""Revenue month by month: estimated receipts by stream, what the books show, and what would have been earned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.curves import Curves
from sim.common.axes import Array
from sim.plots.page import EDGE, SMALL, Look, Panel, lay_out
from sim.plots.panel import (
    COUNTERFACTUAL,
    COUNTERFACTUAL_LINE,
    MARKS,
    TESTED,
    ceiling_of,
    draw_area,
    draw_line,
    draw_marks,
    dress,
    mark_entries,
    place_legend,
    side_legend,
    steps,
    write_around,
)
from sim.plots.style import ACCENT, FAINT, INK, blank, legend_height, own_style, save_figure, source_line
from sim.plots.wording import wrapped

__all__ = [
    "ACCENT",
    "BANDS",
    "COUNTERFACTUAL",
    "MARKS",
    "PRIOR_LAW",
    "RECORDED",
    "REST",
    "STREAMS",
    "TESTED",
    "TOP_STREAMS",
    "TOTAL",
    "Band",
    "bands_of",
    "revenue_figure",
    "runs_figure",
    "save_figure",
]

BANDS = ("#332288", "#CC6677", "#88CCEE", "#882255", "#DDCC77", "#44AA99", "#999933", "#AA4499", "#117733")
"""Paul Tol's 'muted' scheme, safe for colour-blind readers, in the order in which neighbours differ most."""
REST = "#D5D5D5"

TOP_STREAMS = 8
"""Streams shown by name where there are more of them than colours; the rest make one band."""

TOTAL = "Estimated receipts, total"
RECORDED = "Recorded trade"
PRIOR_LAW = "Receipts under prior law, without the measures under test"
STREAMS = "Receipts by stream"

LINES: dict[str, dict[str, Any]] = {
    COUNTERFACTUAL: COUNTERFACTUAL_LINE,
    PRIOR_LAW: {"color": ACCENT, "linewidth": 1.8, "linestyle": (0, (1.2, 1.0)), "gapcolor": "white", "zorder": 4},
    TOTAL: {"color": INK, "linewidth": 2.4, "solid_capstyle": "butt", "zorder": 5},
    RECORDED: {"color": INK, "linewidth": 1.5, "linestyle": (0, (4.5, 2.5)), "gapcolor": "white", "zorder": 6},
}


# -- what is shown ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Band:
    """One area of the stack: a stream, or the smaller streams together."""

    streams: tuple[str, ...]
    label: str
    colour: str

    def values(self, curves: Curves) -> Array:
        """Its receipts by month."""
        columns = [i for i, (stream, _) in enumerate(curves.streams) if stream in self.streams]
        return np.asarray(curves.receipts[:, columns].sum(axis=1))


def bands_of(runs: Sequence[Curves]) -> list[Band]:
    """The areas of the stack, bottom first: streams by falling total over all runs, the rest together on top."""
    labels = {stream: label for curves in runs for stream, label in curves.streams}
    earned = dict.fromkeys(labels, 0.0)
    for curves in runs:
        for (stream, _), total in zip(curves.streams, curves.receipts.sum(axis=0), strict=True):
            earned[stream] += float(total)
    ranked = sorted(labels, key=lambda stream: (-earned[stream], stream))
    named = len(ranked) if len(ranked) <= len(BANDS) else TOP_STREAMS
    bands = [Band((s,), labels[s], colour) for s, colour in zip(ranked[:named], BANDS, strict=False)]
    rest = tuple(ranked[named:])
    return [*bands, Band(rest, f"Other ({len(rest)} smaller streams)", REST)] if rest else bands


def _lines_of(curves: Curves) -> dict[str, Array]:
    lines = {COUNTERFACTUAL: curves.counterfactual, TOTAL: curves.receipts.sum(axis=1), RECORDED: curves.recorded}
    return lines if curves.prior_law is None else {**lines, PRIOR_LAW: curves.prior_law}


# -- the figures ------------------------------------------------------------------------------------------------------


def revenue_figure(curves: Curves) -> Figure:
    """Estimated receipts stacked by stream, with their total, recorded trade, the counterfactual and prior law.

    The legend lists the areas in the order of the stack. Measures dated outside the months shown are named below.
    """
    return _figure([curves], Look(width=10.0, least_height=4.2, title=13.0, subtitle=9.5))


def runs_figure(curves: Sequence[Curves]) -> Figure:
    """Several runs, two to a row, on one y axis; a stream has the same colour in each. Raises ValueError for none."""
    if not curves:
        raise ValueError("no runs to show")
    columns = min(len(curves), 2)
    return _figure(curves, Look(width=12.0, least_height=2.8, title=10.5, subtitle=8.5, columns=columns))


def _figure(runs: Sequence[Curves], look: Look) -> Figure:
    with own_style():
        figure = blank(look.width)
        bands = bands_of(runs)
        legend = _legend(figure, runs, bands)
        source = source_line([curves.source for curves in runs])
        page = lay_out(runs, look, legend_height(figure, legend), wrapped(source, SMALL, look.width - 2 * EDGE))
        figure.set_size_inches(look.width, page.height)
        ceiling = ceiling_of([line for curves in runs for line in _lines_of(curves).values()])
        for number, row in enumerate(page.rows):
            for panel in row:
                axes = figure.add_axes(page.box(number, panel))
                _draw(axes, panel, bands)
                dress(axes, panel, ceiling, outermost=panel is row[0])
                draw_marks(axes, panel, page.tall)
                write_around(figure, page, number, panel)
        page.write(figure, EDGE, page.tops[-1], page.source, SMALL, color=FAINT)
        place_legend(legend, page)
    return figure


def _draw(axes: Axes, panel: Panel[Curves], bands: Sequence[Band]) -> None:
    curves = panel.shown
    x, floor = steps(curves.months), np.zeros(len(curves.months))
    for band in bands:
        top = floor + band.values(curves)
        draw_area(axes, x, floor, top, band.label, facecolor=band.colour, zorder=1)
        floor = top
    for label, values in _lines_of(curves).items():
        draw_line(axes, x, values, label, **LINES[label])


def _legend(figure: Figure, runs: Sequence[Curves], bands: Sequence[Band]) -> Legend:
    """Lines, marks, and the areas from the top of the stack down."""
    lines = {label for curves in runs for label in _lines_of(curves)}
    entries: list[tuple[Any, str]] = [(Line2D([], [], **style), name) for name, style in LINES.items() if name in lines]
    entries += mark_entries(runs)
    if bands:
        entries.append((Patch(visible=False), STREAMS))
    entries += [(Patch(facecolor=band.colour, linewidth=0), band.label) for band in reversed(bands)]
    return side_legend(figure, entries, {STREAMS})
