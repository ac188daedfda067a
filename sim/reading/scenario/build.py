"""The scenario itself, once everything it is made of has been read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sim.common.months import parse_month
from sim.domain.campaign import Mechanisms
from sim.domain.law import Lift, Measure, NoticeStep, Step
from sim.domain.quantity import Quantity
from sim.domain.scenario import Estimate, Observed, Scenario, Shock, Substitution, VolumePath, Will
from sim.reading.forms.actors import CampaignForm, PartnerForm
from sim.reading.forms.scenario import ScenarioForm
from sim.reading.reference import LINK, Baseline, Reference

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Parts:
    """What a scenario is made of: acts and lifts in name order, the baseline's cells, numbers of behaviour by name."""

    acts: Sequence[Measure]
    lifts: Sequence[Lift]
    baseline: Baseline
    behaviour: dict[str, Quantity]
    mechanisms: Mechanisms


def build(
    name: str,
    form: ScenarioForm,
    reference: Reference,
    parts: Parts,
) -> Scenario:
    """The scenario of a form and of the parts that were read from it."""
    baseline, cells = parts.baseline, parts.baseline.cells
    streams = sorted({stream for stream, _ in cells})
    units = _unit_values(form, reference, streams)
    numbers = units | parts.behaviour | _steady(form) | {f"baseline.{s}.{p}": q for (s, p), q in sorted(cells.items())}
    values = {s: units[f"unit_value.{s}"].value if f"unit_value.{s}" in units else 0.0 for s in streams}
    paths = [reference.price_path(s, values[s], baseline.base_year, form.known_by) for s in streams]
    seasons = [reference.season(s, form.known_by) for s in streams]
    return Scenario(
        name=name,
        title=form.title,
        start=form.horizon.start,
        months=form.horizon.end - form.horizon.start + 1,
        base_year=baseline.base_year,
        streams=tuple(reference.streams[s] for s in streams),
        partners=tuple(reference.partners[p] for p in sorted(reference.partners)),
        numbers=dict(sorted(numbers.items())),
        measures=tuple(parts.acts),
        bundle=tuple(sorted(form.bundle)),
        under_test=tuple(sorted(form.under_test)),
        campaign=_steps(form.campaign.dial, "dial"),
        fatigue=_steps(form.campaign.fatigue, "share"),
        dial_curve=form.campaign.dial_curve.curve,
        wills=_wills(form, sorted(reference.partners)),
        observed=_observed(form),
        shocks=_shocks(form, sorted(reference.partners), streams),
        substitutions=_substitutions(numbers, streams, reference.links | form.substitution_from),
        lifts=tuple(parts.lifts),
        mechanisms=parts.mechanisms,
        awaited=tuple(sorted(parts.mechanisms.acts)),
        volume_paths=_volumes(form, streams),
        price_paths=tuple(path for path in paths if path),
        seasons=tuple(season for season in seasons if season),
        evasion_from=form.evasion_from,
        review_months=form.campaign.review_months,
        prices=form.prices,
        benchmark=form.benchmark or "",
        baseline=form.baseline.use,
        behaviour=form.behaviour.use,
        known_by=form.known_by,
        caveats=tuple(form.caveats),
        draws=form.draws,
        sampler=form.sampler,
        seed=form.seed,
        estimates=tuple(Estimate(e.who, e.said, e.basis, e.source) for e in form.estimates),
    )


def _unit_values(form: ScenarioForm, reference: Reference, streams: Sequence[str]) -> dict[str, Quantity]:
    """The unit values of the streams, as far as they could be known in time."""
    known = reference.unit_values(form.baseline.use).items()
    traded = {name: q for name, q in known if name.partition(".")[2] in streams}
    return {name: q for name, q in traded.items() if not form.known_by or q.known_by <= form.known_by}


def _wills(form: ScenarioForm, partners: Iterable[str]) -> tuple[Will, ...]:
    return tuple(_will(name, form.partners.get(name, PartnerForm()), form.campaign) for name in partners)


def _will(name: str, form: PartnerForm, campaign: CampaignForm) -> Will:
    steps = sorted(campaign.notices if form.notices is None else form.notices, key=lambda step: step.start)
    path = tuple(NoticeStep(step.start, step.state) for step in steps)
    dial, relief, diplomatic = form.dial or [], form.relief, form.diplomatic
    points = _steps(relief, "points"), _steps(diplomatic, "points")
    starts = (switch.start for switch in (form.switch, campaign.switch) if switch and switch.start)
    return Will(name, _steps(dial, "dial"), path, *points, switch_start=next(starts, ""))


def _steps(path: Iterable[Any], key: str) -> tuple[Step, ...]:
    return tuple(Step(step.start, getattr(step, key)) for step in sorted(path, key=lambda step: step.start))


def _observed(form: ScenarioForm) -> tuple[Observed, ...]:
    seen = sorted(form.observed, key=lambda o: (o.partner, o.stream, o.start))
    return tuple(
        Observed(o.partner, o.stream, o.start, o.end + DAY, o.compliance, o.source, o.known_by, o.kind) for o in seen
    )


def _shocks(form: ScenarioForm, partners: Iterable[str], streams: Iterable[str]) -> tuple[Shock, ...]:
    """The shocks; one that names no partner or stream strikes all of them."""
    everyone, everything = tuple(partners), tuple(streams)
    return tuple(
        Shock(
            tuple(sorted(s.partners)) or everyone,
            tuple(sorted(s.streams)) or everything,
            s.start,
            s.end + DAY,
            s.factor,
            s.smuggling,
            s.source,
        )
        for s in form.shocks
    )


def _volumes(form: ScenarioForm, streams: Sequence[str]) -> tuple[VolumePath, ...]:
    """The volume paths of streams that are traded, each with its months in order."""
    return tuple(
        VolumePath(v.stream, tuple(sorted((parse_month(m), x) for m, x in v.months.items())), v.source, v.known_by)
        for v in sorted(form.volumes, key=lambda v: v.stream)
        if v.stream in streams
    )


def _steady(form: ScenarioForm) -> dict[str, Quantity]:
    """No growth beside a volume path, unless the scenario says so."""
    said = form.behaviour.numbers.get("growth", {})
    return {
        f"growth.{v.stream}": Quantity(
            f"growth.{v.stream}", 0, "1/yr", 0, 0, "fixed", source=v.source, known_by=v.known_by, basis="derived"
        )
        for v in form.volumes
        if v.stream not in said
    }


def _substitutions(
    numbers: Mapping[str, Quantity], streams: Sequence[str], starts: Mapping[str, date]
) -> tuple[Substitution, ...]:
    """The links whose share is given and whose two streams are traded, each with the day from which it builds up."""
    links = sorted(name.partition(".")[2] for name in numbers if name.startswith("substitution_share."))
    pairs = [link.split(LINK) for link in links]
    return tuple(Substitution(a, b, starts.get(f"{a}{LINK}{b}")) for a, b in pairs if a in streams and b in streams)
