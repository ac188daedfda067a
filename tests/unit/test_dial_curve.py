"""The dial's curve, against numbers worked by hand: what a dial carries out, and at which dial that is so."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.domain.curve import LEAST, LINEAR, MIDPOINTS, POWER, WIDTHS, DialCurve, table_of, trouble_in
from sim.economics.compliance import propensity, scaled_resistance, settled_dial
from sim.world.block import Block
from sim.world.curves import curves_of, middle_of
from tests.reference import curve as reference
from tests.rings import on
from tests.worlds import plain_curve, scenario_from

WORLD = {"start": "2017-01", "months": 1, "base_year": 2016, "partners": {}, "streams": {}}
FIVE_OR_SIX = table_of(((5.0, 0.2), (6.0, 0.25)))
LOGISTIC = DialCurve("logistic", (), 6.8, 1.0)


def bent(curve, lanes=1):
    """The curve as the engine has it, on all of some lanes."""
    return curves_of([Block(replace(scenario_from(WORLD), dial_curve=curve), lanes)])


def carried(curve, *dials, exponent=1.0):
    """p* of each dial, lane by lane."""
    return propensity(np.array([dials], dtype=float), np.array([[exponent]]), bent(curve, len(dials)))[0].tolist()


def settled(curve, *shares, exponent=1.0):
    """The settled dial of each propensity."""
    return settled_dial(np.array([shares], dtype=float), np.array([[exponent]]), bent(curve, len(shares)))[0].tolist()


def test_a_table_goes_straight_from_point_to_point():
    """From 0 to 0.2 in five points, to 0.25 in one, to 1 in four: 0.1 at 2.5, 0.225 at 5.5, 0.625 at 8."""
    assert carried(FIVE_OR_SIX, 0, 2.5, 5, 5.5, 6, 8, 10) == pytest.approx([0, 0.1, 0.2, 0.225, 0.25, 0.625, 1])


def test_a_settled_dial_is_read_off_the_table_backwards():
    """0.05 is a quarter of the way to 0.2; 0.7 is 0.45 of the 0.75 past dial 6."""
    assert settled(FIVE_OR_SIX, 0, 0.05, 0.225, 0.7, 1) == pytest.approx([0, 1.25, 5.5, 8.4, 10])


def test_resistance_is_an_exponent_on_the_table():
    """At 5 a partner of m = 2 carries out 0.2 squared; at p = 0.04 it has settled on 5."""
    assert carried(FIVE_OR_SIX, 5, exponent=2) == pytest.approx([0.04])
    assert settled(FIVE_OR_SIX, 0.04, exponent=2) == pytest.approx([5])


def test_a_logistic_at_its_midpoint():
    """L is a half there; L(0) = 1/(1 + e^6.8), L(10) = 1/(1 + e^-3.2): s = (0.5 - 0.001113)/(0.960834 - 0.001113)."""
    bottom, top = 1 / (1 + math.exp(6.8)), 1 / (1 + math.exp(-3.2))
    (share,) = carried(LOGISTIC, 6.8)
    assert share == pytest.approx((0.5 - bottom) / (top - bottom), rel=1e-14)
    assert share == pytest.approx(0.519825, abs=1e-6)
    assert settled(LOGISTIC, share) == pytest.approx([6.8], abs=1e-12)


def test_a_logistic_around_the_middle_is_its_own_mirror():
    one, other = carried(DialCurve("logistic", (), 5.0, 1.5), 3, 7)
    assert one + other == pytest.approx(1, abs=1e-15)


def test_every_curve_begins_at_nothing_and_ends_at_all():
    for curve in (
        POWER,
        LINEAR,
        FIVE_OR_SIX,
        LOGISTIC,
        *(DialCurve("logistic", (), m, w) for m in MIDPOINTS for w in WIDTHS),
    ):
        assert carried(curve, 0, 10) == pytest.approx([0, 1], abs=1e-12)
        assert settled(curve, 0, 1) == pytest.approx([0, 10], abs=1e-9)


def test_linear_is_gamma_1_bit_for_bit():
    dials = np.linspace(0, 10, 997).tolist()
    assert carried(LINEAR, *dials) == carried(POWER, *dials)
    assert settled(LINEAR, *carried(LINEAR, *dials)) == settled(POWER, *carried(POWER, *dials))


def test_a_table_of_its_ends_is_linear():
    dials = np.linspace(0, 10, 997).tolist()
    for curve in (table_of(()), table_of(((0.0, 0.0), (10.0, 1.0))), table_of(((3.0, 0.3),))):
        assert carried(curve, *dials) == pytest.approx(carried(LINEAR, *dials), abs=1e-14)


@pytest.mark.parametrize(
    ("curve", "exponent", "percent"),
    [
        (POWER, 2.5, [10, 22, 41, 77]),
        (FIVE_OR_SIX, 1.0, [16, 22, 44, 81]),
        (LOGISTIC, 1.0, [6, 22, 57, 94]),
        (LINEAR, 1.0, [40, 55, 70, 90]),
    ],
)
def test_what_the_page_on_scenarios_says_of_four_curves(curve, exponent, percent):
    """At dials of 4, 5.5, 7 and 9; the table's 22.5 is cut as 22."""
    assert [100 * x for x in carried(curve, 4, 5.5, 7, 9, exponent=exponent)] == pytest.approx(percent, abs=0.51)


@st.composite
def curves(draw):
    """A table of up to four points, or a logistic."""
    if draw(st.booleans()):
        return DialCurve("logistic", (), draw(st.floats(*MIDPOINTS)), draw(st.floats(*WIDTHS)))
    count = draw(st.integers(0, 4))
    dials = draw(st.lists(st.integers(1, 99), min_size=count, max_size=count, unique=True))
    shares = draw(st.lists(st.integers(1, 999), min_size=count, max_size=count, unique=True))
    return table_of(tuple((d / 10, s / 1000) for d, s in zip(sorted(dials), sorted(shares), strict=True)))


@on(curves(), st.floats(0, 10), st.floats(0, 10), st.floats(0.2, 4), many=400, few=60)
def test_a_curve_rises_and_its_settled_dial_is_the_dial(curve, dial, other, exponent):
    """And the reference, which seeks that dial by halves, has the same."""
    low, high = sorted((dial, other))
    one, two = carried(curve, low, high, exponent=exponent)
    assert one <= two
    assert settled(curve, two, exponent=exponent) == pytest.approx([high], abs=1e-5)
    assert carried(curve, low) == pytest.approx([reference.share(plain_curve(curve), low)], abs=1e-12)
    (share,) = carried(curve, low)
    assert settled(curve, share) == pytest.approx([reference.settled(plain_curve(curve), share)], abs=1e-6)


@on(curves(), st.floats(0.2, 4), st.floats(0.2, 4), st.floats(0.1, 10), many=200, few=40)
def test_resistance_leaves_the_mean_at_five_and_a_half(curve, one, other, weight):
    """Whatever the form: the weighted mean of s(5.5)^m_i is s(5.5)."""
    anchor, weights = middle_of(curve), np.array([[weight], [1.0]])
    m = scaled_resistance(np.ones((1, 1)), np.array([[one], [other]]), weights, anchor)
    assert (weights * anchor**m).sum() / weights.sum() == pytest.approx(anchor, rel=1e-12)


def test_resistance_is_scaled_where_next_to_nothing_is_carried_out():
    """A table of which dial 9.9 carries out one millionth, and resistances as far apart as they may be."""
    anchor = middle_of(table_of(((9.9, LEAST),)))
    for weight in (1e-6, 1.0, 1e6):
        weights = np.array([[weight], [1.0]])
        m = scaled_resistance(np.ones((1, 1)), np.array([[0.01], [20.0]]), weights, anchor)
        assert (weights * anchor**m).sum() / weights.sum() == pytest.approx(anchor, rel=1e-9)


def test_lanes_of_neighbours_with_one_curve_are_one_stretch():
    plain = scenario_from(WORLD)
    blocks = [
        Block(replace(plain, dial_curve=c), n) for c, n in ((LOGISTIC, 2), (LOGISTIC, 3), (POWER, 1), (FIVE_OR_SIX, 4))
    ]
    assert [(c.lanes.start, c.lanes.stop) for c in curves_of(blocks)] == [(0, 5), (6, 10)]


@pytest.mark.parametrize(
    ("points", "point", "key", "allowed"),
    [
        (((0, 0.1),), 0, "share", "0 at dial 0"),
        (((5, 0.2), (5, 0.3)), 1, "dial", "more than 5"),
        (((5, 0.2), (0, 0.0)), 1, "dial", "more than 5"),
        (((5, 0.2), (6, 0.2)), 1, "share", "more than 0.2, less than 1"),
        (((5, 0.0),), 0, "share", "0.000001 or more, less than 1"),
        (((5, 0.9e-6),), 0, "share", "0.000001 or more, less than 1"),
        (((4, 0.1), (5, 1.0)), 1, "share", "more than 0.1, less than 1"),
        (((10, 0.9),), 0, "share", "1 at dial 10"),
        (((5, 0.2), (10, 1), (10, 1)), 2, "dial", "more than 10"),
    ],
)
def test_what_is_no_table(points, point, key, allowed):
    trouble = trouble_in(points)
    assert (trouble.point, trouble.key, trouble.allowed) == (point, key, allowed)


@pytest.mark.parametrize("points", [(), ((0, 0),), ((10, 1),), ((0, 0), (5, 0.2), (10, 1)), ((9.9, LEAST),)])
def test_what_is_one(points):
    assert trouble_in(points) is None


@pytest.mark.parametrize(
    ("curve", "words", "told"),
    [
        (POWER, "gamma 2.5", "(dial/10)^gamma"),
        (LINEAR, "linear dial", "dial/10"),
        (LOGISTIC, "logistic dial", "a logistic, midpoint 6.8, width 1"),
        (FIVE_OR_SIX, "dial by a table", "a table of 5: 0.2, 6: 0.25"),
        (table_of(()), "dial by a table", "a table of its ends"),
    ],
)
def test_what_curves_are_called(curve, words, told):
    assert (curve.words(2.5), curve.told) == (words, told)
