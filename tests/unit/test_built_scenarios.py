"""From what a file says to what a scenario is: paths in order, last days as ends, who is meant where nobody is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from sim.domain.campaign import Coalition, DatedEvent, Ladder, Push, Relief, Veto
from sim.domain.law import NoticeStep, Step
from sim.domain.scenario import Observed, Shock, Substitution, VolumePath
from sim.reading.forms.scenario import BehaviourForm, ScenarioFile
from sim.reading.places import shipped
from sim.reading.reference import reference_in
from sim.reading.scenario import build
from sim.reading.scenario.baseline import _known_in_time, baseline_of
from sim.reading.scenario.campaign import mechanisms_of
from sim.reading.scenario.dates import date_problems, of_some_length
from sim.reading.scenario.findings import Findings
from sim.reading.scenario.numbers import numbers_of, strength_problems
from sim.reading.yaml.strict import parse_yaml
from tests.worlds import fixed

REFERENCE = reference_in(shipped() / "reference")
BASE = "title: T\nhorizon: {start: 2017-01, end: 2017-12}\nbaseline: {use: customs_2016}\n"
JAN = 12 * 2017


def form_of(text: str):
    """The form of a file, and where its problems go."""
    base = BASE.replace("baseline: {use: customs_2016}\n", "") if text.startswith("baseline:") else BASE
    document = parse_yaml(f"{base}{text}\n".encode(), "own.yaml")
    behaviour = document.content.pop("behaviour", {})
    form = ScenarioFile.model_validate(document.content)
    document.content["behaviour"] = behaviour
    numbers = BehaviourForm.model_validate({"use": "ex_ante_2017", "numbers": behaviour})
    return form.model_copy(update={"behaviour": numbers}), Findings(document)


# -- paths, observations, shocks --------------------------------------------------------------------------------------


def test_dials_and_notices_are_in_the_order_of_their_days():
    form, _ = form_of(
        "campaign: {notices: off, switch: {open: 6, start: on}}\n"
        "partners: {china: {dial: [{from: 2018-01, dial: 8}, {from: 2017-01, dial: 5}], relief: 2, "
        "notices: [{from: 2018-01-01, is: off}, {from: 2017-01-01, is: on}], switch: {open: 5, start: off}}}"
    )
    china, india = build._wills(form, ["china", "india"])
    assert china.dial == (Step(date(2017, 1, 1), 5), Step(date(2018, 1, 1), 8))
    assert china.notices == (NoticeStep(date(2017, 1, 1), "on"), NoticeStep(date(2018, 1, 1), "off"))
    assert (china.relief, china.diplomatic, china.switch_start) == ((Step(date(1900, 1, 1), 2),), (), "off")
    assert (india.dial, india.switch_start) == ((), "on"), "the campaign's, where it has none of its own"
    assert india.notices == (NoticeStep(date(1900, 1, 1), "off"),)


def test_the_last_day_of_what_is_dated_is_in_it():
    form, _ = form_of(
        "observed:\n"
        "- {partner: india, stream: coal, from: 2017-03, to: 2017-04, compliance: 0.5, source: s}\n"
        "- {partner: china, stream: lead, from: 2017-02, to: 2017-02-10, compliance: 1, source: s, kind: customs}\n"
        "shocks:\n- {from: 2017-02-01, to: 2017-02, factor: 0.5, partners: [india, china]}\n"
        "- {from: 2017-06, to: 2017-06-30, smuggling: 2, streams: [lead], source: s}"
    )
    one, other = build._observed(form)
    assert one == Observed("china", "lead", date(2017, 2, 1), date(2017, 2, 11), 1.0, "s", "", "customs")
    assert (other.partner, other.end, other.compliance) == ("india", date(2017, 5, 1), 0.5)
    of_all, of_lead = build._shocks(form, ("china", "india", "japan"), ("coal", "lead"))
    assert of_all == Shock(("china", "india"), ("coal", "lead"), date(2017, 2, 1), date(2017, 3, 1), 0.5, 1.0, "")
    assert of_lead == Shock(("china", "india", "japan"), ("lead",), date(2017, 6, 1), date(2017, 7, 1), 1.0, 2.0, "s")


def test_a_volume_path_is_of_what_is_traded_and_takes_the_place_of_growth():
    form, _ = form_of(
        "volumes: [{stream: lead, months: {2017-03: 1.2, 2017-01: 1}, source: s}, "
        "{stream: coal, months: {2017-02: 0}, source: t, known_by: 2017-03}]\nbehaviour: {growth: {lead: {value: 0.1}}}"
    )
    coal = VolumePath("coal", ((JAN + 1, 0.0),), "t", "2017-03")
    assert build._volumes(form, ["coal", "lead"]) == (coal, VolumePath("lead", ((JAN, 1), (JAN + 2, 1.2)), "s", ""))
    assert build._volumes(form, ["coal"]) == (coal,)
    steady = build._steady(form)
    assert list(steady) == ["growth.coal"], "lead grows as the scenario says"
    assert (steady["growth.coal"].low, steady["growth.coal"].value, steady["growth.coal"].high) == (0, 0, 0)


def test_a_link_needs_a_share_and_both_its_streams():
    numbers = dict.fromkeys(["substitution_share.coal>lead", "substitution_share.coal>zinc", "substitution_tau"])
    assert build._substitutions(numbers, ["coal", "lead"], {"coal>lead": date(2017, 8, 5)}) == (
        Substitution("coal", "lead", date(2017, 8, 5)),
    )
    assert build._substitutions(numbers, ["lead", "zinc"], {}) == ()
    assert [link.start for link in build._substitutions(numbers, ["coal", "zinc"], {})] == [None]


# -- the campaign -----------------------------------------------------------------------------------------------------


def test_what_a_campaign_does_beside_its_dial():
    form, _ = form_of(
        "campaign:\n"
        "  press: [{date: 2017-06-29, partners: [india, china], points: 1}, {date: 2017-03-18, partners: [china]}]\n"
        "  designations: {rate: 2, seen: [{from: 2018-01, share: 0}, {from: 2016-01, share: 1}], "
        "partners: [india, china]}\n"
        "  provocations: {nuclear: {rate: 1, lags: [9, 5]}, dated: [{date: 2017-09-03, class: nuclear, lag_days: 8}, "
        "{date: 2017-07-04, class: other, lag_days: 0}, {date: 2017-07-04, class: other}]}\n"
        "  ladder: {from: 2017-01-01, rungs: [unscr_2375, unscr_2371]}\n"
        "  veto: {from: 2017-10, to: 2017-11}\n"
        "  talks: {b: {from: 2017-06, to: 2017-06, broken_by: [other, nuclear]}, a: {from: 2017-01-01, "
        "relief: {x.b: [{after_days: 9, share: 0.9}, {share: 0.5}]}}}\n"
        "  coalitions: {f: {members: [india, china], probability: 0.1, from: 2017-02, acts: [z, a]}}\n"
    )
    found = mechanisms_of(form, REFERENCE)
    assert found.press == (
        Push("2017-03-18 china", date(2017, 3, 18), ("china",), False, True, ""),
        Push("2017-06-29 china+india", date(2017, 6, 29), ("china", "india"), False, False, ""),
    )
    rounds = found.designations
    assert (rounds.rate, rounds.seen) == (2, (date(2016, 1, 1), date(2018, 1, 1)))
    assert (rounds.partners, rounds.streams, rounds.start) == (("china", "india"), (), None)
    assert rounds.most == REFERENCE.campaign_numbers("ex_ante_2017")["round_most"].value
    assert [(one.kind, one.rate, one.lags) for one in found.provocations] == [("nuclear", 1, (9, 5))]
    missile, test = date(2017, 7, 4), DatedEvent(date(2017, 9, 3), "nuclear", 8)
    assert found.dated == (DatedEvent(missile, "other", None), DatedEvent(missile, "other", 0), test)
    assert found.ladder == Ladder(date(2017, 1, 1), ("unscr_2375", "unscr_2371")), "rungs stay in their order"
    assert found.veto == Veto(date(2017, 10, 1), date(2017, 12, 1))
    a, b = found.talks
    assert (a.relief, a.end, a.snapback, a.pauses) == ((Relief("x.b", ((0, 0.5), (9, 0.9))),), None, True, False)
    assert (b.broken_by, b.end) == (("nuclear", "other"), date(2017, 7, 1))
    assert found.coalitions == (Coalition("f", ("china", "india"), "trade", 0.1, date(2017, 2, 1), None, ("a", "z")),)
    nothing = mechanisms_of(form_of("")[0], REFERENCE)
    assert (nothing.designations, nothing.ladder, nothing.veto, nothing.provocations) == (None, None, None, ())


# -- dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("campaign: {dial: 5}", []), ("campaign: {dial: [{from: 2017-01-01, dial: 5}]}", []),
        ("campaign: {dial: [{from: 2017-01-02, dial: 5}]}", ["campaign.dial: the dial path starts after the horizon"]),
        ("campaign: {dial: 5, fatigue: [{from: 2017-06-01, share: 0.1}]}", []),
        ("partners: {china: {dial: 5}}", ["campaign: the dial is missing: not every partner has its own"]),
        ("campaign: {dial: [{from: 2016-01, dial: 5}, {from: 2016-01-01, dial: 6}]}",
         ["campaign.dial[1]: two steps begin on the same day"]),
        ("campaign: {dial: 5}\npartners: {china: {relief: [{from: 2016-01, points: 1}, {from: 2016-01, points: 2}]}}",
         ["partners.china.relief[1]: two steps begin on the same day"]),
    ],
)  # fmt: skip
def test_dated_paths_fit_the_horizon_and_themselves(text, said):
    form, found = form_of(text)
    assert [f"{problem.key}: {problem.message}" for problem in date_problems(form, REFERENCE, found)] == said


@pytest.mark.parametrize(
    ("end", "months"), [("2017-01", 1), ("2066-12", 600), ("2067-01", 1), ("2016-12", 1), ("2017-12", 12)]
)
def test_one_end_of_a_horizon_laid_over_it_alone_leaves_one_that_can_be(end, months):
    form, _ = form_of("")
    horizon = form.horizon.model_copy(update={"end": 12 * int(end[:4]) + int(end[5:]) - 1})
    found = of_some_length(form.model_copy(update={"horizon": horizon})).horizon
    assert found.end - found.start + 1 == months


# -- baseline and numbers ---------------------------------------------------------------------------------------------


def cells_of(text: str):
    """The cells of lead and workers after changes to the baseline, as value and range; and what is wrong."""
    form, found = form_of(f"baseline: {{use: customs_2016, {text}}}")
    cells = baseline_of(form, REFERENCE, found).cells
    shown = {partner: (q.low, q.value, q.high) for (stream, partner), q in cells.items() if stream == "lead"}
    return shown, [problem.message for problem in found.problems]


LEAD = {p: (q.low, q.value, q.high) for (s, p), q in REFERENCE.baseline("customs_2016").cells.items() if s == "lead"}
"""What the shipped table has."""
DISORDER = ["low <= value <= high does not hold"]


@pytest.mark.parametrize(
    ("text", "changed", "wrong"),
    [
        ("amounts: {lead: {japan: 5 MUSD/yr}}", {"japan": (5, 5, 5)}, []),
        ("amounts: {lead: {japan: {value: 5 MUSD/yr, low: 4 MUSD/yr, high: 9 MUSD/yr}}}", {"japan": (4, 5, 9)}, []),
        ("amounts: {lead: {japan: {value: 5 MUSD/yr, low: 5.1 MUSD/yr}}}", None, DISORDER),
        ("amounts: {lead: {japan: {value: 5 MUSD/yr, high: 4.9 MUSD/yr}}}", None, DISORDER),
        ("amounts: {lead: {japan: 500 heads}}", None, ["lead is counted in money, not in heads"]),
        ("amounts: {workers: {japan: 5 MUSD/yr}}", {}, ["workers are counted in heads, not in money"]),
        ("amounts: {workers: {japan: 500 heads}}", {}, []),
        ("shares: {lead: {china: 0.5, japan: 0.5000009}}", None, []),
        ("shares: {lead: {china: 0.5, japan: 0.500002}}", None, ["trade shares do not add to 1"]),
        ("shares: {lead: {china: 0.5, japan: 0.4}}", None, ["trade shares do not add to 1"]),
        ("shares: {arms_delivered: {china: 1}}", {}, None),
    ],
)  # fmt: skip
def test_amounts_of_ones_own_are_in_the_unit_of_the_stream(text, changed, wrong):
    found, said = cells_of(text)
    assert changed is None or found == LEAD | changed
    assert wrong is None or said == wrong


def test_what_could_not_be_known_in_time_is_left_out_or_stood_in_for():
    """Two streams come too late; one of them has a stand-in, of which one cell is late as well."""

    def cells(**known_by: str):
        return {tuple(name.split("_")): replace(fixed(name, 1.0), known_by=month) for name, month in known_by.items()}

    table = cells(coal_china="2017-01", lead_china="2017-03", lead_india="2017-01", zinc_china="2017-04")
    others = cells(lead_japan="2017-02", lead_eu="2017-03", coal_japan="2016-01")
    sets = {"u": SimpleNamespace(stand_ins=["t"])}
    reference = SimpleNamespace(sets=sets, cells=lambda name: others)
    form = SimpleNamespace(known_by="2017-02", behaviour=SimpleNamespace(use="u"))
    found = Findings(parse_yaml(b"a: 1", "f"))
    kept = _known_in_time(table, form, reference, found)
    assert sorted("_".join(cell) for cell in kept) == ["coal_china", "lead_india", "lead_japan"]
    assert found.warnings == ["left out, as not known by 2017-02: zinc"]


def test_customs_count_from_the_month_in_which_they_could_be_known():
    months = sorted(REFERENCE.monthly["coal"], key=lambda month: month.known_by)
    first = months[0].known_by
    in_time = [month for month in months if month.known_by == first]
    assert {month.month for month in REFERENCE._months("coal", first)} == {month.month for month in in_time}
    assert len(REFERENCE._months("coal", "")) == len(months) > len(in_time)
    assert REFERENCE._months("coal", "1900-01") == []
    known = max(month.known_by for month in [*REFERENCE.monthly["coal"], *REFERENCE.totals])
    assert REFERENCE.season("lead", known) == REFERENCE.season("lead", "")
    unknown = next(stream.id for stream in REFERENCE.streams.values()
                   if stream.group == "goods" and stream.id not in REFERENCE.monthly)  # fmt: skip
    last = max(total.known_by for total in REFERENCE.totals if total.month // 12 == 2016)
    assert REFERENCE.season(unknown, last) is not None, "the rest of all goods, known with the year's last month"
    assert REFERENCE.season("workers", "") is None, "a season is of goods"


def test_shares_share_out_what_the_stream_has():
    found, wrong = cells_of("shares: {lead: {china: 0.75, japan: 0.25}}")
    whole = sum(value for _, value, _ in LEAD.values())
    assert wrong == []
    assert {name: value for name, (_, value, _) in found.items()} == {
        "china": pytest.approx(0.75 * whole), "japan": pytest.approx(0.25 * whole),
    }  # fmt: skip
    assert all(low == value == high for low, value, high in found.values())


SEEN = "{partner: %s, stream: coal, from: %s, to: %s, compliance: 1, source: s}"


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (("china", "2017-01-01", "2017-02-28"), ("china", "2017-03-01", "2017-04-30"), []),
        (("china", "2017-01-01", "2017-03-01"), ("china", "2017-03-01", "2017-04-30"), ["observed[1]"]),
        (("china", "2017-03-01", "2017-04-30"), ("china", "2017-01-01", "2017-03-01"), ["observed[1]"]),
        (("china", "2017-01-01", "2017-03-01"), ("india", "2017-03-01", "2017-04-30"), []),
    ],
)
def test_observations_of_one_cell_do_not_overlap(one, other, said):
    form, found = form_of(f"campaign: {{dial: 5}}\nobserved: [{SEEN % one}, {SEEN % other}]")
    problems = list(date_problems(form, REFERENCE, found))
    assert [problem.key for problem in problems] == said
    assert not said or problems[0].message == "overlaps observed[0] of the same cell"


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("behaviour: {gamma: {value: 2}}", "gamma", (2, 2, 2, "fixed")),
        ("behaviour: {theta: {coal: {value: 0.5, low: 0.4}}}", "theta.coal", (0.4, 0.5, 0.5, "triangular")),
        (
            "behaviour: {theta: {coal: {value: 0.5, high: 0.75, distribution: uniform}}}",
            "theta.coal",
            (0.5, 0.5, 0.75, "uniform"),
        ),
        ("behaviour: {theta: {coal: {value: 50 %}}}", "theta.coal", (0.5, 0.5, 0.5, "fixed")),
        ("behaviour: {tau_k: {value: 2, low: 1, high: 3, unit: years}}", "tau_k", (12, 24, 36, "triangular")),
        (
            "partners: {china: {lag_days: 9, resistance: {value: 1, low: 0.5}}}",
            "resistance.china",
            (0.5, 1, 1, "triangular"),
        ),
        ("campaign: {switch: {open: 6, close: 5, delay_months: 2}}", "switch_delay", (2, 2, 2, "fixed")),
        ("partners: {china: {switch: {open: 6, close: 6}}}", "switch_close.china", (6, 6, 6, "fixed")),
    ],
)
def test_a_number_of_ones_own_stands_in_the_place_of_the_sets(text, number, expected):
    form, found = form_of(text)
    given = numbers_of(form, REFERENCE, found)[number]
    assert found.problems == []
    assert (given.low, given.value, given.high, given.distribution) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("behaviour: {gamma: {value: 2, low: 3}}", ["behaviour.gamma: low <= value <= high does not hold"]),
        ("behaviour: {theta: {coal: {value: 1.5}}}", ["behaviour.theta.coal: theta is out of range"]),
        ("behaviour: {theta: {coal: {value: 1}}}", []),
        ("behaviour: {theta: {coal: {value: 3 months}}}", ["behaviour.theta.coal: theta is not measured in months"]),
        ("behaviour: {gamma: {value: 2, unit: furlongs}}", ["behaviour.gamma.unit: unknown unit"]),
        ("campaign: {switch: {open: 5, close: 5.1}}",
         ["campaign.switch: notices would be withdrawn before they are given"]),
        ("partners: {china: {switch: {open: 1, close: 2}}}",
         ["partners.china.switch: notices would be withdrawn before they are given"]),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_is_told_of_where_it_stands(text, said):
    form, found = form_of(text)
    numbers_of(form, REFERENCE, found)
    assert [f"{problem.key.removesuffix('.value')}: {problem.message}" for problem in found.problems] == said


def test_a_general_value_leaves_the_more_specific_ones_and_says_so():
    form, found = form_of("behaviour: {theta: {value: 0.5}}")
    numbers = numbers_of(form, REFERENCE, found)
    stay = sorted(name for name in REFERENCE.numbers("ex_ante_2017") if name.startswith("theta."))
    assert stay
    assert numbers["theta"].value == 0.5
    assert found.warnings == [f"behaviour.theta is the general value; more specific ones stay: {', '.join(stay)}"]


PUSH = "{title: P, issuer: us, instrument: secondary, adopted: 2017-06-29, steps: [{from: 2017-06-29, level: 1}]}"


@pytest.mark.parametrize(
    ("behaviour", "wrong"), [("", True), ("behaviour: {sigma: {r: {value: 1}}}", False),
                             ("behaviour: {sigma: {r: {value: 0}}}", False), ("behaviour: {sigma: {value: 1}}", False)]
)  # fmt: skip
def test_pressure_of_ones_own_needs_a_strength(behaviour, wrong):
    form, found = form_of(f"measures: {{r: {PUSH}}}\n{behaviour}")
    problems = list(strength_problems(form, numbers_of(form, REFERENCE, found), found))
    assert [problem.key for problem in problems] == (["measures.r"] if wrong else [])
