"""What a file gives though nothing depends on it: on the first and the last day that still counts, and a day beyond."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.domain.curve import LINEAR, DialCurve, table_of
from sim.reading.forms.scenario import BehaviourForm, ScenarioFile
from sim.reading.places import shipped
from sim.reading.scenario.campaign_numbers import _entries
from sim.reading.scenario.campaign_problems import campaign_problems
from sim.reading.scenario.findings import Findings
from sim.reading.scenario.idle import borrowed_caveats, idle_warning
from sim.reading.yaml.document import Document
from sim.reading.yaml.strict import parse_yaml
from tests.unit.test_warnings import BAN, NOTE, world
from tests.worlds import fixed

SEEN = "observed: [{partner: %s, stream: %s, from: %s, to: %s, compliance: 1, source: s}]"
SHOCK = "shocks: [{from: %s, to: %s, factor: %s, smuggling: %s}]"
VOLUME = "volumes: [{stream: %s, months: {%s: 2}, source: s}]"


def form_of(text: str):
    """The form of a file with nothing but some keys, and the file."""
    document = parse_yaml(text.encode(), "own.yaml")
    content = {key: value for key, value in document.content.items() if key != "behaviour"}
    form = ScenarioFile.model_validate(content)
    scoped = {"use": "u", "numbers": document.content.get("behaviour", {})}
    return form.model_copy(update={"behaviour": BehaviourForm.model_validate(scoped)}), document


def idle(text: str, *acts: str, **more) -> list[str]:
    """What nothing depends on in 2017, where two buyers buy coal under a ban."""
    form, document = form_of(text)
    scenario = world(BAN, NOTE, **more)
    found = list(idle_warning(document, form, scenario, acts))
    return found[0].removeprefix("given, but nothing depends on it: ").split("), ") if found else []


@pytest.mark.parametrize(
    ("own", "below", "told"),
    [
        ((("baseline", "use"),), (("caveats",),), 1),
        ((("baseline", "use"), ("caveats",)), (), 0),
        ((), (("baseline", "use"), ("caveats",)), 0),
    ],
)
def test_caveats_of_another_baseline_are_told_of(own, below, told):
    """A scenario of one's own trade says nothing of the shipped trade's gaps without a word."""
    places = dict.fromkeys(own, ("own.yaml", 1, 1))
    places |= {path: (str(shipped() / "today/today.yaml"), 1, 1) for path in below}
    document = Document("own.yaml", {"caveats": ["what banned goods would sell for"]}, places)
    assert len(list(borrowed_caveats(document))) == told


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (SEEN % ("china", "coal", "2017-12-31", "2018-01-31"), ""),
        (SEEN % ("china", "coal", "2018-01-01", "2018-01-31"), "observed[0] (outside the horizon"),
        (SEEN % ("china", "coal", "2016-01-01", "2017-01-01"), ""),
        (SEEN % ("china", "coal", "2016-01-01", "2016-12-31"), "observed[0] (outside the horizon"),
        (SEEN % ("japan", "coal", "2017-01-01", "2017-12-31"), "observed[0] (this partner does not buy it"),
        (SHOCK % ("2017-12-31", "2018-01-31", 0.5, 1), ""),
        (SHOCK % ("2018-01-01", "2018-01-31", 0.5, 1), "shocks[0] (outside the horizon"),
        (SHOCK % ("2017-01-01", "2017-01-31", 1, 0.5), ""),
        (SHOCK % ("2017-01-01", "2017-01-31", 1, 1), "shocks[0] (its factors are 1"),
        (SHOCK % ("2017-01-01", "2017-01-31", 2, 2), ""),
        (VOLUME % ("coal", "2017-12"), ""),
        (VOLUME % ("coal", "2018-01"), "volumes[0].months.2018-01 (after the horizon"),
        (VOLUME % ("zinc", "2017-12"), "volumes[0] (nobody buys it"),
        ("lift: {ban: 2017-12-31}", ""),
        ("lift: {ban: 2018-01-01}", "lift.ban (after the horizon"),
        ("lift: {ban: 2017-06-01, ban.p: 2017-06-01}", ""),
        ("lift: {ban: 2017-06-01, ban.p: 2017-06-02}", "lift.ban.p (its act is lifted before"),
        ("substitution_from: {coal>zinc: 2017-12-31}", "substitution_from.coal>zinc (no substitution_share"),
        ("campaign: {dial: [{from: 2017-12-31, dial: 5}]}", ""),
        ("campaign: {dial: [{from: 2018-01-01, dial: 5}]}", "campaign.dial[0] (begins after the horizon"),
        ("campaign: {fatigue: [{from: 2018-01-01, share: 0}]}", "campaign.fatigue[0] (begins after the horizon"),
        ("partners: {china: {relief: [{from: 2018-01, points: 1}]}}", "partners.china.relief[0] (begins after"),
        ("partners: {china: {diplomatic: [{from: 2018-01, points: 1}]}}", "partners.china.diplomatic[0] (begins after"),
        ("partners: {china: {notices: [{from: 2018-01-01, is: off}]}}", "partners.china.notices[0] (begins after"),
        ("behaviour: {theta: {coal: 0.5}}", ""),
        ("behaviour: {theta: {zinc: 0.5}}", "behaviour.theta.zinc (not traded here"),
        ("behaviour: {take: {coal: 4000}}", "behaviour.take.coal (not counted in heads"),
        ("behaviour: {q: {ban: 0.5}}", ""),
        ("behaviour: {q: {other: 0.5}}", "behaviour.q.other (an act outside the bundle"),
        ("behaviour: {gamma: {value: 2, low: 1}}", "behaviour.gamma (its range"),
        ("behaviour: {gamma: 2}", ""),
        ("campaign: {dial_curve: power}\nbehaviour: {gamma: 2}", ""),
        ("behaviour: {tau_k: {value: 6, unit: months}}", ""),
        ("behaviour: {tau_k: {value: 6 months, unit: years}}", "behaviour.tau_k (its unit years"),
        ("behaviour: {tau_k: {value: 6 months, low: 5, unit: years}}", ""),
        ("behaviour: {theta: {value: 50 %, unit: '%'}}", "behaviour.theta (its unit %"),
    ],
)
def test_what_is_given_in_vain(text, why):
    told = idle(text, "other")
    assert len(told) == bool(why)
    assert not why or told[0].startswith(why)


@pytest.mark.parametrize("curve", [LINEAR, DialCurve("logistic", (), 5.0, 1.0), table_of(((5.0, 0.2),))])
def test_gamma_beside_a_curve_that_is_no_power(curve):
    """Whoever below gave the curve: the file's own gamma is told of, with its range too."""
    form, document = form_of("behaviour: {gamma: {value: 2, low: 1}}")
    (told,) = idle_warning(document, form, replace(world(BAN, NOTE), dial_curve=curve), ())
    assert told.endswith(f"behaviour.gamma (the exponent of a power; campaign.dial_curve is {curve.form})")


def test_a_link_that_begins_after_the_horizon():
    form, document = form_of("substitution_from: {coal>zinc: 2018-01-01}")
    scenario = world(BAN)
    linked = scenario.numbers | {"substitution_share.coal>zinc": fixed("substitution_share.coal>zinc", 0.1)}
    (told,) = idle_warning(document, form, replace(scenario, numbers=linked), ())
    assert "substitution_from.coal>zinc (begins after the horizon)" in told


def test_what_shipped_files_give_is_not_told():
    form, document = form_of("lift: {ban: 2018-01-01}")
    theirs = Document("x", document.content, {(): ("", 1, 1)})
    assert list(idle_warning(theirs, form, world(BAN), ())) == []


# -- what is wrong with a campaign ------------------------------------------------------------------------------------


def wrong(campaign: str, **acts) -> list[tuple[str, str]]:
    form, document = form_of(f"bundle: [ban]\ncampaign: {campaign.replace('TWO', TWO)}")
    found = Findings(document)
    known = {m.id: m for m in world(BAN, NOTE, BAN | {"id": "china_act", "partners": ["china"]}).measures}
    campaign_problems(form, known | acts, None, found)
    return [(problem.key, problem.message) for problem in found.problems]


TWO = "members: [china, india], date: 2017-06-01"
"""A coalition that moves on its date."""


@pytest.mark.parametrize(
    ("campaign", "key", "message"),
    [
        ("{press: [{date: 2017-01-01}]}", "press[0]", "a push needs partners"),
        ("{press: [{date: 2017-01-01, partners: [china]}, {date: 2017-01-01, partners: [china]}]}",
         "press[1]", "stands twice"),
        ("{designations: {seen: [{from: 2017-01, share: 1}, {from: 2017-01, share: 1}]}}",
         "designations.seen[1]", "two steps begin on the same day"),
        ("{ladder: {from: 2017-01-01}}", "ladder.rungs", "is empty"),
        ("{ladder: {from: 2017-01-01, rungs: [note]}}", "ladder.rungs[0]", "cannot be a rung"),
        ("{ladder: {from: 2017-01-01, rungs: [ban]}}", "", ""),
        ("{talks: {t: {from: 2017-01-01, quiet_months: 3}}}", "talks.t.quiet_months", "is quiet of what?"),
        ("{talks: {t: {from: 2017-01-01, until: 2017-03-01}}}", "talks.t.until", "belongs to quiet_months"),
        ("{talks: {t: {from: 2017-01-01, to: 2017-01-01}}}", "talks.t.to", "ends before it begins"),
        ("{talks: {t: {from: 2017-01-01, to: 2017-01-02}}}", "", ""),
        ("{talks: {t: {from: 2017-01-01, relief: {ban: []}}}}", "talks.t.relief.ban", "has no step"),
        ("{talks: {t: {from: 2017-01-01, relief: {note: [{share: 1}]}}}}", "talks.t.relief.note", "is neither in the"),
        ("{talks: {t: {from: 2017-01-01, relief: {ban: [{share: 1}, {share: 1}]}}}}",
         "talks.t.relief.ban[1]", "two steps begin"),
        ("{talks: {t: {from: 2017-01-01, relief: {ban: [{share: 1}, {after_days: 9, share: 0.9}]}}}}",
         "talks.t.relief.ban", "shares of relief must not fall"),
        ("{talks: {t: {from: 2017-01-01, relief: {ban: [{share: 0.9}, {after_days: 9, share: 0.9}]}}}}", "", ""),
        ("{coalitions: {c: {members: [china, china], date: 2017-06-01}}}", "coalitions.c.members", "needs two members"),
        ("{coalitions: {c: {members: [china, india]}}}", "coalitions.c", "has neither date nor probability"),
        ("{coalitions: {c: {members: [china, india], probability: 0.1, from: 2017-01-01}}}", "", ""),
        ("{coalitions: {a: {TWO, acts: [china_act]}, b: {TWO, acts: [china_act]}}}",
         "coalitions.b.acts[0]", "is an act of a as well"),
        ("{talks: {a: {from: 2017-01-01, relief: {ban: [{share: 1}]}}, b: {from: 2017-01-01, relief: "
         "{ban: [{share: 1}]}}}}", "talks.b.relief.ban", "is suspended by a as well"),
        ("{talks: {t: {from: 2017-01-01, until: 2017-01-01, quiet_months: 1, broken_by: [nuclear]}}}",
         "talks.t.until", "ends before it begins"),
        ("{coalitions: {c: {TWO, acts: [note]}}}", "coalitions.c.acts[0]", "is no act of law"),
        ("{coalitions: {c: {TWO, acts: [ban]}}}", "coalitions.c.acts[0]", "binds partners outside"),
        ("{coalitions: {c: {TWO, acts: [china_act]}}}", "", ""),
        ("{ladder: {from: 2017-01-01, rungs: [china_act]}, coalitions: {c: {TWO, acts: [china_act]}}}",
         "coalitions.c.acts[0]", "is an act of the ladder as well"),
        ("{veto: {to: 2017-06-01}}", "veto.from", "is missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_campaign_though_every_name_is_known(campaign, key, message):
    found = wrong(campaign)
    assert [one for one, _ in found] == ([f"campaign.{key}"] if key else [])
    assert all(message in said for _, said in found)


@pytest.mark.parametrize(
    ("more", "waits"),
    [
        ({"mode": "pro_rata", "window": ["2017-01-01", "2017-03-01"]}, False),
        ({"mode": "front_loaded", "window": ["2017-01-01", "2017-03-01"]}, True),
        ({"mode": "pro_rata"}, True),
    ],
)
def test_a_cap_whose_base_is_not_known_by_its_day_cannot_wait_for_it(more, waits):
    cap = {m.id: m for m in world(BAN | {"id": "cap", "kind": "cap", "cap_value": 5.0} | more).measures}
    found = wrong("{ladder: {from: 2017-01-01, rungs: [cap]}}", **cap)
    said = [] if waits else ["a pro-rata cap of a dated window cannot wait for its day"]
    assert [message for _, message in found] == said
    own = {
        m.id: m
        for m in world(BAN | {"id": "cap", "kind": "cap", "cap_value": 5.0, "partners": ["china"]} | more).measures
    }
    assert [message for _, message in wrong("{coalitions: {c: {TWO, acts: [cap]}}}", **own)] == said


@pytest.mark.parametrize(
    ("campaign", "needs"),
    [
        ("{press: [{date: 2017-03-18, partners: [india, china]}]}",
         ["push_points 2017-03-18 china+india", "push_half_life 2017-03-18 china+india"]),
        ("{press: [{date: 2017-03-18, partners: [china], points: 1, by_exposure: yes}]}",
         ["push_points 2017-03-18 china by exposure"]),
        ("{press: [{date: 2017-03-18, partners: [china], points: 1, half_life: 6}]}",
         ["push_points 2017-03-18 china", "push_half_life 2017-03-18 china"]),
        ("{designations: {rate: 1}}", ["round_points ", "round_half_life ", "seen "]),
        ("{designations: {rate: 1, seen: [{from: 2016-01, share: 0.2}, {from: 2018-01, share: 0}]}}",
         ["round_points ", "round_half_life ", "seen 2016-01-01", "seen 2018-01-01"]),
        ("{coalitions: {f: {members: [china, india], date: 2017-06-01, points: 1}}}", ["coalition_points f"]),
        ("{coalitions: {f: {members: [china, india], probability: 0.1}}}", ["coalition_threshold f"]),
        ("{dial: 5}", []),
    ],
)  # fmt: skip
def test_a_campaign_has_the_numbers_of_what_is_on_and_no_others(campaign, needs):
    """A push that fades has a half-life, a coalition that moves by chance a threshold."""
    form, _ = form_of(f"campaign: {campaign}")
    assert [f"{name} {scope}" for name, scope, *_ in _entries(form)] == needs
