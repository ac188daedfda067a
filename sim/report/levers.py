"""Questions about dials and numbers, from a scenario to its answer: what is run, on how many workers, what is said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.analysis.answer import Answer
from sim.analysis.curves import Words
from sim.analysis.leverage import Leverage, Move, Who, Worth, leverage_of, plan_of
from sim.analysis.leverage_said import leading, leading_words, leverage_answer
from sim.analysis.telling import draws_words, subtitle
from sim.domain.scenario import Scenario
from sim.plots.leverage import LeverageRow, leverage_figure
from sim.plots.saving import Drawn
from sim.plots.style import SIZES, Size
from sim.runs.cases import Cases, run_cases
from sim.runs.progress import Progress
from sim.runs.windows import windows_of

MOST_ROWS = 10
NOTE = (
    "Pale bars: medians with the partner's dial alone held at 0 and at 10, all others as they are. A partner that has "
    "given notice carries it out whatever its dial; its diamond is what that denies."
)


def leverage(scenario: Scenario, draws: int, workers: int = 1) -> tuple[Answer, Leverage]:
    """Whose dial counts. Raises BadInput for a benchmark, RunFailed where no draw comes to an end."""
    plan = plan_of(replace(scenario, draws=draws))
    found = leverage_of(plan, run_cases(plan.run, workers, _progress(plan.run)))
    return leverage_answer(found), found


def draw_leverage(found: Leverage, size: Size = SIZES["page"]) -> Drawn:
    """The figure of whose dial counts: the partners that do, by reading."""
    scenario = found.plan.scenario
    words = {reading.id: reading.words for reading in found.plan.readings}
    rows = [_row(found, one) for one in leading(found)][:MOST_ROWS]
    year = windows_of(scenario)[0].label
    below = subtitle("Goods, USD million", year, draws_words(scenario.draws, "medians and 90 % of "), scenario.title)
    source = f"Source: dial leverage, baseline {scenario.baseline}, behaviour {scenario.behaviour}; dial sources."
    said = Words(_finding(found, year), below, (NOTE, f"Model estimate, not a forecast. {source}"))
    return leverage_figure(said, rows, words, size)


def _finding(found: Leverage, year: str) -> str:
    """Who counts most in the first reading in which anything does, as the answer itself says first."""
    first = next(filter(None, (leading_words(found, reading) for reading in found.plan.readings)), "")
    if not first:
        return f"Nobody's dial counts in {year}"
    return f"Whose dial counts, million USD in {year}. {first[0].upper()}{first[1:]}"


def _row(found: Leverage, one: Who) -> LeverageRow:
    def interval(worth: Worth) -> tuple[float, float, float]:
        low, median, high = (float(q) for q in np.quantile(worth.draws[0], (0.05, 0.5, 0.95)))
        return low, median, high

    def each(move: Move) -> dict[str, Worth]:
        return {r.id: worth for r in found.plan.readings if (worth := found.of(r, one.id, move))}

    at_0, at_10 = each("at_0"), each("at_10")
    return LeverageRow(
        one.label,
        {reading: (at_0[reading].median, at_10[reading].median) for reading in at_0},
        {reading: interval(worth) for reading, worth in each("notch").items()},
        {reading: interval(worth) for reading, worth in each("no_notices").items()},
    )


def _progress(cases: Cases) -> Progress:
    return Progress(cases.lanes, unit="lanes")
