"""What customs recorded, read for scoring only, and the forecasts a reader could have made by hand.

Nothing that makes a scenario or runs one reads these files: a model that saw them could not be tested by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sim.common.errors import BadInput, Problem, echo, some_of
from sim.common.months import coordinate, label, month_index, month_of, parse_date, parse_month
from sim.reading.tables import Row, Rows

COLUMNS = ("partner", "stream", "period", "usd_million", "quantity_kt", "source", "note")
NAIVE_COLUMNS = ("forecast", "kind", "partner", "from", "to", "without", "usd_million_a_year", "source")
UNITS = "usd_million is in millions of US dollars, quantity_kt in kilotonnes"
GOODS = "goods"
"""Stands for every stream of goods together."""


@dataclass(frozen=True, slots=True)
class Observation:
    """Trade of a partner with North Korea as recorded: a stream, or all goods, in a month or a calendar year.

    `first` is its first month and `months` is 1 or 12; `value` USD million, `quantity` kilotonnes (None: not told).
    """

    partner: str
    stream: str
    first: int
    months: int
    value: float
    quantity: float | None
    source: str
    note: str

    @property
    def period(self) -> str:
        """'2017-08', or '2017'."""
        return label(self.first) if self.months == 1 else str(self.first // 12)


@dataclass(frozen=True, slots=True)
class Naive:
    """A line of a forecast by hand, for one partner's goods.

    kind `mean`: from the day `start` on the mean of what was recorded from `first` to before `end` (months), less the
    stream `without`. kind `step`: so many USD million a year more from a day on.
    """

    forecast: str
    kind: str
    partner: str
    start: float
    end: float
    without: str
    amount: float
    source: str


def read_observations(
    path: Path,
    partners: Sequence[str],
    streams: Sequence[str],
    revisions: bool = False,
    unrecorded: Sequence[str] = (),
) -> list[Observation]:
    """The observations of a file, in its order. Raises BadInput with every problem found.

    Each partner, stream and period stands once; with `revisions` it may stand again, as another reading of it.
    `unrecorded` are streams of which customs know nothing.
    """
    read = Rows(path, COLUMNS)
    for column in read.unread:
        hint = f"leave it out: {UNITS}; what else there is to say stands under note"
        read.problem(1, "a column that is not read", column, allowed=",".join(COLUMNS), hint=hint)
    seen: dict[tuple[str, str, str], int] = {}
    found = []
    for line, row in read.rows:
        read.known(line, "partner", row["partner"], partners)
        if row["stream"] in unrecorded:
            allowed, hint = some_of([GOODS, *streams], 40), "customs record goods, not labour, services or illicit acts"
            read.problem(line, "is no stream of goods", "stream", echo(row["stream"]), allowed, hint)
        else:
            read.known(line, "stream", row["stream"], (GOODS, *streams))
        if not row["source"].strip():
            read.problem(line, "an observation has no source", "source", hint="say who recorded it, where you read it")
        first, months = _period(read, line, row)
        value = _amount(read, line, row, "usd_million")
        quantity = _amount(read, line, row, "quantity_kt") if row["quantity_kt"].strip() else None
        key = (row["partner"], row["stream"], row["period"])
        if key in seen and not revisions:
            given, hint = echo(", ".join(key)), f"it stands in line {seen[key]} already; keep one of the two"
            read.problem(line, "the observation stands twice", "period", given, hint=hint)
        seen.setdefault(key, line)
        found.append(
            Observation(row["partner"], row["stream"], first, months, value, quantity, row["source"], row["note"])
        )
    read.check()
    if not found:
        hint = "a row such as china,goods,2017-08,288.4,,customs,"
        raise BadInput(Problem("holds no observation", str(path), 2, allowed="one row or more", hint=hint))
    return found


def read_naive(path: Path, partners: Sequence[str], streams: Sequence[str]) -> list[Naive]:
    """The lines of the forecasts by hand. Raises BadInput."""
    read = Rows(path, NAIVE_COLUMNS)
    found = []
    for line, row in read.rows:
        read.known(line, "partner", row["partner"], partners)
        read.known(line, "kind", row["kind"], ("mean", "step"))
        if row["without"]:
            read.known(line, "stream", row["without"], streams)
        start = coordinate(_day(read, line, row, "from"))
        mean = row["kind"] == "mean"
        end = month_of(_day(read, line, row, "to")) + 1.0 if mean else float("inf")
        amount = 0.0 if mean else read.number(line, row, "usd_million_a_year")
        about = row["forecast"], row["kind"], row["partner"]
        found.append(Naive(*about, start, end, row["without"], amount, row["source"]))
    read.check()
    return found


def _period(read: Rows, line: int, row: Row) -> tuple[int, int]:
    """The first month of a period and how many it has; (0, 1), and a problem, where it is none."""
    text = row["period"]
    try:
        if len(text) == 4 and text.isascii() and text.isdigit() and 1900 <= int(text) <= 2200:
            return month_index(int(text), 1), 12
        return parse_month(text), 1
    except ValueError:
        allowed = "YYYY-MM or YYYY, such as 2017-08 or 2017"
        read.problem(line, "period is neither a month nor a year", "period", echo(text), allowed, "2017-08 for a month")
        return 0, 1


def _amount(read: Rows, line: int, row: Row, column: str) -> float:
    value = read.number(line, row, column)
    if value < 0:
        read.problem(line, f"{column} is below 0", column, echo(row[column]), "0 or more", "trade is never negative")
    return value


def _day(read: Rows, line: int, row: Row, column: str) -> date:
    try:
        return parse_date(row[column])
    except ValueError:
        read.problem(line, f"{column} is not a date", column, echo(row[column]), "YYYY-MM-DD, such as 2017-09-05")
        return date(1900, 1, 1)
