"""The page of a figure: panels in rows, their titles and labels above, small print below, the legend to the right.

Everything is in inches from the page's top left corner, so that text keeps its size and the page grows to hold it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from matplotlib.figure import Figure

from sim.analysis.curves import Mark
from sim.common.months import coordinate, month_of
from sim.plots.marks import Flag, band_height, flags, overhang
from sim.plots.wording import height, wrapped

EDGE = 0.15
LEFT = 0.8
"""Room for the value axis."""
FEET = 0.5
"""Room for the month axis."""
LEGEND_WIDTH, LEGEND_GAP = 2.5, 0.2
COLUMN_GAP, ROW_GAP, HEADING_GAP = 0.25, 0.2, 0.12
SMALL = 8.0
"""Points: sources and notes."""


class Shown(Protocol):
    """What a panel shows, as far as the page must know it."""

    @property
    def title(self) -> str: ...

    @property
    def subtitle(self) -> str: ...

    @property
    def months(self) -> tuple[date, ...]: ...

    @property
    def marks(self) -> tuple[Mark, ...]: ...


S = TypeVar("S", bound=Shown)


@dataclass(frozen=True)
class Sheet:
    """A page's size, by which inches from its top left corner become matplotlib's shares from its bottom left."""

    width: float
    height: float

    def point(self, x: float, down: float) -> tuple[float, float]:
        """A point of the page."""
        return x / self.width, 1.0 - down / self.height

    def box(self, x: float, down: float, wide: float, tall: float) -> tuple[float, float, float, float]:
        """A box of the page with its top left corner at a point: left, bottom, width, height."""
        left, bottom = self.point(x, down + tall)
        return left, bottom, wide / self.width, tall / self.height

    def write(self, figure: Figure, x: float, down: float, lines: Sequence[str], size: float, **style: Any) -> None:
        """Write lines of text from a point downwards."""
        for number, line in enumerate(lines):
            left, top = self.point(x, down + height(number, size))
            figure.text(left, top, line, **{"size": size, "va": "top", "ha": "left", "parse_math": False, **style})


@dataclass(frozen=True)
class Look:
    """The sizes of a page: inches, and points for text."""

    width: float
    least_height: float
    title: float
    subtitle: float
    columns: int = 1


@dataclass(frozen=True)
class Panel(Generic[S]):
    """One run's panel: its left edge and width, the text and labels above it, the note below."""

    shown: S
    left: float
    width: float
    title: list[str]
    subtitle: list[str]
    note: list[str]
    flags: list[Flag]


@dataclass(frozen=True)
class Page(Generic[S]):
    """Panels in rows, all `tall` inches high, below a heading of the whole page that takes `above` inches."""

    look: Look
    rows: list[list[Panel[S]]]
    tall: float
    source: list[str]
    above: float = 0.0

    @cached_property
    def tops(self) -> list[float]:
        """Where each row begins, and at last where the source line does."""
        tops = [EDGE + self.above]
        for row in self.rows:
            tops.append(tops[-1] + self.heading(row) + _labels(row) + self.tall + _below(row) + ROW_GAP)
        tops[-1] -= ROW_GAP
        return tops

    @property
    def height(self) -> float:
        """The height of the whole page."""
        return self.tops[-1] + height(len(self.source), SMALL) + EDGE

    def heading(self, row: Sequence[Panel[S]]) -> float:
        """The height of a row's titles and subtitles."""
        titles, subtitles = max(len(panel.title) for panel in row), max(len(panel.subtitle) for panel in row)
        return height(titles, self.look.title) + height(subtitles, self.look.subtitle) + HEADING_GAP

    def panel_top(self, number: int) -> float:
        """Where the panels of a row begin, below their titles and labels."""
        return self.tops[number] + self.heading(self.rows[number]) + _labels(self.rows[number])

    @property
    def sheet(self) -> Sheet:
        """The size of the page."""
        return Sheet(self.look.width, self.height)

    def box(self, number: int, panel: Panel[S]) -> tuple[float, float, float, float]:
        """A panel of a row as matplotlib has it: left, bottom, width, height in shares of the page."""
        return self.sheet.box(panel.left, self.panel_top(number), panel.width, self.tall)

    def point(self, x: float, down: float) -> tuple[float, float]:
        """A point of the page in shares of it, from its bottom left corner."""
        return self.sheet.point(x, down)

    def write(self, figure: Figure, x: float, down: float, lines: Sequence[str], size: float, **style: Any) -> None:
        """Write lines of text from a point downwards."""
        self.sheet.write(figure, x, down, lines, size, **style)


def lay_out(runs: Sequence[S], look: Look, legend: float, source: list[str], above: float = 0.0) -> Page[S]:
    """A page for these runs whose panels and what is below them are together as high as the legend, or higher."""
    panels = list(_panels(runs, look))
    rows = [panels[i : i + look.columns] for i in range(0, len(panels), look.columns)]
    least = Page(look, rows, look.least_height, source, above)
    short = legend + ROW_GAP - (least.tops[-1] - least.panel_top(0))
    return Page(look, rows, look.least_height + max(0.0, short) / len(rows), source, above)


def span(shown: Shown) -> tuple[float, float]:
    """The month coordinates at which the months shown begin and end."""
    return float(month_of(shown.months[0])), month_of(shown.months[-1]) + 1.0


def marks_shown(shown: Shown) -> list[Mark]:
    """The marks dated within the months shown."""
    first, end = span(shown)
    return [mark for mark in shown.marks if first <= coordinate(mark.day) < end]


def _panels(runs: Sequence[S], look: Look) -> Iterator[Panel[S]]:
    alone = len(runs) == 1
    wide, gap = _panel_width(runs, look)
    room = look.width - 2 * EDGE if alone else wide
    for i, shown in enumerate(runs):
        yield Panel(
            shown,
            LEFT + (i % look.columns) * (wide + gap),
            wide,
            wrapped(shown.title, look.title, room, bold=True),
            wrapped(shown.subtitle, look.subtitle, room),
            wrapped(outside_note(shown), SMALL, room),
            _flags(shown, wide),
        )


def _panel_width(runs: Sequence[Shown], look: Look) -> tuple[float, float]:
    """The width of panels and of the gaps between them, which hold the labels that reach beyond a panel."""
    room = look.width - LEFT - LEGEND_GAP - LEGEND_WIDTH - EDGE
    if len(runs) == 1:
        return room, 0.0
    wide, gap = room / look.columns, COLUMN_GAP
    for _ in range(4):  # narrower panels move the labels, which moves the gap
        wide = (room - gap * look.columns) / look.columns
        gap = max(COLUMN_GAP, 0.1 + max(overhang(_flags(shown, wide), wide) for shown in runs))
    return wide, gap


def _flags(shown: Shown, wide: float) -> list[Flag]:
    first, end = span(shown)
    inside = marks_shown(shown)
    return flags(inside, [(coordinate(mark.day) - first) * wide / (end - first) for mark in inside])


def outside_note(shown: Shown) -> str:
    """A sentence that names the marks dated outside the months shown; empty where there are none."""
    first, end = span(shown)
    by_day: list[Mark] = sorted(shown.marks, key=lambda mark: mark.day)
    before = [mark.label for mark in by_day if coordinate(mark.day) < first]
    after = [mark.label for mark in by_day if coordinate(mark.day) >= end]
    parts = [("Earlier than shown: ", before), ("Later than shown: ", after)]
    return " ".join(f"{lead}{', '.join(labels)}." for lead, labels in parts if labels)


def _labels(row: Sequence[Panel[S]]) -> float:
    return max(band_height(panel.flags) for panel in row)


def _below(row: Sequence[Panel[S]]) -> float:
    return FEET + max(height(len(panel.note), SMALL) for panel in row)
