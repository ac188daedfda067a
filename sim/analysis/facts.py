"""What must stand beside the numbers of a headline: when the law is in force, what was verified, what is judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.common.errors import some_of
from sim.common.months import label
from sim.domain.law import Provision
from sim.domain.scenario import Scenario, curve_words, provisions_in_force
from sim.runs.results import Results
from sim.runs.variants import tested, with_notices, without_tested
from sim.runs.windows import first_full_month, never_in_force


def facts(results: Results) -> Iterator[str]:
    """What must stand beside the tables of a run, most important first."""
    scenario = results.scenario
    yield from (f"cannot be known: {caveat}" for caveat in scenario.caveats)
    year, first = results.windows[0], first_full_month(scenario)
    if never_in_force(scenario):
        months = f"{label(scenario.start)} to {label(scenario.start + scenario.months - 1)}"
        yield f"what is asked about is never in force within this horizon, {months}: what it would deny here is 0"
    elif tested(scenario) and scenario.start + year.months[0] < first:
        inside = first < scenario.start + scenario.months
        when = f"wholly in force only from {label(first)}" if inside else "not wholly in force within this horizon"
        yield f"{year.label}: what is asked about is {when}, so full compliance falls short of a full year"
    if scenario.awaited:
        days = "events decide the days" if len(scenario.awaited) > 1 else "events decide the day"
        yield f"{days} of {some_of(sorted(scenario.awaited), 8)}; a central run has dated events only"
    yield from cap_openings(scenario)
    yield _verified(scenario)
    yield judged(scenario)
    if not scenario.benchmark:
        yield "own notices, notices by dial and dial only are three readings of the same law; none is a forecast"
        yield from _thresholds(scenario)
    yield "estimated receipts are nobody's observation; recorded is what partners' customs would declare"
    choice = "" if scenario.benchmark else f"; {curve_words(scenario)} is a choice"
    yield f"one central run: no bands yet, though every number has a range (dial explain){choice}"


def cap_openings(scenario: Scenario) -> Iterator[str]:
    """Why prior law jumps each January: its caps by calendar year, used up months before, open anew."""
    prior = without_tested(scenario)
    yearly = (p for p in provisions_in_force(prior) if p.kind == "cap" and p.mode == "front_loaded" and not p.window)
    caps = [p.id for p in yearly if not p.transposes]
    if caps and scenario.under_test and scenario.months > 12:
        verb = "opens" if len(caps) == 1 else "open"
        yield f"prior law jumps each January, when {', '.join(caps)} {verb} anew: a cap by calendar year"


def _thresholds(scenario: Scenario) -> Iterator[str]:
    """What notices by dial hang on, where the scenario itself does not go by them."""
    opens = scenario.numbers.get("switch_open")
    if opens and not any(will.by_dial for will in scenario.wills):
        says = f"{opens.value:g}, {opens.low:g} to {opens.high:g}, {opens.basis}"
        yield f"notices by dial hang on the dial from which a partner gives notice ({says}), drawn with the rest"


def _verified(scenario: Scenario) -> str:
    provisions = [p for p in provisions_in_force(scenario) if not p.transposes]
    shown = scenario if scenario.benchmark else with_notices(scenario, True)
    notices = [p for p in provisions_in_force(shown) if p.transposes]

    def count(of: Sequence[Provision]) -> str:
        yes = sum(p.verified == "yes" for p in of)
        official = sum(p.verified == "official" for p in of)
        partly = sum(p.verified == "partly" for p in of)
        return f"{yes} of {len(of)} verified against the text, {official} by an official notice, {partly} partly"

    beside = f"; partners' notices {count(notices)}" if notices else ""
    doubtful = [p.id for p in provisions if p.verified == "no" and p.measure in scenario.under_test]
    asked = f"; not verified though asked about: {', '.join(doubtful)}" if doubtful else ""
    return f"law: provisions {count(provisions)}{beside}{asked}"


def judged(scenario: Scenario) -> str:
    """How much of the behaviour and of the goods baseline rests on judgement."""
    baseline = {n: q for n, q in scenario.numbers.items() if n.startswith("baseline.")}
    behaviour = [q for n, q in scenario.numbers.items() if n not in baseline]
    count = sum(q.basis == "judgement" for q in behaviour)
    goods = {stream.id for stream in scenario.streams if stream.group == "goods"}
    cells = [q for n, q in sorted(baseline.items()) if n.split(".")[1] in goods]
    money = sum(q.value for q in cells)
    guessed = sum(q.value for q in cells if q.basis == "judgement")
    share = f"{guessed / money:.0%} of the goods baseline" if money else "no goods baseline"
    return f"judgement: {count} of {len(behaviour)} numbers of behaviour rest on it, and {share}"
