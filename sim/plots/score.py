"""The model's bands with what customs recorded as dots on them, a panel for each forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.curves import Band, Mark
from sim.common.axes import Array
from sim.plots.page import EDGE, ROW_GAP, SMALL, Look, Page, lay_out
from sim.plots.panel import (
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
    ACCENT,
    CENTRAL,
    FAINT,
    INK,
    INNER,
    INNER_COLOUR,
    MEDIAN,
    MEDIAN_COLOUR,
    OUTER,
    OUTER_COLOUR,
    blank,
    legend_height,
    own_style,
    source_line,
)
from sim.plots.wording import height, wrapped

RECORDED, REREAD, BESIDE = "Recorded by customs", "Recorded, another reading", "Law carried out in full"
MODEL = "Recorded trade, as the model has it"
LOOK = Look(width=12.0, least_height=3.4, title=10.5, subtitle=8.5, columns=2)
TITLE, SUBTITLE = 13.0, 9.5
AREAS: dict[str, dict[str, Any]] = {
    OUTER: {"facecolor": OUTER_COLOUR, "zorder": 1.0},
    INNER: {"facecolor": INNER_COLOUR, "zorder": 1.1},
}
LINES: dict[str, dict[str, Any]] = {
    MEDIAN: {"color": MEDIAN_COLOUR, "linewidth": 2.2, "zorder": 5, "solid_capstyle": "butt"},
    CENTRAL: {"color": INK, "linewidth": 1.1, "linestyle": (0, (3.5, 2.0)), "zorder": 6},
    BESIDE: {"color": FAINT, "linewidth": 1.3, "linestyle": (0, (1.2, 1.2)), "zorder": 4},
}
DOTS: dict[str, dict[str, Any]] = {
    RECORDED: {"color": ACCENT, "marker": "o", "markersize": 4.5, "linestyle": "none", "zorder": 8},
    REREAD: {"color": ACCENT, "marker": "o", "markersize": 4.5, "linestyle": "none", "zorder": 7, "fillstyle": "none"},
}


@dataclass(frozen=True)
class ScorePanel:
    """A forecast and what was recorded, by month. `beside`: full compliance, where it was run.

    `recorded` and `reread` are (month number, USD million).
    """

    title: str
    subtitle: str
    months: tuple[date, ...]
    marks: tuple[Mark, ...]
    band: Band
    beside: Array | None
    recorded: tuple[tuple[int, float], ...]
    reread: tuple[tuple[int, float], ...] = ()

    @property
    def lines(self) -> dict[str, Array]:
        """Its lines by their names in the legend."""
        found = {MEDIAN: self.band.median, CENTRAL: self.band.central}
        return found if self.beside is None else {**found, BESIDE: self.beside}

    @property
    def dots(self) -> dict[str, tuple[tuple[int, float], ...]]:
        """Its dots by their names in the legend."""
        return {name: dots for name, dots in ((RECORDED, self.recorded), (REREAD, self.reread)) if dots}


def score_figure(title: str, subtitle: str, panels: Sequence[ScorePanel], note: str, source: str) -> Figure:
    """Panels of forecasts on one value axis, two to a row; measures of the law as marks, what was recorded as dots."""
    with own_style():
        figure = blank(LOOK.width)
        room = LOOK.width - 2 * EDGE
        heading = wrapped(title, TITLE, room, bold=True), wrapped(subtitle, SUBTITLE, room)
        above = height(len(heading[0]), TITLE) + height(len(heading[1]), SUBTITLE) + ROW_GAP
        small = [line for text in (note, source_line([source])) for line in wrapped(text, SMALL, room)]
        legend = _legend(figure, panels)
        page: Page[ScorePanel] = lay_out(panels, LOOK, legend_height(figure, legend), small, above)
        figure.set_size_inches(LOOK.width, page.height)
        ceiling = ceiling_of([line for panel in panels for line in _heights(panel)])
        for number, row in enumerate(page.rows):
            for panel in row:
                axes = figure.add_axes(page.box(number, panel))
                _draw(axes, panel.shown)
                dress(axes, panel, ceiling, outermost=panel is row[0])
                draw_marks(axes, panel, page.tall)
                write_around(figure, page, number, panel)
        page.write(figure, EDGE, EDGE, heading[0], TITLE, weight="bold", color=INK)
        page.write(figure, EDGE, EDGE + height(len(heading[0]), TITLE), heading[1], SUBTITLE, color=FAINT)
        page.write(figure, EDGE, page.tops[-1], page.source, SMALL, color=FAINT)
        place_legend(legend, page)
    return figure


def _heights(panel: ScorePanel) -> list[Array]:
    """What the value axis must hold."""
    dots = [np.array([value for _, value in dots]) for dots in panel.dots.values()]
    return [panel.band.high90, *panel.lines.values(), *dots]


def _draw(axes: Axes, panel: ScorePanel) -> None:
    x, band = steps(panel.months), panel.band
    for label, low, high in ((OUTER, band.low90, band.high90), (INNER, band.low50, band.high50)):
        draw_area(axes, x, low, high, label, **AREAS[label])
    for label, values in panel.lines.items():
        draw_line(axes, x, values, label, **LINES[label])
    for label, dots in panel.dots.items():
        axes.plot([month + 0.5 for month, _ in dots], [value for _, value in dots], label=label, **DOTS[label])


def _legend(figure: Figure, panels: Sequence[ScorePanel]) -> Legend:
    """What was recorded, then what the model has, then the measures."""
    names = {name for panel in panels for name in (*panel.lines, *panel.dots)}
    samples = {name: Line2D([], [], **style) for name, style in (*DOTS.items(), *LINES.items()) if name in names}
    entries: list[tuple[Any, str]] = [(samples[name], name) for name in DOTS if name in names]
    entries += [(Patch(visible=False), MODEL), (samples[MEDIAN], MEDIAN)]
    entries += [(Patch(linewidth=0, **AREAS[name]), name) for name in (INNER, OUTER)]
    entries += [(samples[name], name) for name in (CENTRAL, BESIDE) if name in names]
    return side_legend(figure, [*entries, *mark_entries(panels)], {MODEL})
