"""Tables of one's own, laid over the shipped ones: a row replaces the shipped row of its name, a new one joins them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from sim.common.errors import Problem, echo, nearest
from sim.domain.trade import Stream

OWN_TABLES = (
    "partners.csv",
    "streams.csv",
    "baselines.csv",
    "behaviour.csv",
    "unit_values.csv",
    "monthly_trade.csv",
    "monthly_totals.csv",
    "observations.csv",
)
"""What a folder may hold beside a table of amounts, NAME.csv, for each baseline it names or changes."""

Key = TypeVar("Key")
Value = TypeVar("Value")


def own_table(folder: Path | None, name: str) -> Path | None:
    """A table of a folder of one's own, where there is one."""
    return folder / name if folder and (folder / name).exists() else None


def laid(
    shipped: Mapping[Key, Value],
    own: Path | None,
    name: str,
    read: Callable[[Path], Mapping[Key, Value]],
) -> dict[Key, Value]:
    """What a shipped table holds with the rows of one's own over it. Raises BadInput."""
    path = own_table(own, name)
    return {**shipped, **read(path)} if path else dict(shipped)


def both_ways(streams: Mapping[str, Stream]) -> dict[str, Stream]:
    """The streams, each naming also those that name it: money counted by two is counted twice whoever says so."""
    named = {name: {one.id for one in streams.values() if name in one.overlaps} for name in streams}
    return {
        name: replace(one, overlaps=tuple(sorted({*one.overlaps, *named[name]}))) if named[name] else one
        for name, one in streams.items()
    }


def stray_tables(folder: Path, baselines: Iterable[str]) -> Iterator[Problem]:
    """Tables of a folder that nobody would read: their names are neither a table's nor a baseline's."""
    names = [*OWN_TABLES, *(f"{name}.csv" for name in baselines)]
    for path in sorted(folder.glob("*.csv")):
        if path.name not in names:
            hint = nearest(path.name, names) or f"name it in baselines.csv: {echo(path.stem)},its label,2024,"
            allowed = f"{', '.join(OWN_TABLES)}, and NAME.csv for a baseline NAME"
            yield Problem("is no table that is laid over the shipped ones", str(path), allowed=allowed, hint=hint)
