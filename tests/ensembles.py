"""Ensembles for tests: every draw kept in order, and one fingerprint of all its bits."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sim.common.axes import Array
from sim.domain.scenario import Scenario
from sim.luck.deal import Dice
from sim.reading.dimensions import shipped_dimensions
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.runs import chunks
from sim.runs.collect import Frame, Totals
from sim.runs.draws import Taker, run_draws
from sim.runs.question import Question
from sim.runs.run import run
from sim.runs.variants import SCENARIO
from sim.runs.windows import Window
from sim.world.assembly import Block


@dataclass(frozen=True)
class Ensemble:
    """So many draws of one scenario from a seed; `windows` are positions of months in the horizon."""

    scenario: Scenario
    draws: int
    seed: int
    windows: tuple[tuple[int, ...], ...] = ()
    redrawn: frozenset[str] = frozenset()
    sampler: str = "keyed"

    def __post_init__(self) -> None:
        _ = self.question

    @property
    def question(self) -> Question:
        """The question that asks for it."""
        scenario = replace(self.scenario, seed=self.seed, sampler=self.sampler)
        windows = tuple(Window(f"window {n}", months) for n, months in enumerate(self.windows))
        return Question(scenario, (SCENARIO,), self.draws, windows)

    @property
    def frame(self) -> Frame:
        """The axes of its totals."""
        return self.question.frame


def dice_of(ensemble: Ensemble) -> Dice:
    """The luck of an ensemble's draws."""
    return Dice(ensemble.seed, ensemble.sampler, ensemble.draws, shipped_dimensions(), ensemble.redrawn)  # type: ignore[arg-type]


def dealt(ensemble: Ensemble, blocks: Sequence[int]) -> Block:
    """The lanes of some blocks of 256 draws."""
    (block,) = chunks.dealt(ensemble.question, blocks, [SCENARIO])
    return block


def run_chunk(ensemble: Ensemble, blocks: Sequence[int]) -> Totals:
    """The totals of some blocks of 256 draws."""
    return chunks.run_chunk(ensemble.question, blocks).totals[SCENARIO]


def run_ensemble(
    ensemble: Ensemble, takers: Sequence[Taker], workers: int = 1, chunk: int = 2048
) -> list[chunks.FailedDraw]:
    """Run all draws and hand each chunk to the takers; returns the draws that failed."""
    return run_draws(ensemble.question, {SCENARIO: takers}, workers, chunk=chunk).failed[SCENARIO]


def central(scenario: Scenario, *variants: object):
    """The central run of a scenario, in some variants."""
    return run(Question(scenario, variants or (SCENARIO,)))  # type: ignore[arg-type]


@dataclass
class KeepAll:
    """A reducer that keeps every chunk whole."""

    parts: list[Totals] = field(default_factory=list)

    def add(self, totals: Totals, first: int) -> None:
        """Take a chunk."""
        assert first == sum(part.draws for part in self.parts)
        self.parts.append(totals)


@dataclass
class Receipts:
    """Receipts of some streams over each window by draw."""

    streams: Sequence[int]
    parts: list[Array] = field(default_factory=list)

    def add(self, totals: Totals, first: int) -> None:
        """Take a chunk."""
        self.parts.append(sum(totals.windowed["receipts"][:, k] for k in self.streams))

    def over(self, window: int) -> Array:
        """One window's receipts, by draw."""
        return np.concatenate([part[window] for part in self.parts])


def joined(parts: Sequence[Totals]) -> list[Array]:
    """The arrays of consecutive chunks, in their fixed order, side by side."""
    return [np.concatenate(arrays, axis=-1) for arrays in zip(*(part.arrays() for part in parts), strict=True)]


def fingerprint(parts: Sequence[Totals]) -> str:
    """A hash of every bit of an ensemble."""
    found = hashlib.sha256()
    for array in joined(parts):
        found.update(repr(array.shape).encode())
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def parts_of(ensemble: Ensemble, workers: int = 1, chunk: int = 2048) -> list[Totals]:
    """All draws of an ensemble, none of which may fail."""
    keep = KeepAll()
    assert run_ensemble(ensemble, [keep], workers, chunk) == []
    return keep.parts


def monthly(ensemble: Ensemble, name: str = "receipts") -> dict[str, Array]:
    """A monthly series by group and stream: (month, draw)."""
    return by_series(ensemble, parts_of(ensemble), name)


def by_series(ensemble: Ensemble, parts: Sequence[Totals], name: str) -> dict[str, Array]:
    """A monthly series of an ensemble that was run, by group and stream: (month, draw)."""
    table = np.concatenate([part.monthly[name] for part in parts], axis=-1)
    return dict(zip(ensemble.frame.series, table.swapaxes(0, 1), strict=True))


def scenario_named(name: str, *overrides: str) -> Scenario:
    """A shipped scenario."""
    return read_scenario(shipped() / f"{name}.yaml", overrides).scenario


def with_bundle(scenario: Scenario, *bundle: str) -> Scenario:
    """The scenario under another bundle, none of it under test."""
    return replace(scenario, bundle=bundle, under_test=())
