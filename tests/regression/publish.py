"""Writes results/published/summary.json: what every shipped scenario said when it was last looked at.

    python -m tests.regression.publish

Central runs, USD million a year. Whoever rewrites it reads the difference, and says in the changelog why numbers moved.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.analysis.headline import headline_of
from sim.analysis.questions import headline_question
from sim.domain.scenario import SCHEMA_VERSION
from sim.domain.trade import SUMMED_GROUPS
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.runs.results import Results
from sim.runs.run import run

PUBLISHED = Path(__file__).parents[2] / "results" / "published" / "summary.json"
REFRESH = "if that is meant: python -m tests.regression.publish"
MEASURED = ("receipts", "recorded", "value")
"""In the order of the numbers of a group in a year; `value` is the counterfactual."""
TABLES = {"would_deny": "would deny", "labour": "labour", "services": "services"}
"""The headline's blocks that are kept, and what they are called here."""


def scenarios() -> list[Path]:
    """The shipped scenarios."""
    return sorted(shipped().glob("*.yaml"))


def answer_of(path: Path) -> Results:
    """What a shipped scenario's central runs say."""
    return run(headline_question(read_scenario(path).scenario))


def summary_of(results: Results) -> dict[str, Any]:
    """A scenario's years by group, and its headline."""
    headline = {
        f"{TABLES[block.id]}: {row.label}": [_rounded(v) for v in row.values]
        for block in headline_of(results).blocks
        if block.id in TABLES
        for row in block.rows
    }
    return {"years": _years(results), "headline": headline}


def _years(results: Results) -> dict[str, dict[str, list[float]]]:
    scenario = results.scenario
    months: dict[str, list[int]] = {}
    for t in range(scenario.months):
        months.setdefault(str((scenario.start + t) // 12), []).append(t)
    found: dict[str, dict[str, list[float]]] = {}
    for year, inside in months.items():
        for group in SUMMED_GROUPS:
            cells = results.positions(results.group(group))
            tables = [results.of(name)[inside] for name in MEASURED]
            totals = [_rounded(sum(float(table[:, k].sum()) for k in cells)) for table in tables]
            found.setdefault(year, {})[group] = [total or 0.0 for total in totals]
    return found


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.12g}")


def text_of(found: dict[str, Any]) -> str:
    """The summaries as JSON, a line a year and a line a row of the headline."""
    parts = []
    for name, summary in sorted(found.items()):
        tables = [
            f"  {json.dumps(table)}: {{\n" + ",\n".join(_lines(summary[table])) + "\n  }"
            for table in ("years", "headline")
        ]
        parts.append(f" {json.dumps(name)}: {{\n" + ",\n".join(tables) + "\n }")
    about = {"schema_version": SCHEMA_VERSION, "measured": list(MEASURED), "unit": "USD million a year"}
    head = ",\n".join(f" {json.dumps(key)}: {json.dumps(value)}" for key, value in about.items())
    return f"{{\n{head},\n" + ",\n".join(parts) + "\n}\n"


def _lines(table: dict[str, Any]) -> list[str]:
    return [f"   {json.dumps(key)}: {json.dumps(value)}" for key, value in table.items()]


def main() -> int:
    """Rewrite the published summaries."""
    PUBLISHED.parent.mkdir(parents=True, exist_ok=True)
    PUBLISHED.write_text(text_of({path.stem: summary_of(answer_of(path)) for path in scenarios()}), encoding="utf-8")
    print(f"{PUBLISHED}: {len(scenarios())} scenarios, {PUBLISHED.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
