"""What the dial is worth: an amount against the dial of all partners, in each reading, with what stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.curves import AxisLine, Words
from sim.analysis.said import about
from sim.common.axes import Array

ZONE = (5.0, 6.0)
"""'Five or six': where officials saw the dial in 2017."""
TOP = 10.0
MOST_TOLD = 2
"""Readings that a title has room for; the others stand in the caption."""


@dataclass(frozen=True)
class DialCurve:
    """Lines by their reading's name against the dial from 0 to 10, USD million a year.

    `claim`: what officials said the acts would cost, None where nothing was said.
    """

    words: Words
    lines: Mapping[str, AxisLine]
    claim: float | None

    @property
    def whole(self) -> float | None:
        """What a full campaign takes: the largest line at dial 10, None where no line reaches it."""
        ends = [at(line, TOP) for line in self.lines.values()]
        known = [end for end in ends if end is not None and end > 0]
        return max(known, default=None)


def at(line: AxisLine, dial: float) -> float | None:
    """A line's value at a dial, straight between its points; None beyond them."""
    known = np.isfinite(line.median)
    x, y = np.asarray(line.x, dtype=np.float64)[known], line.median[known]
    return float(np.interp(dial, x, y)) if len(x) and x[0] <= dial <= x[-1] else None


def zone_words(lines: Mapping[str, AxisLine], subject: str, year: str) -> str:
    """The finding: what the first readings have at five and at six, with the numbers of the table."""
    parts = _in_zone(lines, lambda low, high: f"{about(low)} to {about(high)}")
    if not parts:
        return f"{subject}, by the dial of all partners"
    first, *rest = parts[:MOST_TOLD]
    amount, _, named = first.partition(" (")
    told = f"At a dial of five or six {subject} {amount} million USD in {year}{f' ({named}' if named else ''}"
    return ", ".join((told, *rest))


def beside_words(lines: Mapping[str, AxisLine]) -> str:
    """What the readings that the finding leaves out have at five and at six; empty where it names all."""
    parts = _in_zone(lines, lambda low, high: f"{about(low)} to {about(high)}")[MOST_TOLD:]
    return f"Also at five or six: {', '.join(parts)} million USD. " if parts else ""


def notch_words(lines: Mapping[str, AxisLine]) -> str:
    """What one notch is worth between five and six; empty where no line reaches so far."""
    parts = _in_zone(lines, lambda low, high: about(high - low))
    return f"A notch between five and six is worth {', '.join(parts)} million USD a year." if parts else ""


def _in_zone(lines: Mapping[str, AxisLine], said: Callable[[float, float], str]) -> list[str]:
    """What is said of each line's values at five and at six, and which reading it is; lines that reach so far."""
    found = []
    for name, line in lines.items():
        low, high = (at(line, dial) for dial in ZONE)
        if low is not None and high is not None:
            found.append(f"{said(low, high)} ({name.lower()})" if name else said(low, high))
    return found


def lines_table(lines: Mapping[str, AxisLine]) -> dict[str, list[object]]:
    """The numbers of the lines, a row a point."""
    names = ("median", "low50", "high50", "low90", "high90")
    table: dict[str, list[object]] = {name: [] for name in ("reading", "dial", *names)}
    for reading, line in lines.items():
        for n, x in enumerate(line.x):
            parts: Sequence[Array | None] = [getattr(line, name) for name in names]
            values = [None if part is None else float(part[n]) for part in parts]
            for column, value in zip(table.values(), (reading, float(x), *values), strict=True):
                column.append(value)
    return table
