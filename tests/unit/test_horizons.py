"""Horizons at their ends: whatever `dial check` calls fine, `dial run` carries out."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.analysis.headline import headline_of
from sim.analysis.questions import headline_question
from sim.domain.scenario import Scenario
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.runs.run import run
from sim.runs.variants import LAW_ONLY
from sim.runs.windows import never_in_force, windows_of

UNSCR = shipped() / "unscr_2371.yaml"
BINDS = "2017-08"
BEFORE = [("2014-01", "2016-12"), ("2014-06", "2014-08"), ("2014-01", "2014-01"), ("2017-07", "2017-07")]
AFTER = [("2017-08", "2017-08"), ("2016-01", "2017-08"), ("2017-09", "2017-09"), ("2018-01", "2018-01")]


def scenario(start: str, end: str, file: Path = UNSCR) -> Scenario:
    return read_scenario(file, [f"horizon.start={start}", f"horizon.end={end}"]).scenario


@pytest.mark.parametrize(("start", "end"), [*BEFORE, *AFTER, ("2014-01", "2063-12")])
def test_every_window_lies_in_the_horizon(start, end):
    asked = scenario(start, end)
    for window in windows_of(asked):
        assert window.months
        assert set(window.months) <= set(range(asked.months))
    assert never_in_force(asked) == (end < BINDS)


@pytest.mark.parametrize(("start", "end"), BEFORE)
def test_acts_that_are_never_in_force_deny_nothing(start, end):
    """F01. No lane differs from prior law, in no month; the headline says why, and builds no bridge to it."""
    answer = run(headline_question(scenario(start, end)))
    for variant in (v for v in answer.variants if v.tested):
        assert (answer.of("receipts", variant) == answer.of("receipts", variant.prior)).all()
    said = headline_of(answer)
    assert f"never in force within this horizon, {start} to {end}" in said.facts[0]
    assert not any(block.id == "bridge" for block in said.blocks)


@pytest.mark.parametrize(("start", "end"), AFTER)
def test_a_month_partly_in_force_is_enough_for_a_number(start, end):
    answer = run(headline_question(scenario(start, end)))
    denied = answer.added("receipts", LAW_ONLY, answer.windows[0], answer.group("goods"))
    assert abs(denied) > 0.1
    assert not any("never in force" in fact for fact in headline_of(answer).facts)


@pytest.mark.parametrize("draws", [1, 16])
def test_a_run_before_the_act_comes_to_its_end(tmp_path, capsys, draws):
    from sim.cli.main import main

    case = tmp_path / "before.yaml"
    case.write_text("title: Before\nbased_on: unscr_2371.yaml\nhorizon: {start: 2016-10, end: 2016-12}\n")
    assert main(["check", str(case)]) == 0
    some = ["--draws", str(draws), "--workers", "1", "--no-figures"]
    assert main(["run", str(case), *some, "-o", str(tmp_path / "out")]) == 0
    assert "never in force within this horizon, 2016-10 to 2016-12" in capsys.readouterr().out


@pytest.mark.slow
def test_the_longest_horizon_comes_to_its_end():
    answer = run(headline_question(scenario("2014-01", "2063-12")))
    assert headline_of(answer).blocks


def test_where_events_decide_on_the_day_the_answer_is_about_the_last_year():
    """No rung of a ladder is sure to have come in any month; acts with a day of their own answer for the year after."""
    years = {
        name: [window.label for window in windows_of(read_scenario(shipped() / f"{name}.yaml").scenario)]
        for name in ("campaign/random_ladder", "unscr_2371")
    }
    assert years["campaign/random_ladder"] == ["2019", "2019-01 to 2019-12"]
    assert years["unscr_2371"] == ["2018", "2018-10 to 2019-09"]
