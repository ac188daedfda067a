"""Reference tables: CSV rows of quantities, each checked and knowing its line."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

from sim.common.errors import MOST_PROBLEMS, BadInput, Problem, echo, nearest, some_of, told_apart
from sim.common.months import parse_month
from sim.common.units import LARGEST, UNITS, number_hint
from sim.domain.quantity import Basis, Distribution, Kind, Quantity
from sim.reading.sense import name_hint
from sim.reading.yaml.files import read_bytes, undecodable

LARGEST_CSV = 16_000_000
NUMBER = re.compile(r" *[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})? *", re.ASCII)
QUOTE = "a cell with a comma or a quotation mark stands in quotation marks"
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "strokes"}
"""What spreadsheets write in place of commas."""
ABOUT = ("value", "unit", "low", "high", "distribution", "date", "known_by", "basis", "kind", "source", "note")
"""The columns of every quantity."""

Row = dict[str, str]


def read_rows(path: Path, columns: Sequence[str], trailing: bool = False) -> list[tuple[int, Row]]:
    """The rows of a CSV table with their line numbers; with `trailing`, rows may end in commas that the head has not.

    Raises BadInput where its columns are not as they should be.
    """
    data = read_bytes(path, LARGEST_CSV, "CSV")
    name = str(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(_in_commas(undecodable(data, name, error))) from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        hint = "of a workbook of a spreadsheet, save the sheet as 'CSV UTF-8'"
        raise BadInput(Problem("is a binary file, not a CSV table", name, line, given="a NUL byte", hint=hint))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        wrong = list(_header_problems(name, header, columns))
        rows = []
        for cells in reader if not wrong else ():
            if trailing and not any(cells[len(header) :]):
                cells = cells[: len(header)]
            if cells and len(cells) != len(header):
                given = f"{len(cells)} cells under {len(header)} headings"
                wrong.append(Problem("a row of the wrong length", name, reader.line_num, given=given, hint=QUOTE))
            elif cells:
                rows.append((reader.line_num, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        given = echo(str(error))
        raise BadInput(Problem("not a CSV table", name, reader.line_num, given=given, hint=QUOTE)) from None
    if wrong:
        raise BadInput(wrong[:MOST_PROBLEMS])
    return rows


def _in_commas(problem: Problem) -> Problem:
    """The problem of a table that is not UTF-8, with how a spreadsheet or a shell makes it so."""
    ways = "in a spreadsheet 'CSV UTF-8', or iconv -f WINDOWS-1252 -t UTF-8 OLD.csv > NEW.csv"
    return replace(problem, hint=f"{problem.hint}: {ways}") if problem.line else problem  # UTF-16, binary: other ways


def _header_problems(name: str, header: Sequence[str], columns: Sequence[str]) -> Iterator[Problem]:
    allowed = ",".join(columns)
    if not header:
        yield Problem("is empty, or begins with an empty line", name, 1, allowed=f"the columns {allowed}")
        return
    mark = next((mark for mark in SEPARATORS if len(header) == 1 and mark in header[0]), "")
    apart = f"cells stand apart by {SEPARATORS[mark]} here: save the table with commas" if mark else ""
    if apart and not columns:
        hint = "save the table with commas between cells, and a point in numbers (150.5)"
        yield Problem(f"cells stand apart by {SEPARATORS[mark]}", name, 1, given=echo(header[0]), hint=hint)
    if missing := [column for column in columns if column not in header]:
        hint = next((found for column in header if column not in columns and (found := nearest(column, missing))), "")
        yield Problem("columns are missing", name, 1, key=", ".join(missing), allowed=allowed, hint=apart or hint)
    if twice := sorted({column for column in header if header.count(column) > 1}):
        yield Problem("a column stands twice", name, 1, given=echo(", ".join(twice)))


class Rows:
    """Rows of one table; problems are gathered, not raised one by one."""

    def __init__(self, path: Path, columns: Sequence[str], trailing: bool = False):
        self.path, self.problems = path, list[Problem]()
        self.rows = read_rows(path, columns, trailing)
        self.unread = [name for name in (self.rows[0][1] if self.rows else ()) if name not in columns]

    def problem(
        self, line: int, message: str, key: str = "", given: str = "", allowed: str = "", hint: str = ""
    ) -> None:
        """Note a problem with a row."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(message, str(self.path), line, 0, key, given, allowed, hint))

    def known(self, line: int, what: str, given: str, names: Sequence[str]) -> bool:
        """Whether a name is among those known; a problem where it is not."""
        if given not in names and len(self.problems) < MOST_PROBLEMS:
            allowed, hint = some_of(list(names), 40), name_hint(what, given, names)
            self.problem(line, f"unknown {what}", what, echo(given), allowed, hint)
        return given in names

    def once(self, column: str) -> Iterator[tuple[int, Row]]:
        """The rows, whose names in this column must be there, and each stand once."""
        seen: set[str] = set()
        for line, row in self.rows:
            name = row[column]
            if not name:
                self.problem(line, "the name is missing", column)
            elif name in seen:
                self.problem(line, "the name stands twice", column, echo(name))
            else:
                seen.add(name)
                yield line, row

    def truth(self, line: int, row: Row, column: str) -> bool:
        """A cell that is yes or no."""
        self.known(line, column, row[column], ("yes", "no"))
        return row[column] == "yes"

    def year(self, line: int, row: Row, column: str) -> int:
        """A cell that is a year; 0, and a problem, where it is not."""
        text = row[column]
        if text.isascii() and text.isdigit() and len(text) == 4 and 1900 <= int(text) <= 2200:
            return int(text)
        self.problem(line, f"{column} is not a year", column, echo(text), "1900 to 2200")
        return 0

    def month(self, line: int, row: Row, column: str) -> int:
        """A cell that is a month; 0, and a problem, where it is not."""
        try:
            return parse_month(row[column])
        except ValueError:
            self.problem(line, f"{column} is not a month", column, echo(row[column]), "YYYY-MM, such as 2017-01")
            return 0

    def number(self, line: int, row: Row, column: str, above: float = -math.inf) -> float:
        """A cell that is a finite number; NaN, and a problem, where it is not."""
        text = row[column]
        value = float(text) if NUMBER.fullmatch(text[:40]) and len(text) <= 40 else math.nan
        if math.isfinite(value) and above < value <= LARGEST:
            return value
        if math.isfinite(value):
            limits = f"above {above:g}" if value <= above else f"at most {LARGEST:g}"
            self.problem(line, f"{column} is out of range", column, echo(text), limits)
        else:
            self.problem(line, f"{column} is not a finite number", column, echo(text), "a number", number_hint(text))
        return math.nan

    def check(self) -> None:
        """Raise all problems of the table, if any."""
        if self.problems:
            raise BadInput(self.problems)


class Table(Rows):
    """Rows of one table turned into quantities."""

    def __init__(self, path: Path, keys: Sequence[str]):
        super().__init__(path, (*keys, *ABOUT))

    def quantity(
        self, line: int, row: Row, name: str, measures: Sequence[str], limits: tuple[float, float]
    ) -> Quantity | None:
        """The quantity of a row, in the model's own units; None, and a problem, where it is not one."""
        before = len(self.problems)
        for column, words in (
            ("distribution", get_args(Distribution)),
            ("basis", get_args(Basis)),
            ("kind", get_args(Kind)),
        ):
            self.known(line, column, row[column], words)
        unit = row["unit"]
        if self.known(line, "unit", unit, list(UNITS)) and UNITS[unit][0] not in measures:
            units = ", ".join(u for u, (what, _) in UNITS.items() if what in measures)
            self.problem(line, f"{name} is not measured in {unit}", "unit", unit, units)
        if not row["source"]:
            self.problem(line, f"{name} has no source", "source", hint="a guess is labelled 'judgement'")
        if row["known_by"]:
            self.month(line, row, "known_by")
        value, low, high = (self.number(line, row, column) for column in ("value", "low", "high"))
        if len(self.problems) > before:
            return None
        factor = UNITS[unit][1]
        value, low, high = value * factor, low * factor, high * factor
        least, most, *shown = told_apart(*limits, low, value, high)
        if not low <= value <= high:
            given = f"low {shown[0]}, value {shown[1]}, high {shown[2]}"
            self.problem(line, f"{name}: low <= value <= high does not hold", given=given)
        elif low < limits[0] or high > limits[1]:
            allowed = f"{least} to {most}"
            self.problem(line, f"{name} is out of range", given=f"{shown[0]} to {shown[2]}", allowed=allowed)
        return Quantity(
            name,
            value,
            unit,
            low,
            high,
            row["distribution"],  # type: ignore[arg-type]
            row["date"],
            row["known_by"],
            row["basis"],  # type: ignore[arg-type]
            row["kind"],  # type: ignore[arg-type]
            row["source"],
            row["note"],
            f"{self.path.parent.name}/{self.path.name}:{line}",
        )
