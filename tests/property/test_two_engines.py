"""The array engine against the scalar reference on random worlds (I11)."""

from __future__ import annotations

from tests.property.same import differences
from tests.property.worlds_strategy import BENCHMARKS, worlds
from tests.rings import on
from tests.worlds import plain_from, run_engine, run_scalar, scenario_from

EVERYTHING = worlds(benchmarks=("", "", *BENCHMARKS))


def agree(world):
    """Every table of the engine, which holds all cells and months, is the reference's to 1e-9 or USD 1."""
    assert differences(run_engine(world), run_scalar(world)) == []


@on(EVERYTHING, many=1500, few=30)
def test_the_engine_equals_the_scalar_reference(world):
    """I11: the array engine equals the plain scalar reference to 1e-9."""
    agree(world)


@on(EVERYTHING, many=40)
def test_a_scenario_survives_the_way_through_a_plain_world(world):
    """A plain world made from a scenario means the same to the reference as the plain world the scenario came from."""
    ours, theirs = (run_scalar(w) for w in (world, plain_from(scenario_from(world))))
    assert differences({n: t for n, t in ours.items() if n not in ("reach", "facts")}, theirs) == []


def small(**more) -> dict:
    """Three months, two partners that do all they are told, one stream that goes elsewhere where it can."""
    return {
        "start": "2017-01", "months": 3, "base_year": 2016, "gamma": 1.0, "campaign": [["2015-01-01", 10.0]],
        "partners": {"china": {"may_buy": True}, "india": {}},
        "streams": {"coal": {"B": 120.0, "shares": {"china": 0.7, "india": 0.3}, "theta": 1.0}},
    } | more  # fmt: skip


def test_a_freeze_of_trade_that_stands_still_restricts_nothing():
    """Stock times price is V itself, so R = 0 and the buyer stays open to what others turn away."""
    ban = {"id": "ban", "partners": ["india"], "streams": ["coal"], "kind": "ban", "adopted": "2016-12-01"}
    world = small(provisions=[ban, ban | {"id": "freeze", "partners": ["china"], "kind": "freeze"}])
    world["streams"]["coal"] |= {"alpha": 1.0, "price": {"2016-01": 0.43}}
    assert set(run_engine(world)["restricted"]["china"]["coal"].values()) == {0.0}
    agree(world)


def test_an_exhausted_cap_stays_exhausted_when_nothing_is_asked():
    """What rounding leaves in a ledger is nothing: a month without demand then has ratio 0, not 1."""
    closed = {"partners": ["china"], "streams": ["coal"], "from": "2017-03-01", "to": "2017-04-01", "factor": 0.0}
    for cap_value in (1.6467123867098359, *(1.0 + n / 7.0 for n in range(30))):
        cap = {"id": "cap", "partners": ["china"], "streams": ["coal"], "kind": "cap", "adopted": "2016-12-01"}
        world = small(shocks=[closed], provisions=[cap | {"cap_value": cap_value}])
        assert run_engine(world)["ratio"]["cap"]["2017-03"] == 0.0
        agree(world)
