"""How well a forecast did against what was recorded: errors, bias, and how honest its bands were.

Pure arithmetic. Arrays have axis (month,), draws (month, draw), money USD million a month. Logs are natural; what is
recorded or forecast below `SMALLEST` counts as that much in logs, since a month of nothing has no logarithm.
"""

from __future__ import annotations

import numpy as np

from sim.common.axes import Array

SMALLEST = 0.1
"""USD million a month."""

BANDS = (0.5, 0.9)
"""Nominal coverage of the bands that are judged."""


def logs(values: Array) -> Array:
    """Natural logs of money, never below that of `SMALLEST`."""
    return np.log(np.maximum(values, SMALLEST))


def mean_absolute_error(forecast: Array, recorded: Array) -> float:
    """USD million a month by which a forecast missed, on average."""
    return float(np.abs(forecast - recorded).mean())


def mean_absolute_log_error(forecast: Array, recorded: Array) -> float:
    """By how many log points it missed, on average: 0.7 is a factor of two."""
    return float(np.abs(logs(forecast) - logs(recorded)).mean())


def bias(forecast: Array, recorded: Array) -> float:
    """USD million a month by which it was too high (below 0: too low), on average."""
    return float((forecast - recorded).mean())


def crps(draws: Array, recorded: Array) -> Array:
    """The continuous ranked probability score of an ensemble by month, in the unit of what is given; smaller is better.

    E|X - y| - E|X - X'|/2 over its draws, worked out from their order (Gneiting and Raftery 2007, Journal of the
    American Statistical Association 102). A forecast of one draw scores its absolute error.
    """
    ordered = np.sort(draws, axis=-1)
    number = ordered.shape[-1]
    weights = 2.0 * np.arange(1, number + 1) - number - 1.0
    return np.abs(ordered - recorded[:, None]).mean(axis=-1) - (ordered * weights).sum(axis=-1) / number**2


def band(draws: Array, nominal: float) -> tuple[Array, Array]:
    """Both ends of the middle part of the draws, month by month."""
    low, high = np.quantile(draws, (0.5 - nominal / 2, 0.5 + nominal / 2), axis=-1)
    return low, high


def months_inside(draws: Array, recorded: Array, nominal: float) -> int:
    """In how many months what was recorded lay inside the band."""
    low, high = band(draws, nominal)
    return int(((low <= recorded) & (recorded <= high)).sum())


def mean_width(draws: Array, nominal: float) -> float:
    """USD million a month from one end of a band to the other, on average."""
    low, high = band(draws, nominal)
    return float((high - low).mean())
