"""The folder of a sweep: its plan, written once and followed by its expansions, and its status."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from sim.common.errors import BadInput, Problem, RunFailed, StorageTrouble
from sim.reading.resolved.json_text import with_seal
from sim.store.formats import json_text
from sim.store.lock import is_held, is_lock
from sim.store.read_back import read_json
from sim.store.storage import DRAFT, kind_of, remove_drafts, storage, write_whole
from sim.sweeps.design.axes import Sweep
from sim.sweeps.design.reading import read_sweep
from sim.sweeps.forms import STATUS_FORM, StatusForm
from sim.sweeps.plan import Plan, Record, command_of, plan_of
from sim.sweeps.plan_json import check_same, points_file, read_plan, read_record
from sim.sweeps.point_files import SETTINGS, is_ours
from sim.sweeps.shards import FOLDER, covering, scan
from sim.sweeps.table import SweepTable, results_of

PLAN = "plan.json"
LOCK = re.compile(r"\.lock(-[0-9]+-of-[0-9]+)?", re.ASCII)
STATUS = re.compile(r"status(-[0-9]+-of-[0-9]+)?\.json", re.ASCII)
LARGEST_STATUS = 10_000
STATUS_EVERY = 10.0
"""Seconds between writings of the status file."""


def folder_of(sweep: Sweep, out: Path) -> Path:
    """Where a sweep's results go: a folder with its plan, or empty. Raises StorageTrouble where another is in the way.

    A sweep that was killed before it wrote its plan leaves its locks, drafts, points and an empty folder of shards.
    """
    folder = out / sweep.name
    with storage(folder):
        folder.mkdir(parents=True, exist_ok=True)
        strange = not all(_left_by_us(folder / name) for name in os.listdir(folder))
        if strange and not (folder / PLAN).exists():  # asked last: who works here just now may have begun in between
            raise StorageTrouble(f"{folder}: is in the way, and is not a sweep; move it away, or choose another --out")
    return folder


def _left_by_us(path: Path) -> bool:
    if not kind_of(path):  # gone since: somebody else's draft, in its place by now
        return True
    if LOCK.fullmatch(path.name):
        return is_lock(path)
    if path.name == FOLDER:
        return kind_of(path) == "a folder" and not os.listdir(path)
    if path.name in (SETTINGS, points_file(path.with_name(PLAN)).name):
        return is_ours(path)
    return DRAFT.fullmatch(path.name) is not None


def plan_files(folder: Path) -> list[Path]:
    """The plan of a folder and those of its expansions, oldest first."""
    found = [folder / PLAN] if (folder / PLAN).exists() else []
    while found and (further := folder / f"plan-{len(found)}.json").exists():
        found.append(further)
    return found


def plan_file(plan: Plan, folder: Path) -> Path:
    """Where a plan belongs."""
    return folder / (PLAN if len(plan.stages) == 1 else f"plan-{len(plan.stages) - 1}.json")


def is_sweep(folder: Path) -> bool:
    """Whether a folder is a sweep's."""
    return folder.is_dir() and bool(plan_files(folder))


def newest_plan(folder: Path) -> Path:
    """The plan of a sweep's folder, its last expansion's. Raises BadInput where the folder is none of a sweep."""
    with storage(folder):
        files = plan_files(folder)
    if not files:
        raise BadInput(Problem("is not the folder of a sweep", str(folder), hint="name one such as results/dial_small"))
    return files[-1]


def planned(fresh: Plan, sweep: Sweep, folder: Path) -> Plan:
    """A plan as its folder has it, expansions included; the fresh one where it has none.

    Raises BadInput where the folder's sweep is another one.
    """
    files = plan_files(folder)
    if not files:
        return fresh
    stages = read_record(files[-1]).stages
    plan = plan_of(sweep, stages) if len(stages) > 1 and stages[0] == fresh.stages[0] else fresh
    check_same(plan, files[-1])
    return plan


def to_go_on(folder: Path) -> tuple[Sweep, Plan]:
    """The sweep of a folder, read again from its file, and its plan.

    Raises BadInput where the folder is none, or its sweep's file or the program has changed or is gone.
    """
    path = newest_plan(folder)
    record = read_record(path)
    file = Path(record.file)
    if not file.is_file():
        hint = "put it back, or run the sweep from where it is now"
        raise BadInput(Problem("the sweep's file is gone", str(folder), given=str(file), hint=hint))
    sweep = read_sweep(file)
    plan = plan_of(sweep, record.stages)
    check_same(plan, path)
    return sweep, plan


def finished(folder: Path) -> tuple[Plan, SweepTable]:
    """The plan and the results of a sweep whose rows are all there, from its shards: nothing is computed.

    Raises BadInput where the folder is no sweep's, RunFailed where rows are missing.
    """
    plan = read_plan(newest_plan(folder))
    shards, missing = covering(scan(folder, plan.identity).shards, plan.spans)
    if missing:
        rows = f"{sum(span.rows for span in missing):,} of {plan.rows:,} rows are missing"
        raise RunFailed(f"{folder}: {rows}; to go on: {command_of(plan, folder.parent)}")
    return plan, results_of(shards, plan.outputs, plan.points.runs, plan.draws)


def check_newest(record: Record, folder: Path) -> None:
    """Raises StorageTrouble where somebody has expanded a sweep since its plan was read."""
    files = plan_files(folder)
    newer = len(files) > len(record.stages)
    if newer or (len(files) == len(record.stages) and read_record(files[-1]).stages != record.stages):
        raise StorageTrouble(f"{folder}: another dial has just expanded this sweep; run the command again")


def clean(folder: Path) -> None:
    """Remove what writers that were killed have left. Only for who holds the folder alone. Raises StorageTrouble."""
    remove_drafts(folder)
    with storage(folder):
        if kind_of(folder / FOLDER) == "a folder":
            remove_drafts(folder / FOLDER)


@dataclass
class Status:
    """How far a sweep has come: rows done and in all, seconds of work over all its resumptions."""

    path: Path
    rows: int
    done: int
    failed: int = 0
    before: float = 0.0
    began: float = field(default_factory=monotonic)
    written: float = -STATUS_EVERY

    def say(self, state: str) -> None:
        """Write it down. Raises StorageTrouble."""
        self.written = monotonic()
        content = {
            "state": state,
            "rows": self.rows,
            "rows_done": self.done,
            "runs_failed": self.failed,
            "seconds": round(self.before + monotonic() - self.began, 1),
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "written": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        write_whole(self.path, json_text(with_seal(content)).encode())

    def more(self, rows: int) -> None:
        """Count rows; write it down now and then."""
        self.done += rows
        if monotonic() - self.written >= STATUS_EVERY:
            self.say("running")


def status_of(folder: Path, rows: int, done: int, part: str = "") -> Status:
    """The status of a folder, or of one part of its work, with the seconds of earlier sessions."""
    path = folder / (f"status-{part}.json" if part else "status.json")
    said = _said(path)
    return Status(path, rows, done, before=said.seconds if said else 0.0)


@dataclass(frozen=True)
class Told:
    """What a part of a sweep's work has last said, and what is known of who said it.

    `alive`: whether it is still at work; None where that cannot be known, as on another host.
    """

    part: str
    said: StatusForm
    alive: bool | None


def statuses(folder: Path) -> Iterator[Told]:
    """What each part of a sweep's work has last said; nothing of a part whose file is damaged."""
    with storage(folder):
        for path in sorted(path for path in folder.glob("status*.json") if STATUS.fullmatch(path.name)):
            if said := _said(path):
                part = path.stem.removeprefix("status").removeprefix("-")
                lock = folder / (f".lock-{part}" if part else ".lock")
                yield Told(part, said, is_held(lock) if said.host == socket.gethostname() else None)


def _said(path: Path) -> StatusForm | None:
    """A status file; nothing where it is gone or damaged, since shards alone say what is done."""
    try:
        return read_json(path, STATUS_FORM, "the status", LARGEST_STATUS)
    except BadInput:
        return None
