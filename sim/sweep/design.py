"""The rows of a sweep: which value of each source every row has, and where its spread points lie in (0, 1)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sim.axes import Array
from sim.errors import BadInput, Problem
from sim.randomness import BLOCK, scrambled, uniforms
from sim.reading.sweep_forms import MOST_POINTS
from sim.sobol import sobol_points
from sim.sweep.nouns import Sweep

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Rows:
    """The rows of a design: one column a source (bundles, cases, listed axes), and one a spread axis."""

    chosen: Index
    """(row, source): position of the value taken; sources in the order of `sources_of`."""
    places: Array
    """(row, spread axis): where in (0, 1)."""

    def __len__(self) -> int:
        return len(self.chosen)


def rows_of(sweep: Sweep, seed: int, first: int, stop: int) -> Rows:
    """The rows with the spread points from `first` to `stop`, bundles outermost. Raises BadInput for too many."""
    listed = _listed(sweep)
    choices = max(1, len(sweep.bundles)) * max(1, len(sweep.cases))
    count = choices * len(listed) * (stop - first)
    if count > MOST_POINTS:
        given = f"{count:,} points"
        raise BadInput(Problem("too many points", sweep.file, given=given, allowed=f"at most {MOST_POINTS:,}"))
    named = np.array(list(product(range(max(1, len(sweep.bundles))), range(max(1, len(sweep.cases))))))
    kept = [bool(sweep.bundles), bool(sweep.cases)]
    named = np.repeat(named[:, kept], len(listed) * (stop - first), axis=0)
    chosen = np.tile(np.repeat(listed, stop - first, axis=0), (choices, 1))
    places = np.tile(spread_places(sweep, seed, first, stop), (choices * len(listed), 1))
    return Rows(np.concatenate([named, chosen], axis=1), places)


def _listed(sweep: Sweep) -> Index:
    """The combinations of listed axes: all of them, or the first of each, the second of each, ..."""
    sizes = [range(len(axis.values)) for axis in sweep.axes]
    total = int(np.prod([len(size) for size in sizes], dtype=object)) if sweep.design == "grid" else 0
    if total > MOST_POINTS:
        given = " x ".join(f"{axis.path}: {len(axis.values)}" for axis in sweep.axes)
        raise BadInput(Problem("too many points", sweep.file, given=given, allowed=f"at most {MOST_POINTS:,}"))
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
    blocks = range(first // BLOCK, -(-stop // BLOCK))
    columns = []
    for n, axis in enumerate(axes):
        each = [scrambled(sobol_points(block, len(axes))[:, n], seed, f"design.{axis.path}", 0) for block in blocks]
        columns.append(np.concatenate(each))
    offset = blocks[0] * BLOCK
    return np.stack(columns, axis=1)[first - offset : stop - offset]


def _latin(seed: int, path: str, points: int) -> Array:
    blocks = range(-(-points // BLOCK))

    def luck(what: str) -> Array:
        return np.concatenate([uniforms(seed, f"design.{what}.{path}", block) for block in blocks])[:points]

    part = np.argsort(np.argsort(luck("order"), kind="stable"), kind="stable")
    return np.asarray((part + luck("place")) / points)
