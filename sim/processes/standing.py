"""The provisions with force in a month: which pairs, on which cells and by which clocks they run.

Of all cells a month works out those that its law touches, and of their trade what there is: most cells are of buyers
who trade nothing, and matter by the room they have for what others turn away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array, Part, Ragged, ragged
from sim.law.clocks import numbered
from sim.world.arrays import World
from sim.world.layout import Index, Layout


@dataclass(frozen=True)
class Field:
    """The cells of the streams that some provision in force touches. Of all other streams all trade is permitted."""

    whole: Part
    """All cells on which something is traded, touched or not."""
    buyers: Part
    """All cells of these streams."""
    traded: Part
    """Those on which something is traded."""
    rows: Index
    """The places of `traded` in `whole`."""
    places: Index
    """The places of `traded` among `buyers`."""
    touched: Index
    """These streams."""
    untouched: Index
    """The places in `whole` of the traded cells of other streams."""
    earning: Index
    """The cells on which there can be receipts: `buyers`, then `untouched`."""
    earning_place: Index
    """For every cell of the world its place in `earning`, -1 where it has none."""
    group_of: Index
    """The stream of each cell of the world."""

    def at_earning(self, values: Array) -> Array:
        """Give each cell of `earning` its stream's value: (stream, lane) -> (cell of `earning`, lane)."""
        return values[self.group_of[self.earning]]

    def earning_on_all(self, values: Array) -> Array:
        """Values of the cells of `earning` on all cells, 0 elsewhere."""
        table = np.zeros((len(self.group_of), values.shape[-1]))
        table[self.earning] = values
        return table

    def rows_of(self, values: Array, rows: Index) -> Array:
        """Of values of `traded` those of given cells of `whole`, 0 for those that are not touched."""
        place = self.traded.place[self.whole.members[rows]]
        found = np.zeros((len(rows), values.shape[-1]))
        found[place >= 0] = values[place[place >= 0]]
        return found


@dataclass(frozen=True)
class OwnLaw:
    """The provisions on some cells that are their partner's own acts and notices, by cell."""

    pairs: Index
    """Their places among the standing pairs, in the order of `grouped`."""
    grouped: Ragged
    cells: Index
    """The cells of these groups, places among those they were looked for on."""
    flags: NDArray[np.bool_] | None
    """(one of them, lane): where they are, if not on all lanes; of others nothing counts."""

    def largest(self, values: Array) -> Array:
        """Of values of standing pairs, none below 0, the largest of own law: (pair, lane) -> (one of `cells`, lane)."""
        if self.flags is None:
            return self.grouped.max_of(values, self.pairs)
        return self.grouped.max_within(np.where(self.flags, values[self.pairs], 0.0))


@dataclass(frozen=True)
class Standing:
    """The provision-cell pairs with force in some lane this month, and the rows of the law's table that are theirs.

    First come those on cells on which something is traded, then those that keep buyers out who trade nothing. Of the
    latter all of one partner to which the same happens stand here as one: its number and cell are those of the first.
    """

    field: Field
    pairs: Index
    """Their numbers in the layout."""
    places: Index
    """For every pair of the layout where it stands, -1 where it has no force."""
    grouped: Ragged
    """Those on traded cells by cell."""
    cells: Index
    """The cells of these groups, places in `field.traded`."""
    keeping: Ragged
    """The other pairs by cell."""
    kept_by: Index
    """The place, after those on traded cells, of each of these."""
    buyers: Index
    """The cells of these groups, places in `field.buyers`."""
    cell: Index
    partner: Index
    clock_of: Index
    """The clock of every pair of the layout."""
    clocks: Index
    """The clocks by which they run."""
    clock: Index
    """The place in `clocks` of each pair's."""
    reached: Array
    """1-e: what a provision reaches, (standing pair, lane)"""
    stance: Index
    """Of each pair how its partner would carry it out: a row of the next three, axes (stance, lane)."""
    whose: Index
    enforceability: Array
    own_notice: Array
    shut: Index
    """The places of acts that shut a gate on some lane."""
    shuts: Array
    """Whether they do: (one of them, lane)"""
    kind: NDArray[np.str_]
    own_of_trade: OwnLaw
    """On cells of `field.traded`."""
    own_of_buyers: OwnLaw
    """On cells of `field.buyers`."""

    def rows(self, values: Array, pairs: Index) -> Array:
        """The values of given pairs of the layout: 0 for those without force, or beyond those there are values of."""
        places = self.places[pairs]
        here = (places >= 0) & (places < len(values))
        found = np.zeros((len(pairs), values.shape[-1]))
        found[here] = values[places[here]]
        return found

    def here(self, pairs: Index) -> Index:
        """The places of those of the given pairs that have force."""
        places = self.places[pairs]
        return places[places >= 0]

    def of_kind(self, kind: str) -> Index:
        """The places of one instrument on cells on which something is traded."""
        return np.flatnonzero(self.kind[: self.traded] == kind)

    @property
    def traded(self) -> int:
        """How many of the pairs are on cells on which something is traded."""
        return len(self.grouped.members)

    def largest(self, values: Array) -> Array:
        """Of values of pairs on traded cells the largest on each: (traded pair, lane) -> (cell of `field.traded`,
        lane)."""
        table = np.zeros((len(self.field.rows), values.shape[-1]))
        table[self.cells] = self.grouped.max_within(values)
        return table

    def largest_of_buyers(self, values: Array) -> Array:
        """Of values of all pairs the largest on each cell: (pair, lane) -> (cell of `field.buyers`, lane)."""
        table = np.zeros((len(self.field.buyers.members), values.shape[-1]))
        table[self.field.places[self.cells]] = self.grouped.max_within(values[: self.traded])
        table[self.buyers] = self.keeping.max_of(values[self.traded :], self.kept_by)
        return table


def standing_of(world: World, clock_of: Index, alive: NDArray[np.bool_], apart: NDArray[np.bool_]) -> Standing:
    """The pairs that are `alive`, flags (pair,), each with its clock; those that are `apart` each stand alone."""
    layout = world.layout
    field = _field(world, alive)
    on_trade = layout.trades[layout.pair_cell]
    grouped, keeping = _by_cell(layout, alive & on_trade), _by_cell(layout, alive & ~on_trade)
    mine, others = (np.array([pair for _, pair in by.members], dtype=np.intp) for by in (grouped, keeping))
    alone = np.where(apart[others], others, -1)
    kept_by = numbered(zip(world.law.kin[others].tolist(), clock_of[others].tolist(), alone.tolist(), strict=True))
    pairs = np.concatenate([mine, others[np.unique(kept_by, return_index=True)[1]]])
    places = np.full(len(alive), -1, dtype=np.intp)
    places[mine], places[others] = np.arange(len(mine)), len(mine) + kept_by
    clocks, clock = np.unique(clock_of[pairs], return_inverse=True)
    stances, stance = np.unique(world.law.stances[pairs], return_index=True, return_inverse=True)[1:]
    cell, law = layout.pair_cell[pairs], world.law.pairs
    shut = np.flatnonzero(law.shuts[pairs].any(axis=-1))
    return Standing(
        field=field,
        pairs=pairs,
        places=places,
        grouped=grouped,
        cells=field.traded.place[list(grouped.groups)],
        keeping=keeping,
        kept_by=kept_by,
        buyers=field.buyers.place[list(keeping.groups)],
        cell=cell,
        partner=layout.pair_partner[pairs],
        clock_of=clock_of,
        clocks=clocks,
        clock=clock,
        reached=1.0 - law.exempt[pairs],
        stance=stance,
        whose=layout.pair_partner[pairs[stances]],
        enforceability=law.enforceability[pairs[stances]],
        own_notice=law.own_notice[pairs[stances]],
        shut=shut,
        shuts=law.shuts[pairs[shut]],
        kind=world.law.kind[pairs],
        own_of_trade=_own_law(world, places, mine, field.traded),
        own_of_buyers=_own_law(world, places, np.concatenate([mine, others]), field.buyers),
    )


def _own_law(world: World, places: Index, pairs: Index, cells: Part) -> OwnLaw:
    """Which of some pairs of the layout are own law, by where they stand and the cell of `cells` that each is on."""
    on_cell: dict[int, list[int]] = {}
    on = cells.place[world.layout.pair_cell]
    for pair in pairs[(world.law.pairs.own[pairs] > 0).any(axis=-1)].tolist():
        on_cell.setdefault(int(on[pair]), []).append(pair)
    grouped = ragged(on_cell)
    found = np.array([pair for _, pair in grouped.members], dtype=np.intp)
    flags, named = world.law.pairs.own[found] > 0, np.array(grouped.groups, dtype=np.intp)
    return OwnLaw(places[found], grouped, named, None if flags.all() else flags)


def _by_cell(layout: Layout, chosen: NDArray[np.bool_]) -> Ragged:
    """Some pairs, flags (pair,), by cell."""
    on_cell: dict[int, list[int]] = {}
    for pair in np.flatnonzero(chosen).tolist():
        on_cell.setdefault(layout.pairs.members[pair][0], []).append(pair)
    return ragged(on_cell)


def _field(world: World, alive: NDArray[np.bool_]) -> Field:
    layout = world.layout
    touched = np.zeros(len(layout.cells.groups), dtype=bool)
    touched[layout.cells.group_of[layout.pair_cell[alive]]] = True
    here = touched[layout.cells.group_of]
    buyers, traded = layout.cells.part(here), layout.cells.part(here & layout.trades)
    places = buyers.place[traded.members]
    rows = layout.traded.place[traded.members]
    untouched = np.flatnonzero(traded.place[layout.traded.members] < 0)
    earning = np.concatenate([buyers.members, layout.traded.members[untouched]])
    earning_place = np.full(len(here), -1, dtype=np.intp)
    earning_place[earning] = np.arange(len(earning))
    return Field(
        whole=layout.traded,
        buyers=buyers,
        traded=traded,
        rows=rows,
        places=places,
        touched=np.flatnonzero(touched),
        untouched=untouched,
        earning=earning,
        earning_place=earning_place,
        group_of=layout.cells.group_of,
    )
