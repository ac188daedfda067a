"""Headlines and tables as aligned text, without false digits."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sim.analysis.said import Headline, SaidTable, about, as_claimed, nothing
from sim.common.aligned import WIDTH

LONGEST_HEAD, NARROW_HEAD = 140, 28
"""Characters of the heads of a table's columns in one line, and of one head where they take several."""

FOLD = "- - - all of it - - -"
"""Parts the first screen from the rest of a headline's text."""


def headline_text(headline: Headline) -> str:
    """The headline of a run, tables aligned: its first screen, the fold, then everything."""
    lines = [*_opening(headline), FOLD, ""] if headline.first else _opening(headline)
    for block in headline.blocks:
        lines += _block(block)
    for fact in headline.facts:
        lines += textwrap.wrap(fact, WIDTH, initial_indent="- ", subsequent_indent="  ")
    lines += ["", *textwrap.wrap(f"Cite as: {headline.cite}", WIDTH)] if headline.cite else []
    return "\n".join(lines) + "\n"


def first_screen(text: str) -> str:
    """What stands above the fold of a headline's text; all of it where there is none."""
    return text.partition(FOLD)[0]


def _opening(headline: Headline) -> list[str]:
    """Title, question, answer, and the tables and lines of the first screen."""
    said = (headline.title, headline.changed, headline.question)
    lines = [line for text in said for line in textwrap.wrap(text, WIDTH)]
    lines += ["", headline.answer, ""] if headline.answer else [""]
    for block in headline.first:
        lines += _block(block)
    for text in headline.said:
        lines += textwrap.wrap(text, WIDTH, subsequent_indent="  ")
    return [*lines, ""] if headline.said else lines


def _block(block: SaidTable) -> list[str]:
    """A table and an empty line; rows of nothing are left out, and so is a table that has no other."""
    rows = tuple(row for row in block.rows if not nothing(row))
    return [*_table(replace(block, rows=rows)), ""] if rows else []


def _table(block: SaidTable) -> Iterator[str]:
    yield block.title
    label = max((len(row.label) for row in block.rows), default=0)
    cells = [[as_claimed(value) if row.as_claimed else about(value) for value in row.values] for row in block.rows]
    heads = _heads([column.label for column in block.columns], label)
    widths = [max(len(text) for text in column) for column in zip(*heads, *cells, strict=True)]
    for line in heads:
        yield "  " + " " * label + "".join(f"  {head:>{width}}" for head, width in zip(line, widths, strict=True))
    for row, texts in zip(block.rows, cells, strict=True):
        mark = "* " if row.strong else "  "
        yield (
            mark
            + row.label.ljust(label)
            + "".join(f"  {text:>{width}}" for text, width in zip(texts, widths, strict=True))
        )


def _heads(labels: Sequence[str], before: int) -> list[list[str]]:
    """The heads of columns in one line, or in several where one would be too long to read."""
    if before + sum(len(label) + 2 for label in labels) <= LONGEST_HEAD:
        return [list(labels)]
    wrapped = [textwrap.wrap(label, NARROW_HEAD) or [""] for label in labels]
    deepest = max(map(len, wrapped))
    return [list(line) for line in zip(*([""] * (deepest - len(words)) + words for words in wrapped), strict=True)]
