"""The rows of a sweep: which value of each source every row has, and where its spread points lie in (0, 1)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.common.errors import BadInput, Problem
from sim.luck.keyed import BLOCK, scrambled, uniforms
from sim.luck.sobol import points_between
from sim.reading.forms.sweep import MOST_POINTS
from sim.sweeps.design.axes import Sweep

Index = NDArray[np.int64]

AT_ONCE = 1 << 15
"""Spread points scrambled together: each takes a few hundred bytes meanwhile."""


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
