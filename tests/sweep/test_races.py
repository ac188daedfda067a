"""Several commands in one folder at once: one goes on, the others say whom to wait for; parts go on side by side."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from tests.sweep import inside
from tests.sweep.tiny import (
    CUT,
    QUICK,
    SHARDS,
    SWEEP,
    begun,
    content,
    dial,
    lost_and_doubled,
    make,
    results,
    shards,
    started,
    uninterrupted,
)

NORMAL, SLOW = 3, 24
WITHIN = 1.0
HOST = socket.gethostname()
GONE = 2**22 + 1
"""No process has this id."""

AT_WORK = "another dial is at work here"


def unhurried(log: Path, seconds: float = 0.08) -> tuple:
    """Rows made up, slowly."""
    return CUT, partial(inside.how, work=partial(inside.slow_to_say, str(log), seconds))


def held(log: Path, gate: Path) -> tuple:
    """Rows made up, once the gate is there."""
    return CUT, partial(inside.how, work=partial(inside.held, str(log), str(gate)))


def part(n: int, of: int = 3) -> tuple[str, ...]:
    return *SWEEP, "--shard", f"{n}/{of}"


def together(place: Path, commands, before, meeting: str = "met"):
    """Commands begun at one moment; what became of them."""
    gate = partial(inside.meet, str(place / meeting), len(commands))
    with ExitStack() as stack:
        running = [stack.enter_context(started(place, *command, before=(*before, gate))) for command in commands]
        return [one.ended() for one in running]


# -- whole sweeps -----------------------------------------------------------------------------------------------------


def races(tmp_path: Path, count: int) -> None:
    slowest = 0.0
    for n in range(count):
        place = make(tmp_path / f"{n}")
        refusals = place / "refusals"
        before = (*unhurried(place / "log"), partial(inside.timed_locks, str(refusals)))
        if n % 2:  # what a holder who was killed has left says nothing
            results(place).mkdir(parents=True)
            (results(place) / ".lock").write_text(f"host {HOST}, pid {GONE}\n")
        done = together(place, [SWEEP] * (2 + n % 3), before)
        winners = [one for one in done if one.code == 0]
        assert len(winners) == 1, done
        for one in done:
            if one is not winners[0]:
                one.refused(3, AT_WORK, f"host {HOST}, pid {winners[0].pid};")
        waits = [float(line) for line in refusals.read_text().splitlines()]
        assert len(waits) == len(done) - 1
        assert max(waits) < WITHIN
        assert lost_and_doubled(place) == (0, 0)
        assert content(place) == uninterrupted(quick=True)
        assert len(begun(place / "log.begun")) == SHARDS
        slowest = max(slowest, *waits)
    print(f"{count} races: one goes on, the others are told by whom after at most {slowest:.2f} s")


def test_races(tmp_path):
    races(tmp_path, NORMAL)


@pytest.mark.slow
def test_many_races(tmp_path):
    races(tmp_path, SLOW)


def test_a_stale_lock_needs_no_hand(tmp_path):
    """The holder is killed; whoever comes next goes on at once."""
    for n in range(3):
        place = make(tmp_path / f"{n}")
        log = place / "log"
        with started(place, *SWEEP, before=held(log, place / "never")) as running:
            while not begun(place / "log.begun"):
                running.process.join(0.01)
                assert running.process.exitcode is None, running.ended()
            dial(place, *SWEEP, before=QUICK).refused(3, AT_WORK, f"pid {running.pid};")
            running.kill()
            assert running.ended().code == -9
            assert f"pid {running.pid}\n" in (results(place) / ".lock").read_text()
        dial(place, *SWEEP, before=QUICK).fine()
        assert lost_and_doubled(place) == (0, 0)
        assert (results(place) / ".lock").read_text() == ""
    print("3 holders killed: 3 sweeps go on at once")


def test_a_holder_that_is_slow_to_say_who_it_is(tmp_path):
    """What an earlier one has left in the file is not taken for it."""
    place = make(tmp_path)
    results(place).mkdir(parents=True)
    (results(place) / ".lock").write_text(f"host {HOST}, pid {GONE}\n")
    slow = partial(inside.late, "os", "ftruncate", 0.2)
    first, second = together(place, [SWEEP] * 2, (*unhurried(place / "log", 0.1), slow))
    winner, loser = (first, second) if first.code == 0 else (second, first)
    winner.fine()
    loser.refused(3, AT_WORK, f"host {HOST}, pid {winner.pid};")


# -- parts ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_parts_go_on_side_by_side(tmp_path):
    """All of them, also where each finds the same damaged shards."""
    place = make(tmp_path)
    dial(place, *SWEEP, before=QUICK).fine()
    done = results(place)
    for n in range(2):
        damaged = {shard.name for shard in shards(place)[n::3]}
        for name in damaged:
            (done / "shards" / name).write_bytes(b"damaged")
        commands = [part(k) for k in range(3)]
        for one in together(place, commands, unhurried(place / "log", 0.02), f"met-{n}"):
            one.fine()
        assert damaged <= {path.name for path in (done / "quarantine").iterdir()}
        dial(place, "sweep", "merge", "results/tiny", "--no-figures").fine()
        assert lost_and_doubled(place) == (0, 0)
        assert content(place) == uninterrupted(quick=True)
    print("2 times 3 parts at once over damaged shards: all end well")


def test_parts_that_look_at_the_same_moment(tmp_path):
    """All have read a damaged shard before any acts. One sets it aside, and has computed it when the others act."""
    place = make(tmp_path)
    dial(place, *SWEEP, before=QUICK).fine()
    shards(place)[0].write_bytes(b"damaged")
    gate = partial(inside.paused, "sim.sweeps.shards", "_span_of", str(place / "met"), 3)
    late = partial(inside.late, "sim.sweeps.run", "set_aside", 0.5)
    with ExitStack() as stack:
        befores = [(*QUICK, gate, *([late] if n else [])) for n in range(3)]
        running = [stack.enter_context(started(place, *part(n), before=befores[n])) for n in range(3)]
        for one in running:
            one.ended().fine()
    dial(place, "sweep", "merge", "results/tiny", "--no-figures").fine()
    assert content(place) == uninterrupted(quick=True)


def test_a_part_and_somebody_else(tmp_path):
    """The same part twice, and the whole beside parts: refused by the name of the right one."""
    place = make(tmp_path)
    parts, rest = place / "parts may go on", place / "the rest may go on"
    with ExitStack() as stack:
        before = held(place / "log", parts)
        running = [stack.enter_context(started(place, *part(n), before=before)) for n in range(2)]
        while len(begun(place / "log.begun")) < 2:
            running[0].process.join(0.01)
        for n in range(2):
            dial(place, *part(n), before=QUICK).refused(3, AT_WORK, f"host {HOST}, pid {running[n].pid};")
        whole = dial(place, *SWEEP, before=QUICK).refused(3, AT_WORK)
        assert any(f"host {HOST}, pid {one.pid};" in whole.err for one in running)
        merge = dial(place, "sweep", "merge", "results/tiny").refused(3, AT_WORK)
        assert any(f"host {HOST}, pid {one.pid};" in merge.err for one in running)
        parts.touch()
        for one in running:
            one.ended().fine()
    of_parts = len(begun(place / "log.begun"))
    with started(place, *SWEEP, before=held(place / "log", rest)) as running_whole:
        while len(begun(place / "log.begun")) == of_parts:
            running_whole.process.join(0.01)
        dial(place, *part(0), before=QUICK).refused(3, AT_WORK, f"host {HOST}, pid {running_whole.pid};")
        rest.touch()
        running_whole.ended().fine()
    assert lost_and_doubled(place) == (0, 0)


@pytest.mark.slow
def test_parts_that_write_the_plan_at_once_with_one_pid(tmp_path):
    """In containers on a shared disk many processes have the same id; drafts must not."""
    same = partial(inside.attributes, "os", getpid=partial(int, 7))
    for n in range(2):
        place = make(tmp_path / f"{n}")
        gate = partial(inside.paused, "os", "fsync", str(place / "met"), 3)
        for one in together(place, [part(k) for k in range(3)], (*QUICK, gate, same), "begun"):
            one.fine()
        dial(place, "sweep", "merge", "results/tiny", "--no-figures").fine()
        assert content(place) == uninterrupted(quick=True)


# -- expansions -------------------------------------------------------------------------------------------------------


def test_two_expansions_at_once(tmp_path):
    """Both have read the plan before one writes the next: no plan may say less than its shards and table."""
    place = make(tmp_path)
    dial(place, *SWEEP, before=QUICK).fine()
    commands = [("sweep", "expand", "results/tiny", "--draws", n, *SWEEP[2:]) for n in ("5", "9")]
    gate = partial(inside.paused, "sim.sweeps.run", "go_on", str(place / "met"), 2)
    slow = partial(inside.slow_sync, 0.02)
    # one of them waits a moment more at the lock, so that the other has ended: it must not go on with what it has read
    late = partial(inside.late, "sim.sweeps.run", "alone_in", 1.5)
    with (
        started(place, *commands[0], before=(*QUICK, gate)) as first,
        started(place, *commands[1], before=(*QUICK, gate, slow, late)) as second,
    ):
        first.ended().fine()
        second.ended().refused(3, "another dial has just expanded this sweep; run the command again")
    dial(place, *commands[1], before=QUICK).fine()
    fresh = make(tmp_path / "fresh")
    dial(fresh, *SWEEP, "--draws", "9", before=QUICK).fine()
    assert content(place) == content(fresh)
