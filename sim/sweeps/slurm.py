"""A sweep as an array of Slurm jobs: each computes its share of the shards, and a last one merges them."""

from __future__ import annotations

import math
import shlex
from pathlib import Path

from sim.sweeps.plan import Plan, command_of
from sim.sweeps.report import probe, some

MINUTES_A_TASK = 30
"""What a task should last: long against starting up, short against losing a node."""

MOST_TASKS = 1000
"""Clusters commonly allow a thousand tasks of an array."""

SPARE = 2.0
"""How much longer a task may take than was measured here."""

SCRIPT = """#!/bin/bash
# {title}
# {points}, {lanes} in {shards}, over {tasks} of about {minutes} min.
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
exec {command} --shard "${{SLURM_ARRAY_TASK_ID}}/{count}" --workers "${{SLURM_CPUS_PER_TASK:-1}}"
"""


def sbatch_text(plan: Plan, out: Path, tasks: int | None, dial: str) -> str:
    """A batch script for a sweep.

    `tasks`: how many jobs share it; None: as many as make each last half an hour. `dial`: the command as nodes find it.
    """
    seconds = probe(plan)[0]
    fitting = math.ceil(seconds / 60 / MINUTES_A_TASK)
    count = tasks or max(1, min(fitting, len(plan.spans), MOST_TASKS))
    minutes = max(1, math.ceil(seconds / 60 / count))
    hours, rest = divmod(max(10, math.ceil(SPARE * minutes)), 60)
    called = shlex.quote(dial)
    return SCRIPT.format(
        title=plan.title,
        name=plan.name.replace(" ", "_"),
        points=some(len(plan.points), "point"),
        lanes=some(plan.rows * plan.lanes_a_row, "lane"),
        shards=some(len(plan.spans), "shard"),
        tasks=some(count, "task"),
        count=count,
        last=count - 1,
        minutes=minutes,
        limit=f"{hours:02d}:{rest:02d}:00",
        command=command_of(plan, out).replace("dial", called, 1),
        merge=f"{called} sweep merge {shlex.quote(str(out / plan.name))}",
    )
