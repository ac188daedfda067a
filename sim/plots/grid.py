"""Small multiples on a page: equal panels in rows below a heading, small print below them, a key to the right.

Everything is in inches from the page's top left corner, so that text keeps its size and the page grows to hold it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.page import EDGE, ROW_GAP, SMALL, Sheet
from sim.plots.style import FAINT, INK, LEGEND_SIZE, source_line
from sim.plots.ticks import STUB
from sim.plots.wording import height, wrapped

WIDE = 12.0
MOST_COLUMNS = 3
TITLE, SUBTITLE, PANEL_TITLE, AXIS = 13.0, 9.5, 10.5, LEGEND_SIZE + 0.5
"""Points: the heading of the page, and what stands above and along each panel."""
COLUMN_GAP, PANEL_GAP, AXIS_GAP = 0.25, 0.06, 0.08
"""Between columns, between a panel and its title, and around the name of an axis."""
TALL = (4.4, 3.3, 2.5)
"""The least height of panels by the number of columns."""


class Told(Protocol):
    """What the words around the panels say."""

    @property
    def title(self) -> str: ...

    @property
    def subtitle(self) -> str: ...

    @property
    def note(self) -> str: ...

    @property
    def source(self) -> str: ...


@dataclass(frozen=True)
class Words:
    """The lines of the heading and of the small print."""

    title: list[str]
    subtitle: list[str]
    small_print: list[str]

    @property
    def above(self) -> float:
        """The height of the heading."""
        return height(len(self.title), TITLE) + height(len(self.subtitle), SUBTITLE) + ROW_GAP


def words_of(told: Told, *explained: str) -> Words:
    """A heading and small print as wide as the page: the note, what is explained, and the source."""
    room = WIDE - 2 * EDGE
    small = (told.note, *explained, source_line([told.source]))
    return Words(
        wrapped(told.title, TITLE, room, bold=True),
        wrapped(told.subtitle, SUBTITLE, room),
        [line for text in small for line in wrapped(text, SMALL, room)],
    )


@dataclass(frozen=True)
class Columns:
    """The columns of a page: how many, where the first begins, how wide each is and how far from the next."""

    count: int
    left: float
    wide: float
    gap: float

    @property
    def right(self) -> float:
        """Where the gap after the last column ends."""
        return self.left + self.count * (self.wide + self.gap)


def column_counts(panels: int) -> range:
    """The numbers of columns that so many panels can stand in, the usual one first: up to 3, and 2 for 4 panels."""
    return range(2 if panels == 4 else min(MOST_COLUMNS, panels), 0, -1)


def columns(count: int, left: float, right: float, gap: float = COLUMN_GAP) -> Columns:
    """So many columns between the room at the left of the page and that at its right."""
    return Columns(count, left, (WIDE - left - right) / count - gap, gap)


@dataclass(frozen=True)
class Grid:
    """Where panels and words stand. `feet` is the room below each panel, `tall` the height of all of them."""

    words: Words
    columns: Columns
    titles: list[list[str]]
    feet: list[float]
    tall: float

    @property
    def rows(self) -> list[range]:
        """The numbers of the panels in each row."""
        every = range(len(self.titles))
        return [every[i : i + self.columns.count] for i in range(0, len(every), self.columns.count)]

    @cached_property
    def tops(self) -> list[float]:
        """Where each row begins, and at last where the small print does."""
        tops = [EDGE + self.words.above]
        for row in self.rows:
            tops.append(tops[-1] + self._heading(row) + self.tall + max(self.feet[n] for n in row) + ROW_GAP)
        return tops

    @property
    def sheet(self) -> Sheet:
        """The size of the page."""
        return Sheet(WIDE, self.tops[-1] + height(len(self.words.small_print), SMALL) + EDGE)

    @property
    def panel_top(self) -> float:
        """Where the panels of the first row begin."""
        return self.tops[0] + self._heading(self.rows[0])

    def holding(self, key: float) -> Grid:
        """The same grid with panels high enough for a key of this height beside them."""
        short = key + ROW_GAP - (self.tops[-1] - self.panel_top)
        return replace(self, tall=self.tall + max(0.0, short) / len(self.rows))

    def outermost(self, number: int) -> bool:
        """Whether a panel is the first of its row."""
        return number % self.columns.count == 0

    def add_panels(self, figure: Figure) -> list[Axes]:
        """Give the figure the size of the page, write its words, and put empty panels on it."""
        sheet = self.sheet
        figure.set_size_inches(sheet.width, sheet.height)
        sheet.write(figure, EDGE, EDGE, self.words.title, TITLE, weight="bold", color=INK)
        below = EDGE + height(len(self.words.title), TITLE)
        sheet.write(figure, EDGE, below, self.words.subtitle, SUBTITLE, color=FAINT)
        sheet.write(figure, EDGE, self.tops[-1], self.words.small_print, SMALL, color=FAINT)
        return [self._add_panel(figure, number) for number in range(len(self.titles))]

    def _add_panel(self, figure: Figure, number: int) -> Axes:
        """A panel below its title, whose last line stands at the panel."""
        row, column = divmod(number, self.columns.count)
        left = self.columns.left + column * (self.columns.wide + self.columns.gap)
        top = self.tops[row] + self._heading(self.rows[row])
        title = self.titles[number]
        over = top - PANEL_GAP - height(len(title), PANEL_TITLE)
        self.sheet.write(figure, left, over, title, PANEL_TITLE, weight="bold", color=INK)
        return figure.add_axes(self.sheet.box(left, top, self.columns.wide, self.tall))

    def _heading(self, row: Sequence[int]) -> float:
        return height(max(len(self.titles[n]) for n in row), PANEL_TITLE) + PANEL_GAP


def panel_titles(titles: Sequence[str], wide: float) -> list[list[str]]:
    """The titles of panels so wide, in lines."""
    return [wrapped(title, PANEL_TITLE, wide, bold=True) for title in titles]


def axis_name(name: str, room: float) -> list[str]:
    """The name of an axis in lines no longer than `room`."""
    return wrapped(name, AXIS, room)


def foot(depth: float, name: Sequence[str]) -> float:
    """The room below a panel for tick labels that reach so deep and the name of the axis."""
    return depth + AXIS_GAP + height(len(name), AXIS)


def left_room(widest: float, name: Sequence[str]) -> float:
    """The room left of the first column for tick labels so wide and the name of the axis."""
    return EDGE + height(len(name), AXIS) + AXIS_GAP + widest + STUB
