"""`dial table`: a scenario's results as one long table that other tools read."""

from __future__ import annotations

import argparse
from typing import Any

from sim.cli.asking import Read, add_question, read_one, say
from sim.common.errors import BadInput, Problem
from sim.common.months import label

DRAWS = 512
"""Draws of a table that names none."""


def add_table(commands: Any, read: Read) -> None:
    """The command and its options."""
    text = "one long table in the form of the IAMC, with HS and ISO 3166 codes: by year, or by month"
    parser = add_question(commands, "table", text, lambda options: _table(options, read), f"{DRAWS}")
    parser.add_argument("--monthly", action="store_true", help="by month; by partner in the central run alone")


def _table(options: argparse.Namespace, read: Read) -> int:
    from sim.analysis.iamc import table_answer
    from sim.report.answer_folder import table_csv
    from sim.report.long_table import run_to_table

    scenario = read_one(options, read)
    _has_a_year(options, scenario)
    draws = DRAWS if options.draws is None else options.draws
    table = run_to_table(scenario, draws, options.monthly, options.workers)
    if options.out or options.json:
        return say(table_answer(table, draws, options.monthly), [scenario], options)
    print(table_csv(table), end="")
    return 0


def _has_a_year(options: argparse.Namespace, scenario: Any) -> None:
    first, last = -(-scenario.start // 12), (scenario.start + scenario.months) // 12
    if first >= last and not options.monthly:
        horizon = f"{label(scenario.start)} to {label(scenario.start + scenario.months - 1)}"
        hint = f"--monthly, or --set horizon.end={first}-12"
        message = "there is no whole calendar year in it"
        raise BadInput(Problem(message, options.file, key="horizon", given=horizon, hint=hint))
