"""What must hold of provocations, the ladder, talks and coalitions (model, sections 5.4 to 5.6)."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.domain.campaign import DatedEvent, Ladder, Mechanisms, Provocations, Talk, Veto
from sim.luck.deal import Dice
from sim.processes.campaign.events import NO_DAY, events_of
from sim.processes.campaign.ladder import paused, rung_days, vetoed
from sim.processes.campaign.talks import talk_days
from tests.property.reference_worlds import everything
from tests.property.test_campaign_laws import expected_rounds, lanes_of, same_bits, scenario_of
from tests.reference.campaign import moved
from tests.reference.dates import later
from tests.reference_worlds import revised_scenario, run_reference_world

MONTHS = range(24204, 24204 + 60)
NUCLEAR = Provocations("nuclear", 1.2, 0.9, (5, 18, 23, 56, 82))
RUNGS = Ladder(date(2017, 1, 1), ("one", "two", "three"))


def happenings(mechanisms: Mechanisms, blocks: int = 1, seed: int = 1):
    """The events of some blocks of lanes."""
    return events_of(mechanisms, MONTHS, 256 * blocks, Dice(seed).happenings(list(range(blocks))))


def rungs(mechanisms: Mechanisms, seed: int = 1) -> np.ndarray:
    """The days of the three rungs."""
    events = happenings(mechanisms, seed=seed)
    talks = [talk_days(talk, events, MONTHS, 256) for talk in mechanisms.talks]
    pauses = [days for days, talk in zip(talks, mechanisms.talks, strict=True) if talk.pauses]
    return rung_days(RUNGS, events, vetoed(events.answer, mechanisms.veto) | paused(events.answer, pauses))


# -- events and rungs -------------------------------------------------------------------------------------------------


def expected_events(blocks: int) -> None:
    """Within four standard errors: events, and those answered."""
    events = happenings(Mechanisms(provocations=(NUCLEAR,)), blocks)
    lanes, chance = 256 * blocks, 1.2 / 12
    count, answered = (events.day < NO_DAY).sum(axis=0), (events.answer < NO_DAY).sum(axis=0)
    error = math.sqrt(60 * chance * (1 - chance) / lanes)
    assert abs(count.mean() - 60 * chance) < 4 * error
    assert abs(answered.mean() - 60 * chance * 0.9) < 4 * error
    assert count.var() == pytest.approx(60 * chance * (1 - chance), rel=20 / math.sqrt(lanes))


def test_events_come_as_often_as_their_rate_says():
    """K1."""
    expected_events(4)


@pytest.mark.slow
def test_chance_is_met_on_many_lanes():
    """J13: events, answers and rounds on 10^5 lanes, within four standard errors."""
    expected_events(391)
    expected_rounds(391)


@pytest.mark.parametrize("more", [{"rate": 2.4}, {"adoption": 1.0}])
def test_more_events_or_answers_bring_no_rung_later(more):
    """J5: with the same luck, and no talks."""
    few, many = (rungs(Mechanisms(provocations=(rule,))) for rule in (NUCLEAR, replace(NUCLEAR, **more)))
    assert np.all(many <= few)
    assert np.any(many < few)


def test_an_early_answer_overtakes_a_slow_one():
    """K4: T_1 = 6 February; T_2 needs an event on or after it."""
    day = date.toordinal
    dated = (DatedEvent(date(2017, 1, 1), "nuclear", 82), DatedEvent(date(2017, 2, 1), "nuclear", 5))
    found = rungs(Mechanisms(dated=dated))[:, 0]
    assert found.tolist() == [day(date(2017, 2, 6)), NO_DAY, NO_DAY]
    later = (*dated, DatedEvent(date(2017, 2, 6), "other", 8))
    assert rungs(Mechanisms(dated=later))[:2, 0].tolist() == [day(date(2017, 2, 6)), day(date(2017, 2, 14))]


STOPS = (
    {"veto": Veto(date(2016, 1, 1))},
    {"talks": (Talk("t", date(2016, 1, 1), pauses=True),)},
)


@pytest.mark.parametrize("stop", STOPS)
def test_a_veto_or_a_pause_over_the_horizon_adopts_nothing(stop):
    """J11: events are the same."""
    free, stopped = Mechanisms(provocations=(NUCLEAR,)), Mechanisms(provocations=(NUCLEAR,), **stop)
    assert np.array_equal(happenings(free).day, happenings(stopped).day)
    assert np.any(rungs(free) < NO_DAY)
    assert np.all(rungs(stopped) == NO_DAY)


def test_a_class_more_changes_no_other_event():
    """Luck is keyed by the class: adding one leaves the others where they were."""
    other = Provocations("other", 8, 0.0, ())
    one, two = happenings(Mechanisms(provocations=(NUCLEAR,))), happenings(Mechanisms(provocations=(NUCLEAR, other)))
    assert np.array_equal(one.of(["nuclear"]), two.of(["nuclear"]))


def test_talks_wait_for_quiet():
    """They begin with the first month before which it was quiet for so long, and the next test breaks them."""
    tests = tuple(DatedEvent(date(2017, *day), "nuclear") for day in ((2, 10), (4, 11), (12, 24)))
    talk = Talk("t", date(2017, 1, 1), quiet_months=3, broken_by=("nuclear",))
    events = events_of(Mechanisms(dated=tests), MONTHS, 1, None)
    days = talk_days(talk, events, MONTHS, 1)
    assert [date.fromordinal(int(d[0])) for d in (days.start, days.end)] == [date(2017, 1, 1), date(2017, 2, 10)]
    late = talk_days(replace(talk, start=date(2017, 3, 1)), events, MONTHS, 1)
    assert [date.fromordinal(int(d[0])) for d in (late.start, late.end)] == [date(2017, 8, 1), date(2017, 12, 24)]
    never = talk_days(replace(talk, start=date(2017, 3, 1), until=date(2017, 7, 1)), events, MONTHS, 1)
    assert never.start[0] == never.end[0] == NO_DAY


# -- what they do to the law ------------------------------------------------------------------------------------------


def dated_ladder(seed: int, lag: int = 5) -> dict:
    """A random world whose first rung answers one dated event."""
    world = everything(seed, ("press", "designations", "talks", "coalition", "switch", "hurry"))
    world["provocations"] = {"classes": {}, "dated": [{"date": "2017-03-10", "class": "test", "lag_days": lag}]}
    world["ladder"]["rungs"] = world["ladder"]["rungs"][:1]
    return world


@pytest.mark.parametrize("seed", range(6))
def test_a_dated_rung_is_the_act_with_those_dates(seed):
    """J4: bit for bit the measure written into the bundle with the dates of its adoption."""
    world = dated_ladder(seed)
    days = (date(2017, 3, 15) - date(2017, 8, 5)).days
    written = {key: value for key, value in world.items() if key not in ("ladder", "provocations")}
    parts = [moved(act, days) for act in world["ladder"]["rungs"][0]["provisions"]]
    written["provisions"] = [*world["provisions"], *parts]
    names = [[part["id"]] for part in parts]
    written["notices"] = [
        raw | {"date": later(raw["date"], days)} if raw["transposes"] in names else raw for raw in world["notices"]
    ]
    one, other = (lanes_of(revised_scenario(w), None)[0] for w in (world, written))
    assert same_bits(one, other)


def test_a_rung_under_test_keeps_its_slot():
    """Without it later rungs keep their days; the law without any rung is prior law."""
    scenario = scenario_of(4, ("press", "designations", "talks", "coalition", "switch", "hurry"))
    first, second = scenario.mechanisms.ladder.rungs
    silent = scenario.mechanisms.without([first])
    assert silent.acts == (second,)
    assert silent.ladder.rungs == (first, second)
    one = lanes_of(replace(scenario, mechanisms=silent, awaited=(second,)))[0]
    never = lanes_of(replace(scenario, mechanisms=silent.without([second]), awaited=()))[0]
    assert not same_bits(one, never)


@pytest.mark.parametrize("seed", range(3))
def test_a_share_of_nothing_is_nothing(seed):
    """J9: relief of share 0, or of talks that never start."""
    world = everything(seed, ("switch", "hurry"))
    for talk in world["talks"]:
        talk["pauses"] = False
    plain = revised_scenario({key: value for key, value in world.items() if key != "talks"})
    world["talks"][0]["relief"] = {"coal": [[0, 0.0]]}
    zero = revised_scenario(world)
    world["talks"][0] |= {"relief": {"coal": [[0, 1.0]]}, "from": "2030-01-01"}
    late = revised_scenario(world)
    first, second, third = (lanes_of(s)[0] for s in (plain, zero, late))
    assert same_bits(first, second)
    assert same_bits(first, third)


def calm(months: int, **more) -> dict:
    """One buyer of 100 a month that carries out a ban in full."""
    ban = {"id": "ban", "streams": ["coal"], "kind": "ban", "adopted": "2016-01-01"} | more.pop("ban", {})
    return {
        "start": "2017-01", "months": months, "base_year": 2017, "gamma": 1, "campaign": [["2016-01-01", 10]],
        "partners": {"a": {"pn": 1}}, "streams": {"coal": {"B": 1200, "shares": {"a": 1}}}, "provisions": [ban],
    } | more  # fmt: skip


def receipts(world: dict) -> list[float]:
    """Receipts by month of the central run."""
    return lanes_of(revised_scenario(world), None)[0].tables["receipts"][:, 0, 0].tolist()


def test_relief_by_half_and_slowly():
    """K6: suspended by half for exactly months 3 and 4; with a half-life of 2 and share 1 from the first day."""
    talk = {"id": "t", "from": "2017-03-01", "to": "2017-05-01", "snapback": True, "relief": {"ban": [[0, 0.5]]}}
    assert receipts(calm(5, talks=[talk])) == pytest.approx([0, 0, 50, 50, 0])
    slow = talk | {"from": "2017-01-01", "to": "2020-01-01", "relief": {"ban": [[0, 1.0]]}}
    assert receipts(calm(2, talks=[slow], ban={"H": 2.0})) == pytest.approx(
        [100 * (1 - 2 / math.log(2) * (2 ** (-n / 2) - 2 ** (-(n + 1) / 2))) for n in range(2)], rel=1e-12
    )


def test_snapback_restores_what_stood():
    """J9: after it as if never suspended, bit for bit; ramps have run on."""
    talk = {"id": "t", "from": "2017-02-01", "to": "2017-05-01", "snapback": True, "relief": {"ban": [[0, 1.0]]}}
    who = {"partners": {"a": {"pn": 0, "tau_impl": 9.0}}}
    ban = {"adopted": "2017-01-01"}
    with_, without = receipts(calm(8, ban=ban, talks=[talk], **who)), receipts(calm(8, ban=ban, **who))
    assert with_[1:4] == [100.0, 100.0, 100.0]
    assert with_[4:] == without[4:]


def club(day: str | None = None, **more) -> dict:
    """Two buyers of 60 and 40 that may move together."""
    own = {"id": "own", "partners": ["a", "b"], "streams": ["coal"], "kind": "ban", "adopted": "2016-06-01"}
    both = {"id": "club", "members": ["a", "b"], "threshold": 0.5, "probability": 1.0, "from": "2017-01-01"}
    both |= {"acts": [own]}
    dials = {"a": {"dial": [["2016-01-01", 7]], "pn": 1}, "b": {"dial": [["2016-01-01", 1]], "pn": 1}}
    return {
        "start": "2017-01", "months": 3, "base_year": 2017, "gamma": 1, "partners": dials,
        "streams": {"coal": {"B": 1200, "shares": {"a": 0.6, "b": 0.4}}}, "provisions": [],
        "coalitions": [both | ({"date": day} if day else {}) | more], "luck": {"coalition.club": dict.fromkeys(
            ("2017-01", "2017-02", "2017-03"), 0.0)},
    }  # fmt: skip


def told(world: dict) -> list[float]:
    """Receipts with luck as told."""
    return list(run_reference_world(world)["total"]["receipts"].values())


def test_a_coalition_moves_whole_or_not_at_all():
    """K7, J12: weights .6 and .4, threshold .5: a mean of .46 moves nobody, one of .54 both."""
    assert told(club()) == [100, 100, 100]
    more = club()
    more["partners"]["b"]["dial"] = [["2016-01-01", 3]]
    assert told(more) == [100, 0, 0]
    assert told(club(probability=0.0)) == [100, 100, 100]


def test_a_dated_coalition_is_its_acts_in_the_bundle():
    """J4: bit for bit."""
    world = club("2017-02-10")
    (own,) = world["coalitions"][0]["acts"]
    written = world | {"coalitions": [], "provisions": [moved(own, 254) | {"unilateral": True}]}
    assert (date(2017, 2, 10) - date(2016, 6, 1)).days == 254
    one, other = (lanes_of(revised_scenario(w), None)[0] for w in (world, written))
    assert same_bits(one, other, ("points",))


@pytest.mark.parametrize("seed", range(3))
def test_order_of_writing_keeps_every_bit(seed):
    """J19: classes, talks, coalitions and pushes in another order."""
    world = everything(seed, ("switch", "hurry"))
    world["provocations"]["classes"]["other"] = {"rate": 6, "adoption": 0.4, "lags": [3, 30]}
    scenario = revised_scenario(world)
    m = scenario.mechanisms
    turned = replace(m, press=m.press[::-1], provocations=m.provocations[::-1], coalitions=m.coalitions[::-1])
    one, other = lanes_of(scenario), lanes_of(replace(scenario, mechanisms=turned))
    assert same_bits(one[0], other[0])
    assert one[1].events == other[1].events
