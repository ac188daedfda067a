"""What must hold of the campaign in every lane of the engine, luck dealt: books and stocks, offers, larger bundles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sim.common.axes import Array
from sim.domain.law import Step
from sim.domain.scenario import Scenario
from sim.processes.model import FullRecord
from tests.property.reference_worlds import everything
from tests.property.test_campaign_laws import lanes_of
from tests.reference_worlds import revised_scenario, run_reference_world
from tests.worlds import day

UNSTRANDED = ("shifts", "ports", "hurry")
ALIKE = 1e-9
"""Of what is compared, in USD million a month."""


def by_stream(record: FullRecord) -> Callable[[str], Array]:
    """A series by stream, whatever it is kept by: (month, stream, lane)."""
    streams = record.world.layout.cells.groups
    of = np.array([streams.index(stream) for stream, _ in record.world.layout.cells.members])

    def series(name: str) -> Array:
        table = record.tables[name]
        if table.shape[1] == len(streams) != len(of):
            return table
        return np.stack([table[:, of == n].sum(axis=1) for n in range(len(streams))], axis=1)

    return series


def less(one: Array, other: Array) -> np.ndarray:
    """Where one is no more than the other, but for rounding."""
    return one <= other + ALIKE * np.maximum(1.0, np.abs(other))


@pytest.mark.parametrize("seed", [0, pytest.param(7, marks=pytest.mark.slow)])
def test_books_and_stocks_close_in_every_lane(seed):
    """J3, J18: everything on; stocks stay between nothing and their room, sent is at most what rush allows."""
    world = everything(seed)
    record, _ = lanes_of(revised_scenario(world))
    t = by_stream(record)
    have = t("value") + t("moved") + t("substitution")
    ends = sum(t(name) for name in ("permitted", "open", "diverted", "smuggled", "stored", "denied"))
    gone = sum(t(name) for name in ("stored", "denied", "discounts", "interdicted", "payment"))
    least = ALIKE * np.maximum(1.0, have)
    assert np.all(np.abs(have - ends) <= least)
    assert np.all(np.abs(have + t("released") - t("receipts") - gone) <= least)
    raw, value, moved = record.tables, record.tables["value"], record.tables["moved"]
    streams = [world["streams"][stream] for stream, _ in record.world.layout.cells.members]
    rush = np.array([s["rush"] for s in streams])[None, :, None]
    assert np.all(moved >= -value - ALIKE)
    assert np.all(moved <= (rush - 1) * value + ALIKE)
    partners = [partner for _, partner in record.world.layout.cells.members]
    room = [s["port_months"] * s["shares"][i] * s["B"] / 12 for s, i in zip(streams, partners, strict=True)]
    assert np.all((raw["stock"] >= -ALIKE) & (raw["stock"] <= np.array(room)[None, :, None] * (1 + ALIKE) + ALIKE))
    assert raw["stock"].any()
    assert np.all(raw["points"] >= 0)


@pytest.mark.parametrize("seed", [1, pytest.param(4, marks=pytest.mark.slow)])
def test_an_offer_never_lowers_anybody_before_or_after_it_is_granted(seed):
    """J10: two points while an offer to India stands, none once it is granted."""
    scenario = revised_scenario(everything(seed, ("designations",)))
    offer = (Step(day("2017-02-10"), 2.0), Step(day("2017-08-01"), 0.0))

    def will(relief: tuple[Step, ...]) -> Scenario:
        return replace(
            scenario, wills=tuple(replace(w, relief=relief) if w.partner == "india" else w for w in scenario.wills)
        )

    given, none = (lanes_of(will(relief))[0].tables["propensity"] for relief in (offer, ()))
    assert np.all(given >= none - 1e-12)
    assert np.any(given > none + 1e-6)


def bundles(seed: int, without: tuple[str, ...]) -> list[FullRecord]:
    """A world and the same with a ban of India's trade more, as law that its own ministry gazettes."""
    world = everything(seed, without)
    mild = {"mode": "pro_rata", "carry_over": False, "superseded_by": []}
    world["provisions"] = [p | (mild if p["kind"] == "cap" else {}) for p in world["provisions"]]
    for rung in world["ladder"]["rungs"]:
        acts = [p | ({"mode": "pro_rata"} if p["kind"] == "cap" else {}) for p in rung["provisions"]]
        rung["provisions"] = [p | {"strands": False} for p in acts]
    more = {"id": "zz", "kind": "ban", "partners": ["india"], "streams": ["coal", "wigs"], "adopted": "2017-05-15"}
    larger = world | {"provisions": [*world["provisions"], more | {"expected_notices": True}]}
    return [lanes_of(revised_scenario(w))[0] for w in (world, larger)]


@pytest.mark.parametrize("seed", [2, pytest.param(0, marks=pytest.mark.slow)])
def test_a_larger_bundle_never_earns_more_in_any_lane(seed):
    """J14: month by month, the ladder the same, nothing stranded, released or hurried, no random rounds."""
    small, large = bundles(seed, (*UNSTRANDED, "designations"))
    assert np.array_equal(small.tables["propensity"], large.tables["propensity"])
    one, other = (record.tables["receipts"].sum(axis=1) for record in (small, large))
    assert np.all(less(other, one))
    assert np.any(other < one - 1e-6)


@pytest.mark.parametrize("seed", [2, pytest.param(0, marks=pytest.mark.slow)])
def test_it_earns_no_more_up_to_the_first_month_whose_rounds_differ(seed):
    """J15: with random rounds on; after that nothing is promised."""
    small, large = bundles(seed, UNSTRANDED)
    alike = np.all(small.tables["points"] == large.tables["points"], axis=1)
    so_far = np.logical_and.accumulate(alike, axis=0)
    one, other = (record.tables["receipts"].sum(axis=1) for record in (small, large))
    assert np.all(less(other, one)[so_far])
    assert not alike.all()  # some lane's rounds do differ


# -- closed forms -----------------------------------------------------------------------------------------------------


def one_buyer(first: str, months: int, **more) -> dict:
    """100 a month that one buyer bans in full from February on."""
    ban = {"id": "ban", "streams": ["coal"], "kind": "ban", "adopted": "2017-01-01"}
    return {
        "start": first, "months": months, "base_year": 2017, "gamma": 1, "campaign": [["2016-01-01", 10]],
        "partners": {"a": {"pn": 1}}, "provisions": [ban],
        "streams": {"coal": {"B": 1200, "shares": {"a": 1}, "port_months": 1.5}},
    } | more  # fmt: skip


def test_a_ban_that_strands_beside_one_that_denies_only_delays():
    """K9: stored 100 and 50, released 150 in month 4; the larger bundle earns more."""
    world = one_buyer("2017-01", 5)
    (ban,) = world["provisions"]
    assert list(run_reference_world(world)["total"]["receipts"].values()) == [0] * 5
    stop = ban | {"id": "stop", "strands": True, "releases": ["2017-04-01", "2017-05-01"]}
    out = run_reference_world(world | {"provisions": [ban, stop]})
    assert list(out["stream"]["stored"]["coal"].values()) == pytest.approx([100, 50, 0, 0, 0])
    assert list(out["total"]["receipts"].values()) == pytest.approx([0, 0, 0, 150, 0])


def test_a_window_lets_goods_go_by_its_days_in_each_month():
    """K10: 15 August to 5 September: 17/31 and 4/30 of a month, .8044 and .1956 of what lies there."""
    stop = {"id": "stop", "streams": ["coal"], "kind": "ban", "adopted": "2017-06-01", "strands": True}
    world = one_buyer("2017-06", 5, provisions=[stop | {"releases": ["2017-08-15", "2017-09-05"]}])
    released = list(run_reference_world(world)["stream"]["released"]["coal"].values())
    assert released == pytest.approx([0, 0, 150 * 0.8044, 150 * 0.1956, 0], abs=0.01)
