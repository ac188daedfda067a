"""What is wrong with a campaign's mechanisms though every name in them is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from sim.common.errors import Problem
from sim.common.months import label
from sim.domain.law import Measure
from sim.reading.forms.campaign import CoalitionForm, TalkForm
from sim.reading.forms.scenario import ScenarioForm
from sim.reading.reference import CLASSES, Reference
from sim.reading.scenario.campaign_numbers import push_id
from sim.reading.scenario.findings import Findings
from sim.reading.steps import same_day
from sim.reading.yaml.document import Document, Path_


def campaign_problems(form: ScenarioForm, acts: Mapping[str, Measure], reference: Reference, found: Findings) -> None:
    """Note what is wrong with pushes, rounds, provocations, the ladder, talks and coalitions; `acts` are by id."""
    document = found.document
    found.problems += _push_problems(form, document)
    found.problems += _round_problems(form, document)
    found.problems += _provocation_problems(form, reference, document)
    found.problems += _ladder_problems(form, acts, document)
    found.problems += _talk_problems(form, acts, document)
    found.problems += _coalition_problems(form, acts, document)


def _push_problems(form: ScenarioForm, document: Document) -> Iterator[Problem]:
    """Pushes on nobody, and two of one day on the same partners."""
    seen: set[str] = set()
    for n, push in enumerate(form.campaign.press):
        where: Path_ = ("campaign", "press", n)
        if not push.partners:
            yield document.problem(where, "a push needs partners", hint="partners: [china]")
        elif push_id(push) in seen:
            hint = "add their points up, or name the partners of each"
            yield document.problem(where, "stands twice", given=push_id(push), hint=hint)
        seen.add(push_id(push))


def _round_problems(form: ScenarioForm, document: Document) -> Iterator[Problem]:
    rounds = form.campaign.designations
    days = [step.start for step in rounds.seen or ()] if rounds else []
    yield from same_day(document, ("campaign", "designations", "seen"), days)


def _provocation_problems(form: ScenarioForm, reference: Reference, document: Document) -> Iterator[Problem]:
    """Classes of which nobody says how often they come, or how long their answers take."""
    rule = form.campaign.provocations
    lags = reference.lags(form.behaviour.use) if rule and rule.classes else {}
    for kind, given in (rule.classes if rule else {}).items():
        where: Path_ = ("campaign", "provocations", kind)
        if kind not in CLASSES and given.rate is None:
            yield document.problem((*where, "rate"), "is missing", hint=f"{kind}: {{rate: 0.5, …}}, events a year")
        answered = (given.adoption is None and kind in CLASSES) or (given.adoption or 0) > 0
        if answered and not (given.lags if given.lags is not None else lags.get(kind)):
            hint = "lags: [5, 18, 23], the days that answers took"
            yield document.problem(
                (*where, "lags"), "events are answered, but after how many days is not said", hint=hint
            )
    if form.campaign.veto and form.campaign.veto.start is None:
        yield document.problem(("campaign", "veto", "from"), "is missing", hint="veto: {from: 2022-05-26}")


def _ladder_problems(form: ScenarioForm, acts: Mapping[str, Measure], document: Document) -> Iterator[Problem]:
    """Rungs that are not acts of law of others."""
    ladder = form.campaign.ladder
    if ladder and not ladder.rungs:
        yield document.problem(("campaign", "ladder", "rungs"), "is empty", hint="rungs: [unscr_2371, unscr_2375]")
    for n, name in enumerate(ladder.rungs if ladder else ()):
        act = acts.get(name)
        if act and (act.instrument != "law" or act.is_notice):
            given = "a notice" if act.is_notice else f"a {act.instrument} measure"
            hint = "a rung is an act of law; pressure goes under press or into the bundle"
            yield document.problem(("campaign", "ladder", "rungs", n), "cannot be a rung", given=given, hint=hint)
        elif act:
            yield from _window_problems(act, document, ("campaign", "ladder", "rungs", n))


def _window_problems(act: Measure, document: Document, at: Path_) -> Iterator[Problem]:
    """Pro-rata caps of a dated window: their base is the trade of days that are not known before the act's own day."""
    dated = [p.id for p in act.provisions if p.kind == "cap" and p.mode == "pro_rata" and p.window]
    if dated:
        message, hint = "a pro-rata cap of a dated window cannot wait for its day", "without window it is a cap a year"
        yield document.problem(at, message, given=", ".join(dated), allowed="mode: front_loaded", hint=hint)


def _talk_problems(form: ScenarioForm, acts: Mapping[str, Measure], document: Document) -> Iterator[Problem]:
    ladder = form.campaign.ladder
    here = {*form.bundle, *(ladder.rungs if ladder else ())}
    suspendable = {p.id for name in here if name in acts for p in acts[name].provisions}
    eased: dict[str, str] = {}
    for name, talk in sorted(form.campaign.talks.items()):
        where: Path_ = ("campaign", "talks", name)
        yield from _talk_date_problems(talk, document, where)
        for provision, steps in talk.relief.items():
            at = (*where, "relief", provision)
            if provision not in suspendable:
                hint = "relief suspends paragraphs of acts in bundle or ladder: add its act"
                yield document.problem(at, "is neither in the bundle nor on the ladder", hint=hint)
            if provision in eased:
                hint = "a paragraph is suspended by one talk"
                yield document.problem(at, f"is suspended by {eased[provision]} as well", hint=hint)
            eased.setdefault(provision, name)
            if not steps:
                yield document.problem(at, "has no step", hint="[{after_days: 0, share: 0.5}]")
            ordered = sorted(steps, key=lambda step: step.after_days)
            alike = list(same_day(document, at, (f"{step.after_days} days after" for step in steps)))
            yield from alike
            if not alike and any(later.share < before.share for before, later in pairwise(ordered)):
                given = ", ".join(f"{step.share:g} after {step.after_days}" for step in ordered)
                hint = "relief ends by snapback, at once and whole"
                yield document.problem(at, "shares of relief must not fall", given=given, hint=hint)


def _talk_date_problems(talk: TalkForm, document: Document, where: Path_) -> Iterator[Problem]:
    if talk.quiet_months is not None and not talk.broken_by:
        hint = "broken_by: [nuclear, long_range]"
        yield document.problem((*where, "quiet_months"), "is quiet of what? broken_by is missing", hint=hint)
    if talk.until and talk.quiet_months is None:
        hint = "until is the last day on which talks that wait for quiet_months may begin"
        yield document.problem((*where, "until"), "belongs to quiet_months", hint=hint)
    for key, day in (("to", talk.end), ("until", talk.until)):
        if day and day <= talk.start:
            details = {"given": str(day), "allowed": f"after {talk.start}"}
            yield document.problem((*where, key), "ends before it begins", **details)


def _coalition_problems(form: ScenarioForm, acts: Mapping[str, Measure], document: Document) -> Iterator[Problem]:
    ladder = form.campaign.ladder
    taken = dict.fromkeys(ladder.rungs if ladder else (), "the ladder")
    for name, coalition in sorted(form.campaign.coalitions.items()):
        where: Path_ = ("campaign", "coalitions", name)
        if len(set(coalition.members)) < 2:
            given = ", ".join(coalition.members) or "nobody"
            yield document.problem((*where, "members"), "a coalition needs two members or more", given=given)
        if coalition.day is None and "probability" not in coalition.model_fields_set:
            hint = "give date, or the monthly probability with which it moves once its threshold is passed"
            yield document.problem(where, "has neither date nor probability", hint=hint)
        if coalition.day is None and coalition.start is None and "probability" in coalition.model_fields_set:
            hint = f"from: {label(form.horizon.start)}-01"
            yield document.problem((*where, "from"), "is missing", hint=hint)
        yield from _act_problems(coalition, acts, taken, document, where, name)


def _act_problems(
    coalition: CoalitionForm,
    acts: Mapping[str, Measure],
    taken: dict[str, str],
    document: Document,
    where: Path_,
    name: str,
) -> Iterator[Problem]:
    for n, given in enumerate(coalition.acts):
        act, at = acts.get(given), (*where, "acts", n)
        bound = {partner for p in act.provisions for partner in p.partners or ("everybody",)} if act else set()
        if act and (act.instrument != "law" or act.is_notice):
            yield document.problem(at, "is no act of law", given=act.instrument, hint="points may be given instead")
        elif outside := sorted(bound - set(coalition.members)):
            hint = "an act of a coalition names its members as partners"
            yield document.problem(at, "binds partners outside the coalition", given=", ".join(outside), hint=hint)
        if act:
            yield from _window_problems(act, document, at)
        if given in taken:
            yield document.problem(at, f"is an act of {taken[given]} as well", given=given)
        taken.setdefault(given, name)
