"""The last steps of a chain: where displaced trade of a stream goes, what bounds that, and what the cell brings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.analysis.lines import LETTERS, Line, at, factor, group_of, money, said_of
from sim.common.months import date_at
from sim.domain.scenario import Scenario
from sim.processes.exporter import built_up
from sim.processes.kernel import room_of
from sim.processes.month import Month
from sim.world.arrays import World

MOST_BUYERS = 4
"""Buyers with room that are named; more are counted."""


def cell_steps(world: World, month: Month, cell: int) -> Iterator[Line]:
    """What the cell brings: permitted, open, taken over and smuggled trade, less discounts and what banks keep."""
    flows, k = month.flows, world.layout.cells.group_of[cell]
    c, psi = at(month.conduct.compliance, cell), at(world.trade.psi, k)
    delta_o, delta_d = at(world.trade.delta_o, k), at(world.trade.delta_d, k)
    delta_s, passing = _smuggled_discount(month, world, k), 1.0 - _lost(month, k)
    parts = (
        ("permitted", at(flows.permitted, cell), 1.0, "V less R, substitution included"),
        ("open O", at(flows.open, cell), 1.0 - delta_o * c, f"R less X: simply goes on; less {delta_o:g} x c"),
        ("y", at(flows.diverted_in, cell), 1.0 - delta_d, f"{LETTERS['y']}; less {delta_d:g}"),
        ("S by origin", at(flows.smuggled_by, cell), (1.0 - psi) * (1.0 - delta_s),
         f"{LETTERS['S']}, in proportion to X; {psi:g} interdicted, {delta_s:.4g} less for the rest"),
    )  # fmt: skip
    for what, amount, _, why in parts:
        yield money(what, amount, why)
    if passing < 1.0:
        yield factor("x what banks let pass", passing, "of the receipts of this stream")
    if released := at(flows.released, cell):
        yield money("+ released from ports", released)
    yield money("= receipts from this partner", at(flows.receipts_by, cell), "each part less its discount")
    yield money("recorded by its customs", at(flows.recorded_by, cell), "what they would declare of it")


def stream_steps(scenario: Scenario, world: World, month: Month, cell: int) -> Iterator[Line]:
    """The whole stream: X of all partners into D, S and N, with what bounds D and S."""
    k, flows = world.layout.cells.group_of[cell], month.flows
    stream = world.layout.cells.groups[k]
    yield Line(f"the whole of {stream}", "")
    displaced = world.layout.cells.sum_within(np.asarray(flows.displaced))
    yield money("X of all partners", at(displaced, k), LETTERS["X"])
    yield from _diversion(scenario, world, month, k)
    yield from _smuggling(scenario, world, month, k)
    stored = world.layout.cells.sum_within(np.asarray(flows.stored))
    if at(stored, k):
        yield money("- stored at ports", at(stored, k))
    yield money("= N", at(flows.denied, k), f"{LETTERS['N']}: X less D less S")
    yield money("receipts of the stream", at(flows.receipts, k))
    yield money("recorded of the stream", at(flows.recorded, k))


def _diversion(scenario: Scenario, world: World, month: Month, k: int) -> Iterator[Line]:
    """D is bounded by what seeks another buyer, by the room there is, and by nobody selling to himself."""
    stream = world.layout.cells.groups[k]
    theta = scenario.number("theta", stream, group_of(scenario, stream))
    cells = [n for n, group in enumerate(world.layout.cells.group_of) if group == k]
    trade, flows = world.trade, month.flows
    seeking = {n: at(trade.theta, k) * at(flows.displaced, n) for n in cells}
    rooms = room_of(world.layout.cells, trade, np.asarray(flows.value), month.conduct.kept_out)
    room = {n: at(rooms, n) for n in cells}
    sought, there = sum(seeking.values()), sum(room.values())
    tightest = max((seeking[n] + room[n] for n in cells), default=0.0)
    yield factor("  theta", at(trade.theta, k), f"the share that seeks another buyer; {said_of(theta)}")
    yield money("  T = theta X", sought, "what seeks another buyer")
    yield money("  U", there, f"room that others have: {_buyers(world, month, room)}")
    yield money("  T + U less the tightest", sought + there - tightest, "nobody sells to himself")
    yield money("- D", at(flows.diverted, k), f"{LETTERS['D']}: the least of the three, at least 0")


def _buyers(world: World, month: Month, room: dict[int, float]) -> str:
    """Who has room, the largest first, and how far each keeps diverted goods out."""
    names = {n: world.layout.cells.members[n][1] for n in room}
    largest = sorted((n for n in room if room[n] > 0), key=lambda n: (-room[n], names[n]))
    said = [f"{names[n]} {room[n]:.3f} (h {at(month.conduct.kept_out, n):.3f})" for n in largest[:MOST_BUYERS]]
    more = len(largest) - len(said)
    return (", ".join(said) or "nobody") + (f" and {more} more" if more > 0 else "")


def _smuggling(scenario: Scenario, world: World, month: Month, k: int) -> Iterator[Line]:
    """The factors of K, which multiply to it, and S."""
    stream, cells, trade = world.layout.cells.groups[k], world.layout.cells, world.trade
    kappa = scenario.number("kappa", stream, group_of(scenario, stream))
    watched = trade.eps * cells.sum_within(trade.share * month.propensity[world.layout.cell_partner])
    built = built_up(world, month.number)
    ready = float((trade.k0 + (1.0 - trade.k0) * built)[0, 0])
    before = world.layout.traded.sum_within(month.before_shocks)
    yield factor("  kappa", at(trade.kappa, k), f"the share of V that smugglers can carry; {said_of(kappa)}")
    yield money("  x V of the stream, before shocks", at(before, k))
    yield factor("  x shocks", at(trade.capacity_shock[month.number - world.table_start], k))
    yield factor("  x 1 - eps p", 1.0 - at(watched, k), "partners crack down as far as their dials stand")
    since = f"from {at(trade.k0, 0):g} on {date_at(world.evasion_from)}, by tau {float(trade.tau_k[0, 0]):g} months"
    yield factor("  x built up", ready, since)
    yield money("  = K", at(month.flows.capacity, k), LETTERS["K"])
    yield money("- S", at(month.flows.smuggled, k), f"{LETTERS['S']}: the lesser of K and of X less D")


def _smuggled_discount(month: Month, world: World, k: int) -> float:
    """What smuggled goods sell for less, also where their own price says so; the scenario's where none is smuggled."""
    kept = at(month.flows.smuggled, k) * (1.0 - at(world.trade.psi, k)) * (1.0 - _lost(month, k))
    return 1.0 - at(month.flows.smuggled_received, k) / kept if kept > 0 else at(world.trade.delta_s, k)


def _lost(month: Month, k: int) -> float:
    """The share of a stream's receipts lost while banks are cut off."""
    before = at(month.flows.receipts, k) + at(month.flows.payment, k)
    return at(month.flows.payment, k) / before if before > 0 else 0.0
