"""The acts that could matter to a scenario: those it chose, those it made up, and the notices of what they order."""

from __future__ import annotations

from itertools import islice
from typing import Any

from sim.common.errors import MOST_PROBLEMS
from sim.domain.law import Measure, provisions_of
from sim.reading.forms.scenario import ScenarioForm
from sim.reading.law.links import linked_problems
from sim.reading.law.measures import complete_notices, measures_from
from sim.reading.reference import Reference
from sim.reading.scenario.findings import Findings


def acts_of(form: ScenarioForm, reference: Reference, found: Findings) -> list[Measure]:
    """The acts of the bundle, and every notice of what they order, in name order."""
    document = found.document
    own, problems = measures_from(form.measures, document, ("measures",), reference.known)
    found.problems += problems
    for act in own:
        if act.id in reference.measures:
            found.add(("measures", act.id), "a shipped measure has this name", hint="give it another name")
    known = complete_notices([*reference.measures.values(), *own])
    written = _provisions_written(document.content.get("measures"))
    linked = linked_problems(known, document, ("measures",), [act.id for act in own])
    found.problems += [
        p for p in islice(linked, MOST_PROBLEMS) if p.message != "unknown provision" or p.given not in written
    ]
    chosen = {act.id for act in known if act.id in form.bundle}
    ordered = {p.id for p in provisions_of(act for act in known if act.id in chosen)}
    mattering = (a for a in known if a.id in chosen or any(p.transposes in ordered for p in a.provisions))
    return sorted(mattering, key=lambda act: act.id)


def _provisions_written(acts: Any) -> set[str]:
    """The names of all provisions the file has, the unreadable ones as well."""
    acts = {name: act for name, act in acts.items() if isinstance(act, dict)} if isinstance(acts, dict) else {}
    inner = {name: act["provisions"] for name, act in acts.items() if isinstance(act.get("provisions"), dict)}
    return {f"{name}.{key}" for name, provisions in inner.items() for key in provisions}
