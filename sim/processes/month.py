"""THE order of a month: law, partners, exporter, ledgers, record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import simpy

from sim.common.axes import Array
from sim.common.months import first_day
from sim.processes.caps import charge, count_purchases
from sim.processes.clock import Verb, until_eve
from sim.processes.exporter import trade_displaced
from sim.processes.kernel import Flows
from sim.processes.law import Bite, law_of_month
from sim.processes.partner import Conduct, carry_out, decide
from sim.processes.state import State
from sim.world.arrays import World


@dataclass(frozen=True)
class Month:
    """All that happened in a month: `t` is its number in the horizon, `number` its calendar month."""

    t: int
    number: int
    before_shocks: Array
    bite: Bite
    conduct: Conduct
    dial: Array
    propensity: Array
    flows: Flows


Record = Callable[[Month], None]
"""Takes down a month."""


def step(world: World, state: State, month: int, wanted: frozenset[str]) -> Month:
    """Close a month: what the law takes, how far partners carry it out, where the rest goes, and what caps have left.

    Of the flows, `wanted` names the series that are worked out.
    """
    before_shocks, value = world.before_shocks(month), world.value(month)
    bite = law_of_month(world, state, month, value)
    decide(world, state, month)
    conduct = carry_out(world, month, bite, state.propensity)
    flows = trade_displaced(world, state, month, before_shocks, value, bite, conduct, wanted)
    charge(state.ledgers, bite.demand, bite.by_cell)
    count_purchases(state.ledgers, bite.demand, conduct.displaced)
    dial, will = state.dial.copy(), state.propensity.copy()
    return Month(month - world.start, month, before_shocks, bite, conduct, dial, will, flows)


def months_pass(env: simpy.Environment, world: World, state: State, record: Record, wanted: frozenset[str]) -> Verb:
    """Close the horizon's months one by one, at noon of their last day, when all their events have happened."""
    for month in range(world.start, world.start + world.months):
        yield until_eve(env, first_day(month + 1))
        record(step(world, state, month, wanted))
