"""What a revenue figure shows: the numbers of its lines, areas and marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.axes import Array


@dataclass(frozen=True)
class Mark:
    """A measure's date on a figure; tested measures stand out."""

    day: date
    label: str
    tested: bool = False


@dataclass(frozen=True)
class Curves:
    """Monthly revenue of one group of streams under a scenario, USD million a month.

    `receipts` has axes (month, stream), streams in `streams` as (id, label); `recorded`, `counterfactual` and
    `prior_law` (receipts without the measures under test; None where nothing is tested) have axis (month,).
    """

    title: str
    subtitle: str
    months: tuple[date, ...]
    streams: tuple[tuple[str, str], ...]
    receipts: Array
    recorded: Array
    counterfactual: Array
    prior_law: Array | None
    marks: tuple[Mark, ...]
    source: str
