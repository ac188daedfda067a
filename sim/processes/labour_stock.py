"""The stock of workers that a labour act finds: of the month in which it is adopted, on the lanes on which it is."""

from __future__ import annotations

import numpy as np

from sim.common.axes import Array
from sim.common.columns import of_lanes, widened
from sim.economics.baseline import growth_factor
from sim.law.instruments import LABOUR
from sim.world.arrays import World
from sim.world.layout import Index


class LabourStock:
    """Of each pair the stock in the month of its act's adoption; read anew for acts that were issued meanwhile."""

    def __init__(self, world: World):
        self.world = world
        self._stock = world.law.pairs.stock
        self._own = False
        """Whether the stock is a copy that may be written lane by lane."""
        self._issued: dict[tuple[int, int], list[Index]] = {}
        """By act and month the lanes on which it was issued in it, as long as no stock was read anew for them."""

    def issued(self, act: int, month: int, lanes: Index) -> None:
        """An act, by its number, was issued in a month on some lanes."""
        self._issued.setdefault((act, month), []).append(lanes)

    def of_pairs(self, act_of_pair: Index) -> Array:
        """The stock as it stands, USD million at base-year prices: (pair, lane). `act_of_pair`: each pair's act."""
        for (act, month), lanes in self._issued.items():
            self._read(np.flatnonzero(act_of_pair == act), np.concatenate(lanes), month)
        self._issued.clear()
        return self._stock

    def _read(self, pairs: Index, lanes: Index, month: int) -> None:
        """The stock of a month: season, volume and growth, before shocks."""
        world = self.world
        labour = pairs[np.isin(world.law.kind[pairs], LABOUR)]
        if not len(labour):
            return
        streams, of_pair = np.unique(world.layout.cells.group_of[world.layout.pair_cell[labour]], return_inverse=True)
        trade = world.trade
        rate, fade = (of_lanes(table, lanes)[streams] for table in (trade.growth, trade.t_g))
        found = trade.season[month % 12][streams]
        if month >= world.table_start:
            found = found * of_lanes(trade.quantity.of(month - world.table_start), lanes)[streams]
        found = found * growth_factor(rate, month, world.base_year, fade)
        if not self._own:
            self._stock, self._own = widened(self._stock, world.lanes), True
        self._stock[np.ix_(labour, lanes)] = found[of_pair]
