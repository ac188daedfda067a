"""Who computes what and what becomes of pieces that fail; how tables, figures and words come of rows; by hand."""

from __future__ import annotations

from concurrent.futures import Future

import numpy as np
import pytest
from pydantic import ValidationError

from sim.common.errors import RunFailed
from sim.runs.pool import WorkerDied
from sim.sweeps.design.axes import Output
from sim.sweeps.design.changes import Change
from sim.sweeps.forms import PLAN_FORM, STATUS_FORM
from sim.sweeps.pieces import Span
from sim.sweeps.table import SweepTable, _statistics, rows_of_points
from sim.sweeps.workers import ClusterGone, Failed, Job, _after, in_parallel, serial

NONE = Change({}, {}, False)


class Piece:
    """A piece of a sweep as far as workers know one: its span, and its halves."""

    def __init__(self, first: int, stop: int):
        self.span = Span(first, stop, 0, 1)

    def halves(self):
        middle = self.span.first_run + self.span.runs // 2
        return Piece(self.span.first_run, middle), Piece(middle, self.span.stop_run)


def work(bad: dict[int, Exception], log: list):
    """Work that runs in `bad` do not survive."""

    def do(piece, *given) -> bytes:
        log.append((piece.span.first_run, piece.span.stop_run))
        for run in range(piece.span.first_run, piece.span.stop_run):
            if run in bad:
                raise bad[run]
        return b"rows"

    return do


def at_once(do, *given) -> Future:
    future: Future = Future()
    try:
        future.set_result(do(*given))
    except Exception as error:
        future.set_exception(error)
    return future


def spans(outcomes) -> tuple[list, list]:
    done, failed = [], []
    for one in outcomes:
        if isinstance(one, Failed):
            failed.append((one.span.first_run, one.span.stop_run, one.reason))
        else:
            done.append((one[0].first_run, one[0].stop_run))
    return sorted(done), failed


def test_in_this_process_a_piece_that_fails_is_halved_down_to_its_point():
    log: list = []
    found = spans(serial([Piece(0, 4), Piece(4, 6)], work({1: RunFailed("lost")}, log), ()))
    assert found == ([(0, 1), (2, 4), (4, 6)], [(1, 2, "lost")])
    assert log == [(0, 4), (0, 2), (0, 1), (1, 2), (2, 4), (4, 6)]
    assert spans(serial([Piece(0, 1)], work({0: MemoryError()}, []), ())) == ([], [(0, 1, "out of memory")])


def test_elsewhere_no_other_point_is_lost_with_one_that_kills_its_workers():
    log: list = []
    found = spans(in_parallel([Piece(0, 4), Piece(4, 6)], work({1: WorkerDied("gone")}, log), (), at_once, 2))
    assert found == ([(0, 1), (2, 4), (4, 6)], [(1, 2, "it ended its worker 3 times (gone)")])
    assert [log.count(span) for span in ((0, 4), (0, 2), (0, 1), (1, 2))] == [2, 2, 1, 3]


def test_elsewhere_there_are_one_more_pieces_under_way_than_workers():
    going: list[Future] = []
    most = []

    def submit(do, *given) -> Future:
        going.append(Future())
        most.append(sum(not future.done() for future in going))
        if most[-1] > 2:
            for future in going:
                if not future.done():
                    future.set_result(b"rows")
        return going[-1]

    done, failed = spans(in_parallel([Piece(n, n + 1) for n in range(3)], work({}, []), (), submit, 2))
    assert (done, failed, max(most)) == ([(0, 1), (1, 2), (2, 3)], [], 3)


@pytest.mark.parametrize(
    ("runs", "kills", "error", "again", "given_up"),
    [
        (4, 0, WorkerDied("x"), [(4, 1)], False),  # tried once more as it is
        (4, 1, WorkerDied("x"), [(2, 0), (2, 0)], False),  # then halved
        (4, 0, RunFailed("x"), [(2, 0), (2, 0)], False),  # what fails, fails again
        (1, 0, WorkerDied("x"), [(1, 1)], False),
        (1, 1, WorkerDied("x"), [(1, 2)], False),
        (1, 2, WorkerDied("x"), [], True),
        (1, 0, MemoryError(), [], True),
    ],
)
def test_what_becomes_of_a_piece_that_was_not_computed(runs, kills, error, again, given_up):
    jobs, failed = _after(Job(Piece(0, runs), kills), error)
    assert [(job.piece.span.runs, job.kills) for job in jobs] == again
    assert bool(failed) == given_up


def test_an_error_of_the_program_is_not_taken_for_a_failed_point():
    with pytest.raises(ZeroDivisionError):
        _after(Job(Piece(0, 1)), ZeroDivisionError())
    killed = type("KilledWorker", (Exception,), {})("by Dask")
    assert _after(Job(Piece(0, 1), 2), killed)[1][0].reason == "it ended its worker 3 times (by Dask)"


def test_a_cluster_that_cancels_what_it_was_given_is_gone():
    futures = []

    def submit(do, *given) -> Future:
        futures.append(Future())
        if len(futures) == 3:
            futures[0].set_result(b"rows")
            futures[1].cancel()
            futures[1].set_running_or_notify_cancel()
        return futures[-1]

    found = in_parallel([Piece(n, n + 1) for n in range(3)], work({}, []), (), submit, 2)
    assert next(found) == (Span(0, 1, 0, 1), b"rows"), "what is done is kept"
    with pytest.raises(ClusterGone):
        next(found)


# -- tables -----------------------------------------------------------------------------------------------------------


def test_statistics_of_draws_are_their_mean_and_quantiles():
    rows = np.array([[4.0, 0.0, 2.0, 1.0, 3.0], [5.0] * 5])
    assert _statistics(rows, 5)[:, 0].tolist() == pytest.approx([2, 0.2, 1, 2, 3, 3.8])
    assert _statistics(rows, 5)[:, 1].tolist() == [5] * 6
    assert _statistics(rows[:, :1], 1).tolist() == [[4, 5]]


def test_a_row_for_each_point_and_output():
    outputs = [Output("goods", "denied", 2017), Output("coal", "receipts", 2017, 3)]
    design = {"point": np.arange(3), "run": np.array([0, 1, 0])}
    values = np.array([[[1.0, 2.0], [3.0, 4.0]]])  # (statistic, output, run)
    table = SweepTable(("central_musd",), values, np.array([0, 1]), 1)
    rows = {n: list(c) for n, c in rows_of_points(design, range(1, 3), outputs, table, {"seed": 7}).items()}
    assert rows["point"] == [1, 1, 2, 2]
    assert rows["output"] == ["goods.denied", "coal.receipts"] * 2
    assert rows["month"] == [0, 3, 0, 3]
    assert rows["unit"] == ["USD million a year", "USD million a month"] * 2
    assert rows["central_musd"] == [2, 4, 1, 3]
    assert (rows["failed_draws"], rows["seed"], rows["draws"]) == ([1, 1, 0, 0], [7] * 4, [1] * 4)


# -- forms ------------------------------------------------------------------------------------------------------------


def plan_content(**changed):
    about = {
        "schema_version": 1, "version": "v", "source": "s", "numpy": "2", "scipy": "1", "axes": {}, "order": [],
        "design": "grid", "seed": 1, "sampler": "", "central": False, "outputs": ["o"], "scenarios": "h",
        "reference": {},
    }  # fmt: skip
    content = {
        "about": about, "identity": "i", "sweep": "s", "title": "t", "file": "f", "file_draws": 3,
        "stages": [{"points": 2, "draws": 3}], "runs": [2], "rows": 6, "lanes": 6,
        "outputs": [{"series": "goods", "measure": "denied", "year": 2017, "month": 0}],
        "shards": [[0, 1, 0, 3], [1, 2, 0, 3]], "baselines": [], "behaviours": [], "points": 2, "points_sha256": "p",
        "sources": [], "spreads": [], "streams": [{}], "groups": [0], "sha256": "x",
    }  # fmt: skip
    return content | changed


@pytest.mark.parametrize(
    "shards",
    [
        [[0, 1, 0, 3], [1, 2, 0, 3]],
        [[0, 2, 0, 3]],
        [[0, 2, 2, 3], [0, 1, 0, 2], [1, 2, 0, 2]],
        [[1, 2, 1, 3], [0, 2, 0, 1], [0, 1, 1, 3]],
        [[run, run + 1, draw, draw + 1] for draw in range(3) for run in range(2)],
    ],
)
def test_a_plan_whose_counts_agree(shards):
    assert PLAN_FORM.validate_python(plan_content(shards=shards), strict=False).rows == 6


@pytest.mark.parametrize(
    "changed",
    [
        {"rows": 7}, {"runs": [3]}, {"runs": [1, 2]}, {"shards": [[0, 1, 0, 3]]}, {"runs": []}, {"points": 0},
        {"shards": [[0, 2, 0, 2], [0, 2, 0, 1]]},  # as many rows as there are, but some of them twice
        {"shards": [[0, 2, 1, 3], [0, 1, 0, 2]]}, {"shards": [[0, 1, 0, 3], [0, 1, 1, 2], [1, 2, 0, 2]]},
        {"shards": [[0, 1, 0, 4], [1, 2, 0, 2]]}, {"shards": [[1, 3, 0, 3]]}, {"shards": [[0, 2, 0, 3], [1, 1, 0, 3]]},
        {"shards": [[0, 2, 0, 3], [0, 1, 2, 2]]}, {"groups": [1]}, {"groups": [-1]}, {"stages": []}, {"file_draws": 0},
        {"outputs": []}, {"shards": []}, {"streams": []}, {"sweep": ""}, {"sweep": "x" * 301},
        {"outputs": [{"series": "g", "measure": "m", "year": 1899, "month": 0}]},
        {"outputs": [{"series": "g", "measure": "m", "year": 2017, "month": 13}]},
    ],
)  # fmt: skip
def test_a_plan_whose_counts_do_not(changed):
    with pytest.raises(ValidationError):
        PLAN_FORM.validate_python(plan_content(**changed), strict=False)


@pytest.mark.parametrize(
    ("key", "good", "bad"), [("seconds", 1e10, 1.1e10), ("rows", 10**12, 10**12 + 1), ("pid", 0, -1)]
)
def test_both_ends_of_a_status(key, good, bad):
    status = {
        "state": "running", "rows": 1, "rows_done": 0, "runs_failed": 0, "seconds": 0.0, "host": "h", "pid": 1,
        "written": "w",
    }  # fmt: skip
    assert getattr(STATUS_FORM.validate_python(status | {key: good}, strict=False), key) == good
    for given in (status | {key: bad}, status | {"state": "done"}, status | {"host": "a\x1b"}):
        with pytest.raises(ValidationError):
            STATUS_FORM.validate_python(given, strict=False)
