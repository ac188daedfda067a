"""What would be earned without new measures (model, section 1)."""

from __future__ import annotations

from sim.common.axes import Array


def growth_factor(growth: Array, month: int, base_year: int) -> Array:
    """(1+g)^y with y the years from the middle of the base year to the middle of the month."""
    return (1.0 + growth) ** ((month + 0.5 - (12 * base_year + 6)) / 12)


def stream_factor(season: Array, growth: Array, price: Array, quantity: Array) -> Array:
    """What turns a base-year amount into a month's money: season, growth, price and quantity, axes (stream, lane)."""
    return season * growth * price * quantity / 12.0
