"""What the commands do, from Python: read, run, compare, sweep. Offered as `sim.read` and so on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from sim.analysis.compare import differences, side_of, whole_years
from sim.analysis.curves import Differences
from sim.analysis.questions import bands_question, headline_question
from sim.common.errors import BadInput, Problem
from sim.domain.scenario import Scenario
from sim.reading.reference import find_scenario
from sim.reading.scenario import read_scenario
from sim.runs.question import Question
from sim.runs.results import Results
from sim.runs.run import run as answer
from sim.runs.variants import SCENARIO
from sim.sweeps.design.reading import find_sweep, read_sweep
from sim.sweeps.merge import Swept
from sim.sweeps.run import How, run_sweep
from sim.sweeps.workers import processes

__all__ = ["Results", "compare", "read", "run", "sweep"]


def read(file: str | Path, *settings: str) -> Scenario:
    """A bundle of measures with every number behind it, from a scenario file, or a shipped one by its bare name.

    `settings` are laid over the file as by --set: 'behaviour.theta=0.5'. Raises BadInput with every problem found.
    """
    return read_scenario(find_scenario(str(file)), settings).scenario


def run(scenario: Scenario, draws: int | None = None, workers: int = 1) -> Results:
    """What a bundle leaves of North Korea's revenue: the central run with its readings, and draws where there are any.

    Monthly series are (month, stream) or (month, cell), USD million a month; totals by draw are USD million. `draws` is
    the scenario's own number where it is not given. Raises BadInput where ranges cannot be drawn or draws are below 1,
    RunFailed where a number is not finite.
    """
    asked = scenario if draws is None else replace(scenario, draws=draws)
    if asked.draws < 1:
        raise BadInput(Problem("must be 1 or more", key="draws", given=str(asked.draws)))
    results = answer(headline_question(asked))
    return results.beside(answer(bands_question(asked), workers)) if asked.draws > 1 else results


def compare(scenarios: Sequence[Scenario], draws: int = 1024, workers: int = 1) -> Differences:
    """What the first bundle denies more than each other one, by whole year, USD million: on the same draws.

    The first one's seed and sampler hold for all. Raises BadInput for fewer than two scenarios or draws, and where they
    share no whole calendar year.
    """
    if len(scenarios) < 2 or draws < 2:
        given = f"{len(scenarios)} scenarios, {draws} draws"
        raise BadInput(Problem("needs two scenarios and two draws or more", key="compare", given=given))
    first, years = scenarios[0], whole_years(scenarios)
    alike = [replace(one, draws=draws, seed=first.seed, sampler=first.sampler) for one in scenarios]
    runs = [answer(Question(one)).beside(answer(Question(one, (SCENARIO,), draws), workers)) for one in alike]
    return differences([side_of(one, f"{one.scenario.name} ({n})") for n, one in enumerate(runs, 1)], years)


def sweep(file: str | Path, out: str | Path = "results", workers: int = 1) -> Swept:
    """A scenario over axes of values, bundles and cases, in a folder below `out`; goes on where it was stopped.

    Raises BadInput with every problem found, StorageTrouble where the folder cannot be written.
    """
    how = How(partial(processes, workers)) if workers > 1 else How()
    return run_sweep(read_sweep(find_sweep(str(file))), Path(out), how, ["sim.sweep", str(file)])
