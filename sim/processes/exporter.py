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
from sim.world.arrays import World, full


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

    `before_shocks` and `value` are V, (cell, lane), `offered` with what is hurried ahead or given back. What is
    denied, stored goods apart, is remembered: it feeds other streams next month.
    """
    cells, trade = world.layout.cells, world.trade
    given = Given(
        value=full(value, world.lanes),
        offered=full(offered, world.lanes) if offered is not value else None,
        official=cells.sum_within(full(before_shocks, world.lanes)),
        inflow=substitution(world, month, state.denied, bite.by_cell),
        restricted=bite.by_cell,
        displaced=conduct.displaced,
        compliance=conduct.compliance,
        kept_out=conduct.kept_out,
        price=world.price(month),
        capacity_shock=trade.capacity_shock[month - world.table_start],
        watched=trade.eps * cells.sum_within(trade.share * state.propensity[world.layout.cell_partner]),
        built=built_up(world, month),
        lost=cut_off(world, month),
        declared=declared_shares(world, month, bite, conduct),
    )
    rounds = world.campaign.rounds
    flows = month_flows(cells, trade, given, wanted | SEEN if rounds else wanted)
    if rounds:
        state.visible[:] = visible(world, rounds, month, flows, given.declared.open)
    flows = at_ports(world, state, month, bite, conduct, flows, given.lost)
    state.denied[:] = flows.denied
    return flows


def built_up(world: World, month: int) -> Array:
    """How far smuggling has built up since evasion began, 0 to 1: axes (stream, lane)."""
    return phased_in(month - world.evasion_from, world.trade.tau_k)


def substitution(world: World, month: int, denied: Array, restricted: Array) -> Array:
    """Last month's lost trade, (stream, lane), that feeds streams no measure covers, to open buyers: (cell, lane)."""
    inflow = np.zeros((len(world.layout.cells.members), world.lanes))
    for feed in world.feeds:
        built = phased_in(month - feed.start, feed.tau)
        amount = feed.share * built * denied[feed.source]
        shares = np.where(restricted[feed.cells] == 0, world.trade.share[feed.cells], 0.0)
        whole = np.zeros(world.lanes)
        for row in shares[np.argsort(world.layout.cell_partner[feed.cells])]:
            whole = whole + row
        inflow[feed.cells] += np.where(whole > 0, amount * shares / np.where(whole > 0, whole, 1.0), 0.0)
    return inflow


def cut_off(world: World, month: int) -> Array:
    """The share of each stream's receipts lost while banks are cut off: axes (stream, lane)."""
    passing = np.ones((len(world.layout.cells.groups), world.lanes))
    for cutoff in world.cutoffs:
        passing[cutoff.streams] *= payment.passing(cutoff.share, overlap(month, cutoff.opens, cutoff.closes))
    return 1.0 - passing
