"""The calendar of the model: months as whole numbers, dates as month coordinates.

A month is `12 * year + (month - 1)`; a date is that plus the share of its month gone by (`(day-1)/days`), so that
a month always has length 1 and a date inside it counts by days.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

NEVER = float("inf")
"""The coordinate of a date that does not come."""
EPOCH = date(1970, 1, 1).toordinal()
"""From which NumPy counts days."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_Y, _M, _D, _NAME = r"(?P<y>\d{4})", r"(?P<m>\d{1,2})", r"(?P<d>\d{1,2})", rf"(?P<name>{'|'.join(MONTHS)})[a-z]*"
ELSEWHERE = (
    rf"{_D}[.-] ?{_M}[.-] ?{_Y}",
    rf"(?P<d>1[3-9]|2\d|3[01])/{_M}/{_Y}",
    rf"{_M}/(?P<d>1[3-9]|2\d|3[01])/{_Y}",
    rf"{_M}[./-] ?{_Y}",
    rf"{_Y}[./]{_M}",
    rf"(?:{_D}\.? )?{_NAME}\.?,? {_Y}",
    rf"{_NAME}\.? {_D},? {_Y}",
)
"""How people write dates and months elsewhere."""


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


def written_elsewhere(text: str) -> tuple[str, ...]:
    """Year, month and, where it is told, day of a date as written elsewhere: 31.12.2026, 12/2026, 1 March 2026, 2026/3.

    Of a date with slashes either of two small numbers may be the month: only one above 12 tells. Empty where it is no
    such date, or one that does not exist.
    """
    plain = text.strip()[:40].casefold()
    for form in ELSEWHERE:
        if found := re.fullmatch(form, plain, re.ASCII):
            told = found.groupdict()
            named = f"{MONTHS.index(told['name']) + 1}" if "name" in told else ""
            parts = [told["y"], named or told["m"], *([told["d"]] if told.get("d") else [])]
            written = "-".join(part.zfill(2) for part in parts)
            try:
                (parse_date if len(parts) == 3 else parse_month)(written)
            except ValueError:
                return ()
            return tuple(written.split("-"))
    return ()


def overlap(month: int, start: float, end: float) -> float:
    """The share of a month that lies in [start, end)."""
    return max(0.0, min(month + 1.0, end) - max(float(month), start))


def date_at(time: float) -> date:
    """The day on which a month coordinate falls: the inverse of `coordinate`."""
    month = int(time)
    year, number = month // 12, month % 12 + 1
    days = calendar.monthrange(year, number)[1]
    return date(year, number, min(days, round((time - month) * days) + 1))
