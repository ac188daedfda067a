"""Goods hurried ahead of an act: sent in its wind-down, given back from the day it binds until nothing is owed.

Of the acts whose orders are out, and were before they bind, the first to bind counts: its wind-down is the window.
"""

from __future__ import annotations

import numpy as np

from sim.common.axes import Array
from sim.common.months import NEVER
from sim.law.dating import announced
from sim.processes.state import State
from sim.world.arrays import World, full


def with_hurried(world: World, state: State, month: int, value: Array) -> Array:
    """What is on offer, (traded cell, lane) USD million: V, more while goods are sent ahead, less afterwards.

    What is sent is spread evenly over the window and bounded by how far a month can grow (`rush`). The very array that
    was given where nobody hurries.
    """
    hurry = world.hurry
    if not len(hurry.cells):
        return value
    price = world.price(month)[world.layout.cells.group_of[hurry.cells]]
    rows = world.layout.traded.place[hurry.cells]
    ordinary = value[rows]
    ordered, binds, ends = _first_acts(world, state, month)
    window = _part(month, ordered, binds)
    months = np.subtract(binds, ordered, out=np.ones(window.shape), where=window > 0)
    sent = np.minimum(price * hurry.ahead * window / months, hurry.rush * ordinary * window)
    owed = state.hurried + sent / price
    back = np.minimum(owed * price, ordinary * _part(month, binds, ends))
    state.hurried[:] = np.maximum(0.0, owed - back / price)
    offered = value.copy()
    offered[rows] = ordinary + (sent - back)
    return offered


def _first_acts(world: World, state: State, month: int) -> tuple[Array, Array, Array]:
    """When the first act of each cell was ordered, binds and ends, as it stands in the book: (hurried cell, lane)."""
    dates, cells = state.book.dates, len(world.hurry.cells)
    clock = dates.clock
    waiting = announced(dates.said, dates.moved, month + 1.0, clock.binds, clock.ends)
    ordered, binds, ends = (np.full((cells, world.lanes), NEVER) for _ in waiting)
    for n, pairs in enumerate(world.hurry.pairs):
        for own in dates.clocks.of[pairs]:
            order, day, end = (full(table, world.lanes)[own] for table in waiting)
            sooner = (day < binds[n]) | ((day == binds[n]) & (order < ordered[n]))
            ordered[n], binds[n], ends[n] = (
                np.where(sooner, new, old) for new, old in ((order, ordered[n]), (day, binds[n]), (end, ends[n]))
            )
    return ordered, binds, ends


def _part(month: int, opens: Array, closes: Array) -> Array:
    """The share of a month that lies in [opens, closes), by cell and lane."""
    return np.maximum(0.0, np.minimum(month + 1.0, closes) - np.maximum(float(month), opens))
