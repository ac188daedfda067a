"""Where the labels of dated measures stand above a panel, so that none covers another or another's line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.analysis.curves import Mark
from sim.plots.wording import height, width, wrapped

ASIDE = 0.04
"""From a measure's line to its label, which stands beside it like a flag."""
CLEAR = 0.07
"""At least this much between a label and the next line or label."""
ABOVE = 0.05
"""Between the panel and the lowest label, and between levels."""


@dataclass(frozen=True)
class Flag:
    """A label beside the top of its measure's line: the text from `start` to `end`, the line at `x`.

    Inches: across from the panel's left edge, up from its top edge.
    """

    mark: Mark
    x: float
    lines: tuple[str, ...]
    leftward: bool
    start: float
    end: float
    bottom: float = 0.0
    top: float = 0.0
    height: float = 0.0


def flags(marks: Sequence[Mark], places: Sequence[float], size: float, widest: float) -> list[Flag]:
    """Stack the labels of marks that stand at `places`, inches from the panel's left edge; in order of place.

    Text of so many points; what is wider than `widest` inches is broken into lines.

    A label lies above every line it reaches across. Labels stand to the right of their lines, save those of some
    neighbours where that makes the stack lower: theirs stand to the left, out of the way of the next.
    """
    order = sorted(range(len(marks)), key=lambda i: (places[i], i))
    right = [_flag(marks[i], places[i], (size, widest), leftward=False) for i in order]
    left = [_flag(marks[i], places[i], (size, widest), leftward=True) for i in order]
    best = _stacked(right) or []
    for first in range(len(order)):
        for last in range(first + 1, len(order) + 1):
            if left[last - 1].start < 0.0:
                break
            tried = _stacked([*right[:first], *left[first:last], *right[last:]])
            if tried and band_height(tried) < band_height(best) - ABOVE:
                best = tried
    return best


def _flag(mark: Mark, x: float, text: tuple[float, float], leftward: bool) -> Flag:
    size, widest = text
    lines = tuple(wrapped(mark.label, size, widest, mark.tested))
    wide = max((width(line, size, mark.tested) for line in lines), default=0.0)
    start = x - ASIDE - wide if leftward else x + ASIDE
    return Flag(mark, x, lines, leftward, start, start + wide, height=height(len(lines), size))


def _stacked(ranked: Sequence[Flag]) -> list[Flag] | None:
    """Put each flag on top of those it must clear; None where two would each have to lie above the other."""
    waiting = {i: _reached(ranked, i) for i in range(len(ranked))}
    placed: dict[int, Flag] = {}
    while waiting:
        free = [i for i, reached in waiting.items() if reached <= placed.keys()]
        if not free:
            return None
        for i in free:
            flag = ranked[i]
            below = [other.top for j, other in placed.items() if j in waiting[i] or _meet(flag, other)]
            bottom = ABOVE + max(below, default=0.0)
            placed[i] = replace(flag, bottom=bottom, top=bottom + flag.height)
            del waiting[i]
    return [placed[i] for i in range(len(ranked))]


def _reached(ranked: Sequence[Flag], i: int) -> set[int]:
    """The flags whose lines a label reaches across."""
    flag = ranked[i]
    if flag.leftward:
        return {j for j in range(i) if ranked[j].x > flag.start - CLEAR}
    return {j for j in range(i + 1, len(ranked)) if ranked[j].x < flag.end + CLEAR}


def _meet(flag: Flag, other: Flag) -> bool:
    """Whether two labels would meet on one level."""
    return flag.start < other.end + CLEAR and other.start < flag.end + CLEAR


def band_height(placed: Sequence[Flag]) -> float:
    """How far the labels reach above the panel."""
    return max((flag.top for flag in placed), default=0.0) + ABOVE
