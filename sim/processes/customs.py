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
from sim.world.layout import Index


@dataclass(frozen=True)
class Declared:
    """Shares that customs declare: of open trade (w) and of diverted goods (v), or one for all.

    Axes (cell, lane): of the streams that the month's law touches traded cells for w; for v the cells of `buyers`,
    places among all cells of these streams. On others v is 1.
    """

    open: Array
    diverted: Array
    buyers: Index


EVERYTHING = Declared(np.ones((1, 1)), np.ones((0, 1)), np.zeros(0, dtype=np.intp))


def declared_shares(world: World, month: int, bite: Bite) -> Declared:
    """w and v of a month: 1 but for what a partner's own law restricts, and on days observed in declared trade."""
    standing, rho_o = bite.standing, world.trade.rho_o
    trade, buyers, field = standing.own_of_trade, standing.own_of_buyers, standing.field
    if not len(buyers.pairs) or bool(np.all(rho_o == 1.0)):
        return EVERYTHING
    hidden, lanes = 1.0 - rho_o, world.lanes
    sighted = np.array([sighting.cell for sighting in world.sightings if sighting.customs], dtype=np.intp)
    places = np.union1d(buyers.cells, field.buyers.place[sighted][field.buyers.place[sighted] >= 0])
    declared = Declared(np.ones((len(field.traded.members), lanes)), np.ones((len(places), lanes)), places)
    whole, law = bite.restricted_here[trade.cells], trade.largest(bite.restricted)
    share = np.divide(law, whole, out=np.zeros(law.shape), where=whole > 0)
    declared.open[trade.cells] = 1.0 - hidden[field.traded.group_of[trade.cells]] * share
    by_own_law = hidden[field.buyers.group_of[buyers.cells]] * buyers.largest(bite.reach)
    declared.diverted[np.searchsorted(places, buyers.cells)] = 1.0 - by_own_law
    for sighting in world.sightings:
        if sighting.customs:
            days = overlap(month, sighting.opens, sighting.closes) * sighting.on
            if (n := field.traded.place[sighting.cell]) >= 0:
                declared.open[n] = days + (1.0 - days) * declared.open[n]
            if (n := field.buyers.place[sighting.cell]) >= 0:
                at = np.searchsorted(places, n)
                declared.diverted[at] = days + (1.0 - days) * declared.diverted[at]
    return declared
