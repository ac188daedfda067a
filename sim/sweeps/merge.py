"""A whole sweep made of its shards: the table, the figures, what failed, and where everything came from."""

from __future__ import annotations

import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from sim import __version__
from sim.common.errors import BadInput, RunFailed
from sim.domain.scenario import SCHEMA_VERSION
from sim.store.formats import json_text
from sim.store.lock import alone_in
from sim.store.manifest import PROVENANCE, provenance_of, provenance_text
from sim.store.package import PACKAGE
from sim.store.provenance import cpu_features, source_hash
from sim.store.storage import storage, write_whole
from sim.sweeps.figures import draw_figures, remove_figures
from sim.sweeps.folder import check_newest, clean, newest_plan
from sim.sweeps.package import sweep_package
from sim.sweeps.plan import Plan, command_of, program
from sim.sweeps.plan_json import read_plan
from sim.sweeps.shards import Shard, covering, scan, set_aside
from sim.sweeps.table import SweepTable, results_of, write_table
from sim.sweeps.workers import Failed

TABLE, SHEET, FINISHED, FAILED = "table.parquet", "table.csv", PROVENANCE, "failed.json"
FAILED_OF_PART = re.compile(r"failed-[0-9]+-of-[0-9]+\.json", re.ASCII)


@dataclass(frozen=True)
class Swept:
    """How a sweep stands once a command has done its part."""

    folder: Path
    plan: Plan
    computed: int
    """Rows computed just now."""
    damaged: tuple[str, ...]
    failed: tuple[Failed, ...]
    results: SweepTable | None
    """The whole table, once it is merged."""
    told: Path
    """The file that names the points that failed, where some have."""
    figures: tuple[Path, ...] = ()

    def __repr__(self) -> str:
        """What a prompt shows: written out in full, the plan of a large sweep has a line for every point."""
        points, failed = len(self.plan.points), sum(one.span.runs for one in self.failed)
        return f"Swept({str(self.folder)!r}, points={points}, failed={failed}, computed={self.computed})"


def merge(folder: Path, figures: bool, command: Sequence[str]) -> Swept:
    """Merge what parts have computed, in whatever place and by whatever program that knows their schema.

    Raises BadInput where the folder is no sweep's, RunFailed where rows are missing, with what to type.
    """
    plan = read_plan(newest_plan(folder))
    with alone_in(folder):
        check_newest(plan, folder)
        clean(folder)
        scanned = scan(folder, plan.identity)
        set_aside(folder, scanned.damaged)
        there, missing = covering(scanned.shards, plan.spans)
        if missing:
            text = f"{sum(span.rows for span in missing):,} of {plan.rows:,} rows are missing"
            text += f" ({len(scanned.damaged)} damaged shards are in quarantine/)" if scanned.damaged else ""
            raise RunFailed(
                f"{folder}: {text}; run the parts that have not ended, or: {command_of(plan, folder.parent)}"
            )
        swept = Swept(folder, plan, 0, scanned.damaged, (), None, folder / FAILED)
        return finish(swept, there, figures, command)


def finish(swept: Swept, shards: Sequence[Shard], figures: bool, command: Sequence[str]) -> Swept:
    """Write the table, what failed, the figures, and last of all where everything came from. Raises StorageTrouble."""
    plan, folder = swept.plan, swept.folder
    results, content = write_merged(plan, shards, folder / TABLE)
    write_whole(folder / PACKAGE, sweep_package(plan, folder, Path(TABLE).stem).encode())
    write_failed(swept)
    with storage(folder):
        for told in folder.glob("failed-*.json"):  # what parts said before all was there
            if FAILED_OF_PART.fullmatch(told.name):
                told.unlink()
    if content != _content_before(folder):
        remove_figures(plan, folder)
    drawn = draw_figures(plan, results, folder) if figures else ()
    about = {
        "schema_version": SCHEMA_VERSION,
        "content_sha256": content,
        "sweep": plan.identity,
        "rows": plan.rows,
        "points": len(plan.points),
        "draws": plan.draws,
        "seed": plan.seed,
        "command": list(command),
        "computed_by": {name: plan.about[name] for name in program()},
        "version": __version__,
        "source": source_hash(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": platform.machine(),
        "cpu_features": cpu_features(),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    files = [folder / name for name in (TABLE, SHEET, PACKAGE, *drawn) if (folder / name).is_file()]
    with storage(folder):
        text = provenance_text(about, folder, files)
    write_whole(folder / FINISHED, text.encode())
    return replace(swept, results=results, figures=tuple(folder / name for name in drawn))


def write_merged(plan: Plan, shards: Sequence[Shard], path: Path) -> tuple[SweepTable, str]:
    """Write the table of a whole sweep; returns its results and the hash of its content. Raises StorageTrouble."""
    results = results_of(shards, plan.outputs, plan.points.runs, plan.draws)
    about = {"seed": plan.seed, "sweep": plan.identity, "source": plan.about["source"]}
    return results, write_table(path, plan.points, plan.outputs, results, about)


def _content_before(folder: Path) -> str:
    """The hash of the content of the table that figures were last drawn from; '' where nothing says so."""
    try:
        return provenance_of(folder).content_sha256
    except BadInput:
        return ""


def write_failed(swept: Swept) -> None:
    """Write the points that could not be computed, with their parameters; no file where there is none."""
    rows = []
    for failure in sorted(swept.failed, key=lambda failure: failure.span):
        for run in range(failure.span.first_run, failure.span.stop_run):
            for point in np.flatnonzero(swept.plan.points.run == run):
                words = swept.plan.points.words(int(point))
                rows.append({"point": int(point), "run": run, "is": words, "reason": failure.reason})
    if rows:
        write_whole(swept.told, json_text(rows).encode())
    else:
        with storage(swept.told):
            swept.told.unlink(missing_ok=True)
