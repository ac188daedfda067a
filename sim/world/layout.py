"""Which cells and provisions a world has, and where they stand in its arrays.

A cell is one partner's trade in one stream. It stands in the arrays where something is traded, or could be bought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Part, Ragged, ragged
from sim.common.errors import RunFailed
from sim.domain.law import Measure, Provision
from sim.domain.scenario import Scenario
from sim.domain.trade import Partner, Stream
from sim.world.notices import paragraphs_hang_on, paragraphs_of

Index = NDArray[np.intp]


@dataclass(frozen=True)
class Layout:
    """The structure shared by all lanes: cells grouped by stream, provision-cell pairs grouped by cell."""

    streams: tuple[Stream, ...]
    partners: tuple[Partner, ...]
    provisions: tuple[Provision, ...]
    cells: Ragged
    """Groups are stream ids, members partner ids: cells.members[c] == (stream, partner)."""
    pairs: Ragged
    """Groups are cell numbers, members provision numbers: pairs.members[n] == (cell, provision)."""
    trades: NDArray[np.bool_]
    """(cell,): whether something is traded on a cell; on the others something could be bought."""

    @cached_property
    def traded(self) -> Part:
        """The cells on which something is traded."""
        return self.cells.part(self.trades)

    @cached_property
    def cell_of(self) -> dict[tuple[str, str], int]:
        """(stream, partner) -> cell number."""
        return {member: c for c, member in enumerate(self.cells.members)}

    @cached_property
    def cell_partner(self) -> Index:
        """The partner number of each cell."""
        position = {partner.id: i for i, partner in enumerate(self.partners)}
        return np.array([position[partner] for _, partner in self.cells.members], dtype=np.intp)

    @cached_property
    def traded_partner(self) -> Index:
        """The partner number of each cell on which something is traded."""
        return self.cell_partner[self.traded.members]

    @cached_property
    def pair_cell(self) -> Index:
        """The cell number of each pair."""
        return np.array([cell for cell, _ in self.pairs.members], dtype=np.intp)

    @cached_property
    def pair_provision(self) -> Index:
        """The provision number of each pair."""
        return np.array([provision for _, provision in self.pairs.members], dtype=np.intp)

    @cached_property
    def pair_partner(self) -> Index:
        """The partner number of each pair."""
        return self.cell_partner[self.pair_cell]

    @cached_property
    def pairs_of(self) -> dict[str, Index]:
        """Provision id -> its pairs, in name order of (stream, partner), so that sums over them never change order."""
        found: dict[str, list[int]] = {provision.id: [] for provision in self.provisions}
        by_name = sorted(enumerate(self.pairs.members), key=lambda pair: self.cells.members[pair[1][0]])
        for pair, (_, number) in by_name:
            found[self.provisions[number].id].append(pair)
        return {name: np.array(pairs, dtype=np.intp) for name, pairs in found.items()}

    @cached_property
    def group_of(self) -> dict[str, str]:
        """Stream id -> its group."""
        return {stream.id: stream.group for stream in self.streams}

    @cached_property
    def counted_in_heads(self) -> frozenset[str]:
        """The streams whose baseline is a headcount."""
        return frozenset(stream.id for stream in self.streams if stream.headcount)

    @cached_property
    def _by_id(self) -> dict[str, Provision]:
        return {provision.id: provision for provision in self.provisions}

    def provision(self, name: str) -> Provision:
        """The provision of an id. Raises KeyError where there is none."""
        return self._by_id[name]

    def order_of(self, provision: Provision) -> Provision:
        """The provision whose instrument holds: for a notice, the one it transposes."""
        return self._by_id[provision.transposes] if provision.transposes else provision

    @cached_property
    def orders(self) -> tuple[Provision, ...]:
        """What `order_of` says of each provision."""
        return tuple(self.order_of(provision) for provision in self.provisions)

    def stream_number(self, stream: str) -> int:
        """Where a stream stands on the stream axis."""
        return self.cells.groups.index(stream)


def lay_out(scenarios: Sequence[Scenario]) -> Layout:
    """The one structure that carries all these scenarios. Raises RunFailed where they cannot share one."""
    first = scenarios[0]
    for other in scenarios[1:]:
        if frame_of_lanes(other) != frame_of_lanes(first):
            raise RunFailed(f"{other.name} and {first.name} differ in horizon, base year, streams, partners or clocks")
    streams = tuple(sorted(first.streams, key=lambda stream: stream.id))
    partners = tuple(sorted(first.partners, key=lambda partner: partner.id))
    provisions = _all_provisions(scenarios)
    cells = ragged({stream.id: _buyers(stream, partners, scenarios) for stream in streams})
    trades = np.array([_trades(*member, scenarios) for member in cells.members], dtype=bool)
    return Layout(streams, partners, provisions, cells, ragged(_on_cells(provisions, cells)), trades)


def _on_cells(provisions: Sequence[Provision], cells: Ragged) -> dict[int, list[int]]:
    """Cell -> the provisions that cover it, by number and in their order; only of cells that have one."""
    by_stream: dict[str, dict[str, int]] = {}
    for cell, (stream, partner) in enumerate(cells.members):
        by_stream.setdefault(stream, {})[partner] = cell
    found: dict[int, list[int]] = {}
    for number, provision in enumerate(provisions):
        for stream in dict.fromkeys(provision.streams):
            here = by_stream.get(stream, {})
            for partner in dict.fromkeys(provision.partners) or here:
                if partner in here:
                    found.setdefault(here[partner], []).append(number)
    return dict(sorted(found.items()))


def frame_of_lanes(scenario: Scenario) -> tuple[object, ...]:
    """What scenarios must have in common to run side by side, with acts of one name being the same: axes and clocks."""
    streams = sorted(scenario.streams, key=lambda stream: stream.id)
    partners = sorted(scenario.partners, key=lambda partner: partner.id)
    clocks = (scenario.start, scenario.months, scenario.review_months, scenario.base_year, scenario.evasion_from)
    return (*clocks, streams, partners)


def _all_provisions(scenarios: Sequence[Scenario]) -> tuple[Provision, ...]:
    acts: dict[str, Measure] = {}
    for measure in (m for scenario in scenarios for m in scenario.measures):
        if acts.setdefault(measure.id, measure) != measure:
            raise RunFailed(f"{measure.id} is not the same act in all scenarios")
    known: dict[str, Provision] = {}
    alike: list[tuple[object, ...]] = []
    for scenario in scenarios:
        hangs_on = paragraphs_hang_on(scenario)
        if hangs_on in alike:
            continue
        alike.append(hangs_on)
        for provision in paragraphs_of(scenario).values():
            if known.setdefault(provision.id, provision) != provision:
                raise RunFailed(f"{provision.id} is not the same provision in all scenarios")
    return tuple(known[name] for name in sorted(known))


def _buyers(stream: Stream, partners: Sequence[Partner], scenarios: Sequence[Scenario]) -> list[str]:
    return [p.id for p in partners if p.may_buy or _trades(stream.id, p.id, scenarios)]


def _trades(stream: str, partner: str, scenarios: Sequence[Scenario]) -> bool:
    return any(f"baseline.{stream}.{partner}" in scenario.numbers for scenario in scenarios)
