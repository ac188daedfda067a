"""Months by days: force, ramp and labour paths against plain sums over small steps."""

import math

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.common.months import coordinate, date_at, first_day, later, month_index, overlap, parse_date, parse_month
from sim.economics.binding import Dates, mean_repatriation, mean_runoff, part_in_force, ramp, share_in_force
from sim.economics.compliance import ANCHOR, scaled_resistance
from tests.rings import on

MONTH = month_index(2017, 8)
STEPS = 20_000
times = st.floats(MONTH - 3, MONTH + 3)


def dates(binds, ends=np.inf, ordered=None, half_life=0.0, opens=-np.inf, closes=np.inf):
    start = binds if ordered is None else ordered
    given = {"ordered": start, "binds": binds, "ends": ends, "opens": opens, "closes": closes}
    return Dates(**{name: np.array([[value]]) for name, value in given.items()}, half_life=np.array([[half_life]]))


def force_at(t, d):
    binds, ends, half = (float(x[0, 0]) for x in (d.binds, d.ends, d.half_life))
    if t < binds or ends <= binds or not d.opens[0, 0] <= t < d.closes[0, 0]:
        return 0.0
    return 1.0 if t < ends else 2 ** (-(t - ends) / half) if half > 0 else 0.0


def mean_over_month(function):
    grid = MONTH + (np.arange(STEPS) + 0.5) / STEPS
    return [function(t) for t in grid]


@on(
    times,
    st.one_of(st.just(math.inf), times),
    st.sampled_from([0.0, 0.5, 4.0]),
    st.sampled_from([0.0, 0.7, 5.0]),
    many=60,
    few=15,
)
def test_force_ramp_and_runoff_are_means_over_the_month(binds, ends, half_life, tau):
    d = dates(binds, ends, ordered=binds - 0.3, half_life=half_life)
    part = part_in_force(MONTH, d)
    forces = mean_over_month(lambda t: force_at(t, d))
    assert float(share_in_force(d, part)[0, 0]) == pytest.approx(np.mean(forces), abs=2 / STEPS)
    inside = [t for t, f in zip(mean_over_month(lambda t: t), forces, strict=True) if f > 0]
    if len(inside) < 200:
        return
    learnt = [1 - math.exp(-(min(t, ends) - binds + 0.3) / tau) if tau else 1.0 for t in inside]
    left = [math.exp(-(min(t, ends) - binds) / 36) for t in inside]
    staying = [max(0.0, 1 - (min(t, ends) - binds) / 2.0) for t in inside]
    assert float(ramp(d.ordered, part, np.array([tau]))[0, 0]) == pytest.approx(np.mean(learnt), abs=0.01)
    assert float(mean_runoff(d, part, np.array([36.0]))[0, 0]) == pytest.approx(np.mean(left), abs=0.001)
    home = mean_repatriation(d, part, np.array([[binds + 2.0]]))
    assert float(home[0, 0]) == pytest.approx(np.mean(staying), abs=0.01)


@pytest.mark.parametrize(
    ("ends", "half_life", "share"),
    [
        (MONTH, 0.5, 0.75 / (2 * math.log(2))),  # from 1 to a quarter within the month
        (MONTH, 1.0, 0.5 / math.log(2)),
        (MONTH - 1.0, 0.5, 0.1875 / (2 * math.log(2))),  # from a quarter to a sixteenth
        (MONTH + 0.5, 0.5, 0.5 + 0.5 / (2 * math.log(2))),
        (MONTH, 0.0, 0.0),
    ],
)
def test_force_fades_by_its_half_life_even_by_one_of_half_a_month(ends, half_life, share):
    d = dates(MONTH - 2.0, ends=ends, half_life=half_life)
    assert float(share_in_force(d, part_in_force(MONTH, d))[0, 0]) == pytest.approx(share, abs=1e-12)


def test_a_window_closes_without_a_fade():
    d = dates(MONTH - 2.0, half_life=3.0, opens=MONTH - 1.0, closes=MONTH + 0.25)
    assert float(share_in_force(d, part_in_force(MONTH, d))[0, 0]) == 0.25
    assert float(share_in_force(d, part_in_force(MONTH + 1, d))[0, 0]) == 0


def test_what_never_binds_has_no_force():
    d = dates(np.inf)
    part = part_in_force(MONTH, d)
    assert float(share_in_force(d, part)[0, 0]) == 0
    assert float(ramp(d.ordered, part, np.array([1.0]))[0, 0]) == 0


@pytest.mark.parametrize("resistance", [0.05, 0.5, 1.0, 5.0, 20.0])
@pytest.mark.parametrize("gamma", [0.3, 1.0, 2.5, 6.0])
def test_resistances_are_scaled_to_leave_the_mean_dial_alone(resistance, gamma):
    weights = np.array([[2600.0], [60.0], [0.0]])
    scaled = scaled_resistance(np.array([[gamma]]), np.array([[resistance], [0.8], [3.0]]), weights)
    assert (scaled > 0).all()
    mean = (weights * ANCHOR**scaled).sum() / weights.sum()
    assert mean == pytest.approx(ANCHOR**gamma, rel=1e-12)


def test_a_lane_is_scaled_alike_whatever_stands_beside_it():
    rng = np.random.default_rng(0)
    gamma, weights = np.full((1, 300), 2.5), np.array([[2600.0], [60.0], [40.0]])
    resistance = rng.uniform(0.5, 2.0, (3, 300))
    together = scaled_resistance(gamma, resistance, weights)
    apart = scaled_resistance(gamma[:, :150], resistance[:, :150], weights)
    assert np.array_equal(together[:, :150], apart)


@on(st.dates(parse_date("1990-01-01"), parse_date("2100-12-31")), many=100, few=40)
def test_dates_and_coordinates_are_inverse(day):
    assert date_at(coordinate(day)) == day


def test_calendar_by_hand():
    assert coordinate(parse_date("2017-02-15")) == month_index(2017, 2) + 0.5
    assert first_day(month_index(2017, 8)) == parse_date("2017-08-01")
    assert later(parse_date("2017-08-05"), 30) == parse_date("2017-09-04")
    assert overlap(MONTH, MONTH + 0.25, MONTH + 9.0) == 0.75
    assert parse_month("2017-08") == MONTH
    for wrong in ("2017-13", "2017-8", "17-08", "2017/08", "２０17-08"):
        with pytest.raises(ValueError, match="month"):
            parse_month(wrong)
    for wrong in ("2017-02-30", "2017-2-3", "20170203", "1066-10-14"):
        with pytest.raises(ValueError):  # noqa: PT011
            parse_date(wrong)
