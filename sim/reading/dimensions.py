"""The committed table of Sobol dimensions: which column of the sequence each number has. Rows are only ever added."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sim.common.errors import echo
from sim.reading.reference import shipped
from sim.reading.tables import Rows

MOST_DIMENSIONS = 21_201
"""Columns that Sobol sequences have (Joe and Kuo 2008)."""


@lru_cache(maxsize=1)
def shipped_dimensions() -> dict[str, int]:
    """The dimension of every number that the shipped sets can draw."""
    return read_dimensions(shipped() / "reference" / "behaviour" / "sobol_dimensions.csv")


def read_dimensions(path: Path) -> dict[str, int]:
    """Name -> dimension. Raises BadInput where a name stands twice or the dimensions are not 1, 2, 3 in order."""
    read = Rows(path, ("name", "dimension"))
    found: dict[str, int] = {}
    expected = 1
    for line, row in read.once("name"):
        if row["dimension"] != str(expected):
            given, hint = echo(row["dimension"]), "a new name goes to the end; no row is ever moved or taken out"
            read.problem(line, "the dimension is not the next one", "dimension", given, str(expected), hint)
        found[row["name"]] = expected
        expected += 1
    if len(found) > MOST_DIMENSIONS:
        read.problem(0, "more names than Sobol dimensions", given=str(len(found)), allowed=f"at most {MOST_DIMENSIONS}")
    read.check()
    return found
