"""What a sweep says of itself before it runs, as it stands and when it is done; counts and times are made up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sim.sweeps import report
from sim.sweeps.design.axes import Output
from sim.sweeps.design.reading import read_sweep
from sim.sweeps.design.sources import Source
from sim.sweeps.folder import Told
from sim.sweeps.merge import Swept
from sim.sweeps.pieces import Span
from sim.sweeps.plan import Stage, plan_of
from sim.sweeps.table import STATISTICS, SweepTable
from sim.sweeps.workers import Failed
from tests.sweep.tiny import make


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A sweep of 24 points and 3 draws as if it had run, all its results 1."""
    plan = plan_of(read_sweep(make(tmp_path_factory.mktemp("sweep")) / "tiny.yaml"))
    results = SweepTable(STATISTICS, np.ones((len(STATISTICS), 1, 24)), np.zeros(24, dtype=np.int64), 3)
    return Swept(Path("tiny"), plan, 0, (), (), results, Path("failed.json"))


class Points(SimpleNamespace):
    """As many points as are said."""

    def __len__(self) -> int:
        return self.count


def test_a_sweep_is_told_before_it_runs(whole, monkeypatch):
    monkeypatch.setattr(report, "probe", lambda plan: (360.0, 512))
    monkeypatch.setattr(report, "first_rows", lambda plan: "rows\n\n")
    points = Points(groups=(0, 1, 0), settings=[0] * 3, runs=9, sources=[], count=11)
    plan = SimpleNamespace(
        title="t", rows=2_000_000, lanes_a_row=2, outputs=[0] * 3, spans=[0] * 4, points=points, draws=1
    )
    assert report.plan_words(plan, 3).splitlines() == [
        "t",
        "points   11, of which 2 are the same scenario as another",
        "lanes    4,000,000: 9 points x 1 draw x 2, with prior law",
        "shards   4; 3 scenarios read, numbers and dials in lanes; 2 kinds of structure",
        "time     about 6 min on one worker, 2 min on 3 (from 512 lanes, run just now), start and figures apart",
        "size     up to 80.0 MB of shards",
        "",
        "rows",
    ]
    plan.lanes_a_row, points.runs, points.groups, plan.rows = 1, 11, (0,), 10
    points.sources = [Source("case", "case", ("by dial",), (), ())]
    words = report.plan_words(plan, 1).splitlines()
    assert words[1:3] == ["points   11; by dial in all of them", "lanes    10: 11 points x 1 draw"]
    assert "on one worker (from" in words[4]
    assert words[5] == "size     up to 0.1 MB of shards"
    assert "1 kind of structure" in words[3]


@pytest.mark.parametrize(("groups", "tried"), [(1, [0]), (2, [0, 1]), (3, [0, 1, 2]), (6, [0, 2, 5]), (7, [0, 3, 6])])
def test_how_long_it_takes_goes_by_some_groups(monkeypatch, groups, tried):
    spans = [Span(2 * n, 2 * n + 2, 0, 4) for n in range(groups)] + [Span(2 * groups, 2 * groups + 1, 0, 4)]
    asked = []

    def took(plan, span):
        asked.append(span.first_run // 2)
        return span.first_run + 1.0, 10

    monkeypatch.setattr(report, "_tried", took)
    own = [*range(groups), 0]
    points = SimpleNamespace(groups=own, setting=np.arange(groups + 1), first=np.arange(2 * groups + 1) // 2)
    seconds, probed = report.probe(SimpleNamespace(spans=spans, points=points, lanes_a_row=2))
    assert (asked, probed) == (tried, 10 * len(tried))
    rates = {group: (2 * group + 1) / 10 for group in tried}
    middling = sum(rates.values()) / len(rates)
    lanes = {group: 16 + (8 if group == 0 else 0) for group in range(groups)}
    assert seconds == pytest.approx(sum(rates.get(group, middling) * count for group, count in lanes.items()))


@pytest.mark.parametrize(
    ("span", "part"),
    [
        (Span(4, 9, 6, 606), Span(4, 5, 6, 518)), (Span(4, 9, 0, 512), Span(4, 5, 0, 512)),
        (Span(4, 9, 0, 256), Span(4, 6, 0, 256)), (Span(4, 9, 3, 4), Span(4, 9, 3, 4)),
    ],
)  # fmt: skip
def test_what_is_tried_is_five_hundred_lanes_or_so(monkeypatch, span, part):
    asked = []
    monkeypatch.setattr(report, "compute", asked.append)
    seconds, lanes = report._tried(SimpleNamespace(piece=lambda span: span, lanes_a_row=2), span)
    assert (asked, lanes) == ([part], 2 * part.rows)
    assert 0 <= seconds < 1


def test_the_first_points_are_shown_and_the_others_counted(whole):
    lines = report.first_rows(whole.plan, 2).splitlines()
    assert lines[0].split() == ["point", "case", "campaign.dial", "behaviour.theta"]
    assert [line.split()[0] for line in lines if line.split()[0].isdigit()] == ["0", "1"]
    assert lines[-1] == "... and 22 more"
    assert "more" not in report.first_rows(whole.plan, 24)


def test_draws_of_points_that_failed_are_not_counted_twice(whole):
    failed = np.zeros(24, dtype=np.int64)
    failed[[3, 4]] = 3
    results = replace(whole.results, failed=failed)
    said = "- 3 draws had no finite end and are left out"
    lost = replace(whole, results=results, failed=(Failed(Span(3, 4, 0, 3), "lost"),))
    assert said in report.found_words(lost)
    both = replace(lost, failed=(Failed(Span(3, 5, 0, 3), "lost"),))
    assert "left out" not in report.found_words(both)


@pytest.mark.parametrize(("years", "months", "more"), [(24, 0, ""), (25, 0, "1 more output"), (2, 3, "3 more outputs")])
def test_so_many_outputs_are_told(whole, years, months, more):
    outputs = [Output("goods", "denied", 2000 + n) for n in range(years)]
    outputs += [Output("goods", "denied", 2000, n + 1) for n in range(months)]
    results = SweepTable(("central_musd",), np.ones((1, len(outputs), 24)), np.zeros(24), 1)
    plan = replace(whole.plan, outputs=tuple(outputs), stages=(Stage(24, 1),))
    lines = report.found_words(replace(whole, plan=plan, results=results)).splitlines()
    assert lines[1] == "24 points, one central run each; notices by dial"
    assert sum(line.startswith("goods.denied 20") for line in lines) == min(years, 24)
    assert lines[-1] == (f"and {more}, in the table" if more else lines[-1])


@pytest.mark.parametrize(
    ("state", "alive", "failed", "said"),
    [
        ("finished", False, 0, "part 0-of-2: finished, 2 min of work (host h, pid 7, when)"),
        ("failed", None, 1, "part 0-of-2: failed, 1 point failed, 2 min of work"),
        ("running", True, 0, "part 0-of-2: running, 2 min of work"),
        ("running", None, 2, "part 0-of-2: on another host, whose last sign is unknown times old, 2 points failed"),
        ("running", False, 0, "part 0-of-2: ended without a word: its process is gone, 2 min of work until its last"),
    ],
)  # fmt: skip
def test_a_part_at_work_or_gone(state, alive, failed, said):
    form = SimpleNamespace(state=state, runs_failed=failed, seconds=120, host="h", pid=7, written="when")
    assert report._work(Told("0-of-2", form, alive)).startswith(said)
    assert report._work(Told("", form, alive)).startswith(said.removeprefix("part 0-of-2: "))
