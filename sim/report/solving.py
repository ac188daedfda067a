"""What it would take, from a scenario to its answer: the cases of every look, on any number of workers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.analysis.answer import Answer
from sim.analysis.curves import Words
from sim.analysis.lever import Lever
from sim.analysis.outcome import ADDED, SHARE, Outcome, named, no_acts
from sim.analysis.path_words import path_words
from sim.analysis.solving import Draws, Sought, solve
from sim.analysis.solving_said import Beside, Found, finding, solve_answer
from sim.analysis.telling import draws_words, subtitle
from sim.common.axes import Array
from sim.common.errors import BadInput, Problem
from sim.domain.scenario import Scenario
from sim.plots.saving import Drawn
from sim.plots.solving import SolvedLine, solving_figure
from sim.plots.style import SIZES, Size
from sim.runs.cases import Cases, run_cases
from sim.runs.own import NOTHING, Own
from sim.runs.progress import Progress
from sim.runs.variants import LAW_ONLY, READINGS, asked, without_tested
from sim.runs.windows import windows_of

IN_FULL = "in full"


def what_it_takes(
    scenario: Scenario, lever: Lever, outcomes: Sequence[Outcome], target: float, told: str, workers: int = 1
) -> tuple[Answer, Found]:
    """Solve for a target in every reading and outcome; all outcomes are of the same streams.

    Raises BadInput for a target beyond what there is, RunFailed where no draw comes to an end.
    """
    run = _Runner(scenario, workers)
    nothing = no_acts(scenario)
    beside = {reading: without_tested(asked(scenario, reading)) for reading in (*READINGS, LAW_ONLY)}
    bases = {reading: asked(scenario, reading) for reading in (*READINGS, LAW_ONLY)}
    pairs = [
        Sought(reading.words, bases[reading], beside[reading] if o.measure == ADDED else nothing, o, target)
        for o in outcomes
        for reading in (*READINGS, LAW_ONLY)
    ]
    each, without = run.as_they_are(pairs, nothing)
    _within_reach(target, told, outcomes[0], without)
    sought = [one for one in pairs if one.reading != LAW_ONLY.words]
    solutions = solve(sought, lever, scenario.draws, run.earn)
    as_it_is = tuple(Beside("as it is", s.outcome, d) for s, d in zip(pairs, each, strict=True) if s in sought)
    in_full = tuple(
        Beside(f"{s.outcome.words}, {IN_FULL}", s.outcome, d)
        for s, d in zip(pairs, each, strict=True)
        if s not in sought
    )
    year = windows_of(scenario)[0].label
    failed = scenario.draws - len(solutions[0].first)
    found = Found(scenario, lever, told, year, tuple(solutions), as_it_is, in_full, failed)
    return solve_answer(found, (lever.path, f"{lever.low:g} {lever.high:g}", named(outcomes), told)), found


class _Runner:
    """Runs cases of one scenario, and says what they earn in the first window."""

    def __init__(self, scenario: Scenario, workers: int):
        self.windows, self.draws, self.workers = tuple(windows_of(scenario)[:1]), scenario.draws, workers

    def earn(self, cases: Sequence[tuple[Scenario, Own]], streams: Sequence[str], only: Draws = ()) -> Array:
        """What cases earn of some streams: (case, draw). Of some draws, or of all."""
        scenarios, own = zip(*cases, strict=True)
        asked_for = Cases(scenarios, self.windows, self.draws, own, only)
        return run_cases(asked_for, self.workers, Progress(asked_for.lanes, unit="lanes")).summed(streams)[:, 0]

    def as_they_are(self, pairs: Sequence[Sought], nothing: Scenario) -> tuple[list[Array], Array]:
        """What is denied without turning anything, of each pair; and what would be earned without any act."""
        each = list({id(s): s for one in pairs for s in (one.scenario, one.beside)}.values())
        earned = self.earn([(scenario, NOTHING) for scenario in (*each, nothing)], pairs[0].outcome.streams)
        place = {id(scenario): n for n, scenario in enumerate(each)}
        sound = np.isfinite(earned).all(axis=0)
        denied = [one.outcome.of(*earned[[place[id(one.scenario)], place[id(one.beside)]]])[sound] for one in pairs]
        return denied, earned[-1, sound]


def _within_reach(target: float, told: str, outcome: Outcome, without: Array) -> None:
    most = 1.0 if outcome.measure == SHARE else float(without.max())
    if target > most:
        allowed = "up to 100 %" if outcome.measure == SHARE else f"up to {most:,.0f} million USD a year"
        message = f"is more than all that {outcome.series} would earn without any act, in every draw"
        hint = "ask for less; dial leverage says what all dials at 10 take"
        raise BadInput(Problem(message, key="--target", given=told, allowed=allowed, hint=hint))


def draw_solving(found: Found, size: Size = SIZES["page"]) -> Drawn:
    """The figure of what it would take: what is denied at each value, and the target."""
    scale = 100.0 if found.solutions[0].sought.outcome.measure == SHARE else 1.0
    lines = []
    for one in found.solutions:
        low, median, high = scale * np.quantile(one.curve.denied, (0.05, 0.5, 0.95), axis=-1)
        label = f"{one.sought.outcome.words}, {one.sought.reading}"
        reading = one.sought.reading.replace(" ", "_")
        lines.append(
            SolvedLine(label, reading, one.sought.outcome.measure == ADDED, one.curve.values, low, median, high)
        )
    unit = "%" if scale > 1 else "USD million a year"
    series = found.solutions[0].sought.outcome.series
    how = draws_words(found.scenario.draws, "median and 90 % of ")
    below = subtitle(f"{series.capitalize()}, {unit}", str(found.year), how, found.scenario.title)
    turned = path_words(found.lever.path, found.lever.unit if found.lever.key else "")
    rests = f"baseline {found.scenario.baseline}, behaviour {found.scenario.behaviour}"
    source = f"Model estimate, not a forecast. Source: dial solve, {rests}; dial sources."
    return solving_figure(
        Words(finding(found), below, (source,)),
        lines,
        scale * found.solutions[0].sought.target,
        (turned, f"{series.capitalize()} denied, {unit}"),
        size,
    )


def with_draws(scenario: Scenario, draws: int) -> Scenario:
    """The scenario with so many draws. Raises BadInput for a benchmark, in which nothing that is turned counts."""
    if scenario.benchmark:
        message, hint = "this scenario is a benchmark, in which no dial counts", "ask the scenario that it is one of"
        raise BadInput(Problem(message, scenario.name, key="benchmark", given=scenario.benchmark, hint=hint))
    return replace(scenario, draws=draws)
