"""Where displaced trade goes: to other buyers, into smuggling, or nowhere (model, section 4)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.common.axes import Array


def diverted(seeking: Array, room: Array, tightest: Array) -> Array:
    """D: the most that can find another buyer, axes (stream, lane).

    The maximum flow of a network in which everybody may sell to everybody but himself: all that seeks, all the room
    there is, or all of both but the `tightest` partner's own (max of theta X_i + room_i), whichever is least.
    """
    return np.maximum(0.0, np.minimum(np.minimum(seeking, room), seeking + room - tightest))


def inflow_weights(room: Array, seeking_of_others: Array) -> Array:
    """u_j: what a buyer could take of the others' displaced trade, axes (cell, lane)."""
    return np.minimum(room, np.maximum(0.0, seeking_of_others))


def room_to_buy(value: Array, alpha: Array, entry: Array, kept_out: Array) -> Array:
    """room_j = max(alpha V_j, phi B/12) (1 - h_j): what a buyer could take beyond what it buys.

    Axes (cell, lane), USD million a month.
    """
    return np.maximum(alpha * value, entry) * (1.0 - kept_out)


def phased_in(months: float, tau: Array) -> Array:
    """1 - exp(-x/tau): how far something has built up in the months since its calendar date (negative: before it).

    Axes (stream, lane); `tau` months.
    """
    since = max(0.0, months)
    return np.where(tau > 0, 1.0 - np.exp(-since / np.where(tau > 0, tau, 1.0)), float(months >= 0))


def smuggling_capacity(value: Array, kappa: Array, shock: Array, watch: Array, start: Array, built: Array) -> Array:
    """K: what can be smuggled of a stream, a share kappa of its value before shocks, less crackdowns.

    Axes (stream, lane): `value` and K in USD million a month, the others shares.
    """
    return kappa * value * shock * (1.0 - watch) * (start + (1.0 - start) * built)


def smuggled_discount(delta_s: Array, delta_d: Array, smuggled_price: Array, unit_value: Array, price: Array) -> Array:
    """delta_s, or what a smuggled unit price (NaN: none) implies against the month's price.

    Axes (stream, lane): discounts are shares, prices USD million a kilotonne.
    """
    known = np.isfinite(smuggled_price)
    official = np.where(known, unit_value * price, 1.0)
    implied = 1.0 - np.where(known, smuggled_price, 0.0) / np.where(official > 0, official, 1.0)
    return np.where(known, np.minimum(1.0, np.maximum(delta_d, implied)), delta_s)


def receipts(income: Array, denied: Array, discounts: Sequence[Array], seized: Array) -> Array:
    """Revenue before payment costs: income less what is denied, given away in discounts, and interdicted.

    Axes (stream, lane), USD million a month.
    """
    return income - denied - sum(discounts[1:], discounts[0]) - seized


def recorded(permitted: Array, open_declared: Array, diverted_declared: Array) -> Array:
    """What partners' customs would declare of a stream. Axes (cell, lane), USD million a month."""
    return permitted + open_declared + diverted_declared
