"""What the law takes away on a cell (model, section 2)."""

from __future__ import annotations

import numpy as np

from sim.common.axes import Array


def restricted(reach: Array, value: Array, permitted: Array) -> Array:
    """R_m = f (1-e) (V - a0): what a provision takes from each cell, USD million a month; `reach` is f (1-e).

    Axes (pair, lane).
    """
    left = value - permitted
    return np.multiply(reach, left, out=left)


def leg_ratio(left: Array, demand: Array) -> Array:
    """The share of demand one leg of a cap lets through: 0 once nothing is left, 1 where nothing is asked.

    Axes (lane,), both in the unit of the leg.
    """
    asked = np.where(demand > 0, demand, 1.0)
    ratio = np.where(demand > 0, np.minimum(1.0, np.maximum(left, 0.0) / asked), 1.0)
    return np.where(left <= 0, 0.0, ratio)


def permitted_stock(value: Array, staying: Array) -> Array:
    """a0 of labour: what those earn who may stay of the adoption month's stock, and never more than there is.

    Axes (pair, lane), USD million a month.
    """
    return np.minimum(value, staying)
