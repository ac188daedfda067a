"""What is not wrong with a scenario, but its author should know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from math import exp

from sim.common.months import coordinate, first_day, label
from sim.domain.law import NoticeStep, Provision, provisions_of
from sim.domain.scenario import Scenario, presses_nobody, provisions_in_force

STEEP = 3
"""Dial points that a dial may fall by without a word about notices that stay on."""

FAR = 5
"""Years beyond the data to which growth and prices are carried without a word."""

CLOSE = 31
"""Days between a push by exposure and a step of a secondary measure that may be the same designations."""

PORTS = "port_months"


def warnings_about(scenario: Scenario) -> Iterator[str]:
    """What a scenario may not have been meant to say, one line each.

    Dials near 0, releases of nothing, talks about what ends before them, notices that stay on while a dial falls,
    acts under test that never bind, that have no strength or that nobody gazettes, a baseline of a later year
    than the horizon's, growth and prices far beyond the data, hand-overs inside a month, and a horizon that starts
    inside a cap's year.
    """
    yield from _low_dials(scenario)
    yield from _idle_releases(scenario)
    yield from _standing_notices(scenario)
    yield from _designated_twice(scenario)
    yield from _idle_talks(scenario)
    yield from _never_in_force(scenario)
    yield from _without_strength(scenario)
    yield from _untransposed(scenario)
    yield from _before_its_year(scenario)
    yield from _far_ahead(scenario)
    yield from _stale_prices(scenario)
    provisions = {provision.id: provision for provision in provisions_in_force(scenario)}
    hand_overs = [entry for provision in provisions.values() for entry in _hand_overs(provision, provisions, scenario)]
    if hand_overs:
        months = ", ".join(sorted({label(month) for month, _ in hand_overs}))
        first, *others = sorted(text for _, text in hand_overs)
        acts = f"{first} and {len(others)} more" if others else first
        yield f"in {months} one act hands over to another inside the month, which counts the tighter part only: {acts}"
    for provision in provisions.values():
        yearly = provision.kind == "cap" and provision.mode == "front_loaded" and not provision.window
        if yearly and not provision.transposes and scenario.start % 12:
            start = label(scenario.start)
            yield f"{provision.id}: the horizon starts in {start}; the year's cap is taken as unused by then"


def _low_dials(scenario: Scenario) -> Iterator[str]:
    """Dials between 0 and 1: on a scale of 0 to 10 they are often meant as shares of it."""
    paths = [("campaign.dial", scenario.campaign)]
    paths += [(f"partners.{will.partner}.dial", will.dial) for will in scenario.wills]
    for key, path in paths:
        for level in sorted({step.level for step in path if 0 < step.level < 1}):
            yield f"{key} {level:g}: did you mean {10 * level:g}? The dial goes from 0 to 10"


def _idle_releases(scenario: Scenario) -> Iterator[str]:
    """Days of release on cells where no act stops goods under way, so that nothing lies at ports."""
    provisions = provisions_in_force(scenario)
    stranding = [p for p in provisions if p.strands]
    for provision in provisions:
        met = (set(p.streams) & set(provision.streams) for p in stranding if _meet(p.partners, provision.partners))
        if provision.releases and not any(met) and _most(scenario, PORTS) > 0:
            yield f"{provision.id} releases goods at ports, but no act in force strands any there"


def _designated_twice(scenario: Scenario) -> Iterator[str]:
    """Designations given as a push and as a step of a secondary measure within a month: the same ones twice?"""
    acts = [m for m in scenario.measures if m.instrument == "secondary" and m.id in scenario.bundle]
    for push in scenario.mechanisms.press if any(p.by_exposure for p in scenario.mechanisms.press) else ():
        for act in acts if push.by_exposure else ():
            near = [step.start for step in act.steps if step.level and abs((step.start - push.day).days) <= CLOSE]
            if near and _meet(act.partners, push.partners):
                yield f"the push of {push.day} by exposure and {act.id} of {near[0]} may be the same designations twice"


def _idle_talks(scenario: Scenario) -> Iterator[str]:
    """Relief of paragraphs whose force ends before the talks can begin, so that there is nothing left to suspend."""
    ends = {lift.provision: lift.day for lift in scenario.lifts}
    for p in provisions_of(scenario.measures):
        if p.lifted:
            ends[p.id] = min(p.lifted, ends.get(p.id, p.lifted))
    for talk in scenario.mechanisms.talks:
        for relief in talk.relief:
            end = ends.get(relief.provision)
            if end and end <= talk.start:
                yield f"talks {talk.id} suspend {relief.provision} from {talk.start} on, but it ends on {end}"


def _meet(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two lists of partners, empty for everyone, have one in common."""
    return not some or not others or bool(set(some) & set(others))


def _most(scenario: Scenario, name: str) -> float:
    """The highest a number can be in any of its scopes."""
    return max((q.high for key, q in scenario.numbers.items() if key.partition(".")[0] == name), default=0.0)


def _standing_notices(scenario: Scenario) -> Iterator[str]:
    """Dials that fall by three points or more while the partner's notices stay on and keep its law in force."""
    for will in scenario.wills:
        levels = sorted(will.dial or scenario.campaign, key=lambda step: step.start)
        falls = [later for before, later in pairwise(levels) if before.level - later.level >= STEEP]
        issuing = {p.partners[0] for p in provisions_in_force(scenario) if p.transposes and p.partners}
        for step in falls if will.partner in issuing else ():
            if _state_on(will.notices, step.start) == "on":
                key = f"partners.{will.partner}"
                what = f"the dial falls to {step.level:g} on {step.start} while its notices stay on"
                yield f"{key}: {what} ({key}.notices)"


def _state_on(path: Sequence[NoticeStep], day: date) -> str:
    """Whether notices count on a day: on before the first date of a path."""
    begun = [step for step in path if step.start <= day]
    return begun[-1].state if begun else "on"


def _before_its_year(scenario: Scenario) -> Iterator[str]:
    """A horizon that begins before the year whose trade the baseline has."""
    if scenario.start // 12 < scenario.base_year:
        yield (
            f"the horizon begins in {label(scenario.start)}, before the baseline's year {scenario.base_year}: what was "
            "traded then is not known of it; move the horizon, or take a baseline of an earlier year"
        )


def _far_ahead(scenario: Scenario) -> Iterator[str]:
    """Growth carried more than five years beyond the base year, with the size of the largest stream's factor."""
    years = (scenario.start + scenario.months) / 12 - (scenario.base_year + 0.5)
    rates = {s.id: scenario.number("growth", s.id, s.group).value for s in scenario.streams if s.group == "goods"}
    fastest = max(rates, key=lambda stream: rates[stream], default="")
    if years > FAR and fastest and rates[fastest] > 0:
        t_g = scenario.numbers.get("t_g")
        grown = t_g.value / 12 * (1 - exp(-years * 12 / t_g.value)) if t_g else years
        factor = (1 + rates[fastest]) ** grown
        yield (
            f"growth is carried {years:.0f} years beyond the base year {scenario.base_year}: "
            f"{fastest} reaches {factor:.2f} times its size"
        )


def _stale_prices(scenario: Scenario) -> Iterator[str]:
    """Prices carried more than five years beyond their last month: the one that is farthest from the base year's."""
    end, stale = scenario.start + scenario.months, {}
    for path in scenario.price_paths if scenario.prices == "observed" else ():
        last, level = path.steps[-1]
        if (end - last - 1) / 12 > FAR:
            stale[path.stream] = (last, level)
    if stale:
        stream, (last, level) = max(sorted(stale.items()), key=lambda item: abs(item[1][1] - 1))
        years = (end - last - 1) / 12
        also = f", and {len(stale) - 1} more" if len(stale) > 1 else ""
        stays = f"{stream} stays at {level:.2f} times its base year's"
        yield f"prices are carried {years:.0f} years beyond {label(last)}: {stays}{also}"


def _never_in_force(scenario: Scenario) -> Iterator[str]:
    """Acts under test that bind, or turn a dial, on no day of the horizon."""
    first, last = first_day(scenario.start), first_day(scenario.start + scenario.months)
    for act in (one for one in scenario.measures if one.id in scenario.under_test):
        spans = [(p.binds, p.lifted or act.lifted) for p in act.provisions]
        if not spans:
            begun = [step.start for step in act.steps if step.level] or [act.effective or act.adopted]
            spans = [(min(begun), act.lifted)]
        if all(day >= last or (end is not None and end <= max(day, first)) for day, end in spans):
            months = f"{label(scenario.start)} to {label(scenario.start + scenario.months - 1)}"
            day = min(day for day, _ in spans)
            yield f"{act.id} is under test but never in force in the horizon, {months}: it would bind from {day}"


def _without_strength(scenario: Scenario) -> Iterator[str]:
    """A question about nothing but acts of pressure whose strength is 0, which change nothing."""
    asked = [act for act in scenario.measures if act.id in scenario.under_test]
    if asked and all(presses_nobody(scenario, act) for act in asked):
        names = ", ".join(act.id for act in asked)
        yield f"under test is only what presses with strength 0, and changes nothing: {names}"


def _untransposed(scenario: Scenario) -> Iterator[str]:
    """Acts of the UN under test with bans or caps on goods that no partner's notice carries out, dated or expected."""
    goods = {stream.id for stream in scenario.streams if stream.group == "goods"}
    gazetted = {p.transposes.partition(".")[0] for act in scenario.measures for p in act.provisions if p.transposes}
    for act in (one for one in scenario.measures if one.id in scenario.under_test):
        limits = any(p.kind in ("ban", "cap") and goods & set(p.streams) for p in act.provisions)
        spoken = not scenario.benchmark and any(not scenario.will_of(p.id).silent for p in scenario.partners)
        if spoken and act.issuer == "un" and limits and not act.expected_notices and act.id not in gazetted:
            yield f"{act.id}: no partner gives a notice of it, so that partners follow it by their dials alone"


def _hand_overs(
    provision: Provision, provisions: dict[str, Provision], scenario: Scenario
) -> Iterator[tuple[int, str]]:
    """(month, what) where an act that bites ends inside a month as another begins to bind."""
    horizon = range(scenario.start, scenario.start + scenario.months)
    for name in provision.superseded_by:
        later = provisions.get(name)
        if later and not provision.lifted and set(later.streams) & set(provision.streams):
            day = coordinate(later.binds)
            bites = not _toothless(provisions.get(provision.transposes, provision), later, scenario)
            if bites and int(day) in horizon and day != int(day) and provision.binds < later.binds:
                yield int(day), f"{provision.id} to {name}"


def _toothless(provision: Provision, later: Provision, scenario: Scenario) -> bool:
    """Whether everything the two acts share is exempt from the earlier one."""
    shares = {e.stream: e.share for e in provision.exempt}
    shared = set(provision.streams) & set(later.streams)
    values = [shares.get(stream, 0.0) for stream in shared]
    return all((scenario.number(v).value if isinstance(v, str) else v) >= 1 for v in values)
