"""What a line of a trade table says: who bought what of North Korea, when, and for how much."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.common.errors import BadInput, Problem, echo
from sim.common.months import written_elsewhere
from sim.reading.tables import Row, Rows

EXPORTER = "PRK"
"""ISO 3166-1 of North Korea, whose sales the tables tell."""

TOTAL = "TOTAL"
"""The code of all commodities together."""


@dataclass(frozen=True, slots=True)
class Record:
    """Trade of one buyer in one commodity and period.

    `buyer` is the country as the table writes it, `code` digits of the HS or TOTAL, '' where a `stream` is named.
    `month` is 1 to 12, or 0 for the whole year. Values are USD; `tonnes` is None where the table does not tell. `part`
    says which part of a whole it is (a kind of customs, a means of transport), '' for the whole.
    """

    file: str
    line: int
    buyer: str
    year: int
    month: int
    code: str
    value: float
    stream: str = ""
    cif: float | None = None
    fob: float | None = None
    tonnes: float | None = None
    part: str = ""
    low: float | None = None
    high: float | None = None
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Money of the tables that is in no amount of the baseline, USD, and why."""

    what: str
    why: str
    value: float


def columns_of(path: Path, header: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What each column of a table is, by our name for it: the first of its `known` names that is there."""
    forms = {_form(name): name for name in reversed(header)}
    found: dict[str, str] = {}
    for what, names in known.items():
        column = next((forms[_form(name)] for name in names if _form(name) in forms), "")
        if column:
            found[what] = column
    return found


def missing(path: Path, header: Iterable[str], what: str, names: Sequence[str]) -> BadInput:
    """The problem of a column that a table cannot do without."""
    given, allowed = echo(", ".join(header)), " or ".join(names)
    hint = f"head the column that holds it with one of these names, such as {names[0]}"
    return BadInput(Problem("a column is missing", str(path), 1, 0, what, given, allowed, hint))


def _form(name: str) -> str:
    return "".join(name.casefold().replace("_", " ").split())


def money(read: Rows, line: int, row: Row, column: str) -> float | None:
    """A cell of money or mass, None where it is empty; negative ones, and words, are told of."""
    text = row.get(column, "").strip()
    if not text or text.casefold() in ("na", "n/a", "null", "none"):
        return None
    value = read.number(line, {column: text}, column)
    if value < 0:
        read.problem(line, f"{column} is below 0", column, echo(text), "0 or more")
    return None if math.isnan(value) else value


def period(read: Rows, line: int, text: str, column: str) -> tuple[int, int]:
    """Year and month (0: the whole year) of 2024, 202401 or 2024-01; (0, 0), and a problem, where it is none."""
    digits = text.strip().replace("-", "")
    if digits.isascii() and digits.isdigit() and len(digits) in (4, 6):
        year, month = int(digits[:4]), int(digits[4:] or 0)
        if 1900 <= year <= 2200 and month <= 12 and (len(digits) == 4 or month):
            return year, month
    told = written_elsewhere(text)
    hint = f"write {told[0]}-{told[1]}, or {told[0]} for the whole year" if told else ""
    read.problem(line, "is neither a year nor a month", column, echo(text), "2024, 202401 or 2024-01", hint)
    return 0, 0


def hs_code(read: Rows, line: int, text: str, column: str) -> str:
    """Two to ten digits of the HS, two a level, or TOTAL; '' and a problem where it is neither.

    An odd number of digits, in all or on one side of a point, is a code whose zero a spreadsheet dropped: 307 is 0307,
    molluscs, and no code of its own, and 307.1 is 0307.10.
    """
    parts = text.strip().lstrip("'").replace(" ", "").split(".")
    code = "".join(parts)
    if code.casefold() in ("total", "all"):
        return TOTAL
    if code.isascii() and code.isdigit() and 2 <= len(code) <= 10 and not any(len(part) % 2 for part in parts):
        return code
    hint = _about_code(text, code)
    read.problem(line, "is no code of the HS", column, echo(text), "2, 4 or 6 digits, or TOTAL", hint)
    return ""


def _about_code(text: str, code: str) -> str:
    """The likely fix of what is no code of the HS."""
    if re.fullmatch(r"\d([.]\d+)?e[+]?\d+", text.strip(), re.IGNORECASE):
        return "a spreadsheet took it for a number: format the column as text, and save it again"
    if code.isascii() and code.isdigit() and len(code) < 10:
        first, *others = text.strip().lstrip("'").replace(" ", "").split(".")
        whole = [f"0{first}" if len(first) % 2 else first, *(f"{part}0" if len(part) % 2 else part for part in others)]
        return f"a spreadsheet drops zeros: write '{'.'.join(whole)}'"
    return "a chapter is two digits, such as 03; what is not specified is 99" if code else ""
