"""Pushes and rounds of designations: dial points that fade, and the chance of being designated (model, 5.1 and 5.3)."""

from __future__ import annotations

import numpy as np

from sim.common.axes import Array


def faded(points: Array, months: float, half_life: Array) -> Array:
    """Dial points so many months on: half of them every half-life; all of them where it is infinite.

    Axes (partner, lane); the half-life in months.
    """
    return points * np.exp2(-months / half_life)


def round_chance(rate: Array, most: Array, visible: Array) -> Array:
    """The chance that a round hits a partner this month: min(most, 1 - exp(-rate L)), L USD million seen last month.

    Axes (lane,).
    """
    return np.minimum(most, -np.expm1(-rate * visible))


def visible_trade(received: Array, declared: Array, smuggled: Array, seen: Array) -> Array:
    """What outsiders see of a cell, USD million a month: declared open trade, and a share of the rest and of smuggling.

    `received` is O (1 - delta_o c), `declared` the share w of it that customs declare.
    Axes (cell, lane).
    """
    return declared * received + seen * ((1.0 - declared) * received + smuggled)
