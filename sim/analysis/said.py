"""The nouns of an answer, rows, blocks and a headline, and amounts written as far as they are known."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A line of a table by key: amounts, words, or None, a column each. Claims stand as they were made."""

    id: str
    label: str
    values: tuple[float | str | None, ...]
    strong: bool = False
    as_claimed: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table by key, with its words and unit."""

    id: str
    label: str
    unit: str


@dataclass(frozen=True)
class SaidTable:
    """A table by key: what it shows, in which unit, its columns and rows."""

    id: str
    title: str
    unit: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Headline:
    """The answer of a run: tables and the facts that must stand beside them.

    `changed`: what was changed in the scenario that its title does not speak of; empty where nothing was. `answer`, the
    tables `first` and the lines `said` are a first screen, which stands before all else; empty where there is none.
    `cite`: how to cite it, once it stands in a folder with a name.
    """

    title: str
    question: str
    blocks: tuple[SaidTable, ...]
    facts: tuple[str, ...]
    changed: str = ""
    answer: str = ""
    first: tuple[SaidTable, ...] = ()
    said: tuple[str, ...] = ()
    cite: str = ""


def about(value: float | str | None) -> str:
    """A yearly amount as far as it is known: tens above 100, ones below; a dash where there is none."""
    if value is None or isinstance(value, str):
        return value or "-"
    rounded = round(value, -1) if abs(value) >= 100 else round(value)
    return f"{rounded + 0.0:,.0f}" if rounded else "0"


def nothing(row: Row) -> bool:
    """Whether a row says nothing: no amount in it that is not printed as 0."""
    amounts = [value for value in row.values if isinstance(value, int | float)]
    return bool(amounts) and all(about(value) == "0" for value in amounts)


def as_claimed(value: float | str | None) -> str:
    """An amount with the digits it was published with."""
    return f"{value:,.0f}" if isinstance(value, float | int) else value or "-"
