"""What would be earned without new measures (model, section 1)."""

from __future__ import annotations

import numpy as np

from sim.common.axes import Array


def growth_factor(growth: Array, month: int, base_year: int, fade: Array) -> Array:
    """(1+g)^y with y the years from the middle of the base year to the middle of the month.

    After the base year's middle growth fades with an e-folding time of `fade` months (infinite: it does not), since no
    export stream grows by a tenth for ever: y becomes T (1 - exp(-y/T)).
    Axes (stream, lane); `growth` a share a year, `fade` months.
    """
    months = month + 0.5 - (12 * base_year + 6)
    if months <= 0:
        return np.asarray((1.0 + growth) ** (months / 12))
    lasting = np.isinf(fade)
    finite = np.where(lasting, 1.0, fade)
    years = np.where(lasting, months, -finite * np.expm1(-months / finite)) / 12
    return np.asarray((1.0 + growth) ** years)


def stream_factor(season: Array, growth: Array, price: Array, quantity: Array) -> Array:
    """What turns a base-year amount into a month's money: season, growth, price and quantity, axes (stream, lane)."""
    return season * growth * price * quantity / 12.0
