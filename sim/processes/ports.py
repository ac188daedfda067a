"""Goods at ports: what an order strands at a buyer's quays, and what is let through later.

Stored is denied trade that lies at a quay: diversion and smuggling come first, and no revenue of the month changes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.common.months import first_day
from sim.processes.clock import Chronicle
from sim.processes.kernel import Flows
from sim.processes.law import Bite
from sim.processes.partner import Conduct
from sim.processes.state import State
from sim.world.arrays import World

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Moves:
    """What a month did at the quays, USD million: axes (cell with a quay, lane)."""

    stored: Array
    released: Array
    lost: Array
    """at base-year prices"""


def at_ports(world: World, state: State, month: int, bite: Bite, conduct: Conduct, flows: Flows, lost: Array) -> Flows:
    """The month's flows with what is stored and released; `flows` must hold `denied`, `lost` is what banks take.

    Axes (stream, lane), USD million a month, and a share.
    """
    if not len(world.quays.cells):
        return flows
    moves = _moves(world, state, month, bite, conduct, flows.denied)
    state.port_stored[:], state.port_released[:] = moves.stored, moves.released
    layout = world.layout
    stored, released, spoilt, stock = (
        _on_all_cells(world, values) for values in (moves.stored, moves.released, moves.lost, state.port_stock)
    )
    out = layout.cells.sum_within(released)
    passing = 1.0 - lost
    earned = released * layout.cells.spread(passing)
    more = {
        "stored": _added(flows.stored, stored),
        "released": _added(flows.released, released),
        "lost": _added(flows.lost, spoilt),
        "stock": _added(flows.stock, stock),
        "denied": np.maximum(0.0, flows.denied - layout.cells.sum_within(stored)),
        "receipts": flows.receipts + out * passing if flows.receipts.size else flows.receipts,
        "payment": flows.payment + out * lost if flows.payment.size else flows.payment,
        "receipts_by": _added(flows.receipts_by, earned),
        "receipts_at": _added(flows.receipts_at, earned[bite.standing.field.earning]),
        "recorded_by": _added(flows.recorded_by, released),
        "recorded": _added(flows.recorded, out),
    }
    return replace(flows, **more)


def tell_ports(world: World, state: State, month: int, log: Chronicle) -> None:
    """Write down, on a month's last day, what it stranded and what it let through."""
    day = date.fromordinal(first_day(month + 1).toordinal() - 1)
    for what, moved in (("stranded", state.port_stored), ("released", state.port_released)):
        for n, cell in enumerate(world.quays.cells.tolist()):
            stream, partner = world.layout.cells.members[cell]
            log.note_all(np.flatnonzero(moved[n] > 0), day, what, stream, (partner,))
            for lane in (lane for lane in log.lanes if moved[n, lane] > 0):
                lies = f"{state.port_stock[n, lane]:.1f} lie there, at base-year prices"
                why = f"{moved[n, lane]:.1f} MUSD this month; {lies}"
                log.note([lane], day, what, stream, (partner,), why)


def _on_all_cells(world: World, values: Array) -> Array:
    """Values of the cells with a quay, on all cells."""
    table = np.zeros((len(world.layout.cells.members), world.lanes))
    table[world.quays.cells] = values
    return table


def _added(series: Array, more: Array) -> Array:
    """A series with something added, where it was asked for."""
    return series + more if series.size else series


def _moves(world: World, state: State, month: int, bite: Bite, conduct: Conduct, denied: Array) -> Moves:
    """Store and release; quantities at quays are in base-year value, money is that times the price."""
    cells, group = world.quays.cells, world.layout.cells.group_of[world.quays.cells]
    price = bite.price[group]
    strikes, strands, stranded = _stranding(world, bite, conduct)
    opens = state.pipeline_shut & strikes
    state.port_room[:] = np.where(opens, np.maximum(0.0, world.quays.room - state.port_stock), state.port_room)
    state.pipeline_shut[:] = np.where(opens, False, state.pipeline_shut | ~strands)
    spoilt = world.quays.loss * state.port_stock
    left = state.port_stock - spoilt
    out = _share_released(world, state, month, bite) * left
    displaced = conduct.displaced[cells]
    whole = world.layout.cells.sum_within(conduct.displaced)[group]
    mine = np.divide(displaced, whole, out=np.zeros(displaced.shape), where=whole > 0)
    share = np.divide(stranded, displaced, out=np.zeros(displaced.shape), where=displaced > 0)
    stored = np.minimum(np.minimum(share, 1.0) * denied[group] * mine, state.port_room * price)
    state.port_room[:] = state.port_room - stored / price
    state.port_stock[:] = left - out + stored / price
    return Moves(stored, out * price, spoilt)


def _stranding(world: World, bite: Bite, conduct: Conduct) -> tuple[Flags, Flags, Array]:
    """Of each cell with a quay: whether a stranding order takes something, whether one is in force, what it stops."""
    standing, traded = bite.standing, bite.standing.traded
    order = world.law.pairs.strands[standing.pairs[:traded]] > 0
    force = bite.force[:traded] * standing.reached[:traded]
    stopped = conduct.done[:traded] * bite.restricted
    for cell, (share, mean) in conduct.seen.items():
        here = standing.cell[:traded] == cell
        stopped[here] = mean * bite.restricted[here] + (1.0 - share) * stopped[here]
    takes, strands, stops = (
        standing.field.traded.on_all(standing.largest(np.where(order, values, 0.0)))[world.quays.cells]
        for values in (bite.restricted, force, stopped)
    )
    return takes > 0, strands > 0, stops


def _share_released(world: World, state: State, month: int, bite: Bite) -> Array:
    """The share of each stock that leaves: by the windows that are open; all of it where nothing is restricted."""
    cells = world.quays.cells
    staying = np.ones((len(world.layout.cells.members), world.lanes))
    for release in world.quays.releases:
        opens, closes = state.book.days(release.days, release.provision)
        begins = np.maximum(opens, float(month))
        part = np.maximum(0.0, np.minimum(closes, month + 1.0) - begins)
        if np.any(part > 0):
            rest = np.subtract(closes, begins, out=np.ones(part.shape), where=part > 0)
            share = part / rest
            force = bite.standing.rows(bite.force, release.pairs)
            live = np.zeros(staying.shape, dtype=bool)
            np.logical_or.at(live, world.layout.pair_cell[release.pairs], force > 0)
            staying *= np.where(live, 1.0 - share, 1.0)
    return np.where(bite.by_cell[cells] == 0, 1.0, 1.0 - staying[cells])
