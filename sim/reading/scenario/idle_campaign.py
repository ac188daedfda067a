"""What a campaign's mechanisms give in vain: outside the horizon, or of what another mechanism would have to begin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sim.reading.forms.campaign import CoalitionForm, SpanForm, TalkForm
from sim.reading.forms.scenario import ScenarioForm
from sim.reading.yaml.document import Path_

AFTER = "begins after the horizon"
OUTSIDE = "outside the horizon"
BY_CHANCE = {"start": "from", "probability": "probability", "threshold": "threshold", "weights": "weights"}
"""What only a coalition without a date looks at: its field, and its key."""

Idle = Iterator[tuple[Path_, str]]


def campaign_in_vain(form: ScenarioForm, first: date, last: date) -> Idle:
    """Where something stands that does nothing in the days [first, last), and why."""
    campaign = form.campaign
    if campaign.designations and _outside(campaign.designations, first, last):
        yield ("campaign", "designations"), OUTSIDE
    elif campaign.designations:
        for n, step in enumerate(campaign.designations.seen or ()):
            if step.start >= last:
                yield ("campaign", "designations", "seen", n), AFTER
    yield from _provocations(form, first, last)
    yield from _answers(form, first, last)
    for name, talk in campaign.talks.items():
        yield from _talk(form, talk, ("campaign", "talks", name), last)
    for name, coalition in campaign.coalitions.items():
        yield from _coalition(coalition, ("campaign", "coalitions", name), last)


def _outside(span: SpanForm, first: date, last: date) -> bool:
    return bool((span.start and span.start >= last) or (span.end and span.end <= first))


def _provocations(form: ScenarioForm, first: date, last: date) -> Idle:
    """Provocations that come after the horizon, or that nothing answers and no talks listen to."""
    campaign = form.campaign
    if not campaign.provocations:
        return
    heard = {kind for talk in campaign.talks.values() for kind in talk.broken_by}
    for kind, given in campaign.provocations.classes.items():
        if _outside(given, first, last):
            yield ("campaign", "provocations", kind), OUTSIDE
        elif not campaign.ladder and kind not in heard:
            yield ("campaign", "provocations", kind), "no ladder answers it and no talks are broken by it"
    for n, event in enumerate(campaign.provocations.dated):
        if event.day >= last:
            yield ("campaign", "provocations", "dated", n), "after the horizon"
        elif not campaign.ladder and event.kind not in heard:
            yield ("campaign", "provocations", "dated", n), "no ladder answers it and no talks are broken by it"


def _answers(form: ScenarioForm, first: date, last: date) -> Idle:
    """A ladder that nothing provokes, and a veto on no ladder."""
    campaign = form.campaign
    if campaign.ladder and campaign.ladder.start >= last:
        yield ("campaign", "ladder"), AFTER
    elif campaign.ladder and not _kinds(form):
        yield ("campaign", "ladder"), "no provocations, which its rungs answer"
    if campaign.veto and _outside(campaign.veto, first, last):
        yield ("campaign", "veto"), OUTSIDE
    elif campaign.veto and not campaign.ladder:
        yield ("campaign", "veto"), "no ladder, whose rungs it would stop"


def _kinds(form: ScenarioForm) -> set[str]:
    """The classes of provocations that may come, by chance or on a day."""
    given = form.campaign.provocations
    return {*given.classes, *(event.kind for event in given.dated)} if given else set()


def _talk(form: ScenarioForm, talk: TalkForm, where: Path_, last: date) -> Idle:
    """Talks after the horizon, and what of them waits for what cannot come."""
    earliest = talk.start
    if earliest >= last:
        yield where, AFTER
        return
    for n, kind in enumerate(talk.broken_by):
        if kind not in _kinds(form):
            yield (*where, "broken_by", n), "no such provocation comes"
    if talk.pauses and not form.campaign.ladder:
        yield (*where, "pauses"), "there is no ladder"
    ends = talk.end or any(kind in _kinds(form) for kind in talk.broken_by)
    if talk.snapback_days and not (ends and talk.snapback):
        yield (*where, "snapback_days"), "nothing ends these talks" if talk.snapback else "there is no snapback"
    for paragraph, steps in talk.relief.items():
        for n, step in enumerate(steps):
            due = earliest + timedelta(days=step.after_days)
            if due >= last or (talk.end and due >= talk.end):
                yield (*where, "relief", paragraph, n), AFTER if due >= last else "after the talks have ended"


def _coalition(coalition: CoalitionForm, where: Path_, last: date) -> Idle:
    """Coalitions that move after the horizon, and rules of chance beside a date, which decides alone."""
    day = coalition.day or coalition.start
    if day and day >= last:
        yield where, AFTER
        return
    for field, key in BY_CHANCE.items():
        if coalition.day and field in coalition.model_fields_set:
            yield (*where, key), "it moves on its date"
