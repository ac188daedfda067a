"""Sums of cells whose recorded trade is kept by month and draw: what some buyers' customs declare of some streams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
