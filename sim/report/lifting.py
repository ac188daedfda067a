"""A lifting carried out: each way of asking with and without it, in the central run and in draws on common luck."""

from __future__ import annotations

from sim.analysis.lifting import Lifted, Lifting, returned, ways_of
from sim.runs.cases import Cases, Receipts, run_cases
from sim.runs.progress import Progress

DRAWS = 512
"""Draws of a question that names none."""


def lift(lifting: Lifting, draws: int = DRAWS, workers: int = 1) -> Lifted:
    """What a lifting brings back by stream and partner, in every way of asking."""
    ways = ways_of(lifting)
    scenarios = tuple(scenario for pair in ways.values() for scenario in pair)

    def run(number: int) -> Receipts:
        cases = Cases(scenarios, lifting.windows, number)
        return run_cases(cases, workers, Progress(cases.lanes, unit="lanes") if number > 1 else None, cells=True)

    central = run(1)
    drawn = run(draws) if draws > 1 else central
    names = list(ways)
    return Lifted(lifting, central.streams, central.cells, returned(names, drawn), returned(names, central), draws)
