"""The last month, number and day that a scenario may still have, by the checks themselves: nothing is read for it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from sim.common.months import month_index
from sim.reading.forms.campaign import ClassForm
from sim.reading.scenario.baseline import _outside_largest
from sim.reading.scenario.build import _unit_values
from sim.reading.scenario.campaign import _provocations
from sim.reading.scenario.campaign_problems import _provocation_problems
from sim.reading.scenario.dates import _horizon_problems
from sim.reading.scenario.findings import Findings
from sim.reading.scenario.whole import _port_problems
from sim.reading.yaml.document import Document
from tests.worlds import fixed, scenario_from

NOTHING = Document("s.yaml", {})
START = month_index(2017, 1)


@pytest.mark.parametrize(
    ("months", "said"),
    [(1, ""), (600, ""), (601, "the horizon is too long"), (0, "the horizon ends before it starts")],
)
def test_both_ends_of_a_horizon(months, said):
    form = SimpleNamespace(horizon=SimpleNamespace(start=START, end=START + months - 1))
    found = list(_horizon_problems(form, NOTHING))
    assert [problem.message for problem in found] == ([said] if said else [])
    assert not found or found[0].given == ("601 months" if months else "2017-01 to 2016-12")


@pytest.mark.parametrize(
    ("group", "value", "high", "says"),
    [("labour", 0.0, 0.0, False), ("labour", 0.5, 0.5, True), ("labour", 0.0, 0.5, True), ("goods", 0.5, 0.5, False)],
)
def test_only_goods_lie_at_ports(group, value, high, says):
    coal = {"coal": {"B": 120, "shares": {"china": 1.0}}}
    world = scenario_from(
        {"start": "2017-01", "months": 1, "base_year": 2016, "partners": {"china": {}}, "streams": coal}
    )
    quays = replace(fixed("port_months.coal", value), high=high)
    scenario = replace(
        world,
        numbers=world.numbers | {quays.name: quays},
        streams=tuple(replace(s, group=group) for s in world.streams),
    )
    assert [problem.given for problem in _port_problems(scenario, NOTHING)] == (["coal, labour"] if says else [])


@pytest.mark.parametrize(
    ("known_by", "left"), [("", ["a", "b"]), ("2017-02", ["a", "b"]), ("2017-01", ["a"]), ("2016-12", [])]
)
def test_unit_values_that_could_be_known_in_time(known_by, left):
    values = {
        f"unit_value.{name}": replace(fixed(name, 1.0), known_by=month)
        for name, month in (("a", "2017-01"), ("b", "2017-02"), ("of_nobody", "2016-01"))
    }
    reference = SimpleNamespace(unit_values=lambda use: values)
    form = SimpleNamespace(baseline=SimpleNamespace(use="u"), known_by=known_by)
    assert list(_unit_values(form, reference, ["a", "b"])) == [f"unit_value.{name}" for name in left]


def test_what_a_class_of_provocations_leaves_out_is_the_tables():
    rule = SimpleNamespace(classes={"nuclear": ClassForm(rate=2.0), "other": ClassForm(adoption=0.5, lags=[])})
    numbers = {"adoption.nuclear": fixed("a", 0.9), "provocation_rate.nuclear": fixed("r", 9.0)}
    reference = SimpleNamespace(
        lags=lambda use: {"nuclear": (5, 18), "other": (7,)}, campaign_numbers=lambda use: numbers
    )
    campaign, form = SimpleNamespace(provocations=rule), SimpleNamespace(behaviour=SimpleNamespace(use="u"))
    nuclear, other = _provocations(campaign, form, reference)
    assert (nuclear.rate, nuclear.adoption, nuclear.lags) == (2, 0.9, (5, 18))
    assert (other.rate, other.adoption, other.lags) == (0, 0.5, ())


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        ("nuclear", {}, False), ("nuclear", {"lags": []}, True), ("nuclear", {"lags": [], "adoption": 0.0}, False),
        ("nuclear", {"lags": [], "adoption": 0.1}, True), ("other", {}, True), ("other", {"lags": [9]}, False),
        ("mine", {"rate": 1.0}, False), ("mine", {"rate": 1.0, "adoption": 0.5}, True),
        ("mine", {"rate": 1.0, "adoption": 0.5, "lags": [9]}, False),
    ],
)  # fmt: skip
def test_what_is_answered_is_answered_after_so_many_days(kind, given, says):
    """Events of the tables' classes are answered unless they say no; of a class of one's own they are not."""
    classes = SimpleNamespace(classes={kind: ClassForm(**given)})
    campaign = SimpleNamespace(provocations=classes, veto=None)
    form = SimpleNamespace(campaign=campaign, behaviour=SimpleNamespace(use="u"))
    reference = SimpleNamespace(lags=lambda use: {"nuclear": (5, 18)})
    found = [(p.key, p.message) for p in _provocation_problems(form, reference, NOTHING)]
    where = f"campaign.provocations.{kind}.lags"
    assert found == ([(where, "events are answered, but after how many days is not said")] if says else [])


def test_what_is_wrong_deeper_down_is_wrong_under_its_top_key_too():
    found = Findings(NOTHING)
    found.wrong.append(("behaviour", "theta", "coal"))
    assert (found.amiss("behaviour"), found.amiss("theta"), found.amiss("campaign")) == (True, False, False)


def bought(**cells):
    """A baseline's cells, 'stream_partner' each: goods unless the stream is people."""
    return {tuple(name.split("_")): fixed(f"baseline.{name.replace('_', '.')}", value) for name, value in cells.items()}


def scaled(cells, amount):
    streams = {name: SimpleNamespace(group="labour" if name == "people" else "goods") for name, _ in cells}
    partners = {partner: SimpleNamespace(label=partner.capitalize()) for _, partner in cells}
    found = Findings(NOTHING)
    after = _outside_largest(cells, amount, SimpleNamespace(streams=streams, partners=partners), found)
    return {"_".join(cell): q.value for cell, q in after.items()}, [problem.message for problem in found.problems]


def test_trade_with_all_but_the_largest_buyer_of_goods_is_scaled():
    """China buys 50 of goods in all; russia's people are no goods, however many they earn."""
    cells = bought(coal_china=30.0, iron_china=20.0, coal_india=45.0, iron_russia=15.0, people_russia=900.0)
    assert scaled(cells, 30.0) == (
        {"coal_china": 30, "iron_china": 20, "coal_india": 22.5, "iron_russia": 7.5, "people_russia": 900}, [],
    )  # fmt: skip
    alone = bought(coal_china=30.0, people_russia=9.0)
    assert scaled(alone, 30.0)[1] == ["the baseline has no trade to scale but that of its largest buyer"]
    close = bought(coal_china=0.5, coal_india=0.4, iron_india=0.2)
    assert scaled(close, 1.0)[0] == {"coal_china": 1.0, "coal_india": 0.4, "iron_india": 0.2}, "india buys more in all"
