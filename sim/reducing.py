"""From draws to bands: exact quantiles up to 1,024 draws, fixed-edge integer histograms above, order-free.

Each reducer takes the chunks of an ensemble in order and keeps only what it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.axes import Array
from sim.ensemble import EXACT_UP_TO
from sim.totals import BINS, SERIES, Totals, counted

PROBABILITIES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The median and the nested 50 and 90 % bands."""


@dataclass
class WindowedReceipts:
    """Receipts of some streams over each window by draw: all a headline keeps of a draw."""

    streams: list[int]
    """Positions of the streams, in name order."""
    parts: list[Array] = field(default_factory=list)

    def add(self, totals: Totals, first: int) -> None:
        """Take a chunk."""
        table = totals.windowed["receipts"]
        summed = np.zeros((len(table), totals.draws))
        for k in self.streams:
            summed += table[:, k]
        self.parts.append(summed)

    def over(self, window: int) -> Array:
        """One window's receipts, by draw."""
        return np.concatenate([part[window] for part in self.parts])


class ExactSeries:
    """Quantiles of monthly series from all their draws."""

    error = 0.0

    def __init__(self) -> None:
        self.parts: dict[str, list[Array]] = {name: [] for name in SERIES}

    def add(self, totals: Totals, first: int) -> None:
        """Take a chunk."""
        for name in SERIES:
            self.parts[name].append(totals.monthly[name])

    def quantiles(self, name: str) -> Array:
        """(probability, month, series) over the draws that came to an end."""
        values = np.concatenate(self.parts[name], axis=-1)
        sound = np.isfinite(values).all(axis=(0, 1))
        kept = values if sound.all() else values[..., sound]
        return np.quantile(kept, PROBABILITIES, axis=-1, overwrite_input=True)


class HistogramSeries:
    """Quantiles of monthly series from counts in fixed parts of [0, top]; `top` has axis (series,)."""

    def __init__(self, top: Array, months: int):
        self.top = np.where(top > 0, top, 1.0)
        self.counts = {name: np.zeros((months, len(top), BINS), dtype=np.uint32) for name in SERIES}

    @property
    def error(self) -> float:
        """The largest error of a quantile, USD million a month: half a part."""
        return float(self.top.max()) / BINS / 2

    def add(self, totals: Totals, first: int) -> None:
        """Take a chunk, counted where it was run or here."""
        for name in SERIES:
            self.counts[name] += totals.counts[name] if totals.counts else counted(totals.monthly[name], self.top)

    def quantiles(self, name: str) -> Array:
        """(probability, month, series): the middle of the part in which a probability is reached."""
        below = np.cumsum(self.counts[name], axis=-1, dtype=np.int64)
        draws = below[..., -1:]
        reached = [(below < np.ceil(p * draws)).sum(axis=-1) for p in PROBABILITIES]
        return (np.minimum(np.array(reached), BINS - 1) + 0.5) / BINS * self.top


def series_for(draws: int, top: Sequence[float], months: int) -> ExactSeries | HistogramSeries:
    """Exact quantiles where all draws fit, histograms above."""
    return ExactSeries() if draws <= EXACT_UP_TO else HistogramSeries(np.array(top), months)
