"""The plan of a sweep, written once: what is computed from what, and the limits of its shards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import scipy

from sim import __version__
from sim.common.errors import BadInput, Problem, nearest, some_of
from sim.domain.scenario import SCHEMA_VERSION, Sampler, Scenario
from sim.domain.trade import SUMMED_GROUPS, overlapping
from sim.luck.keyed import BLOCK
from sim.reading.reference import shipped
from sim.reading.yaml.document import Path_
from sim.reading.yaml.files import read_bytes
from sim.report.results import json_text, source_hash
from sim.sweep.computing import ADDED, Piece, Span
from sim.sweep.fitting import check_sampling
from sim.sweep.nouns import Output, Sweep
from sim.sweep.points import Points
from sim.sweep.settling import points_of

SHARD_LANES = 2048
"""Lanes of a full shard: enough that Python's own cost vanishes, and little to lose."""

FEWEST_SHARDS = 16
"""A small sweep is cut in about as many shards, so that workers share it evenly."""

MOST_LANES = 1_000_000_000
"""Their shards fill a plan of some 50 MB."""

LARGEST_PLAN = 64_000_000


@dataclass(frozen=True)
class Stage:
    """How far a sweep goes: spread points, and draws of every point. Each expansion is a further stage."""

    points: int
    draws: int


@dataclass(frozen=True)
class Plan:
    """A sweep planned: its points, what is kept of them, and in which shards they are computed."""

    sweep: Sweep
    stages: tuple[Stage, ...]
    points: Points
    outputs: tuple[Output, ...]
    streams: tuple[Mapping[str, tuple[str, ...]], ...]
    """The streams of each output's series, by group of settings."""
    seed: int
    runs: tuple[int, ...]
    """How many runs there are after each stage."""

    @property
    def draws(self) -> int:
        """Draws of every point."""
        return self.stages[-1].draws

    @property
    def central(self) -> bool:
        """Whether every point is one central run, with nothing drawn."""
        return self.draws == 1

    @property
    def sampler(self) -> Sampler:
        """How the base scenario's numbers are drawn; no axis, bundle or case may change it."""
        return self.points.settings[0].sampler

    @property
    def lanes_a_row(self) -> int:
        """Lanes that carry one draw of a point: two where prior law is run too."""
        return _lanes_a_row(self.outputs)

    @property
    def rows(self) -> int:
        """Rows computed: runs times draws."""
        return self.points.runs * self.draws

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The limits of the shards, stage by stage: new draws of old runs, then all draws of new runs."""
        found: list[Span] = []
        before = Stage(0, 0)
        runs = 0
        for stage, there in zip(self.stages, self.runs, strict=True):
            found += self._cut(0, runs, before.draws, stage.draws)
            found += self._cut(runs, there, 0, stage.draws)
            before, runs = stage, there
        return tuple(found)

    def _cut(self, first: int, stop: int, draw: int, last: int) -> Iterator[Span]:
        """Shards of some runs and draws. None holds runs that cannot run side by side."""
        draws = last - draw
        if stop <= first or draws <= 0:
            return
        rows = (stop - first) * draws * self.lanes_a_row
        lanes = min(SHARD_LANES, max(BLOCK, rows // FEWEST_SHARDS // BLOCK * BLOCK))
        size = max(BLOCK, lanes // self.lanes_a_row // BLOCK * BLOCK)
        together = max(1, size // draws)
        parts = [(part, min(last, part + size)) for part in range(draw, last, size if together == 1 else draws)]
        groups = np.array(self.points.groups)[self.points.setting[self.points.first[first:stop]]]
        edges = [first, *(first + int(n) + 1 for n in np.flatnonzero(np.diff(groups))), stop]
        for begin, end in pairwise(edges):
            for run in range(begin, end, together):
                yield from (Span(run, min(end, run + together), part, until) for part, until in parts)

    def piece(self, span: Span) -> Piece:
        """All that is needed to compute a span."""
        members = tuple(self.points.member(run) for run in range(span.first, span.stop))
        settings = {m.setting: self.points.settings[m.setting] for m in members}
        streams = self.streams[self.points.groups[members[0].setting]]
        return Piece(span, settings, members, self.outputs, streams, self.seed, self.sampler, self.draws)

    @cached_property
    def about(self) -> dict[str, Any]:
        """What decides the bits of its rows, whatever their number: anything else in it is another sweep."""
        listed = {source.column: {"texts": source.texts, "values": source.digest} for source in self.points.sources}
        spreads = {
            axis.column: [spread.method, axis.low, axis.high]
            for axis, spread in zip(self.points.spreads, self.sweep.spreads, strict=True)
        }
        return {
            "schema_version": SCHEMA_VERSION,
            "version": __version__,
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "source": source_hash(),
            "axes": listed | spreads,
            "order": [*listed, *spreads],
            "design": self.sweep.design,
            "seed": self.seed,
            "sampler": _sampling(self),
            "central": self.central,
            "outputs": [output.column for output in self.outputs],
            "scenarios": hashlib.sha256(" ".join(self.points.fingerprints).encode()).hexdigest(),
            "reference": _reference_hashes(),
        }

    @cached_property
    def identity(self) -> str:
        """A hash of what decides the bits of its rows."""
        return hashlib.sha256(json_text(self.about).encode()).hexdigest()[:16]

    def content(self) -> dict[str, Any]:
        """The plan as it is written."""
        return {
            "about": self.about,
            "identity": self.identity,
            "sweep": self.sweep.name,
            "title": self.sweep.title,
            "file": str(Path(self.sweep.file).resolve()),
            "stages": [asdict(stage) for stage in self.stages],
            "points": len(self.points),
            "runs": list(self.runs),
            "rows": self.rows,
            "lanes": self.rows * self.lanes_a_row,
            "shards": [list(asdict(span).values()) for span in self.spans],
        }


def plan_of(sweep: Sweep, stages: Sequence[Stage] = ()) -> Plan:
    """Plan a sweep, as its file has it or after expansions. Raises BadInput."""
    stages = tuple(stages) or (Stage(sweep.points, sweep.draws),)
    sweep = with_draws(sweep, stages[-1].draws)
    points = points_of(sweep, sweep.seed, [stage.points for stage in stages])
    seed = points.settings[0].seed if sweep.seed is None else sweep.seed
    outputs = _outputs(sweep, points)
    series = {output.series for output in outputs}
    first = [points.groups.index(group) for group in range(len(set(points.groups)))]
    streams = tuple({name: _streams(sweep, points.settings[n], name) for name in series} for n in first)
    check_sampling(sweep, points.settings[0].sampler, [stage.draws for stage in stages])
    _check_lanes(sweep, points.runs * stages[-1].draws * _lanes_a_row(outputs))
    per_point = len(points) // stages[-1].points
    runs = tuple(int(points.run[: per_point * stage.points].max()) + 1 for stage in stages)
    return Plan(sweep, stages, points, outputs, streams, seed, runs)


def expanded(plan: Plan, draws: int | None, points: int | None) -> Plan:
    """A plan with more draws of every point, or more spread points; itself, where it has so many and goes on.

    Raises BadInput where it cannot grow so.
    """
    now = plan.stages[-1]
    then = Stage(now.points if points is None else points, now.draws if draws is None else draws)
    for key, before, after in (("--draws", now.draws, then.draws), ("--points", now.points, then.points)):
        if after < before:
            raise BadInput(Problem("a sweep only grows", key=key, given=f"{after}", allowed=f"{before} or more"))
    if draws is None and points is None:
        raise BadInput(Problem("grows in draws or in points", key="dial sweep expand", allowed="--draws N, --points N"))
    if then == now:
        return plan
    if then.points > now.points and not (plan.sweep.spreads and plan.sweep.spreads[0].method == "sobol"):
        message, allowed = "these points cannot grow in number", "axes spread by sobol; else it is another sweep"
        raise BadInput(Problem(message, key="--points", given=f"{points}", allowed=allowed))
    if now.draws == 1 and then.draws > 1:
        hint = "give draws in the sweep file, and another name"
        raise BadInput(Problem("one draw is the central run, not the first of many", key="--draws", hint=hint))
    return plan_of(plan.sweep, (*plan.stages, then))


def _lanes_a_row(outputs: Sequence[Output]) -> int:
    return 1 + any(output.measure == ADDED for output in outputs)


def _sampling(plan: Plan) -> str:
    """The sampler of the draws, with their number where their bits depend on it; nothing for central runs."""
    words = plan.sampler if plan.sampler == "keyed" else f"{plan.sampler}, {plan.draws} draws"
    return "" if plan.central else words


def _check_lanes(sweep: Sweep, lanes: int) -> None:
    if lanes > MOST_LANES:
        allowed, hint = f"at most {MOST_LANES:,}", "fewer draws or points; or several sweeps"
        raise _wrong(sweep, ("draws",), "too many lanes: points times draws", f"{lanes:,}", allowed, hint)


def _outputs(sweep: Sweep, points: Points) -> tuple[Output, ...]:
    """What is kept of every point. Raises BadInput for a year that is not wholly in every horizon."""
    settings = points.settings
    first = max(-(-scenario.start // 12) for scenario in settings)
    last = min((scenario.start + scenario.months) // 12 for scenario in settings)
    years = sweep.years or tuple(range(first, last))
    if not years:
        raise _wrong(sweep, ("axes",), "the points' horizons share no whole calendar year")
    for year in years:
        if not first <= year < last:
            where = ("years", sweep.document.content["years"].index(year))
            allowed = f"{first} to {last - 1}" if first < last else "none: their horizons share no whole year"
            raise _wrong(sweep, where, "is not a whole year of every point's horizon", str(year), allowed)
    if (ADDED in (measure for _, measure in sweep.series)) and (untested := _untested(points)):
        where = ("outputs", [measure for _, measure in sweep.series].index(ADDED))
        hint = "give {bundle: [acts], under_test: [acts]}; or keep denied, which is of the whole bundle"
        raise _wrong(sweep, where, "added is of acts under test, and here are none", untested, hint=hint)
    return tuple(Output(name, measure, year) for name, measure in sweep.series or _usual(points) for year in years)


def _untested(points: Points) -> str:
    """A point with a bundle of which nothing is under test; empty where there is none."""
    for n, scenario in enumerate(points.settings):
        if scenario.bundle and not scenario.under_test:
            return points.words(int(np.flatnonzero(points.setting == n)[0]))
    return ""


def _wrong(sweep: Sweep, where: Path_, message: str, given: str = "", allowed: str = "", hint: str = "") -> BadInput:
    return BadInput(replace(sweep.document.problem(where, message), given=given, allowed=allowed, hint=hint))


def _usual(points: Points) -> tuple[tuple[str, str], ...]:
    tested = any(scenario.under_test for scenario in points.settings) and not _untested(points)
    return (*((("goods", ADDED),) if tested else ()), ("goods", "denied"), ("goods", "receipts"))


def _streams(sweep: Sweep, scenario: Scenario, series: str) -> tuple[str, ...]:
    """The streams of a group, or a stream by itself. Raises BadInput where a scenario has none of that name."""
    names = [stream.id for stream in scenario.streams]
    if series in names:
        return (series,)
    chosen = [stream for stream in scenario.streams if stream.group == series]
    at = next((n for n, (name, _) in enumerate(sweep.series) if name == series), 0)
    where: Path_ = ("outputs", at)
    if not chosen or series not in SUMMED_GROUPS:
        known = [*(g for g in SUMMED_GROUPS if any(s.group == g for s in scenario.streams)), *names]
        message = f"no such group or stream with the baseline {scenario.baseline}"
        raise _wrong(sweep, where, message, series, some_of(known, 40), nearest(series, known))
    if overlapping(chosen):
        message = "these streams count the same money and cannot be added"
        raise _wrong(sweep, where, message, series, some_of(names, 40))
    return tuple(sorted(stream.id for stream in chosen))


def _reference_hashes() -> dict[str, str]:
    """A hash of every reference file, by name."""
    folder = shipped() / "reference"
    files = sorted(path for path in folder.glob("*/*") if path.suffix in (".csv", ".yaml"))
    return {path.relative_to(folder).as_posix(): hashlib.sha256(read_bytes(path)).hexdigest()[:16] for path in files}


# -- on disk ----------------------------------------------------------------------------------------------------------


def plan_text(plan: Plan) -> str:
    """The plan as JSON, with a hash of itself."""
    content = plan.content()
    digest = hashlib.sha256(json_text(content).encode()).hexdigest()
    return json_text(content | {"sha256": digest})


def read_plan(path: Path) -> dict[str, Any]:
    """A plan as written. Raises BadInput where it is damaged, or by a newer version."""
    try:
        content = json.loads(read_bytes(path, LARGEST_PLAN))
        digest = content.pop("sha256")
        whole = hashlib.sha256(json_text(content).encode()).hexdigest() == digest
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError):
        whole = False
    if not whole:
        hint = "it is written once and never edited; run the sweep in another folder (--out)"
        raise BadInput(Problem("the plan is damaged", str(path), hint=hint))
    if content["about"]["schema_version"] > SCHEMA_VERSION:
        raise BadInput(Problem("was written by a newer version", str(path), allowed=f"schema up to {SCHEMA_VERSION}"))
    return dict(content)


def stages_in(content: dict[str, Any]) -> tuple[Stage, ...]:
    """The stages of a plan as written."""
    return tuple(Stage(**stage) for stage in content["stages"])


def check_same(plan: Plan, written: dict[str, Any], path: Path) -> None:
    """Refuse to go on with a sweep that has become another one. Raises BadInput that names what changed."""
    fresh = json.loads(json_text(plan.content()))
    found = list(_differences(written["about"], fresh["about"], ""))
    if not found and written["stages"] != fresh["stages"]:
        found = ["points or draws (dial sweep expand gives a sweep more)"]
    if not found and written["shards"] != fresh["shards"]:
        found = ["the limits of shards"]
    if found:
        hint = "undo the change, or run it as another sweep: rename the file, or give another folder with --out"
        raise BadInput(Problem("was begun as another sweep", str(path), given=f"changed: {some_of(found)}", hint=hint))


def _differences(before: Any, now: Any, name: str) -> Iterator[str]:
    words = {
        "source": "the program's source",
        "scenarios": "the scenario, or what it is based on",
        "order": "the order of axes",
    }
    if isinstance(before, dict) and isinstance(now, dict):
        for key in sorted(before.keys() | now.keys()):
            yield from _differences(before.get(key), now.get(key), f"{name}.{key}" if name else key)
    elif before != now:
        yield words.get(name, name.replace("reference.", "reference file ", 1))


def with_draws(sweep: Sweep, draws: int | None) -> Sweep:
    """A sweep with the draws of the command line, where they are given."""
    return sweep if draws is None else replace(sweep, draws=draws)
