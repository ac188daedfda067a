"""Writes results/published/campaign.json: what each scenario of the campaign answers, draw by draw on common luck.

    python -m tests.regression.campaign_answers

    python -m tests.regression.campaign_answers hurried fuel_denied   # only these, the others as they stand

Goods and labour receipts, USD million a year, the scenario less what it is held against: mean, median, 90 % of draws.
What acts take of services and illicit series is said stream by stream.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sim.analysis.outcome import no_acts
from sim.domain.campaign import NO_MECHANISMS
from sim.domain.curve import POWER
from sim.domain.scenario import SCHEMA_VERSION, Scenario
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.runs.question import Question
from sim.runs.reduce import GroupTotals
from sim.runs.run import run
from sim.runs.variants import SCENARIO, with_notices_by_dial, with_numbers, without_tested
from sim.runs.windows import Window

FOLDER = shipped() / "campaign"
PUBLISHED = Path(__file__).parents[2] / "results" / "published" / "campaign.json"
DRAWS = 256
GROUPS = ("goods", "labour")
LUCK = f"mean of {DRAWS} draws"


def scenario_named(name: str) -> Scenario:
    """A scenario of the campaign, or one of those beside the folder."""
    place = FOLDER / f"{name}.yaml"
    return read_scenario(place if place.is_file() else shipped() / f"{name}.yaml").scenario


def off(name: str) -> Scenario:
    """The scenario with its dial only: no mechanism is on, no act comes by one."""
    return replace(scenario_named(name), mechanisms=NO_MECHANISMS, awaited=(), under_test=())


def held(name: str) -> Callable[[str], Scenario]:
    """Another scenario to hold one against."""
    return lambda _: scenario_named(name)


def held_by_dial(name: str) -> Callable[[str], Scenario]:
    """Another scenario, in which dials decide who gives notice."""
    return lambda _: with_notices_by_dial(scenario_named(name))


def unoffered(name: str) -> Scenario:
    """The scenario without its partners' relief and without what is asked about."""
    scenario = scenario_named(name)
    wills = tuple(replace(will, relief=()) for will in scenario.wills)
    return without_tested(replace(scenario, wills=wills))


def prior(name: str) -> Scenario:
    """The scenario without what is asked about."""
    return without_tested(scenario_named(name))


def unhurried(name: str) -> Scenario:
    """The scenario in which nothing is sent ahead."""
    return with_numbers(scenario_named(name), ("hurry",), 0.0)


def unshaken(name: str) -> Scenario:
    """The scenario without its shocks."""
    return replace(scenario_named(name), shocks=())


def unlifted(name: str) -> Scenario:
    """The scenario in which nothing is lifted."""
    return replace(scenario_named(name), lifts=())


def by_power(name: str) -> Scenario:
    """The scenario with a power as its dial's curve."""
    return replace(scenario_named(name), dial_curve=POWER)


@dataclass(frozen=True)
class Asked:
    """What a scenario is asked: what it is held against, in which year, and how its answer begins.

    `share`: how much of what that takes it takes, instead of the difference.
    """

    against: Callable[[str], Scenario]
    year: int
    says: str
    share: bool = False


ASKED = {
    "airline_routes": Asked(prior, 2018, "Kuwait, Malaysia and China close their routes"),
    "asean_coalition": Asked(off, 2018, "A forum that moves together, one month in ten once half of it would"),
    "asean_without_teeth": Asked(off, 2018, "A forum that only expels"),
    "border_closed": Asked(unshaken, 2021, "A border closed to trade, smuggling at six tenths"),
    "border_closed_to_smugglers": Asked(held("border_closed"), 2021, "The same, smugglers kept out as well"),
    "china_by_dial": Asked(held_by_dial("china_holds"), 2019, "China at 1, notices gone in some draws, against at 8"),
    "china_by_dial_half_way": Asked(held_by_dial("china_holds"), 2019, "China at 3, half-way, against China at 8"),
    "fuel_denied": Asked(unshaken, 2018, "6.9 % less of all goods, the upper bound of what fuel does"),
    "full_court_press": Asked(off, 2018, "Three pushes of 2017, by dial alone"),
    "hurried": Asked(unhurried, 2017, "A quarter of a month of lead and seafood sent ahead"),
    "india_halts": Asked(held("india_halt"), 2018, "A push on five peers of India, and their pull"),
    "knob_20_to_25_percent": Asked(held("dial_10"), 2019, "Of what it takes at 10, the ladder at 5.5 has", share=True),
    "knob_by_table": Asked(by_power, 2018, "The ladder at a dial of seven by a table, against gamma 2.5"),
    "knob_left_at_four": Asked(prior, 2018, "UNSCR 2371 with the knob left at four, notices by dial"),
    "knob_turned_up": Asked(held("knob_left_at_four"), 2018, "The knob turned up from four to seven, notices by dial"),
    "larger_bundle_earns_more": Asked(prior, 2018, "China's own coal ban, where designations go by visible coal"),
    "levers_illicit": Asked(prior, 2018, "Payouts stopped, IT workers sent home"),
    "levers_services": Asked(prior, 2018, "A lever each on five small services"),
    "monitors_gone": Asked(held("secondary_sanctions"), 2019, "Fatigue, and nobody watching from May 2018"),
    "off_ramp": Asked(off, 2019, "Talks that suspend seafood and textiles in steps"),
    "off_ramp_late_snapback": Asked(held("off_ramp"), 2019, "A snapback half a year late"),
    "random_ladder": Asked(off, 2018, "Random tests and launches, each next act an answer"),
    "random_ladder_one_more_test": Asked(held("random_ladder"), 2018, "One more nuclear test"),
    "secondary_sanctions": Asked(off, 2018, "Rounds of designations that go by what is seen"),
    "secondary_sanctions_unseen": Asked(held("secondary_sanctions"), 2018, "Rounds where only declared trade is seen"),
    "sudan_inducement": Asked(unoffered, 2018, "Sudan buys no more arms, against no offer"),
    "workers_50000_to_200000": Asked(prior, 2020, "All of 50,000 to 200,000 workers sent home"),
    "workers_freeze": Asked(prior, 2020, "A freeze of workers"),
    "workers_gulf_sends_home": Asked(prior, 2020, "Sent home by the Gulf in full, by Russia not at all"),
    "workers_hosts": Asked(prior, 2018, "Seven small hosts send workers home"),
    "workers_no_new_permits": Asked(prior, 2020, "No new permits for workers"),
    "workers_repatriation": Asked(prior, 2020, "Workers sent home within two years"),
    "workers_return_2021": Asked(unlifted, 2022, "Workers return from 2021 on"),
}  # fmt: skip


def asked_of(scenario: Scenario, year: int) -> Question:
    """The draws of a scenario, with the totals of a calendar year."""
    months = tuple(t for t in range(scenario.months) if (scenario.start + t) // 12 == year)
    return Question(scenario, draws=DRAWS, windows=(Window(str(year), months),))


def yearly(scenario: Scenario, year: int) -> dict[str, np.ndarray]:
    """Receipts of a calendar year by group, USD million: (draw,)."""
    results = run(asked_of(scenario, year))
    table = results.of("windows.receipts")
    return {group: table[results.axes["group"].index(group), 0] for group in GROUPS}


def by_stream(scenario: Scenario, year: int, streams: Sequence[str]) -> dict[str, np.ndarray]:
    """Receipts of some streams in a calendar year, one by one, USD million: (draw,)."""
    question = asked_of(scenario, year)
    places = tuple((question.frame.streams.index(stream),) for stream in streams)
    kept = GroupTotals("windowed", ("receipts",), places, question.draws)
    run(question, takers={SCENARIO: [kept]})
    return {stream: kept.values[0, n, 0] for n, stream in enumerate(streams)}


def small_streams(name: str) -> list[str]:
    """The services and illicit series that the acts under test are about; none where they name others too."""
    scenario = scenario_named(name)
    asked_about = [m for m in scenario.measures if m.id in scenario.under_test]
    named = {s for m in asked_about for s in (*m.streams, *(s for p in m.provisions for s in p.streams))}
    groups = {stream.id: stream.group for stream in scenario.streams}
    return sorted(named) if named and all(groups[s] not in GROUPS for s in named) else []


def answer(name: str) -> dict[str, object]:
    """What a scenario answers: by group mean, median and 90 % of the draws, and its line."""
    asked = ASKED[name]
    one, other = scenario_named(name), asked.against(name)
    if streams := small_streams(name):
        here, there = (by_stream(s, asked.year, streams) for s in (one, other))
        found = {stream: _said(here[stream] - there[stream]) for stream in streams}
        return _numbers(asked, found, line_of(asked, found))
    here, there = yearly(one, asked.year), yearly(other, asked.year)
    if asked.share:
        none = yearly(no_acts(one), asked.year)
        found = {"share of goods": _said((none["goods"] - here["goods"]) / (none["goods"] - there["goods"]))}
        mean, _, low, high = (f"{100 * x:.0f}" for x in found["share of goods"])
        line = f"{asked.says} {mean} % of goods (90 %: {low} to {high} %) in {asked.year}, {LUCK}."
        return _numbers(asked, found, line)
    found = {group: _said(here[group] - there[group]) for group in here}
    return _numbers(asked, found, line_of(asked, found))


def _numbers(asked: Asked, found: dict[str, np.ndarray], line: str) -> dict[str, object]:
    numbers = {group: [float(f"{x:.6g}") for x in q] for group, q in found.items()}
    return numbers | {"year": asked.year, "line": line}


def _said(difference: np.ndarray) -> np.ndarray:
    """Mean, median and the 90 % of the draws."""
    return np.array([difference.mean(), *np.quantile(difference, (0.5, 0.05, 0.95))])


def line_of(asked: Asked, found: dict[str, np.ndarray]) -> str:
    """The answer in one line."""
    texts = [_signed(x) for x in np.concatenate(list(found.values()))]
    parts = [f"{g} {texts[4 * n]} (90 %: {texts[4 * n + 2]} to {texts[4 * n + 3]})" for n, g in enumerate(found)]
    return f"{asked.says}: {'; '.join(parts)} MUSD in {asked.year}, {LUCK}."


def _signed(x: float) -> str:
    rounded = float(f"{x:.2g}")
    return "0" if abs(rounded) < 0.05 else f"{rounded:+g}" if abs(rounded) < 1000 else f"{rounded:+,.0f}"


def main(names: Sequence[str]) -> int:
    """Rewrite the published answers, of all scenarios or of some."""
    stands = json.loads(PUBLISHED.read_text(encoding="utf-8"))["answers"] if names else {}
    answers = {name: stands[name] if names and name not in names else answer(name) for name in sorted(ASKED)}
    whole = {"schema_version": SCHEMA_VERSION, "unit": "USD million a year", "draws": DRAWS, "answers": answers}
    text = re.sub(r"\[\s+([^\]]+?)\s+\]", lambda m: "[" + re.sub(r"\s+", " ", m[1]) + "]", json.dumps(whole, indent=1))
    PUBLISHED.write_text(text + "\n", encoding="utf-8")
    for name in names or answers:
        print(f"{name}: {answers[name]['line']}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
