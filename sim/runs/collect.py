"""What an ensemble keeps of each draw: yearly and windowed totals, and monthly series of groups and streams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.domain.scenario import Scenario
from sim.domain.trade import SUMMED_GROUPS
from sim.processes.month import Month
from sim.world.arrays import World
from sim.world.layout import lay_out

MEASURED = ("receipts", "recorded", "net", "value")
"""Kept of every stream by draw and year."""

MEASURED_READS = frozenset({"receipts", "recorded", "value"})
"""The series of a month they are worked out from."""

SERIES = ("receipts", "recorded")
"""Kept of every group and stream by draw and month."""

BINS = 2048
"""Parts of a histogram's range; half of one part is the error of its quantiles."""

CHANNELS = ("permitted", "open", "diverted", "smuggled")


@dataclass(frozen=True)
class Frame:
    """The names along the axes of a scenario's totals."""

    years: tuple[int, ...]
    windows: tuple[tuple[int, ...], ...]
    streams: tuple[str, ...]
    partners: tuple[str, ...]
    groups: tuple[str, ...]
    cells: tuple[tuple[str, str], ...] = ()
    """(stream, partner) of the cells kept month by month; none unless asked for."""

    @property
    def series(self) -> tuple[str, ...]:
        """Names of the monthly series: the groups that have a total, then the streams."""
        return (*self.groups, *self.streams)


def frame_of(scenario: Scenario, windows: Sequence[Sequence[int]], cells: bool = False) -> Frame:
    """The axes of a scenario's totals; `windows` are positions of months in the horizon."""
    years = sorted({(scenario.start + t) // 12 for t in range(scenario.months)})
    streams = tuple(sorted(stream.id for stream in scenario.streams))
    groups = tuple(g for g in SUMMED_GROUPS if any(s.group == g for s in scenario.streams))
    partners = tuple(sorted(partner.id for partner in scenario.partners))
    kept = tuple(sorted(lay_out([scenario]).cells.members)) if cells else ()
    return Frame(tuple(years), tuple(tuple(w) for w in windows), streams, partners, groups, kept)


@dataclass
class Totals:
    """Totals of the draws of a chunk, USD million: every array ends with the draw.

    `yearly[name]` (year, stream, draw); `windowed[name]` (window, stream, draw), the sum of its months;
    `by_partner` (year, partner, draw) and `by_channel` (year, channel, draw): goods receipts;
    `monthly[name]` (month, series, draw), or in its place `counts[name]` (month, series, part) of so many draws;
    `cells` (month, cell, draw): receipts of every cell, where asked for.
    """

    frame: Frame
    yearly: dict[str, Array] = field(default_factory=dict)
    windowed: dict[str, Array] = field(default_factory=dict)
    by_partner: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))
    by_channel: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))
    monthly: dict[str, Array] = field(default_factory=dict)
    cells: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))
    counts: dict[str, NDArray[np.integer[Any]]] = field(default_factory=dict)

    @property
    def draws(self) -> int:
        """How many draws these are the totals of."""
        return self.by_channel.shape[-1]

    def counted(self, tops: Sequence[float]) -> Totals:
        """The totals with their monthly series counted in parts of [0, top] and let go."""
        counts = {name: counted(self.monthly[name], np.array(tops)) for name in self.monthly}
        return replace(self, monthly={}, counts=counts)

    def part(self, first: int, last: int) -> Totals:
        """The totals of the draws [first, last) of these."""
        if first == 0 and last >= self.draws:
            return self
        here = slice(first, last)
        tables = [{n: t[..., here] for n, t in table.items()} for table in (self.yearly, self.windowed, self.monthly)]
        partner, channel, cells = (a[..., here] for a in (self.by_partner, self.by_channel, self.cells))
        return Totals(self.frame, tables[0], tables[1], partner, channel, tables[2], cells)

    def arrays(self) -> list[Array]:
        """Every array, in a fixed order."""
        named = [table[name] for table in (self.yearly, self.windowed, self.monthly) for name in sorted(table)]
        return [*named, self.by_partner, self.by_channel, *([self.cells] if self.frame.cells else [])]


@dataclass(frozen=True)
class Received:
    """What a month brought, USD million: `by_stream` and `by_channel` (stream, lane), `by_cell` (cell, lane).

    Streams are in name order; the channels are those that pass the law by: open, diverted, smuggled.
    """

    by_stream: dict[str, Array]
    by_cell: Array
    by_channel: tuple[Array, ...]


def measured(world: World, month: Month, streams: Sequence[int]) -> dict[str, Array]:
    """What is measured of some streams in a month, USD million: by name of MEASURED, (stream, lane)."""
    flows = month.flows
    tables = {"receipts": flows.receipts[streams], "recorded": flows.recorded[streams]}
    tables["net"] = tables["receipts"] * world.trade.retained[streams]
    tables["value"] = world.layout.cells.sum_within(flows.value)[streams]
    return tables


def under_law(world: World, month: Month, streams: Sequence[int]) -> Received:
    """What a month brought as it was simulated."""
    flows = month.flows
    channels = (flows.open_received[streams], flows.diverted_received[streams], flows.smuggled_received[streams])
    return Received(measured(world, month, streams), flows.receipts_by, channels)


def without_law(world: World, month: Month, streams: Sequence[int], lanes: slice) -> Received:
    """What the month would have brought some lanes under no act at all: V, all of it received and recorded."""
    by_cell = month.flows.value[:, lanes]
    value = world.layout.cells.sum_within(by_cell)[streams]
    retained = np.broadcast_to(world.trade.retained, (len(world.layout.cells.groups), world.lanes))[streams, lanes]
    by_stream = {"receipts": value, "recorded": value, "net": value * retained, "value": value}
    return Received(by_stream, by_cell, (np.zeros(value.shape),) * 3)


def counted(values: Array, top: Array) -> NDArray[np.integer[Any]]:
    """How many sound draws fall in each part of [0, top]: (month, series, draw) -> (month, series, part)."""
    values = values[..., np.isfinite(values).all(axis=(0, 1))]
    months, series, draws = values.shape
    part = np.clip(values / np.where(top > 0, top, 1.0)[None, :, None] * BINS, 0, BINS - 1).astype(np.intp)
    rows = np.arange(months * series).reshape(months, series, 1) * BINS
    counts = np.bincount((rows + part).ravel(), minlength=months * series * BINS).reshape(months, series, BINS)
    return counts.astype(np.uint16 if draws < 2**16 else np.uint32)


class Collector:
    """Adds months up into totals as a run goes; streams and partners are added in name order.

    `lanes`: whose totals; without `law`, what these lanes would have earned under no act at all.
    """

    reads = MEASURED_READS | {"receipts_by", "open_received", "diverted_received", "smuggled_received"}
    """The series of a month that it reads."""

    def __init__(self, world: World, scenario: Scenario, frame: Frame, lanes: slice = slice(None), law: bool = True):
        self.world, self.frame, self.lanes, self.law = world, frame, lanes, law
        layout = world.layout
        self.order = [layout.cells.groups.index(stream) for stream in frame.streams]
        group_of = {stream.id: stream.group for stream in scenario.streams}
        self.members = [[n for n, s in enumerate(frame.streams) if group_of[s] == g] for g in frame.groups]
        self.goods_cells = [
            [c for c in np.flatnonzero(layout.cell_partner == i) if group_of[layout.cells.members[c][0]] == "goods"]
            for i in range(len(layout.partners))
        ]
        self.goods = [n for n, stream in enumerate(frame.streams) if group_of[stream] == "goods"]
        self.cells = [layout.cell_of[cell] for cell in frame.cells]
        self.totals = _nothing_yet(frame, scenario.months, len(range(world.lanes)[lanes]))

    def __call__(self, month: Month) -> None:
        """Add one month."""
        received = (
            under_law(self.world, month, self.order)
            if self.law
            else without_law(self.world, month, self.order, self.lanes)
        )
        year = month.number // 12 - self.frame.years[0]
        self._add_streams(month.t, year, received.by_stream)
        if self.cells:
            self.totals.cells[month.t] = received.by_cell[self.cells]
        for i, cells in enumerate(self.goods_cells):
            for c in cells:
                self.totals.by_partner[year, i] += received.by_cell[c]
        parts = received.by_channel
        permitted = received.by_stream["receipts"] - parts[0] - parts[1] - parts[2]
        for n, part in enumerate((permitted, *parts)):
            for k in self.goods:
                self.totals.by_channel[year, n] += part[k]

    def _add_streams(self, t: int, year: int, tables: dict[str, Array]) -> None:
        totals = self.totals
        for name, table in tables.items():
            totals.yearly[name][year] += table
            for n, window in enumerate(self.frame.windows):
                if t in window:
                    totals.windowed[name][n] += table
        for name in SERIES:
            monthly = totals.monthly[name][t]
            monthly[len(self.frame.groups) :] = tables[name]
            for g, members in enumerate(self.members):
                for n in members:
                    monthly[g] += tables[name][n]


def _nothing_yet(frame: Frame, months: int, lanes: int) -> Totals:
    years, streams = len(frame.years), len(frame.streams)
    return Totals(
        frame,
        {name: np.zeros((years, streams, lanes)) for name in MEASURED},
        {name: np.zeros((len(frame.windows), streams, lanes)) for name in MEASURED},
        np.zeros((years, len(frame.partners), lanes)),
        np.zeros((years, len(CHANNELS), lanes)),
        {name: np.zeros((months, len(frame.series), lanes)) for name in SERIES},
        np.zeros((months, len(frame.cells), lanes)),
    )
