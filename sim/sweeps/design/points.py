"""The points of a sweep: every row of its design as a scenario, with the rows that are the same computed once.

What lanes can carry (numbers, dials) differs from point to point of one setting; a setting is a scenario of its own:
another bundle, other dates, another baseline. Settings that share their structure share one run of the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.common.axes import Array
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario
from sim.sweeps.design.changes import Dial, overlaid
from sim.sweeps.design.rows import Index
from sim.sweeps.design.sources import Source
from sim.sweeps.design.spreads import SpreadAxis


@dataclass(frozen=True)
class Member:
    """A point as lanes carry it: its setting, and the numbers and dials that are its own."""

    setting: int
    numbers: dict[str, Quantity]
    dials: dict[str, Dial]


@dataclass(frozen=True)
class Points:
    """The rows of a design, sorted by structure and setting, and which of them are computed.

    Arrays run along the points. `run` numbers what is computed; points that are the same scenario share a run.
    """

    sources: tuple[Source, ...]
    spreads: tuple[SpreadAxis, ...]
    chosen: Index
    """(point, source): position of the value taken."""
    values: Array
    """(point, spread axis), in the model's own units."""
    settings: Sequence[Scenario]
    fingerprints: tuple[str, ...]
    groups: tuple[int, ...]
    """For each setting, which run of the model carries it."""
    setting: Index
    """(point,): position of its setting."""
    run: Index
    """(point,): number of its run."""

    def __len__(self) -> int:
        return len(self.run)

    @cached_property
    def in_lanes(self) -> tuple[int, ...]:
        """Positions of the sources that lanes can carry."""
        return tuple(n for n, source in enumerate(self.sources) if source.in_lanes)

    @cached_property
    def first(self) -> Index:
        """For each run, its first point."""
        return np.unique(self.run, return_index=True)[1].astype(np.int64)

    @property
    def runs(self) -> int:
        """How many are computed."""
        return len(self.first)

    @property
    def group_of_runs(self) -> Index:
        """(run,): which run of the model carries it."""
        return np.array(self.groups, dtype=np.int64)[self.setting[self.first]]

    def member(self, run: int) -> Member:
        """A run as lanes carry it."""
        point = int(self.first[run])
        changes = [self.sources[n].changes[int(self.chosen[point, n])] for n in self.in_lanes]
        changes += [axis.at(float(v)) for axis, v in zip(self.spreads, self.values[point], strict=True)]
        numbers = {name: q for c in changes for name, q in c.numbers.items()}
        dials = {who: dial for c in changes for who, dial in c.dials.items()}
        return Member(int(self.setting[point]), numbers, dials)

    def scenario(self, point: int) -> Scenario:
        """A point as a scenario of its own."""
        member = self.member(int(self.run[point]))
        return overlaid(self.settings[member.setting], member.numbers, member.dials)

    def words(self, point: int) -> str:
        """A point as its author would name it: 'bundle all, campaign.dial 5.5, behaviour.tau_k 14.2 months'."""
        parts = [source.words(int(n)) for source, n in zip(self.sources, self.chosen[point], strict=True)]
        values = zip(self.spreads, self.values[point], strict=True)
        parts += [f"{axis.name} {float(axis.shown(np.array(v))):.6g} {axis.unit}".rstrip() for axis, v in values]
        return ", ".join(parts)


def by_setting(setting: Index) -> Iterator[tuple[int, Index]]:
    """The rows of each setting, of which `setting` (row,) has the position: (setting, its rows in their order)."""
    order = np.argsort(setting, kind="stable")
    edges = np.flatnonzero(np.diff(setting[order])) + 1
    for rows in np.split(order, edges) if len(order) else ():
        yield int(setting[rows[0]]), rows
