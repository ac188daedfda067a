"""What the lanes of a case are given: luck dealt once for all cases that share it, and what a case has of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sim.common.axes import Array
from sim.domain.benchmarks import in_plain_numbers, left_free
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario
from sim.luck.deal import Dealt, deal
from sim.luck.keyed import BLOCK
from sim.luck.sampling import Luck, fitted
from sim.runs.chunks import dice_of
from sim.runs.question import Question
from sim.world.assembly import Block
from sim.world.layout import Index


@dataclass(frozen=True, eq=False)
class Own:
    """What the draws of a case have of their own, in place of what the scenario or luck would give them.

    `numbers` by name and `dials` by partner, held on all days, (draw,). `redrawn` names what takes other luck: numbers,
    and the kinds of what is drawn by month. In `still` draws nothing is drawn at all, beside what is given.
    """

    numbers: Mapping[str, Array] = field(default_factory=dict)
    dials: Mapping[str, Array] = field(default_factory=dict)
    redrawn: frozenset[str] = frozenset()
    still: bool = False

    def at(self, draws: Index) -> Own:
        """Some draws of it, its last draw repeated where it has no more."""

        def cut(table: Mapping[str, Array]) -> dict[str, Array]:
            return {name: values[np.minimum(draws, len(values) - 1)] for name, values in table.items()}

        return replace(self, numbers=cut(self.numbers), dials=cut(self.dials))


NOTHING = Own()


class Dealer:
    """Lanes for cases in some places of a block of 256 draws, luck dealt once for all of the same numbers.

    Central runs have no luck.
    """

    def __init__(self, luck: Question, block: int, places: Index, drawn: bool):
        self.luck, self.block, self.places, self.drawn = luck, block, places, drawn
        self.width = len(places)
        self.known: dict[tuple[int, str, frozenset[str]], tuple[Scenario, Dealt]] = {}
        self.wide: dict[tuple[int, int], tuple[Dealt, Dealt]] = {}
        """What was spread last, with what it was spread from."""

    def lanes(self, cases: Sequence[Scenario], own: Own = NOTHING) -> Block:
        """One block of cases that differ in nothing but their bundle, a lane for each of the places in each of them."""
        first, lanes = cases[0], self.width * len(cases)
        held = {act for case in cases for act in case.bundle}
        every = tuple(m.id for m in first.measures if m.id in held)
        flags = {act: np.repeat([act in case.bundle for case in cases], self.width) for act in every}
        varied = {act: on for act, on in flags.items() if not on.all()}
        plain = in_plain_numbers(replace(first, bundle=every))
        mine = own.at(np.arange(self.block * BLOCK, (self.block + 1) * BLOCK))
        mine = replace(mine, numbers=left_free(first, dict(mine.numbers)))
        numbers, dealt = self._dealt(first, plain, mine)
        dials = {who: np.broadcast_to(x[self.places], (first.months, self.width)) for who, x in mine.dials.items()}
        given = self._spread(dealt, len(cases))
        here = replace(plain, numbers=numbers)
        luck = self._happenings(own, len(cases))
        paths = _tiled(dials, len(cases))
        return Block(here, lanes, given.values, given.prices, given.quantities, paths, bundles=varied, luck=luck)

    def _spread(self, dealt: Dealt, cases: int) -> Dealt:
        """What each of several cases is given, side by side; the same arrays for the same luck, by which blocks know
        that what hangs on them is the same."""
        if cases == 1:
            return dealt
        kept, wide = self.wide.get((id(dealt), cases), (None, dealt))
        if kept is not dealt:
            wide = Dealt(*(_tiled(table, cases) for table in (dealt.values, dealt.prices, dealt.quantities)))
            self.wide = {(id(dealt), cases): (dealt, wide)}
        return wide

    def _happenings(self, own: Own, cases: int) -> Luck | None:
        """What decides by chance in a campaign, the same for every case; nothing does where nothing is drawn."""
        if own.still or not self.drawn:
            return None
        dealt = dice_of(self.luck, own.redrawn).happenings([self.block])
        return lambda name: np.tile(dealt(name)[self.places], cases)

    def _dealt(self, case: Scenario, plain: Scenario, own: Own) -> tuple[dict[str, Quantity], Dealt]:
        """The numbers of a case and what its draws are given; numbers as the first case that shared them has them."""
        if own.still or not self.drawn:
            values = fitted(plain, dict(own.numbers)) if own.numbers else {}
            return plain.numbers, Dealt(values, {}, {}).at(self.places)
        if own.numbers:
            return plain.numbers, self._deal(plain, own)
        key = (id(case.numbers), case.benchmark, own.redrawn)
        if key not in self.known:
            self.known[key] = (plain, self._deal(plain, own))
        first, given = self.known[key]
        return first.numbers, given

    def _deal(self, plain: Scenario, own: Own) -> Dealt:
        return deal(plain, dice_of(self.luck, own.redrawn), [self.block], own.numbers).at(self.places)


def _tiled(table: Mapping[str, Array], cases: int) -> dict[str, Array]:
    return {name: np.tile(array, cases) if cases > 1 else array for name, array in table.items()}
