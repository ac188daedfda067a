"""Where displaced trade goes: to other buyers, into smuggling, or nowhere (model, section 4)."""

from __future__ import annotations

import numpy as np

from sim.common.axes import Array


def diverted(seeking: Array, room: Array, tightest: Array) -> Array:
    """D: the most that can find another buyer, axes (stream, lane).

    The maximum flow of a network in which everybody may sell to everybody but himself: all that seeks, all the room
    there is, or all of both but the `tightest` partner's own (max of theta X_i + room_i), whichever is least.
    """
    return np.maximum(0.0, np.minimum(np.minimum(seeking, room), seeking + room - tightest))


def inflow_weights(room: Array, seeking_of_others: Array, out: Array | None = None) -> Array:
    """u_j: what a buyer could take of the others' displaced trade, axes (cell, lane)."""
    return np.minimum(room, np.maximum(0.0, seeking_of_others), out=out)


def room_to_buy(value: Array, alpha: Array, entry: Array, kept_out: Array) -> Array:
    """room_j = max(alpha V_j, phi B/12) (1 - h_j): what a buyer could take beyond what it buys.

    Axes (cell, lane), USD million a month.
    """
    room = np.maximum(alpha * value, entry)
    room *= 1.0 - kept_out
    return room


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
    capacity = kappa * value
    capacity *= shock
    capacity *= 1.0 - watch
    capacity *= start + (1.0 - start) * built
    return capacity


def smuggled_discount(delta_s: Array, delta_d: Array, smuggled_price: Array, unit_value: Array, price: Array) -> Array:
    """delta_s, or what a smuggled unit price (NaN: none) implies against the month's price.

    Axes (stream, lane): discounts are shares, prices USD million a kilotonne.
    """
    given = np.flatnonzero(np.isfinite(smuggled_price).any(axis=-1))
    at, least = smuggled_price[given], delta_d[given]
    known, paid = np.isfinite(at), unit_value[given] * price[given]
    official = np.where(known, paid, 1.0)
    implied = 1.0 - np.where(known, at, 0.0) / np.where(official > 0, official, 1.0)
    mine = np.where(known, np.minimum(1.0, np.maximum(least, implied)), delta_s[given])
    found = np.array(np.broadcast_to(delta_s, (*delta_s.shape[:-1], max(delta_s.shape[-1], mine.shape[-1]))))
    found[given] = mine
    return found


def receipts(income: Array, denied: Array, discounts: Array, seized: Array) -> Array:
    """Revenue before payment costs: income less what is denied, given away in discounts, and interdicted.

    Axes (stream, lane), USD million a month.
    """
    left = income - denied
    left -= discounts
    left -= seized
    return left


def recorded(permitted: Array, open_declared: Array, diverted_declared: Array) -> Array:
    """What partners' customs would declare of a stream. Axes (cell, lane), USD million a month."""
    return permitted + open_declared + diverted_declared
