"""What outsiders see of a partner's trade: what designations go by."""

from __future__ import annotations

import numpy as np

from sim.common.axes import Array
from sim.processes.campaign.press import visible_trade
from sim.processes.kernel import Flows
from sim.world.arrays import World, full
from sim.world.mechanisms import Rounds

SEEN = frozenset({"open", "compliance", "smuggled_by"})
"""The series of a month's flows that outsiders see something of."""


def visible(world: World, rounds: Rounds, month: int, flows: Flows, declared: Array) -> Array:
    """L of a month, USD million, (partner, lane): declared open trade, and a share of what is hidden or smuggled.

    `declared` is w, the share of open trade that customs declare: (cell, lane), or one for all.
    """
    received = flows.open * (1.0 - world.layout.cells.spread(world.trade.delta_o) * flows.compliance)
    by_cell = rounds.watched * visible_trade(received, declared, flows.smuggled_by, rounds.seen_in(month))
    cells = np.array([cell for _, cell in rounds.by_partner.members], dtype=np.intp)
    found = np.zeros((len(world.layout.partners), world.lanes))
    found[list(rounds.by_partner.groups)] = rounds.by_partner.sum_within(full(by_cell, world.lanes)[cells])
    return found
