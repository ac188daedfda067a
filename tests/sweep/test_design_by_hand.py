"""The points of a sweep and what they change, worked by hand on axes that are made here: nothing is read or run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.common.errors import BadInput
from sim.domain.law import Step
from sim.reading.yaml.document import Document
from sim.sweeps.design.axes import Axis, Choice, Output, Spread, Sweep, Value, axis_of, bundle_of, case_of, steps_in
from sim.sweeps.design.changes import (
    CAMPAIGN,
    Change,
    bare,
    change,
    completed,
    gives_amounts,
    is_number,
    named_in,
    overlaid,
    shapes_amounts,
    shared_out,
    takes_away,
)
from sim.sweeps.design.points import by_setting, check_size, kinds_of_rows, rows_of, spread_places
from sim.sweeps.design.sources import Source
from sim.sweeps.design.spreads import SpreadAxis
from tests.worlds import fixed, scenario_from

NOTHING = Document("s.yaml", {})
DAY = date(2017, 1, 1)


@pytest.fixture(scope="module")
def scenario():
    coal = {"B": 120, "shares": {"china": 1.0}, "theta": 0.5}
    return scenario_from(
        {
            "start": "2017-01", "months": 12, "base_year": 2016, "campaign": [["2016-01-01", 6]],
            "partners": {"china": {}}, "streams": {"coal": coal},
        }
    )  # fmt: skip


def sweep(axes=(), spreads=(), bundles=0, cases=0, design="grid", points=1):
    listed = tuple(Axis(f"a{n}", tuple(Value(k, str(k), NOTHING) for k in range(size))) for n, size in enumerate(axes))
    chosen = [tuple(Choice(f"c{k}", ()) for k in range(size)) for size in (bundles, cases)]
    spread = tuple(Spread(f"s{n}", method, (), ()) for n, method in enumerate(spreads))
    return Sweep("s", "t", "s.yaml", "b", listed, spread, *chosen, design, points, 1, 1, (), (), (), NOTHING)


# -- rows -------------------------------------------------------------------------------------------------------------


def test_a_grid_turns_its_last_axis_first_and_bundles_last():
    assert rows_of(sweep((2, 3)), 1, 0, 1).chosen.tolist() == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]
    rows = rows_of(sweep((2,), bundles=2, cases=1), 1, 0, 1)
    assert rows.chosen.tolist() == [[0, 0, 0], [0, 0, 1], [1, 0, 0], [1, 0, 1]]
    assert rows_of(sweep(bundles=3), 1, 0, 1).chosen.tolist() == [[0], [1], [2]]
    assert rows_of(sweep(cases=2), 1, 0, 1).chosen.tolist() == [[0], [1]]
    assert len(rows_of(sweep(), 1, 0, 1)) == 1


def test_axes_in_step_go_together():
    assert rows_of(sweep((3, 3), design="zip"), 1, 0, 1).chosen.tolist() == [[0, 0], [1, 1], [2, 2]]


def test_spread_points_come_again_with_every_choice():
    rows = rows_of(sweep((2,), ["sobol"], bundles=2), 1, 3, 6)
    assert rows.chosen.tolist() == [[b, a] for b in (0, 1) for a in (0, 1) for _ in range(3)]
    own = spread_places(sweep(spreads=["sobol"]), 1, 3, 6)
    assert rows.places.tolist() == np.tile(own, (4, 1)).tolist()


def test_more_sobol_points_leave_the_first_ones_and_lie_inside():
    two = sweep(spreads=["sobol", "sobol"])
    many = spread_places(two, 1, 0, 64)
    assert np.array_equal(spread_places(two, 1, 0, 16), many[:16])
    assert np.array_equal(spread_places(two, 1, 16, 64), many[16:])
    assert ((many > 0) & (many < 1)).all()
    assert not np.array_equal(many[:, 0], many[:, 1])
    for column in many.T:  # 64 points of the sequence: one in each 64th
        assert sorted((column * 64).astype(int)) == list(range(64))
    assert not np.array_equal(spread_places(two, 2, 0, 64), many), "of another seed"


@pytest.mark.parametrize("points", [1, 7, 256, 300])
def test_a_latin_hypercube_has_one_point_in_each_part(points):
    places = spread_places(sweep(spreads=["latin", "latin"]), 1, 0, points)
    assert places.shape == (points, 2)
    for column in places.T:
        assert sorted((column * points).astype(int)) == list(range(points))
    if points > 1:
        assert not np.array_equal(*places.T)


@pytest.mark.parametrize(
    ("given", "points", "count"),
    [
        (sweep((1000, 1000)), 1, None),
        (sweep((1000, 1001)), 1, "1,001,000"),
        (sweep((1000, 1000), design="zip"), 1000, None),
        (sweep((1000, 1001), design="zip"), 1000, "1,001,000"),
        (sweep((10,), bundles=10, cases=10), 1000, None),
        (sweep((10,), bundles=10, cases=10), 1001, "1,001,000"),
        (sweep(design="zip"), 1_000_000, None),
        (sweep(), 1_000_001, "1,000,001"),
    ],
)
def test_both_ends_of_the_number_of_points(given, points, count):
    if not count:
        check_size(given, points)
        return
    with pytest.raises(BadInput, match="too many points") as told:
        check_size(given, points)
    assert told.value.problems[0].given == f"{count} points"


def test_rows_that_are_the_same_are_of_one_kind():
    columns = [np.array([1, 0, 1, 0, 1]), np.array(["b", "a", "b", "b", "c"])]
    first, kind = kinds_of_rows(columns, 5)
    assert (first.tolist(), kind.tolist()) == ([0, 1, 3, 4], [0, 1, 0, 2, 3])
    first, kind = kinds_of_rows([], 3)
    assert (first.tolist(), kind.tolist()) == ([0], [0, 0, 0])


def test_rows_by_setting_keep_their_order():
    found = {n: rows.tolist() for n, rows in by_setting(np.array([2, 0, 2, 1, 0]))}
    assert found == {0: [1, 4], 1: [3], 2: [0, 2]}
    assert list(by_setting(np.zeros(0, dtype=np.int64))) == []


# -- values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "texts"),
    [
        ({"from": 0, "to": 10, "step": 5}, ["0", "5", "10"]),
        ({"from": 0, "to": 9, "step": 5}, ["0", "5"]),
        ({"from": 0.1, "to": 0.3, "step": 0.1}, ["0.1", "0.2", "0.3"]),  # without the dust of binary fractions
        ({"from": 1, "to": 2, "step": 0.5}, ["1", "1.5", "2"]),
        ({"from": 6, "to": 18, "step": 6, "unit": "months"}, ["6 months", "12 months", "18 months"]),
        ([0.5, 1, "x"], ["0.5", "1", "x"]),
        ([["a", "b"], []], ["a, b", "none"]),
        ([[{"from": "2017-01", "dial": 4}, {"from": "2018-01", "dial": 9}]], ["4 from 2017-01, 9 from 2018-01"]),
        ([{"value": 0.6, "low": 0.3, "high": 0.9}], ["0.6 (0.3 to 0.9)"]),
        ([{"value": 6, "low": 3, "high": 9, "unit": "months"}], ["6 (3 to 9) months"]),
        ([{"value": 6, "low": 3}], ['{"value": 6, "low": 3}']),
        ([[{"from": "2017-01", "dial": "x"}]], ['[{"from": "2017-01", "dial": "x"}]']),
        ([[1, "a"]], ['[1, "a"]']),
        ([True], ["true"]),
    ],
)
def test_the_values_of_an_axis_and_their_texts(given, texts):
    document = Document("s.yaml", {"axes": {"behaviour.theta": given}})
    axis = axis_of(document, "behaviour.theta", given)
    assert [value.text for value in axis.values] == texts
    assert axis.values[0].document.content == {"behaviour": {"theta": axis.values[0].given}}


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({"from": 0, "to": 1, "step": 0.1}, 11), ({"from": 0, "to": 0, "step": 1}, 1),
        ({"from": 0, "to": 0.99, "step": 0.1}, 10), ({"from": 0, "to": 1, "step": 0}, 0), ({"from": 0, "to": 1}, 0),
        ({"from": 0, "to": "x", "step": 1}, 0), ({"from": 0, "to": 1e308, "step": 1e-308}, 0),
    ],
)  # fmt: skip
def test_how_many_steps_there_are(given, count):
    assert steps_in(given) == count


def test_bundles_and_cases_are_laid_over_the_scenario():
    document = Document("s.yaml", {})
    plain, tested = bundle_of(document, "b", ["x"]), bundle_of(document, "b", {"bundle": ["x"], "under_test": ["x"]})
    assert [one.content for one in plain.documents] == [{"bundle": ["x"]}, {"under_test": []}]
    assert [one.content for one in tested.documents] == [{"bundle": ["x"]}, {"under_test": ["x"]}]
    case = case_of(document, "c", {"campaign.dial": 5, "draws": 2})
    assert ([one.content for one in case.documents], case.paths) == (
        [{"campaign": {"dial": 5}}, {"draws": 2}], ("campaign.dial", "draws"),
    )  # fmt: skip


def test_the_names_of_outputs():
    year, month = Output("goods", "denied", 2018), Output("partners.russia", "receipts", 2018, 3)
    assert (year.name, year.column, year.partner) == ("goods.denied", "goods_denied_2018_musd", "")
    assert (month.column, month.partner) == ("partners_russia_receipts_2018_03_musd", "russia")


# -- changes ----------------------------------------------------------------------------------------------------------


def test_what_lanes_can_carry_is_numbers_and_dials(scenario):
    theta = fixed("theta.coal", 0.9)
    other = overlaid(scenario, {"theta.coal": theta}, {CAMPAIGN: (Step(DAY, 3.0),), "china": (Step(DAY, 4.0),)})
    found = change(scenario, other)
    assert (dict(found.numbers), found.rest, found.gone) == ({"theta.coal": theta}, False, frozenset())
    assert {who: dial[0].level for who, dial in found.dials.items()} == {"": 3.0, "china": 4.0}
    assert found.keys == {"theta.coal", "dial of ", "dial of china"}
    assert change(scenario, scenario) == Change({}, {}, False)
    assert change(scenario, replace(scenario, months=11)).rest
    assert change(scenario, replace(scenario, wills=())).rest
    without = {name: q for name, q in scenario.numbers.items() if name != "theta.coal"}
    gone = change(scenario, replace(scenario, numbers=without))
    assert (gone.rest, gone.gone, gone.keys) == (True, {"theta.coal"}, {"theta.coal"})


def test_words_about_a_number_change_no_result(scenario):
    one = Change({"theta.coal": fixed("theta.coal", 0.9)}, {}, False)
    other = Change({"theta.coal": replace(fixed("theta.coal", 0.9), note="said elsewhere")}, {}, False)
    assert bare(one) == bare(other) != bare(Change({"theta.coal": fixed("theta.coal", 0.8)}, {}, False))


def test_each_value_of_a_source_says_all_that_any_of_them_touches(scenario):
    one = Change({"theta.coal": fixed("theta.coal", 0.9)}, {}, False)
    other = Change({}, {"china": (Step(DAY, 4.0),)}, False)
    first, second = completed((one, other), scenario)
    assert (first.numbers["theta.coal"].value, second.numbers["theta.coal"].value) == (0.9, 0.5)
    assert (first.dials["china"], second.dials["china"][0].level) == (scenario.wills[0].dial, 4.0)
    new = Change({"theta.zinc": fixed("theta.zinc", 0.9)}, {}, False)
    assert [c.rest for c in completed((one, new), scenario)] == [True, True], "a run has one set of numbers"
    assert [c.rest for c in completed((new, new), scenario)] == [False, False]


def test_what_a_value_gives_by_name():
    content = {
        "behaviour": {"use": "current", "theta": {"coal": 1, "": 2}, "gamma": 3, "psi": {"value": 1}},
        "baseline": {"amounts": {"coal": {"china": "1 MUSD/yr"}}, "shares": {"zinc": {"china": 1}}},
        "campaign": {"dial": 5}, "partners": {"china": {"dial": 4, "resistance": 2}},
    }  # fmt: skip
    named = set(named_in(content))
    assert {"theta.coal", "theta", "gamma", "psi", "baseline.coal.china", "dial of ", "dial of china",
            "resistance.china"} <= named  # fmt: skip
    assert "use" not in named
    assert set(shared_out(content)) == {"zinc"}
    assert gives_amounts(content)
    assert not gives_amounts({"baseline": {"shares": {}}})
    assert shapes_amounts({"baseline": {"shares": {"zinc": {"china": 1}}}})
    assert not shapes_amounts({"baseline": {"amounts": {"coal": {"china": "1 MUSD/yr"}}}})


@pytest.mark.parametrize(
    ("content", "takes"),
    [({}, True), (None, True), ([], True), (0, False), ("", False), ({"a": 1}, False), ({"a": {"b": {}}}, True),
     ({"a": 1, "b": None}, True), ({"a": [1]}, False)],
)  # fmt: skip
def test_an_empty_value_takes_something_away(content, takes):
    assert takes_away(content) == takes


@pytest.mark.parametrize(
    ("path", "whole"),
    [("behaviour.theta", True), ("behaviour.theta.low", False), ("partners.china.exposure.value", False),
     ("baseline.amounts.coal.value", True), ("draws", True)],
)  # fmt: skip
def test_a_part_of_a_number_is_no_number(path, whole):
    assert is_number(path) == whole


def test_an_axis_spread_over_a_range(scenario):
    template = Change({"tau_k": fixed("tau_k", 6.0)}, {}, False)
    axis = SpreadAxis("behaviour.tau_k", "tau_k", template, False, 6.0, 18.0, NOTHING, "years")
    assert axis.values(np.array([0.0, 0.25, 1.0]), scenario).tolist() == [6, 9, 18]
    assert axis.shown(np.array([6.0, 18.0])).tolist() == [0.5, 1.5]
    assert (axis.column, axis.touched) == ("behaviour.tau_k [years]", "tau_k")
    set_ = axis.at(9.0).numbers["tau_k"]
    assert (set_.value, set_.low, set_.high, set_.distribution) == (9, 9, 9, "fixed")
    dial = SpreadAxis("campaign.dial", "", Change({}, {"": (Step(DAY, 1.0),)}, False), False, 2.0, 8.0, NOTHING)
    assert (dial.at(7.0).dials[""], dial.touched, dial.column) == ((Step(DAY, 7.0),), "dial of ", "campaign.dial")
    assert dial.shown(np.array([2.0])).tolist() == [2.0]


def test_an_axis_over_a_numbers_own_range_stays_in_its_limits(scenario):
    wide = replace(fixed("theta.coal", 0.5), low=0.0, high=1.0, distribution="uniform")
    template = Change({"theta.coal": wide}, {}, False)
    axis = SpreadAxis("behaviour.theta.coal", "theta.coal", template, True, 0, 1, NOTHING)
    its = replace(scenario, numbers=scenario.numbers | {"theta.coal": wide})
    found = axis.values(np.array([0.001, 0.5, 0.999]), its)
    assert found[1] == pytest.approx(0.5)
    assert ((found >= 0) & (found <= 1)).all()
    assert (np.diff(found) > 0).all()


def test_a_source_in_its_authors_words():
    none = Change({}, {}, False)
    bundle = Source("bundle", "bundle", ("all", "bundle two"), (), (none, none))
    axis = Source("axis", "behaviour.tau_k", ("6", "12"), (), (none, replace(none, rest=True)), (6.0, 12.0), "months")
    assert [bundle.words(n) for n in (0, 1)] == ["bundle all", "bundle two"]
    assert (axis.words(1), axis.column) == ("behaviour.tau_k 12", "behaviour.tau_k [months]")
    assert (bundle.in_lanes, axis.in_lanes, axis.digest) == (True, False, "")
    assert len(bundle.digest) == 16
