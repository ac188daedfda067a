"""Sobol indices against a closed form and a second estimator; ranges by hand; judgement as the headline has it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.bands import variance_share
from sim.analysis.indices import Index, first_order, total
from sim.analysis.outcome import outcome_of
from sim.analysis.questions import bands_question
from sim.analysis.sensitivity import (
    Group,
    Part,
    Reading,
    Sensitivity,
    groups_of,
    moved_numbers,
    one_at_a_time,
    ranked,
    samples,
)
from sim.analysis.sensitivity_said import sensitivity_answer
from sim.cli.library import read
from sim.cli.main import main
from sim.luck.keyed import uniforms
from sim.report.sensing import sensitivity
from sim.report.text import headline_text
from sim.runs.run import run
from sim.runs.variants import REDRAWN
from tests.cases.test_whose_dial_counts import WORLD
from tests.worlds import scenario_from

# -- indices ----------------------------------------------------------------------------------------------------------

A, B = 7.0, 0.1
"""The constants of Ishigami and Homma (1990)."""
BLOCKS = 64


def ishigami(x):
    return np.sin(x[0]) + A * np.sin(x[1]) ** 2 + B * x[2] ** 4 * np.sin(x[0])


def sample(name):
    """Three inputs, uniform between -pi and pi: (input, draw)."""
    each = [np.concatenate([uniforms(1, f"{name}{k}", block) for block in range(BLOCKS)]) for k in range(3)]
    return np.pi * (2.0 * np.array(each) - 1.0)


def frozen(inputs):
    """a, b, and a with some inputs of b."""
    a, b = sample("a"), sample("b")
    ab = a.copy()
    ab[list(inputs)] = b[list(inputs)]
    return ishigami(a), ishigami(b), ishigami(ab)


def closed_form():
    """First-order and total indices of each input: Sobol' and Levitan (1999)."""
    v1 = 0.5 * (1 + B * np.pi**4 / 5) ** 2
    v2, v13 = A**2 / 8, B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    v = v1 + v2 + v13
    return v, (v1 / v, v2 / v, 0.0), ((v1 + v13) / v, v2 / v, v13 / v)


@pytest.mark.parametrize("k", [0, 1, 2])
def test_indices_of_ishigami_are_those_of_the_closed_form(k):
    v, first, whole = closed_form()
    a, b, ab = frozen([k])
    assert np.concatenate([a, b]).var() == pytest.approx(v, rel=0.03)
    for found, exact in ((first_order(a, b, ab), first[k]), (total(a, ab), whole[k])):
        assert abs(found.share - exact) <= 4 * found.error + 1e-9
        assert found.error < 0.03


def test_a_group_of_inputs_has_what_its_members_have_together():
    """The first and third together: all but the second, which shares nothing with them."""
    _, first, _ = closed_form()
    a, b, ab = frozen([0, 2])
    for found in (first_order(a, b, ab), total(a, ab)):
        assert abs(found.share - (1 - first[1])) <= 4 * found.error


@pytest.mark.parametrize("k", [0, 1, 2])
def test_a_second_estimator_agrees(k):
    """First order as the correlation of b with what shares only x_k with it (Janon et al. 2014), total as one less that
    of a with what shares all but x_k (Homma and Saltelli 1996)."""
    a, b, ab = frozen([k])
    assert first_order(a, b, ab).share == pytest.approx(np.corrcoef(b, ab)[0, 1], abs=0.03)
    assert total(a, ab).share == pytest.approx(1 - np.corrcoef(a, ab)[0, 1], abs=0.03)


def test_salib_says_the_same_of_the_same_draws():
    """What SALib 1.6.0 (sobol.analyze) gives of these samples; its totals are over the variance of a and b."""
    published = {0: (0.317877, 0.558963), 1: (0.440916, 0.441117), 2: (0.008847, 0.242647)}
    for k, (first, whole) in published.items():
        a, b, ab = frozen([k])
        assert first_order(a, b, ab).share == pytest.approx(first, abs=1e-5)
        rescaled = np.concatenate([a, ab]).var() / np.concatenate([a, b]).var()
        assert total(a, ab).share * rescaled == pytest.approx(whole, abs=1e-5)


def test_the_standard_error_is_that_of_estimates_made_over_and_over():
    a, b, ab = frozen([0])
    parts = [(a[s], b[s], ab[s]) for s in (slice(n * 512, (n + 1) * 512) for n in range(32))]
    estimates = [first_order(*part).share for part in parts]
    told = np.mean([first_order(*part).error for part in parts])
    assert told == pytest.approx(np.std(estimates, ddof=1), rel=0.35)


def test_what_moves_nothing_has_no_share():
    flat = np.full(64, 3.0)
    assert first_order(flat, flat, flat).share == 0.0
    assert total(flat, flat) == total(np.arange(64.0), np.arange(64.0))


# -- words ------------------------------------------------------------------------------------------------------------


def said_of(total: Index, draws: int = 64) -> str:
    """What is printed where judgement has this share of the variance."""
    scenario = replace(scenario_from(WORLD), draws=draws)
    group = Group("judgement", frozenset({"gamma"}))
    reading = Reading("own notices", 1.0, np.zeros(draws), (), (Part(group, Index(-0.04, 0.05), total),))
    found = Sensitivity(scenario, outcome_of("goods.denied", scenario), (reading,), 0)
    return " ".join(headline_text(sensitivity_answer(found, ()).headline).split())


def test_wide_standard_errors_are_said_with_the_draws_that_narrow_them():
    """An error of 15 points of 64 draws comes to 10 with 64 (15 / 10)^2 = 144; with 256, a power of two, to half."""
    told = said_of(Index(0.8, 0.15))
    assert "Standard errors of 15 points are wide: too few draws to rank by; --draws 256 brings them to about 8" in told
    assert "are wide" not in said_of(Index(0.8, 0.10))
    assert "--draws 65536 " in said_of(Index(0.8, 9.0), 512)


def test_no_share_is_printed_below_0_or_above_100_percent():
    told = said_of(Index(1.25, 0.05))
    assert "judgement has ~100 % (+- 5)" in told
    assert "~0 % (+- 5)" in told  # the first-order one
    assert "125 %" not in told
    assert "which no share can" in told
    assert "100 % (+- 5)" in said_of(Index(1.0, 0.05))


# -- the model --------------------------------------------------------------------------------------------------------


def ranged(scenario, name, low, high, basis="judgement"):
    quantity = replace(scenario.numbers[name], low=low, high=high, distribution="uniform", basis=basis)
    return replace(scenario, numbers=scenario.numbers | {name: quantity})


@pytest.fixture(scope="module")
def plain():
    """Two numbers of the world by hand: big's iron, 80 to 100, and what it carries out of its notice, 0.7 to 0.9."""
    scenario = ranged(scenario_from(WORLD), "baseline.iron.big", 80.0, 100.0, "observed")
    return ranged(scenario, "own_notice.big", 0.7, 0.9)


def test_one_number_at_a_time_by_hand(plain):
    """By notice 0.8 of 90, by the dial 0.5 of 90; beside them half of small's 30 and of the 120 above the cap."""
    _, found = sensitivity(plain, outcome_of("goods.denied", plain), 64)
    own, _, dial = found.readings
    assert own.central == pytest.approx(0.8 * 90 + 15 + 60)
    ends = {s.quantity.name: (s.low, s.high) for s in own.swings}
    assert ends["baseline.iron.big"] == pytest.approx((0.8 * 80 + 75, 0.8 * 100 + 75))
    assert ends["own_notice.big"] == pytest.approx((0.7 * 90 + 75, 0.9 * 90 + 75))
    by_dial = {s.quantity.name: (s.low, s.high) for s in dial.swings}
    assert by_dial["baseline.iron.big"] == pytest.approx((0.5 * 80 + 75, 0.5 * 100 + 75))
    assert by_dial["own_notice.big"] == pytest.approx((120, 120))
    assert found.order == ["own_notice.big", "baseline.iron.big"]  # 18 from end to end, and 16


def test_variance_goes_with_the_basis_of_the_number_that_moves(plain):
    """own_notice x iron, nearly a sum: 90 * 0.2 and 0.8 * 20 wide, so 18^2 and 16^2 of the variance."""
    _, found = sensitivity(plain, outcome_of("goods.denied", plain), 768)
    own, _, dial = ({p.group.id: p for p in reading.parts} for reading in found.readings)
    assert own["judgement"].total.share == pytest.approx(18**2 / (18**2 + 16**2), abs=0.08)
    assert own["observed"].first.share == pytest.approx(16**2 / (18**2 + 16**2), abs=0.08)
    assert dial["judgement"].total.share == 0.0
    assert abs(dial["observed"].total.share - 1.0) <= 4 * dial["observed"].total.error
    assert dial["observed"].total.error < 0.1
    assert own["own_notice.big"].total == own["judgement"].total


@pytest.fixture(scope="module")
def scenario():
    return read("unscr_2371.yaml", "horizon.start=2017-06", "horizon.end=2017-12")


def test_a_benchmark_is_asked_by_its_own_name():
    small = scenario_from(WORLD | {"benchmark": "law_only"})
    answer, found = sensitivity(
        ranged(small, "baseline.iron.big", 80.0, 100.0, "observed"), outcome_of("goods.denied", small), 64
    )
    assert [reading.words for reading in found.readings] == ["full compliance"]
    assert "full compliance" in headline_text(answer.headline)


@pytest.mark.slow
def test_judgement_has_the_share_that_the_headline_gives_it(scenario):
    """The same draws, the same numbers redrawn, the same estimator; and judgement is the first line."""
    answer, found = sensitivity(scenario, outcome_of("goods.added", scenario), 64)
    share, _ = variance_share(run(bands_question(replace(scenario, draws=64))), REDRAWN)
    judged = next(part for part in found.readings[0].parts if part.group.id == "judgement")
    assert judged.total.share == pytest.approx(share, rel=1e-9)
    assert answer.headline.blocks[0].rows[0].id == "judgement"
    assert f"{round(100 * share)} %" in answer.headline.question


def test_every_drawn_number_is_moved_and_redrawn(scenario):
    numbers = moved_numbers(scenario)
    own = one_at_a_time(scenario)
    assert own.still
    for n, quantity in enumerate(numbers):
        column = own.numbers[quantity.name]
        assert (column[1 + 2 * n], column[2 + 2 * n]) == (quantity.low, quantity.high)
        assert (np.delete(column, [1 + 2 * n, 2 + 2 * n]) == quantity.value).all()
    groups = groups_of(scenario, ranked([]))
    assert groups[0].id == "judgement"
    assert frozenset().union(*(group.names for group in groups)) == samples(scenario, groups)["b"].redrawn


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--draws", "60"], "--draws: no standard error comes of so many"),
        (["--draws", "100"], "fix: --draws 96"),
        (["--draws", "100000"], "--draws: is out of range"),
        (["--of", "labor.added"], "did you mean 'labour'?"),
        (["--set", "bundle=[]", "--set", "under_test=[]"], "bundle: no act is in force here"),
    ],
)
def test_bad_input_has_place_cause_and_fix(arguments, said, capsys):
    assert main(["sensitivity", "unscr_2371.yaml", *arguments]) == 2
    assert said in capsys.readouterr().err
