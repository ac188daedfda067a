"""The calendar of the model: months as whole numbers, dates as month coordinates.

A month is `12 * year + (month - 1)`; a date is that plus the share of its month gone by (`(day-1)/days`), so that
a month always has length 1 and a date inside it counts by days.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

NEVER = float("inf")
"""The coordinate of a date that does not come."""
EPOCH = date(1970, 1, 1).toordinal()
"""From which NumPy counts days."""


def month_index(year: int, month: int) -> int:
    """The whole number of a month: January 2017 is 24204."""
    return 12 * year + month - 1


def coordinate(day: date) -> float:
    """A date on the month axis: 15 February 2017 is half-way through its month."""
    return month_index(day.year, day.month) + (day.day - 1) / calendar.monthrange(day.year, day.month)[1]


def first_day(month: int) -> date:
    """The first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def month_of(day: date) -> int:
    """The month a date falls in."""
    return month_index(day.year, day.month)


def later(day: date, days: int) -> date:
    """A date so many calendar days on."""
    return day + timedelta(days=days)


def label(month: int) -> str:
    """'2017-08'."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def parse_month(text: str) -> int:
    """Read '2017-08'. Raises ValueError for anything else."""
    year, dash, month = text.partition("-")
    if not (dash and len(year) == 4 and len(month) == 2 and (year + month).isascii() and (year + month).isdigit()):
        raise ValueError("not a month such as 2017-08")
    if not 1 <= int(month) <= 12 or not 1900 <= int(year) <= 2200:
        raise ValueError("no such month")
    return month_index(int(year), int(month))


def parse_date(text: str) -> date:
    """Read '2017-08-05'. Raises ValueError for anything else, and for dates that do not exist."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-" or not text.isascii():
        raise ValueError("not a date such as 2017-08-05")
    day = date.fromisoformat(text)
    if not 1900 <= day.year <= 2200:
        raise ValueError("the year must lie between 1900 and 2200")
    return day


def overlap(month: int, start: float, end: float) -> float:
    """The share of a month that lies in [start, end)."""
    return max(0.0, min(month + 1.0, end) - max(float(month), start))


def date_at(time: float) -> date:
    """The day on which a month coordinate falls: the inverse of `coordinate`."""
    month = int(time)
    year, number = month // 12, month % 12 + 1
    days = calendar.monthrange(year, number)[1]
    return date(year, number, min(days, round((time - month) * days) + 1))
