"""The law of a month: what each provision in force takes from each cell, and what the law as a whole takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.common.axes import Array, few_at_a_time
from sim.economics.binding import learnt_over, part_in_force
from sim.economics.restriction import permitted_stock, restricted
from sim.law.instruments import INSTRUMENTS
from sim.law.instruments.cap import permitted
from sim.law.pairs import Clock
from sim.processes.caps import Demand, cap_ratio
from sim.processes.standing import Standing
from sim.processes.state import State
from sim.world.arrays import World
from sim.world.layout import Index


@dataclass(frozen=True)
class Bite:
    """What the law of a month takes. Axes (standing pair, lane) and, where it says so, (cell, lane).

    What ends in `here` has the cells of `standing.field.traded`, on which all of it happens.
    """

    clock: Clock
    """The dates of all clocks of the law as they stood: (clock, lane)."""
    standing: Standing
    price: Array
    """Price index of the month, 1 in the base year: (stream, lane)."""
    ramps: Array
    """How far customs have learnt to carry out what runs by a clock, and what each pair runs by; see `learnt`."""
    ramp_of: Index
    force: Array
    restricted: Array
    """R_m of those on cells on which something is traded, which come first; of the others it is 0"""
    reach: Array
    """f(1-e) of each provision where it counts: where it keeps its buyer from taking diverted goods"""
    restricted_here: Array
    """R: axes (cell here, lane)"""
    ratios: dict[str, Array]
    """The share of demand each cap lets through."""
    demand: Demand
    again: list[tuple[int, int]]
    """Standing pairs that are two stretches of one notice; the force of the first is that of both."""

    @property
    def learnt(self) -> Array:
        """ramp: how far customs have learnt to carry out each provision."""
        return self.ramps[self.ramp_of]

    @property
    def by_cell(self) -> Array:
        """R: axes (cell, lane)"""
        return self.standing.field.traded.on_all(self.restricted_here)


def law_of_month(world: World, state: State, month: int, value: Array) -> Bite:
    """What each provision and the law as a whole restrict this month; `value` is V, (traded cell, lane)."""
    standing = state.book.standing(month)
    force, ramps = state.running.through(state.book.dates, standing, month, world.lanes)
    ramp_of = standing.clock_of[standing.pairs]
    force = state.book.relieved(force, standing, month)
    again = _standing_again(world, standing)
    if again:
        ramps, ramp_of = ramps[ramp_of], np.arange(len(force))
    for first, later in again:
        part = part_in_force(month, state.book.clock.rows(standing.clocks[standing.clock[[first, later]]]))
        ramps[first] = learnt_over(part, ramps[first], ramps[later])
        force[first], force[later] = force[first] + force[later], 0.0
    reach = np.empty(force.shape)
    for few in few_at_a_time(len(reach), world.lanes):
        np.multiply(force[few], standing.reached[few], out=reach[few])
    here = value[world.layout.traded.place[standing.cell[: standing.traded]]]
    kept = np.zeros(here.shape)
    price = world.price(month)
    demand = Demand(world, month, standing, force, value, price)
    ratios = {}
    for n, cap in enumerate(world.law.caps):
        ratio = cap_ratio(state.ledgers, n, demand)
        ratios[cap.provision] = ratio
        places = np.concatenate([standing.here(cap.pairs), standing.here(cap.followers)])
        traded = places[places < standing.traded]
        kept[traded] = permitted(ratio, here[traded])
        reach[places] = np.where(ratio >= 1.0, 0.0, reach[places])
    for pairs, staying in _labour(world, state, standing, price, month):
        kept[pairs] = permitted_stock(here[pairs], staying)
    taken = restricted(reach[: standing.traded], here, kept)
    np.copyto(reach[: standing.traded], 0.0, where=(taken <= 0) & (here > 0))
    on_cells = standing.largest(taken)
    return Bite(state.book.clock, standing, price, ramps, ramp_of, force, taken, reach, on_cells, ratios, demand, again)


def _standing_again(world: World, standing: Standing) -> list[tuple[int, int]]:
    """Places of two stretches of one notice that both have force this month: they act as one."""
    places = ((standing.places[first], standing.places[later]) for first, later in world.law.again)
    return list(dict.fromkeys((int(first), int(later)) for first, later in places if first >= 0 and later >= 0))


def _labour(world: World, state: State, standing: Standing, price: Array, month: int) -> Iterator[tuple[Index, Array]]:
    """For each labour instrument its standing pairs and what those earn who may stay, USD million a month."""
    for name, instrument in INSTRUMENTS.items():
        pairs = standing.of_kind(name)
        if instrument.stays and pairs.size:
            cell = standing.cell[pairs]
            stock = state.book.stock[standing.pairs[pairs]] * price[world.layout.cells.group_of[cell]]
            earned = world.trade.amount[cell] * (stock / 12.0)
            clocks, clock = np.unique(standing.clock[pairs], return_inverse=True)
            staying = np.empty((len(clocks), world.lanes))
            for few in few_at_a_time(len(clocks), world.lanes):
                dates = state.book.clock.rows(standing.clocks[clocks[few]])
                staying[few] = instrument.stays(dates, month)
            yield pairs, earned * staying[clock]
