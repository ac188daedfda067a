"""Names beside what they name: each as near its place as it can be, none upon another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.common.axes import Array


@dataclass(frozen=True)
class Label:
    """A name at the end of a line or beside an area, at a value of the panel's axis."""

    value: float
    text: str
    colour: str
    bold: bool = False


def spread(places: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Where labels of these heights stand: moved as little as can be, in squares, without one upon another.

    Centres in order of `places`, between `low` and `high` as long as there is room for all. Isotonic regression of the
    places less the room that the labels before need: the exact solution for an order that is kept, and cut off at the
    ends it is the exact one between them.
    """
    if not len(places):
        return []
    order = sorted(range(len(places)), key=lambda n: (places[n], n))
    tall = np.array([heights[n] for n in order])
    before = np.cumsum(tall) - tall / 2
    free = isotonic(np.array([places[n] for n in order]) - before)
    most = max(low, high - float(tall.sum()))
    stand = np.clip(free, low, most) + before
    found = dict(zip(order, stand, strict=True))
    return [float(found[n]) for n in range(len(places))]


def isotonic(values: Array) -> Array:
    """The rising values nearest to these in squares: neighbours that fall are pooled to their mean until none does.

    SciPy has the same (`scipy.optimize.isotonic_regression`), but to load that costs as much as a run's figure.
    """
    pools: list[tuple[float, int]] = []
    for value in values:
        total, count = float(value), 1
        while pools and pools[-1][0] * count > total * pools[-1][1]:
            before, many = pools.pop()
            total, count = total + before, count + many
        pools.append((total, count))
    return np.array([total / count for total, count in pools for _ in range(count)])
