"""Goods hurried ahead of an act: off unless asked for, sent in its wind-down, given back, in a ledger that closes."""

import numpy as np
import pytest

from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.runs.question import Question
from sim.runs.results import Results
from sim.runs.run import run
from sim.runs.variants import LAW_ONLY, NO_COMPLIANCE, PRIOR_LAW, SCENARIO

HURRIED = ("campaign.notices=off", "behaviour.port_months.seafood=0.5", "behaviour.hurry.seafood=0.2")


def asked(*settings: str) -> Results:
    scenario = read_scenario(
        shipped() / "unscr_2371.yaml", ["horizon={start: 2017-06, end: 2018-12}", *settings]
    ).scenario
    return run(Question(scenario, (SCENARIO, PRIOR_LAW, LAW_ONLY, NO_COMPLIANCE)))


@pytest.fixture(scope="module")
def hurried() -> Results:
    return asked(*HURRIED)


def moved(results: Results, variant=SCENARIO):
    return results.summed("moved", variant, ["seafood"])


def test_nobody_hurries_unless_it_is_asked_for():
    results = asked()
    assert all(not results.of("moved", variant).any() for variant in results.variants)


def test_a_tenth_of_a_month_is_sent_in_the_wind_down_and_given_back(hurried):
    """China gets the order of 2371 on 28 August 2017, and it binds on 5 September: 0.5 x 0.2 of a month is sent."""
    numbers = hurried.scenario.numbers
    a_month = sum(q.value for name, q in numbers.items() if name.startswith("baseline.seafood.")) / 12
    sent = moved(hurried)[moved(hurried) > 0].sum()
    assert 0 < sent <= 0.1 * a_month * 1.001
    assert moved(hurried)[:2].tolist() == [0, 0], "June and July 2017"
    assert moved(hurried)[2] > 0
    assert moved(hurried).sum() == pytest.approx(0, abs=1e-9 * a_month)


def test_what_is_sent_is_sold_before_the_act_binds_and_missing_afterwards(hurried):
    plain = asked(*HURRIED[:2])
    more = hurried.summed("receipts", SCENARIO, ["seafood"]) - plain.summed("receipts", SCENARIO, ["seafood"])
    assert more[2] > 0
    assert more[3:].sum() <= 0
    assert (
        hurried.summed("value", SCENARIO, ["seafood"]).tolist() == plain.summed("value", SCENARIO, ["seafood"]).tolist()
    )


def test_without_the_act_and_under_benchmarks_nobody_hurries(hurried):
    for variant in (PRIOR_LAW, LAW_ONLY, NO_COMPLIANCE):
        assert not moved(hurried, variant).any()


def test_the_ledger_closes_with_what_was_moved(hurried):
    t = {
        name: hurried.of(name)
        for name in ("value", "moved", "substitution", "released", "receipts", "permitted", "open")
    }
    t |= {n: hurried.of(n) for n in ("diverted", "smuggled", "stored", "denied", "discounts", "interdicted", "payment")}
    income = t["value"] + t["moved"] + t["substitution"]
    spent = t["permitted"] + t["open"] + t["diverted"] + t["smuggled"] + t["stored"] + t["denied"]
    lost = t["stored"] + t["denied"] + t["discounts"] + t["interdicted"] + t["payment"]
    assert np.abs(income - spent).max() < 1e-9
    assert np.abs(income + t["released"] - t["receipts"] - lost).max() < 1e-9
