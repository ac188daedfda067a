"""The provisions with force in a month: which pairs, on which cells and by which clocks they run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array, Ragged, ragged
from sim.law.pairs import Pairs
from sim.world.arrays import World
from sim.world.layout import Index


@dataclass(frozen=True)
class Standing:
    """The provision-cell pairs with force in some lane this month, and the rows of the law's table that are theirs."""

    pairs: Index
    """Their numbers in the layout."""
    places: Index
    """For every pair of the layout its place here, -1 where it has no force."""
    grouped: Ragged
    cells: Index
    """The cells under a provision, in the order of the groups."""
    cell: Index
    partner: Index
    clock_of: Index
    """The clock of every pair of the layout."""
    clocks: Index
    """The clocks by which they run."""
    clock: Index
    """The place in `clocks` of each pair's."""
    law: Pairs
    """(standing pair, lane), as the files have it"""
    kind: NDArray[np.str_]

    def rows(self, values: Array, pairs: Index) -> Array:
        """The values of given pairs of the layout: 0 for those without force."""
        places = self.places[pairs]
        found = np.zeros((len(pairs), values.shape[-1]))
        found[places >= 0] = values[places[places >= 0]]
        return found

    def here(self, pairs: Index) -> Index:
        """The places of those of the given pairs that have force."""
        places = self.places[pairs]
        return places[places >= 0]

    def of_kind(self, kind: str) -> Index:
        """The places of one instrument."""
        return np.flatnonzero(self.kind == kind)


def standing_of(world: World, clock_of: Index, alive: NDArray[np.bool_]) -> Standing:
    """The pairs that are `alive`, flags (pair,), each with its clock."""
    layout = world.layout
    on_cell: dict[int, list[int]] = {}
    for pair, (cell, _) in enumerate(layout.pairs.members):
        if alive[pair]:
            on_cell.setdefault(cell, []).append(pair)
    grouped = ragged(on_cell)
    pairs = np.array([pair for _, pair in grouped.members], dtype=np.intp)
    places = np.full(len(alive), -1, dtype=np.intp)
    places[pairs] = np.arange(len(pairs))
    clocks, clock = np.unique(clock_of[pairs], return_inverse=True)
    return Standing(
        pairs=pairs,
        places=places,
        grouped=grouped,
        cells=np.array(grouped.groups, dtype=np.intp),
        cell=layout.pair_cell[pairs],
        partner=layout.pair_partner[pairs],
        clock_of=clock_of,
        clocks=clocks,
        clock=clock,
        law=world.law.pairs.rows(pairs),
        kind=world.law.kind[pairs],
    )
