"""Customs by month, and what they say of prices and seasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """Customs of one month, all goods together: USD million."""

    month: int
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


def read_totals(path: Path) -> list[MonthTotal]:
    """The months of a table of all goods together. Raises BadInput."""
    read = Rows(path, ("month", "value", "value_unit", "basis", "known_by", "source"))
    found: dict[int, MonthTotal] = {}
    for line, row in read.rows:
        read.known(line, "value_unit", row["value_unit"], ("MUSD",))
        read.month(line, row, "known_by")
        number, value = read.month(line, row, "month"), read.number(line, row, "value", above=0.0)
        if number in found:
            read.problem(line, "the month stands twice", given=echo(row["month"]))
        found[number] = MonthTotal(number, value, row["known_by"], row["source"])
    read.check()
    return [found[number] for number in sorted(found)]


def price_path(stream: str, months: Sequence[MonthOfTrade], unit_value: float, base_year: int) -> PricePath | None:
    """The observed price index of a stream, the base year's quantity-weighted mean 1; None without observations.

    Where the base year is not known month by month, the mean is its `unit_value` (USD million a kilotonne). None too
    where all months lie before the base year: a price held from then on would not be 1 in it.
    """
    base = [m for m in months if m.month // 12 == base_year]
    mean = sum(m.value for m in base) / sum(m.quantity for m in base) if len(base) == 12 else unit_value
    if not months or not mean or max(m.month for m in months) // 12 < base_year:
        return None
    steps = tuple((m.month, m.value / m.quantity / mean) for m in sorted(months, key=lambda m: m.month))
    return PricePath(stream, steps, _sources(months), max(m.known_by for m in months), "derived")


def season(stream: str, months: Sequence[MonthOfTrade]) -> Season | None:
    """Quantity factors of the twelve months, shrunk half-way to 1 where one year is all the evidence.

    None where no calendar year is known as a whole.
    """
    factors = _factors({m.month: m.quantity for m in months})
    return Season(stream, factors, _sources(months), max(m.known_by for m in months)) if factors else None


def season_of_the_rest(
    stream: str, totals: Sequence[MonthTotal], known: Iterable[Sequence[MonthOfTrade]]
) -> Season | None:
    """The season of a stream of which no month is known: that of all goods less the streams whose months are known.

    Values stand for quantities. None where no calendar year is known as a whole.
    """
    apart: dict[int, float] = {}
    for months in known:
        for m in months:
            apart[m.month] = apart.get(m.month, 0.0) + m.value
    rest = [m for m in totals if m.month in apart]
    factors = _factors({m.month: m.value - apart[m.month] for m in rest})
    return Season(stream, factors, _sources(rest), max(m.known_by for m in rest)) if factors else None


def _factors(amounts: Mapping[int, float]) -> tuple[float, ...]:
    """Each month of the year over the year's mean, over all whole years; half-way to 1 where there is only one."""
    years = sorted({month // 12 for month in amounts})
    whole = [y for y in years if sum(month // 12 == y for month in amounts) == 12]
    if not whole:
        return ()
    factors = [0.0] * 12
    for year in whole:
        mean = sum(amounts[month_index(year, n + 1)] for n in range(12)) / 12
        for n in range(12):
            factors[n] += amounts[month_index(year, n + 1)] / mean / len(whole)
    return tuple((1 + factor) / 2 for factor in factors) if len(whole) == 1 else tuple(factors)


def _sources(months: Iterable[MonthOfTrade | MonthTotal]) -> str:
    return " ; ".join(dict.fromkeys(m.source for m in months))
