"""What a campaign does on its dates and by its luck, against days and chances worked by hand."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from sim.common.months import month_index
from sim.domain.campaign import DatedEvent, Ladder, Mechanisms, Provocations, Talk, Veto
from sim.processes.campaign.coalitions import members_mean
from sim.processes.campaign.events import NO_DAY, Events, drawn_event, events_of
from sim.processes.campaign.ladder import paused, rung_days, vetoed
from sim.processes.campaign.press import faded, round_chance, visible_trade
from sim.processes.campaign.story import Story, _inside, _tell_events
from sim.processes.campaign.talks import TalkDays, talk_days
from sim.processes.clock import Chronicle
from sim.processes.switches import _tell

RULE = Provocations("test", rate=6.0, adoption=0.5, lags=(10, 20, 60))
YEAR = range(month_index(2017, 1), month_index(2018, 1))


def day(month, of_month=1, year=2017):
    return date(year, month, of_month).toordinal()


def days(*given):
    """One event a row, on one lane; None: never."""
    return np.array([[NO_DAY if one is None else one] for one in given], dtype=np.int64)


def events(*given):
    """(kind, day, day of its answer or None)."""
    return Events(tuple(kind for kind, *_ in given), days(*(d for _, d, _ in given)), days(*(a for *_, a in given)))


@pytest.mark.parametrize(
    ("luck", "on", "answered"),
    [
        ((0.49, 0, 0.49, 0), day(2), day(2) + 10),  # half a chance a month, and half of it is answered
        ((0.5, 0, 0.49, 0), None, None),
        ((0.49, 0, 0.5, 0), day(2), None),
        ((0.49, 0.999, 0.49, 0.999), day(2, 28), day(2, 28) + 60),  # the last day of February, the longest lag
        ((0.49, 0.5, 0.49, 0.5), day(2, 15), day(2, 15) + 20),
        ((0.49, 0.0358, 0, 0.34), day(2, 2), day(2, 2) + 20),
    ],
)
def test_luck_decides_whether_when_and_how_soon_it_is_answered(luck, on, answered):
    found = drawn_event(RULE, month_index(2017, 2), [np.array([u]) for u in luck])
    assert [int(days[0]) for days in found] == [NO_DAY if one is None else one for one in (on, answered)]


def test_what_has_no_observed_answer_is_not_answered():
    on, answer = drawn_event(replace(RULE, lags=()), month_index(2017, 2), [np.zeros(1)] * 4)
    assert (int(on[0]), int(answer[0])) == (day(2), NO_DAY)


def months_of(rule):
    """The months in which an event of a class comes, if luck has it in each."""
    found = events_of(Mechanisms(provocations=(rule,)), YEAR, 2, lambda name: np.zeros(2))
    return [date.fromordinal(int(one)).month for one in found.day[:, 0]]


def test_provocations_come_in_whole_months_inside_their_dates():
    assert months_of(RULE) == list(range(1, 13))
    assert months_of(replace(RULE, start=date(2017, 3, 1), end=date(2017, 6, 1))) == [3, 4, 5]
    assert months_of(replace(RULE, start=date(2017, 3, 2), end=date(2017, 6, 30))) == [4, 5]
    assert months_of(replace(RULE, rate=0.0)) == []


def test_without_luck_only_dated_events_come():
    dated = (DatedEvent(date(2017, 3, 5), "test", 9), DatedEvent(date(2017, 4, 1), "launch"))
    found = events_of(Mechanisms(provocations=(RULE,), dated=dated), YEAR, 2, None)
    assert found.kinds == ("test", "launch")
    assert found.day.tolist() == [[day(3, 5)] * 2, [day(4)] * 2]
    assert found.answer.tolist() == [[day(3, 14)] * 2, [NO_DAY] * 2]
    assert found.of(["launch"]).tolist() == [[day(4)] * 2]
    assert events_of(Mechanisms(), YEAR, 2, None).day.shape == (0, 2)


def rungs(found, void=None, start=date(2017, 1, 1), count=3):
    ladder = Ladder(start, tuple("abc"[:count]))
    nothing = np.zeros(found.answer.shape, dtype=bool)
    return rung_days(ladder, found, nothing if void is None else void).ravel().tolist()


def test_one_rung_answers_all_events_up_to_its_day():
    two = events(("t", day(2), day(3)), ("t", day(2, 20), day(5)), ("t", day(4), day(6)))
    assert rungs(two) == [day(3), day(6), NO_DAY]  # the event of 20 February is spent when the first act comes


def test_an_event_on_the_day_of_a_rung_asks_for_the_next():
    assert rungs(events(("t", day(2), day(3)), ("t", day(3), day(4)))) == [day(3), day(4), NO_DAY]
    assert rungs(events(("t", day(2), day(3)), ("t", day(3), day(3)))) == [day(3), NO_DAY, NO_DAY]


def test_events_before_the_ladder_ask_for_nothing():
    one = events(("t", day(2), day(3)))
    assert rungs(one, start=date(2017, 2, 1), count=1) == [day(3)]
    assert rungs(one, start=date(2017, 2, 2), count=1) == [NO_DAY]


def test_an_answer_that_is_void_waits_for_the_next_event():
    two = events(("t", day(2), day(3)), ("t", day(4), day(6)))
    assert rungs(two, void=np.array([[True], [False]])) == [day(6), NO_DAY, NO_DAY]


def test_a_veto_holds_from_its_first_day_up_to_its_last():
    answers = days(day(2, 28), day(3), day(5, 31), day(6), None)
    assert vetoed(answers, Veto(date(2017, 3, 1), date(2017, 6, 1))).ravel().tolist() == [0, 1, 1, 0, 0]
    assert vetoed(answers, Veto(date(2017, 3, 1))).ravel().tolist() == [0, 1, 1, 1, 0]
    assert not vetoed(answers, None).any()


def test_talks_hold_answers_while_they_stand():
    spring, autumn = (
        TalkDays(*(np.array([d]) for d in (day(first), day(last), NO_DAY))) for first, last in ((3, 6), (9, 10))
    )
    answers = days(day(2, 28), day(3), day(5, 31), day(6), day(9, 15))
    assert paused(answers, [spring]).ravel().tolist() == [0, 1, 1, 0, 0]
    assert paused(answers, [spring, autumn]).ravel().tolist() == [0, 1, 1, 0, 1]
    assert not paused(answers, []).any()


def stand(talk, *found):
    these = talk_days(talk, events(*found), YEAR, 1)
    return [None if int(one[0]) == NO_DAY else int(one[0]) for one in (these.start, these.end, these.broken)]


TALK = Talk("t", date(2017, 3, 1), end=date(2017, 9, 1), broken_by=("launch",))


def test_talks_end_on_their_last_day_or_when_they_are_broken():
    assert stand(TALK) == [day(3), day(9), None]
    assert stand(TALK, ("launch", day(5, 7), None)) == [day(3), day(5, 7), day(5, 7)]
    assert stand(TALK, ("launch", day(5, 7), None), ("launch", day(4, 2), None)) == [day(3), day(4, 2), day(4, 2)]
    assert stand(TALK, ("test", day(5, 7), None)) == [day(3), day(9), None], "of a class that breaks nothing"
    assert stand(TALK, ("launch", day(3), None)) == [day(3), day(9), None], "on the day on which they begin"
    assert stand(TALK, ("launch", day(10), None)) == [day(3), day(9), None], "they are over"
    assert stand(TALK, ("launch", day(9), None)) == [day(3), day(9), day(9)]
    assert stand(replace(TALK, end=None)) == [day(3), None, None]


QUIET = replace(TALK, start=date(2017, 2, 15), quiet_months=3, end=None)


def test_talks_begin_after_so_many_quiet_months():
    assert stand(QUIET) == [day(3), None, None]  # the first whole month after 15 February
    assert stand(QUIET, ("launch", day(12, 1, 2016), None))[0] == day(4)
    assert stand(QUIET, ("launch", day(11, 30, 2016), None))[0] == day(3)  # three months are quiet by then
    assert stand(QUIET, ("launch", day(3), None)) == [day(3), None, None]  # of the day itself, not yet heard
    assert stand(QUIET, ("launch", day(12, 15, 2016), None), ("launch", day(5, 2), None))[:2] == [day(4), day(5, 2)]
    assert stand(QUIET, *(("launch", day(month, 2), None) for month in (1, 4, 7, 10, 12))) == [None, None, None]
    assert stand(replace(QUIET, start=date(2017, 2, 1)))[0] == day(2)


def test_quiet_that_comes_too_late_begins_no_talks():
    late = ("launch", day(2, 3), None)
    assert stand(QUIET, late)[0] == day(6)
    assert stand(replace(QUIET, until=date(2017, 6, 1)), late)[0] == day(6)
    assert stand(replace(QUIET, until=date(2017, 5, 31)), late) == [None, None, None]
    december = ("launch", day(8, 3), None), ("launch", day(5, 3), None), ("launch", day(2, 3), None)
    assert stand(QUIET, *december)[0] == day(12), "the horizon's last month is one of them"


def test_members_weigh_by_trade_or_alike():
    wills = np.array([[0.2], [0.6], [1.0]])
    assert members_mean(wills, np.array([[1.0], [3.0], [0.0]])).tolist() == pytest.approx([0.5])
    assert members_mean(wills, np.ones((1, 1))).tolist() == pytest.approx([0.6])
    assert members_mean(wills, np.zeros((3, 1))).tolist() == pytest.approx([0.6])  # nobody trades: all alike


def test_pressure_is_forgotten_by_half_lives():
    points = np.array([4.0, 4.0, 4.0])
    assert faded(points, 6.0, np.array([3.0, 6.0, np.inf])).tolist() == [1, 2, 4]
    assert faded(points, 0.0, np.array([3.0, 6.0, np.inf])).tolist() == [4, 4, 4]


def test_the_chance_of_a_round_grows_with_what_is_seen_up_to_the_most():
    seen = np.array([0.0, 10.0, 1000.0])
    assert round_chance(np.array(0.02), np.array(0.4), seen).tolist() == pytest.approx([0, 1 - np.exp(-0.2), 0.4])


def test_outsiders_see_what_is_declared_and_a_share_of_the_rest():
    found = visible_trade(*(np.array([x]) for x in (100.0, 0.7, 20.0, 0.1)))
    assert found.tolist() == pytest.approx([70 + 0.1 * (30 + 20)])


def test_members_of_little_trade_weigh_by_it_all_the_same():
    wills, weights = np.array([[0.2], [1.0]]), np.array([[0.3], [0.1]])
    assert members_mean(wills, weights) == pytest.approx(0.4)
    assert members_mean(wills, np.zeros((2, 1))) == pytest.approx(0.6)


def test_what_comes_is_counted_from_the_first_day_of_the_horizon_to_the_last():
    horizon = day(1), day(12, 31)
    assert _inside(days(day(1) - 1, day(1), day(12, 30), day(12, 31)), horizon)[:, 0].tolist() == [0, 1, 1, 0]
    story = Story(3)
    story.count("rungs", slice(1, 3), np.array([2, 1]))
    story.count("rungs", slice(1, 3), np.array([1, 1]))
    assert story.counts["rungs"].tolist() == [0, 3, 2]


def test_an_answer_that_is_void_is_told_on_the_worlds_lane():
    """Of the second block of lanes, which begins at lane 256, the second lane is shown."""
    story, yes, both = Story(512), np.array([[True, True]]), [0, 0]
    one = events(("test", day(2), day(3)))
    two = Events(one.kinds, one.day[:, both], one.answer[:, both])
    _tell_events(story, two, yes, ~yes, 256, np.array([1]), day(12, 31))
    told = {on: [(what, lanes.tolist()) for what, _, _, lanes, _ in one.said] for on, one in story.days.items()}
    assert told == {date(2017, 2, 1): [("provocation", [257])], date(2017, 3, 1): [("answer void", [257])]}


def test_notices_that_turn_are_told_of_every_draw_where_all_are_kept():
    """Two partners on three lanes: one begins on the second lane and ends on the third; the other stays as it is."""
    world = SimpleNamespace(layout=SimpleNamespace(partners=(SimpleNamespace(id="near"), SimpleNamespace(id="far"))))
    before = np.array([[True, False, True], [True, False, False]])
    on = np.array([[True, True, False], [True, False, False]])
    log = Chronicle((1,), whole=True)
    _tell(world, month_index(2017, 2), before, on, log)
    assert [(kind, lanes.tolist()) for kind, lanes, _ in log.rows] == [
        (("own notices on", "", ("near",)), [1]),
        (("own notices off", "", ("near",)), [2]),
    ]
    assert [(one.what, one.partners) for one in log.of(1)] == [("own notices on", ("near",))]
    little = Chronicle((1,))
    _tell(world, month_index(2017, 2), before, on, little)
    assert not little.rows
