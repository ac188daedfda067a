"""From draws to what is kept of them: monthly quantiles, totals of windows and years. Order-free, bounded memory.

Each takes the chunks of one variant in order. Monthly quantiles are exact up to 1,024 draws; above, they come from
counts in fixed parts, with their error stated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.runs.collect import BINS, LOST, SERIES, Binned, Totals, binned

EXACT_UP_TO = 1024
"""Draws for which every monthly value is kept and quantiles are exact: some 30 MB a variant of five years."""

STEP = 128
"""Parts by which counts grow."""

PROBABILITIES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The median and the nested 50 and 90 % bands."""


@dataclass
class GroupTotals:
    """Totals of stream groups by draw: of each window, or of each calendar year.

    Room for all draws is laid out at once and filled as they come: joined in the end, they would be held twice.
    """

    over: Literal["windowed", "yearly"]
    measures: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]
    """Positions of each group's streams, in name order."""
    draws: int
    """How many draws there will be, unless stopped before."""
    done: int = 0
    room: Array = field(default_factory=lambda: np.empty((0, 0, 0, 0)))

    def add(self, totals: Totals, first: int) -> None:
        """Take a chunk."""
        tables: dict[str, Array] = getattr(totals, self.over)
        if not self.done:
            spans = len(tables[self.measures[0]])
            self.room = np.empty((len(self.measures), len(self.groups), spans, self.draws))
        self.done = first + totals.draws
        for place, name in zip(self.room, self.measures, strict=True):
            for summed, group in zip(place, self.groups, strict=True):
                summed[:, first : self.done] = _summed(tables[name], group)

    @property
    def values(self) -> Array:
        """USD million by axes (measure, group, window or year, draw); NaN in draws that failed."""
        return self.room[..., : self.done]


def _summed(table: Array, streams: Sequence[int]) -> Array:
    """(window or year, stream, draw) -> (window or year, draw): streams added in name order."""
    total = np.zeros((len(table), table.shape[-1]))
    for k in streams:
        total += table[:, k]
    return total


class ExactSeries:
    """Quantiles of monthly series from all their draws."""

    error = 0.0

    def __init__(self) -> None:
        self.parts: dict[str, list[Array]] = {name: [] for name in SERIES}

    def add(self, totals: Totals, first: int) -> None:
        """Take a chunk. A copy: these may be some lanes of arrays that hold many more."""
        for name in SERIES:
            self.parts[name].append(totals.monthly[name].copy())

    def quantiles(self, name: str) -> Array:
        """(probability, month, series) over the draws that came to an end."""
        months = zip(*self.parts[name], strict=True)
        return np.stack([_quantiles(np.concatenate(month, axis=-1)) for month in months], axis=1)


def _quantiles(values: Array) -> Array:
    """Quantiles of a month over its sound draws: (series, draw) -> (probability, series)."""
    return np.quantile(values[:, np.isfinite(values).all(axis=0)], PROBABILITIES, axis=-1, overwrite_input=True)


class HistogramSeries:
    """Quantiles of monthly series from counts in fixed parts of [0, top]; `top` has axis (series,)."""

    def __init__(self, top: Array, months: int):
        self.top = np.where(top > 0, top, 1.0)
        self.counts = {name: [np.zeros((months, 0), dtype=np.uint32) for _ in top] for name in SERIES}
        """By series how many sound draws fall in each part, as far up as any did: (month, part)."""

    @property
    def error(self) -> float:
        """The largest error of a quantile, USD million a month: half a part."""
        return float(self.top.max()) / BINS / 2

    def add(self, totals: Totals, first: int) -> None:
        """Take a chunk, its months binned where it was run or here."""
        for name, held in self.counts.items():
            parts = totals.binned[name] if totals.binned else binned(totals.monthly[name], self.top)
            for n in range(len(held)):
                held[n] = counted(parts[:, n], held[n])

    def quantiles(self, name: str) -> Array:
        """(probability, month, series): the middle of the part in which a probability is reached."""
        return np.stack([self._of(counts) for counts in self.counts[name]], axis=-1) / BINS * self.top

    def _of(self, counts: NDArray[np.uint32]) -> Array:
        """Quantiles of one series in parts: (month, part) -> (probability, month)."""
        below = np.cumsum(counts, axis=-1, dtype=np.int64)
        draws = below[:, -1:]
        reached = [(below < np.ceil(p * draws)).sum(axis=-1) for p in PROBABILITIES]
        return np.minimum(np.array(reached), BINS - 1) + 0.5


def counted(parts: Binned, counts: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """How many draws fall in each part, with those of a chunk that are sound: (month, draw) on (month, part).

    Counts are kept as far up as any draw falls, mostly a quarter of all parts.
    """
    sound = parts[:, (parts != LOST).all(axis=0)]
    months, width = counts.shape
    if (top := int(sound.max(initial=0)) + 1) > width:
        width = min(BINS, -(-top // STEP) * STEP)
        counts = np.pad(counts, ((0, 0), (0, width - counts.shape[-1])))
    rows = width * np.arange(months)[:, None]
    counts += np.bincount((rows + sound).ravel(), minlength=months * width).reshape(months, width).astype(np.uint32)
    return counts


def series_for(draws: int, top: Sequence[float], months: int) -> ExactSeries | HistogramSeries:
    """Exact quantiles where all draws fit, histograms above."""
    return ExactSeries() if draws <= EXACT_UP_TO else HistogramSeries(np.array(top), months)
