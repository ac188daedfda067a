"""The numbers of a campaign's mechanisms: the scenario's, else the tables'; and only of what is switched on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sim.domain.parameters import CAMPAIGN_PARAMETERS
from sim.domain.quantity import Quantity
from sim.reading.forms.campaign import PushForm
from sim.reading.forms.quantities import QuantityForm
from sim.reading.forms.scenario import ScenarioForm
from sim.reading.reference import Reference
from sim.reading.scenario.findings import Findings
from sim.reading.scenario.given import override
from sim.reading.yaml.document import Path_

Entry = tuple[str, str, QuantityForm | None, Path_]
"""A number's parameter and scope, what the scenario gives of it, and where."""


def campaign_numbers(form: ScenarioForm, reference: Reference, found: Findings) -> dict[str, Quantity]:
    """The numbers of the mechanisms that are on, by name and scope; nothing where none is."""
    entries = list(_entries(form))
    tables = reference.campaign_numbers(form.behaviour.use) if entries else {}
    numbers: dict[str, Quantity] = {}
    for name, scope, given, where in entries:
        key = f"{name}.{scope}" if scope else name
        if given is not None:
            override(numbers, CAMPAIGN_PARAMETERS[name], scope, given, where, found)
        elif name in tables:
            numbers[key] = replace(tables[name], name=key)
    return numbers


def push_id(push: PushForm) -> str:
    """What a push is called: its day and partners, '2017-03-18 china'; a designation says so."""
    who = "+".join(sorted(push.partners))
    return f"{push.day} {who}{' by exposure' if push.by_exposure else ''}"


def _entries(form: ScenarioForm) -> Iterator[Entry]:
    """Every number that a mechanism of the scenario needs or is given."""
    for n, push in enumerate(form.campaign.press):
        at: Path_ = ("campaign", "press", n)
        yield "push_points", push_id(push), push.points, (*at, "points")
        if fades(push):
            yield "push_half_life", push_id(push), push.half_life, (*at, "half_life")
    rounds = form.campaign.designations
    if rounds:
        at = ("campaign", "designations")
        yield "round_points", "", rounds.points, (*at, "points")
        yield "round_half_life", "", rounds.half_life, (*at, "half_life")
        for m, step in enumerate(rounds.seen or ()):
            yield "seen", str(step.start), step.share, (*at, "seen", m, "share")
        if rounds.seen is None:
            yield "seen", "", None, at
    for name, coalition in form.campaign.coalitions.items():
        at = ("campaign", "coalitions", name)
        if coalition.day is None:
            yield "coalition_threshold", name, coalition.threshold, (*at, "threshold")
        if coalition.points is not None:
            yield "coalition_points", name, coalition.points, (*at, "points")


def fades(push: PushForm) -> bool:
    """Whether a push is forgotten: as its half-life says, or a visit of which nothing is said; else it stays."""
    return push.half_life is not None or push.points is None
