"""Names along an axis: broken into lines, else turned upright; left out in round steps only where even that fails."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from sim.plots.frame import Frame
from sim.plots.wording import height, width, wrapped

MOST_LINES = 3
"""Of a level name; a longer one is turned upright."""
UPRIGHT = 1.6
"""Inches: the longest line of an upright name."""
STEPS = tuple(first * 10**power for power in range(5) for first in (1, 2, 5))
"""Of names too many to write them all, only every second, fifth or tenth is written."""


def names_below(frame: Frame, axes: Axes, texts: Sequence[str], wide: float) -> None:
    """Names at the places 0, 1, 2, ... below a panel about so many inches wide."""
    size, slot = frame.size.small, wide / max(1, len(texts))
    room = 0.9 * slot
    level = [wrapped(text, size, max(room, 0.2)) for text in texts]
    whole = all(width(word, size) <= room for text in texts for word in text.split())
    if whole and all(len(lines) <= MOST_LINES for lines in level):
        return _put(axes, level, 1, size, upright=False)
    if all(_short(text) for text in texts):
        widest = max(width(text, size) for text in texts) * 1.3
        return _put(axes, level if whole else [[t] for t in texts], _step(widest / slot), size, upright=False)
    upright = [wrapped(text, size, UPRIGHT) for text in texts]
    tallest = max(height(len(lines), size) for lines in upright)
    if tallest > slot:
        upright = [lines[:1] for lines in upright]
    return _put(axes, upright, _step(height(1, size) / slot) if tallest > slot else 1, size, upright=True)


def names_left(frame: Frame, axes: Axes, texts: Sequence[str], tall: float, room: float) -> None:
    """Names at the places 0, 1, 2, ... left of a panel about so many inches high, in lines of at most `room`."""
    size, slot = frame.size.small, tall / max(1, len(texts))
    lines = [wrapped(text, size, room) for text in texts]
    lines = lines if max(height(len(one), size) for one in lines) <= slot else [one[:1] for one in lines]
    step = _step(height(1, size) / slot)
    places = range(0, len(texts), step)
    axes.set_yticks(list(places), ["\n".join(lines[n]) for n in places], size=size, parse_math=False)


def _put(axes: Axes, lines: Sequence[Sequence[str]], step: int, size: float, upright: bool) -> None:
    places = range(0, len(lines), step)
    texts = ["\n".join(lines[n]) for n in places]
    axes.set_xticks(list(places), texts, size=size, rotation=90.0 if upright else 0.0, parse_math=False)


def _short(text: str) -> bool:
    """Whether a name is a number, of which those left out can be guessed."""
    return text.replace(",", "").replace(".", "").replace("-", "").rstrip("% ").isdigit()


def _step(least: float) -> int:
    return next((step for step in STEPS if step >= least), STEPS[-1])
