"""Who alone can break a bundle: partners whose dial at 0, or whose notices withdrawn, bring back most of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.analysis.leverage import Leverage, Move, Who, Worth
from sim.common.axes import Array
from sim.runs.variants import Variant

MOST = 0.5
"""The part of the whole from which on one partner is said to break it alone."""
LEAST = 0.5
"""USD million a year: a whole that is worth less cannot be broken."""
WAYS: tuple[Move, ...] = ("at_0", "no_notices")
"""How a partner goes back on it: its dial at 0 on all days, or none of its notices."""


@dataclass(frozen=True)
class Break:
    """Receipts that come back if a partner alone, or all of them, goes back on it in one way: (draw,), USD million."""

    who: Who
    way: Move
    back: Array

    @property
    def median(self) -> float:
        """The median over the draws."""
        return float(np.median(self.back))


def whole_of(found: Leverage, reading: Variant) -> Break | None:
    """The most that comes back if all go back on it together; None where no dial and no notice counts."""
    most = max(_ways(found, reading, "all"), key=lambda one: one.median)
    return most if most.median >= LEAST else None


def breakers(found: Leverage, reading: Variant) -> list[Break]:
    """Partners by what each brings back alone in its best way, the most first: those that break it, else the first."""
    whole = whole_of(found, reading)
    parts = [one.id for one in found.parts if len(one.partners) == 1]
    if whole is None or not parts:
        return []
    best = [max(_ways(found, reading, who), key=lambda one: one.median) for who in parts]
    ranked = sorted(best, key=lambda one: (-one.median, one.who.id))
    return [one for one in ranked if breaks(one, whole)] or ranked[:1]


def breaks(one: Break, whole: Break) -> bool:
    """Whether a partner alone brings back most of the whole, by medians."""
    return one.median >= MOST * whole.median


def _ways(found: Leverage, reading: Variant, who: str) -> Iterator[Break]:
    for way in WAYS:
        if worth := found.of(reading, who, way):
            yield Break(worth.who, way, _back(worth))


def _back(worth: Worth) -> Array:
    """What comes back in the first window: notices are counted as what they deny, a dial as what it denies more."""
    return worth.draws[0] if worth.move == "no_notices" else -worth.draws[0]
