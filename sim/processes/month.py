"""THE order of a month: law, pressure and partners, exporter, record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import simpy

from sim.common.axes import Array
from sim.common.months import first_day
from sim.processes.caps import Ledger, count_purchases
from sim.processes.clock import Verb, until_eve
from sim.processes.exporter import Exporter, Flows
from sim.processes.law import Bite, law_of_month
from sim.processes.partner import Conduct, Governments, carry_out
from sim.processes.statutes import StatuteBook
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


def months_pass(
    env: simpy.Environment,
    world: World,
    book: StatuteBook,
    ledgers: Sequence[Ledger],
    governments: Governments,
    exporter: Exporter,
    record: Record,
) -> Verb:
    """Close the horizon's months one by one, at noon of their last day, when all their events have happened."""
    for t in range(world.months):
        month = world.start + t
        yield until_eve(env, first_day(month + 1))
        before_shocks, value = world.before_shocks(month), world.value(month)
        bite = law_of_month(world, book, ledgers, month, value)
        governments.decide(month)
        conduct = carry_out(world, month, bite, governments)
        for ledger in ledgers:
            count_purchases(world, ledger, month, bite.standing, bite.force, value, conduct.displaced)
        flows = exporter.trade(month, before_shocks, value, bite, conduct, governments)
        record(Month(t, month, before_shocks, bite, conduct, governments.dial, governments.propensity, flows))
