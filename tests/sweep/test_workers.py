"""Workers that are killed, crash or run out of memory: no innocent row lost, the guilty point named, no orphans."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import time
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.rings import in_rings
from tests.sweep import inside
from tests.sweep.tiny import (
    CUT,
    DRAWS,
    POINTS,
    QUICK,
    REAL,
    SWEEP,
    TWO_WORKERS,
    begun,
    content,
    dial,
    gone,
    lost_and_doubled,
    make,
    results,
    session,
    started,
    uninterrupted,
)

FORKED = partial(inside.started_by, "fork")
ORPHANS_GO = 5.0
KILLS_OF_A_POINT = 3
ANYBODYS = 4
"""So many kills no shard of three points takes ill: it is halved after two, and a point falls after three more."""


def values(place: Path) -> np.ndarray:
    """Each point's mean in the merged table."""
    table = pq.read_table(results(place) / "table.parquet")
    assert table["point"].to_pylist() == list(range(POINTS))
    return table["mean_musd"].to_numpy()


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> np.ndarray:
    """Every point's mean where nothing goes wrong."""
    place = make(tmp_path_factory.mktemp("sound"))
    dial(place, *SWEEP, before=QUICK).fine()
    return values(place)


def fails_where_it_should(place: Path, kind: str, bad: tuple[int, ...], sound, command, start: str = "fork") -> list:
    """Some runs end their workers: all others have their rows, those are named; nothing stays. Returns what was begun.

    When they do so no more, the same command computes them and nothing else.
    """
    log = place / "log"
    work = partial(inside.deadly, str(log), kind, bad)
    before = (CUT, partial(inside.started_by, start), partial(inside.how, work=work))
    with started(place, *command, before=before) as running:
        done = running.ended().refused(1, "could not be computed")
        assert gone(running.pid, ORPHANS_GO) == []
    found = values(place)
    innocent = [run for run in range(POINTS) if run not in bad]
    assert np.array_equal(found[innocent], sound[innocent]), done
    assert np.isnan(found[list(bad)]).all()
    failed = json.loads((results(place) / "failed.json").read_bytes())
    assert [one["run"] for one in failed] == list(bad)
    for one in failed:
        assert "campaign.dial" in one["is"]
        assert "behaviour.theta" in one["is"]
        assert ("out of memory" if kind == "memory" else f"{KILLS_OF_A_POINT} times") in one["reason"]
    tried = begun(log)
    dial(place, *SWEEP, before=(*QUICK, partial(inside.noted, str(place / "again")))).fine()
    assert sorted(run for first, stop, *_ in begun(place / "again") for run in range(first, stop)) == list(bad)
    assert lost_and_doubled(place) == (0, 0)
    assert content(place) == uninterrupted(quick=True)
    assert not (results(place) / "failed.json").exists()
    return tried


@pytest.mark.parametrize(
    ("kind", "bad"), in_rings([(k, b) for k in ("killed", "memory", "segfault") for b in ((5,), (0, 9, 10, 11, 23))], 6)
)
def test_no_innocent_row_is_lost(tmp_path, kind, bad, sound):
    tried = fails_where_it_should(make(tmp_path), kind, bad, sound, TWO_WORKERS)
    if kind == "memory":
        assert all(tried.count((run, run + 1, 0, DRAWS)) == 1 for run in bad)
    else:
        assert all(tried.count((run, run + 1, 0, DRAWS)) == KILLS_OF_A_POINT for run in bad)
    print(f"{len(bad)} points that end their workers ({kind}): 0 innocent rows lost")


def test_a_chunk_is_halved_after_two_kills(tmp_path, sound):
    """Shards of three points: whole twice, then in two parts, and so on until the point is alone."""
    tried = fails_where_it_should(make(tmp_path), "killed", (5,), sound, TWO_WORKERS)
    counts = {span: tried.count(span) for span in tried if span[0] <= 5 < span[1]}
    assert counts == {(3, 6, 0, 3): 2, (4, 6, 0, 3): 2, (5, 6, 0, 3): 3}
    assert all(tried.count(span) == 1 for span in tried if not span[0] <= 5 < span[1])


@pytest.mark.slow
def test_workers_that_are_spawned(tmp_path, sound):
    """As the command starts them."""
    fails_where_it_should(make(tmp_path), "killed", (7,), sound, TWO_WORKERS, "spawn")


def test_one_process_out_of_memory(tmp_path, sound):
    fails_where_it_should(make(tmp_path), "memory", (5, 6), sound, SWEEP)


def test_every_point_fails(tmp_path):
    place = make(tmp_path)
    work = partial(inside.deadly, str(place / "log"), "memory", tuple(range(POINTS)))
    done = dial(place, *SWEEP, before=(CUT, partial(inside.how, work=work))).refused(1, "24 points could not")
    assert "no point has a result" in done.out
    assert np.isnan(values(place)).all()


def test_failed_points_of_a_part_are_named(tmp_path):
    place = make(tmp_path)
    work = partial(inside.deadly, str(place / "log"), "memory", (5,))
    before = (CUT, partial(inside.how, work=work))
    for n in range(3):
        done = dial(place, *SWEEP, "--shard", f"{n}/3", before=before)
        assert done.code == (n == 1), done
    assert [path.name for path in results(place).glob("failed*")] == ["failed-1-of-3.json"]
    failed = json.loads((results(place) / "failed-1-of-3.json").read_bytes())
    assert [one["run"] for one in failed] == [5]
    dial(place, "sweep", "merge", "results/tiny").refused(1, "3 of 72 rows are missing")
    dial(place, *SWEEP, before=before).refused(1, "1 point could not be computed")
    assert [path.name for path in results(place).glob("failed*")] == ["failed.json"]
    dial(place, *SWEEP, "--shard", "1/3", before=QUICK).fine()
    dial(place, "sweep", "merge", "results/tiny", "--no-figures").fine()
    assert list(results(place).glob("failed*")) == []
    assert content(place) == uninterrupted(quick=True)


@pytest.mark.slow
def test_workers_killed_from_outside(tmp_path):
    """At random moments, as when memory runs out: the sweep ends as if nothing had happened."""
    seed = random.randrange(2**32)
    dice, kills = random.Random(seed), 0
    place = make(tmp_path)
    with started(place, *TWO_WORKERS, before=(*REAL, FORKED)) as running:
        while running.process.exitcode is None and kills < ANYBODYS:
            running.process.join(dice.uniform(0.05, 0.3))
            workers = [pid for pid in session(running.pid) if pid != running.pid]
            if workers:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(dice.choice(workers), signal.SIGKILL)
                    kills += 1
        running.ended().fine()
    assert lost_and_doubled(place) == (0, 0), seed
    assert content(place) == uninterrupted(quick=False), seed
    print(f"{kills} workers killed (seed {seed}): 0 rows lost, 0 doubled")


@pytest.mark.parametrize(("start", "times"), in_rings([("fork", 2), ("fork", 4), ("spawn", 2)], 3))
def test_no_orphan_is_left_when_the_parent_is_killed(tmp_path, start, times):
    """Whether its workers import, wait or compute."""
    slowest = 0.0
    long = (partial(inside.cut, POINTS), partial(inside.started_by, start))
    for n in range(times):
        place = make(tmp_path / f"{n}")
        with started(place, *TWO_WORKERS, before=long) as running:
            until = time.monotonic() + 20
            while len(session(running.pid)) < 3 and running.process.exitcode is None and time.monotonic() < until:
                time.sleep(0.005)
            running.process.join(0.09 * n)
            left = session(running.pid)
            assert len(left) >= 3, running.ended()
            running.kill()
            since = time.monotonic()
            assert gone(running.pid, ORPHANS_GO) == []
            slowest = max(slowest, time.monotonic() - since)
    print(f"{times} parents killed ({start}): no process is left after {slowest:.1f} s")
