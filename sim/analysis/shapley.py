"""Shapley values: what each player adds, on average over all orders in which the players could have come.

Pure arithmetic. A bundle is a number whose bit n says that player n is in it; worths are arrays of any shape, one a
bundle. Shapley (1953), A value for n-person games; sampled orders after Castro, Gomez and Tejada (2009), Polynomial
calculation of the Shapley value based on sampling, Computers & Operations Research 36.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import factorial

import numpy as np

from sim.common.axes import Array

Worths = Mapping[int, Array]
"""What bundles are worth, by number."""

Order = tuple[int, ...]
"""Players in the order in which they come."""


@dataclass(frozen=True)
class Shares:
    """What each player adds, (player, ...): `values`, and the standard error of their sampling, 0 where exact."""

    values: Array
    errors: Array


def exact(worths: Worths, players: int) -> Shares:
    """Exact Shapley values from the worths of all 2^players bundles.

    They add up to what all take together, and who changes nothing in any bundle gets exactly 0.
    """
    table = np.array([worths[bundle] for bundle in range(1 << players)])
    sizes = np.array([bundle.bit_count() for bundle in range(1 << players)])
    weights = np.array([_weight(size, players) for size in range(players)])
    values = [_share(table, sizes, weights, player) for player in range(players)]
    found = np.array(values).reshape((players, *table.shape[1:]))
    return Shares(found, np.zeros_like(found))


def _weight(others: int, players: int) -> float:
    """How likely it is that exactly these `others` came before."""
    return factorial(others) * factorial(players - others - 1) / factorial(players)


def _share(table: Array, sizes: Array, weights: Array, player: int) -> Array:
    without = np.flatnonzero(~np.arange(len(table)) >> player & 1)
    added = table[without | 1 << player] - table[without]
    return np.asarray(np.tensordot(weights[sizes[without]], added, axes=1))


def in_order(worths: Worths, order: Order) -> Array:
    """What each player adds when they come in one order: (player, ...)."""
    steps = bundles_on_the_way(order)
    added = [worths[after] - worths[before] for before, after in pairwise(steps)]
    return np.array([added[order.index(player)] for player in range(len(order))])


def bundles_on_the_way(order: Order) -> list[int]:
    """The bundles that come about as players come in an order, the empty and the whole one among them."""
    found = [0]
    for player in order:
        found.append(found[-1] | 1 << player)
    return found


def sampled(worths: Worths, orders: Sequence[Order]) -> Shares:
    """Shapley values estimated from sampled orders, each followed by its reverse, with standard errors from the pairs.

    They too add up to what all take together, and who changes nothing gets exactly 0.
    """
    added = np.array([in_order(worths, order) for order in orders])
    pairs = (added[0::2] + added[1::2]) / 2
    if len(pairs) < 2:
        return Shares(pairs.mean(axis=0), np.full(added.shape[1:], np.nan))
    return Shares(pairs.mean(axis=0), pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs)))


def sample_orders(luck: Array, most_bundles: int) -> list[Order]:
    """Orders and their reverses, as many as visit no more than so many bundles; one pair at least.

    `luck` is uniform, (player, order): players come in the order of their numbers.
    """
    players = len(luck)
    seen: set[int] = {0, (1 << players) - 1}
    orders: list[Order] = []
    for column in luck.T:
        order = tuple(int(player) for player in np.argsort(column, kind="stable"))
        visited = seen | {*bundles_on_the_way(order), *bundles_on_the_way(order[::-1])}
        if orders and len(visited) > most_bundles:
            break
        seen = visited
        orders += [order, order[::-1]]
    return orders


def alone(worths: Worths, players: int) -> Array:
    """What each player takes with no other there: (player, ...)."""
    return np.array([worths[1 << player] - worths[0] for player in range(players)])


def left_out(worths: Worths, players: int) -> Array:
    """What is given back when each player alone is taken away from all: (player, ...)."""
    whole = (1 << players) - 1
    return np.array([worths[whole] - worths[whole ^ 1 << player] for player in range(players)])


def always_asked(players: int, by_adoption: Order) -> list[int]:
    """The bundles behind alone, left out and the order of adoption."""
    whole = (1 << players) - 1
    each = [bundle for player in range(players) for bundle in (1 << player, whole ^ 1 << player)]
    return sorted({*bundles_on_the_way(by_adoption), *each})
