"""The answer to a question asked by one command: what is printed, and the tidy tables behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.bands import range_text
from sim.analysis.said import Column, Headline, about
from sim.common.axes import Array

Cell = float | int | str | None

QUANTILES = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
"""The columns of a tidy table that hold a distribution over draws, beside its mean."""


@dataclass(frozen=True)
class TidyTable:
    """A table for machines, an observation a row; its columns carry what they mean and their unit."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Answer:
    """What a command answers: `name` is the command's, `key` all that it was asked beside its scenarios."""

    name: str
    key: tuple[str, ...]
    headline: Headline
    tables: tuple[TidyTable, ...]
    draws: int


def spread_columns(unit: str, of: str) -> tuple[Column, ...]:
    """The columns of a distribution over draws: mean, then QUANTILES. `of`: what is spread."""
    words = [f"{of}: mean of the draws", *(f"{of}: {_share(p)} of the draws lie below" for p in QUANTILES.values())]
    return tuple(Column(name, text, unit) for name, text in zip(("mean", *QUANTILES), words, strict=True))


def _share(probability: float) -> str:
    return f"{100 * probability:.0f} %"


def spread(draws: Array) -> tuple[float, ...]:
    """Mean and QUANTILES over the sound draws, in the order of `spread_columns`. `draws` (draw,)."""
    sound = draws[np.isfinite(draws)]
    return (float(sound.mean()), *(float(q) for q in np.quantile(sound, tuple(QUANTILES.values()))))


def median_and_range(draws: Array) -> tuple[float, str]:
    """Median and, in words, 90 % band over the sound draws; of one draw, its value and a dash. `draws` (draw,)."""
    sound = draws[np.isfinite(draws)]
    low, median, high = (float(q) for q in np.quantile(sound, (0.05, 0.5, 0.95)))
    return median, range_text(low, high) if len(sound) > 1 else "-"


def with_range(draws: Array) -> str:
    """An amount in a cell, '1,210 (910 to 1,700)': median and 90 % band; of one draw, its value. `draws` (draw,)."""
    median, spread_text = median_and_range(draws)
    return about(median) if spread_text == "-" else f"{about(median)} ({spread_text})"


def listed(names: Sequence[str], most: int = 8) -> str:
    """Names in a sentence; more than `most` are counted."""
    return ", ".join(names) if len(names) <= most else f"{', '.join(names[:most])} and {len(names) - most} more"
