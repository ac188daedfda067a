"""What grows with what: counted, not timed, so that a busy machine changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from sim.analysis.questions import headline_question
from sim.runs.run import run
from sim.runs.saved import save
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
