"""What grows with what: counted, not timed, so that a busy machine changes nothing."""

from __future__ import annotations

import gc
import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from sim.analysis.questions import bands_question, headline_question
from sim.reading.reference import shipped
from sim.runs.chunks import run_chunk
from sim.runs.collect import SERIES, Totals
from sim.runs.reduce import ExactSeries, GroupTotals, HistogramSeries
from sim.runs.run import run
from sim.runs.saved import save
from sim.runs.variants import SCENARIO
from tests.ensembles import scenario_named


def calls_of(work: Callable[[], object]) -> int:
    """How many functions a piece of work calls, Python's and C's."""
    count = 0

    def called(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_tables_take_calls_by_column_and_month_but_not_by_row(tmp_path):
    """A month is some 2,000 rows and 50 sums: a call for any of them in every month would be seen."""
    found = []
    for n, end in enumerate(("2017-01", "2017-02", "2017-06")):  # the first warms what is imported once
        results = run(headline_question(scenario_named("unscr_2371", "horizon.start=2017-01", f"horizon.end={end}")))
        place = tmp_path / str(n)
        place.mkdir()
        found.append(calls_of(partial(save, results, place)) - 10 * len(results.events))
    assert found[2] - found[1] <= 4 * 5


@pytest.mark.slow
def test_a_chunk_of_many_draws_is_sent_in_few_bytes():
    """Months as two bytes a series, none of them where judgement is redrawn, and the same quantiles in the end."""
    scenario = scenario_named("unscr_2371", "horizon.start=2017-07", "horizon.end=2017-12")
    question = bands_question(replace(scenario, draws=256))
    tops = [400.0] * len(question.frame.series)
    sent = run_chunk(question, [0], tops)
    whole = run_chunk(question, [0])
    months = {variant: sum(table.nbytes for table in totals.binned.values()) for variant, totals in sent.totals.items()}
    size = len(SERIES) * scenario.months * len(tops) * 256 * 2
    assert months == {variant: 0 if variant.redrawn else size for variant in question.variants}
    for variant, totals in sent.totals.items():
        assert totals.monthly == {}
        kept = [HistogramSeries(np.array(tops), scenario.months) for _ in range(2)]
        if not variant.redrawn:
            kept[0].add(totals, 0)
            kept[1].add(whole.totals[variant], 0)
            assert np.array_equal(kept[0].quantiles("recorded"), kept[1].quantiles("recorded"))


def test_a_failed_draw_is_in_no_quantile():
    """Whether its months are kept as they are or in parts."""
    scenario = scenario_named("unscr_2371", "horizon.start=2017-07", "horizon.end=2017-12")
    question = replace(bands_question(replace(scenario, draws=256)), variants=(SCENARIO,))
    tops = [400.0] * len(question.frame.series)
    for given in (tops, ()):
        totals = run_chunk(question, [0], given).totals[SCENARIO]
        one = HistogramSeries(np.array(tops), scenario.months)
        one.add(totals, 0)
        totals.lose(7)
        other = HistogramSeries(np.array(tops), scenario.months)
        other.add(totals, 0)
        assert {int(n) for counts in one.counts["receipts"] for n in counts.sum(axis=-1)} == {256}
        assert {int(n) for counts in other.counts["receipts"] for n in counts.sum(axis=-1)} == {255}


def test_totals_by_draw_are_held_once():
    """Chunks go to the place they have in the end: nothing is joined, and a run that is stopped has the draws done."""
    scenario = scenario_named("unscr_2371", "horizon.start=2017-07", "horizon.end=2017-12")
    question = replace(bands_question(replace(scenario, draws=512)), variants=(SCENARIO,))
    for over in ("windowed", "yearly"):
        totals = GroupTotals(over, ("receipts", "value"), ((0, 1), (2,)), draws=1024)
        parts, seen = [], []
        for block in (0, 1):
            chunk = run_chunk(question, [block]).totals[SCENARIO]
            totals.add(chunk, 256 * block)
            parts.append(getattr(chunk, over)["value"][:, 2])
            seen.append(totals.values)
        assert [one.shape[-1] for one in seen] == [256, 512]
        assert np.shares_memory(seen[0], seen[1])
        assert np.array_equal(totals.values[1, 1], np.concatenate(parts, axis=-1))


WATCH = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
print(used.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""Runs a command and prints its peak of memory in KiB. A child starts with its parent's peak: here a small one's."""


@pytest.mark.slow
@pytest.mark.parametrize(("draws", "workers"), [(1, 1), (1024, 1), (8192, 1), (8192, 2)])
def test_a_run_of_the_ladder_takes_less_than_half_a_gigabyte(draws, workers, tmp_path):
    """The command itself, and its largest process; so that no draw counts, the last two have many chunks."""
    command = [sys.executable, "-m", "sim", "run", str(shipped() / "ladder.yaml"), "-o", str(tmp_path)]
    command += ["--draws", str(draws), "--workers", str(workers)]
    watched = subprocess.run([sys.executable, "-c", WATCH, *command], stdout=subprocess.PIPE, check=True, text=True)
    assert int(watched.stdout) / 1024 < 512


def test_what_draws_were_computed_in_is_given_back_once_all_of_it_is_free(monkeypatch):
    """Tables and figures come after the draws: memory kept for the next chunk would stand beside theirs."""
    alive = []

    def given_back():
        gc.collect()
        alive.append(sum(isinstance(one, GroupTotals | ExactSeries | Totals) for one in gc.get_objects()))

    monkeypatch.setattr("sim.runs.run.give_back_freed_memory", given_back)
    scenario = scenario_named("unscr_2371", "horizon.start=2017-07", "horizon.end=2017-08")
    given_back()
    run(replace(bands_question(replace(scenario, draws=256)), variants=(SCENARIO,)))
    assert len(alive) == 2
    assert alive[0] == alive[1]


GIVEN_BACK = """
from threading import Thread
import numpy as np
from sim.runs.pool import give_back_freed_memory, keep_freed_memory

def held():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmRSS")).split()[1]) / 1024

def take():
    for _ in range(2):
        arrays = [np.ones(1 << 20) for _ in range(4)]

keep_freed_memory()
arrays = [np.ones(1 << 17) for _ in range(64)]
kept = arrays[-1]
del arrays
full = held()
give_back_freed_memory()
left = held()
thread = Thread(target=take)
thread.start()
thread.join()
print(full - left, held() - left)
"""
"""64 MiB of arrays freed but for the last, below which the C library gives nothing back of itself; then a thread's."""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library gives memory back as it likes")
def test_memory_of_freed_arrays_goes_back_to_the_system():
    """From between arrays that are still held; and what a thread was sent by a worker, once it is freed."""
    told = subprocess.run([sys.executable, "-c", GIVEN_BACK], stdout=subprocess.PIPE, check=True, text=True).stdout
    given_back, still_held = map(float, told.split())
    assert given_back > 55
    assert still_held < 10
