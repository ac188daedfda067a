"""A sweep as an array of Slurm jobs: each computes its share of the shards, and a last one merges them."""

from __future__ import annotations

import math
import shlex
from pathlib import Path

from sim.sweep.plan import Plan
from sim.sweep.telling import probe

MINUTES_A_TASK = 30
"""What a task should last: long against starting up, short against losing a node."""

MOST_TASKS = 1000
"""Clusters commonly allow a thousand tasks of an array."""

SPARE = 2.0
"""How much longer a task may take than was measured here."""

SCRIPT = """#!/bin/bash
# {title}
# {points:,} points, {lanes:,} lanes in {shards:,} shards, over {tasks} tasks of about {minutes} min.
# Submit:  sbatch {name}.sbatch        Merge when all have ended:  {merge}
# Both from a folder that all nodes share. A task that was lost is submitted again with --array=NUMBER;
# what is on disk is not computed again.
#SBATCH --job-name={name}
#SBATCH --array=0-{last}
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
#SBATCH --time={limit}
#SBATCH --output={name}-%A_%a.log
set -euo pipefail
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
exec {dial} sweep {file} --out {out} --shard "${{SLURM_ARRAY_TASK_ID}}/{tasks}" --workers "${{SLURM_CPUS_PER_TASK:-1}}"
"""


def sbatch_text(plan: Plan, out: Path, tasks: int | None) -> str:
    """A batch script for a sweep. `tasks`: how many jobs share it; None: as many as make each last half an hour."""
    lanes = plan.rows * plan.lanes_a_row
    seconds = probe(plan)[0] * lanes
    fitting = math.ceil(seconds / 60 / MINUTES_A_TASK)
    count = tasks or max(1, min(fitting, len(plan.spans), MOST_TASKS))
    minutes = max(1, math.ceil(seconds / 60 / count))
    hours, rest = divmod(max(10, math.ceil(SPARE * minutes)), 60)
    quoted = {"file": shlex.quote(plan.sweep.file), "out": shlex.quote(str(out)), "dial": "dial"}
    return SCRIPT.format(
        title=plan.sweep.title,
        name=plan.sweep.name.replace(" ", "_"),
        points=len(plan.points),
        lanes=lanes,
        shards=len(plan.spans),
        tasks=count,
        last=count - 1,
        minutes=minutes,
        limit=f"{hours:02d}:{rest:02d}:00",
        merge=f"dial sweep merge {shlex.quote(str(out / plan.sweep.name))}",
        **quoted,
    )
