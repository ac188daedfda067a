"""The live statute book: acts issued, lifted, suspended and restored on some lanes, against the same law as written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import simpy

from sim.domain.law import Lift, Measure
from sim.domain.scenario import Scenario
from sim.processes.clock import Chronicle
from sim.processes.kernel import EVERY_SERIES
from sim.processes.lives import bring_in
from sim.processes.month import step
from sim.processes.state import State, opening_state
from sim.world.arrays import World
from sim.world.assembly import assemble
from sim.world.block import Block
from tests.reference_worlds import revised_scenario

ALL = np.array([0, 1])
FIRST = np.array([0])


def world_of(**more) -> dict:
    """A ban on coal, a later one that supersedes it with a notice of its own, and a rule on workers."""
    china = {"tau_impl": 0.7, "lag_days": 11, "resistance": 1.0, "pn": 0.99, "gives_notice": True}
    ban = {"partners": "all", "streams": ["coal"], "kind": "ban", "q": 1.0}
    return {
        "start": "2017-01", "months": 12, "base_year": 2016, "gamma": 1.0, "campaign": [["2015-01-01", 6.0]],
        "partners": {"china": china, "india": {"tau_impl": 2.0, "lag_days": 40, "pn": 0.9}},
        "streams": {"coal": {"B": 120.0, "shares": {"china": 0.7, "india": 0.3}, "theta": 0.5, "alpha": 0.5},
                    "workers": {"B": 60.0, "shares": {"china": 1.0}, "goods": False, "growth": 0.1,
                                "volume": {"2016-01": 0.8, "2017-04": 1.3}}},
        "provisions": [
            {"id": "old", "adopted": "2016-06-01", "superseded_by": ["new"], "expected_notices": True, "H": 3.0} | ban,
            {"id": "new", "adopted": "2017-02-01", "wind_down_days": 30, "expected_notices": True, "H": 2.0} | ban,
            {"id": "home", "partners": "all", "streams": ["workers"], "kind": "repatriate", "adopted": "2017-03-01",
             "deadline": "2018-03-01", "q": 0.6},
        ],
        "notices": [{"id": "note", "partner": "india", "date": "2017-02-20", "transposes": ["new"]}],
    } | more  # fmt: skip


def later(measure: Measure, days: int) -> Measure:
    """An act with all its dates so many days on."""
    on = timedelta(days)

    def moved(provision):
        end = provision.deadline + on if provision.deadline else None
        days_ = {"adopted": provision.adopted + on, "effective": provision.effective + on, "deadline": end}
        return replace(provision, **days_)

    return replace(measure, adopted=measure.adopted + on, provisions=tuple(map(moved, measure.provisions)))


def awaiting(scenario: Scenario, *acts: str) -> Scenario:
    return replace(scenario, bundle=tuple(m for m in scenario.bundle if m not in acts), awaited=acts)


def months(scenario: Scenario, lanes: int, write) -> np.ndarray:
    """Receipts by cell, (month, cell, lane); before the first month `write` has the book."""
    world = assemble([Block(scenario, lanes)])
    state = opening_state(world)
    state.book.enter(np.arange(len(world.layout.pair_cell)))
    write(state.book)
    return receipts(world, state)


def receipts(world: World, state: State) -> np.ndarray:
    found = []
    for month in range(world.start, world.start + world.months):
        state.review_due[:] = month > world.start
        found.append(step(world, state, month, EVERY_SERIES).flows.receipts_by)
    return np.array(found)


def test_an_act_issued_on_a_lane_is_the_act_written_with_those_dates_bit_for_bit():
    """J4: its notices, what it supersedes, its deadline and the stock that it reads move with it."""
    scenario = revised_scenario(world_of())
    day = date(2017, 4, 15)
    for name in ("new", "home"):
        act = next(m for m in scenario.measures if m.id == name)
        days = (day - act.adopted).days
        moved = {m.id: later(m, days) for m in scenario.measures if m.id == name or (name == "new" and m.id == "note")}
        written = replace(scenario, measures=tuple(moved.get(m.id, m) for m in scenario.measures))
        told = months(awaiting(scenario, name), 2, lambda book, name=name: book.issue(name, FIRST, day))
        as_written, without = (
            months(written, 2, lambda book: None),
            months(awaiting(scenario, name), 2, lambda book: None),
        )
        assert np.array_equal(told[..., 0], as_written[..., 0])
        assert np.array_equal(told[..., 1], without[..., 1])
        assert not np.array_equal(told[..., 0], told[..., 1])


def test_acts_issued_together_or_one_by_one_in_the_course_of_time_give_the_same_months():
    scenario = awaiting(revised_scenario(world_of()), "new", "home")
    new, home = date(2017, 3, 3), date(2017, 7, 7)

    def both(book):
        book.issue("new", ALL, new)
        book.issue("home", FIRST, home)

    world = assemble([Block(scenario, 2)])
    state = opening_state(world)
    state.book.enter(np.arange(len(world.layout.pair_cell)))
    env, log = simpy.Environment(initial_time=date(2016, 6, 1).toordinal()), Chronicle((0, 1))
    env.process(bring_in(env, world, state, "new", ALL, new, log))
    env.process(bring_in(env, world, state, "home", FIRST, home, log))
    found = []
    for month in range(world.start, world.start + world.months):
        env.run(until=date(month // 12, month % 12 + 1, 28).toordinal() + 0.5)
        state.review_due[:] = month > world.start
        found.append(step(world, state, month, EVERY_SERIES).flows.receipts_by)
    assert np.array_equal(np.array(found), months(scenario, 2, both))
    story = [(e.day, e.what, e.act) for e in log.of(0)]
    assert (new, "adopted", "new") in story
    assert (home, "adopted", "home") in story
    assert ("adopted", "home") not in [(what, act) for _, what, act in [(e.day, e.what, e.act) for e in log.of(1)]]
    assert [(what, act) for day, what, act in story if act == "old"] == [("ended", "old")] * 2


def test_the_world_is_not_written_into():
    """A world can be run again after its book has been written: the book keeps its own copies."""
    scenario = awaiting(revised_scenario(world_of()), "new")
    world = assemble([Block(scenario, 2)])
    before = receipts(world, opened(world))
    state = opened(world)
    state.book.issue("new", ALL, date(2017, 3, 1))
    state.book.lift("old", ALL, date(2017, 2, 1))
    receipts(world, state)
    assert np.array_equal(receipts(world, opened(world)), before)


def opened(world: World) -> State:
    state = opening_state(world)
    state.book.enter(np.arange(len(world.layout.pair_cell)))
    return state


def test_lifting_on_a_lane_is_the_scenarios_own_lift():
    scenario = revised_scenario(world_of())
    day = date(2017, 5, 9)
    lifted = replace(scenario, lifts=(Lift("new", day),))
    told = months(scenario, 2, lambda book: book.lift("new", FIRST, day))
    assert np.array_equal(told[..., 0], months(lifted, 2, lambda book: None)[..., 0])
    assert np.array_equal(told[..., 1], months(scenario, 2, lambda book: None)[..., 1])


def plain(half_life: float) -> Scenario:
    """V = 100 a month, a ban carried out in full (K6)."""
    world = world_of(
        months=5, partners={"china": {"pn": 0.0}}, gamma=0.0, notices=[],
        streams={"coal": {"B": 1200.0, "shares": {"china": 1.0}}},
        provisions=[{"id": "ban", "partners": "all", "streams": ["coal"], "kind": "ban", "adopted": "2016-01-01",
                     "q": 1.0, "H": half_life}],
    )  # fmt: skip
    return revised_scenario(world)


@pytest.mark.parametrize(
    ("half_life", "share", "expected"), [(0.0, 0.5, (0, 0, 50, 50, 0)), (2.0, 1.0, (0, 0, 15.49, 40.24, 0))]
)
def test_suspension_lets_go_by_the_half_life_and_comes_back_at_once(half_life, share, expected):
    """K6: 100 (1 - (2/ln 2)(1 - 2^(-1/2))) = 15.49 in the first month, 40.24 in the second."""

    def write(book):
        book.suspend("ban", FIRST, date(2017, 3, 1), share)
        book.restore("ban", FIRST, date(2017, 5, 1))

    found = months(plain(half_life), 2, write)[:, 0]
    assert found[:, 0] == pytest.approx(expected, abs=0.005)
    assert np.array_equal(found[:, 1], np.zeros(5))
    assert half_life or found[[0, 1, 4], 0].tolist() == [0.0, 0.0, 0.0]


def test_steps_of_relief_add_up_to_the_share_said_and_notices_go_with_the_act():
    """Half from March, all from mid-April: 50, then 15/30 at one half and 15/30 at nothing."""
    scenario = revised_scenario(world_of(gamma=0.0, months=5))

    def write(book):
        book.suspend("old", ALL, date(2017, 3, 1), 0.5)
        book.suspend("old", FIRST, date(2017, 4, 16), 1.0)

    only_old = awaiting(scenario, "new", "home")
    cell = assemble([Block(scenario)]).layout.cell_of["coal", "china"]
    law = replace(only_old, numbers=only_old.numbers | {"return_half_life.old": zero(only_old)})
    world = assemble([Block(law, 2)])
    state = opened(world)
    write(state.book)
    force = [step(world, state, m, EVERY_SERIES).flows.restricted[cell] for m in range(world.start, world.start + 5)]
    whole = [
        step(world, opened(world), m, EVERY_SERIES).flows.restricted[cell] for m in range(world.start, world.start + 5)
    ]
    share = np.array(force) / np.array(whole)
    assert share[:, 0] == pytest.approx([1, 1, 0.5, 0.25, 0.0], abs=1e-12)
    assert share[:, 1] == pytest.approx([1, 1, 0.5, 0.5, 0.5], abs=1e-12)
    assert share[4, 0] == 0.0


def zero(scenario: Scenario):
    return replace(scenario.numbers["return_half_life"], name="return_half_life.old", value=0.0, low=0.0, high=0.0)
