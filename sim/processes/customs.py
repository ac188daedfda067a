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
    trade, buyers, field = standing.own_of_trade, standing.own_of_buyers, standing.field
    if not len(buyers.pairs) or bool(np.all(rho_o == 1.0)):
        return EVERYTHING
    hidden = 1.0 - rho_o
    declared = Declared(*(np.ones((len(part.members), world.lanes)) for part in (field.traded, field.buyers)))
    whole, law = bite.restricted_here[trade.cells], trade.largest(bite.restricted)
    share = np.divide(law, whole, out=np.zeros(law.shape), where=whole > 0)
    declared.open[trade.cells] = 1.0 - hidden[field.traded.group_of[trade.cells]] * share
    declared.diverted[buyers.cells] = 1.0 - hidden[field.buyers.group_of[buyers.cells]] * buyers.largest(bite.reach)
    for sighting in world.sightings:
        if sighting.customs:
            days = overlap(month, sighting.opens, sighting.closes) * sighting.on
            for shares, part in ((declared.open, field.traded), (declared.diverted, field.buyers)):
                if (n := part.place[sighting.cell]) >= 0:
                    shares[n] = days + (1.0 - days) * shares[n]
    return declared
