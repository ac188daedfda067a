"""The statute book: the law adopted so far, and the part of it that has force this month."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from sim.common.axes import Array, Ragged, ragged
from sim.economics.binding import Dates
from sim.world.arrays import NUMBERS_OF_LAW, World
from sim.world.layout import Index


@dataclass(frozen=True)
class Standing:
    """The provision-cell pairs with force in some lane this month, and their numbers. Axes (standing pair, lane)."""

    pairs: Index
    """Their numbers in the layout."""
    places: Index
    """For every pair of the layout its place here, -1 where it has no force."""
    grouped: Ragged
    cells: Index
    """The cells under a provision, in the order of the groups."""
    cell: Index
    partner: Index
    dates: Dates
    exempt: Array
    enforceability: Array
    own_notice: Array
    tau_impl: Array
    stock: Array
    permit_life: Array
    deadline: Array
    freeze: Index
    runoff: Index
    repatriation: Index

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


class StatuteBook:
    """The law as it stands: the dates of the provisions adopted so far."""

    def __init__(self, world: World):
        self.world, self.plan = world, world.statutes.plan
        pairs = len(world.layout.pair_cell)
        self.adopted = np.zeros(pairs, dtype=bool)
        self.earliest = np.maximum(self.plan.binds, self.plan.opens).min(axis=-1, initial=np.inf)
        fades = (self.plan.half_life > 0).any(axis=-1)
        ends = np.where(fades, np.inf, self.plan.ends.max(axis=-1, initial=-np.inf))
        self.latest = np.minimum(ends, self.plan.closes.max(axis=-1, initial=-np.inf))
        self._standing: Standing | None = None

    def enter(self, pairs: Index) -> None:
        """Enter an adopted provision."""
        self.adopted[pairs] = True

    def standing(self, month: int) -> Standing:
        """The provisions with force in a month; the same object while they stay the same."""
        alive = self.adopted & (self.earliest < month + 1) & (self.latest > month)
        if self._standing is None or not np.array_equal(alive, self._standing.places >= 0):
            self._standing = _standing(self.world, alive)
        return self._standing


def _standing(world: World, alive: np.ndarray) -> Standing:
    layout, statutes = world.layout, world.statutes
    on_cell: dict[int, list[int]] = {}
    for pair, (cell, _) in enumerate(layout.pairs.members):
        if alive[pair]:
            on_cell.setdefault(cell, []).append(pair)
    grouped = ragged(on_cell)
    pairs = np.array([pair for _, pair in grouped.members], dtype=np.intp)
    places = np.full(len(alive), -1, dtype=np.intp)
    places[pairs] = np.arange(len(pairs))
    plan = statutes.plan
    kinds = {"freeze": statutes.is_freeze, "runoff": statutes.is_runoff, "repatriation": statutes.is_repatriation}
    return Standing(
        pairs=pairs,
        places=places,
        grouped=grouped,
        cells=np.array(grouped.groups, dtype=np.intp),
        cell=layout.pair_cell[pairs],
        partner=layout.pair_partner[pairs],
        dates=Dates(**{f.name: getattr(plan, f.name)[pairs] for f in fields(Dates)}),
        **{name: getattr(statutes, name)[pairs] for name in NUMBERS_OF_LAW},
        **{name: places[of][places[of] >= 0] for name, of in kinds.items()},  # type: ignore[arg-type]
    )
