"""Ensembles for tests: every draw kept in order, and one fingerprint of all its bits."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sim.common.axes import Array
from sim.domain.scenario import Scenario
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.runs.ensemble import Plan, run_ensemble
from sim.runs.totals import Totals


@dataclass
class KeepAll:
    """A reducer that keeps every chunk whole."""

    parts: list[Totals] = field(default_factory=list)

    def add(self, totals: Totals, first: int) -> None:
        """Take a chunk."""
        assert first == sum(part.draws for part in self.parts)
        self.parts.append(totals)


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


def parts_of(plan: Plan, workers: int = 1, chunk: int = 2048) -> list[Totals]:
    """All draws of a plan, none of which may fail."""
    keep = KeepAll()
    assert run_ensemble(plan, [keep], workers, chunk) == []
    return keep.parts


def monthly(plan: Plan, name: str = "receipts") -> dict[str, Array]:
    """A monthly series by group and stream: (month, draw)."""
    parts = parts_of(plan)
    table = np.concatenate([part.monthly[name] for part in parts], axis=-1)
    return dict(zip(plan.frame.series, table.swapaxes(0, 1), strict=True))


def scenario_named(name: str, *overrides: str) -> Scenario:
    """A shipped scenario."""
    return read_scenario(shipped() / f"{name}.yaml", overrides).scenario


def with_bundle(scenario: Scenario, *bundle: str) -> Scenario:
    """The scenario under another bundle, none of it under test."""
    return replace(scenario, bundle=bundle, under_test=())
