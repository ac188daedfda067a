"""What a campaign does beside its dial: the nouns of a scenario from their form."""

from __future__ import annotations

from collections.abc import Iterable

from sim.domain.campaign import (
    Coalition,
    DatedEvent,
    Designations,
    Ladder,
    Mechanisms,
    Provocations,
    Push,
    Relief,
    Talk,
    Veto,
)
from sim.reading.forms.actors import CampaignForm
from sim.reading.forms.campaign import ClassForm, DesignationsForm, PushForm, ReliefForm, TalkForm
from sim.reading.forms.scenario import ScenarioForm
from sim.reading.reference import Reference
from sim.reading.scenario.campaign_numbers import fades, push_id

LONG_AGO = "1900-01-01"


def mechanisms_of(form: ScenarioForm, reference: Reference) -> Mechanisms:
    """All mechanisms that the scenario switches on, each in an order of its own, whatever that of the file."""
    campaign = form.campaign
    dated = campaign.provocations.dated if campaign.provocations else []
    return Mechanisms(
        press=tuple(sorted(map(_push, campaign.press), key=lambda push: push.id)),
        designations=_designations(campaign.designations, form, reference) if campaign.designations else None,
        provocations=_provocations(campaign, form, reference),
        dated=tuple(sorted((DatedEvent(e.day, e.kind, e.lag_days) for e in dated), key=_by_day)),
        ladder=Ladder(campaign.ladder.start, tuple(campaign.ladder.rungs)) if campaign.ladder else None,
        veto=_veto(campaign),
        talks=tuple(_talk(name, talk) for name, talk in sorted(campaign.talks.items())),
        coalitions=_coalitions(campaign),
    )


def _by_day(event: DatedEvent) -> tuple[str, str, int]:
    return str(event.day), event.kind, -1 if event.lag_days is None else event.lag_days


def _push(form: PushForm) -> Push:
    return Push(push_id(form), form.day, tuple(sorted(form.partners)), form.by_exposure, fades(form), form.what)


def _designations(form: DesignationsForm, whole: ScenarioForm, reference: Reference) -> Designations:
    most = form.most
    if most is None:
        most = reference.campaign_numbers(whole.behaviour.use)["round_most"].value
    return Designations(
        rate=form.rate,
        most=most,
        seen=tuple(sorted(step.start for step in form.seen or ())),
        start=form.start,
        end=form.end,
        partners=tuple(sorted(form.partners)),
        streams=tuple(sorted(form.streams)),
    )


def _provocations(campaign: CampaignForm, form: ScenarioForm, reference: Reference) -> tuple[Provocations, ...]:
    given = campaign.provocations.classes if campaign.provocations else {}
    numbers = reference.campaign_numbers(form.behaviour.use) if given else {}
    lags = reference.lags(form.behaviour.use) if given else {}

    def value(own: float | None, name: str, kind: str) -> float:
        known = numbers.get(f"{name}.{kind}")
        return own if own is not None else known.value if known else 0.0

    def one(kind: str, of: ClassForm) -> Provocations:
        answered = tuple(of.lags) if of.lags is not None else lags.get(kind, ())
        rate, adoption = value(of.rate, "provocation_rate", kind), value(of.adoption, "adoption", kind)
        return Provocations(kind, rate, adoption, answered, of.start, of.end)

    return tuple(one(kind, of) for kind, of in sorted(given.items()))


def _veto(campaign: CampaignForm) -> Veto | None:
    return Veto(campaign.veto.start, campaign.veto.end) if campaign.veto and campaign.veto.start else None


def _talk(name: str, form: TalkForm) -> Talk:
    return Talk(
        id=name,
        start=form.start,
        end=form.end,
        quiet_months=form.quiet_months,
        until=form.until,
        broken_by=tuple(sorted(form.broken_by)),
        pauses=form.pauses,
        relief=tuple(Relief(provision, _steps(steps)) for provision, steps in sorted(form.relief.items())),
        snapback=form.snapback,
        snapback_days=form.snapback_days,
    )


def _steps(steps: Iterable[ReliefForm]) -> tuple[tuple[int, float], ...]:
    return tuple(sorted((step.after_days, step.share) for step in steps))


def _coalitions(campaign: CampaignForm) -> tuple[Coalition, ...]:
    return tuple(
        Coalition(
            id=name,
            members=tuple(sorted(form.members)),
            weights=form.weights,
            probability=form.probability,
            start=form.start,
            day=form.day,
            acts=tuple(sorted(form.acts)),
        )
        for name, form in sorted(campaign.coalitions.items())
    )
