"""Scenario files read: as they stand, with settings over them, or as the base of a sweep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.common.errors import BadInput, Problem, echo
from sim.reading.foreign import foreign_mapping, foreign_table
from sim.reading.reference import Reference, shipped
from sim.reading.reference.laid import own_table
from sim.reading.resolved import is_folder_name, is_resolved, load_resolved
from sim.reading.scenario.missing import is_missing, missing
from sim.reading.scenario.resolving import Reading, resolve
from sim.reading.scenario.tables import reference_of
from sim.reading.warnings import warnings_about
from sim.reading.yaml.based_on import merged
from sim.reading.yaml.document import Document
from sim.reading.yaml.files import read_bytes
from sim.reading.yaml.merging import over
from sim.reading.yaml.settings import with_settings

OBSERVATIONS = "observations.csv"
"""The table of one's own that is opened by scoring alone."""

OF_SWEEPS = {"axes", "bundles", "cases"}
"""Keys that only the file of a sweep has."""


def read_scenario(path: Path, overrides: Sequence[str] = (), folder: Path | None = None) -> Reading:
    """Read a scenario YAML, or a resolved scenario written by a run.

    `overrides` are `path=value` texts with the same validation as the file. Raises BadInput with every problem found.
    """
    _check_there(path, folder or shipped())
    if is_resolved(path):
        if overrides:
            raise BadInput(
                Problem("a resolved scenario takes no --set", str(path), hint="set it on the YAML it came from")
            )
        scenario = load_resolved(path)
        return Reading(scenario, tuple(warnings_about(scenario)))
    base = base_in(path, folder)
    return replace(base, document=with_settings(base.document, overrides)).resolved()


def own_observations(path: Path, overrides: Sequence[str] = ()) -> Path | None:
    """The observations in the folder of tables that a scenario file names; None where it has none. Raises BadInput."""
    if is_resolved(path):
        return None
    base = base_in(path)
    return own_table(replace(base, document=with_settings(base.document, overrides)).reference.own, OBSERVATIONS)


@dataclass(frozen=True)
class Base:
    """A scenario file as merged, from which scenarios are made by laying values over it."""

    document: Document
    home: Path
    """The folder of shipped scenarios."""
    name: str

    @property
    def reference(self) -> Reference:
        """The tables it is read with. Raises BadInput where the folder it names is none."""
        return reference_of(self.document, self.home)

    def resolved(self, values: Iterable[Document] = (), together: bool = True, alone: bool = False) -> Reading:
        """The scenario with these values over it. Raises BadInput.

        `together`: whether its numbers must fit each other; else each is judged by itself. `alone`: whether these are
        one value of an axis, without those of other axes that belong to it.
        """
        document = self.document
        for value in values:
            document = over(document, value, setting=True)
        return resolve(document, reference_of(document, self.home), self.name, together, alone)


def base_in(path: Path, folder: Path | None = None) -> Base:
    """A scenario file and what it is based on, merged and not yet resolved. Raises BadInput."""
    home = folder or shipped()
    _check_there(path, home)
    if path.suffix.casefold() == ".csv":
        _refuse_table(path)
    document = _merged(path, home)
    if not is_folder_name(path.stem):
        message, hint = "the file's name cannot name a folder of results", "rename the file"
        raise BadInput(Problem(message, echo(str(path)), hint=hint))
    content = document.content
    if "base" in content and "based_on" not in content and content.keys() & OF_SWEEPS:
        raise BadInput(document.problem((), "is a sweep, not a scenario", hint=f"dial sweep {path}"))
    return Base(document, home, path.stem)


def _check_there(path: Path, home: Path) -> None:
    """Raises BadInput for a file that is not there, with those that are."""
    if is_missing(path):
        raise BadInput(missing(path, home))


def _merged(path: Path, home: Path) -> Document:
    """A scenario file over what it is based on. Raises BadInput, which says so of another program's file."""
    document = merged(path, home)
    if foreign := foreign_mapping(document.content):
        raise BadInput(document.problem((), foreign, allowed="title: …, based_on: baseline_2016.yaml, bundle: […], …"))
    return document


def _refuse_table(path: Path) -> None:
    """Say where a table of trade belongs that is given in a scenario's place. Raises BadInput."""
    from sim.reading.imports.amounts import table_kind

    head = read_bytes(path).partition(b"\n")[0].decode("utf-8-sig", "replace")
    if foreign := foreign_table(head.split(",")):
        hint = "dial table writes this form; amounts of one's own go under baseline.amounts"
        raise BadInput(Problem(foreign, str(path), 1, hint=hint))
    if kind := table_kind(path):
        hint = f"dial import {kind} {path} --year 2024 -o my_baseline, then tables: my_baseline in a scenario"
        raise BadInput(Problem("is a table of trade, not a scenario", str(path), 1, hint=hint))
