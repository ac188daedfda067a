"""Caps: a ledger each period, shared by all cells in scope, and the share of demand it lets through."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.common.axes import Array
from sim.common.months import overlap
from sim.economics.restriction import leg_ratio, overshoot
from sim.processes.statutes import Standing
from sim.world.arrays import Cap, World, full

ROUNDING = 1e-9
"""Share of a cap below which its ledger counts as used up."""


@dataclass
class Ledger:
    """What is left of a cap in its period, USD million and kilotonnes by lane."""

    cap: Cap
    world: World
    value: Array = field(init=False)
    quantity: Array = field(init=False)
    bought_value: Array = field(init=False)
    bought_quantity: Array = field(init=False)
    pro_rata: dict[int, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bought_value = self.bought_quantity = np.zeros(self.world.lanes)
        self.open_period()

    def open_period(self) -> None:
        """Start a period with the full cap, less what was bought beyond the last one where excess is carried over."""
        self.value = self._opening(self.cap.value, self.bought_value)
        self.quantity = self._opening(self.cap.quantity, self.bought_quantity)
        self.bought_value = self.bought_quantity = np.zeros(self.world.lanes)

    def _opening(self, leg: float, bought: Array) -> Array:
        over = overshoot(np.array(leg), bought) if self.cap.carry_over else 0.0
        return np.maximum(0.0, np.full(self.world.lanes, leg) - over)


def cap_ratio(world: World, ledger: Ledger, month: int, standing: Standing, force: Array, value: Array) -> Array:
    """The share of demand a cap lets through this month, by lane."""
    if not ledger.cap.front_loaded:
        return _pro_rata(world, ledger, month)
    demand = _demand(world, ledger.cap, standing, force, value)
    tonnes = demand / _price_of(world, ledger.cap, month)
    legs = [leg_ratio(ledger.value, _total(demand))] if not np.isnan(ledger.cap.value) else []
    legs += [leg_ratio(ledger.quantity, _total(tonnes))] if not np.isnan(ledger.cap.quantity) else []
    ratio: Array = np.minimum.reduce(legs)
    return ratio


def charge(
    world: World, ledger: Ledger, month: int, standing: Standing, force: Array, value: Array, by_cell: Array
) -> None:
    """Charge a front-loaded cap with what the law as a whole lets its buyers have; `by_cell` is R."""
    cap = ledger.cap
    if cap.front_loaded:
        used = np.maximum(0.0, _demand(world, cap, standing, force, value) - by_cell[cap.cells])
        tonnes = used / _price_of(world, cap, month)
        ledger.value = _left(ledger.value - _total(used), cap.value)
        ledger.quantity = _left(ledger.quantity - _total(tonnes), cap.quantity)


def count_purchases(
    world: World, ledger: Ledger, month: int, standing: Standing, force: Array, value: Array, displaced: Array
) -> None:
    """Count what was really bought under a cap that carries its excess into the next period."""
    cap = ledger.cap
    if cap.carry_over and cap.front_loaded:
        bought = np.maximum(0.0, _demand(world, cap, standing, force, value) - displaced[cap.cells])
        ledger.bought_value = ledger.bought_value + _total(bought)
        ledger.bought_quantity = ledger.bought_quantity + _total(bought / _price_of(world, cap, month))


def _demand(world: World, cap: Cap, standing: Standing, force: Array, value: Array) -> Array:
    """What buyers under a cap would buy, f(1-e)V: axes (cell of the cap, lane)."""
    reach = standing.rows(force, cap.pairs)
    for places, notice in cap.notices:
        reach[places] = np.maximum(reach[places], standing.rows(force, notice))
    return reach * (1.0 - world.statutes.exempt[cap.pairs]) * full(value, world.lanes)[cap.cells]


def _price_of(world: World, cap: Cap, month: int) -> Array:
    """USD million a kilotonne on a cap's cells; 1 where the cap has no quantity leg."""
    if np.isnan(cap.quantity):
        return np.ones(1)
    return world.layout.cells.spread(world.trade.unit_value * world.price(month))[cap.cells]


def _total(rows: Array) -> Array:
    """Sum over cells in name order: (cells, lanes) -> (lanes,)."""
    total = np.zeros(rows.shape[-1:])
    for row in rows:
        total = total + row
    return total


def _pro_rata(world: World, ledger: Ledger, month: int) -> Array:
    """The one share of a period's baseline that a pro-rata cap lets through."""
    cap = ledger.cap
    year = 12 * (month // 12)
    opens, closes = (float(year), year + 12.0) if np.isnan(cap.opens) else (cap.opens, cap.closes)
    key = int(opens)
    if key not in ledger.pro_rata:
        money = tonnes = np.zeros(world.lanes)
        for m in range(int(opens), int(np.ceil(closes))):
            share = overlap(m, opens, closes) * (1.0 - world.statutes.exempt[cap.pairs])
            asked = share * full(world.value(m), world.lanes)[cap.cells]
            money, tonnes = money + _total(asked), tonnes + _total(asked / _price_of(world, cap, m))
        legs = [(cap.value, money), (cap.quantity, tonnes)]
        ratios = [leg_ratio(np.full(world.lanes, leg), asked) for leg, asked in legs if not np.isnan(leg)]
        ledger.pro_rata[key] = np.minimum.reduce(ratios)
    return ledger.pro_rata[key]


def _left(amount: Array, cap: float) -> Array:
    """What is left of a cap: nothing, once it is less than rounding could leave."""
    return np.where(amount < ROUNDING * cap, 0.0, amount)
