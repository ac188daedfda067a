"""Sweeps that are killed with two workers, and at every operation on a file: no row lost, none doubled.

Kills at any moment are among the attacks (tests/attack.py).
"""

from __future__ import annotations

import random
import time
from functools import partial
from pathlib import Path

import pytest

from tests.sweep import inside
from tests.sweep.tiny import (
    FEW,
    REAL,
    SHARDS,
    SWEEP,
    TWO_WORKERS,
    begun,
    content,
    dial,
    drafts,
    gone,
    lost_and_doubled,
    make,
    numbers,
    operations,
    shards,
    started,
    uninterrupted,
)

KILLS_OF_A_SWEEP = 5
ORPHANS_GO = 5.0
FORKED = partial(inside.started_by, "fork")
QUICK_FEW = (FEW, inside.quick)


def duration(place: Path, command=SWEEP, before=REAL) -> float:
    """Seconds of a sweep that nothing happens to, once the server is there."""
    assert uninterrupted(quick=False)
    since = time.monotonic()
    dial(make(place), *command, before=before).fine()
    return time.monotonic() - since


def killed_sweep(place: Path, dice: random.Random, longest: float, command=SWEEP, before=REAL, ahead: int = 1) -> int:
    """Run a sweep to its end and kill it up to five times on the way; how often it was.

    A kill costs what was under way: one shard, or as many as were handed out `ahead`.
    """
    log = place / "log"
    before = (*before, partial(inside.how, work=partial(inside.noted_work, str(log))))
    kills = 0
    for _ in range(KILLS_OF_A_SWEEP):
        left = 1 - len(shards(place)) / (SHARDS + 1)
        with started(place, *command, before=before) as running:
            running.process.join(dice.uniform(0, longest * left))
            running.kill()
            code = running.ended().code
            assert code in (-9, 0)
            kills += code == -9
            assert gone(running.pid, ORPHANS_GO) == []
    done = dial(place, *command, before=before).fine()
    assert lost_and_doubled(place) == (0, 0), done
    assert content(place) == uninterrupted(quick=False)
    assert drafts(place) == []
    spans = begun(log)
    assert len(set(spans)) == SHARDS
    assert len(spans) - SHARDS <= ahead * kills, "more was computed again than a kill may cost"
    return kills


@pytest.mark.slow
def test_kills_with_two_workers(tmp_path):
    """Two pieces are under way, and one more waits for a worker or for being written."""
    seed = random.randrange(2**32)
    dice, kills = random.Random(seed), 0
    before = (*REAL, FORKED)
    longest = duration(tmp_path / "timed", TWO_WORKERS, before)
    while kills < KILLS_OF_A_SWEEP:
        kills += killed_sweep(make(tmp_path / f"after-{kills}"), dice, longest, TWO_WORKERS, before, ahead=3)
    print(f"{kills} kills of two workers' parent (seed {seed}): 0 rows lost, 0 doubled")


# -- at every operation -----------------------------------------------------------------------------------------------


def test_the_operations_are_seen():
    """Else nothing is killed or failed at them."""
    found = operations(QUICK_FEW, *SWEEP)
    shards = sorted({path for _, path in found if "runs_" in path})
    assert len(shards) == 3
    for shard in shards:
        assert [name for name, path in found if path == shard] == ["open", "write", "fsync", "replace"]
    names = [name for name, _ in found]
    assert names.count("replace") == 3 + 9  # settings, points, plan, status twice, tables, package, provenance
    assert {"open", "write", "fsync", "replace", "mkdir", "unlink", "ftruncate", "pwrite"} <= set(names)


def kill_at_each(tmp_path: Path, again: int, step: int = 1) -> None:
    """A sweep for each operation: killed there, then up to so many times more at any operation of what is left.

    With a step only each second, third or so of them, another set in each run of the tests.
    """
    found = operations(QUICK_FEW, *SWEEP)
    seed = random.randrange(2**32)
    dice, kills, count = random.Random(seed), 0, len(found)
    at_each = numbers(found, all_writes=False)[dice.randrange(step) :: step]
    for number in at_each:
        place = make(tmp_path / f"{number}")
        log = place / "log"
        before = (*QUICK_FEW, partial(inside.noted, str(log)))
        assert dial(place, *SWEEP, before=(*before, partial(inside.killed_at, number))).code == -9
        own = 1
        for _ in range(again):
            at = dice.randrange(1, count + 1)
            own += dial(place, *SWEEP, before=(*before, partial(inside.killed_at, at))).code == -9
        done = dial(place, *SWEEP, before=before).fine()
        assert lost_and_doubled(place) == (0, 0), (number, done)
        assert content(place) == uninterrupted(quick=True), number
        assert drafts(place) == [], number
        assert len(begun(log)) - 3 <= own, number
        kills += own
    print(f"{kills} kills, at {len(at_each)} of {count} operations (seed {seed}): 0 rows lost, 0 doubled")


def test_a_kill_at_operations(tmp_path):
    kill_at_each(tmp_path, again=0, step=12)


@pytest.mark.slow
def test_kills_at_every_operation(tmp_path):
    kill_at_each(tmp_path, again=1)
