"""Worker processes by themselves: whatever a task does, its answer or its death comes, and nothing hangs or stays."""

from __future__ import annotations

import contextlib
import os
import pickle
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import CancelledError, Future
from pathlib import Path

import pytest

from sim.common.signals import STOPS
from sim.runs.pool import Workers, worker_pool
from tests.rings import in_rings
from tests.sweep.tasks import (
    MEGABYTES,
    Unpicklable,
    complain,
    die,
    die_while_answering,
    give,
    give_what_cannot_be_sent,
    hang_up_and_live_on,
    leave,
    many,
    raise_unreadable,
    raise_unsendable,
    wait,
)
from tests.sweep.tiny import SERVER, gone, in_child, serve

SOON = 5.0
STARTS = ("spawn", "fork")
ROUNDS = {"spawn": 1, "fork": 6}


# -- what the parent sees ---------------------------------------------------------------------------------------------


def outcome(future: Future, within: float = 30.0) -> str:
    """What became of a task, as a word."""
    try:
        found = future.result(within)
    except CancelledError:
        return "cancelled"
    except TimeoutError:
        return "hangs"
    except Exception as error:
        return type(error).__name__
    return f"{len(found)} bytes" if isinstance(found, bytes) else str(found)


def outcomes(start: str, workers: int, *tasks) -> list[str]:
    """What becomes of tasks, each after the other."""
    with worker_pool(workers, start) as pool:
        return [outcome(pool.submit(*task)) for task in tasks]


@pytest.mark.parametrize("start", in_rings(STARTS[::-1], 2))
def test_answers_come_whatever_a_task_did(start):
    """By one worker after another, so that each has to be sound for the next task."""
    tasks = [(give, 1), (complain,), (give, 2), (many,), (die,), (give, 3), (die_while_answering,), (give, 4)]
    tasks += [(leave,), (give, 5), (many,), (hang_up_and_live_on,), (give, 6)]
    full = f"{MEGABYTES << 20} bytes"
    expected = ["1", "ValueError", "2", full, "WorkerDied", "3", "WorkerDied", "4", "WorkerDied", "5", full]
    expected += ["WorkerDied", "6"]
    assert in_child(outcomes, start, 1, *tasks) == expected
    print(f"{len(tasks)} tasks: nothing hangs")


def test_what_cannot_be_sent_or_read_hangs_nobody():
    """Tasks, answers and errors that cannot go through a pipe, or not come out of it."""
    tasks = [(give, Unpicklable()), (give, 1), (give_what_cannot_be_sent,), (give, 2), (raise_unsendable,)]
    tasks += [(give, 3)]
    for error in (EOFError(), OSError("far away"), pickle.UnpicklingError("odd"), ValueError("odd"), TypeError("odd")):
        tasks += [(raise_unreadable, error), (give, 4)]
    found = in_child(outcomes, "fork", 1, *tasks)
    assert "hangs" not in found
    assert found[1::2] == ["1", "2", "3", *["4"] * 5]
    print(f"{len(tasks)} tasks: nothing hangs")


def deaths_at_once(start: str, rounds: int) -> list[str]:
    """Both workers die together, and are begun together; then one dies alone, and the other; then both answer."""
    found: list[str] = []
    with worker_pool(2, start) as pool:
        for _ in range(rounds):
            for tasks in ([(die,), (die,)], [(die,)], [(die,)], [(give, 1), (give, 2)]):
                futures = [pool.submit(*task) for task in tasks]
                found += [outcome(future, 10.0) for future in futures]
                if "hangs" in found:
                    return found
    return found


@pytest.mark.parametrize(
    ("start", "rounds"),
    [("fork", 12), *(pytest.param(*way, marks=pytest.mark.slow) for way in (("fork", 60), ("spawn", 2)))],
)
def test_workers_that_die_together(start, rounds):
    """A worker begun while another begins must not hold the other's pipe open."""
    assert in_child(deaths_at_once, start, rounds) == [*["WorkerDied"] * 4, "1", "2"] * rounds
    print(f"{4 * rounds} deaths: nothing hangs")


def killed_from_outside(seed: int, tasks: int) -> list[str]:
    """Workers killed at random moments while they answer with megabytes."""
    dice = random.Random(seed)
    with worker_pool(2, "fork") as pool:
        futures = [pool.submit(many) for _ in range(tasks)]
        while not all(future.done() for future in futures):
            time.sleep(dice.uniform(0, 0.1))
            with contextlib.suppress(ProcessLookupError, IndexError):
                os.kill(dice.choice(pool.pids()), signal.SIGKILL)
        return [outcome(future) for future in futures]


def test_workers_killed_at_any_moment():
    seed = random.randrange(2**32)
    found = in_child(killed_from_outside, seed, 30)
    assert set(found) <= {f"{MEGABYTES << 20} bytes", "WorkerDied"}, seed
    assert "WorkerDied" in found
    cut = found.count("WorkerDied")
    print(f"{cut} of {len(found)} answers of {MEGABYTES} MB were cut (seed {seed}); nothing hangs")


# -- ends -------------------------------------------------------------------------------------------------------------


def ended_while_busy(folder: str, start: str, tasks: int, deaths: int) -> tuple[float, list[str]]:
    """Seconds that the end of a pool takes while every worker is busy and more is waiting."""
    pool = Workers(2, start)
    going = [pool.submit(wait, f"{folder}/{n}") for n in range(tasks)]
    while len(list(Path(folder).iterdir())) < 2:
        time.sleep(0.01)
    for pid in pool.pids()[:deaths]:
        os.kill(pid, signal.SIGKILL)  # one worker is being replaced when the end comes
    since = time.monotonic()
    pool.end()
    return time.monotonic() - since, [outcome(future, 1.0) for future in going]


@pytest.mark.parametrize(("start", "deaths"), in_rings([(s, d) for d in (2, 0, 1) for s in ("fork", "spawn")], 6))
def test_a_pool_ended_while_all_are_busy(tmp_path, start, deaths):
    for n in range(ROUNDS[start]):
        folder = tmp_path / f"{n}"
        folder.mkdir()
        seconds, found = in_child(ended_while_busy, str(folder), start, 6, deaths)
        assert seconds < SOON
        assert len(found) == 6
        assert set(found) <= {"WorkerDied", "cancelled"}
    print(f"{ROUNDS[start]} pools ended while busy: nothing hangs")


def big_answers_at_the_end(start: str) -> float:
    """Seconds that the end takes in the midst of large answers."""
    pool = Workers(2, start)
    for _ in range(6):
        pool.submit(many)
    time.sleep(0.1)
    since = time.monotonic()
    pool.end()
    return time.monotonic() - since


@pytest.mark.parametrize("start", in_rings(STARTS, len(STARTS)))
def test_a_pool_ended_in_the_midst_of_answers(start):
    assert max(in_child(big_answers_at_the_end, start) for _ in range(3)) < SOON


def busy_for_ever(folder: str, start: str) -> None:
    """A parent with two busy workers, that waits to be killed."""
    os.setsid()
    with worker_pool(2, start) as pool:
        futures = [pool.submit(wait, f"{folder}/{n}") for n in range(3)]
        futures[2].result()


DEAF = """
from sim.runs.pool import Workers
if __name__ == "__main__":
    pool = Workers(2)
    for pid in pool.pids():
        status = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status"))
        print(int(status["SigBlk"], 16))
    pool.end()
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads what a process blocks from /proc")
def test_every_worker_is_deaf_from_its_first_moment_even_the_first_one(tmp_path):
    """Python's tracker of resources, started with the first worker, lets signals through again once it stands."""
    script = tmp_path / "deaf.py"
    script.write_text(DEAF)
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, str(script)], env=os.environ | {"PYTHONPATH": root}, capture_output=True, text=True, timeout=60
    )
    blocked = [int(mask) for mask in done.stdout.split()]
    assert len(blocked) == 2, done.stderr
    assert all(mask >> (stop - 1) & 1 for mask in blocked for stop in STOPS)


@pytest.mark.parametrize("start", STARTS)
def test_workers_leave_with_their_parent(tmp_path, start):
    serve()
    process = SERVER.Process(target=busy_for_ever, args=(str(tmp_path), start))
    process.start()
    until = time.monotonic() + 30
    while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    process.kill()
    process.join()
    since = time.monotonic()
    assert gone(process.pid, SOON) == []
    print(f"no worker is left {time.monotonic() - since:.1f} s after its parent")
