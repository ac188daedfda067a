"""Tables of quantities: baseline cells, numbers of the model, unit values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sim.domain.parameters import INFINITE, PARAMETERS, Parameter
from sim.domain.quantity import Quantity
from sim.domain.trade import Stream
from sim.reading.tables import Table

Cells = dict[tuple[str, str], Quantity]
"""Amounts by (stream, partner): USD million a year, or heads."""


def read_cells(path: Path, streams: Mapping[str, Stream], partners: Sequence[str]) -> Cells:
    """The amounts of a baseline table. Raises BadInput."""
    read = Table(path, ("stream", "partner"))
    found: Cells = {}
    for line, row in read.rows:
        stream, partner = row["stream"], row["partner"]
        named = read.known(line, "stream", stream, list(streams))
        if named and read.known(line, "partner", partner, partners):
            measures = ("heads",) if streams[stream].headcount else ("money a year",)
            quantity = read.quantity(line, row, f"baseline.{stream}.{partner}", measures, (0, INFINITE))
            if (stream, partner) in found:
                read.problem(line, "the cell stands twice", given=f"{stream}, {partner}")
            if quantity:
                found[stream, partner] = quantity
    read.check()
    return found


def read_parameters(
    path: Path, scopes: Callable[[Parameter], list[str]], parameters: Mapping[str, Parameter] = PARAMETERS
) -> dict[str, Quantity]:
    """The numbers of a table of behaviour, by name and scope ('theta.coal'). Raises BadInput.

    `scopes` says what a parameter can be given for.
    """
    read = Table(path, ("parameter", "scope"))
    found: dict[str, Quantity] = {}
    for line, row in read.rows:
        name, scope = row["parameter"], row["scope"]
        if not read.known(line, "parameter", name, list(parameters)):
            continue
        parameter = parameters[name]
        if scope:
            read.known(line, f"{parameter.scope or 'scope'} of {name}", scope, scopes(parameter))
        key = f"{name}.{scope}" if scope else name
        if key in found:
            read.problem(line, "the number stands twice", given=key)
        quantity = read.quantity(line, row, key, (parameter.measures,), (parameter.low, parameter.high))
        if quantity:
            found[key] = quantity
    read.check()
    return found


def read_unit_values(
    path: Path, baseline: str, baselines: Sequence[str], streams: Sequence[str]
) -> dict[str, Quantity]:
    """Base-year unit values by name ('unit_value.coal'), a baseline's own before the general ones. Raises BadInput."""
    read = Table(path, ("stream", "baseline"))
    seen: set[tuple[str, str]] = set()
    found: dict[str, Quantity] = {}
    for line, row in sorted(read.rows, key=lambda entry: entry[1]["baseline"] != ""):
        if row["baseline"] and not read.known(line, "baseline", row["baseline"], baselines):
            continue
        if (row["stream"], row["baseline"]) in seen:
            read.problem(line, "the unit value stands twice", given=row["stream"])
        seen.add((row["stream"], row["baseline"]))
        if row["baseline"] in ("", baseline) and read.known(line, "stream", row["stream"], streams):
            name = f"unit_value.{row['stream']}"
            quantity = read.quantity(line, row, name, ("price",), (0, INFINITE))
            if quantity:
                found[name] = quantity
    read.check()
    return found
