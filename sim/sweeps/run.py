"""A sweep run: what is missing is computed, written shard by shard, and merged once all is there."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from pathlib import Path

from sim.runs.progress import Progress
from sim.store.lock import alone_in, part_of
from sim.store.provenance import source_hash
from sim.store.storage import can_be_written
from sim.sweeps.design.axes import Sweep
from sim.sweeps.folder import check_newest, clean, folder_of, plan_file, planned, status_of
from sim.sweeps.merge import FAILED, Swept, finish, write_failed
from sim.sweeps.pieces import Piece, Span
from sim.sweeps.plan import Plan, plan_of
from sim.sweeps.plan_json import write_plan
from sim.sweeps.shards import Shard, covering, is_of, make_folder, scan, set_aside, shard_bytes, write_shard
from sim.sweeps.workers import ClusterGone, Failed, Outcome, Submit, Work, in_parallel, serial

Elsewhere = AbstractContextManager[tuple[Submit, int]]
"""Where pieces are computed, if not here: how to have one computed, and how many at a time."""


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
class How:
    """How a sweep is computed. `elsewhere` gives worker processes or a cluster; None: in this process."""

    elsewhere: Callable[[], Elsewhere] | None = None
    part: Part | None = None
    figures: bool = True
    work: Work = shard_bytes
    order: Callable[[list[Span]], list[Span]] = field(default=lambda spans: spans)
    tell: Callable[[str], None] = field(default=lambda text: None)
    """Told what the sweep's author should know, before anything is computed."""


def run_sweep(sweep: Sweep, out: Path, how: How, command: Sequence[str]) -> Swept:
    """Compute what is missing of a sweep, and merge it once it is whole.

    Raises StorageTrouble where results cannot be written or somebody else is at work there, BadInput where the folder
    holds another sweep of this name, KeyboardInterrupt with everything finished on disk.
    """
    plan = plan_of(sweep)
    can_be_written(out)
    folder = folder_of(sweep, out)
    with part_of(folder, how.part.name) if how.part else alone_in(folder):
        return _run(planned(plan, sweep, folder), folder, how, command)


def go_on(plan: Plan, folder: Path, how: How, command: Sequence[str]) -> Swept:
    """The same for a folder that is there, with its plan or an expansion of it."""
    with alone_in(folder):
        check_newest(plan, folder)
        return _run(plan, folder, how, command)


def _run(plan: Plan, folder: Path, how: How, command: Sequence[str]) -> Swept:
    for text in plan.points.idle:
        how.tell(text)
    if not how.part:
        clean(folder)
    write_plan(plan, plan_file(plan, folder))
    make_folder(folder)
    spans = plan.spans[how.part.index :: how.part.of] if how.part else plan.spans
    scanned = scan(folder, plan.identity)
    damaged = tuple(name for name in scanned.damaged if not how.part or is_of(name, spans))
    set_aside(folder, damaged)
    there, missing = covering(scanned.shards, spans)
    written, failed = _compute(plan, folder, how, there, missing)
    told = folder / (f"failed-{how.part.name}.json" if how.part else FAILED)
    swept = Swept(folder, plan, sum(s.span.rows for s in written), damaged, tuple(failed), None, told)
    if how.part:
        write_failed(swept)
        return swept
    return finish(swept, [*there, *written], how.figures, command)


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
