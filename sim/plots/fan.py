"""Revenue over the draws of an ensemble month by month: estimated receipts and recorded trade side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.curves import Band, Fan, Mark
from sim.common.axes import Array
from sim.plots.page import EDGE, ROW_GAP, SMALL, Look, Page, lay_out, marks_shown, outside_note
from sim.plots.panel import (
    COUNTERFACTUAL,
    COUNTERFACTUAL_LINE,
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
from sim.plots.style import (
    CENTRAL,
    FAINT,
    INK,
    INNER,
    INNER_COLOUR,
    MEDIAN,
    MEDIAN_COLOUR,
    OUTER,
    OUTER_COLOUR,
    QUANTILES,
    blank,
    legend_height,
    own_style,
    source_line,
)
from sim.plots.wording import height, wrapped

RECEIPTS = "Estimated receipts"
RECORDED = "Recorded trade"
DRAWS = "Draws, month by month"

LOOK = Look(width=12.0, least_height=3.4, title=10.5, subtitle=8.5, columns=2)
TITLE, SUBTITLE = 13.0, 9.5
"""Points: the heading of the whole page."""

AREAS: dict[str, dict[str, Any]] = {
    OUTER: {"facecolor": OUTER_COLOUR, "zorder": 1.0},
    INNER: {"facecolor": INNER_COLOUR, "zorder": 1.1},
}
LINES: dict[str, dict[str, Any]] = {
    MEDIAN: {"color": MEDIAN_COLOUR, "linewidth": 2.2, "zorder": 5, "solid_capstyle": "butt"},
    CENTRAL: {"color": INK, "linewidth": 1.1, "linestyle": (0, (3.5, 2.0)), "zorder": 6},
    COUNTERFACTUAL: COUNTERFACTUAL_LINE,
}


@dataclass(frozen=True)
class Side:
    """One of the two panels."""

    title: str
    subtitle: str
    months: tuple[date, ...]
    marks: tuple[Mark, ...]
    band: Band
    counterfactual: Array

    @property
    def lines(self) -> dict[str, Array]:
        """Its lines by their names in the legend."""
        return {MEDIAN: self.band.median, CENTRAL: self.band.central, COUNTERFACTUAL: self.counterfactual}


def fan_figure(fan: Fan) -> Figure:
    """Bands that hold the middle 50 % and 90 % of draws, their median, the central run and the counterfactual.

    The axis holds the central run wherever it runs. Measures dated outside the months shown are named below.
    """
    with own_style():
        figure = blank(LOOK.width)
        sides = _sides(fan)
        legend = _legend(figure, sides)
        page = lay_out(sides, LOOK, legend_height(figure, legend), _small_print(fan), _heading_height(fan))
        figure.set_size_inches(LOOK.width, page.height)
        ceiling = ceiling_of([line for side in sides for line in (*side.lines.values(), side.band.high90)])
        for number, row in enumerate(page.rows):
            for panel in row:
                axes = figure.add_axes(page.box(number, panel))
                _draw(axes, panel.shown)
                dress(axes, panel, ceiling, outermost=panel is row[0])
                draw_marks(axes, panel, page.tall)
                write_around(figure, page, number, panel)
        _write_heading(figure, page, fan)
        page.write(figure, EDGE, page.tops[-1], page.source, SMALL, color=FAINT)
        place_legend(legend, page)
    return figure


def _sides(fan: Fan) -> list[Side]:
    """The two panels; marks dated outside the months are left to the small print, which names them once."""
    inside = tuple(marks_shown(fan))
    return [
        Side(title, "", fan.months, inside, band, fan.counterfactual)
        for title, band in ((RECEIPTS, fan.receipts), (RECORDED, fan.recorded))
    ]


def _draw(axes: Axes, side: Side) -> None:
    x, band = steps(side.months), side.band
    for label, low, high in ((OUTER, band.low90, band.high90), (INNER, band.low50, band.high50)):
        draw_area(axes, x, low, high, label, **AREAS[label])
    for label, values in side.lines.items():
        draw_line(axes, x, values, label, **LINES[label])


def _heading(fan: Fan) -> tuple[list[str], list[str]]:
    room = LOOK.width - 2 * EDGE
    return wrapped(fan.title, TITLE, room, bold=True), wrapped(fan.subtitle, SUBTITLE, room)


def _heading_height(fan: Fan) -> float:
    title, subtitle = _heading(fan)
    return height(len(title), TITLE) + height(len(subtitle), SUBTITLE) + ROW_GAP


def _write_heading(figure: Figure, page: Page[Side], fan: Fan) -> None:
    title, subtitle = _heading(fan)
    page.write(figure, EDGE, EDGE, title, TITLE, weight="bold", color=INK)
    page.write(figure, EDGE, EDGE + height(len(title), TITLE), subtitle, SUBTITLE, color=FAINT)


def _small_print(fan: Fan) -> list[str]:
    texts = (outside_note(fan), QUANTILES.format(each="each month"), source_line([fan.source]))
    return [line for text in texts for line in wrapped(text, SMALL, LOOK.width - 2 * EDGE)]


def _legend(figure: Figure, sides: list[Side]) -> Legend:
    """What is drawn of the draws, then the runs beside them, then the measures."""
    samples = {name: Line2D([], [], **style) for name, style in LINES.items()}
    entries: list[tuple[Any, str]] = [(Patch(visible=False), DRAWS), (samples[MEDIAN], MEDIAN)]
    entries += [(Patch(linewidth=0, **AREAS[name]), name) for name in (INNER, OUTER)]
    entries += [(samples[name], name) for name in (CENTRAL, COUNTERFACTUAL)]
    return side_legend(figure, [*entries, *mark_entries(sides)], {DRAWS})
