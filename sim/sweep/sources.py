"""The sources of a sweep's listed values, each read once against the base: what every value of them changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.domain.parameters import PARAMETERS
from sim.domain.scenario import Scenario
from sim.errors import MOST_PROBLEMS, BadInput, Problem
from sim.reading.merging import path_of
from sim.reading.scenario import Base, own_unit
from sim.reading.strict_yaml import Document
from sim.sweep.changes import Change, bare, change, completed
from sim.sweep.nouns import Sweep
from sim.units import UNITS

BUNDLE, CASE = "bundle", "case"
OUTRIGHT = ("behaviour", "partners", "campaign")


@dataclass(frozen=True)
class Source:
    """Bundles, cases or a listed axis: the name of its column, its values' texts, documents and what they change."""

    name: str
    texts: tuple[str, ...]
    documents: tuple[tuple[Document, ...], ...]
    paths: tuple[str, ...]
    changes: tuple[Change, ...]
    numbers: tuple[float, ...] | None
    """Its values as numbers for tables, where all of them are."""
    unit: str

    @property
    def column(self) -> str:
        """The name of its column in tables, with the unit."""
        return f"{self.name} [{self.unit}]" if self.unit else self.name

    @property
    def in_lanes(self) -> bool:
        """Whether lanes can carry it: no value changes more than numbers and dials."""
        return not any(c.rest for c in self.changes)

    @property
    def keys(self) -> frozenset[str]:
        """All that any of its values touches."""
        return frozenset(key for c in self.changes for key in c.keys)

    @property
    def digest(self) -> str:
        """A hash of what its values change, where lanes carry them."""
        return hashlib.sha256(repr([bare(c) for c in self.changes]).encode()).hexdigest()[:16] if self.in_lanes else ""

    @property
    def plain(self) -> bool:
        """Whether it gives numbers and dials outright, whatever else the scenario says."""
        parts = [path_of(path) for path in self.paths]
        return all(path[0] in OUTRIGHT and "use" not in path for path in parts)


def sources_of(sweep: Sweep, base: Base, start: Scenario, problems: list[Problem]) -> list[Source]:
    """Read every value of every source once; what is wrong with them is added to the problems."""
    found: list[Source] = []
    chosen = [(BUNDLE, sweep.bundles), (CASE, sweep.cases)]
    for name, choices in chosen:
        if choices:
            texts, documents = tuple(c.name for c in choices), tuple(c.documents for c in choices)
            paths = tuple(dict.fromkeys(path for c in choices for path in c.paths)) or ("bundle",)
            changes = changes_of(base, start, documents, problems)
            found.append(Source(name, texts, documents, paths, changes, None, ""))
    for axis in sweep.axes:
        documents = tuple((value.document,) for value in axis.values)
        changes = changes_of(base, start, documents, problems)
        numbers, unit = _as_numbers([value.given for value in axis.values], changes)
        texts = tuple(value.text for value in axis.values)
        found.append(Source(axis.path, texts, documents, (axis.path,), changes, numbers, unit))
    return found


def changes_of(
    base: Base, start: Scenario, documents: Iterable[Sequence[Document]], problems: list[Problem]
) -> tuple[Change, ...]:
    """What each value changes. A value is judged by itself: whether numbers fit each other is seen on whole rows.

    Where lanes can carry all of them, each says all that any of them touches.
    """
    changes = []
    found: dict[tuple[str, str, str], Problem] = {}
    for laid in documents:
        if len(problems) + len(found) >= MOST_PROBLEMS:
            break
        try:
            changes.append(change(start, base.resolved(laid, together=False).scenario))
        except BadInput as error:
            for problem in error.problems:
                found.setdefault((problem.key, problem.message, problem.given), problem)
    problems += found.values()
    return completed(changes, start)


def _as_numbers(given: Sequence[object], changes: Sequence[Change]) -> tuple[tuple[float, ...] | None, str]:
    """A source's values as numbers, and their unit: of one number of the model, or as they were written."""
    keys = {key for c in changes for key in c.keys}
    if len(keys) == 1 and not any(c.rest for c in changes):
        key = next(iter(keys))
        name = key.partition(".")[0]
        if name in PARAMETERS and all(key in c.numbers for c in changes):
            unit = own_unit(PARAMETERS[name])
            return tuple(c.numbers[key].value / UNITS[unit][1] for c in changes), "" if unit == "1" else unit
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in given):
        return tuple(float(value) for value in given), ""  # type: ignore[arg-type]
    return None, ""
