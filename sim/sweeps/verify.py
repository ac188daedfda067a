"""A sweep's folder looked at, without its YAML file: what is there, and whether it comes out the same again."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sim.common.errors import RunFailed
from sim.store.formats import content_of
from sim.store.manifest import PROVENANCE, altered, provenance_of
from sim.store.storage import storage
from sim.sweeps.folder import newest_plan
from sim.sweeps.merge import TABLE, write_merged
from sim.sweeps.plan import Plan, Record
from sim.sweeps.plan_json import computed_by_another, read_plan
from sim.sweeps.shards import Scan, Shard, covering, gives_again, scan


def look(record: Record, folder: Path) -> tuple[Scan, int]:
    """What is on disk of a sweep, nothing moved or written, and how many rows of it are missing."""
    scanned = scan(folder, record.identity)
    return scanned, sum(span.rows for span in covering(scanned.shards, record.spans)[1])


def verify(folder: Path, sample: int) -> list[Shard]:
    """Compute some shards again, others each time, and compare them bit for bit; returns them. Then merge again.

    Raises BadInput where the folder is no sweep's, RunFailed where a shard is damaged or differs, a merged table is not
    what its shards give, or a figure is not as it was drawn.
    """
    plan = read_plan(newest_plan(folder))
    scanned = scan(folder, plan.identity)
    if scanned.damaged:
        raise RunFailed(f"{folder}: damaged shards: {', '.join(scanned.damaged)}; dial sweep computes them again")
    if not scanned.shards:
        raise RunFailed(f"{folder}: no shard is there to verify")
    chosen = sorted(random.sample(scanned.shards, min(sample, len(scanned.shards))))
    for shard in chosen:
        if not gives_again(shard, plan.piece(shard.span)):
            why = computed_by_another(plan) or "it may be from a machine with another processor or libraries"
            raise RunFailed(f"{shard.path}: gives other bits when computed again; {why}")
    _check_tables(plan, scanned, folder)
    return chosen


def _check_tables(plan: Plan, scanned: Scan, folder: Path) -> None:
    """Make the merged tables of a whole sweep again from its shards, and look at its figures.

    Raises RunFailed where one has other content than its shards give, or is not as it was written.
    """
    import pyarrow.parquet as pq

    shards, missing = covering(scanned.shards, plan.spans)
    if missing or not (folder / TABLE).is_file():
        return
    with TemporaryDirectory() as place, storage(folder):
        again = Path(place) / TABLE
        _, content = write_merged(plan, shards, again)
        sheets = [path.with_suffix(".csv") for path in (again, folder / TABLE)]
        wrong = [] if same_table(pq.read_table(again), folder / TABLE) else [folder / TABLE]
        if sheets[0].is_file() and not (sheets[1].is_file() and sheets[0].read_bytes() == sheets[1].read_bytes()):
            wrong.append(sheets[1])
        wrong += [path for name in _altered(folder, content) if (path := folder / name) not in wrong]
    if wrong:
        names = ", ".join(str(path) for path in wrong)
        raise RunFailed(f"{names}: not what the shards give; dial sweep merge {folder} writes it anew")


def _altered(folder: Path, content: str) -> list[str]:
    """The files that are not as the provenance has them; itself, where it is of other content or gone."""
    changed = altered(folder)
    return changed if PROVENANCE in changed or provenance_of(folder).content_sha256 == content else [PROVENANCE]


def same_table(again: Any, path: Path) -> bool:
    """Whether a Parquet file holds the table that its shards give. False also where it is no Parquet file."""
    import pyarrow.parquet as pq

    try:
        with content_of(path):
            return bool(pq.read_table(path).equals(again))
    except ValueError:
        return False
