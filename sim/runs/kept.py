"""What is kept of each draw beside its totals: recorded trade of sums of cells by month, and what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.domain.scenario import Scenario
from sim.runs.collect import Totals
from sim.runs.variants import streams_where

GOODS = "goods"
"""Stands for every stream of goods together."""

MOST_KEPT_DRAWS = 16_384
"""Draws of which sums of cells are kept one by one: some 5 MB a sum and three years."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The recorded trade of some partners in some streams together; no partner named: of all, no stream: all goods."""

    label: str
    partners: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()

    def cells(self, scenario: Scenario, cells: Sequence[tuple[str, str]]) -> list[int]:
        """Where its cells stand among all, given as (stream, partner)."""
        streams = self.streams or streams_where(scenario, GOODS.__eq__)
        return [
            n
            for n, (stream, partner) in enumerate(cells)
            if stream in streams and (not self.partners or partner in self.partners)
        ]


class KeptDraws:
    """The recorded trade of sums of cells by draw, USD million a month."""

    def __init__(self) -> None:
        self.parts: list[Array] = []

    def add(self, totals: Totals, first: int) -> None:
        """Take a chunk."""
        self.parts.append(totals.kept)


class HappenedDraws:
    """How often provocations, rungs, talks and rounds of designations came, by draw."""

    def __init__(self) -> None:
        self.parts: list[Mapping[str, NDArray[np.intp]]] = []

    def add(self, totals: Totals, first: int) -> None:
        """Take a chunk. A copy: these may be some lanes of arrays that hold many more."""
        self.parts.append({name: count.copy() for name, count in totals.happened.items()})

    @property
    def counts(self) -> dict[str, Array]:
        """By name, (draw,)."""
        names = self.parts[0] if self.parts else ()
        return {name: np.concatenate([part[name] for part in self.parts]).astype(np.float64) for name in names}
