"""A scenario run for its long table: the central run, and draws by calendar year or by month."""

from __future__ import annotations

from dataclasses import replace

from sim.analysis.answer import TidyTable
from sim.analysis.iamc import calendar_years, long_table
from sim.domain.scenario import Scenario
from sim.reading.sense import codes_of_partners
from sim.runs.cases import Cases, run_cases
from sim.runs.question import Question
from sim.runs.run import run


def run_to_table(scenario: Scenario, draws: int, monthly: bool, workers: int = 1) -> TidyTable:
    """The long table of a scenario. Without a whole calendar year in its horizon only months can be asked."""
    central = run(Question(scenario))
    years = calendar_years(scenario.start, scenario.months)
    codes = codes_of_partners()
    if monthly:
        drawn = run(Question(replace(scenario, draws=draws), draws=draws), workers) if draws > 1 else central
        return long_table(central, years, None, drawn, codes)
    receipts = run_cases(Cases((scenario,), years, draws), workers, cells=True) if draws > 1 and years else None
    return long_table(central, years, receipts, None, codes)
