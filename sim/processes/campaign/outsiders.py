"""What outsiders see of a partner's trade: what designations go by."""

from __future__ import annotations

import numpy as np

from sim.common.axes import Array
from sim.processes.campaign.press import visible_trade
from sim.processes.law import Bite
from sim.processes.partner import Conduct
from sim.world.arrays import World
from sim.world.mechanisms import Rounds

SEEN = frozenset({"smuggled"})
"""The series of a month's flows by which outsiders see something of it."""


def visible(
    world: World, rounds: Rounds, month: int, bite: Bite, conduct: Conduct, smuggled: Array, declared: Array
) -> Array:
    """L of a month, USD million, (partner, lane): declared open trade, and a share of what is hidden or smuggled.

    `declared` is w, the share of open trade that customs declare, on the cells of `conduct.displaced_here`, or one for
    all; `smuggled` is S, (stream, lane), of which each partner has a share in proportion to X.
    """
    field, displaced = bite.standing.field, conduct.displaced_here
    traded = field.traded
    opened = bite.restricted_here - displaced
    received = opened * (1.0 - traded.spread(world.trade.delta_o) * conduct.compliance_here)
    whole = traded.sum_within(displaced)
    hidden = displaced * traded.spread(np.divide(smuggled, whole, out=np.zeros(whole.shape), where=whole > 0))
    seen = np.zeros((len(field.whole.members), world.lanes))
    seen[field.rows] = rounds.watched[field.rows] * visible_trade(received, declared, hidden, rounds.seen_in(month))
    cells = np.array([row for _, row in rounds.by_partner.members], dtype=np.intp)
    found = np.zeros((len(world.layout.partners), world.lanes))
    found[list(rounds.by_partner.groups)] = rounds.by_partner.sum_within(seen[cells])
    return found
