"""Whose dial counts, by hand: two partners, a ban and a cap, a notice by one of them; every amount worked out below."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sim.analysis.leverage import leverage_of, plan_of
from sim.analysis.leverage_said import leverage_answer
from sim.cli.main import main
from sim.common.errors import BadInput
from sim.report.levers import draw_leverage
from sim.report.text import headline_text
from sim.runs.cases import run_cases
from sim.runs.levers import held, moved, notch_of
from sim.runs.variants import BY_DIAL, DIAL_ONLY, OWN_NOTICES
from tests.worlds import day, scenario_from

YEAR = "2017-01-01"
WORLD = {
    "start": "2017-01",
    "months": 24,
    "base_year": 2017,
    "gamma": 1.0,  # so that a dial of 5 carries out half
    "campaign": [["2015-01-01", 5]],
    "partners": {"big": {"own_notice": 0.8}, "small": {}, "nobody": {}},
    "streams": {
        "iron": {"B": 120.0, "shares": {"big": 0.75, "small": 0.25}},
        "coal": {"B": 240.0, "shares": {"big": 1.0}},
    },
    "provisions": [
        {"id": "ban", "adopted": YEAR, "streams": ["iron"], "q": 1.0},
        {
            "id": "cap",
            "adopted": YEAR,
            "kind": "cap",
            "mode": "pro_rata",
            "streams": ["coal"],
            "cap_value": 120.0,
            "q": 1.0,
        },
        {"id": "notice", "adopted": YEAR, "transposes": "ban", "partners": ["big"]},
    ],
}
# The ban reaches 90 of big's trade a year and 30 of small's; the cap 240 - 120 = 120 of big's. big carries its notice
# of the ban out to 0.8, which is more than a dial of 5 or 6 would.
BY_HAND = {
    (DIAL_ONLY, "big", "notch"): 0.1 * (90 + 120),
    (DIAL_ONLY, "big", "at_0"): -0.5 * (90 + 120),
    (DIAL_ONLY, "big", "at_10"): 0.5 * (90 + 120),
    (DIAL_ONLY, "small", "notch"): 0.1 * 30,
    (DIAL_ONLY, "all", "at_10"): 0.5 * (90 + 120 + 30),
    (OWN_NOTICES, "big", "notch"): 0.1 * 120,
    (OWN_NOTICES, "big", "at_0"): -0.5 * 120,
    (OWN_NOTICES, "big", "at_10"): 0.5 * 120 + 0.2 * 90,
    (OWN_NOTICES, "big", "no_notices"): (0.8 - 0.5) * 90,
    (OWN_NOTICES, "small", "no_notices"): 0.0,
    (OWN_NOTICES, "all", "no_notices"): (0.8 - 0.5) * 90,
    (OWN_NOTICES, "small", "at_0"): -0.5 * 30,
    # A dial of 5 stands on the threshold: notices are out from March on. big's are worth 0.8, small's nothing.
    (BY_DIAL, "big", "notch"): 0.0,
    (BY_DIAL, "big", "at_0"): -0.8 * (90 + 120),
    (BY_DIAL, "big", "at_10"): 0.2 * (90 + 120),
    (BY_DIAL, "big", "no_notices"): (0.8 - 0.5) * (90 + 120),
    (BY_DIAL, "small", "notch"): 0.1 * 30,
    (BY_DIAL, "small", "no_notices"): 0.0,
}


def by_hand(key, window):
    """What a move is worth in the first year, in whose first two months no notice by dial is out yet; and later."""
    reading, who, move = key
    later = BY_HAND[key]
    if reading != BY_DIAL or window:
        return later
    return (2 * BY_HAND.get((DIAL_ONLY, who, move), 0.0) + 10 * later) / 12


def found_in(world):
    plan = plan_of(scenario_from(world))
    return leverage_of(plan, run_cases(plan.run))


@pytest.fixture(scope="module")
def found():
    return found_in(WORLD)


@pytest.mark.parametrize("key", BY_HAND, ids=lambda key: f"{key[0].id} {key[1]} {key[2]}")
def test_a_move_is_worth_what_it_is_by_hand(found, key):
    for year in (0, 1):  # the first year, and the run-rate
        assert found.of(*key).draws[year] == pytest.approx([by_hand(key, year)], abs=1e-9)


def test_the_parts_add_up_where_nobody_takes_what_another_refuses(found):
    for reading in (OWN_NOTICES, DIAL_ONLY):
        for move in ("notch", "at_0", "at_10"):
            parts = found.sum_of_parts(reading, move).draws
            assert parts == pytest.approx(found.of(reading, "all", move).draws, abs=1e-9)


def test_notices_are_not_asked_where_there_are_none(found):
    assert found.of(DIAL_ONLY, "big", "no_notices") is None


def test_who_buys_nothing_moves_nothing(found):
    """It is among those that are small together, here alone."""
    others = next(one for one in found.plan.who if one.id == "others")
    assert (others.partners, others.label, others.share) == (("nobody",), "nobody", 0.0)
    assert all((w.draws == 0.0).all() for w in found.worths if w.who.id == "others")


def test_who_alone_can_break_it_by_hand(found):
    """By notices, all dials at 0 bring back 75: half of the 120 above the cap and of small's 30, of which big has 60.
    By the dial alone, 120, of which big has 105. By dial in 2017, big has
    (2 x 105 + 10 x 168) / 12 = 157.5, small 15."""
    told = " ".join(headline_text(leverage_answer(found).headline).split())
    said = "Who alone can break it, bringing back 50 % or more of what all together would: "
    by_dial = "notices by dial, big with its dial at 0, 160 of 170; dial only, big with its dial at 0, 100 of 120."
    assert f"{said}own notices, big with its dial at 0, 60 of 75; {by_dial}" in told


def test_where_no_partner_has_half_nobody_breaks_it_alone():
    """Three partners of 40 each carry out half of it: each brings back 20 of the 60."""
    iron = {"B": 120.0, "shares": {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}}
    partners = {"a": {}, "b": {}, "c": {}}
    found = found_in(WORLD | {"partners": partners, "streams": {"iron": iron}, "provisions": WORLD["provisions"][:1]})
    told = " ".join(headline_text(leverage_answer(found).headline).split())
    assert "dial only, nobody; the most, a with its dial at 0, 20 of 60." in told
    assert "own notices, nobody;" in told


def test_with_diversion_the_parts_are_more_than_all_together():
    """What big refuses goes to small as long as small lets it through: moved together, it cannot."""
    partners = {"big": {}, "small": {"may_buy": True}}
    iron = {"B": 120.0, "shares": {"big": 0.75, "small": 0.25}, "theta": 1.0, "alpha": 10.0, "phi": 1.0}
    found = found_in(WORLD | {"partners": partners, "streams": {"iron": iron}, "provisions": WORLD["provisions"][:1]})
    alone = found.of(DIAL_ONLY, "big", "at_10").draws[0, 0]
    together = found.of(DIAL_ONLY, "all", "at_10").draws[0, 0]
    assert 0 < alone < 0.5 * 90 < together


def test_at_the_end_of_the_dial_the_notch_below_is_taken():
    found = found_in(WORLD | {"campaign": [["2015-01-01", 10]]})
    assert found.plan.notch == -1.0
    assert found.of(DIAL_ONLY, "big", "notch").draws[0] == pytest.approx([0.1 * (90 + 120)])
    assert found.of(DIAL_ONLY, "big", "at_10").draws[0] == pytest.approx([0.0], abs=1e-9)
    assert "the one below, for some dial stands at 10 already" in headline_text(leverage_answer(found).headline)


def test_a_notch_stays_on_the_dial():
    assert notch_of([held(9.0), held(0.0)]) == 1.0
    assert notch_of([held(9.5), held(5.0)]) == -1.0
    assert notch_of([held(10.0), held(0.0)]) == 1.0  # there is no way down for the other
    path = moved((*held(9.5), *scenario_from(WORLD).campaign), 1.0)
    assert [step.level for step in path] == [10.0, 6.0]
    late = moved(tuple(replace(step, start=day("2018-01-01")) for step in held(5.0)), 1.0)
    assert [step.level for step in late] == [1.0, 6.0]  # before its first step a dial is 0


def test_a_benchmark_has_no_dials():
    with pytest.raises(BadInput, match="in which no dial counts"):
        plan_of(scenario_from(WORLD | {"benchmark": "law_only"}))


def test_nobodys_dial_counts_where_no_act_is_in_force(capsys):
    assert main(["leverage", "baseline_2016.yaml"]) == 2
    assert "baseline_2016: bundle: no act is in force here" in capsys.readouterr().err


def test_what_is_said_holds_what_was_found(found):
    answer = leverage_answer(found)
    text = " ".join(headline_text(answer.headline).split())
    assert "own notices: big's notices, 27 of the 27 that all notices deny" in text
    figure = draw_leverage(found)
    assert figure.alt.startswith(
        "Whose dial counts, million USD in 2017. Own notices: big's notices, 27 of the 27 that all notices deny"
    )
    assert "big, own notices: a notch 12 (90 %: 12 to 12), its notices 27 (90 %: 27 to 27)" in figure.alt
    assert not re.search(r"[ (]-0\b", figure.alt)
    assert "dial only: big's dial, 21 of the 24 that a notch of all dials denies" in text
    assert "central run" in text
    (table,) = answer.tables
    names = [column.id for column in table.columns]
    rows = {
        (r["reading"], r["who"], r["move"], r["window"]): r["median"]
        for r in (dict(zip(names, row, strict=True)) for row in table.rows)
    }
    for reading, who, move in BY_HAND:
        assert rows[reading.id, who, move, "2017"] == pytest.approx(by_hand((reading, who, move), 0), abs=1e-9)
    assert rows["dial_only", "sum", "notch", "2017"] == pytest.approx(24.0)
