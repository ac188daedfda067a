"""The exporter: displaced trade looks for another buyer, then for a smuggler; what neither takes is lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.common.axes import Array
from sim.common.months import overlap
from sim.economics import flows
from sim.processes.law import Bite
from sim.processes.partner import Conduct, Governments
from sim.world.arrays import World, full


@dataclass(frozen=True)
class Flows:
    """The ledger of a month, USD million: axes (cell, lane) for what has a partner, (stream, lane) for the rest."""

    value: Array
    substitution: Array
    restricted: Array
    permitted: Array
    open: Array
    displaced: Array
    compliance: Array
    diverted_in: Array
    smuggled_by: Array
    receipts_by: Array
    # by stream
    diverted: Array
    smuggled: Array
    denied: Array
    closed: Array
    capacity: Array
    discounts: Array
    interdicted: Array
    payment: Array
    receipts: Array
    recorded: Array
    open_received: Array
    diverted_received: Array
    smuggled_received: Array


@dataclass(frozen=True)
class Smuggling:
    """What goes by sea, USD million a month: axes (stream, lane), `smuggled_by` (cell, lane)."""

    capacity: Array
    smuggled: Array
    denied: Array
    smuggled_by: Array


class Exporter:
    """What North Korea remembers from month to month: how much of each stream was denied."""

    def __init__(self, world: World):
        self.world = world
        self.denied = np.zeros((len(world.layout.cells.groups), world.lanes))

    def substitution(self, month: int, restricted: Array) -> Array:
        """Lost trade that feeds streams no measure covers, to their open buyers: axes (cell, lane)."""
        world = self.world
        inflow = np.zeros((len(world.layout.cells.members), world.lanes))
        for feed in world.feeds:
            built = flows.phased_in(month - world.evasion_from, feed.tau)
            amount = feed.share * built * self.denied[feed.source]
            shares = np.where(restricted[feed.cells] == 0, world.trade.share[feed.cells], 0.0)
            whole = np.zeros(world.lanes)
            for row in shares[np.argsort(world.layout.cell_partner[feed.cells])]:
                whole = whole + row
            inflow[feed.cells] += np.where(whole > 0, amount * shares / np.where(whole > 0, whole, 1.0), 0.0)
        return inflow

    def trade(
        self, month: int, before_shocks: Array, value: Array, bite: Bite, conduct: Conduct, will: Governments
    ) -> Flows:
        """Turn what is displaced into diverted, smuggled and denied trade, and all of it into receipts."""
        value, before_shocks = full(value, self.world.lanes), full(before_shocks, self.world.lanes)
        inflow = self.substitution(month, bite.by_cell)
        official = self.world.layout.cells.sum_within(before_shocks)
        diverted, diverted_in = self._divert(value, conduct)
        sea = self._smuggle(month, official, conduct, diverted, will)
        self.denied = sea.denied
        return self._earn(month, value, inflow, official, bite, conduct, diverted, diverted_in, sea)

    def _divert(self, value: Array, conduct: Conduct) -> tuple[Array, Array]:
        """Another buyer: what is diverted by stream, and what each cell takes in of the others'."""
        trade, cells = self.world.trade, self.world.layout.cells
        seeking = cells.spread(trade.theta) * conduct.displaced
        room = flows.room_to_buy(value, cells.spread(trade.alpha), trade.entry, conduct.kept_out)
        sought, open_room = cells.sum_within(seeking), cells.sum_within(room)
        diverted = flows.diverted(sought, open_room, cells.max_within(seeking + room))
        could_take = flows.inflow_weights(room, cells.spread(sought) - seeking)
        return diverted, could_take * _over(cells.spread(diverted), cells.spread(cells.sum_within(could_take)))

    def _smuggle(self, month: int, official: Array, conduct: Conduct, diverted: Array, will: Governments) -> Smuggling:
        """The sea: what finds no buyer is smuggled as far as capacity goes; the rest is denied."""
        world, trade, cells = self.world, self.world.trade, self.world.layout.cells
        watched = trade.eps * cells.sum_within(trade.share * will.propensity[world.layout.cell_partner])
        shock = trade.capacity_shock[month - world.table_start]
        built = flows.phased_in(month - world.evasion_from, world.tau_k)
        capacity = flows.smuggling_capacity(official, trade.kappa, shock, watched, world.k0, built)
        displaced = cells.sum_within(conduct.displaced)
        left = np.maximum(0.0, displaced - diverted)
        smuggled = np.minimum(capacity, left)
        by = conduct.displaced * _over(cells.spread(smuggled), cells.spread(displaced))
        return Smuggling(capacity, smuggled, left - smuggled, by)

    def _earn(
        self,
        month: int,
        value: Array,
        inflow: Array,
        official: Array,
        bite: Bite,
        conduct: Conduct,
        diverted: Array,
        diverted_in: Array,
        sea: Smuggling,
    ) -> Flows:
        """The money: what each channel brings after discounts, interdiction and banks that are cut off."""
        trade, cells = self.world.trade, self.world.layout.cells
        permitted = value + inflow - bite.by_cell
        opened = bite.by_cell - conduct.displaced
        price = self.world.price(month)
        delta_s = flows.smuggled_discount(trade.delta_s, trade.delta_d, trade.smuggled_price, trade.unit_value, price)
        open_cut = cells.spread(trade.delta_o) * conduct.compliance
        open_received = opened * (1.0 - open_cut)
        open_discount = cells.sum_within(open_cut * opened)
        diverted_discount = trade.delta_d * diverted
        smuggled_discount = delta_s * (1.0 - trade.psi) * sea.smuggled
        seized = trade.psi * sea.smuggled
        income = cells.sum_within(value) + cells.sum_within(inflow)
        before = flows.receipts(income, sea.denied, open_discount, diverted_discount, smuggled_discount, seized)
        lost = self._cut_off(month)
        passing = 1.0 - lost
        diverted_kept, smuggled_kept = 1.0 - trade.delta_d, (1.0 - trade.psi) * (1.0 - delta_s)
        abroad = diverted_in * cells.spread(diverted_kept) + sea.smuggled_by * cells.spread(smuggled_kept)
        declared = trade.rho_d * diverted * diverted_kept
        return Flows(
            value=value,
            substitution=inflow,
            restricted=bite.by_cell,
            permitted=permitted,
            open=opened,
            displaced=conduct.displaced,
            compliance=conduct.compliance,
            diverted_in=diverted_in,
            smuggled_by=sea.smuggled_by,
            receipts_by=(permitted + open_received + abroad) * cells.spread(passing),
            diverted=diverted,
            smuggled=sea.smuggled,
            denied=sea.denied,
            closed=official - cells.sum_within(value),
            capacity=sea.capacity,
            discounts=open_discount + diverted_discount + smuggled_discount,
            interdicted=seized,
            payment=before * lost,
            receipts=before * passing,
            recorded=flows.recorded(cells.sum_within(permitted), cells.sum_within(open_received), declared),
            open_received=cells.sum_within(open_received) * passing,
            diverted_received=diverted * diverted_kept * passing,
            smuggled_received=sea.smuggled * smuggled_kept * passing,
        )

    def _cut_off(self, month: int) -> Array:
        """The share of each stream's receipts lost while banks are cut off: axes (stream, lane)."""
        passing = np.ones((len(self.world.layout.cells.groups), self.world.lanes))
        for cutoff in self.world.cutoffs:
            passing[cutoff.streams] *= 1.0 - cutoff.share * overlap(month, cutoff.opens, cutoff.closes)
        return 1.0 - passing


def _over(part: Array, whole: Array) -> Array:
    """part / whole, 0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros(whole.shape), where=whole > 0)
