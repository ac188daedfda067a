"""Cases of one scenario on common luck, such as its bundles, dials or liftings, of which only totals are kept.

Where a Question keeps every month of a few variants, this keeps what windows of months come to, of thousands of cases:
each case is a scenario of the same streams, partners and horizon, and takes the same luck draw by draw. Neighbouring
cases that differ in their bundles alone are lanes of one block.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

import numpy as np

from sim.common.axes import Array
from sim.common.errors import RunFailed
from sim.domain.scenario import Scenario
from sim.luck.keyed import BLOCK
from sim.luck.sampling import check_ranges
from sim.processes.month import Month
from sim.runs.draws import Watch
from sim.runs.lanes import run_lanes
from sim.runs.own import NOTHING, Dealer, Own
from sim.runs.pool import in_order, keep_freed_memory
from sim.runs.question import Question
from sim.runs.windows import Window
from sim.world.arrays import World
from sim.world.layout import Index

WORLD = 1024
"""Lanes of one world: more of them no longer fit the processor's caches, and each costs more."""
TASK = 8
"""The most worlds that one worker makes of one dealing of luck."""
ALONE = 2048
"""Lanes up to which one process is as fast as several, which have to begin first."""
READS = frozenset({"receipts", "receipts_by"})


@dataclass(frozen=True)
class Cases:
    """What is run: cases, the windows of months whose receipts are kept, and the draws of each; 1 is the central run.

    The luck is that of the first case's seed and sampler. `own`: what the draws of each case have of their own, one for
    each case; empty where none has. `only`: the draws that are run, in order, of those that there are; empty: all.
    """

    scenarios: tuple[Scenario, ...]
    windows: tuple[Window, ...]
    draws: int = 1
    own: tuple[Own, ...] = ()
    only: tuple[int, ...] = ()

    @property
    def lanes(self) -> int:
        """How many lanes that is."""
        return len(self.scenarios) * (len(self.only) or self.draws)

    @property
    def blocks(self) -> dict[int, Index]:
        """The draws that are run, by their block of 256, as places in it."""
        draws = np.array(self.only or range(self.draws), dtype=np.intp)
        return {int(block): draws[draws // BLOCK == block] % BLOCK for block in np.unique(draws // BLOCK)}

    @cached_property
    def luck(self) -> Question:
        """The question whose luck the cases take. Raises BadInput for ranges that cannot be drawn."""
        if self.draws > 1:
            for scenario in {id(s.numbers): s for s in self.scenarios}.values():
                check_ranges(scenario)
        return Question(self.scenarios[0], draws=self.draws)


@dataclass(frozen=True)
class Receipts:
    """What cases earn over each window, USD million a year: `by_stream` (case, window, stream, draw) and `by_cell`.

    Streams and cells, each (stream, partner), are in name order; draws are those that were run; one that failed in any
    case is NaN in all of them.
    """

    windows: tuple[Window, ...]
    streams: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    by_stream: Array
    by_cell: Array

    @property
    def failed(self) -> int:
        """How many draws failed."""
        return int((~np.isfinite(self.by_stream).all(axis=(0, 1, 2))).sum())

    def summed(self, streams: Sequence[str]) -> Array:
        """The total of some streams, added in name order: (case, window, draw)."""
        total = np.zeros((*self.by_stream.shape[:2], self.by_stream.shape[-1]))
        for k, stream in enumerate(self.streams):
            if stream in streams:
                total += self.by_stream[:, :, k]
        return total


def run_cases(cases: Cases, workers: int = 1, watch: Watch | None = None, cells: bool = False) -> Receipts:
    """Run every case in every draw, up to the end of the last window. With `cells`, receipts by cell are kept too.

    The same bits for any number of workers. Raises RunFailed where no draw comes to a finite end.
    """
    _ = cases.luck
    cases = _up_to_the_last_window(cases)
    workers = max(1, min(workers, cases.lanes // ALONE))
    parts: list[list[_Kept]] = []
    done, tasks = 0, _tasks(cases, cells, workers)
    with closing(_in_order(cases, tasks, workers)) as found:
        for task, kept in zip(tasks, found, strict=True):
            if task.first == 0:
                parts.append([])
            parts[-1].append(kept)
            done += len(range(*task.span)) * kept.by_stream.shape[-1]
            if watch:
                watch("lanes", min(done, cases.lanes), cases.lanes)
    return _gathered(cases, parts)


def _up_to_the_last_window(cases: Cases) -> Cases:
    """The cases without the months that nobody looks at; a month does not change with the horizon's end."""
    last = max(month for window in cases.windows for month in window.months)
    short = {id(one): replace(one, months=min(one.months, last + 1)) for one in cases.scenarios}
    return replace(cases, scenarios=tuple(short[id(one)] for one in cases.scenarios))


@dataclass(frozen=True)
class _Task:
    """Some cases in some draws of one block of 256."""

    block: int
    places: Index
    first: int
    last: int
    cells: bool

    @property
    def span(self) -> tuple[int, int]:
        return self.first, self.last


@dataclass(frozen=True)
class _Kept:
    """What some cases came to in a block of draws; axes (case, window, stream or cell, draw)."""

    streams: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    by_stream: Array
    by_cell: Array


def _width(draws: int) -> int:
    """The lanes of a case in a world: a power of two, so that cases fill whole blocks of 256 lanes together."""
    return 1 << (draws - 1).bit_length()


def _tasks(cases: Cases, cells: bool, workers: int) -> list[_Task]:
    """Blocks of draws in order, of each all cases in order, as many at a time as leave every worker something to do."""
    found: list[_Task] = []
    count, blocks = len(cases.scenarios), cases.blocks
    for block, places in blocks.items():
        each = WORLD // _width(len(places))
        worlds = min(TASK, -(-count * len(blocks) // (each * workers)))
        starts = range(0, count, worlds * each)
        found += [_Task(block, places, n, min(n + worlds * each, count), cells) for n in starts]
    return found


def _in_order(cases: Cases, tasks: Sequence[_Task], workers: int) -> Generator[_Kept, None, None]:
    if workers <= 1 or len(tasks) == 1:
        yield from (_carry_out(_part(cases, task), task) for task in tasks)
        return
    yield from in_order(_carry_out, ((_part(cases, task), task) for task in tasks), min(workers, len(tasks)))


def _part(cases: Cases, task: _Task) -> Cases:
    here = slice(task.first, task.last)
    return replace(cases, scenarios=cases.scenarios[here], own=cases.own[here])


def _carry_out(cases: Cases, task: _Task) -> _Kept:
    """Run the cases of a task, world by world, on luck dealt once for all that share their numbers."""
    keep_freed_memory()
    draws = len(task.places)
    places = np.pad(task.places, (0, _width(draws) - draws), mode="edge")
    dealer = Dealer(cases.luck, task.block, places, cases.draws > 1)
    each = WORLD // len(places)
    own = cases.own or (NOTHING,) * len(cases.scenarios)
    lanes = list(zip(cases.scenarios, own, strict=True))
    worlds = [_world(cases, lanes[n : n + each], dealer, task.cells) for n in range(0, len(lanes), each)]
    by_stream, by_cell = (
        np.concatenate([getattr(w, name) for w in worlds])[..., :draws] for name in ("by_stream", "by_cell")
    )
    return replace(worlds[0], by_stream=by_stream, by_cell=by_cell)


def _world(cases: Cases, lanes: Sequence[tuple[Scenario, Own]], dealer: Dealer, cells: bool) -> _Kept:
    """One world of some cases, the last one repeated until it is filled with whole blocks of 256 lanes."""
    missing = -len(lanes) * dealer.width % BLOCK // dealer.width
    filled = [*lanes, *[lanes[-1]] * missing]
    alike = [list(these) for _, these in groupby(filled, _Alike)]
    blocks = [dealer.lanes([case for case, _ in these], these[0][1]) for these in alike]
    observer, _ = run_lanes(blocks, lambda world: _Adder(world, cases.windows, cells), READS)
    return observer.kept(len(lanes), dealer.width)


class _Alike:
    """A case as far as its neighbours can share its block: all of it but its bundle."""

    def __init__(self, case: tuple[Scenario, Own]):
        self.case, self.own = replace(case[0], bundle=(), under_test=()), case[1]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Alike) and self.own is other.own and self.case == other.case

    __hash__ = None  # type: ignore[assignment]


class _Adder:
    """Adds up receipts over windows, by stream and by cell."""

    def __init__(self, world: World, windows: Sequence[Window], cells: bool):
        self.windows, layout = windows, world.layout
        self.streams, self.members = layout.cells.groups, layout.cells.members
        self.by_stream = np.zeros((len(windows), len(self.streams), world.lanes))
        self.by_cell = np.zeros((len(windows), len(self.members) if cells else 0, world.lanes))

    def __call__(self, month: Month) -> None:
        for n, window in enumerate(self.windows):
            if month.t in window.months:
                self.by_stream[n] += month.flows.receipts
                if self.by_cell.size:
                    self.by_cell[n] += month.flows.receipts_by

    def kept(self, cases: int, width: int) -> _Kept:
        to_a_year = np.array([window.to_a_year for window in self.windows])[:, None, None]
        streams = sorted(range(len(self.streams)), key=lambda k: self.streams[k])
        cells = sorted(range(self.by_cell.shape[1]), key=lambda c: self.members[c])

        def split(table: Array, rows: list[int]) -> Array:
            lanes = (table * to_a_year)[:, rows, : cases * width]
            return np.moveaxis(lanes.reshape(len(self.windows), len(rows), cases, width), 2, 0)

        names = tuple(self.streams[k] for k in streams), tuple(self.members[c] for c in cells)
        return _Kept(*names, split(self.by_stream, streams), split(self.by_cell, cells))


def _gathered(cases: Cases, parts: Sequence[Sequence[_Kept]]) -> Receipts:
    def joined(name: str) -> Array:
        return np.concatenate([np.concatenate([getattr(k, name) for k in block]) for block in parts], axis=-1)

    first, by_stream, by_cell = parts[0][0], joined("by_stream"), joined("by_cell")
    lost = ~np.isfinite(by_stream).all(axis=(0, 1, 2))
    if lost.all():
        raise RunFailed("every draw failed: a result is not a finite number")
    by_stream[..., lost] = by_cell[..., lost] = np.nan
    return Receipts(cases.windows, first.streams, first.cells, by_stream, by_cell)
