"""HTML as text: everything that comes from a file is escaped, and cells name the number they show."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from sim.analysis.answers_by_dial import Answers, Choice
from sim.analysis.said import about
from sim.pages.between import interpolated

LIGHTER = 0.5
"""How much white a colour gets where it stands on a dark ground."""


class Numbers:
    """Writes numbers of answers where the page first stands; the page's script finds them by key and writes anew."""

    def __init__(self, answers: Answers):
        self.answers = answers
        self.used: dict[str, None] = {}
        """The keys that some cell shows."""

    def at(self, key: str, period: int) -> str:
        """A number where the dial stands."""
        return self._span(key, period, self.answers.first, self.answers.start, self.answers.start, "")

    def turned(self, key: str, period: int, dial: float, reading: int) -> str:
        """A number with the dials of all turned to another place, in a reading."""
        choice = (self.answers.first[0], reading)
        return self._span(key, period, choice, dial, dial, f' data-d="{dial:g}" data-r="{reading}"')

    def _span(self, key: str, period: int, choice: Choice, others: float, own: float, more: str) -> str:
        self.used[key] = None
        value = float(interpolated(self.answers, key, choice, others, own)[period])
        text = about(value) if value == value else "–"
        return f'<span data-k="{escape(key)}" data-t="{period}"{more}>{text}</span>'


def word(name: str, text: str) -> str:
    """A word of a sentence that the page's script writes anew."""
    return f'<span data-w="{name}">{escape(text) or " "}</span>'


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], caption: str, numeric: bool = True, noted: bool = False
) -> str:
    """A table of cells that are HTML already; the first column heads its rows, numeric ones stand to the right.

    `noted`: the last column is words whatever the others are.
    """
    sides = ["", *([' class="n"' if numeric else ' class="t"'] * (len(heads) - 1))]
    if noted:
        sides[-1] = ' class="t"'
    head = "".join(f'<th scope="col"{side}>{text}</th>' for side, text in zip(sides, heads, strict=True))
    body = "".join(
        f'<tr><th scope="row">{cells[0]}</th>'
        + "".join(f"<td{side}>{cell}</td>" for side, cell in zip(sides[1:], cells[1:], strict=True))
        + "</tr>"
        for cells in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def details(summary: str, inside: str) -> str:
    """What is folded away until asked for."""
    return f"<details><summary>{escape(summary)}</summary>{inside}</details>"


def section(title: str, inside: str, first: bool = False) -> str:
    """A part of the page with its heading."""
    kind = ' class="first"' if first else ""
    return f"<section{kind}><h2>{escape(title)}</h2>{inside}</section>\n"


def legend(entries: Sequence[tuple[str, str, str]]) -> str:
    """A key of colours: words, the colour, and the one in the dark."""
    items = (f'<li><i style="--c:{colour};--d:{dark}"></i>{escape(text)}</li>' for text, colour, dark in entries)
    return f'<ul class="key">{"".join(items)}</ul>'


def lighter(colour: str) -> str:
    """A colour for a dark ground: '#1F4E8C' half-way to white, what has no six digits as it is."""
    if len(colour) != 7:
        return colour
    parts = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * LIGHTER):02x}" for part in parts)


def data(content: Any) -> str:
    """Content as a block that a script reads: nothing in it can end the block."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
