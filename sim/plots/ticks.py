"""What is written along an axis: round numbers or names, as many as there is room for. Lengths in inches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.plots.style import LEGEND_SIZE
from sim.plots.wording import height, width, wrapped

SIZE = LEGEND_SIZE
APART = 0.1
"""The least space between two labels side by side."""
STUB = 0.1
"""A tick's mark and the space between it and its label."""
LINE = height(1, SIZE)
MOST_LINES = 3
"""Of a level label; a longer one is turned upright."""
UPRIGHT_ROOMS = (0.9, 1.4, 2.0, 2.8)
"""The lengths at which an upright label is broken into lines, the shortest first."""
LEFT_ROOMS = (1.6, 2.4, 3.2)
"""The lengths at which a label left of an axis is broken into lines."""
LARGE = 1e10
"""Larger numbers are written with a power of ten."""
STEPS = tuple(first * 10**power for power in range(7) for first in (1, 2, 5))
"""Of labels too many to write them all, only every second, fifth or tenth is written."""
MOST = 7
"""The most numbers on one axis."""


@dataclass(frozen=True)
class Ticks:
    """Labels at places along an axis. An upright label is read from below."""

    places: tuple[float, ...]
    texts: tuple[str, ...]
    upright: bool = False

    @property
    def widest(self) -> float:
        """The width of the widest label as it is read."""
        return max((text_width(text) for text in self.texts), default=0.0)

    @property
    def depth(self) -> float:
        """How far the labels of a horizontal axis reach below it."""
        lines = max((text.count("\n") + 1 for text in self.texts), default=0)
        return STUB + (self.widest if self.upright else height(lines, SIZE))

    @property
    def first(self) -> Ticks:
        """The first of them alone."""
        return Ticks(self.places[:1], self.texts[:1], self.upright)

    def overhang(self, low: float, high: float, wide: float) -> tuple[float, float]:
        """How far labels reach beyond the left and the right end of a horizontal axis from `low` to `high`."""
        if self.upright or not self.places:
            return 0.0, 0.0
        scale = wide / (high - low)
        halves = [(place, text_width(text) / 2) for place, text in zip(self.places, self.texts, strict=True)]
        left = max(half - (place - low) * scale for place, half in halves)
        right = max(half - (high - place) * scale for place, half in halves)
        return max(0.0, left), max(0.0, right)

    def put_below(self, axes: Axes) -> None:
        """Write them along the horizontal axis."""
        turn = 90.0 if self.upright else 0.0
        axes.set_xticks(self.places, self.texts, parse_math=False, size=SIZE, rotation=turn)

    def put_left(self, axes: Axes) -> None:
        """Write them along the vertical axis."""
        axes.set_yticks(self.places, self.texts, parse_math=False, size=SIZE)


def text_width(text: str) -> float:
    """The width of a label that can have several lines."""
    return max(width(line, SIZE) for line in text.split("\n"))


# -- numbers ----------------------------------------------------------------------------------------------------------


def number(value: float, step: float) -> str:
    """A number told apart from the next one a `step` away: thousands apart, no zeros that say nothing."""
    if abs(value) >= LARGE or step < 1e-6:
        return f"{value:.4g}"
    places = max(0, 1 - math.floor(math.log10(step)))
    text = f"{value:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def numbers_below(low: float, high: float, wide: float) -> Ticks:
    """Round numbers from `low` to `high` below an axis so wide."""
    found = [_numbers(low, high, most) for most in range(MOST, 0, -1)]
    return next((ticks for ticks in found if _fit(ticks, wide / (high - low))), found[-1].first)


def numbers_left(low: float, high: float, tall: float) -> Ticks:
    """Round numbers from `low` to `high` left of an axis so tall."""
    return _numbers(low, high, max(2, min(MOST - 1, int(tall / (2.0 * LINE)))))


def _numbers(low: float, high: float, most: int) -> Ticks:
    within = 1e-9 * (high - low)
    places = [float(x) for x in MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)]
    inside = tuple(place for place in places if low - within <= place <= high + within)
    return Ticks(inside, tuple(number(place, places[1] - places[0]) for place in inside))


def _fit(ticks: Ticks, scale: float) -> bool:
    """Whether the labels keep apart, side by side on an axis of so many inches a unit."""
    pairs = pairwise(zip(ticks.places, ticks.texts, strict=True))
    return all((text_width(a) + text_width(b)) / 2 + APART <= (q - p) * scale for (p, a), (q, b) in pairs)


# -- names ------------------------------------------------------------------------------------------------------------


def names_below(texts: Sequence[str], wide: float) -> Ticks:
    """Labels of the places 0, 1, 2, ... below an axis that gives each an equal share of `wide`.

    Numbers are thinned out where they do not fit; names are broken into lines, else turned upright, and thinned out
    only where even that is too wide.
    """
    slot = wide / max(1, len(texts))
    if are_numbers(texts):
        thinned = (_every(texts, step) for step in STEPS)
        return next(ticks for ticks in thinned if _fit(ticks, slot))
    level = _broken(texts, slot - APART)
    whole = all(width(word, SIZE) <= slot - APART for text in texts for word in text.split())
    if whole and all(text.count("\n") < MOST_LINES for text in level):
        return _every(level, 1)
    step = _step(LINE / slot)
    fitting = (found for room in UPRIGHT_ROOMS if _tallest(found := _broken(texts, room)) <= step * slot)
    return _every(next(fitting, list(texts)), step, upright=True)


def names_left(texts: Sequence[str], tall: float) -> Ticks:
    """Labels of the places 0, 1, 2, ... left of an axis that gives each an equal share of `tall`, thinned out."""
    slot = tall / max(1, len(texts))
    tried = [_broken(texts, room) for room in LEFT_ROOMS]
    broken = next((found for found in tried if _tallest(found) <= slot), tried[-1])
    room = _tallest(broken) * (1.5 if are_numbers(texts) else 1.0)
    return _every(broken, _step(room / slot))


def named_below(texts: Sequence[str], wide: float) -> bool:
    """Whether an axis so wide has room for all of its names, upright if need be; numbers need not all be there."""
    return are_numbers(texts) or len(texts) * LINE <= wide


def are_numbers(texts: Sequence[str]) -> bool:
    """Whether all labels are numbers, of which those left out can be guessed."""
    return all(_is_number(text) for text in texts)


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "").rstrip("% "))
    except ValueError:
        return False
    return True


def _broken(texts: Sequence[str], room: float) -> list[str]:
    return ["\n".join(wrapped(text, SIZE, max(room, LINE))) for text in texts]


def _tallest(texts: Sequence[str]) -> float:
    return max((height(text.count("\n") + 1, SIZE) for text in texts), default=LINE)


def _step(least: float) -> int:
    return next(step for step in STEPS if step >= least)


def _every(texts: Sequence[str], step: int, upright: bool = False) -> Ticks:
    places = range(0, len(texts), step)
    return Ticks(tuple(map(float, places)), tuple(texts[n] for n in places), upright)
