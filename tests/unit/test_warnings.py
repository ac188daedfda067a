"""What is told of a scenario that is not wrong, at the last day, level or year that is fine, and beyond."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import exp

import pytest

from sim.common.months import month_index
from sim.domain.campaign import Mechanisms, Push, Relief, Talk
from sim.domain.law import DatedWindow, Lift, Measure, NoticeStep, Step
from sim.domain.scenario import PricePath
from sim.reading.warnings import warnings_about
from tests.worlds import fixed, scenario_from

BAN = {"id": "ban", "partners": "all", "streams": ["coal"], "kind": "ban", "adopted": "2017-01-01"}
NOTE = {"id": "note", "transposes": "ban", "partners": ["china"], "adopted": "2017-02-01"}


def world(*provisions, streams=None, growth=0.0, **more):
    """Two buyers of coal in 2017; nothing of it deserves a warning."""
    return scenario_from(
        {
            "start": "2017-01", "months": 12, "base_year": 2016, "campaign": [["2016-01-01", 6]],
            "partners": {"china": {}, "india": {}},
            "streams": streams or {"coal": {"B": 120, "shares": {"china": 0.5, "india": 0.5}, "growth": growth}},
            "provisions": list(provisions), **more,
        }
    )  # fmt: skip


def told(scenario) -> list[str]:
    return list(warnings_about(scenario))


def changed(scenario, name, **what):
    """A scenario with something else in one of its acts' paragraphs."""
    measures = tuple(
        replace(m, provisions=tuple(replace(p, **what) if p.id == name else p for p in m.provisions))
        for m in scenario.measures
    )
    return replace(scenario, measures=measures)


def test_a_plain_scenario_needs_no_word():
    assert told(world(BAN, NOTE)) == []


@pytest.mark.parametrize(("level", "meant"), [(0.55, "5.5"), (0.999, "9.99"), (0, None), (1, None), (5, None)])
def test_dials_that_look_like_shares(level, meant):
    notes = told(world(campaign=[["2016-01-01", level]]))
    assert notes == ([f"campaign.dial {level:g}: did you mean {meant}? The dial goes from 0 to 10"] if meant else [])
    own = world(partners={"china": {"dial": [["2016-01-01", level]]}, "india": {}})
    assert len(told(own)) == bool(meant)


@pytest.mark.parametrize(("falls_to", "says"), [(3, True), (3.1, False), (7, False)])
def test_a_dial_that_falls_by_three_points_while_its_notices_stay_on(falls_to, says):
    dials = [["2017-06-01", falls_to], ["2016-01-01", 6]]
    notes = told(world(BAN, NOTE, campaign=dials))
    words = f"partners.china: the dial falls to {falls_to:g} on 2017-06-01 while its notices stay on"
    assert notes == ([f"{words} (partners.china.notices)"] if says else [])
    assert told(world(BAN, campaign=dials)) == [], "nobody has given notice"
    assert told(world(BAN | {"partners": ["china"]}, campaign=dials)) == [], (
        "an act that binds it is no notice of its own"
    )


def test_notices_that_are_off_by_then_need_no_word():
    scenario = world(BAN, NOTE, campaign=[["2016-01-01", 6], ["2017-06-01", 1]])
    for start, says in ((date(2017, 6, 1), False), (date(2017, 6, 2), True)):
        wills = tuple(replace(w, notices=(NoticeStep(start, "off"),)) for w in scenario.wills)
        assert len(told(replace(scenario, wills=wills))) == says


@pytest.mark.parametrize(("months", "years"), [(12 * 4 + 6, None), (12 * 4 + 7, 5), (12 * 9, 8)])
def test_growth_far_beyond_the_base_year(months, years):
    notes = told(replace(world(growth=0.1), months=months))
    assert len(notes) == bool(years)
    if years:
        factor = 1.1 ** (months / 12 + 0.5)  # 2017 begins half a year after the base year's middle
        assert f"growth is carried {months / 12 + 0.5:.0f} years beyond the base year 2016" in notes[0]
        assert notes[0].endswith(f"coal reaches {factor:.2f} times its size")


def test_growth_that_fades_is_told_as_what_it_comes_to():
    scenario = replace(world(growth=0.1), months=12 * 20)
    fading = replace(scenario, numbers=scenario.numbers | {"t_g": fixed("t_g", 24)})
    assert told(fading)[0].endswith(f"coal reaches {1.1**2:.2f} times its size")  # two years of it in all
    halfway = replace(world(growth=0.1), months=60)
    slowly = replace(halfway, numbers=halfway.numbers | {"t_g": fixed("t_g", 60)})
    factor = 1.1 ** (5 * (1 - exp(-5.5 / 5)))  # five and a half years of a growth that fades within five
    assert told(slowly)[0].endswith(f"coal reaches {factor:.2f} times its size")
    assert told(replace(world(growth=-0.1), months=12 * 20)) == []


@pytest.mark.parametrize(("months", "says"), [(60, False), (61, True)])
def test_prices_far_beyond_their_last_month(months, says):
    jan = month_index(2017, 1)
    paths = (
        PricePath("coal", ((jan - 5, 2.0), (jan - 1, 1.1))),
        PricePath("zinc", ((jan - 1, 0.7),)),
    )
    scenario = replace(world(), months=months, price_paths=paths)
    words = "prices are carried 5 years beyond 2016-12: zinc stays at 0.70 times its base year's, and 1 more"
    assert told(scenario) == ([words] if says else [])
    assert told(replace(scenario, price_paths=paths[:1])) == (
        [words.replace("zinc stays at 0.70", "coal stays at 1.10").removesuffix(", and 1 more")] if says else []
    )
    dear = (PricePath("coal", ((jan - 1, 1.5),)), paths[1])
    assert ["coal stays at 1.50" in note for note in told(replace(scenario, price_paths=dear))] == [True] * says
    assert told(replace(scenario, prices="base_year")) == []


def under_test(scenario):
    return replace(scenario, under_test=("ban",))


@pytest.mark.parametrize(
    ("adopted", "lifted", "says"),
    [
        ("2017-12-31", None, False),
        ("2018-01-01", None, True),
        ("2016-01-01", "2017-01-01", True),
        ("2016-01-01", "2017-01-02", False),
        ("2017-03-01", "2017-03-01", True),
        ("2017-03-01", "2017-03-02", False),
    ],
)
def test_acts_under_test_that_are_never_in_force(adopted, lifted, says):
    scenario = under_test(world(BAN | {"adopted": adopted, "lifted": lifted}, NOTE | {"adopted": adopted}))
    notes = [note for note in told(scenario) if "never in force" in note]
    words = f"ban is under test but never in force in the horizon, 2017-01 to 2017-12: it would bind from {adopted}"
    assert notes == ([words] if says else [])


@pytest.mark.parametrize(
    ("steps", "lifted", "binds"),
    [
        ((("2017-06-01", 1.0), ("2018-06-01", 2.0)), None, None),
        ((("2018-06-01", 1.0), ("2018-03-01", 2.0)), None, "2018-03-01"),
        ((("2017-06-01", 0.0), ("2018-06-01", 2.0)), None, "2018-06-01"),
        ((("2016-06-01", 1.0),), "2017-01-01", "2016-06-01"),
        ((("2016-06-01", 1.0),), "2017-01-02", None),
        ((), None, None),
    ],
)
def test_pressure_under_test_that_is_never_put_on(steps, lifted, binds):
    """Its first step with a level counts; without any, the day it was adopted."""
    taken = tuple(Step(date.fromisoformat(day), level) for day, level in steps)
    end = lifted and date.fromisoformat(lifted)
    push = Measure("push", "P", "us", "secondary", date(2017, 3, 1), steps=taken, lifted=end)
    scenario = replace(world(BAN), measures=(*world(BAN).measures, push), under_test=("push",))
    notes = [note for note in told(scenario) if "never in force" in note]
    assert [note.rpartition(" ")[2] for note in notes] == ([binds] if binds else [])


def test_a_question_about_what_has_no_strength():
    """Of two acts of pressure one has a strength: then there is something to ask about."""
    silent, loud = (Step(date(2017, 3, 1), level) for level in (0.0, 1.0))
    acts = [Measure(name, "P", "us", "secondary", date(2017, 3, 1), steps=(step,)) for name, step in
            (("silent", silent), ("loud", loud))]  # fmt: skip
    both = replace(world(BAN), measures=(*world(BAN).measures, *acts), bundle=("ban", "silent", "loud"))
    words = "under test is only what presses with strength 0, and changes nothing: silent"
    assert words in told(replace(both, under_test=("silent",)))
    for asked in (("loud",), ("silent", "loud"), ("silent", "ban"), ()):
        assert words not in told(replace(both, under_test=asked))


def test_an_act_of_the_un_that_nobody_gazettes():
    words = "ban: no partner gives a notice of it, so that partners follow it by their dials alone"
    assert told(under_test(world(BAN))) == [words]
    assert told(under_test(world(BAN, NOTE))) == []
    assert told(world(BAN)) == [], "it is not under test"
    ban, freeze = world(BAN).measures[0].provisions[0], world(BAN | {"kind": "freeze"}).measures[0].provisions[0]
    two = replace(world(BAN).measures[0], provisions=(ban, replace(freeze, id="ban.workers")))
    assert told(under_test(replace(world(BAN), measures=(two,)))) == [words], "one paragraph of goods is enough"
    assert told(under_test(world(BAN | {"kind": "freeze"}))) == []
    assert told(replace(under_test(world(BAN)), benchmark="law_only")) == []
    expected = under_test(world(BAN))
    assert told(replace(expected, measures=tuple(replace(m, expected_notices=True) for m in expected.measures))) == []
    workers = {"workers": {"B": 120, "shares": {"china": 1}}}
    of_workers = under_test(world(BAN | {"streams": ["workers"]}, streams=workers))
    labour = replace(of_workers, streams=tuple(replace(s, group="labour") for s in of_workers.streams))
    assert told(labour) == [], "notices are of goods"


@pytest.mark.parametrize(
    ("day", "says"), [("2017-05-01", False), ("2017-05-02", True), ("2017-12-31", True), ("2018-01-02", False)]
)
def test_acts_that_hand_over_inside_a_month(day, says):
    later = BAN | {"id": "later", "adopted": day}
    notes = told(world(BAN | {"superseded_by": ["later"]}, later))
    words = f"in {day[:7]} one act hands over to another inside the month, which counts the tighter part only: "
    assert notes == ([f"{words}ban to later"] if says else [])
    exempt = BAN | {"superseded_by": ["later"], "exempt": {"coal": 1.0}}
    assert told(world(exempt, later)) == [], "it had no teeth"
    wider = exempt | {"streams": ["coal", "zinc"]}
    both = {name: {"B": 120, "shares": {"china": 1.0}} for name in ("coal", "zinc")}
    assert told(world(wider, later, streams=both)) == [], "nor of what the two share"
    assert len(told(world(wider, later | {"streams": ["coal", "zinc"]}, streams=both))) == says
    assert told(world(BAN | {"superseded_by": ["later"], "lifted": "2017-03-01"}, later)) == []
    two = {name: {"B": 120, "shares": {"china": 1.0}} for name in ("coal", "zinc")}
    assert told(world(BAN | {"superseded_by": ["later"]}, later | {"streams": ["zinc"]}, streams=two)) == []
    both = told(world(BAN | {"superseded_by": ["later"]}, BAN | {"id": "other", "superseded_by": ["later"]}, later))
    assert both == ([f"{words}ban to later and 1 more"] if says else [])


@pytest.mark.parametrize(
    ("start", "more", "says"),
    [
        ("2017-02", {}, True),
        ("2017-01", {}, False),
        ("2017-02", {"mode": "pro_rata"}, False),
        ("2017-02", {"window": ["2017-01-01", "2018-01-01"]}, False),
        ("2017-02", {"kind": "ban", "cap_value": None}, False),
    ],
)
def test_a_horizon_that_starts_inside_a_caps_year(start, more, says):
    cap = BAN | {"kind": "cap", "cap_value": 50.0} | more
    words = "ban: the horizon starts in 2017-02; the year's cap is taken as unused by then"
    assert told(world(cap, start=start)) == ([words] if says else [])


def test_releases_of_goods_that_nothing_strands():
    scenario = world(BAN, BAN | {"id": "free", "partners": ["china"]})
    scenario = replace(scenario, numbers=scenario.numbers | {"port_months.coal": fixed("port_months.coal", 0.5)})
    window = DatedWindow(date(2017, 3, 1), date(2017, 4, 1))
    idle = changed(scenario, "free", releases=window)
    assert told(idle) == ["free releases goods at ports, but no act in force strands any there"]
    assert told(changed(idle, "ban", strands=True)) == []
    assert len(told(changed(idle, "ban", strands=True, streams=("zinc",)))) == 1
    assert len(told(changed(idle, "ban", strands=True, partners=("india",)))) == 1
    nothing = idle.numbers | {"port_months.coal": fixed("port_months.coal", 0.0)}
    assert told(replace(idle, numbers=nothing)) == [], "nothing lies at ports anywhere"


@pytest.mark.parametrize(
    ("day", "says"), [(date(2017, 2, 1), True), (date(2017, 2, 2), False), (date(2016, 12, 1), True)]
)
def test_designations_that_may_be_given_twice(day, says):
    """As a push by exposure, and as a step of a secondary measure within 31 days."""
    scenario = world(secondary_measures=[[["2017-01-01", 1]]])
    push = Push("p", day, ("china",), by_exposure=True)

    def notes(push, scenario=scenario):
        return told(replace(scenario, mechanisms=Mechanisms(press=(push,))))

    words = f"the push of {day} by exposure and secondary_0 of 2017-01-01 may be the same designations twice"
    assert notes(push) == ([words] if says else [])
    assert notes(replace(push, by_exposure=False)) == []
    ended = tuple(replace(m, steps=(Step(date(2017, 1, 1), 0.0),)) for m in scenario.measures)
    assert notes(push, replace(scenario, measures=ended)) == []
    india = tuple(replace(m, partners=("india",)) for m in scenario.measures)
    assert notes(push, replace(scenario, measures=india)) == []


@pytest.mark.parametrize(("end", "says"), [(date(2017, 6, 1), True), (date(2017, 6, 2), False)])
def test_talks_about_what_has_ended(end, says):
    talk = Talk("t", date(2017, 6, 1), relief=(Relief("ban", ((0, 0.5),)),))
    scenario = replace(world(BAN), mechanisms=Mechanisms(talks=(talk,)))
    words = f"talks t suspend ban from 2017-06-01 on, but it ends on {end}"
    lifted = changed(scenario, "ban", lifted=end)
    assert told(lifted) == ([words] if says else [])
    assert told(replace(scenario, lifts=(Lift("ban", end),))) == ([words] if says else [])
    assert told(replace(lifted, lifts=(Lift("ban", date(2017, 8, 1)),))) == ([words] if says else [])


@pytest.mark.parametrize(("base_year", "tells"), [(2017, False), (2018, True)])
def test_a_baseline_of_a_later_year_than_the_horizons_is_told(base_year, tells):
    said = [line for line in told(world(BAN, base_year=base_year)) if "before the baseline's year" in line]
    assert bool(said) is tells
