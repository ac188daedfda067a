"""A plain table of trade: a line a buyer and commodity, or an ITC Trade Map table with a column a year."""

from __future__ import annotations

import re
from pathlib import Path

from sim.common.errors import BadInput, Problem, echo
from sim.common.unit_hints import unit_hint
from sim.reading.imports.records import Record, columns_of, hs_code, missing, money, period
from sim.reading.tables import Row, Rows

UNITS = {"USD": 1.0, "kUSD": 1e3, "MUSD": 1e6}
COLUMNS = {
    "buyer": ("buyer", "partner", "importer", "reporter", "country", "importers"),
    "code": ("hs", "code", "hs code", "product code", "commodity code"),
    "stream": ("stream",),
    "period": ("period", "year", "month", "date"),
    "value": ("value", "value_usd", "value_kusd", "value_musd", "amount"),
    "unit": ("unit", "value_unit"),
    "low": ("low",),
    "high": ("high",),
    "tonnes": ("tonnes", "quantity_t"),
}
OF_A_YEAR = re.compile(r"value in (\d{4})", re.IGNORECASE)
"""The head of a column of values in tables of the ITC."""


def looks_plain(header: list[str]) -> bool:
    """Whether a table's head says who bought what for how much, in the words of a plain table."""
    found = columns_of(Path(), header, COLUMNS)
    return {"buyer", "value"} <= found.keys() and bool({"code", "stream"} & found.keys())


def read_plain(path: Path, year: int, reporter: str, unit: str) -> list[Record]:
    """The records of a plain table. Raises BadInput where nobody says who bought, what, when or in which unit.

    `year`, `reporter` and `unit` say of all lines what no column says.
    """
    read = Rows(path, ())
    header = list(read.rows[0][1]) if read.rows else []
    if not header:
        raise BadInput(Problem("holds no line", str(path), 2, allowed="partner,hs,value,unit,period"))
    columns = columns_of(path, header, COLUMNS)
    yearly = next((name for name in header if (m := OF_A_YEAR.search(name)) and int(m[1]) == year), "")
    if yearly:
        columns["value"] = yearly
    _check(path, header, columns, reporter)
    factor = _factor(path, columns, unit)
    found = []
    for line, row in read.rows:
        given = row[columns["unit"]].strip() if "unit" in columns else ""
        if given and given not in UNITS:
            read.problem(line, "unknown unit", columns["unit"], echo(given), ", ".join(UNITS), unit_hint(given, UNITS))
        record = _record(read, line, row, columns, (year, reporter, UNITS.get(given, factor)))
        found += [record] if record else []
    read.check()
    return found


def _check(path: Path, header: list[str], columns: dict[str, str], reporter: str) -> None:
    """Raise where who, what or how much is told by no column."""
    if "value" not in columns:
        raise missing(path, header, "value", COLUMNS["value"])
    if "code" not in columns and "stream" not in columns:
        raise missing(path, header, "hs or stream", ("hs", "stream"))
    if "buyer" not in columns and not reporter:
        hint = "--reporter CHN says of all lines who bought"
        raise BadInput(Problem("nobody says who bought", str(path), 1, allowed="a column partner", hint=hint))


def _factor(path: Path, columns: dict[str, str], unit: str) -> float:
    """USD of a unit, as the command or the column's own name says it."""
    named = columns["value"].casefold().rpartition("value_")[2]
    said = next((name for name in UNITS if name.casefold() == named), unit)
    if "unit" not in columns and said not in UNITS:
        hint = "--unit kUSD (tables of the ITC are in thousands of dollars), or a column unit"
        given = echo(unit) if unit else ""
        raise BadInput(Problem("the unit is not said", str(path), 1, given=given, allowed=", ".join(UNITS), hint=hint))
    return UNITS.get(said, 1.0)


def _record(read: Rows, line: int, row: Row, columns: dict[str, str], said: tuple[int, str, float]) -> Record | None:
    year, reporter, factor = said
    month = 0
    if "period" in columns and not OF_A_YEAR.search(columns["value"]):
        year, month = period(read, line, row[columns["period"]], columns["period"])
    stream = row[columns["stream"]].strip() if "stream" in columns else ""
    code = "" if stream else hs_code(read, line, row[columns["code"]], columns["code"]) if "code" in columns else ""
    value = money(read, line, row, columns["value"])
    if value is None:
        return None
    low, high = (money(read, line, row, columns[name]) if name in columns else None for name in ("low", "high"))
    buyer = row[columns["buyer"]].strip() if "buyer" in columns else reporter
    return Record(
        str(read.path),
        line,
        buyer,
        year,
        month,
        code,
        value * factor,
        stream,
        tonnes=money(read, line, row, columns["tonnes"]) if "tonnes" in columns else None,
        low=None if low is None else low * factor,
        high=None if high is None else high * factor,
    )
