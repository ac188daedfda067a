"""Tables as dataclasses of columns: each declared once, with its unit, what it goes by, and the number behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Column:
    """What is known of a column beside its values."""

    name: str
    unit: str
    by: str
    """What decides a row's value: 'partner', 'act', or 'pair' for what is said of a pair alone."""
    number: str
    """The parameter it takes its values from; empty where it has none of its own."""


def column(unit: str, by: str = "pair", number: str = "") -> Any:
    """Declare a column of a table."""
    return field(metadata={"unit": unit, "by": by, "number": number})


@dataclass(frozen=True)
class Table:
    """Arrays with one row an entry each. A subclass declares its columns; everything here works on all of them."""

    @classmethod
    def columns(cls) -> Iterator[Column]:
        """The columns in the order of their declaration."""
        for f in fields(cls):
            yield Column(f.name, **{key: f.metadata.get(key, "") for key in ("unit", "by", "number")})

    def rows(self, chosen: NDArray[Any]) -> Self:
        """The same columns of some entries, by number or by flag."""
        return type(self)(*(getattr(self, f.name)[chosen] for f in fields(self)))

    def lanes(self, chosen: NDArray[Any]) -> Self:
        """The same entries on some lanes; columns in which lanes agree stay as they are."""
        return type(self)(*(of_lanes(getattr(self, f.name), chosen) for f in fields(self)))

    def part(self, rows: NDArray[np.intp], lanes: NDArray[np.intp]) -> Self:
        """The same columns of some entries on some lanes; columns in which lanes agree have one."""
        return type(self)(*(on_lanes(getattr(self, f.name), rows, lanes) for f in fields(self)))

    def at(self, rows: NDArray[np.intp], lanes: NDArray[np.intp]) -> Self:
        """The same columns of single places, entry by entry and lane by lane: (place,)."""
        return type(self)(*(at_lanes(getattr(self, f.name), rows, lanes) for f in fields(self)))


def columns_of(table: Table) -> Iterator[NDArray[Any]]:
    """The arrays of a table, in the order of its columns."""
    return (getattr(table, f.name) for f in fields(table))


def of_lanes(values: NDArray[Any], chosen: NDArray[Any]) -> NDArray[Any]:
    """An array on some lanes; as it is where all lanes agree. Axes (row, lane)."""
    return values[..., chosen] if values.shape[-1] > 1 else values


def on_lanes(values: NDArray[Any], rows: NDArray[np.intp], lanes: NDArray[np.intp]) -> NDArray[Any]:
    """Some rows of an array on some lanes, in one column where all lanes agree. Axes (row, lane)."""
    return values[np.ix_(rows, lanes)] if values.shape[-1] > 1 else values[rows]


def at_lanes(values: NDArray[Any], rows: NDArray[np.intp], lanes: NDArray[np.intp]) -> NDArray[Any]:
    """An array at single places, wherever all lanes agree too: (row, lane) or (row, 1) -> (place,)."""
    return values[rows, lanes] if values.shape[-1] > 1 else values[rows, 0]


def widened(values: NDArray[Any], lanes: int) -> NDArray[Any]:
    """A copy of an array with its lane axis written out. (row, 1) or (row, lane) -> (row, lane)."""
    return np.array(np.broadcast_to(values, (*values.shape[:-1], lanes)))
