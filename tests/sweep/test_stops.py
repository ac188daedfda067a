"""Ctrl-C and SIGTERM: what is finished is on disk within seconds, the command to go on is printed, exit 130."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from functools import partial
from itertools import cycle
from pathlib import Path

import pytest

from tests.rings import in_rings
from tests.sweep import inside
from tests.sweep.tiny import (
    CUT,
    FEW,
    QUICK,
    REAL,
    ROOT,
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
    results,
    shards,
    span_of,
    started,
    uninterrupted,
)

STOPS = (signal.SIGINT, signal.SIGTERM)
AT_ONCE = 5.0
"""Seconds within which a command that is stopped has ended."""
GO_ON = "what is finished is on disk; to go on: dial "
FORKED = partial(inside.started_by, "fork")
QUICK_FEW = (FEW, inside.quick)


def goes_on(place: Path, before=QUICK) -> None:
    """The same command gives what was to come."""
    dial(place, *SWEEP, before=before).fine()
    assert lost_and_doubled(place) == (0, 0)
    assert content(place) == uninterrupted(quick=True)
    assert drafts(place) == []


@pytest.mark.parametrize("step", [13, pytest.param(1, marks=pytest.mark.slow)])
def test_a_stop_at_every_operation(tmp_path, step):
    """Nothing is computed twice: what was computed when the signal came is on disk before the command ends.

    The signal may come to another thread, and finds the main thread all the same.
    """
    some = numbers(operations(QUICK_FEW, *SWEEP), all_writes=False)[::step]
    for number, stop in zip(some, cycle(STOPS), strict=False):
        place = make(tmp_path / f"{number}")
        before = (*QUICK_FEW, partial(inside.noted, str(place / "log")))
        stopped = (inside.another_thread, partial(inside.signalled_at, number, stop))
        done = dial(place, *SWEEP, before=(*before, *stopped))
        done.refused(130, GO_ON + " ".join(SWEEP))
        left = [path.name for path in drafts(place)]
        assert left == [] or (number, left[0][:6]) == (3, ".probe"), "all but a probe that is just being removed"
        assert {span_of(shard) for shard in shards(place)} == set(begun(place / "log")), number
        if number % 3 == 0:
            goes_on(place, before=before)
            assert len(begun(place / "log")) == 3, number
    print(f"{len(some)} stops: exit 130, the command to go on, nothing computed twice")


@pytest.mark.parametrize(("times", "stop"), in_rings([(1, STOPS[0]), (1, STOPS[1]), (2, STOPS[0]), (2, STOPS[1])], 3))
def test_a_stop_while_one_is_written_and_others_are_done(tmp_path, stop, times):
    """A slow disk: while a shard is synced, both workers finish others. All of them are on disk in the end."""
    place = make(tmp_path)
    log = place / "log"
    work = partial(inside.slow_to_say, str(log), 0.05)
    syncs = [n for n, (name, path) in enumerate(operations(QUICK, *SWEEP), 1) if name == "fsync" and "runs_" in path]
    before = (CUT, FORKED, partial(inside.how, work=work))
    asked = partial(inside.stopped_while_slow, syncs[1], stop, times, 0.4, f"{log}.done", str(place / "seen"))
    since = time.monotonic()
    with started(place, *TWO_WORKERS, before=(*before, inside.another_thread, asked)) as running:
        running.ended(AT_ONCE + 1).refused(130, GO_ON + " ".join(TWO_WORKERS))
        assert gone(running.pid, AT_ONCE) == []
    seen = begun(place / "seen")
    assert len(seen) >= 4, "the others were to be done by then"
    assert set(seen) <= {span_of(shard) for shard in shards(place)}
    assert time.monotonic() - since < 2 * AT_ONCE
    goes_on(place)


@pytest.mark.parametrize(
    ("command", "stops", "least"),
    [(TWO_WORKERS, 2, 1), *(pytest.param(c, 8, 9, marks=pytest.mark.slow) for c in (SWEEP, TWO_WORKERS))],
)
def test_stops_at_random_moments(tmp_path, command, stops, least):
    """Whatever was finished a moment before is on disk, `least` shards in all; nothing is left running."""
    seed = random.randrange(2**32)
    dice = random.Random(seed)
    slowest, kept = 0.0, 0
    for n in range(stops):
        place = make(tmp_path / f"{n}")
        log = place / "log"
        work = partial(inside.slow_to_say, str(log), 0.05)
        before = (partial(inside.cut, 24), FORKED, partial(inside.how, work=work))
        with started(place, *command, before=before) as running:
            while not _so_far(log, n % 4) and running.process.exitcode is None:
                time.sleep(0.005)
            time.sleep(dice.uniform(0, 0.25))
            finished = begun(place / "log.done")
            time.sleep(0.1)
            since = time.monotonic()
            stop = dice.choice(STOPS)
            if n % 2:
                os.killpg(running.pid, stop)  # as from a terminal
            else:
                running.kill(stop)
            running.ended(AT_ONCE).refused(130, GO_ON + " ".join(command))
            slowest = max(slowest, time.monotonic() - since)
            assert gone(running.pid, AT_ONCE) == [], seed
        there = {span_of(shard) for shard in shards(place)}
        assert set(finished) <= there, seed
        kept += len(finished)
        assert drafts(place) == [], seed
        goes_on(place, before=(partial(inside.cut, 24), inside.quick))
    assert kept >= least
    print(f"{stops} stops (seed {seed}): {kept} finished shards, 0 lost; ended after at most {slowest:.1f} s")


def _so_far(log: Path, done: int) -> bool:
    """Whether a shard was begun and so many were finished."""
    return bool(begun(Path(f"{log}.begun"))) and len(begun(Path(f"{log}.done"))) >= done


@pytest.mark.parametrize("stop", in_rings(STOPS, 2))
def test_stops_while_workers_start(tmp_path, stop):
    """They import for a second, and do not hear the signal; their parent does, and ends them."""
    for n in (0, 3):
        place = make(tmp_path / f"{n}")
        with started(place, *TWO_WORKERS, before=REAL) as running:
            until = time.monotonic() + 60
            while not (results(place) / "status.json").exists() and time.monotonic() < until:
                time.sleep(0.002)
            time.sleep(0.03 * n)
            os.killpg(running.pid, stop)
            done = running.ended(AT_ONCE).refused(130, GO_ON)
            assert gone(running.pid, AT_ONCE) == []
        assert done.err.count("\n") == 1, done
    print("2 stops while workers start: nothing is left running")


@pytest.mark.slow
def test_a_stop_of_the_command_itself(tmp_path):
    """A process of its own with two workers, as a user starts it, stopped as from a terminal."""
    place = make(tmp_path)
    command = [sys.executable, "-m", "sim", *TWO_WORKERS[:-1], "2", "--draws", "8000"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "start_new_session": True, "text": True}
    with subprocess.Popen(command, cwd=place, env=os.environ | {"PYTHONPATH": str(ROOT)}, **pipes) as child:
        until = time.monotonic() + 60
        while not shards(place) and child.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        os.killpg(child.pid, signal.SIGINT)
        out, err = child.communicate(timeout=AT_ONCE)
        assert (child.returncode, out) == (130, ""), err
        assert GO_ON + "sweep tiny.yaml --no-figures --workers 2 --draws 8000" in err
        assert "Traceback" not in err
        assert gone(child.pid, AT_ONCE) == []
    assert shards(place)
    assert drafts(place) == []


def test_a_stop_of_an_expansion(tmp_path):
    """The command that is printed goes on with it."""
    place = make(tmp_path)
    dial(place, *SWEEP, before=QUICK).fine()
    expand = ("sweep", "expand", "results/tiny", "--draws", "9", "--no-figures", "--workers", "1")
    for number in (8, 30):
        dial(place, *expand, before=(*QUICK, partial(inside.signalled_at, number, signal.SIGINT))).refused(
            130, GO_ON + " ".join(expand)
        )
    dial(place, *expand, before=QUICK).fine()
    fresh = make(tmp_path / "fresh")
    dial(fresh, *SWEEP, "--draws", "9", before=QUICK).fine()
    assert content(place) == content(fresh)


def test_a_stop_of_a_part(tmp_path):
    place = make(tmp_path)
    part = (*SWEEP, "--shard", "1/3")
    before = (*QUICK, partial(inside.signalled_at, 25, signal.SIGTERM))
    dial(place, *part, before=before).refused(130, GO_ON + " ".join(part))
    for n in range(3):
        dial(place, *SWEEP, "--shard", f"{n}/3", before=QUICK).fine()
    dial(place, "sweep", "merge", "results/tiny", "--no-figures").fine()
    assert content(place) == uninterrupted(quick=True)
