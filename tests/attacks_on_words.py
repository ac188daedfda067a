"""Attacks by words: cells that a spreadsheet would carry out, titles that forge what stands around them."""

from __future__ import annotations

import csv
import html.parser
import io
import random
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from matplotlib.figure import Figure

from sim.common.errors import BadInput
from sim.common.letters import from_cell, shown, title_trouble, unseen_in
from sim.pages.html import data, details, section, word
from sim.plots.saving import Drawn, csv_of, save_figure
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.store.formats import csv_text

STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\uff1d",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    '"=1"',
    "'",
    "-",
    "-5.5",
)
FORMULAS = "=+@\t\r\uff1d\uff0b\uff0d\uff20"
LETTERS = "abc 12,;\"'=+-@|!$\\/<>&%\u00e9\uc81c"


def cells(count: int, seed: int, place: Path) -> Iterator[str]:
    """Texts with hostile beginnings, through both writers of tables."""
    dice = random.Random(seed)
    for _ in range(count):
        text = dice.choice(STARTS) + "".join(dice.choices(LETTERS, k=dice.randrange(8)))
        found = []
        for write in (csv_text, csv_of):
            (head,), (cell,) = csv.reader(io.StringIO(write({text: [text]})))
            found += [f"{text!r} became {one!r}" for one in (head, cell) if _formula(one) or from_cell(one) != text]
        yield "; ".join(found)


def _formula(cell: str) -> bool:
    number = cell.lstrip("+-").replace(".", "", 1).isdecimal()
    return len(cell) > 1 and not number and (cell[0] in FORMULAS or cell[0] == "-")


TITLES = (
    "제재 결의 2371호",
    "中国、Évasion: 5 % 🚢",
    "<script>alert(1)</script>",
    "</title><b>",
    "a & b < c > d \"q\" 'p'",
    "]]>",
    "$\\frac{1}{0}$",
    "$x_",
    "{{7*7}}",
    "%s %d %(x)s",
    "=1+1",
    "@SUM(A1)",
    "\\x1b[2J",
    "a\x1b[2J",
    "a\nb",
    "a\rb",
    "a\tb",
    "a\u2028b",
    "a\u202eb",
    "a\u200bb",
    "a\u2066b",
    "a\x85b",
    "a\x00b",
    "\ud800",
    "a\ufffeb",
    "a\uffffb",
    "a\u3164b",
    "a\u00adb",
    "x" * 300,
    "x" * 301,
    "x" * 120_000,
    " ",
    "  a",
    "#",
    "- - - all of it - - -",
    "note: fine",
    "already run",
    "\ufeffa",
    "a\u0300" * 100,
    "\U000e0041",
    "a\u061cb",
    "a\u034fb",
    "&#x1b;",
    "&nbsp;",
    "javascript:alert(1)",
    "' onload='x",
    "CON",
    "..",
    "a/b",
    "\\",
    "\\\\n",
    "${HOME}",
    "`id`",
    "a|b",
    "a;b",
    "\u0e01\u0e33",
    "\u202a",
    "\u2800",
    "\u00a0",
    "Z\u0335\u0321",
)


def titles(count: int, seed: int, place: Path) -> Iterator[str]:
    """Each title at every door: refused where it is read, or harmless on a terminal, in CSV, SVG and HTML."""
    for title in random.Random(seed).sample(TITLES, min(count, len(TITLES))):
        yield "; ".join(f"{title[:40]!r}: {wrong}" for wrong in _doors(title, place))


def _doors(title: str, place: Path) -> Iterator[str]:
    quoted = "".join(f"\\U{ord(letter):08x}" for letter in title)
    (place / "own.yaml").write_text(f'title: "{quoted}"\nbased_on: {shipped() / "unscr_2371.yaml"}\n', encoding="utf-8")
    try:
        read = read_scenario(place / "own.yaml").scenario.title
    except BadInput as error:
        if not all(line.isprintable() for line in str(error).splitlines()):
            yield "a message that is not printable"
        return
    if title_trouble(title) or unseen_in(read) or shown(read) != read or "\n" in read:
        yield "was taken"
    figure = Figure((1, 1))
    (picture,) = save_figure(Drawn(figure, read, read, {}), place / "figure", ["svg"])[:1]
    try:
        said = [one.text for one in ET.parse(picture).iter() if one.tag.endswith(("}title", "}desc"))]
        if read not in said:
            yield "the figure's title is another"
    except ET.ParseError as error:
        yield f"the figure is no XML: {error}"
    tags = _Tags()
    tags.feed(section(read, details(read, word("said", read))) + f"<script>{data(read)}</script>")
    if tags.seen != ["section", "h2", "details", "summary", "span", "script"]:
        yield f"tags in the page: {tags.seen}"


class _Tags(html.parser.HTMLParser):
    """The tags of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.append(tag)
