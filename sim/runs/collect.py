"""What an ensemble keeps of each draw: yearly and windowed totals, and monthly series of groups and streams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.domain.scenario import Scenario
from sim.domain.trade import SUMMED_GROUPS
from sim.processes.clock import Happenings
from sim.processes.month import Month
from sim.world.arrays import World
from sim.world.layout import Index, lay_out

MEASURED = ("receipts", "recorded", "net", "value")
"""Kept of every stream by draw and year."""

MEASURED_READS = frozenset({"receipts", "recorded", "whole_value"})
"""The series of a month they are worked out from."""

STEPS = ("substitution", "denied", "discounts", "interdicted", "payment")
"""What lies between value and receipts: kept of every stream by draw and window. What is sent ahead of an act or waits
at ports is the rest."""

SERIES = ("receipts", "recorded")
"""Kept of every group and stream by draw and month."""

BINS = 2048
"""Parts of a histogram's range; half of one part is the error of its quantiles."""

LOST = np.iinfo(np.uint16).max
"""Stands in place of a part for what is not finite."""

Binned = NDArray[np.uint16]
"""Which of BINS parts values fall in."""

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
    kept: tuple[tuple[int, ...], ...] = ()
    """Sums of cells whose recorded trade is kept month by month: positions among all cells; none unless asked for."""

    @property
    def series(self) -> tuple[str, ...]:
        """Names of the monthly series: the groups that have a total, then the streams."""
        return (*self.groups, *self.streams)


def cells_of(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """(stream, partner) of every cell, in the order of the arrays."""
    return tuple(lay_out([scenario]).cells.members)


def frame_of(
    scenario: Scenario,
    windows: Sequence[Sequence[int]],
    cells: bool = False,
    kept: Sequence[Sequence[int]] = (),
) -> Frame:
    """The axes of a scenario's totals; `windows` are positions of months in the horizon, `kept` those of cells."""
    years = sorted({(scenario.start + t) // 12 for t in range(scenario.months)})
    streams = tuple(sorted(stream.id for stream in scenario.streams))
    groups = tuple(g for g in SUMMED_GROUPS if any(s.group == g for s in scenario.streams))
    partners = tuple(sorted(partner.id for partner in scenario.partners))
    every = tuple(sorted(cells_of(scenario))) if cells else ()
    sums = tuple(tuple(places) for places in kept)
    return Frame(tuple(years), tuple(tuple(w) for w in windows), streams, partners, groups, every, sums)


@dataclass
class Totals:
    """Totals of the draws of a chunk, USD million: every array ends with the draw.

    `yearly[name]` (year, stream, draw); `windowed[name]`, also of STEPS (window, stream, draw), the sum of its months;
    `by_partner` (year, partner, draw) and `by_channel` (year, channel, draw): goods receipts;
    `monthly[name]` (month, series, draw), or in its place the parts of a histogram `binned[name]` on the same axes;
    `cells` (month, cell, draw): receipts of every cell, where asked for; `kept` (month, sum, draw): recorded trade of
    the sums of cells that were asked for; `happened[name]` (draw,): how often provocations, rungs, talks, rounds came.
    """

    frame: Frame
    yearly: dict[str, Array] = field(default_factory=dict)
    windowed: dict[str, Array] = field(default_factory=dict)
    by_partner: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))
    by_channel: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))
    monthly: dict[str, Array] = field(default_factory=dict)
    cells: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))
    binned: dict[str, Binned] = field(default_factory=dict)
    kept: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))
    happened: Mapping[str, NDArray[np.intp]] = field(default_factory=dict)
    events: Happenings | None = None
    """What the campaign did in them, where that was to be kept."""

    @property
    def draws(self) -> int:
        """How many draws these are the totals of."""
        return self.by_channel.shape[-1]

    def part(self, first: int, last: int) -> Totals:
        """The totals of the draws [first, last) of these."""
        if first == 0 and last >= self.draws:
            return self
        here = slice(first, last)
        tables = [{n: t[..., here] for n, t in table.items()} for table in (self.yearly, self.windowed, self.monthly)]
        single = (self.by_partner, self.by_channel, self.cells, self.kept)
        partner, channel, cells, kept = (a[..., here] for a in single)
        binned = {name: table[..., here] for name, table in self.binned.items()}
        happened = {name: count[here] for name, count in self.happened.items()}
        events = self.events.part(first, last) if self.events else None
        whole = tables[0], tables[1], partner, channel, tables[2], cells, binned, kept, happened, events
        return Totals(self.frame, *whole)

    def lose(self, draw: int) -> None:
        """Mark a draw as failed: no total of it is a number."""
        for array in self.arrays():
            array[..., draw] = np.nan
        for table in self.binned.values():
            table[..., draw] = LOST

    def arrays(self) -> list[Array]:
        """Every array of amounts, in a fixed order."""
        named = [table[name] for table in (self.yearly, self.windowed, self.monthly) for name in sorted(table)]
        asked = [*([self.cells] if self.frame.cells else []), *([self.kept] if self.frame.kept else [])]
        return [*named, self.by_partner, self.by_channel, *asked]


@dataclass(frozen=True)
class Received:
    """What a month brought, USD million: `by_stream` and `by_channel` (stream, lane), in the world's order.

    The channels are those that pass the law by: open, diverted, smuggled. `by_cell` are the receipts of those cells
    that can have any, (place, lane); `place_of` says of every cell where, -1 of the others. `recorded_by` (cell, lane)
    is what each cell's customs declare, where it was asked for.
    """

    by_stream: dict[str, Array]
    by_cell: Array
    place_of: Index
    by_channel: tuple[Array, ...]
    recorded_by: Array


def measured(world: World, month: Month, streams: Sequence[int] | slice) -> dict[str, Array]:
    """What is measured of some streams in a month, USD million: by name of MEASURED, (stream, lane)."""
    flows = month.flows
    tables = {"receipts": flows.receipts[streams], "recorded": flows.recorded[streams]}
    tables["net"] = tables["receipts"] * world.trade.retained[streams]
    tables["value"] = flows.whole_value[streams]
    return tables


def under_law(world: World, month: Month) -> Received:
    """What a month brought as it was simulated."""
    flows = month.flows
    channels = (flows.open_received, flows.diverted_received, flows.smuggled_received)
    by_stream = measured(world, month, slice(None)) | {name: getattr(flows, name) for name in STEPS[1:]}
    by_stream["substitution"] = flows.whole_inflow
    place_of = month.bite.standing.field.earning_place
    return Received(by_stream, flows.receipts_at, place_of, channels, flows.recorded_by)


def without_law(world: World, month: Month, lanes: slice) -> Received:
    """What the month would have brought some lanes under no act at all: V, all of it received and recorded."""
    by_cell = month.flows.value[:, lanes]
    value = month.flows.whole_value[:, lanes]
    retained = np.broadcast_to(world.trade.retained, (len(world.layout.cells.groups), world.lanes))[:, lanes]
    by_stream = {"receipts": value, "recorded": value, "net": value * retained, "value": value}
    return Received(by_stream, by_cell, np.arange(len(by_cell)), (np.zeros(value.shape),) * 3, by_cell)


def binned(values: Array, top: Array) -> Binned:
    """Which part of [0, top] each value falls in, the last one above: (..., series, draw), `top` (series,)."""
    parts = values / np.where(top > 0, top, 1.0)[:, None]
    parts *= BINS
    np.clip(parts, 0, BINS - 1, out=parts)
    if not (finite := np.isfinite(values)).all():
        parts = np.where(finite, parts, LOST)
    return parts.astype(np.uint16)


class Collector:
    """Adds months up into totals as a run goes; streams and partners are added in name order.

    `lanes`: whose totals; without `law`, what these lanes would have earned under no act at all. With `tops`, where
    the histogram of each monthly series ends, months are kept as its parts: a quarter of their memory.
    """

    channels = frozenset({"open_received", "diverted_received", "smuggled_received"})
    reads = MEASURED_READS | channels | {*STEPS[1:], "whole_inflow", "receipts_at"}
    """The series of a month that it reads, whatever is asked for."""

    @classmethod
    def reads_for(cls, frame: Frame, without_law: bool = False) -> frozenset[str]:
        """The series of a month that it reads for these totals, with those of lanes under no act where there are."""
        return cls.reads | ({"recorded_by"} if frame.kept else set()) | ({"value"} if without_law else set())

    def __init__(
        self,
        world: World,
        scenario: Scenario,
        frame: Frame,
        lanes: slice = slice(None),
        law: bool = True,
        tops: Sequence[float] = (),
    ):
        self.world, self.frame, self.lanes, self.law, self.tops = world, frame, lanes, law, np.array(tops)
        layout = world.layout
        self.order = [layout.cells.groups.index(stream) for stream in frame.streams]
        group_of = {stream.id: stream.group for stream in scenario.streams}
        named = list(zip(self.order, frame.streams, strict=True))
        self.members = [[k for k, stream in named if group_of[stream] == g] for g in frame.groups]
        self.goods_cells = [
            [c for c in np.flatnonzero(layout.cell_partner == i) if group_of[layout.cells.members[c][0]] == "goods"]
            for i in range(len(layout.partners))
        ]
        self.goods = [k for k, stream in named if group_of[stream] == "goods"]
        self.cells = [layout.cell_of[cell] for cell in frame.cells]
        self._kept = _nothing_yet(frame, scenario.months, len(range(world.lanes)[lanes]), bool(tops))
        """Totals, whose years and windows have streams in the world's order as long as months are added."""

    @property
    def totals(self) -> Totals:
        """The totals of the months so far."""
        years, windows = self._kept.yearly, self._kept.windowed
        named = [{name: table[:, self.order] for name, table in tables.items()} for tables in (years, windows)]
        return replace(self._kept, yearly=named[0], windowed=named[1])

    def __call__(self, month: Month) -> None:
        """Add one month."""
        world, totals = self.world, self._kept
        received = under_law(world, month) if self.law else without_law(world, month, self.lanes)
        year = month.number // 12 - self.frame.years[0]
        self._add_streams(month.t, year, received.by_stream)
        place_of = received.place_of.tolist()
        for n, cell in enumerate(self.cells):
            totals.cells[month.t, n] = received.by_cell[place_of[cell]] if place_of[cell] >= 0 else 0.0
        for n, kept in enumerate(self.frame.kept):
            for cell in kept:
                totals.kept[month.t, n] += received.recorded_by[cell]
        for i, cells in enumerate(self.goods_cells):
            for c in cells:
                if place_of[c] >= 0:
                    totals.by_partner[year, i] += received.by_cell[place_of[c]]
        parts = received.by_channel
        permitted = received.by_stream["receipts"] - parts[0] - parts[1] - parts[2]
        for n, part in enumerate((permitted, *parts)):
            for k in self.goods:
                totals.by_channel[year, n] += part[k]

    def _add_streams(self, t: int, year: int, tables: dict[str, Array]) -> None:
        totals = self._kept
        for name, table in tables.items():
            if name in totals.yearly:
                totals.yearly[name][year] += table
            for n, window in enumerate(self.frame.windows):
                if t in window:
                    totals.windowed[name][n] += table
        for name in SERIES:
            if totals.binned:
                totals.binned[name][t] = binned(self._by_series(tables[name]), self.tops)
            else:
                totals.monthly[name][t] = self._by_series(tables[name])

    def _by_series(self, by_stream: Array) -> Array:
        """The groups' totals, then the streams in name order: (series, lane)."""
        groups = np.zeros((len(self.members), by_stream.shape[-1]))
        for g, members in enumerate(self.members):
            for k in members:
                groups[g] += by_stream[k]
        return np.concatenate([groups, by_stream[self.order]])


def _nothing_yet(frame: Frame, months: int, lanes: int, bins: bool) -> Totals:
    years, streams, monthly = len(frame.years), len(frame.streams), (months, len(frame.series), lanes)
    return Totals(
        frame,
        {name: np.zeros((years, streams, lanes)) for name in MEASURED},
        {name: np.zeros((len(frame.windows), streams, lanes)) for name in (*MEASURED, *STEPS)},
        np.zeros((years, len(frame.partners), lanes)),
        np.zeros((years, len(CHANNELS), lanes)),
        {} if bins else {name: np.zeros(monthly) for name in SERIES},
        np.zeros((months, len(frame.cells), lanes)),
        {name: np.zeros(monthly, dtype=np.uint16) for name in SERIES} if bins else {},
        kept=np.zeros((months, len(frame.kept), lanes)),
    )
