"""The model's bands with what customs recorded as dots on them, a panel for each forecast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.analysis.colours import ACCENT, FAINT, INK, MEDIAN
from sim.analysis.curves import Band, Mark, Words
from sim.common.axes import Array
from sim.common.months import first_day
from sim.plots.frame import Frame
from sim.plots.monthly import band_key, date_axis, days, draw_band, draw_line, flag_room, from_zero, name_acts
from sim.plots.saving import Drawn
from sim.plots.style import Size, own_style
from sim.plots.wording import height, wrapped

RECORDED, REREAD, BESIDE = "Recorded by customs", "Recorded, another reading", "Law carried out in full"
MIDDLE, CENTRAL = "Model, median", "Central run"
LINES: dict[str, dict[str, Any]] = {
    MIDDLE: {"color": MEDIAN, "linewidth": 2.0, "zorder": 5},
    CENTRAL: {"color": INK, "linewidth": 0.9, "linestyle": (0, (3.5, 2.0)), "zorder": 6},
    BESIDE: {"color": FAINT, "linewidth": 1.1, "linestyle": (0, (1.2, 1.2)), "zorder": 4},
}
DOTS: dict[str, dict[str, Any]] = {
    RECORDED: {"color": ACCENT, "marker": "o", "linestyle": "none", "zorder": 8},
    REREAD: {"color": ACCENT, "marker": "o", "linestyle": "none", "zorder": 7, "fillstyle": "none"},
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
        """Its lines by their names in the key."""
        found = {MIDDLE: self.band.median, CENTRAL: self.band.central}
        return found if self.beside is None else {**found, BESIDE: self.beside}

    @property
    def dots(self) -> dict[str, tuple[tuple[int, float], ...]]:
        """Its dots by their names in the key."""
        return {name: dots for name, dots in ((RECORDED, self.recorded), (REREAD, self.reread)) if dots}


def score_figure(words: Words, panels: Sequence[ScorePanel], size: Size) -> Drawn:
    """Panels of forecasts on one value axis; acts of the law as flags, what was recorded as dots."""
    with own_style():
        columns = min(len(panels), size.most_columns, 2)
        rows = -(-len(panels) // columns)
        room = 0.8 * size.width / columns
        heads = [_lines(panel, size, room) for panel in panels]
        tallest = max(height(len(lines), size.text) for lines in heads)
        flagged = max(flag_room(panel.marks, panel.months, size, 0.85 / columns) for panel in panels)
        frame = Frame(words, size, rows * (size.body + tallest + flagged))
        every = frame.panels(len(panels), columns, sharey=True)
        for axes, panel, lines in zip(every, panels, heads, strict=True):
            _draw(axes, panel, size.line)
            date_axis(frame, axes, panel.months, most=6)
            name_acts(frame, axes, panel.marks)
            axes.set_xlabel("\n".join(lines), size=size.small, loc="left", parse_math=False)
        from_zero(every[0], [values for panel in panels for values in _heights(panel)])
        for n, axes in enumerate(every):
            frame.amounts(axes, "USD million a month" if n % columns == 0 else "")
        frame.key(_key(panels, size))
        return frame.done(_table(panels), " ".join(f"{p.title}: {p.subtitle}." for p in panels))


def _lines(panel: ScorePanel, size: Size, room: float) -> list[str]:
    """What stands below a panel: which forecast it is, and how far it missed."""
    return [*wrapped(panel.title, size.small, room, bold=True), *wrapped(panel.subtitle, size.small, room)]


def _heights(panel: ScorePanel) -> Iterator[Array]:
    """What the value axis must hold."""
    yield panel.band.high90
    yield from panel.lines.values()
    for dots in panel.dots.values():
        yield np.array([value for _, value in dots])


def _draw(axes: Axes, panel: ScorePanel, thick: float) -> None:
    x = days(panel.months)
    draw_band(axes, x, panel.band, thick)
    for name, values in panel.lines.items():
        draw_line(axes, x, values, **{**LINES[name], "linewidth": LINES[name]["linewidth"] * thick})
    for name, dots in panel.dots.items():
        middle: list[Any] = [first_day(month) + timedelta(days=14) for month, _ in dots]
        axes.plot(middle, [value for _, value in dots], clip_on=False, markersize=3.8 * thick, **DOTS[name])


def _key(panels: Sequence[ScorePanel], size: Size) -> dict[str, Any]:
    """What was recorded, then what the model has."""
    names = {name for panel in panels for name in (*panel.lines, *panel.dots)}
    dots = {name: Line2D([], [], markersize=3.8 * size.line, **style) for name, style in DOTS.items() if name in names}
    lines: dict[str, Any] = {name: Line2D([], [], **style) for name, style in LINES.items() if name in names}
    middle = {MIDDLE: lines.pop(MIDDLE)}
    return {**dots, **middle, **band_key(), **lines}


def _table(panels: Sequence[ScorePanel]) -> dict[str, list[Any]]:
    table: dict[str, list[Any]] = {name: [] for name in ("forecast", "month", "recorded_musd", "reread_musd")}
    quantiles = ("central", "median", "low50", "high50", "low90", "high90")
    table |= {f"{name}_musd": [] for name in quantiles}
    for panel in panels:
        dots = {name: {first_day(m): v for m, v in panel.dots.get(name, ())} for name in DOTS}
        for n, month in enumerate(panel.months):
            row = [panel.title, f"{month:%Y-%m}", dots[RECORDED].get(month), dots[REREAD].get(month)]
            row += [float(getattr(panel.band, name)[n]) for name in quantiles]
            for column, value in zip(table.values(), row, strict=True):
                column.append(value)
    return table
