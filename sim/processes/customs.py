"""Customs: how much of what goes on is declared under the name of North Korea.

What a partner lets through against its own gazetted act is hardly declared; what it lets through though others have
forbidden it is declared as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.common.axes import Array
from sim.common.months import overlap
from sim.processes.law import Bite
from sim.world.arrays import World


class Reach(Protocol):
    """How far each standing provision reaches where it counts, f(1-e): (standing pair, lane)."""

    @property
    def reach(self) -> Array:
        """(standing pair, lane)"""


@dataclass(frozen=True)
class Declared:
    """Shares that customs declare: of open trade (w) and of diverted goods (v). Axes (cell, lane), or one for all."""

    open: Array
    diverted: Array


EVERYTHING = Declared(np.ones((1, 1)), np.ones((1, 1)))


def declared_shares(world: World, month: int, bite: Bite, conduct: Reach) -> Declared:
    """w and v of a month: 1 but for what a partner's own law restricts, and on days observed in declared trade."""
    standing, rho_o = bite.standing, world.trade.rho_o
    own = standing.law.own > 0
    if not own.any() or bool(np.all(rho_o == 1.0)):
        return EVERYTHING
    law, reach = np.zeros((2, *bite.by_cell.shape))
    law[standing.cells] = standing.grouped.max_within(np.where(own, bite.restricted, 0.0))
    reach[standing.cells] = standing.grouped.max_within(np.where(own, conduct.reach, 0.0))
    hidden = 1.0 - world.layout.cells.spread(rho_o)
    share = np.divide(law, bite.by_cell, out=np.zeros(law.shape), where=bite.by_cell > 0)
    declared = Declared(1.0 - hidden * share, 1.0 - hidden * reach)
    for sighting in world.sightings:
        if sighting.customs:
            days = overlap(month, sighting.opens, sighting.closes) * sighting.on
            for shares in (declared.open, declared.diverted):
                shares[sighting.cell] = days + (1.0 - days) * shares[sighting.cell]
    return declared
