"""The acts that could matter to a scenario: those it chose, those it made up, and the notices of what they order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from sim.common.errors import MOST_PROBLEMS
from sim.domain.law import Lift, Measure, provisions_of
from sim.reading.forms.law import MeasureForm
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
    together = _coalition_acts(form)
    own = [replace(act, expected_notices=_is_expected(form.measures[act.id])) for act in own]
    known = complete_notices([*reference.measures.values(), *own])
    written = _provisions_written(document.content.get("measures"))
    linked = linked_problems(known, document, ("measures",), [act.id for act in own])
    found.problems += [
        p for p in islice(linked, MOST_PROBLEMS) if p.message != "unknown provision" or p.given not in written
    ]
    rungs = form.campaign.ladder.rungs if form.campaign.ladder else []
    chosen = {act.id for act in known if act.id in {*form.bundle, *rungs, *together}}
    known = [_their_own(act) if act.id in together else act for act in known]
    ordered = {p.id for p in provisions_of(act for act in known if act.id in chosen)}
    mattering = (a for a in known if a.id in chosen or any(p.transposes in ordered for p in a.provisions))
    return sorted(mattering, key=lambda act: act.id)


def _coalition_acts(form: ScenarioForm) -> set[str]:
    """The acts by which coalitions move."""
    return {act for coalition in form.campaign.coalitions.values() for act in coalition.acts}


def _their_own(act: Measure) -> Measure:
    """An act of a coalition: each member's own, so that nobody needs to gazette it."""
    provisions = tuple(replace(p, own_act=True) for p in act.provisions)
    return replace(act, provisions=provisions, expected_notices=False)


def lifts_of(form: ScenarioForm, acts: Sequence[Measure], found: Findings) -> list[Lift]:
    """The paragraphs that end for the question's sake, each on the earliest of its days, in name order."""
    inside = {act.id: act for act in acts if act.id in form.bundle}
    paragraphs = {p.id for p in provisions_of(inside.values())}
    days: dict[str, date] = {}
    for name, day in form.lift.items():
        act = inside.get(name)
        if act and act.instrument != "law":
            hint = f"give the {act.instrument} measure a step of level 0, or leave it out"
            found.add(("lift", name), "is no act of law", given=act.instrument, hint=hint)
        elif act is None and name not in paragraphs:
            found.add(("lift", name), "is lifted but not in the bundle", hint="add its act to bundle")
        for paragraph in [p.id for p in act.provisions] if act else [name] if name in paragraphs else []:
            days[paragraph] = min(day, days.get(paragraph, day))
    return [Lift(paragraph, day) for paragraph, day in sorted(days.items())]


def _is_expected(form: MeasureForm) -> bool:
    """Whether partners are taken to gazette an act: one of the UN that a scenario makes up, unless it says no."""
    return form.instrument == "law" and form.issuer == "un" and form.expected_notices is not False


def _provisions_written(acts: Any) -> set[str]:
    """The names of all provisions the file has, the unreadable ones as well."""
    acts = {name: act for name, act in acts.items() if isinstance(act, dict)} if isinstance(acts, dict) else {}
    inner = {name: act["provisions"] for name, act in acts.items() if isinstance(act.get("provisions"), dict)}
    return {f"{name}.{key}" for name, provisions in inner.items() for key in provisions}
