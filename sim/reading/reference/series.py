"""Customs by month, and what they say of prices and seasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.common.errors import echo
from sim.common.months import month_index
from sim.domain.scenario import PricePath, Season
from sim.reading.tables import Rows

COLUMNS = ("stream", "month", "quantity", "quantity_unit", "value", "value_unit", "known_by", "basis", "source")


@dataclass(frozen=True, slots=True)
class MonthOfTrade:
    """Customs of one month: kilotonnes and USD million."""

    month: int
    quantity: float
    value: float
    known_by: str
    source: str


def read_monthly(path: Path, streams: Sequence[str]) -> dict[str, list[MonthOfTrade]]:
    """The months of each stream in a table of customs by month. Raises BadInput."""
    read = Rows(path, COLUMNS)
    found: dict[str, list[MonthOfTrade]] = {}
    for line, row in read.rows:
        read.known(line, "stream", row["stream"], streams)
        for column, unit in (("quantity_unit", "kt"), ("value_unit", "MUSD")):
            read.known(line, column, row[column], (unit,))
        read.month(line, row, "known_by")
        quantity, value = (read.number(line, row, column, above=0.0) for column in ("quantity", "value"))
        number = read.month(line, row, "month")
        month = MonthOfTrade(number, quantity, value, row["known_by"], row["source"])
        if any(month.month == other.month for other in found.get(row["stream"], ())):
            read.problem(line, "the month stands twice", given=f"{row['stream']}, {echo(row['month'])}")
        found.setdefault(row["stream"], []).append(month)
    read.check()
    return found


def price_path(stream: str, months: Sequence[MonthOfTrade], unit_value: float, base_year: int) -> PricePath | None:
    """The observed price index of a stream, the base year's quantity-weighted mean 1; None without observations.

    Where the base year is not known month by month, the mean is its `unit_value` (USD million a kilotonne).
    """
    base = [m for m in months if m.month // 12 == base_year]
    mean = sum(m.value for m in base) / sum(m.quantity for m in base) if len(base) == 12 else unit_value
    if not months or not mean:
        return None
    steps = tuple((m.month, m.value / m.quantity / mean) for m in sorted(months, key=lambda m: m.month))
    return PricePath(stream, steps, _sources(months), max(m.known_by for m in months), "derived")


def season(stream: str, months: Sequence[MonthOfTrade]) -> Season | None:
    """Quantity factors of the twelve months, shrunk half-way to 1 where one year is all the evidence.

    None where no calendar year is known as a whole.
    """
    years = sorted({m.month // 12 for m in months})
    whole = [y for y in years if sum(m.month // 12 == y for m in months) == 12]
    if not whole:
        return None
    factors = [0.0] * 12
    for year in whole:
        kt = {m.month: m.quantity for m in months if m.month // 12 == year}
        mean = sum(kt.values()) / 12
        for n in range(12):
            factors[n] += kt[month_index(year, n + 1)] / mean / len(whole)
    if len(whole) == 1:
        factors = [(1 + factor) / 2 for factor in factors]
    return Season(stream, tuple(factors), _sources(months), max(m.known_by for m in months))


def _sources(months: Iterable[MonthOfTrade]) -> str:
    return " ; ".join(dict.fromkeys(m.source for m in months))
