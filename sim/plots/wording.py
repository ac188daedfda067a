"""Text on a figure: how wide it is, where its lines break, and which letters the fonts here have. Lengths in inches."""

from __future__ import annotations

import re
from functools import lru_cache

from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.textpath import TextToPath

FAMILY = "DejaVu Sans"
"""The font that comes with matplotlib, so that a figure looks the same everywhere."""
BESIDE = ("Noto Sans CJK JP", "Noto Sans CJK KR", "Noto Sans CJK SC", "Noto Sans KR", "Noto Sans SC", "NanumGothic")
"""Fonts with Hangul and Han, of which the first that is installed stands in."""
POINTS_AN_INCH = 72.0
LINE_HEIGHT = 1.25
"""Height of a line of text, in font sizes."""
WORD = re.compile(r"\S+(?: %\S*)?")
ROUNDING = 0.001
"""How much wider letters can come out in pixels, where fonts have sizes of whole sixty-fourths of a point."""
DOUBT = 0.1
"""Font sizes: how far the width of a line can be from that of its words and spaces, and more."""


@lru_cache(maxsize=1)
def families() -> list[str]:
    """The fonts of all text: the usual one, and behind it one with other scripts where there is one."""
    here = {font.name for font in fontManager.ttflist}
    return [FAMILY, *[name for name in BESIDE if name in here][:1]]


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    paths = [fontManager.findfont(FontProperties(family=name)) for name in families()]
    return frozenset(code for path in paths for code in get_font(path).get_charmap())


def unwritten(text: str) -> str:
    """The letters of a text that no font here has, each once."""
    return "".join(dict.fromkeys(letter for letter in text if letter > "~" and ord(letter) not in _known()))


def legible(text: str) -> str:
    """A text with letters that no font here has as their numbers: U+D55C."""
    missing = unwritten(text)
    return "".join(f"U+{ord(letter):04X}" if letter in missing else letter for letter in text) if missing else text


@lru_cache(maxsize=4096)
def width(text: str, size: float, bold: bool = False) -> float:
    """The width of one line of text."""
    font = FontProperties(family=families(), size=size, weight="bold" if bold else "normal")
    points = float(TextToPath().get_text_width_height_descent(text, font, ismath=False)[0])
    return points * (1.0 + ROUNDING) / POINTS_AN_INCH


def height(lines: float, size: float) -> float:
    """The height of so many lines of text."""
    return lines * size * LINE_HEIGHT / POINTS_AN_INCH


def wrapped(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than `room`, never before a %; a word too long for a line is cut."""
    lines: list[str] = []
    space = width("n n", size, bold) - width("nn", size, bold)
    reach = 0.0
    for word in WORD.findall(legible(text)):
        longer = f"{lines[-1]} {word}" if lines else word
        about = reach + space + width(word, size, bold)
        if lines and _fits(longer, about - room, size, room, bold):
            lines[-1], reach = longer, about
        else:
            lines += _cut(word, size, room, bold)
            reach = width(lines[-1], size, bold)
    return lines


def _fits(line: str, beyond: float, size: float, room: float, bold: bool) -> bool:
    """Whether a line is no wider than `room`, measured only where the sum of its words leaves a doubt.

    Fitting letters together takes time by the letter, and a line grows word by word.
    """
    if abs(beyond) * POINTS_AN_INCH > DOUBT * size:
        return beyond < 0
    return width(line, size, bold) <= room


def _cut(word: str, size: float, room: float, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
