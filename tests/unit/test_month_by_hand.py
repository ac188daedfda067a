"""What a month earns, and what a provision leaves of it, against numbers worked by hand."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from sim.common.months import month_index
from sim.economics import baseline, binding, flows, restriction
from sim.processes.law import _standing_again
from sim.processes.standing import _own_law
from sim.processes.state import Ledgers, open_period
from sim.runs.question import Question
from sim.runs.run import run
from tests.unit.test_warnings import BAN, world

NONE = math.nan
HALF_IN_A_MONTH = 1 / math.log(2)
"""Pace (months) at which half is left after a month."""


def one(function, *values):
    """What a function of streams or cells and lanes makes of one, on one lane."""
    (found,) = np.ravel(function(*(np.array([[float(value)]]) for value in values)))
    return found


def grown(growth, month, fade=math.inf):
    return float(baseline.growth_factor(np.array([growth]), month_index(*month), 2016, np.array([fade]))[0])


def test_growth_counts_from_the_middle_of_the_base_year():
    assert grown(0.21, (2017, 6)) == pytest.approx(1.21 ** (11.5 / 12))  # the middle of June lies 11.5 months after
    assert grown(0.21, (2016, 6)) == pytest.approx(1.21 ** (-0.5 / 12))
    assert grown(0.21, (2015, 7)) == pytest.approx(1.21 ** (-11.5 / 12))
    assert grown(-0.5, (2017, 6)) == pytest.approx(0.5 ** (11.5 / 12))
    assert grown(0.0, (2030, 1)) == 1


def test_growth_that_fades_ends_at_a_sum():
    assert grown(0.21, (2017, 6), fade=11.5) == pytest.approx(1.21 ** (11.5 / 12 * (1 - math.exp(-1))))
    assert grown(0.21, (2216, 6), fade=24) == pytest.approx(1.21**2)  # two years of it in all
    assert grown(0.21, (2015, 7), fade=1) == grown(0.21, (2015, 7))  # before the base year nothing fades


def test_a_months_factor_is_a_twelfth_of_the_years():
    assert one(baseline.stream_factor, 1.2, 1.5, 2, 0.5) == pytest.approx(0.15)


def test_room_to_buy_is_of_ones_own_trade_or_of_an_entrant():
    assert one(flows.room_to_buy, 40, 0.5, 30, 0.2) == pytest.approx(
        24
    )  # the entrant's 30, of which a fifth is kept out
    assert one(flows.room_to_buy, 90, 0.5, 30, 0.2) == pytest.approx(36)
    assert one(flows.room_to_buy, 90, 0.5, 30, 1) == 0


@pytest.mark.parametrize(
    ("months", "tau", "share"),
    [
        (1, HALF_IN_A_MONTH, 0.5),
        (2, HALF_IN_A_MONTH, 0.75),
        (1, HALF_IN_A_MONTH / 2, 0.75),
        (0, HALF_IN_A_MONTH, 0),
        (-3, HALF_IN_A_MONTH, 0),  # not yet begun
        (0, 0, 1),  # all at once, from its date on
        (-0.01, 0, 0),
    ],
)
def test_what_builds_up_from_a_date(months, tau, share):
    assert flows.phased_in(months, np.array([float(tau)]))[0] == pytest.approx(share, abs=1e-15)


def test_smuggling_capacity_by_hand():
    # 0.3 of 100, halved by a shock, a fifth watched away; a quarter from the start, 0.6 of the rest built up
    assert one(flows.smuggling_capacity, 100, 0.3, 0.5, 0.2, 0.25, 0.6) == pytest.approx(15 * 0.8 * 0.7)


@pytest.mark.parametrize(
    ("delta_s", "delta_d", "smuggled_price", "unit_value", "price", "discount"),
    [
        (0.3, 0.1, NONE, 2, 1, 0.3),  # no price is known
        (0.3, 0.1, 0.6, 1, 2, 0.7),  # 0.6 where the market pays 2
        (0.3, 0.1, 1.9, 1, 2, 0.1),  # never less than who only diverts gives away
        (0.3, 0.1, 5, 1, 2, 0.1),
        (0.3, 0.1, 0, 1, 2, 1),
        (0.3, 0.1, 0.06, 0.1, 1, 0.4),  # coal: a tenth of a million dollars a kilotonne
    ],
)
def test_a_smuggled_price_is_a_discount_on_the_months(delta_s, delta_d, smuggled_price, unit_value, price, discount):
    found = one(flows.smuggled_discount, delta_s, delta_d, smuggled_price, unit_value, price)
    assert found == pytest.approx(discount, abs=1e-15)


def test_receipts_are_what_is_left_after_every_loss():
    assert one(flows.receipts, 100, 20, 5, 5) == 70


def test_customs_declare_every_channel():
    assert one(flows.recorded, 50, 7, 2) == 59


@pytest.mark.parametrize(
    ("left", "demand", "ratio"),
    [(30, 60, 0.5), (60, 60, 1), (90, 60, 1), (0, 60, 0), (-5, 60, 0), (30, 0, 1), (0, 0, 0), (0.3, 0.6, 0.5)],
)
def test_a_cap_lets_the_same_share_of_all_through(left, demand, ratio):
    assert restriction.leg_ratio(np.array([float(left)]), np.array([float(demand)])).tolist() == [ratio]


def test_a_provision_takes_what_is_not_permitted():
    assert one(restriction.restricted, 0.5, 80, 20) == 30
    assert one(restriction.restricted, 0.5, 80, 80) == 0


def test_nobody_stays_who_is_not_there():
    assert one(restriction.permitted_stock, 80, 20) == 20
    assert one(restriction.permitted_stock, 10, 20) == 10


def dates(binds, ends=math.inf, half_life=0.0, opens=-math.inf, closes=math.inf):
    days = (binds, binds, ends, opens, closes, half_life)
    return binding.Dates(*(np.array([[float(day)]]) for day in days))


@pytest.mark.parametrize(
    ("given", "share"),
    [
        ({"binds": 9}, 1),
        ({"binds": 11}, 0),  # binds as the month ends
        ({"binds": 10.25}, 0.75),
        ({"binds": 9, "ends": 10}, 0),  # lifted on its first day
        ({"binds": 9, "ends": 10.25}, 0.25),
        ({"binds": 10.5, "ends": 10.5}, 0),  # it never had force, and nothing fades
        ({"binds": 10.5, "ends": 10.5, "half_life": 1}, 0),
        ({"binds": 9, "ends": 10, "half_life": 1}, 0.5 / math.log(2)),  # the mean of 2^-x over a month
        ({"binds": 9, "ends": 9, "half_life": 1}, 0),
        ({"binds": 8, "ends": 9, "half_life": 1}, 0.25 / math.log(2)),
        ({"binds": 9, "ends": 10, "half_life": 1, "closes": 10}, 0),
        ({"binds": 9, "opens": 10.5, "closes": 10.75}, 0.25),
    ],
)
def test_the_share_of_a_month_in_which_a_provision_has_force(given, share):
    held = dates(**given)
    part = binding.part_in_force(10, held)
    assert binding.share_in_force(held, part)[0, 0] == pytest.approx(share, abs=1e-12)
    assert bool(part.live[0, 0]) == (share > 0)
    assert (part.length > 0).all()


@pytest.mark.parametrize("ordered", [4.3, 9.999, 10.0, 10.4, 11.0, 17.0])
def test_what_was_left_when_a_month_began_and_ended_gives_the_ramp_of_one_in_force_throughout(ordered):
    tau, day = np.array([[0.7]]), np.array([[ordered]])
    early, late = (binding.since_order(at, day) for at in (10.0, 11.0))
    whole = binding.ramp(day, binding.part_in_force(10, dates(9)), tau)
    before, left = binding.unlearnt(early, tau), binding.unlearnt(late, tau)
    assert np.array_equal(binding.ramp_of_month(tau, early, late, before, left), whole)


@pytest.mark.parametrize(
    ("ordered", "given", "tau", "learnt"),
    [
        (10, {"binds": 10}, 1, math.exp(-1)),  # the mean of 1 - exp(-x) over a month
        (9, {"binds": 10}, 1, 1 - (math.exp(-1) - math.exp(-2))),
        (10.5, {"binds": 10}, 1, 0.5 - (1 - math.exp(-0.5))),  # nothing before the order goes out
        (12, {"binds": 10}, 1, 0),
        (10, {"binds": 10}, 0, 1),
        (9, {"binds": 9, "ends": 10, "half_life": 1}, 1, 1 - math.exp(-1)),  # lifted: nothing more is learnt
        (9, {"binds": 11}, 1, 0),  # it does not bind
    ],
)
def test_customs_learn_from_the_order_on(ordered, given, tau, learnt):
    part = binding.part_in_force(10, dates(**given))
    assert binding.ramp(np.array([[float(ordered)]]), part, np.array([[float(tau)]]))[0, 0] == pytest.approx(learnt)


@pytest.mark.parametrize(
    ("first", "second", "learnt"),
    [
        ({"closes": 10.25}, {"opens": 10.25}, 0.25 * 0.2 + 0.75 * 0.6),
        ({"closes": 10.25}, {"opens": 10.5}, (0.2 + 2 * 0.6) / 3),  # a gap counts for neither
        ({"closes": 10}, {"opens": 10.5}, 0.6),
        ({"closes": 10}, {"opens": 11}, 0),
    ],
)
def test_two_stretches_of_a_month_count_by_their_length(first, second, learnt):
    both = zip(*(held.__dict__.values() for held in (dates(9, **first), dates(9, **second))), strict=True)
    part = binding.part_in_force(10, binding.Dates(*map(np.vstack, both)))
    assert binding.learnt_over(part, np.array([0.2]), np.array([0.6])) == pytest.approx([learnt])


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"binds": 10}, 1 - math.exp(-1)),  # the mean of exp(-x) over the first month
        ({"binds": 9}, math.exp(-1) - math.exp(-2)),
        ({"binds": 9, "ends": 10, "half_life": 1}, math.exp(-1)),  # lifted: those who are left stay
    ],
)
def test_permits_run_off_from_the_day_it_binds(given, left):
    held = dates(**given)
    part = binding.part_in_force(10, held)
    assert binding.mean_runoff(held, part, np.array([[1.0]]))[0, 0] == pytest.approx(left)


@pytest.mark.parametrize(
    ("given", "deadline", "abroad"),
    [
        ({"binds": 10}, 12, 0.75),  # from 1 to a half in the month
        ({"binds": 9}, 11, 0.25),
        ({"binds": 9}, 10, 0),
        ({"binds": 9}, 10.5, 1 / 12),  # from a third to nothing, at half of the month
        ({"binds": 9, "ends": 10, "half_life": 1}, 11, 0.5),  # lifted half-way: nobody leaves any more
        ({"binds": 10}, 10, 0),  # a deadline that is over as it binds
        ({"binds": 10}, 9, 0),
    ],
)
def test_workers_go_home_on_a_straight_line(given, deadline, abroad):
    held = dates(**given)
    part = binding.part_in_force(10, held)
    found = binding.mean_repatriation(held, part, np.array([[float(deadline)]]))[0, 0]
    assert found == pytest.approx(abroad, abs=1e-15)


@pytest.mark.parametrize(("carries", "left"), [(True, [70.0, 100.0, 0.0]), (False, [100.0, 100.0, 100.0])])
def test_what_was_bought_beyond_a_cap_counts_against_the_next_one_where_the_act_says_so(carries, left):
    """A cap of 100 million and 10 kilotonnes a year, of which 130, 90 and 250 million and 12 kilotonnes were bought."""
    cap = SimpleNamespace(value=100.0, quantity=10.0, carry_over=carries)
    bought = np.array([[130.0, 90.0, 250.0]]), np.array([[12.0, 12.0, 12.0]])
    ledgers = Ledgers(np.zeros((1, 3)), np.zeros((1, 3)), *bought)
    open_period(ledgers, 0, cap)
    assert ledgers.value.tolist() == [left]
    assert ledgers.quantity.tolist() == [[8.0 if carries else 10.0] * 3]
    assert not ledgers.bought_value.any()
    assert not ledgers.bought_quantity.any()


@pytest.mark.parametrize(
    ("adopted", "lifted", "periods"),
    [
        ("2018-03-01", "2020-06-01", ["2019-01-01", "2020-01-01"]),
        ("2018-01-01", "2020-01-01", ["2018-01-01", "2019-01-01"]),
        ("2018-01-02", "2020-01-02", ["2019-01-01", "2020-01-01"]),
        ("2018-03-01", "2018-12-01", []),
    ],
)
def test_a_cap_begins_a_new_period_in_each_january_in_which_it_is_in_force(adopted, lifted, periods):
    cap = BAN | {"kind": "cap", "cap_value": 50.0, "adopted": adopted, "lifted": lifted}
    scenario = replace(world(cap), months=60, bundle=("ban",))
    events = [(str(event.day), event.what) for event in run(Question(scenario)).events]
    assert [day for day, what in events if what == "new cap period"] == periods
    assert [day for day, what in events if what in ("in force", "ended")] == [adopted, lifted]


def test_two_stretches_of_one_notice_act_as_one_where_both_stand():
    """By number of the pair, its place among those that stand; -1: it does not."""
    law = SimpleNamespace(law=SimpleNamespace(again=((0, 1), (1, 2), (2, 0), (1, 0))))
    assert _standing_again(law, SimpleNamespace(places=np.array([0, 5, -1]))) == [(0, 5), (5, 0)]


def test_own_law_counts_on_the_lanes_on_which_it_is_own():
    """Three provisions on two cells and two lanes; the second of the first cell is own law on the second lane alone."""
    own = np.array([[1.0, 1.0], [0.0, 1.0], [0.0, 0.0], [0.0, 1.0]])
    every, places = np.arange(4), np.array([3, 2, 1, 0])

    def law_of(own):
        world = SimpleNamespace(law=SimpleNamespace(pairs=SimpleNamespace(own=own)), layout=layout)
        return _own_law(world, places, every, SimpleNamespace(place=np.array([4, 7])))

    layout = SimpleNamespace(pair_cell=np.array([0, 0, 0, 1]))
    values = np.array([[0.3, 0.2], [0.8, 0.9], [1.0, 1.0], [0.5, 0.6]])[::-1]
    assert law_of(own).cells.tolist() == [4, 7]
    assert law_of(own).largest(values).tolist() == [[0.3, 0.9], [0.0, 0.6]]
    assert law_of(np.ones((4, 2))).largest(values).tolist() == [[1.0, 1.0], [0.5, 0.6]]


def test_two_stretches_act_as_one_once_wherever_pairs_stand_for_others():
    """Two pairs of a notice and two of its later stretch, which stand as one each."""
    law = SimpleNamespace(law=SimpleNamespace(again=((0, 2), (1, 3))))
    assert _standing_again(law, SimpleNamespace(places=np.array([4, 4, 6, 6]))) == [(4, 6)]
