"""Ensembles: many draws of one scenario, in chunks of whole blocks, over any number of workers, with the same bits."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Protocol

import numpy as np

from sim.assembly import Block, assemble
from sim.axes import Array
from sim.domain.scenario import Sampler, Scenario
from sim.errors import RunFailed
from sim.model import simulate
from sim.randomness import BLOCK, uniforms
from sim.reading.dimensions import shipped_dimensions
from sim.sampling import Luck, check_ranges, draw, drawn_quantities, price_index
from sim.sobol import check_draws, sobol_luck
from sim.totals import Collector, Frame, Totals, frame_of

CHUNK = 2048
"""Lanes of a chunk: enough that SimPy's and Python's own cost vanish, few enough for a core's memory."""

Progress = Callable[[int, int], None]
"""Told the draws done and the draws in all."""


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

    def __post_init__(self) -> None:
        check_ranges(self.scenario)
        if self.sampler == "sobol":
            check_draws(self.draws)

    @property
    def frame(self) -> Frame:
        """The axes of its totals."""
        return frame_of(self.scenario, self.windows)


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


def luck_of(plan: Plan, block: int) -> Luck:
    """The uniform numbers of a block by name.

    Redrawn numbers are keyed with either sampler: another scramble of the same Sobol column would not be independent
    of the first.
    """

    def keyed(name: str) -> Array:
        return uniforms(plan.seed + (1 << 62) if name in plan.redrawn else plan.seed, name, block)

    if plan.sampler == "keyed":
        return keyed

    def spread(name: str) -> Array:
        return keyed(name) if name in plan.redrawn else by_dimension(name)

    by_dimension = sobol_luck(plan.seed, block, plan.draws // BLOCK, shipped_dimensions(), keyed)
    return spread


def dealt(plan: Plan, blocks: Sequence[int]) -> Block:
    """The lanes of some blocks of draws, with the values each is dealt."""
    each = []
    for block in blocks:
        luck = luck_of(plan, block)
        values = draw(plan.scenario, luck)
        each.append((values, price_index(plan.scenario, values, luck)))
    values = {name: np.concatenate([v[name] for v, _ in each]) for name in each[0][0]}
    index = {stream: np.concatenate([_wide(i[stream]) for _, i in each], axis=-1) for stream in each[0][1]}
    return Block(plan.scenario, BLOCK * len(blocks), values, index)


def _wide(index: Array) -> Array:
    return np.broadcast_to(index, (len(index), BLOCK))


def run_chunk(plan: Plan, blocks: Sequence[int]) -> tuple[Totals, list[FailedDraw]]:
    """Run some blocks of draws. A draw that fails is reported and does not touch the others."""
    block = dealt(plan, blocks)
    world = assemble([block])
    collect = Collector(world, plan.scenario, plan.frame)
    with np.errstate(all="ignore"):
        simulate(world, collect)
    return collect.totals, _failures(collect.totals, block, blocks[0] * BLOCK)


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


def run_ensemble(
    plan: Plan, reducers: Sequence[Reducer], workers: int = 1, chunk: int = CHUNK, progress: Progress | None = None
) -> list[FailedDraw]:
    """Run all draws and hand each chunk to the reducers; returns the draws that failed, NaN in their totals.

    The same bits for any chunk (a multiple of 256) and any number of workers. Raises RunFailed when no draw is left.
    """
    if chunk % BLOCK:
        raise ValueError(f"a chunk is a multiple of {BLOCK} lanes")
    blocks = range(-(-plan.draws // BLOCK))
    size = chunk // BLOCK
    pieces = [list(blocks[i : i + size]) for i in range(0, len(blocks), size)]
    failed, done = list[FailedDraw](), 0
    for totals, failures in _in_order(partial(run_chunk, plan), pieces, workers):
        failed += [f for f in failures if f.draw < plan.draws]
        kept = totals.first(plan.draws - done)
        for reducer in reducers:
            reducer.add(kept, done)
        done += kept.draws
        if progress:
            progress(done, plan.draws)
    if len(failed) == plan.draws:
        first = failed[0]
        raise RunFailed(f"every draw failed; draw {first.draw}: {first.reason}; {_dealt_text(first)}")
    return failed


def _dealt_text(failure: FailedDraw) -> str:
    return ", ".join(f"{name} = {value:.6g}" for name, value in failure.values.items())


def _in_order(work: Callable, pieces: Sequence[list[int]], workers: int) -> Iterator[tuple[Totals, list[FailedDraw]]]:  # type: ignore[type-arg]
    if workers <= 1 or len(pieces) == 1:
        yield from map(work, pieces)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(pieces)), context, _follow_parent, (os.getpid(),)) as pool:
        yield from pool.map(work, pieces)


def _follow_parent(parent: int) -> None:
    """A worker leaves when its parent is gone, however it went."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def judged_names(scenario: Scenario) -> frozenset[str]:
    """The drawn quantities whose basis is judgement, and the luck that hangs on them."""
    return frozenset(q.name for q in drawn_quantities(scenario) if q.basis == "judgement")
