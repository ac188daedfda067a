"""How far a partner acts, against numbers worked by hand: dials, peers, reviews, notices and what comes of them."""

import math

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.economics import compliance
from tests.rings import on

shares = st.floats(0, 1)
HALF_IN_A_MONTH = 1 / math.log(2)
"""Pace (months) at which half of the way is gone in a month."""


def one(function, *values):
    """What a function of partners and lanes makes of one partner on one lane."""
    (found,) = np.ravel(function(*(np.array([[float(value)]]) for value in values)))
    return found


def column(*values):
    return np.array(values, dtype=float)[:, None]


@pytest.mark.parametrize(
    ("campaign", "fatigue", "sigma", "exposure", "points", "dial"),
    [
        (6, 0.25, 2, 0.5, 1, 6.5),  # 4.5 of the campaign, 1 of secondary pressure, 1 of diplomacy
        (6, 1, 0, 0.5, 0, 0),  # wholly tired
        (6, 0.25, 2, 0.5, -9, 0),  # no dial lies below 0
        (9, 0, 8, 0.5, 0, 10),  # none above 10
        (0, 0, 8, 0.5, 0, 4),  # pressure counts without a campaign
    ],
)
def test_a_partners_own_dial(campaign, fatigue, sigma, exposure, points, dial):
    assert one(compliance.own_dial, campaign, fatigue, sigma, exposure, points) == dial


def test_the_others_are_all_but_oneself():
    assert compliance.others_sum(column(1, 2, 4)).ravel().tolist() == [6, 5, 3]
    assert compliance.others_sum(column(7)).ravel().tolist() == [0]


def test_the_others_mean_is_weighed_by_their_trade():
    acts, trade = column(0.2, 0.4, 0.9), column(1, 3, 1)
    mean = compliance.others_mean(acts, trade, compliance.others_sum(trade))
    assert mean.ravel() == pytest.approx([(3 * 0.4 + 0.9) / 4, (0.2 + 0.9) / 2, (0.2 + 3 * 0.4) / 4])
    alone = compliance.others_mean(column(0.2, 0.4), column(1, 0), column(0, 1))
    assert alone.ravel() == pytest.approx([0, 0.2])  # nobody else trades; the one who does


@pytest.mark.parametrize(
    ("dial", "peer", "others", "drawn"),
    [
        (4, 0.5, 0.5, 5.5),  # a quarter of the six points that are left
        (4, -0.5, 0.5, 2.5),  # away from it, as far
        (4, -1, 1, 0),  # not below 0
        (10, 1, 1, 10),  # nothing is left
        (0, 1, 1, 10),
        (4, 0, 1, 4),
    ],
)
def test_peers_draw_by_what_is_left_of_the_dial(dial, peer, others, drawn):
    assert one(compliance.peer_dial, dial, peer, others) == drawn


def test_propensity_by_hand():
    assert one(compliance.propensity, 5, 2) == 0.25
    assert one(compliance.propensity, 10, 2.5) == 1
    assert one(compliance.propensity, 0, 2.5) == 0
    assert one(compliance.propensity, 5, 0) == 1  # gamma 0: whoever hears of it acts


@on(st.floats(0, 10), st.floats(0.1, 6), many=60, few=20)
def test_a_settled_dial_is_the_dial_that_would_give_the_propensity(dial, gamma):
    assert one(compliance.settled_dial, one(compliance.propensity, dial, gamma), gamma) == pytest.approx(dial, abs=1e-6)


@pytest.mark.parametrize(
    ("settled", "before", "after"),
    [
        (6, False, True),
        (5, False, True),  # a dial on a threshold has reached it
        (5 - 1e-10, False, True),  # whatever its last digit
        (5 - 1e-6, False, False),
        (4, False, False),  # in between it stays as it was
        (4, True, True),
        (2, True, True),
        (2 - 1e-10, True, True),
        (2 - 1e-6, True, False),
        (0, True, False),
    ],
)
def test_notices_are_given_from_five_and_kept_down_to_two(settled, before, after):
    given = compliance.turned(column(settled), np.array([[before]]), column(5), column(2))
    assert given.tolist() == [[after]]


@pytest.mark.parametrize(
    ("current", "target", "months", "up", "down", "after"),
    [
        (0.2, 1.0, 1, HALF_IN_A_MONTH, 9, 0.6),  # tightening, at the pace upwards
        (1.0, 0.2, 1, 9, HALF_IN_A_MONTH, 0.6),  # loosening, at the pace downwards
        (0.2, 1.0, 2, HALF_IN_A_MONTH, 9, 0.8),  # half, and half of the rest
        (0.2, 1.0, 1, 0, 9, 1.0),  # no pace: at once
        (1.0, 0.2, 1, 9, 0, 0.2),
        (0.4, 0.4, 1, 3, 3, 0.4),
    ],
)
def test_a_review_goes_part_of_the_way(current, target, months, up, down, after):
    assert one(compliance.reviewed, current, target, months, up, down) == pytest.approx(after, abs=1e-15)


@on(shares, shares, st.floats(0, 40), st.floats(0, 40), many=60, few=20)
def test_reviews_in_two_steps_are_one_over_both(current, target, up, down):
    twice = one(compliance.reviewed, one(compliance.reviewed, current, target, 1, up, down), target, 2, up, down)
    assert twice == pytest.approx(one(compliance.reviewed, current, target, 3, up, down), abs=1e-12)


@pytest.mark.parametrize(
    ("learnt", "propensity", "enforceability", "notice", "done"),
    [
        (0.5, 0.6, 0.5, 0.2, 0.15),  # half learnt, by will: 0.3
        (0.5, 0.6, 0.5, 0.4, 0.2),  # its own notice asks for more
        (0.5, 1, 3, 0, 1),  # never more than all
        (0, 1, 1, 1, 0),  # customs have not heard of it
    ],
)
def test_a_provision_is_carried_out_by_will_or_by_notice(learnt, propensity, enforceability, notice, done):
    would = one(compliance.stance, propensity, enforceability, notice)
    assert one(compliance.carried_out, learnt, would) == done


def test_resistance_without_trade_or_without_a_dial_is_left_as_it_is():
    """Nothing to keep the mean of: nobody trades on the first lane, gamma is 0 on the second."""
    gamma, weights = np.array([[2.0, 0.0]]), np.array([[0.0, 5.0]])
    assert compliance.scaled_resistance(gamma, np.array([[1.5, 1.5]]), weights).tolist() == [[3.0, 0.0]]


def test_equal_resistances_are_no_resistance():
    scaled = compliance.scaled_resistance(np.array([[2.5]]), column(3, 3), column(10, 90))
    assert scaled.ravel() == pytest.approx([2.5, 2.5], rel=1e-14)


def test_without_a_time_to_adapt_a_dial_is_where_it_goes_to_the_last_digit():
    """Not a step of the whole way, which may miss it by a bit."""
    current, target = np.array([[0.95, 0.41, 0.33]]), np.array([[0.01, 0.15, 0.84]])
    assert (current + (target - current) != target).all()
    assert np.array_equal(compliance.reviewed(current, target, np.ones(3), np.zeros((1, 1)), np.zeros((1, 1))), target)


def test_a_pace_of_half_a_month_is_a_pace():
    assert one(compliance.reviewed, 0.2, 0.8, 1, 0.5, 9) == pytest.approx(0.2 + 0.6 * (1 - np.exp(-2)))


def test_resistance_is_scaled_by_weights_however_small():
    gamma, resistance = np.array([[2.0]]), np.array([[1.0], [3.0]])
    few, many = (compliance.scaled_resistance(gamma, resistance, w * np.array([[0.3], [0.1]])) for w in (1, 100))
    assert few == pytest.approx(many, rel=1e-12)
    assert few[0, 0] < 2 < few[1, 0]
