"""Text on a figure: how wide it is, and where its lines break. Lengths in inches, sizes in points."""

from __future__ import annotations

from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

FAMILY = "DejaVu Sans"
"""The font that comes with matplotlib, so that a figure looks the same everywhere."""
POINTS_AN_INCH = 72.0
LINE_HEIGHT = 1.25
"""Height of a line of text, in font sizes."""
HINTING = 0.03
"""How much wider letters can come out where they are fitted to pixels."""


@lru_cache(maxsize=4096)
def width(text: str, size: float, bold: bool = False) -> float:
    """The width of one line of text."""
    font = FontProperties(family=FAMILY, size=size, weight="bold" if bold else "normal")
    points = float(TextToPath().get_text_width_height_descent(text, font, ismath=False)[0])
    return points * (1.0 + HINTING) / POINTS_AN_INCH


def height(lines: int, size: float) -> float:
    """The height of so many lines of text."""
    return lines * size * LINE_HEIGHT / POINTS_AN_INCH


def wrapped(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than `room`; a word too long for a line is cut."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines += _cut(word, size, room, bold)
    return lines


def _cut(word: str, size: float, room: float, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
