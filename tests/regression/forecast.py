"""Writes results/published/forecast_2019.csv: what the model says customs record in 2019, before anybody has scored it.

    python -m tests.regression.forecast

Recorded trade by month, USD million: quantiles over the draws and the central run, of China's goods, of its streams one
by one, and of all goods outside China. The history scenarios, carried on to December 2019. Beside it stands
forecast_2019.json with the hash of the file; trade of 2019 takes no part in anything else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.common.months import label, month_index
from sim.domain.scenario import SCHEMA_VERSION, Scenario
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.runs.collect import cells_of
from sim.runs.kept import GOODS, Kept
from sim.runs.question import Question
from sim.runs.reduce import PROBABILITIES
from sim.runs.run import run
from sim.store.provenance import run_id

PUBLISHED = Path(__file__).parents[2] / "results" / "published" / "forecast_2019.csv"
SCENARIOS = ("history_own_notices", "history_own_notices_ports", "history_law_only", "history_law_only_ports")
DRAWS = 512
FIRST, MONTHS = month_index(2019, 1), 12
BUYER = "china"
COLUMNS = ("scenario", "partner", "stream", "month", *(f"p{p:.0%}".rstrip("%") for p in PROBABILITIES), "central")


def asked(name: str) -> Scenario:
    """A history scenario, carried on to December 2019."""
    scenario = read_scenario(shipped() / f"{name}.yaml").scenario
    return replace(scenario, months=FIRST + MONTHS - scenario.start)


def sums(scenario: Scenario) -> tuple[tuple[str, str, Kept], ...]:
    """What is forecast: partner, stream, and the cells that make them up."""
    goods = {stream.id for stream in scenario.streams if stream.group == GOODS}
    others = tuple(sorted(partner.id for partner in scenario.partners if partner.id != BUYER))
    streams = sorted(stream for stream, partner in cells_of(scenario) if partner == BUYER and stream in goods)
    return (
        (BUYER, GOODS, Kept(BUYER, (BUYER,))),
        *((BUYER, stream, Kept(stream, (BUYER,), (stream,))) for stream in streams),
        ("outside_china", GOODS, Kept("outside", others)),
    )


def rows_of(name: str, draws: int = DRAWS) -> Iterator[str]:
    """The forecast of one scenario, a line a sum and month."""
    scenario = asked(name)
    what = sums(scenario)
    drawn = run(Question(scenario, draws=draws, keep=tuple(kept for _, _, kept in what))).of("kept.recorded")
    central = run(Question(scenario))
    by_cell = central.of("cell.recorded_by")
    for n, (partner, stream, kept) in enumerate(what):
        alone = by_cell[:, kept.cells(scenario, central.axes["cell"])].sum(axis=1)
        for month in range(FIRST, FIRST + MONTHS):
            t = month - scenario.start
            values = (*np.quantile(drawn[t, n], PROBABILITIES), alone[t])
            yield ",".join((name, partner, stream, label(month), *(f"{value:.6g}" for value in values)))


def about(content: str) -> dict[str, object]:
    """What the file is, with its hash."""
    return {
        "schema_version": SCHEMA_VERSION,
        "file": PUBLISHED.name,
        "sha256": hashlib.sha256(content.encode()).hexdigest(),
        "unit": "USD million a month, as customs record it",
        "draws": DRAWS,
        "scenarios": {name: run_id(replace(asked(name), draws=DRAWS)) for name in SCENARIOS},
        "command": "python -m tests.regression.forecast",
        "note": "published before the model was scored; trade of 2019 was read by nobody who made it",
    }


def main() -> int:
    """Rewrite the forecast and its hash."""
    lines = [",".join(COLUMNS), *(row for name in SCENARIOS for row in rows_of(name))]
    content = "\n".join(lines) + "\n"
    PUBLISHED.write_text(content, encoding="utf-8")
    PUBLISHED.with_suffix(".json").write_text(json.dumps(about(content), indent=1) + "\n", encoding="utf-8")
    print(f"{PUBLISHED}: {len(lines) - 1} rows, sha256 {about(content)['sha256']}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
