"""What the commands do, from Python: read, run, compare, sweep, attribute, score. Offered as `sim.read` and so on.

What takes long to import (figures, tables, clusters) is imported by the function that needs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.common.errors import BadInput, Problem, echo
from sim.domain.scenario import Scenario

if TYPE_CHECKING:
    from sim.analysis.curves import Differences
    from sim.report.notebook import Answered, Results
    from sim.sweeps.merge import Swept

__all__ = ["Answered", "Results", "attribute", "compare", "read", "run", "score", "sweep"]


def read(file: str | Path, *settings: str) -> Scenario:
    """A bundle of measures with every number behind it, from a scenario file, or a shipped one by its bare name.

    `settings` are laid over the file as by --set: 'behaviour.theta=0.5'. Raises BadInput with every problem found.
    """
    from sim.reading.reference import find_scenario
    from sim.reading.scenario import read_scenario

    return read_scenario(find_scenario(str(file)), settings).scenario


def run(scenario: Scenario, draws: int | None = None, workers: int = 1) -> Results:
    """What a bundle leaves of North Korea's revenue: the central run with its readings, and draws where there are any.

    Monthly series are (month, stream) or (month, cell), USD million a month; totals by draw are USD million. `draws` is
    the scenario's own number where it is not given. Raises BadInput where ranges cannot be drawn or draws are below 1,
    RunFailed where a number is not finite.
    """
    from sim.analysis.questions import bands_question, headline_question
    from sim.report.notebook import Results
    from sim.runs.run import run as answer

    _check_read(scenario)
    asked = scenario if draws is None else replace(scenario, draws=draws)
    if asked.draws < 1:
        raise BadInput(Problem("must be 1 or more", key="draws", given=str(asked.draws)))
    results = answer(headline_question(asked))
    return Results.of_run(results.beside(answer(bands_question(asked), workers)) if asked.draws > 1 else results)


def compare(scenarios: Sequence[Scenario], draws: int = 1024, workers: int = 1) -> Differences:
    """What the first bundle denies more than each other one, by whole year, USD million: on the same draws.

    The first one's seed and sampler hold for all. A row of `rows` is a pair; its arrays `median`, `low90` and so on are
    (year,). Raises BadInput for fewer than two scenarios or draws, and where they share no whole calendar year.
    """
    from sim.analysis.compare import differences, side_of, whole_years
    from sim.runs.question import Question
    from sim.runs.run import run as answer

    if isinstance(scenarios, Scenario):
        raise BadInput(
            Problem("takes a list of scenarios", key="compare", given="one", hint="sim.compare([one, other])")
        )
    _check_read(*scenarios)
    if len(scenarios) < 2 or draws < 2:
        given = f"{len(scenarios)} scenarios, {draws} draws"
        raise BadInput(Problem("needs two scenarios and two draws or more", key="compare", given=given))
    first, years = scenarios[0], whole_years(scenarios)
    alike = [replace(one, draws=draws, seed=first.seed, sampler=first.sampler) for one in scenarios]
    runs = [answer(Question(one)).beside(answer(Question(one, draws=draws), workers)) for one in alike]
    return differences([side_of(one, f"{one.scenario.name} ({n})") for n, one in enumerate(runs, 1)], years)


def sweep(file: str | Path, out: str | Path = "results", workers: int = 1) -> Swept:
    """A scenario over axes of values, bundles and cases, in a folder below `out`; goes on where it was stopped.

    The folder's table.parquet has a row for each point and output, USD million in a year. Raises BadInput with every
    problem found, StorageTrouble where the folder cannot be written.
    """
    from functools import partial

    from sim.sweeps.design.reading import find_sweep, read_sweep
    from sim.sweeps.run import How, run_sweep
    from sim.sweeps.workers import processes

    how = How(partial(processes, workers)) if workers > 1 else How()
    return run_sweep(read_sweep(find_sweep(str(file))), Path(out), how, ["sim.sweep", str(file)])


def attribute(
    scenario: Scenario,
    by: str = "measure",
    of: str = "",
    acts: Sequence[str] = (),
    draws: int | None = None,
    workers: int = 1,
) -> Answered:
    """Which act does what, whatever the order: Shapley values, USD million a year, with 50 and 90 % of the draws.

    `by` is measure, provision or issuer; `of` a group or stream, .added to prior law or .denied against no sanctions
    (none: what the acts name, added to prior law);
    `acts` are those that share (none: those under test). Without `draws` as many of 512 as let every bundle be run;
    1 is the central run alone. Raises BadInput for a name that is not there.
    """
    from sim.report.attributing import attribution, draw_attribution
    from sim.report.notebook import Answered

    _check_read(scenario)
    found, said = attribution(scenario, by, of, tuple(acts), draws, workers)
    return Answered(said, lambda: draw_attribution(found, said))


def score(
    scenarios: Sequence[Scenario] = (), observations: str | Path | None = None, draws: int = 512, workers: int = 1
) -> Answered:
    """Scenarios against what customs recorded, month by month: errors in USD million a month and in logs.

    Without `scenarios` the history scenarios; without `observations`, a CSV file, the shipped ones. Tables: `scores`, a
    row a forecast and window, and `months`. Raises BadInput with every problem of the observations.
    """
    from sim.analysis.score_said import score_answer
    from sim.report.notebook import Answered
    from sim.report.score_folder import default_files, draw_score, months_of
    from sim.report.score_folder import score as scored

    _check_read(*scenarios)
    asked = list(scenarios) or [read(file) for file in default_files()]
    card = scored(asked, None if observations is None else Path(observations), draws, workers, beside=bool(scenarios))
    figure = draw_score(card, asked)
    return Answered(score_answer(card, months_of(card)), None if figure is None else lambda: figure)


def _check_read(*given: object) -> None:
    """Refuse a file's name, or anything else, where a scenario that was read is asked for. Raises BadInput."""
    for one in given:
        if not isinstance(one, Scenario):
            named = repr(str(one)) if isinstance(one, str | Path) else "FILE"
            hint = f"sim.read({named}) reads a file"
            raise BadInput(Problem("is no scenario", key="scenario", given=echo(repr(one)), hint=hint))


def __getattr__(name: str) -> object:
    """The classes of what is given back. Raises AttributeError for anything else."""
    if name not in ("Answered", "Results"):
        raise AttributeError(f"module 'sim.cli.library' has no attribute {name!r}")
    from sim.report import notebook

    return getattr(notebook, name)
