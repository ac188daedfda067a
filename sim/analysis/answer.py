"""A question asked of the model: all its lanes run side by side, and what each earns by stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.analysis.variants import Window, first_full_month, streams_where, variants_of, windows_of
from sim.common.axes import Array
from sim.domain.benchmarks import in_plain_numbers
from sim.domain.scenario import Scenario
from sim.processes.clock import Event
from sim.processes.model import FullRecord, simulate
from sim.world.assembly import Block, assemble


@dataclass(frozen=True)
class Answer:
    """A scenario's lanes, month by month. `lanes` names them in lane order."""

    scenario: Scenario
    lanes: tuple[str, ...]
    record: FullRecord
    events: tuple[Event, ...]

    @cached_property
    def streams(self) -> tuple[str, ...]:
        """Stream ids in the order of the arrays."""
        return self.record.world.layout.cells.groups

    @cached_property
    def windows(self) -> list[Window]:
        """The first calendar year and the run-rate."""
        return windows_of(self.scenario)

    @cached_property
    def first_full_month(self) -> int:
        """The first month wholly under the tested measures."""
        return first_full_month(self.scenario)

    def by_stream(self, name: str, lane: str) -> Array:
        """A monthly table of one lane: axes (month, stream), USD million a month. `net` is retained receipts."""
        number = self.lanes.index(lane)
        layout, tables = self.record.world.layout, self.record.tables
        if name == "net":
            retained = np.broadcast_to(self.record.world.trade.retained, (len(self.streams), len(self.lanes)))
            return tables["receipts"][:, :, number] * retained[:, number]
        table = tables[name]
        if table.shape[1] != len(self.streams):
            table = np.array([layout.cells.sum_within(month) for month in table])
        return table[:, :, number]

    def positions(self, streams: Sequence[str]) -> list[int]:
        """Where streams stand in the arrays, in name order."""
        return [self.streams.index(stream) for stream in sorted(streams)]

    def yearly(self, name: str, lane: str, window: Window, streams: Sequence[str]) -> float:
        """A lane's total over a window and some streams, USD million a year; streams added in name order."""
        table = self.by_stream(name, lane)[list(window.months)]
        return float(sum(table[:, k].sum() for k in self.positions(streams))) * window.to_a_year

    def added(self, name: str, lane: str, window: Window, streams: Sequence[str]) -> float:
        """What the tested measures take in a lane: prior law less the lane, USD million a year."""
        return self.yearly(name, f"{lane}, prior law", window, streams) - self.yearly(name, lane, window, streams)

    def denied(self, lane: str, window: Window, streams: Sequence[str]) -> float:
        """What the whole bundle takes in a lane against no sanctions: V less receipts, USD million a year."""
        return self.yearly("value", lane, window, streams) - self.yearly("receipts", lane, window, streams)

    def group(self, name: str) -> list[str]:
        """The streams of a group; refuses those that overlap."""
        return streams_where(self.scenario, lambda group: group == name)


def ask(scenario: Scenario) -> Answer:
    """Run a scenario with every lane its headline needs."""
    return run_lanes(scenario, variants_of(scenario))


def run_lanes(scenario: Scenario, lanes: dict[str, Scenario]) -> Answer:
    """Run named lanes side by side in one model run; they share the scenario's structure."""
    record = FullRecord(assemble([Block(in_plain_numbers(lane)) for lane in lanes.values()]))
    log = simulate(record.world, record)
    events = sorted(log.events, key=lambda event: (event.day, event.act, event.what))
    return Answer(scenario, tuple(lanes), record, tuple(events))
