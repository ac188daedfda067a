"""The answers of a finished sweep over bundles, cases and dials, for the page that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.analysis.answers_by_dial import BANDS, MEAN, MEDIAN, Answers, Made, Span, key_of
from sim.analysis.path_words import ALL_DIALS
from sim.common.axes import Array
from sim.common.errors import BadInput, Problem, some_of
from sim.common.months import month_index
from sim.domain.scenario import Scenario, exponent
from sim.runs.windows import windows_of
from sim.sweeps.design.axes import ADDED, Output
from sim.sweeps.design.points import Index
from sim.sweeps.design.sources import Source
from sim.sweeps.folder import finished, newest_plan
from sim.sweeps.plan import Plan
from sim.sweeps.plan_json import read_content

ANSWERS = (f"goods.{ADDED}", "goods.denied")
"""What a headline can speak of; what the acts under test deny comes first."""
KINDS = ("bundle", "case", "others", "own")
BUILT_OF = f"bundles, cases, {ALL_DIALS} and the dial of one partner, such as partners.russia.dial"


@dataclass(frozen=True)
class _Grid:
    """The points of a sweep by bundle, case and two dials; an axis that is not swept has one value."""

    bundles: Source | None
    cases: Source | None
    others: Source | None
    own: Source | None
    place: Index
    """(bundle, case, others, own): the run that a point is."""

    @property
    def buyer(self) -> str:
        """The partner whose own dial is swept; empty where none is."""
        return self.own.name.split(".")[1] if self.own else ""


def answers_of(folder: Path) -> Answers:
    """What a finished sweep found, on its grid.

    Raises BadInput where the folder is no sweep's or its axes are not those of a page, RunFailed where rows are
    missing.
    """
    plan, results = finished(folder)
    grid = _grid_of(plan, folder)
    names = [output.name for output in plan.outputs if not output.month]
    answer = next((name for name in ANSWERS if name in names), "")
    if not answer:
        given, hint = some_of(list(dict.fromkeys(names))), "add one of them to outputs, and give the sweep a new name"
        message = "keeps nothing that a headline could speak of"
        raise BadInput(Problem(message, str(folder), given=given, allowed=" or ".join(ANSWERS), hint=hint))
    years = tuple(sorted({output.year for output in plan.outputs}))
    scenarios = _scenarios(plan, grid)
    months = sorted({month_index(output.year, output.month) for output in plan.outputs if output.month})
    parts = {name.removesuffix("_musd"): table for name, table in zip(results.statistics, results.values, strict=True)}
    last, dial = scenarios[-1], _values(grid.others)
    return Answers(
        title=plan.title,
        bundles=grid.bundles.texts if grid.bundles else (last.title,),
        readings=grid.cases.texts if grid.cases else ("as the scenario has it",),
        others=dial,
        own=_values(grid.own),
        buyer=grid.buyer,
        start=(dial[0] + dial[-1]) / 2,
        gamma=exponent(last),
        months=tuple(months),
        years=years,
        answer=answer,
        year=_year_of(last, years),
        series=_series(plan, parts, grid.place, years, months),
        scenarios=scenarios,
        made=_made(plan, str(read_content(newest_plan(folder))["file"])),
    )


def _grid_of(plan: Plan, folder: Path) -> _Grid:
    """Where each point stands. Raises BadInput where the sweep has other axes than a page can show."""
    found: dict[str, int] = {}
    for n, source in enumerate(plan.points.sources):
        kind = source.kind if source.kind != "axis" else _kind_of_axis(source)
        if not kind or kind in found:
            raise _not_shown(folder, source.name)
        found[kind] = n
    if plan.points.spreads:
        raise _not_shown(folder, plan.points.spreads[0].name)
    sources = [plan.points.sources[found[kind]] if kind in found else None for kind in KINDS]
    sizes = [len(source.texts) if source else 1 for source in sources]
    if len(plan.points) != np.prod(sizes):
        raise BadInput(Problem("is no whole grid", str(folder), given="design: zip", allowed="design: grid"))
    place = np.zeros(sizes, dtype=np.int64)
    nowhere = np.zeros(len(plan.points), dtype=np.int64)
    at = [
        _rank(source)[plan.points.chosen[:, found[kind]]] if source else nowhere
        for kind, source in zip(KINDS, sources, strict=True)
    ]
    place[tuple(at)] = plan.points.run
    return _Grid(sources[0], sources[1], sources[2], sources[3], place)


def _not_shown(folder: Path, name: str) -> BadInput:
    return BadInput(Problem("has an axis that a page cannot show", str(folder), given=name, allowed=BUILT_OF))


def _kind_of_axis(source: Source) -> str:
    """'others' for the campaign's dial, 'own' for a partner's; empty for any other axis."""
    if source.numbers is None:
        return ""
    parts = source.name.split(".")
    if source.name == ALL_DIALS:
        return "others"
    return "own" if len(parts) == 3 and parts[0] == "partners" and parts[2] == "dial" else ""


def _rank(source: Source) -> Index:
    """Where each value of a source stands on the page: dials in order, names as they are given."""
    if source.kind != "axis" or source.numbers is None:
        return np.arange(len(source.texts), dtype=np.int64)
    return np.argsort(np.argsort(source.numbers, kind="stable"), kind="stable").astype(np.int64)


def _values(source: Source | None) -> tuple[float, ...]:
    return tuple(sorted(source.numbers)) if source and source.numbers else (0.0,)


def _scenarios(plan: Plan, grid: _Grid) -> tuple[Scenario, ...]:
    """A scenario for each bundle, with the first case."""
    runs = grid.place[:, 0, 0, 0]
    return tuple(plan.points.settings[int(plan.points.setting[plan.points.first[run]])] for run in runs)


def _year_of(scenario: Scenario, years: Sequence[int]) -> int:
    """The number of the year a headline speaks of: the first one wholly in force, else the last that was kept."""
    window = windows_of(scenario)[0]
    first = (scenario.start + window.months[0]) // 12 if window.months else years[-1]
    return years.index(first) if first in years else len(years) - 1


def _series(
    plan: Plan, parts: dict[str, Array], place: Index, years: Sequence[int], months: Sequence[int]
) -> dict[str, Array]:
    """Every output as series: (period, bundle, reading, others, own). A central run is its own median and mean."""
    drawn = "central" not in parts
    named = {part: parts[part] for part in (*BANDS, MEAN)} if drawn else dict.fromkeys((MEDIAN, MEAN), parts["central"])
    found: dict[str, Array] = {}
    for n, output in enumerate(plan.outputs):
        span: Span = "month" if output.month else "year"
        for part, table in named.items():
            key = key_of(span, output.name, part)
            if key not in found:
                found[key] = np.full((len(months if output.month else years), *place.shape), np.nan)
            found[key][_period(output, years, months)] = table[n][place]
    return found


def _period(output: Output, years: Sequence[int], months: Sequence[int]) -> int:
    return months.index(month_index(output.year, output.month)) if output.month else years.index(output.year)


def _made(plan: Plan, file: str) -> Made:
    draws = [] if plan.draws == plan.file_draws else [f" --draws {plan.draws}"]
    commands = (f"dial sweep {file}{''.join(draws)}", f"dial report results/{plan.name} -o report.html")
    about = (
        ("sweep", f"{plan.name}, {len(plan.points):,} points"),
        ("id", plan.identity),
        ("version and source", f"{plan.about['version']}, {plan.about['source']}"),
        ("draws", f"{plan.draws:,} of each point, {plan.about['sampler'] or 'central run'}, seed {plan.seed}"),
        ("baseline", ", ".join(plan.baselines)),
        ("behaviour", ", ".join(plan.behaviours)),
        ("NumPy and SciPy", f"{plan.about['numpy']}, {plan.about['scipy']}"),
    )
    return Made("sweep", plan.name, plan.identity, plan.draws, plan.seed, commands, about)
