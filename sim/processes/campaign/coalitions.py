"""Coalitions on lanes: whether enough of their members would move, and whether they do (model, 5.6)."""

from __future__ import annotations

import numpy as np

from sim.common.axes import Array


def members_mean(propensity: Array, weights: Array) -> Array:
    """The members' weighted mean propensity, equal weights on lanes where they trade nothing: (member, lane) each."""
    total, sum_, plain = (np.zeros(propensity.shape[-1]) for _ in ("weight", "weighted", "plain"))
    for will, weight in zip(propensity, np.broadcast_to(weights, propensity.shape), strict=True):
        total, sum_, plain = total + weight, sum_ + weight * will, plain + will
    return np.where(total > 0, sum_ / np.where(total > 0, total, 1.0), plain / len(propensity))
