"""All that a month remembers: the law adopted so far, dials, ledgers of caps, and what was denied last month."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.processes.running import Running
from sim.processes.statutes import StatuteBook
from sim.processes.switches import Notices, no_notices
from sim.world.arrays import Cap, World, full


@dataclass(frozen=True)
class Ledgers:
    """What is left of each cap in its period, and what was bought in it: USD million and kilotonnes, (cap, lane)."""

    value: Array
    quantity: Array
    bought_value: Array
    bought_quantity: Array
    pro_rata: dict[tuple[int, int], Array] = field(default_factory=dict)
    """The one ratio of a pro-rata cap in a period, by (cap, month in which the period opens), once it is known."""


@dataclass(frozen=True)
class State:
    """What lanes remember from month to month. Its arrays are written in place: by the month, and by what happens on
    dates between months. The lane is the last axis of every array of numbers."""

    book: StatuteBook
    running: Running
    """What customs had still to learn when last month ended."""
    ledgers: Ledgers
    dial: Array
    """(partner, lane), 0 to 10"""
    propensity: Array
    """(partner, lane), 0 to 1"""
    review_due: NDArray[np.bool_]
    """(partner,): whether a government reviews its policy this month"""
    denied: Array
    """(stream, lane): trade that found no way last month, USD million a month"""
    port_room: Array
    """(cell with a quay, lane): what can still be stranded, USD million at base-year prices"""
    port_stock: Array
    """(cell with a quay, lane): what lies there, USD million at base-year prices"""
    port_stored: Array
    """(cell with a quay, lane): what was stranded this month, USD million"""
    port_released: Array
    """(cell with a quay, lane): what was let through this month, USD million"""
    notices: Notices
    """The notices that partners give by dial."""
    pipeline_shut: NDArray[np.bool_]
    """(cell with a quay, lane): whether no order that strands was in force last month"""
    designated: Array
    """(partner, lane): dial points of random rounds of designations, faded to this month"""
    visible: Array
    """(partner, lane): trade that outsiders saw last month, USD million a month"""
    rounds: NDArray[np.intp]
    """(lane,): rounds of designations so far"""
    moved: Array
    """(coalition, lane): the day on which it moved, as a month coordinate; infinite where it has not"""
    hurried: Array
    """(cell that sends goods ahead, lane): what was sent and is not given back, USD million at base-year prices"""


def opening_state(world: World) -> State:
    """The state before the first month: nothing adopted, every ledger full."""
    partners, streams, lanes = len(world.layout.partners), len(world.layout.cells.groups), world.lanes
    quays = len(world.quays.cells)
    state = State(
        book=StatuteBook(world),
        running=Running(),
        ledgers=_empty_ledgers(len(world.law.caps), lanes),
        dial=np.zeros((partners, lanes)),
        propensity=np.zeros((partners, lanes)),
        review_due=np.zeros(partners, dtype=bool),
        denied=np.zeros((streams, lanes)),
        port_room=np.zeros((quays, lanes)),
        port_stock=np.zeros((quays, lanes)),
        port_stored=np.zeros((quays, lanes)),
        port_released=np.zeros((quays, lanes)),
        notices=no_notices(world),
        pipeline_shut=np.ones((quays, lanes), dtype=bool),
        designated=np.zeros((partners if world.campaign.rounds else 0, lanes)),
        visible=np.zeros((partners if world.campaign.rounds else 0, lanes)),
        rounds=np.zeros(lanes, dtype=np.intp),
        moved=np.array([full(joint.day, lanes) for joint in world.campaign.coalitions]).reshape(-1, lanes),
        hurried=np.zeros((len(world.hurry.cells), lanes)),
    )
    for n, cap in enumerate(world.law.caps):
        open_period(state.ledgers, n, cap)
    return state


def _empty_ledgers(caps: int, lanes: int) -> Ledgers:
    value, quantity, bought_value, bought_quantity = (np.zeros((caps, lanes)) for _ in fields(Ledgers)[:-1])
    return Ledgers(value, quantity, bought_value, bought_quantity)


def open_period(ledgers: Ledgers, n: int, cap: Cap) -> None:
    """Start a period with the full cap, less what was bought beyond the last one where excess is carried over."""
    legs = ((cap.value, ledgers.value, ledgers.bought_value), (cap.quantity, ledgers.quantity, ledgers.bought_quantity))
    for leg, left, bought in legs:
        over = np.maximum(0.0, bought[n] - leg) if cap.carry_over else 0.0
        left[n] = np.maximum(0.0, leg - over)
        bought[n] = 0.0
