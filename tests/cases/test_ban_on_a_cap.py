"""A plain ban on coal of one's own on top of resolution 2321's cap, over whole cap years, from dial 0 to 10.

Where partners gazette it, it denies at every dial. Where nobody does, the cap's cells buy no more than before, as its
ledger counts what is bought; but what partners turn away in the months in which the cap is open meets each month's own
room for smuggling and for second buyers, which prior law left unused. At the shipped numbers that outweighs what the
ban takes by some 10 million a year about the dials of 2017, and by nothing once neither channel is open.
"""

from __future__ import annotations

import pytest

from sim.analysis.alarms import alarms
from sim.analysis.headline import headline_of
from sim.analysis.questions import headline_question
from sim.reading.scenario import read_scenario
from sim.runs.question import Question
from sim.runs.results import Results
from sim.runs.run import run
from sim.runs.variants import PRIOR_LAW, SCENARIO
from tests.unit.test_first_screen import BAN

CAP = 400.870018
NO_WAYS_ROUND = ("behaviour.theta=0", "behaviour.kappa.coal=0")


@pytest.fixture
def answer(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(BAN, encoding="utf-8")

    def of(dial: float, *settings: str) -> Results:
        return run(Question(read_scenario(path, [f"campaign.dial={dial}", *settings]).scenario, (SCENARIO, PRIOR_LAW)))

    return of


def denied(results: Results) -> float:
    """USD million in 2018, the whole cap year of the horizon."""
    assert results.windows[0].label == "2018"
    return results.added("receipts", SCENARIO, results.windows[0], results.group("goods"))


def bought(results: Results, variant=SCENARIO) -> float:
    """What the cap's cells buy together in 2018: permitted and open trade."""
    year = results.windows[0]
    return results.yearly("permitted", variant, year, ["coal"]) + results.yearly("open", variant, year, ["coal"])


@pytest.mark.parametrize("dial", [0, 5.5, 10])
def test_with_notices_it_denies_at_every_dial(answer, dial):
    assert denied(answer(dial, "measures.ban.expected_notices=yes")) > 350


@pytest.mark.parametrize("dial", [0, 4, 5.5, 9])
def test_without_them_it_denies_nothing_less_than_0_where_there_is_no_way_round(answer, dial):
    assert denied(answer(dial, *NO_WAYS_ROUND)) >= 0


@pytest.mark.parametrize(("dial", "least"), [(0, 0), (2, 0), (4, -15), (5.5, -15), (7, 0), (10, 350)])
def test_without_them_it_costs_at_most_the_months_room(answer, dial, least):
    """And the cap's cells never buy more than under the cap alone (I3b)."""
    results = answer(dial)
    assert denied(results) >= least
    assert bought(results) <= bought(results, PRIOR_LAW) + 1e-6 * CAP


def test_what_it_seems_to_earn_is_smuggled_and_sold_to_second_buyers(answer):
    results = answer(5.5)
    year, goods = results.windows[0], results.group("goods")
    assert denied(results) < 0
    more = [-results.added(name, SCENARIO, year, goods) for name in ("smuggled", "diverted")]
    assert min(more) > 10
    whole = run(headline_question(results.scenario))
    line, *by_dial = alarms(whole)
    assert "smuggling +" in line
    assert "second buyers +" in line
    assert all("notices by dial" in other for other in by_dial)
    assert any("jumps each January, when unscr_2321.coal opens anew" in fact for fact in headline_of(whole).facts)
