"""Standard errors from replicates: consecutive parts of an ensemble that are independent of each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from sim.common.axes import Array

SCRAMBLES = 8
"""Independent scrambles of a Sobol ensemble, each of as many consecutive draws."""

Statistic = Callable[[Array], Array]
"""What a sample says: (..., draw) -> (...). It leaves out draws that failed, which are NaN."""


def mean(values: Array) -> Array:
    """The mean over the draws that came to an end. (..., draw) -> (...)."""
    return np.asarray(np.nanmean(values, axis=-1))


def quantile(probability: float) -> Statistic:
    """The quantile over the draws that came to an end."""
    return partial(np.nanquantile, q=probability, axis=-1)


def replicate_estimates(values: Array, statistic: Statistic = mean, scrambles: int = SCRAMBLES) -> Array:
    """The statistic of each replicate: (..., draw) -> (..., replicate). Raises ValueError for a ragged end."""
    draws = values.shape[-1]
    if scrambles < 2 or draws % scrambles:
        raise ValueError(f"{draws} draws are not {scrambles} replicates of one length")
    return np.stack([statistic(part) for part in np.split(values, scrambles, axis=-1)], axis=-1)


def standard_error(values: Array, statistic: Statistic = mean, scrambles: int = SCRAMBLES) -> Array:
    """The standard error of a statistic of all draws, from how far its replicates lie apart: (..., draw) -> (...).

    Right for both samplers: keyed draws are independent in any case. It is itself uncertain by about a quarter with
    eight replicates. A quantile of few draws is biased alike in all replicates, which this does not show.
    """
    estimates = replicate_estimates(values, statistic, scrambles)
    return np.asarray(estimates.std(axis=-1, ddof=1) / np.sqrt(scrambles))
