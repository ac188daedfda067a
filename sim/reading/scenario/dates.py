"""The horizon, and dated paths and observations that do not fit it or each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sim.common.errors import Problem
from sim.common.months import coordinate, label
from sim.reading.forms.actors import ObservedForm
from sim.reading.forms.scenario import ScenarioForm
from sim.reading.reference import Reference
from sim.reading.scenario.findings import Findings
from sim.reading.steps import same_day
from sim.reading.yaml.document import Document, Path_

LONGEST_HORIZON = 600
"""Months."""


def date_problems(form: ScenarioForm, reference: Reference, found: Findings) -> Iterator[Problem]:
    """What is wrong with the horizon, dated paths, dials that nobody gives, and observations that overlap."""
    document, sound = found.document, not found.amiss("horizon")
    yield from _horizon_problems(form, document) if sound else ()
    for path, steps in _paths(form):
        days = [step.start for step in steps]
        yield from same_day(document, path, days)
        late = bool(days) and coordinate(min(days)) > form.horizon.start and sound
        if late and path[-1] == "dial":
            details = {"given": str(min(days)), "allowed": f"on or before {label(form.horizon.start)}-01"}
            yield document.problem(path, "the dial path starts after the horizon", **details)
    silent = [p for p in reference.partners if not (p in form.partners and form.partners[p].dial)]
    if not form.campaign.dial and silent:
        message = "the dial is missing: not every partner has its own"
        yield document.problem(("campaign",), message, hint="campaign: {dial: 5.5}")
    yield from _observed_overlaps(form, document)


def of_some_length(form: ScenarioForm) -> ScenarioForm:
    """The form with a horizon that can be: one end of it may be laid over it without the other that belongs to it."""
    horizon = form.horizon
    if 0 <= horizon.end - horizon.start < LONGEST_HORIZON:
        return form
    return form.model_copy(update={"horizon": horizon.model_copy(update={"end": horizon.start})})


def _horizon_problems(form: ScenarioForm, document: Document) -> Iterator[Problem]:
    start, end = form.horizon.start, form.horizon.end
    if end < start:
        given = f"{label(start)} to {label(end)}"
        yield document.problem(("horizon", "end"), "the horizon ends before it starts", given=given)
    elif end - start >= LONGEST_HORIZON:
        details = {"given": f"{end - start + 1} months", "allowed": f"at most {LONGEST_HORIZON}"}
        yield document.problem(("horizon",), "the horizon is too long", **details)


def _paths(form: ScenarioForm) -> Iterator[tuple[Path_, Sequence[Any]]]:
    """Every dated path of a scenario, and where it stands."""
    yield ("campaign", "dial"), form.campaign.dial
    yield ("campaign", "fatigue"), form.campaign.fatigue
    yield ("campaign", "notices"), form.campaign.notices
    for name, partner in form.partners.items():
        for key in ("dial", "relief", "diplomatic", "notices"):
            yield ("partners", name, key), getattr(partner, key) or []


def _observed_overlaps(form: ScenarioForm, document: Document) -> Iterator[Problem]:
    """Each observation against the one of its cell that lasts longest of those that begin before it."""
    seen = sorted(enumerate(form.observed), key=lambda entry: (entry[1].start, entry[0]))
    longest: dict[tuple[str, str], tuple[int, ObservedForm]] = {}
    for n, other in seen:
        m, one = longest.get((other.partner, other.stream), (n, other))
        if one.end <= other.end:
            longest[other.partner, other.stream] = (n, other)
        if m != n and other.start <= one.end:
            given = f"{one.partner}, {one.stream}: {one.start} to {one.end} and {other.start} to {other.end}"
            message = f"overlaps observed[{min(m, n)}] of the same cell"
            yield document.problem(("observed", max(m, n)), message, given=given)
