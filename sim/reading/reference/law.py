"""The shipped acts, and the shipped sets of behaviour: reference data that stand in YAML."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sim.common.errors import BadInput, Problem
from sim.domain.law import Measure
from sim.reading.forms.law import LawForm
from sim.reading.forms.reference import SetForm, SetsForm
from sim.reading.groups import without_groups
from sim.reading.law.links import linked_problems
from sim.reading.law.measures import complete_notices, measures_from
from sim.reading.names import Known
from sim.reading.yaml.checking import check
from sim.reading.yaml.strict import read_yaml


def read_law(paths: Iterable[Path], known: Known) -> dict[str, Measure]:
    """Every act of these files, by id, its notices filled in. Raises BadInput with the problems of all of them."""
    found: list[Measure] = []
    problems: list[Problem] = []
    documents = {}
    readable = True
    for path in paths:
        document = without_groups(read_yaml(path, shipped=True), known)
        form, wrong = check(LawForm, document, document.content)
        problems += wrong
        readable = readable and form is not None
        if form:
            measures, wrong = measures_from(form.root, document, (), known)
            problems += wrong
            documents[path] = (document, [m.id for m in measures])
            found += measures
    for document, mine in documents.values() if readable else ():
        problems += linked_problems(found, document, (), mine)
    if problems:
        raise BadInput(problems)
    return {measure.id: measure for measure in complete_notices(found)}


def read_sets(path: Path) -> dict[str, SetForm]:
    """The named sets of behaviour. Raises BadInput."""
    document = read_yaml(path, shipped=True)
    form, problems = check(SetsForm, document, document.content)
    if form is None or problems:
        raise BadInput(problems)
    return form.root
