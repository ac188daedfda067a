"""The exporter: what a month's displaced trade meets on its way to another buyer, to a smuggler, or to nowhere."""

from __future__ import annotations

import numpy as np

from sim.common.axes import Array
from sim.common.months import overlap
from sim.economics.flows import phased_in
from sim.law.instruments import payment
from sim.processes.campaign.outsiders import SEEN, visible
from sim.processes.customs import declared_shares
from sim.processes.kernel import Flows, Given, month_flows
from sim.processes.law import Bite
from sim.processes.partner import Conduct
from sim.processes.ports import at_ports
from sim.processes.state import State
from sim.world.arrays import World


def trade_displaced(
    world: World,
    state: State,
    month: int,
    before_shocks: Array,
    value: Array,
    offered: Array,
    bite: Bite,
    conduct: Conduct,
    wanted: frozenset[str],
) -> Flows:
    """Turn what is displaced into diverted, smuggled and denied trade, and all of it into receipts.

    `before_shocks` and `value` are V, (traded cell, lane), `offered` with what is hurried ahead or given back. What is
    denied, stored goods apart, is remembered: it feeds other streams next month.
    """
    traded, trade, field = world.layout.traded, world.trade, bite.standing.field
    official = traded.sum_within(before_shocks)
    given = Given(
        value=value,
        offered=offered if offered is not value else None,
        official=official,
        whole_value=official if value is before_shocks else traded.sum_within(value),
        inflow=substitution(world, month, state.denied, bite) if world.feeds else None,
        restricted=bite.restricted_here,
        displaced=conduct.displaced_here,
        compliance=conduct.compliance_here,
        kept_out=conduct.kept_out_here,
        price=bite.price,
        capacity_shock=trade.capacity_shock[month - world.table_start],
        watched=trade.eps * traded.sum_within(state.propensity[world.layout.traded_partner] * world.traded_share),
        built=built_up(world, month),
        lost=cut_off(world, month),
        declared=declared_shares(world, month, bite),
    )
    rounds = world.campaign.rounds
    flows = month_flows(field, trade, given, wanted | SEEN if rounds else wanted)
    if rounds:
        state.visible[:] = visible(world, rounds, month, bite, conduct, flows.smuggled, given.declared.open)
    flows = at_ports(world, state, month, bite, conduct, flows, given.lost)
    state.denied[:] = flows.denied
    return flows


def built_up(world: World, month: int) -> Array:
    """How far smuggling has built up since evasion began, 0 to 1: axes (stream, lane)."""
    return phased_in(month - world.evasion_from, world.trade.tau_k)


def substitution(world: World, month: int, denied: Array, bite: Bite) -> Array:
    """Last month's lost trade, (stream, lane), that feeds streams no measure covers, to open buyers: (traded cell,
    lane)."""
    inflow = np.zeros((len(world.layout.traded.members), world.lanes))
    for feed in world.feeds:
        built = phased_in(month - feed.start, feed.tau)
        amount = feed.share * built * denied[feed.source]
        restricted = bite.standing.field.rows_of(bite.restricted_here, feed.rows)
        shares = np.where(restricted == 0, world.traded_share[feed.rows], 0.0)
        whole = np.zeros(world.lanes)
        for row in shares:
            whole = whole + row
        inflow[feed.rows] += np.where(whole > 0, amount * shares / np.where(whole > 0, whole, 1.0), 0.0)
    return inflow


def cut_off(world: World, month: int) -> Array:
    """The share of each stream's receipts lost while banks are cut off: axes (stream, lane)."""
    passing = np.ones((len(world.layout.cells.groups), world.lanes))
    for cutoff in world.cutoffs:
        passing[cutoff.streams] *= payment.passing(cutoff.share, overlap(month, cutoff.opens, cutoff.closes))
    return 1.0 - passing
