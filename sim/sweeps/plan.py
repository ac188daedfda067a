"""The plan of a sweep: what is computed from what, how far it goes, and the limits of its shards."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import scipy

from sim import __version__
from sim.common.errors import BadInput, Problem
from sim.domain.scenario import SCHEMA_VERSION, Sampler
from sim.luck.keyed import BLOCK
from sim.reading.reference import shipped
from sim.reading.yaml.files import read_bytes
from sim.store.formats import json_text
from sim.store.provenance import source_hash
from sim.sweeps.design.axes import ADDED, Output, Sweep
from sim.sweeps.design.consistency import check_sampling
from sim.sweeps.design.outputs import outputs_of, streams_of, wrong_in
from sim.sweeps.design.points import Index, Points
from sim.sweeps.design.settings import points_of
from sim.sweeps.pieces import Piece, Span

SHARD_LANES = 2048
"""Lanes of a full shard: enough that Python's own cost vanishes, and little to lose."""

FEWEST_SHARDS = 16
"""A sweep is cut into about this many shards at least, so that workers share it evenly, but for one that is small."""

NARROWEST = 4 * BLOCK
"""Lanes of a small sweep's shards: with a quarter of them a lane costs 1.3 times as much."""

MOST_LANES = 1_000_000_000
"""Their shards fill a plan of some 50 MB."""


@dataclass(frozen=True)
class Stage:
    """How far a sweep goes: spread points, and draws of every point. Each expansion is a further stage."""

    points: int
    draws: int


@dataclass(frozen=True)
class Record:
    """What is known of a sweep without its points: whose it is, how far it goes, and the limits of its shards."""

    name: str
    title: str
    file: str
    """Its YAML file."""
    file_draws: int
    """The draws that the file gives."""
    stages: tuple[Stage, ...]
    runs: tuple[int, ...]
    """How many runs there are after each stage."""
    outputs: tuple[Output, ...]
    spans: tuple[Span, ...]
    """The limits of its shards."""
    about: Mapping[str, Any]
    """What decides the bits of its rows, whatever their number: anything else in it is another sweep."""
    baselines: tuple[str, ...]
    behaviours: tuple[str, ...]
    """The tables that its scenarios were read from."""

    @property
    def seed(self) -> int:
        """The seed of its draws."""
        return int(self.about["seed"])

    @property
    def draws(self) -> int:
        """Draws of every point."""
        return self.stages[-1].draws

    @property
    def central(self) -> bool:
        """Whether every point is one central run, with nothing drawn."""
        return self.draws == 1

    @property
    def lanes_a_row(self) -> int:
        """Lanes that one draw of a point takes: two where prior law is run too."""
        return _lanes_a_row(self.outputs)

    @property
    def rows(self) -> int:
        """Rows computed: runs times draws."""
        return self.runs[-1] * self.draws

    @cached_property
    def identity(self) -> str:
        """A hash of what decides the bits of its rows."""
        return hashlib.sha256(json_text(self.about).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Plan(Record):
    """A sweep planned: its points too, so that any of its shards can be computed."""

    points: Points
    streams: tuple[Mapping[str, tuple[str, ...]], ...]
    """The streams of each output's series, by group of settings."""

    @property
    def sampler(self) -> Sampler:
        """How the base scenario's numbers are drawn; no axis, bundle or case may change it."""
        return self.points.settings[0].sampler

    def piece(self, span: Span) -> Piece:
        """All that is needed to compute a span."""
        members = tuple(self.points.member(run) for run in range(span.first_run, span.stop_run))
        settings = {n: self.points.settings[n] for n in {member.setting for member in members}}
        streams = self.streams[self.points.groups[members[0].setting]]
        return Piece(span, settings, members, self.outputs, streams, self.seed, self.sampler, self.draws)


def plan_of(sweep: Sweep, stages: Sequence[Stage] = ()) -> Plan:
    """Plan a sweep, as its file has it or after expansions. Raises BadInput."""
    stages = tuple(stages) or (Stage(sweep.points, sweep.draws),)
    sweep = with_draws(sweep, stages[-1].draws)
    points = points_of(sweep, sweep.seed, [stage.points for stage in stages])
    outputs = outputs_of(sweep, points)
    lanes_a_row = _lanes_a_row(outputs)
    check_sampling(sweep, points.settings[0].sampler, [stage.draws for stage in stages])
    _check_lanes(sweep, points.runs * stages[-1].draws * lanes_a_row)
    per_point = len(points) // stages[-1].points
    runs = tuple(int(points.run[: per_point * stage.points].max()) + 1 for stage in stages)
    return Plan(
        name=sweep.name,
        title=sweep.title,
        file=sweep.file,
        file_draws=sweep.document.content.get("draws", 1),
        stages=stages,
        runs=runs,
        outputs=outputs,
        spans=spans_of(stages, runs, points.group_of_runs, lanes_a_row),
        about=_about(sweep, points, outputs),
        baselines=tuple(sorted({scenario.baseline for scenario in points.settings})),
        behaviours=tuple(sorted({scenario.behaviour for scenario in points.settings})),
        points=points,
        streams=_streams_by_group(sweep, points, outputs),
    )


def expanded(sweep: Sweep, plan: Plan, draws: int | None, points: int | None) -> Plan:
    """A plan with more draws of every point, or more spread points; the plan itself, where it has that many already.

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
    if then.points > now.points and not (sweep.spreads and sweep.spreads[0].method == "sobol"):
        message, allowed = "these points cannot grow in number", "axes spread by sobol; else it is another sweep"
        raise BadInput(Problem(message, key="--points", given=f"{points}", allowed=allowed))
    if now.draws == 1 and then.draws > 1:
        hint = "give draws in the sweep file, and another name"
        raise BadInput(Problem("one draw is the central run, not the first of many", key="--draws", hint=hint))
    return plan_of(sweep, (*plan.stages, then))


def with_draws(sweep: Sweep, draws: int | None) -> Sweep:
    """A sweep with the draws of the command line, where they are given."""
    return sweep if draws is None else replace(sweep, draws=draws)


def command_of(record: Record, out: Path) -> str:
    """What to type to begin a sweep or to go on with it, from whatever folder its file and results were named."""
    draws = record.stages[0].draws
    given = [] if draws == record.file_draws else ["--draws", str(draws)]
    return shlex.join(["dial", "sweep", record.file, *given, "--out", str(out)])


# -- shards -----------------------------------------------------------------------------------------------------------


def spans_of(stages: Sequence[Stage], runs: Sequence[int], group: Index, lanes_a_row: int) -> tuple[Span, ...]:
    """The limits of the shards, stage by stage: new draws of old runs, then all draws of new runs.

    `runs`: how many there are after each stage; `group` (run,): which run of the model each can share.
    """
    found: list[Span] = []
    before, old = Stage(0, 0), 0
    for stage, there in zip(stages, runs, strict=True):
        found += _cut(Span(0, old, before.draws, stage.draws), group, lanes_a_row)
        found += _cut(Span(old, there, 0, stage.draws), group, lanes_a_row)
        before, old = stage, there
    return tuple(found)


def _cut(whole: Span, group: Index, lanes_a_row: int) -> Iterator[Span]:
    """Shards of some runs and draws. None holds runs that cannot run side by side."""
    if whole.runs <= 0 or whole.draws <= 0:
        return
    rows = whole.rows * lanes_a_row
    lanes = min(SHARD_LANES, max(NARROWEST, rows // FEWEST_SHARDS // BLOCK * BLOCK))
    size = max(BLOCK, lanes // lanes_a_row // BLOCK * BLOCK)
    together = max(1, size // whole.draws)
    step = size if together == 1 else whole.draws
    parts = [(part, min(whole.stop_draw, part + size)) for part in range(whole.first_draw, whole.stop_draw, step)]
    changes = np.flatnonzero(np.diff(group[whole.first_run : whole.stop_run]))
    edges = [whole.first_run, *(whole.first_run + int(n) + 1 for n in changes), whole.stop_run]
    for begin, end in pairwise(edges):
        for run in range(begin, end, together):
            yield from (Span(run, min(end, run + together), part, until) for part, until in parts)


def _lanes_a_row(outputs: Sequence[Output]) -> int:
    return 1 + any(output.measure == ADDED for output in outputs)


def _sampling(sampler: Sampler, draws: int) -> str:
    """The sampler of the draws, with their number where their bits depend on it; nothing for central runs."""
    words = sampler if sampler == "keyed" else f"{sampler}, {draws} draws"
    return "" if draws == 1 else words


def _check_lanes(sweep: Sweep, lanes: int) -> None:
    if lanes > MOST_LANES:
        allowed, hint = f"at most {MOST_LANES:,}", "fewer draws or points; or several sweeps"
        raise wrong_in(sweep, ("draws",), "too many lanes: points times draws", f"{lanes:,}", allowed, hint)


# -- what decides the bits --------------------------------------------------------------------------------------------


def _streams_by_group(
    sweep: Sweep, points: Points, outputs: Sequence[Output]
) -> tuple[Mapping[str, tuple[str, ...]], ...]:
    series = {output.series for output in outputs}
    first = [points.groups.index(group) for group in range(len(set(points.groups)))]
    return tuple({name: streams_of(sweep, points.settings[n], name) for name in series} for n in first)


def _about(sweep: Sweep, points: Points, outputs: Sequence[Output]) -> dict[str, Any]:
    listed = {source.column: {"texts": source.texts, "values": source.digest} for source in points.sources}
    spreads = {
        axis.column: [spread.method, axis.low, axis.high]
        for axis, spread in zip(points.spreads, sweep.spreads, strict=True)
    }
    return {
        "schema_version": SCHEMA_VERSION,
        **program(),
        "axes": listed | spreads,
        "order": [*listed, *spreads],
        "design": sweep.design,
        "seed": points.settings[0].seed if sweep.seed is None else sweep.seed,
        "sampler": _sampling(points.settings[0].sampler, sweep.draws),
        "central": sweep.draws == 1,
        "outputs": [output.column for output in outputs],
        "scenarios": scenarios_hash(points.fingerprints),
        "reference": _reference_hashes(),
    }


def program() -> dict[str, str]:
    """Which program computes rows here: its version and source, and the libraries that decide bits."""
    version, source = __version__, source_hash()
    return {"version": version, "source": source, "numpy": np.__version__, "scipy": scipy.__version__}


def scenarios_hash(fingerprints: Sequence[str]) -> str:
    """A hash of all scenarios of a sweep."""
    return hashlib.sha256(" ".join(fingerprints).encode()).hexdigest()


def _reference_hashes() -> dict[str, str]:
    """A hash of every reference file, by name."""
    folder = shipped() / "reference"
    files = sorted(path for path in folder.glob("*/*") if path.suffix in (".csv", ".yaml"))
    return {path.relative_to(folder).as_posix(): hashlib.sha256(read_bytes(path)).hexdigest()[:16] for path in files}
