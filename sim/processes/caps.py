"""Caps: a ledger each period, shared by all cells in scope, and the share of demand it lets through."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.common.axes import Array
from sim.common.months import overlap
from sim.economics.restriction import leg_ratio
from sim.processes.standing import Standing
from sim.processes.state import Ledgers
from sim.world.arrays import Cap, World

ROUNDING = 1e-9
"""Share of a cap below which its ledger counts as used up."""


@dataclass(frozen=True)
class Demand:
    """What the month asks of caps: `value` is V, (traded cell, lane), `force` f of the standing pairs, (pair, lane).

    `price` is the month's price index, (stream, lane).
    """

    world: World
    month: int
    standing: Standing
    force: Array
    value: Array
    price: Array
    known: dict[str, Array] = field(default_factory=dict)
    """What was asked under each cap, once it was asked."""

    def of(self, cap: Cap) -> Array:
        """What buyers under a cap would buy, f(1-e)V: axes (traded cell of the cap, lane)."""
        if cap.provision not in self.known:
            self.known[cap.provision] = self._of(cap)
        return self.known[cap.provision]

    def _of(self, cap: Cap) -> Array:
        reach = self.standing.rows(self.force, cap.asking)
        for places, notice in cap.notices:
            reach[places] = np.maximum(reach[places], self.standing.rows(self.force, notice))
        return reach * (1.0 - self.world.law.pairs.exempt[cap.asking]) * self.value[cap.rows]


def cap_ratio(ledgers: Ledgers, n: int, demand: Demand) -> Array:
    """The share of demand that a cap, the n-th, lets through this month, by lane."""
    world, cap = demand.world, demand.world.law.caps[n]
    if not cap.front_loaded:
        return _pro_rata(world, ledgers, n, demand.month)
    asked = demand.of(cap)
    tonnes = asked / _price_of(world, cap, demand.price)
    legs = [leg_ratio(ledgers.value[n], _total(asked))] if not np.isnan(cap.value) else []
    legs += [leg_ratio(ledgers.quantity[n], _total(tonnes))] if not np.isnan(cap.quantity) else []
    ratio: Array = np.minimum.reduce(legs)
    return ratio


def charge(ledgers: Ledgers, demand: Demand, displaced: Array) -> None:
    """Charge front-loaded caps with what their cells have really bought, f(1-e)V - X.

    `displaced` is X, (traded cell, lane), of those that the month's law touches.

    A cap counts imports, not law: charged with what a stricter law would have left, a ban that nobody obeys would keep
    the cap's ledger full for ever, and the stricter law would earn more.
    """
    for n, cap in enumerate(demand.world.law.caps):
        if cap.front_loaded:
            bought = np.maximum(0.0, demand.of(cap) - demand.standing.field.rows_of(displaced, cap.rows))
            money, tonnes = _total(bought), _total(bought / _price_of(demand.world, cap, demand.price))
            ledgers.value[n] = _left(ledgers.value[n] - money, cap.value)
            ledgers.quantity[n] = _left(ledgers.quantity[n] - tonnes, cap.quantity)
            ledgers.bought_value[n] += money
            ledgers.bought_quantity[n] += tonnes


def _price_of(world: World, cap: Cap, price: Array) -> Array:
    """USD million a kilotonne on a cap's cells, by a month's price index; 1 where the cap has no quantity leg."""
    if np.isnan(cap.quantity):
        return np.ones(1)
    streams = world.layout.traded.group_of[cap.rows]
    return world.trade.unit_value[streams] * price[streams]


def _total(rows: Array) -> Array:
    """Sum over cells in name order: (cells, lanes) -> (lanes,)."""
    total = np.zeros(rows.shape[-1:])
    for row in rows:
        total = total + row
    return total


def _pro_rata(world: World, ledgers: Ledgers, n: int, month: int) -> Array:
    """The one share of a period's baseline that a pro-rata cap lets through."""
    cap = world.law.caps[n]
    year = 12 * (month // 12)
    opens, closes = (float(year), year + 12.0) if np.isnan(cap.opens) else (cap.opens, cap.closes)
    key = (n, int(opens))
    if key not in ledgers.pro_rata:
        money = tonnes = np.zeros(world.lanes)
        for m in range(int(opens), int(np.ceil(closes))):
            share = overlap(m, opens, closes) * (1.0 - world.law.pairs.exempt[cap.asking])
            asked = share * world.after_shocks(m, world.before_shocks(m))[cap.rows]
            money, tonnes = money + _total(asked), tonnes + _total(asked / _price_of(world, cap, world.price(m)))
        legs = [(cap.value, money), (cap.quantity, tonnes)]
        ratios = [leg_ratio(np.full(world.lanes, leg), asked) for leg, asked in legs if not np.isnan(leg)]
        ledgers.pro_rata[key] = np.minimum.reduce(ratios)
    return ledgers.pro_rata[key]


def _left(amount: Array, cap: float) -> Array:
    """What is left of a cap: nothing, once it is less than rounding could leave."""
    return np.where(amount < ROUNDING * cap, 0.0, amount)
