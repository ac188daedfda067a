"""A sweep's folder looked at, without its YAML file: what is there, and whether it comes out the same again."""

from __future__ import annotations

import random
from pathlib import Path

from sim.common.errors import RunFailed
from sim.sweep.folder import newest_plan
from sim.sweep.plan import Record
from sim.sweep.record import computed_by_another, read_plan
from sim.sweep.shards import Scan, Shard, covering, gives_again, scan


def look(record: Record, folder: Path) -> tuple[Scan, int]:
    """What is on disk of a sweep, nothing moved or written, and how many rows of it are missing."""
    scanned = scan(folder, record.identity)
    return scanned, sum(span.rows for span in covering(scanned.shards, record.spans)[1])


def verify(folder: Path, sample: int) -> list[Shard]:
    """Compute some shards again, others each time, and compare them bit for bit; returns them.

    Raises BadInput where the folder is no sweep's, RunFailed where a shard is damaged or differs.
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
    return chosen
