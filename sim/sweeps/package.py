"""The Data Package of a sweep: its table with what each column means, those of its own axes included."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sim.store.fields import FIELDS, Field, field_of
from sim.store.package import package_text
from sim.sweeps.design.points import Points
from sim.sweeps.plan import Plan
from sim.sweeps.table import CENTRAL, STATISTICS

KIND = "sweep"
CHOSEN = {"bundle": "which bundle of acts", "case": "which case, by its name"}
MIXED = "USD million, a year or a month: see unit"


def sweep_package(plan: Plan, folder: Path, table: str) -> str:
    """The package of a sweep's folder as JSON; `table` is the name of the merged table, in whatever formats it is."""
    own = _own_columns(plan.points)
    if any(output.month for output in plan.outputs):
        amounts = {name: field_of(KIND, name) for name in (*STATISTICS, *CENTRAL)}
        own |= {name: replace(field, unit=MIXED) for name, field in amounts.items() if field}
    return package_text(folder, f"sweep-{folder.name}", {table: KIND}, own)


def _own_columns(points: Points) -> dict[str, Field]:
    """The columns that the sweep's file names: bundles, cases, and a column for each axis, in its own unit."""
    found = {}
    for source in points.sources:
        kind, meaning = "string" if source.numbers is None else "number", f"axis: value of {source.name}"
        found[source.column] = Field(kind, source.unit or _unit(source.name), CHOSEN.get(source.kind, meaning))
    for axis in points.spreads:
        meaning = f"axis, spread over a range: value of {axis.name}"
        found[axis.column] = Field("number", axis.unit or _unit(axis.name), meaning)
    return found


def _unit(path: str) -> str:
    """The unit of what a path leads to, where the name of its column does not say it: dials have their own."""
    return FIELDS["dial"].unit if path.rpartition(".")[2] == "dial" else ""
