"""A chunk of draws: luck dealt once, all variants of a question side by side in one world, totals of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.domain.benchmarks import in_plain_numbers
from sim.domain.scenario import Scenario
from sim.luck.deal import Dealt, Dice, deal
from sim.luck.keyed import BLOCK
from sim.luck.sampling import Luck
from sim.processes.month import Month
from sim.reading.dimensions import shipped_dimensions
from sim.runs.collect import Collector, Totals
from sim.runs.lanes import run_lanes
from sim.runs.pool import keep_freed_memory
from sim.runs.question import Question, names_redrawn
from sim.runs.variants import SCENARIO, Redrawn, Variant
from sim.world.arrays import World
from sim.world.assembly import Block


@dataclass(frozen=True)
class FailedDraw:
    """A draw that did not come to a finite end, with the values it was dealt."""

    draw: int
    reason: str
    values: dict[str, float]


@dataclass(frozen=True)
class Chunk:
    """What some blocks of draws came to, by variant: totals cut to the draws asked for, and the draws that failed."""

    totals: Mapping[Variant, Totals]
    failed: Mapping[Variant, list[FailedDraw]]

    @property
    def draws(self) -> int:
        """How many draws these are."""
        return max(totals.draws for totals in self.totals.values())


def dice_of(question: Question, redrawn: frozenset[str] = frozenset()) -> Dice:
    """The luck of a question's draws; what is named in `redrawn` takes other luck."""
    scenario = question.scenario
    return Dice(scenario.seed, scenario.sampler, question.draws, shipped_dimensions(), redrawn)


def dealt(question: Question, blocks: Sequence[int], variants: Sequence[Variant]) -> list[Block]:
    """The lanes of some blocks of 256 draws, a block of lanes for each variant."""
    kinds = {variant.redrawn for variant in variants}
    dice = {kind: dice_of(question, names_redrawn(question.scenario, kind)) for kind in kinds}
    given: dict[tuple[Redrawn, int], Dealt] = {}
    found = []
    for variant in variants:
        scenario = in_plain_numbers(question.scenarios[variant])
        key = (variant.redrawn, id(scenario.numbers))
        if key not in given:
            given[key] = deal(scenario, dice[variant.redrawn], blocks)
        found.append(_block(scenario, given[key], blocks, dice[variant.redrawn].happenings(blocks)))
    return found


def _block(scenario: Scenario, given: Dealt, blocks: Sequence[int], luck: Luck) -> Block:
    return Block(scenario, BLOCK * len(blocks), given.values, given.prices, given.quantities, luck=luck)


def run_chunk(question: Question, blocks: Sequence[int], tops: Sequence[float] = ()) -> Chunk:
    """Run some blocks of draws in every variant. A draw that fails is reported and does not touch the others.

    With `tops`, where the histogram of each monthly series ends, monthly series are kept as its parts.
    """
    keep_freed_memory()
    first = blocks[0] * BLOCK
    here = [variant for variant in question.variants if question.draws_of(variant) > first]
    free = [variant for variant in here if variant in question.without_law]
    run = [variant for variant in here if variant not in free]
    lanes = dealt(question, blocks, run)
    collect, log = run_lanes(
        lanes,
        lambda world: _Collectors(world, question, run, free, len(blocks) * BLOCK, tops),
        Collector.reads_for(question.frame, bool(free)),
        question.events,
    )
    found = _Found(question, first)
    law = replace(collect.law.totals, happened=log.counts, events=log.happenings)
    for n, variant in enumerate(run):
        found.take(variant, law.part(n * lanes[n].lanes, (n + 1) * lanes[n].lanes), lanes[n])
    for n, variant in enumerate(free):
        found.take(variant, collect.free[n].totals, lanes[run.index(replace(variant, tested=True))])
    return Chunk(found.totals, found.failed)


class _Collectors:
    """One collector for all lanes that are run, and one for each variant that needs no run."""

    def __init__(
        self,
        world: World,
        question: Question,
        run: list[Variant],
        free: list[Variant],
        width: int,
        tops: Sequence[float],
    ):
        frame, scenario = question.frame, question.scenario
        self.law = Collector(world, scenario, frame, tops=tops)
        places = [run.index(replace(variant, tested=True)) for variant in free]
        lanes = [slice(n * width, (n + 1) * width) for n in places]
        self.free = [Collector(world, scenario, frame, here, law=False, tops=tops) for here in lanes]

    def __call__(self, month: Month) -> None:
        self.law(month)
        for collector in self.free:
            collector(month)


class _Found:
    """Totals and failures by variant, as they come. Of draws redrawn no month is kept: they are asked for windows."""

    def __init__(self, question: Question, first: int):
        self.question, self.first = question, first
        self.totals: dict[Variant, Totals] = {}
        self.failed: dict[Variant, list[FailedDraw]] = {}

    def take(self, variant: Variant, totals: Totals, block: Block) -> None:
        draws = self.question.draws_of(variant)
        self.failed[variant] = [f for f in _failures(totals, block, self.first) if f.draw < draws]
        kept = totals.part(0, draws - self.first)
        kept = kept if variant == SCENARIO else replace(kept, events=None)
        self.totals[variant] = replace(kept, monthly={}, binned={}) if variant.redrawn else kept


def _failures(totals: Totals, block: Block, first: int) -> list[FailedDraw]:
    """The draws with a result that is not finite; all their totals become NaN."""
    finite = np.ones(block.lanes, dtype=bool)
    for array in totals.arrays():
        finite &= np.isfinite(array).all(axis=tuple(range(array.ndim - 1)))
    found = []
    for lane in np.flatnonzero(~finite):
        values = {name: float(column[lane]) for name, column in sorted(block.values.items())}
        found.append(FailedDraw(first + int(lane), "a result is not a finite number", values))
        totals.lose(int(lane))
    return found
