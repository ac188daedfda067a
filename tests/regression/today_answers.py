"""Writes results/published/today.json: what the scenarios of today answer, as docs/today.md says it.

    python -m tests.regression.today_answers

Receipts denied, USD million a year: what each acts take in the first year, median and 90 % of draws on common luck.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.bands import added
from sim.analysis.questions import bands_question, headline_question
from sim.analysis.said import about
from sim.analysis.touched import reading_of
from sim.domain.scenario import SCHEMA_VERSION
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.runs.run import run
from sim.runs.variants import DIAL_ONLY, OWN_NOTICES, SCENARIO

FOLDER = shipped() / "today"
PUBLISHED = Path(__file__).parents[2] / "results" / "published" / "today.json"
DRAWS = 128
SAYS = {
    "today": "Every act in force, partners as they behave now",
    "monitors_back": "The same with monitors back, and firms designated for what they see",
    "whole_law": "The whole law carried out by everybody",
    "lift_drafts": "The same with what the drafts of 2019 and 2021 asked lifted in January 2026",
    "new_act": "A new act on wigs, unbanned ores and electricity, added to all that",
}
READINGS = {"own notices": OWN_NOTICES, "dial only": DIAL_ONLY, "as asked": SCENARIO}


def answer(name: str, draws: int = DRAWS) -> dict[str, Any]:
    """What a scenario denies of goods and labour in its first year, by reading, and how that is said."""
    scenario = read_scenario(FOLDER / f"{name}.yaml", [f"draws={draws}"]).scenario
    results = run(headline_question(scenario)).beside(run(bands_question(scenario)))
    readings = ["as asked"] if scenario.benchmark else ["own notices", "dial only"]
    found: dict[str, Any] = {"year": results.windows[0].label}
    for group in ("goods", "labour"):
        for reading in readings:
            values = added(results, reading_of(results, READINGS[reading]), 0, group)
            low, median, high = np.quantile(values, (0.05, 0.5, 0.95))
            found[f"{group}, {reading}"] = {"median": median, "p05": low, "p95": high}
    return found | {"line": _line(name, found)}


def _line(name: str, found: dict[str, Any]) -> str:
    parts = []
    for key, one in found.items():
        if isinstance(one, dict) and key.startswith("goods"):
            band = f"{about(one['median'])} (90 %: {about(one['p05'])} to {about(one['p95'])})"
            parts.append(f"{key.partition(', ')[2]} {band}")
    return f"- **{SAYS[name]}** (`{name}`): denies in {found['year']} {'; '.join(parts)}."


def main() -> None:
    """Write the answers, and print the lines for the page."""
    answers = {name: answer(name) for name in SAYS}
    content = {"schema_version": SCHEMA_VERSION, "draws": DRAWS, "unit": "USD million a year", "answers": answers}
    PUBLISHED.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print("\n".join(one["line"] for one in answers.values()))


if __name__ == "__main__":
    main()
