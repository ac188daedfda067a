"""The dial: how far a partner acts (model, section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.economics.dial_curve import DIAL_MAX, Curve

ANCHOR = 5.5 / DIAL_MAX
"""The middle of 'dial setting five or six', where a partner's resistance is scaled to leave the mean unchanged."""

NEWTON_STEPS = 60

ON_THE_MARK = 1e-9
"""Dial points by which rounding may leave a settled dial short of the dial it has settled on."""


def own_dial(campaign: Array, fatigue: Array, sigma: Array, exposure: Array, points: Array) -> Array:
    """D0: the campaign's dial less fatigue, plus secondary pressure by exposure, relief and diplomacy; 0 to 10.

    Axes (partner, lane): `campaign`, `sigma` and `points` in dial points, `fatigue` and `exposure` shares.
    """
    return np.clip(campaign * (1.0 - fatigue) + sigma * exposure + points, 0.0, DIAL_MAX)


def others_sum(values: Array) -> Array:
    """For each partner the sum of all others' values, added in their order: (partner, lane) -> (partner, lane)."""
    total, before = np.zeros(values.shape), np.zeros(values.shape[-1:])
    for i, value in enumerate(values):
        total[:i] += value
        total[i] = before
        before = before + value
    return total


def others_mean(propensity: Array, weights: Array, others: Array) -> Array:
    """The weighted mean propensity of all other partners, 0 where they weigh nothing; axes (partner, lane).

    `others` is what the others weigh together, others_sum(weights).
    """
    mean: Array = np.divide(others_sum(weights * propensity), others, out=np.zeros(propensity.shape), where=others > 0)
    return mean


def peer_dial(dial: Array, peer: Array, others: Array) -> Array:
    """D: drawn towards 10 (or away from it) by what the others do.

    Axes (partner, lane): `dial` 0 to 10, `peer` -1 to 1, `others` their mean propensity.
    """
    return np.clip(dial + peer * others * (DIAL_MAX - dial), 0.0, DIAL_MAX)


def propensity(dial: Array, gamma: Array, curves: Sequence[Curve] = ()) -> Array:
    """p* = s(D)^gamma: the share of an order a government at this dial would carry out. Axes (partner, lane).

    s is D/10, or on the lanes of a curve what that says.
    """
    share = dial / DIAL_MAX
    for curve in curves:
        share[..., curve.lanes] = curve.share(dial[..., curve.lanes])
    return np.asarray(share**gamma)


def settled_dial(propensity_: Array, gamma: Array, curves: Sequence[Curve] = ()) -> Array:
    """The dial at which a government's propensity would be what it is: 10 p^(1/gamma), or what a curve says.

    Axes (partner, lane).
    """
    share = propensity_ ** (1.0 / np.where(gamma > 0, gamma, 1.0))
    dial = DIAL_MAX * share
    for curve in curves:
        dial[..., curve.lanes] = curve.dial(share[..., curve.lanes])
    return np.asarray(dial)


def turned(settled: Array, before: NDArray[np.bool_], opens: Array, closes: Array) -> NDArray[np.bool_]:
    """Whether a government would give notice: from `opens` up, not below `closes`, and as before in between.

    A dial that stands on a threshold has reached it, whatever its last digit.
    Axes (partner, lane), dial points.
    """
    return (settled + ON_THE_MARK >= opens) | ((settled + ON_THE_MARK >= closes) & before)


def reviewed(current: Array, target: Array, months: NDArray[Any], tau_up: Array, tau_down: Array) -> Array:
    """Propensity after a review: n months closer to the target, at the pace of tightening or of loosening.

    Axes (partner, lane); `months` since the last one, paces in months.
    """
    tau = np.where(target > current, tau_up, tau_down)
    step = np.where(tau > 0, 1.0 - np.exp(-months / np.where(tau > 0, tau, 1.0)), 1.0)
    return np.where(step == 1.0, target, current + step * (target - current))


def scaled_resistance(gamma: Array, resistance: Array, weights: Array, anchor: float = ANCHOR) -> Array:
    """gamma_i: gamma times resistance, scaled so that the weighted mean of 0.55^gamma_i stays 0.55^gamma.

    `anchor` is what stands in place of 0.55: the share that the dial's curve has at 5.5.
    Axes (partner, lane); gamma (1, lane). Newton's method on the one factor, from 0: the mean is convex and falls in
    it, so that the steps never overshoot. A lane that has arrived stays, whatever the lanes beside it still do.
    """
    total = np.zeros(np.broadcast_shapes(weights.shape, gamma.shape)[-1:])
    for weight in weights:
        total = total + weight
    scaled = np.broadcast_to(gamma * resistance, np.broadcast_shapes(gamma.shape, resistance.shape, weights.shape))
    factor = np.zeros(np.broadcast_shapes(scaled.shape[-1:], total.shape))
    solvable = (total > 0) & (gamma[0] > 0)
    target = anchor ** gamma[0] * total
    for _ in range(NEWTON_STEPS):
        mean, slope = np.zeros_like(factor), np.zeros_like(factor)
        for weight, exponent in zip(weights, scaled, strict=True):
            term = weight * anchor ** (exponent * factor)
            mean, slope = mean + term, slope + term * exponent * np.log(anchor)
        step = np.where(solvable, (target - mean) / np.where(solvable, slope, 1.0), 0.0)
        step = np.where(step > 1e-15 * factor, step, 0.0)
        if not np.any(step):
            break
        factor = factor + step
    return scaled * np.where(solvable, factor, 1.0)


def stance(propensity_: Array, enforceability: Array, own_notice: Array) -> Array:
    """max(p q, pn): how far a partner would carry out a provision that it has learnt, by will or by its own notice.

    Axes (pair, lane), shares from 0 to 1.
    """
    will = propensity_ * enforceability
    return np.maximum(will, own_notice, out=will)


def carried_out(learnt: Array, stance_: Array, out: Array | None = None) -> Array:
    """c_m: how far a partner carries out a provision, at most 1; as far as it has learnt to what it would do.

    Axes (pair, lane), shares from 0 to 1.
    """
    return np.minimum(1.0, learnt * stance_, out=out)
