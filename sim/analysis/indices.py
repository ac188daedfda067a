"""Sobol indices from draws on common luck: what part of a result's variance goes with some of its inputs.

`a` and `b` are draws of two independent samples of all inputs; `ab` has the inputs in question from b and all others
from a, draw by draw (pick-freeze). Saltelli et al. 2010, Computer Physics Communications 181, 259-270: the first-order
index by their own estimator, the total one by Jansen's (1999, Computer Physics Communications 117, 35-43).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.common.axes import Array
from sim.luck.replicates import SCRAMBLES, mean, standard_error


@dataclass(frozen=True)
class Index:
    """A share of variance and its standard error, from eight consecutive parts of the draws."""

    share: float
    error: float


NOTHING_MOVES = Index(0.0, 0.0)


def first_order(a: Array, b: Array, ab: Array) -> Index:
    """The part of the variance that these inputs explain by themselves: (draw,) each.

    Around the mean of both samples: far from it the estimator is needlessly uncertain.
    """
    both = np.concatenate([a, b])
    return _index((b - both.mean()) * (ab - a), float(both.var()))


def total(a: Array, ab: Array) -> Index:
    """The part of the variance that would be left if all other inputs were known: with all that they share in.

    `a` (draw,) are the outcomes, `ab` (draw,) those of the same draws with other luck for these inputs.
    """
    return _index((a - ab) ** 2 / 2.0, float(np.concatenate([a, ab]).var()))


def _index(effects: Array, variance: float) -> Index:
    if not variance > 0:
        return NOTHING_MOVES
    whole = effects[: len(effects) // SCRAMBLES * SCRAMBLES] / variance
    error = float(standard_error(whole, mean)) if len(whole) else float("nan")
    return Index(float(effects.mean()) / variance, error)
