"""Dates and months as they may be written, and what is wrong with those that are not."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from sim.common.months import parse_date, parse_month, written_elsewhere
from sim.reading.forms.fields import refuse

DATE_ALLOWED = "YYYY-MM-DD, such as 2017-08-05"
MONTH_ALLOWED = "YYYY-MM, such as 2017-01"
YEARS = "the year must lie between 1900 and 2200"


def _date(value: Any) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        digits = str(value) if type(value) is int and 19000101 <= value <= 22001231 else ""
        hint = f"write it as {digits[:4]}-{digits[4:6]}-{digits[6:]}" if digits else ""
        raise refuse("must be a date", DATE_ALLOWED, hint)
    try:
        return parse_date(value)
    except ValueError:
        raise refuse(*_about_date(value)) from None


def _about_date(text: str) -> tuple[str, str, str]:
    """What is wrong with a text that is no date: the message, what is allowed, the likely fix."""
    plain = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text, re.ASCII)
    if plain:
        year, month, _ = (int(part) for part in plain.groups())
        if not 1900 <= year <= 2200:
            return YEARS, DATE_ALLOWED, ""
        if not 1 <= month <= 12:
            return "is a date that does not exist", DATE_ALLOWED, "a year has 12 months"
        days = calendar.monthrange(year, month)[1]
        return "is a date that does not exist", DATE_ALLOWED, f"{calendar.month_name[month]} {year} has {days} days"
    hint = ""
    if short := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text, re.ASCII):
        hint = "write it as {}-{:0>2}-{:0>2}".format(*short.groups())
    elif re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
        hint = f"add the day: {text}-01"
    elif re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ].*", text[:64], re.ASCII):
        hint = f"leave the time of day out: {text[:10]}"
    elif len(told := written_elsewhere(text)) == 3:
        hint = f"write {'-'.join(told)}"
    elif re.search(r"\d", text[:64]):
        hint = "the year comes first, then the month, then the day"
    return "is not a date", DATE_ALLOWED, hint


def _month(value: Any) -> int:
    if not isinstance(value, str):
        year = type(value) is int and 1900 <= value <= 2200  # a whole year, as YAML reads it
        hint = f"a month of that year: {value}-01 is its first, {value}-12 its last" if year else ""
        raise refuse("is not a month", MONTH_ALLOWED, hint)
    try:
        return parse_month(value)
    except ValueError:
        raise refuse(*_about_month(value)) from None


def _about_month(text: str) -> tuple[str, str, str]:
    plain = re.fullmatch(r"(\d{4})-(\d{1,2})(-\d{2})?", text, re.ASCII)
    if not plain:
        told = written_elsewhere(text)
        return "is not a month", MONTH_ALLOWED, f"write {told[0]}-{told[1]}" if told else ""
    if plain[3] or len(plain[2]) == 1:
        return "is not a month", MONTH_ALLOWED, f"write {plain[1]}-{plain[2]:0>2}"
    if not 1900 <= int(plain[1]) <= 2200:
        return YEARS, MONTH_ALLOWED, ""
    return "is a month that does not exist", MONTH_ALLOWED, "a year has 12 months"


def check_month(value: Any) -> str:
    """A month as text. Raises PydanticCustomError, in our own words, for anything else."""
    _month(value)
    return str(value)


def _month_or_nothing(value: Any) -> str:
    return "" if value == "" else check_month(value)


def _first_day(value: Any) -> date:
    """A date, or a month for its first day."""
    if isinstance(value, str) and len(value) == 7:
        _month(value)
        value = f"{value}-01"
    return _date(value)


def _last_day(value: Any) -> date:
    """A date, or a month for its last day."""
    if isinstance(value, str) and len(value) == 7:
        _month(value)
        value = f"{value}-{calendar.monthrange(int(value[:4]), int(value[5:]))[1]}"
    return _date(value)


def _day_after(value: Any) -> date:
    """The first day after a period: a date, or a month for the first day of the next one."""
    return _last_day(value) + timedelta(days=1) if isinstance(value, str) and len(value) == 7 else _date(value)


_MONTH = r"(19\d\d|2[01]\d\d)-(0[1-9]|1[0-2])"
_DAY = rf"{_MONTH}-(0[1-9]|[12]\d|3[01])"


def _written(pattern: str) -> WithJsonSchema:
    """What an editor may let through: the form of a date or month, which need not exist."""
    return WithJsonSchema({"type": "string", "pattern": f"^({pattern})$"})


DateField = Annotated[date, BeforeValidator(_date), _written(_DAY)]
MonthField = Annotated[int, BeforeValidator(_month), _written(_MONTH)]
KnownBy = Annotated[str, BeforeValidator(_month_or_nothing), _written(f"|{_MONTH}")]
StepDate = Annotated[date, BeforeValidator(_first_day), _written(f"{_MONTH}|{_DAY}")]
"""A date, or a month for its first day."""
LastDay = Annotated[date, BeforeValidator(_last_day), _written(f"{_MONTH}|{_DAY}")]
"""The last day of a period: a date, or a month for its last day."""
DayAfter = Annotated[date, BeforeValidator(_day_after), _written(f"{_MONTH}|{_DAY}")]
"""The first day after a period: a date, or the period's last month."""
MonthText = Annotated[str, BeforeValidator(check_month), _written(_MONTH)]
