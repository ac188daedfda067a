"""Ensembles: many draws of one scenario, in chunks of whole blocks, over any number of workers, with the same bits."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.common.errors import RunFailed
from sim.domain.benchmarks import in_plain_numbers
from sim.domain.scenario import Sampler, Scenario
from sim.luck.deal import Dice, deal
from sim.luck.keyed import BLOCK
from sim.luck.sampling import check_ranges, drawn_quantities
from sim.luck.sobol import check_draws
from sim.processes.model import simulate
from sim.reading.dimensions import shipped_dimensions
from sim.runs.pool import WorkerDied, keep_freed_memory, undisturbed, worker_pool
from sim.runs.totals import Collector, Frame, Totals, frame_of
from sim.world.assembly import Block, assemble

CHUNK = 2048
"""Lanes of a chunk: enough that SimPy's and Python's own cost vanish, few enough for a core's memory."""

EXACT_UP_TO = 8192
"""Draws for which every value is kept and quantiles are exact."""

Watch = Callable[[str, int, int], None]
"""Told a plan's name, its draws done and its draws in all."""


@dataclass(frozen=True)
class Plan:
    """What an ensemble runs: a scenario, how many draws from which seed, and whose luck is another's.

    Numbers named in `redrawn` take their luck from another seed: what else varies stays the same, draw by draw. The
    `sobol` sampler spreads the shipped numbers more evenly than chance does; its draws change with their number. Raises
    BadInput for ranges that cannot be drawn, and for draws that do not fill the scrambles of `sobol`.
    """

    scenario: Scenario
    draws: int
    seed: int
    windows: tuple[tuple[int, ...], ...] = ()
    redrawn: frozenset[str] = frozenset()
    sampler: Sampler = "keyed"
    cells: bool = False
    """Whether to keep every cell of every month too."""
    tops: tuple[float, ...] = ()
    """Where the histogram of each monthly series ends; given, series are counted where they are run."""

    def __post_init__(self) -> None:
        check_ranges(self.scenario)
        if self.sampler == "sobol":
            check_draws(self.draws)

    @property
    def frame(self) -> Frame:
        """The axes of its totals."""
        return frame_of(self.scenario, self.windows, self.cells)


@dataclass(frozen=True)
class FailedDraw:
    """A draw that did not come to a finite end, with the values it was dealt."""

    draw: int
    reason: str
    values: dict[str, float]


class Reducer(Protocol):
    """Takes the chunks of an ensemble one after the other, in the order of their draws."""

    def add(self, totals: Totals, first: int) -> None:
        """Take the totals of a chunk whose first draw is `first`, cut to the draws asked for."""


def dice_of(plan: Plan) -> Dice:
    """The luck of a plan's draws."""
    return Dice(plan.seed, plan.sampler, plan.draws, shipped_dimensions(), plan.redrawn)


def dealt(plan: Plan, blocks: Sequence[int]) -> Block:
    """The lanes of some blocks of draws, with what each is dealt."""
    scenario = in_plain_numbers(plan.scenario)
    given = deal(scenario, dice_of(plan), blocks)
    return Block(scenario, BLOCK * len(blocks), given.values, given.prices, given.quantities)


def run_chunk(plan: Plan, blocks: Sequence[int]) -> tuple[Totals, list[FailedDraw]]:
    """Run some blocks of draws. A draw that fails is reported and does not touch the others."""
    keep_freed_memory()
    block = dealt(plan, blocks)
    world = assemble([block])
    collect = Collector(world, plan.scenario, plan.frame)
    with np.errstate(all="ignore"):
        simulate(world, collect, collect.reads)
    gc.collect()  # SimPy's processes and events refer to each other in circles, and to the chunk's arrays
    first = blocks[0] * BLOCK
    failures = [f for f in _failures(collect.totals, block, first) if f.draw < plan.draws]
    totals = collect.totals.first(plan.draws - first)
    return totals.counted(plan.tops) if plan.tops else totals, failures


def _failures(totals: Totals, block: Block, first: int) -> list[FailedDraw]:
    finite = np.ones(block.lanes, dtype=bool)
    for array in totals.arrays():
        finite &= np.isfinite(array).all(axis=tuple(range(array.ndim - 1)))
    found = []
    for lane in np.flatnonzero(~finite):
        values = {name: float(column[lane]) for name, column in sorted(block.values.items())}
        found.append(FailedDraw(first + int(lane), "a result is not a finite number", values))
        for array in totals.arrays():
            array[..., lane] = np.nan
    return found


@dataclass(frozen=True)
class Outcome:
    """How far ensembles came: the draws all of them have, and those of each that failed, NaN in their totals."""

    draws: int
    failed: dict[str, list[FailedDraw]]


def run_ensemble(plan: Plan, reducers: Sequence[Reducer], workers: int = 1, chunk: int = CHUNK) -> list[FailedDraw]:
    """Run all draws of one plan and hand each chunk to the reducers; returns the draws that failed."""
    return run_ensembles({"": plan}, {"": reducers}, workers, chunk).failed[""]


def run_ensembles(
    plans: Mapping[str, Plan],
    reducers: Mapping[str, Sequence[Reducer]],
    workers: int = 1,
    chunk: int = CHUNK,
    watch: Watch | None = None,
) -> Outcome:
    """Run plans of as many draws each, chunk by chunk side by side, and hand each chunk to its reducers in order.

    The same bits for any chunk (a multiple of 256) and any number of workers. Ctrl-C ends with the draws that all plans
    have by then, where so many draws are an ensemble of their own; else it is passed on. Raises RunFailed when no draw
    is left.
    """
    if chunk % BLOCK:
        raise ValueError(f"a chunk is a multiple of {BLOCK} lanes")
    draws = next(iter(plans.values())).draws
    blocks, size = range(-(-draws // BLOCK)), chunk // BLOCK
    pieces = [list(blocks[i : i + size]) for i in range(0, len(blocks), size)]
    tasks = [(plan, piece) for piece in pieces for plan in plans.values()]
    failed: dict[str, list[FailedDraw]] = {name: [] for name in plans}
    done, ready = 0, list[tuple[Totals, list[FailedDraw]]]()
    try:
        with closing(_in_order(tasks, workers)) as chunks:
            for chunk_ in chunks:
                ready.append(chunk_)
                if watch:
                    name = list(plans)[len(ready) - 1]
                    watch(name, done + chunk_[0].draws, draws)
                if len(ready) == len(plans):
                    with undisturbed():
                        done += _take(ready, reducers, failed, done)
                    ready = []
    except KeyboardInterrupt:
        if not _whole(done, draws, plans.values()):
            raise
    for failures in failed.values():
        if failures and len(failures) == done:
            first = failures[0]
            raise RunFailed(f"every draw failed; draw {first.draw}: {first.reason}; {_dealt_text(first)}")
    return Outcome(done, failed)


def _take(
    ready: Sequence[tuple[Totals, list[FailedDraw]]],
    reducers: Mapping[str, Sequence[Reducer]],
    failed: Mapping[str, list[FailedDraw]],
    done: int,
) -> int:
    """Hand one chunk of every plan to its reducers; returns its draws."""
    for name, (totals, failures) in zip(reducers, ready, strict=True):
        failed[name].extend(failures)
        for reducer in reducers[name]:
            reducer.add(totals, done)
    return totals.draws


def _whole(done: int, draws: int, plans: Iterable[Plan]) -> bool:
    """Whether the draws done are what an ensemble of so many draws would be: keyed, and with quantiles of one kind."""
    alike = (done > EXACT_UP_TO) == (draws > EXACT_UP_TO)
    return done > 1 and alike and all(plan.sampler == "keyed" for plan in plans)


def _dealt_text(failure: FailedDraw) -> str:
    return ", ".join(f"{name} = {value:.6g}" for name, value in failure.values.items())


Task = tuple[Plan, list[int]]


def _in_order(tasks: Sequence[Task], workers: int) -> Generator[tuple[Totals, list[FailedDraw]], None, None]:
    """The chunks of all tasks, in the tasks' order, whoever computes them."""
    if workers <= 1 or len(tasks) == 1:
        yield from (run_chunk(plan, piece) for plan, piece in tasks)
        return
    try:
        with worker_pool(min(workers, len(tasks))) as pool:
            waiting: deque[Future[tuple[Totals, list[FailedDraw]]]] = deque()
            for plan, piece in tasks:
                waiting.append(pool.submit(run_chunk, plan, piece))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    except WorkerDied:
        raise RunFailed("a worker process died, perhaps for want of memory; try fewer --workers") from None


def judged_names(scenario: Scenario) -> frozenset[str]:
    """The drawn quantities whose basis is judgement, and the luck that hangs on them."""
    return frozenset(q.name for q in drawn_quantities(scenario) if q.basis == "judgement")
