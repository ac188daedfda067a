"""THE order of a month: campaign, law, partners, exporter, ledgers, record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.common.months import first_day
from sim.processes.campaign.first_day import press_on
from sim.processes.caps import charge
from sim.processes.clock import Chronicle, Verb, until, until_eve
from sim.processes.exporter import trade_displaced
from sim.processes.hurry import with_hurried
from sim.processes.kernel import Flows
from sim.processes.law import Bite, law_of_month
from sim.processes.lives import bring_in
from sim.processes.partner import Conduct, carry_out, decide
from sim.processes.ports import tell_ports
from sim.processes.state import State
from sim.processes.switches import given_since
from sim.world.arrays import World


@dataclass(frozen=True)
class Month:
    """All that happened in a month: `t` is its number in the horizon, `number` its calendar month."""

    t: int
    number: int
    before_shocks: Array
    """V before shocks, (traded cell, lane)"""
    bite: Bite
    conduct: Conduct
    dial: Array
    propensity: Array
    notices: NDArray[np.bool_]
    """(partner, lane): whether notices are given by dial"""
    flows: Flows
    pressed: Array | None = None
    """z, dial points by (partner, lane); None where the campaign has its dial only"""
    visible: Array | None = None
    """L, what outsiders saw of each partner's trade, (partner, lane); None where nobody looks"""


Record = Callable[[Month], None]
"""Takes down a month."""


def step(world: World, state: State, month: int, wanted: frozenset[str], pressed: Array | None = None) -> Month:
    """Close a month: what the law takes, how far partners carry it out, where the rest goes, and what caps have left.

    Of the flows, `wanted` names the series that are worked out; `pressed`, (partner, lane), is what the campaign did
    on its first day, dial points.
    """
    before_shocks = world.before_shocks(month)
    value = world.after_shocks(month, before_shocks)
    offered = with_hurried(world, state, month, value)
    bite = law_of_month(world, state, month, offered)
    decide(world, state, month, pressed)
    conduct = carry_out(world, month, bite, state.propensity)
    flows = trade_displaced(world, state, month, before_shocks, value, offered, bite, conduct, wanted)
    charge(state.ledgers, bite.demand, conduct.displaced_here)
    dial, will, given = state.dial.copy(), state.propensity.copy(), state.notices.on
    seen = state.visible.copy() if world.campaign.rounds else None
    return Month(month - world.start, month, before_shocks, bite, conduct, dial, will, given, flows, pressed, seen)


def months_pass(
    env: simpy.Environment, world: World, state: State, record: Record, wanted: frozenset[str], log: Chronicle
) -> Verb:
    """Close the horizon's months one by one, at noon of their last day, when all their events have happened.

    Step 0, what the campaign does, comes on a month's first day and reads last month only.
    """
    for month in range(world.start, world.start + world.months):
        pressed = None
        if world.switches.any or world.campaign.acts_monthly:
            yield until(env, first_day(month))
        if world.switches.any:
            state.book.turn(given_since(world, state.notices, month, state.propensity, log))
        if world.campaign.acts_monthly:
            day = press_on(world, state, month, log)
            pressed = day.pressed
            for act, lanes in day.acts:
                yield from bring_in(env, world, state, act, lanes, first_day(month), log)
        yield until_eve(env, first_day(month + 1))
        record(step(world, state, month, wanted, pressed))
        tell_ports(world, state, month, log)
