"""Customs: how much of what goes on is declared under the name of North Korea.

What a partner lets through against its own gazetted act is hardly declared; what it lets through though others have
forbidden it is declared as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.common.axes import Array
from sim.common.months import overlap
from sim.processes.law import Bite
from sim.world.arrays import World


@dataclass(frozen=True)
class Declared:
    """Shares that customs declare: of open trade (w) and of diverted goods (v), or one for all.

    Axes (cell, lane): of the streams that the month's law touches traded cells for w, all of them for v.
    """

    open: Array
    diverted: Array


EVERYTHING = Declared(np.ones((1, 1)), np.ones((1, 1)))


def declared_shares(world: World, month: int, bite: Bite) -> Declared:
    """w and v of a month: 1 but for what a partner's own law restricts, and on days observed in declared trade."""
    standing, rho_o = bite.standing, world.trade.rho_o
    own, field = standing.law.own > 0, standing.field
    if not own.any() or bool(np.all(rho_o == 1.0)):
        return EVERYTHING
    law = standing.largest(np.where(own[: standing.traded], bite.restricted, 0.0))
    reach = standing.largest_of_buyers(np.where(own, bite.reach, 0.0))
    hidden, whole = 1.0 - rho_o, bite.restricted_here
    share = np.divide(law, whole, out=np.zeros(law.shape), where=whole > 0)
    declared = Declared(1.0 - field.traded.spread(hidden) * share, 1.0 - field.buyers.spread(hidden) * reach)
    for sighting in world.sightings:
        if sighting.customs:
            days = overlap(month, sighting.opens, sighting.closes) * sighting.on
            for shares, part in ((declared.open, field.traded), (declared.diverted, field.buyers)):
                if (n := part.place[sighting.cell]) >= 0:
                    shares[n] = days + (1.0 - days) * shares[n]
    return declared
