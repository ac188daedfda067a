"""The law of a month: what each provision in force takes from each cell, and what the law as a whole takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.common.axes import Array
from sim.economics.binding import Part, mean_repatriation, mean_runoff, part_in_force, share_in_force
from sim.economics.restriction import permitted_stock, restricted
from sim.processes.caps import Demand, cap_ratio
from sim.processes.state import State
from sim.processes.statutes import Standing
from sim.world.arrays import World, full
from sim.world.layout import Index


@dataclass(frozen=True)
class Bite:
    """What the law of a month takes. Axes (standing pair, lane) and, where it says so, (cell, lane)."""

    standing: Standing
    part: Part
    force: Array
    restricted: Array
    counts: np.ndarray
    """Whether a provision keeps its buyer from taking diverted goods."""
    by_cell: Array
    """R: axes (cell, lane)"""
    ratios: dict[str, Array]
    """The share of demand each cap lets through."""
    demand: Demand


def law_of_month(world: World, state: State, month: int, value: Array) -> Bite:
    """What each provision and the law as a whole restrict this month; `value` is V, (cell, lane)."""
    standing = state.book.standing(month)
    part = part_in_force(month, standing.dates)
    force = share_in_force(standing.dates, part)
    at_pairs = full(value, world.lanes)[standing.cell]
    kept = np.zeros((len(standing.pairs), world.lanes))
    binds_nobody = np.zeros(kept.shape, dtype=bool)
    demand = Demand(world, month, standing, force, value)
    ratios = {}
    for n, cap in enumerate(world.statutes.caps):
        ratio = cap_ratio(state.ledgers, n, demand)
        ratios[cap.provision] = ratio
        here = np.concatenate([standing.here(cap.pairs), standing.here(cap.followers)])
        kept[here] = ratio * at_pairs[here]
        binds_nobody[here] = ratio >= 1.0
    for pairs, staying in _labour(world, standing, part, month):
        kept[pairs] = permitted_stock(at_pairs[pairs], staying)
    taken = restricted(force, standing.exempt, at_pairs, kept)
    by_cell = np.zeros((len(world.layout.cells.members), world.lanes))
    by_cell[standing.cells] = standing.grouped.max_within(taken)
    counts = np.where(at_pairs == 0, ~binds_nobody, taken > 0) & (force > 0)
    return Bite(standing, part, force, taken, counts, by_cell, ratios, demand)


def _labour(world: World, standing: Standing, part: Part, month: int) -> Iterator[tuple[Index, Array]]:
    """For each labour instrument its standing pairs and what those earn who may stay, USD million a month."""
    price = world.price(month)[world.layout.cells.group_of]

    def earned(pairs: Index) -> Array:
        cell = standing.cell[pairs]
        return world.trade.amount[cell] * (standing.stock[pairs] * price[cell] / 12.0)

    if standing.freeze.size:
        yield standing.freeze, earned(standing.freeze)
    if standing.runoff.size:
        dates, life = standing.dates.rows(standing.runoff), standing.permit_life[standing.runoff]
        yield standing.runoff, earned(standing.runoff) * mean_runoff(dates, part.rows(standing.runoff), life)
    if standing.repatriation.size:
        dates, deadline = standing.dates.rows(standing.repatriation), standing.deadline[standing.repatriation]
        share = mean_repatriation(dates, part.rows(standing.repatriation), deadline)
        yield standing.repatriation, earned(standing.repatriation) * share
