"""Curves of the dial that are no power of it: the share a dial carries out, and the dial of a share (section 3).

Dials 0 to 10, shares 0 to 1, both rising together; what is asked of a dial may be asked of any array of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.common.axes import Array

DIAL_MAX = 10.0


@dataclass(frozen=True)
class Curve:
    """A curve and its inverse, on the lanes of one block: there it stands in place of dial/10."""

    lanes: slice
    share: Callable[[Array], Array]
    dial: Callable[[Array], Array]


def along(x: Array, xs: Array, ys: Array) -> Array:
    """Straight from one point to the next, the points (xs, ys) rising in both. Axes of `x`."""
    return np.asarray(np.interp(x, xs, ys), dtype=np.float64)


def logistic_share(dial: Array, midpoint: float, width: float) -> Array:
    """(L(d) - L(0)) / (L(10) - L(0)), L = 1/(1 + exp(-(d - midpoint)/width)). Axes of `dial`, dial points."""
    bottom, top = (_logistic(np.float64(end), midpoint, width) for end in (0.0, DIAL_MAX))
    return np.asarray((_logistic(dial, midpoint, width) - bottom) / (top - bottom))


def logistic_dial(share: Array, midpoint: float, width: float) -> Array:
    """The dial at which that share is carried out. Axes of `share`."""
    ends = [np.float64(end) for end in (0.0, DIAL_MAX)]
    bottom, top = (_logistic(end, midpoint, width) for end in ends)
    left = _logistic(-ends[1], -midpoint, width)  # what L(10) lacks of 1: close to 1 that has digits, 1 - L(10) none
    under, over = bottom + share * (top - bottom), left + (1.0 - share) * (top - bottom)
    return np.asarray(np.clip(midpoint + width * (np.log(under) - np.log(over)), 0.0, DIAL_MAX))


def _logistic(dial: Array | np.float64, midpoint: float, width: float) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-(dial - midpoint) / width)))
