"""Writes results/published/campaign.json: what each scenario of the campaign answers, draw by draw on common luck.

    python -m tests.regression.campaign_answers

Goods and labour receipts, USD million a year, the scenario less what it is held against: mean, median, 90 % of draws.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sim.domain.campaign import NO_MECHANISMS
from sim.domain.scenario import SCHEMA_VERSION, Scenario
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.runs.question import Question
from sim.runs.run import run
from sim.runs.variants import without_tested
from sim.runs.windows import Window

FOLDER = shipped() / "campaign"
PUBLISHED = Path(__file__).parents[2] / "results" / "published" / "campaign.json"
DRAWS = 256
GROUPS = ("goods", "labour")


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


def unoffered(name: str) -> Scenario:
    """The scenario without its partners' relief and without what is asked about."""
    scenario = scenario_named(name)
    wills = tuple(replace(will, relief=()) for will in scenario.wills)
    return without_tested(replace(scenario, wills=wills))


@dataclass(frozen=True)
class Asked:
    """What a scenario is asked: what it is held against, in which year, and how its answer begins."""

    against: Callable[[str], Scenario]
    year: int
    says: str


ASKED = {
    "asean_coalition": Asked(off, 2018, "A forum that moves together, one month in ten once half of it would"),
    "asean_without_teeth": Asked(off, 2018, "A forum that only expels"),
    "full_court_press": Asked(off, 2018, "Three pushes of 2017, by dial alone"),
    "india_halts": Asked(held("india_halt"), 2018, "A push on five peers of India, and their pull"),
    "monitors_gone": Asked(held("secondary_sanctions"), 2019, "Fatigue, and nobody watching from May 2018"),
    "off_ramp": Asked(off, 2019, "Talks that suspend seafood and textiles in steps"),
    "off_ramp_late_snapback": Asked(held("off_ramp"), 2019, "A snapback half a year late"),
    "random_ladder": Asked(off, 2018, "Random tests and launches, each next act an answer"),
    "random_ladder_one_more_test": Asked(held("random_ladder"), 2018, "One more nuclear test"),
    "secondary_sanctions": Asked(off, 2018, "Rounds of designations that go by what is seen"),
    "secondary_sanctions_unseen": Asked(held("secondary_sanctions"), 2018, "Rounds where only declared trade is seen"),
    "sudan_inducement": Asked(unoffered, 2018, "Sudan buys no more arms, against no offer"),
}  # fmt: skip


def yearly(scenario: Scenario, year: int) -> dict[str, np.ndarray]:
    """Receipts of a calendar year by group, USD million: (draw,)."""
    months = tuple(t for t in range(scenario.months) if (scenario.start + t) // 12 == year)
    results = run(Question(scenario, draws=DRAWS, windows=(Window(str(year), months),)))
    table = results.of("windows.receipts")
    return {group: table[results.axes["group"].index(group), 0] for group in GROUPS}


def central_arms(scenario: Scenario, year: int) -> dict[str, np.ndarray]:
    """Receipts of arms in a calendar year of the central run, USD million: such series stand in no total."""
    results = run(Question(scenario))
    months = [t for t in range(scenario.months) if (scenario.start + t) // 12 == year]
    return {"arms (central run)": results.of("receipts")[months, results.streams.index("arms")].sum(keepdims=True)}


def name_streams(name: str) -> set[str]:
    """The streams of the acts under test."""
    scenario = scenario_named(name)
    return {s for m in scenario.measures if m.id in scenario.under_test for p in m.provisions for s in p.streams}


def answer(name: str) -> dict[str, object]:
    """What a scenario answers: by group mean, median and 90 % of the draws, and its line."""
    asked = ASKED[name]
    taken = central_arms if "arms" in name_streams(name) else yearly
    here, there = taken(scenario_named(name), asked.year), taken(asked.against(name), asked.year)
    found = {group: _said(here[group] - there[group]) for group in here}
    numbers = {group: [float(f"{x:.6g}") for x in q] for group, q in found.items()}
    return numbers | {"year": asked.year, "line": line_of(asked, found)}


def _said(difference: np.ndarray) -> np.ndarray:
    """Mean, median and the 90 % of the draws; of a lone stream of the central run one number four times."""
    return np.array([difference.mean(), *np.quantile(difference, (0.5, 0.05, 0.95))])


def line_of(asked: Asked, found: dict[str, np.ndarray]) -> str:
    """The answer in one line."""
    texts = [_signed(x) for x in np.concatenate(list(found.values()))]
    parts = [f"{g} {texts[4 * n]} (90 %: {texts[4 * n + 2]} to {texts[4 * n + 3]})" for n, g in enumerate(found)]
    if len(found) == 1:
        (name,) = found
        return f"{asked.says}: {name} {texts[0]} MUSD in {asked.year}."
    return f"{asked.says}: {'; '.join(parts)} MUSD in {asked.year}, mean of {DRAWS} draws."


def _signed(x: float) -> str:
    rounded = float(f"{x:.2g}")
    return "0" if abs(rounded) < 0.05 else f"{rounded:+g}" if abs(rounded) < 1000 else f"{rounded:+,.0f}"


def main() -> int:
    """Rewrite the published answers."""
    answers = {name: answer(name) for name in sorted(ASKED)}
    whole = {"schema_version": SCHEMA_VERSION, "unit": "USD million a year", "draws": DRAWS, "answers": answers}
    text = re.sub(r"\[\s+([^\]]+?)\s+\]", lambda m: "[" + re.sub(r"\s+", " ", m[1]) + "]", json.dumps(whole, indent=1))
    PUBLISHED.write_text(text + "\n", encoding="utf-8")
    for name, one in answers.items():
        print(f"{name}: {one['line']}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
