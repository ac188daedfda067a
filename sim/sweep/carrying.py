"""A sweep carried out: what is missing is computed, written shard by shard, and merged when all is there."""

from __future__ import annotations

import hashlib
import json
import platform
import random
import re
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from sim import __version__
from sim.common.errors import RunFailed
from sim.report.progress import Progress
from sim.store.formats import json_text
from sim.store.lock import alone_in, part_of
from sim.store.provenance import cpu_features, source_hash
from sim.store.storage import can_be_written, kind_of, remove_drafts, storage, write_whole
from sim.sweep.computing import Piece, Span
from sim.sweep.drawing import draw_figures, remove_figures
from sim.sweep.executors import ClusterGone, Failed, Outcome, Submit, Work, in_parallel, serial
from sim.sweep.folder import check_newest, folder_of, planned, status_of, write_plan
from sim.sweep.merging import Results, results_of, write_table
from sim.sweep.nouns import Sweep
from sim.sweep.plan import Plan, plan_of
from sim.sweep.shards import FOLDER, Scan, Shard, covering, is_of, scan, set_aside, shard_bytes, write_shard

Elsewhere = AbstractContextManager[tuple[Submit, int]]
"""Where pieces are computed, if not here: how to have one computed, and how many at a time."""

TABLE, FINISHED, FAILED = "table.parquet", "provenance.json", "failed.json"
FAILED_OF_PART = re.compile(r"failed-[0-9]+-of-[0-9]+\.json", re.ASCII)


@dataclass(frozen=True)
class Part:
    """One of several tasks of a batch system: it computes the shards whose number leaves `index` when divided."""

    index: int
    of: int

    @property
    def name(self) -> str:
        """'3-of-16'"""
        return f"{self.index}-of-{self.of}"


@dataclass(frozen=True)
class Swept:
    """How a sweep stands once a command has done its part."""

    folder: Path
    plan: Plan
    computed: int
    """Rows computed just now."""
    damaged: tuple[str, ...]
    failed: tuple[Failed, ...]
    results: Results | None
    """The whole table, once it is merged."""
    told: Path
    """The file that names the points that failed, where some have."""
    figures: tuple[Path, ...] = ()


@dataclass(frozen=True)
class How:
    """How a sweep is computed. `elsewhere` gives worker processes or a cluster; None: in this process."""

    elsewhere: Callable[[], Elsewhere] | None = None
    part: Part | None = None
    figures: bool = True
    work: Work = shard_bytes
    order: Callable[[list[Span]], list[Span]] = field(default=lambda spans: spans)


def carry_out(sweep: Sweep, out: Path, how: How, command: Sequence[str]) -> Swept:
    """Compute what is missing of a sweep, and merge it once it is whole.

    Raises StorageTrouble where results cannot be written or somebody else is at work there, BadInput where the folder
    holds another sweep of this name, KeyboardInterrupt with everything finished on disk.
    """
    plan = plan_of(sweep)
    can_be_written(out)
    folder = folder_of(sweep, out)
    with part_of(folder, how.part.name) if how.part else alone_in(folder):
        return _carry_out(planned(plan, folder), folder, how, command)


def carry_on(plan: Plan, folder: Path, how: How, command: Sequence[str]) -> Swept:
    """The same for a folder that is there, with an expansion of its plan."""
    with alone_in(folder):
        check_newest(plan, folder)
        return _carry_out(plan, folder, how, command)


def _carry_out(plan: Plan, folder: Path, how: How, command: Sequence[str]) -> Swept:
    if not how.part:
        _clean(folder)
    write_plan(plan, folder)
    spans = plan.spans[how.part.index :: how.part.of] if how.part else plan.spans
    scanned = scan(folder, plan.identity)
    damaged = tuple(name for name in scanned.damaged if not how.part or is_of(name, spans))
    set_aside(folder, damaged)
    there, missing = covering(scanned.shards, spans)
    written, failed = _compute(plan, folder, how, there, missing)
    told = folder / (f"failed-{how.part.name}.json" if how.part else FAILED)
    swept = Swept(folder, plan, sum(s.span.rows for s in written), damaged, tuple(failed), None, told)
    if how.part:
        _write_failed(swept)
        return swept
    return _merged(swept, [*there, *written], how, command)


def merge(plan: Plan, folder: Path, figures: bool, command: Sequence[str], go_on: str) -> Swept:
    """Merge what parts have computed. Raises RunFailed where rows are missing, with what to type."""
    with alone_in(folder):
        check_newest(plan, folder)
        _clean(folder)
        scanned = scan(folder, plan.identity)
        set_aside(folder, scanned.damaged)
        there, missing = covering(scanned.shards, plan.spans)
        if missing:
            text = f"{sum(span.rows for span in missing):,} of {plan.rows:,} rows are missing"
            text += f" ({len(scanned.damaged)} damaged shards are in quarantine/)" if scanned.damaged else ""
            raise RunFailed(f"{folder}: {text}; run the parts that have not ended, or: {go_on}")
        swept = Swept(folder, plan, 0, scanned.damaged, (), None, folder / FAILED)
        return _merged(swept, there, How(figures=figures), command)


def _clean(folder: Path) -> None:
    """Remove what writers that were killed have left."""
    remove_drafts(folder)
    with storage(folder):
        if kind_of(folder / FOLDER) == "a folder":
            remove_drafts(folder / FOLDER)


def _compute(
    plan: Plan, folder: Path, how: How, there: Sequence[Shard], missing: list[Span]
) -> tuple[list[Shard], list[Failed]]:
    """Compute missing spans, and write each as soon as it is done. Nothing that is done is lost to Ctrl-C."""
    rows = sum(shard.span.rows for shard in there)
    total = rows + sum(span.rows for span in missing)
    status = status_of(folder, total, rows, how.part.name if how.part else "")
    progress = Progress(total, unit="rows", before=rows)
    written: list[Shard] = []
    failed: list[Failed] = []
    if not missing:
        return written, failed
    status.say("running")
    state = "interrupted"
    try:
        pieces = (plan.piece(span) for span in how.order(missing))
        with closing(_outcomes(pieces, how, (plan.identity, source_hash()))) as outcomes:
            for outcome in outcomes:
                if isinstance(outcome, Failed):
                    failed.append(outcome)
                    status.failed += outcome.span.runs
                else:
                    span, data = outcome
                    written.append(write_shard(folder, span, data))
                    status.more(span.rows)
                    progress("", status.done, total)
        state = "failed" if failed else "finished"
    except ClusterGone as error:
        raise ClusterGone(f"{folder}: {error}; {status.done:,} of {total:,} rows are on disk") from None
    finally:
        progress.end()
        status.say(state)
    return written, failed


def _outcomes(pieces: Iterable[Piece], how: How, given: tuple[str, str]) -> Generator[Outcome, None, None]:
    if how.elsewhere is None:
        yield from serial(pieces, how.work, given)
        return
    with how.elsewhere() as (submit, workers), closing(in_parallel(pieces, how.work, given, submit, workers)) as done:
        yield from done


def _merged(swept: Swept, shards: Sequence[Shard], how: How, command: Sequence[str]) -> Swept:
    """Write the table, what failed, the figures, and last of all where everything came from."""
    plan, folder = swept.plan, swept.folder
    results = results_of(shards, plan.outputs, plan.points.runs, plan.draws)
    scenario = {"seed": plan.seed, "sweep": plan.identity, "source": source_hash()}
    content = write_table(folder / TABLE, plan.points, plan.outputs, results, scenario)
    _write_failed(swept)
    with storage(folder):
        for told in folder.glob("failed-*.json"):  # what parts said before all was there
            if FAILED_OF_PART.fullmatch(told.name):
                told.unlink()
    if content != _content_before(folder):
        remove_figures(plan, folder)
    figures = draw_figures(plan, results, folder) if how.figures else ()
    about = {
        "content_sha256": content,
        "sweep": plan.identity,
        "rows": plan.rows,
        "points": len(plan.points),
        "draws": plan.draws,
        "seed": plan.seed,
        "command": list(command),
        "version": __version__,
        "source": source_hash(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": platform.machine(),
        "cpu_features": cpu_features(),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    write_whole(folder / FINISHED, json_text(about).encode())
    return replace(swept, results=results, figures=tuple(folder / name for name in figures))


def _content_before(folder: Path) -> str:
    """The hash of the content of the table that figures were last drawn from; '' where nothing says so."""
    try:
        return str(json.loads((folder / FINISHED).read_bytes())["content_sha256"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def _write_failed(swept: Swept) -> None:
    """The points that could not be computed, with their parameters; no file where there is none."""
    rows = []
    for failure in sorted(swept.failed, key=lambda failure: failure.span):
        for run in range(failure.span.first, failure.span.stop):
            for point in np.flatnonzero(swept.plan.points.run == run):
                words = swept.plan.points.words(int(point))
                rows.append({"point": int(point), "run": run, "is": words, "reason": failure.reason})
    if rows:
        write_whole(swept.told, json_text(rows).encode())
    else:
        with storage(swept.told):
            swept.told.unlink(missing_ok=True)


def look(plan: Plan, folder: Path) -> tuple[Scan, int]:
    """What is on disk of a sweep, nothing moved, and how many rows of it are missing."""
    scanned = scan(folder, plan.identity)
    return scanned, sum(span.rows for span in covering(scanned.shards, plan.spans)[1])


def verify(plan: Plan, folder: Path, sample: int) -> list[Shard]:
    """Compute some shards again, others each time, and compare them bit for bit; returns them.

    Raises RunFailed where one differs.
    """
    scanned = scan(folder, plan.identity)
    if scanned.damaged:
        raise RunFailed(f"{folder}: damaged shards: {', '.join(scanned.damaged)}; dial sweep computes them again")
    shards = list(scanned.shards)
    if not shards:
        raise RunFailed(f"{folder}: no shard is there to verify")
    chosen = sorted(random.sample(shards, min(sample, len(shards))))
    for shard in chosen:
        data = shard_bytes(plan.piece(shard.span), plan.identity, source_hash())
        with storage(shard.path):
            if hashlib.sha256(data).digest() != hashlib.sha256(shard.path.read_bytes()).digest():
                text = (
                    "gives other bits when computed again; it may be from a machine with another processor or libraries"
                )
                raise RunFailed(f"{shard.path}: {text}")
    return chosen
