"""What lifting brings back, by hand: at once, by halves, of one partner, and what a second act keeps."""

from __future__ import annotations

import re
from argparse import Namespace
from dataclasses import replace
from datetime import date
from math import log

import numpy as np
import pytest

from sim.analysis.changed import changed, changed_text
from sim.analysis.jumps import IN_FORCE, _told, jumps_of
from sim.analysis.lifting import AS_ASKED, LATE, SNAPPED, suspended, ways_of
from sim.analysis.lifting_asked import in_parts, lifting_of, own_lifting
from sim.analysis.lifting_said import lifting_answer
from sim.cli import lift as lift_command
from sim.cli.main import _read_all, main
from sim.common.errors import BadInput
from sim.common.months import parse_month
from sim.domain.event import Event
from sim.domain.law import Lift
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.report.answer_folder import answer_content, answer_text
from sim.report.lifting import lift
from sim.runs.question import Question
from sim.runs.run import run
from sim.runs.variants import SCENARIO
from tests.cases.test_whose_dial_counts import WORLD as TWO_ACTS
from tests.worlds import scenario_from

BAN = {"kind": "ban", "streams": ["coal"], "adopted": "2015-01-01", "effective": "2015-01-01"}
WORLD = {
    "start": "2016-01",
    "months": 36,
    "base_year": 2016,
    "gamma": 1.0,
    "partners": {"china": {}, "india": {}},
    "streams": {"coal": {"B": 120.0, "shares": {"china": 0.75, "india": 0.25}}},
    "campaign": [["2015-01-01", 10]],
}
DAY = date(2017, 1, 1)


def world(*acts: dict, **more):
    return scenario_from(WORLD | {"provisions": [BAN | act for act in acts]} | more)


def first_year(found, way=AS_ASKED) -> float:
    return float(found.summed(way, ["coal"])[0, 0])


def test_all_comes_back_at_once_or_by_halves():
    """Of 120 a year, at H months of half-life the first year brings back 120 (1 - H (1 - 2^(-12/H)) / (12 ln 2))."""
    found = lift(lifting_of(world({"id": "ban"}), ["ban"], DAY), draws=1)
    assert first_year(found) == pytest.approx(120.0)
    for months in (6, 12):
        by_halves = 120 * (1 - months * (1 - 2 ** (-12 / months)) / (12 * log(2)))
        assert first_year(found, f"half-life {months}") == pytest.approx(by_halves)
    assert found.of_partner(AS_ASKED, "india", ["coal"])[1, 0] == pytest.approx(30.0)


def test_a_share_brings_back_its_share_and_steps_the_rest():
    """Half of 120 a year for nine months, all of it for three; in the year after, all of it."""
    half = in_parts(lifting_of(world({"id": "ban"}), ["ban"], DAY), 0.5)
    assert first_year(lift(half, draws=1)) == pytest.approx(60.0)
    found = lift(in_parts(half, 0.5, [(date(2017, 10, 1), 1.0)]), draws=1)
    assert found.summed(AS_ASKED, ["coal"])[:, 0] == pytest.approx(
        [45.0 + 30.0, 120.0, 120.0][: len(found.lifting.windows) + 1]
    )
    by_halves = 60 * (1 - 6 * (1 - 2 ** (-12 / 6)) / (12 * log(2)))
    assert first_year(lift(half, draws=1), "half-life 6") == pytest.approx(by_halves)


def test_a_snapback_takes_all_that_stood_and_half_a_year_late_leaves_half_of_it():
    found = lift(lifting_of(world({"id": "ban"}), ["ban"], DAY), draws=1)
    at = found.snapback_window
    assert [float(found.summed(way, ["coal"])[at, 0]) for way in (AS_ASKED, SNAPPED, LATE)] == pytest.approx(
        [120, 0, 60]
    )
    assert first_year(found, SNAPPED) == pytest.approx(first_year(found))
    row = next(b for b in lifting_answer(found, ()).headline.blocks if b.id == "snapback").rows[0]
    assert row.values == ("120", "0", "120", "60")


def test_the_day_of_the_snapback_may_be_given():
    """Lifted for six months: the year after the snapback lies inside the horizon, and brings nothing."""
    found = lift(in_parts(lifting_of(world({"id": "ban"}), ["ban"], DAY), back=date(2017, 7, 1)), draws=1)
    assert first_year(found, SNAPPED) == pytest.approx(60.0)
    assert found.lifting.after_snapback[0].label == "after the snapback, 2017-07 to 2018-06"
    assert found.summed(SNAPPED, ["coal"])[found.snapback_window, 0] == pytest.approx(0.0)


def test_what_talks_suspend_already_has_no_price_and_no_share():
    scenario = suspended(lifting_of(world({"id": "ban"}), ["ban"], DAY), world({"id": "ban"}), date(2018, 1, 1))
    named = lifting_of(scenario, ["ban"], DAY)
    assert SNAPPED not in ways_of(named)
    assert "no price of a snapback: talks" in answer_text(lifting_answer(lift(named, draws=1), ()))
    with pytest.raises(BadInput, match="is suspended by talks already"):
        in_parts(named, 0.5)


def test_half_of_the_dial_brings_back_half():
    """At dial 5 and gamma 1 half of the restricted trade was displaced, so that lifting brings back 60."""
    found = lift(lifting_of(world({"id": "ban"}, campaign=[["2015-01-01", 5]]), ["ban"], DAY), draws=1)
    assert first_year(found) == pytest.approx(60.0)


def test_every_reading_brings_back_what_it_had_carried_out():
    """A ban reaches 90 of big's trade and 30 of small's, a cap 120 of big's, at a dial of 5 and gamma 1. big carries
    out its notice of the ban to 0.8; by dial, it gives notice of both."""
    found = lift(lifting_of(scenario_from(TWO_ACTS), ["ban", "cap"], date(2018, 1, 1)), draws=1)
    by_hand = {
        AS_ASKED: {"iron": 0.8 * 90 + 0.5 * 30, "coal": 0.5 * 120},
        "notices by dial": {"iron": 0.8 * 90 + 0.5 * 30, "coal": 0.8 * 120},
        "dial only": {"iron": 0.5 * 120, "coal": 0.5 * 120},
    }
    for way, amounts in by_hand.items():
        assert {s: float(found.summed(way, [s])[0, 0]) for s in amounts} == pytest.approx(amounts)
    assert float(found.of_partner(AS_ASKED, "big", ["iron", "coal"])[0, 0]) == pytest.approx(0.8 * 90 + 0.5 * 120)


def test_every_amount_of_draws_has_its_band():
    """In every table and row: of streams and partners, with other half-lives, in other readings, of a snapback."""
    scenario = scenario_from(TWO_ACTS)
    numbers = {"gamma": replace(scenario.numbers["gamma"], low=0.7, high=1.4, distribution="triangular")}
    scenario = replace(scenario, numbers=scenario.numbers | numbers)
    headline = lifting_answer(lift(lifting_of(scenario, ["ban"], date(2017, 6, 1)), draws=8), ()).headline
    assert [block.id for block in headline.blocks] == ["returned", "returned_beside", "returned_by_partner", "snapback"]
    cells = [cell for block in headline.blocks for row in block.rows for cell in row.values]
    assert len(cells) >= 12
    assert all(re.fullmatch(r"-?[\d,]+ \(-?[\d,]+ to -?[\d,]+\)", str(cell)) for cell in cells), cells


def test_a_second_act_keeps_what_it_covers():
    scenario = world({"id": "ban"}, {"id": "china_ban", "partners": ["china"]})
    found = lift(lifting_of(scenario, ["ban"], DAY), draws=1)
    assert first_year(found) == pytest.approx(30.0)
    text = answer_text(lifting_answer(found, ()))
    assert "what is left on the same streams: china_ban" in text
    assert "return half-life H 0" in text


def test_lifting_everything_returns_to_no_sanctions():
    scenario = world({"id": "ban"}, {"id": "cap", "kind": "cap", "cap_value": 10.0, "period": "year"})
    found = lift(lifting_of(scenario, ["ban", "cap"], DAY), draws=1)
    bare = replace(scenario, bundle=(), under_test=())
    without = ways_of(lifting_of(scenario, ["ban", "cap"], DAY))[AS_ASKED][1]
    from sim.runs.question import Question
    from sim.runs.run import run
    from sim.runs.variants import SCENARIO

    free, lifted = (run(Question(s)).of("receipts", SCENARIO)[12:] for s in (bare, without))
    np.testing.assert_array_equal(lifted, free)
    assert first_year(found) > 100


def test_the_order_of_the_names_changes_no_bit():
    scenario = world({"id": "ban", "partners": ["india"]}, {"id": "china_ban", "partners": ["china"]})
    one, other = (
        lift(lifting_of(scenario, names, DAY), draws=1) for names in (["ban", "china_ban"], ["china_ban", "ban"])
    )
    np.testing.assert_array_equal(one.drawn[AS_ASKED].by_cell, other.drawn[AS_ASKED].by_cell)


def test_what_a_scenario_lifts_itself_is_asked_like_what_is_named():
    scenario = world({"id": "ban"})
    own = own_lifting(replace(scenario, lifts=(Lift("ban", DAY),)))
    named = lifting_of(scenario, ["ban"], DAY)
    assert own == named


def test_tidy_rows_hold_every_way_window_and_series():
    found = lift(lifting_of(world({"id": "ban"}), ["ban"], DAY), draws=8)
    answer = lifting_answer(found, ())
    content = answer_content(answer, [found.lifting.scenario])["tables"]["returned"]
    assert {row["way"] for row in content["rows"]} == set(found.drawn)
    row = next(r for r in content["rows"] if r["series"] == "group:goods" and r["way"] == AS_ASKED)
    assert row["p05"] <= row["median"] <= row["p95"]
    assert set(content["columns"]) == set(row)
    assert content["columns"]["median"]["unit"] == "USD million a year"


WHAT = ["--what", "unscr_2371.seafood", "--from", "2019-03"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            ["--what", "unscr_2371.seafod", "--from", "2019-03"],
            ["--what: is no act or paragraph", "unscr_2371.seafood"],
        ),
        (["--what", "seafood", "--from", "2019-03"], ["fix: name a paragraph: unscr_2371.seafood"]),
        (
            ["--what", "unscr_2375.coal", "--from", "2019-03"],
            ["its paragraphs: unscr_2375.textiles, unscr_2375.workers"],
        ),
        (
            ["--what", "cn_2017_40.coal", "--from", "2019-03"],
            ["ends with the paragraph it transposes: unscr_2371.coal"],
        ),
        (["--what", "unscr_2371,unscr_2371.coal", "--from", "2019-03"], ["is lifted twice", "by unscr_2371 and"]),
        (["--what", "unscr_2371.coal,unscr_2371.coal", "--from", "2019-03"], ["is named twice"]),
        (["--what", "", "--from", "2019-03"], ["--what: has an empty name"]),
        (["--what", "us_eo_13810", "--from", "2019-03"], ["has no paragraph that could be lifted", "level 0"]),
        (["--what", "unscr_2371"], ["--from: goes with --what", "fix"]),
        (["--from", "2019-03"], ["--what: goes with --from"]),
        (["--what", "unscr_2371", "--from", "2019-13"], ["--from: is no month and no day", "such as 2019-03"]),
        (["--what", "unscr_2371", "--from", "2015-03"], ["--from: is before the horizon", "horizon.start=2015-03"]),
        (["--what", "unscr_2371", "--from", "2199-03"], ["--from: lies too far ahead", "up to 2198"]),
        ([*WHAT, "--share", "1.5"], ["--share: is no share of what is lifted", "such as 0.5 or 50 %"]),
        ([*WHAT, "--share", "50"], ["--share: is no share", "--share 50%"]),
        ([*WHAT, "--share", "0"], ["--share: is no share", "a share above 0"]),
        ([*WHAT, "--share", "half"], ["--share:", "given: half", "such as 0.5"]),
        ([*WHAT, "--steps", "2019-09:1"], ["--share: goes with --steps", "--share 0.5 --steps 2019-09:1"]),
        ([*WHAT, "--share", "0.5", "--steps", "2019-09"], ["--steps: are no steps", "2019-09:0.8"]),
        ([*WHAT, "--share", "0.5", "--steps", "2019-09:0.4"], ["lifts no more than the step before", "more than 0.5"]),
        ([*WHAT, "--share", "0.5", "--steps", "2019-02:1"], ["is no later than the step before", "after 2019-03-01"]),
        ([*WHAT, "--share", "1", "--steps", "2019-09:1"], ["lifts no more", "all is lifted before"]),
        ([*WHAT, "--snapback", "2019-03"], ["--snapback: is before all is lifted", "after 2019-03-01"]),
        (["--what", "unscr_2371", "--from", "2019"], ["--from: is no month and no day", "did you mean 2019-01?"]),
        ([*WHAT, "--snapback", "soon"], ["--snapback: is no month and no day"]),
        ([*WHAT, "--set", "lift.unscr_2371=2019-01-01"], ["is lifted twice", "the scenario itself lifts it"]),
        ([], ["--what: the scenario lifts nothing"]),
    ],
)
def test_bad_input_is_told_with_place_cause_and_fix(given, said, capsys):
    assert main(["lift", "ladder.yaml", *given]) == 2
    error = capsys.readouterr().err
    assert all(text in error for text in said), error


def test_a_horizon_that_the_question_carries_on_is_no_setting_of_the_users_and_warns_as_such_a_horizon_does(capsys):
    given = Namespace(file="ladder.yaml", settings=["behaviour.theta=0.5"], quiet=False)
    text = changed_text(changed(lift_command._carried_on(given, _read_all, "2027-02")))
    assert text == "changed: horizon.end = 2027-02 (carried on for this question); behaviour.theta = 0.5 (--set)"
    notes = capsys.readouterr().err
    assert "growth is carried 11 years beyond the base year" in notes
    assert "hands over" not in notes  # told when the file was read


def test_a_jump_where_acts_are_lifted_is_told_as_that():
    settings = ["horizon.start=2018-11", "horizon.end=2019-06"]
    results = run(Question(read_scenario(shipped() / "hanoi_2019.yaml", settings).scenario, (SCENARIO,)))
    (jump,) = [jump for jump in jumps_of(results, (), results.group("goods")) if jump.up]
    assert jump.month == date(2019, 3, 1)
    assert jump.cause == "lifting of UNSCR 2371 for coal"


@pytest.mark.parametrize(("partner", "found"), [("china", ["unscr_2371.coal"]), ("qatar", [])])
def test_an_act_that_comes_to_bind_where_nobody_buys_explains_no_jump(partner, found):
    scenario = read_scenario(shipped() / "unscr_2371.yaml").scenario
    binds = Event(date(2017, 10, 2), IN_FORCE, "unscr_2371.coal", (partner,))
    told = _told(Namespace(scenario=scenario, events=[binds]), {"unscr_2371.coal"}, parse_month("2017-10"), "coal")
    assert told[IN_FORCE] == found


def test_a_jump_that_talks_bring_is_told_as_theirs():
    settings = ["horizon.start=2018-01", "horizon.end=2018-06"]
    results = run(Question(read_scenario(shipped() / "campaign" / "off_ramp.yaml", settings).scenario, (SCENARIO,)))
    (cause,) = {jump.cause for jump in jumps_of(results, (), results.group("goods")) if jump.up}
    assert cause == "talks ease UNSCR 2375 for clothing and textiles"
