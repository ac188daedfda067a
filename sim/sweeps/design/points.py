"""The points of a sweep: every row of its design as a scenario, with the rows that are the same computed once.

What lanes can carry (numbers, dials) differs from point to point of one setting; a setting is a scenario of its own:
another bundle, other dates, another baseline. Settings that share their structure share one run of the model. A row
says which value of each source a point takes, and where its spread values lie in (0, 1).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.common.errors import BadInput, Problem
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario
from sim.luck.keyed import BLOCK, scrambled, uniforms
from sim.luck.sobol import points_between
from sim.reading.forms.sweep import MOST_POINTS
from sim.sweeps.design.axes import Sweep
from sim.sweeps.design.changes import Dial, overlaid
from sim.sweeps.design.sources import Source
from sim.sweeps.design.spreads import SpreadAxis

Index = NDArray[np.int64]

AT_ONCE = 1 << 15
"""Spread points scrambled together: each takes a few hundred bytes meanwhile."""


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
    idle: tuple[str, ...] = ()
    """What its author should know: numbers that are swept, but nothing depends on."""

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


# -- rows -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rows:
    """The rows of a design: one column a source (bundles, cases, listed axes), and one a spread axis."""

    chosen: Index
    """(row, source): position of the value taken; sources in the order of `sources_of`."""
    places: Array
    """(row, spread axis): where in (0, 1)."""

    def __len__(self) -> int:
        return len(self.chosen)


def check_size(sweep: Sweep, points: int) -> None:
    """Raise BadInput where a design has too many points, before any value of it is read."""
    sizes = {axis.path: len(axis.values) for axis in sweep.axes}
    combined = math.prod(sizes.values()) if sweep.design == "grid" else max(sizes.values(), default=1)
    count = max(1, len(sweep.bundles)) * max(1, len(sweep.cases)) * combined * points
    if count > MOST_POINTS:
        given = f"{count:,} points"
        raise BadInput(Problem("too many points", sweep.file, given=given, allowed=f"at most {MOST_POINTS:,}"))


def rows_of(sweep: Sweep, seed: int, first: int, stop: int) -> Rows:
    """The rows with the spread points from `first` to `stop`, bundles outermost."""
    listed = _listed(sweep)
    choices = max(1, len(sweep.bundles)) * max(1, len(sweep.cases))
    named = np.array(list(product(range(max(1, len(sweep.bundles))), range(max(1, len(sweep.cases))))))
    kept = [bool(sweep.bundles), bool(sweep.cases)]
    named = np.repeat(named[:, kept], len(listed) * (stop - first), axis=0)
    chosen = np.tile(np.repeat(listed, stop - first, axis=0), (choices, 1))
    places = np.tile(spread_places(sweep, seed, first, stop), (choices * len(listed), 1))
    return Rows(np.concatenate([named, chosen], axis=1), places)


def kinds_of_rows(columns: Iterable[NDArray[Any]], rows: int) -> tuple[Index, Index]:
    """Which rows of some columns, (row,) each, are the same: the first row of each kind, and each row's kind."""
    code = np.zeros(rows, dtype=np.int64)
    for column in columns:
        inner = np.unique(column, return_inverse=True)[1]
        code = np.unique(code * (int(inner.max(initial=0)) + 1) + inner, return_inverse=True)[1]
    first = np.unique(code, return_index=True)[1]
    rank = np.argsort(np.argsort(first, kind="stable"), kind="stable")
    return np.sort(first).astype(np.int64), rank[code].astype(np.int64)


def _listed(sweep: Sweep) -> Index:
    """The combinations of listed axes: all of them, or the first of each, the second of each, ..."""
    sizes = [range(len(axis.values)) for axis in sweep.axes]
    combined = list(zip(*sizes, strict=True)) if sweep.design == "zip" and sizes else list(product(*sizes))
    return np.array(combined, dtype=np.int64).reshape(len(combined), len(sizes))


def spread_places(sweep: Sweep, seed: int, first: int, stop: int) -> Array:
    """Where spread points lie in (0, 1): (point, axis).

    Sobol: a column of the sequence each, Owen-scrambled by (seed, path); more points leave the first ones as they are.
    Latin hypercube (McKay, Beckman and Conover 1979): one point in each of as many equal parts, in an order and at a
    place inside its part that are keyed by (seed, path).
    """
    axes = sweep.spreads
    if not axes:
        return np.zeros((stop - first, 0))
    if axes[0].method == "latin":
        return np.stack([_latin(seed, axis.path, stop) for axis in axes], axis=1)[first:]
    parts = []
    for part in range(first, stop, AT_ONCE):
        points = points_between(part, min(part + AT_ONCE, stop), len(axes))
        columns = [scrambled(points[:, n], seed, f"design.{axis.path}", 0) for n, axis in enumerate(axes)]
        parts.append(np.stack(columns, axis=1))
    return np.concatenate(parts) if parts else np.zeros((0, len(axes)))


def _latin(seed: int, path: str, points: int) -> Array:
    blocks = range(-(-points // BLOCK))

    def luck(what: str) -> Array:
        return np.concatenate([uniforms(seed, f"design.{what}.{path}", block) for block in blocks])[:points]

    part = np.argsort(np.argsort(luck("order"), kind="stable"), kind="stable")
    return np.asarray((part + luck("place")) / points)
