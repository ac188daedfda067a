"""What may be written into a key, at both ends of each limit, and how what lies beyond is refused."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import date
from functools import cache
from typing import Any

import jsonschema
import pytest
from pydantic import PydanticUserError, TypeAdapter, ValidationError

from sim.common.units import Amount
from sim.domain.curve import POWER
from sim.reading.forms import amounts, dates, fields, paths
from sim.reading.forms.actors import CampaignForm, ObservedForm, ShockForm, SwitchForm, VolumeForm
from sim.reading.forms.campaign import (
    ClassForm,
    CoalitionForm,
    DesignationsForm,
    EventForm,
    ProvocationsField,
    PushForm,
    ReliefForm,
    SeenPath,
    SpanForm,
    TalkForm,
)
from sim.reading.forms.curve import LogisticForm
from sim.reading.forms.law import ExemptShare, MeasureForm, ProvisionForm
from sim.reading.forms.quantities import CellField, ScopedQuantity
from sim.reading.forms.scenario import ScenarioFile
from sim.reading.forms.sweep import SweepForm
from sim.reading.schema import schema_text
from sim.reading.yaml.strict import parse_yaml

DAY = {"from": "2017-01-01"}


def read(form: Any, value: Any) -> Any:
    """A value in its form, as it is read of a file."""
    try:
        return TypeAdapter(form, config=fields.Form.model_config).validate_python(value)
    except PydanticUserError:  # a form, which is strict by itself
        return TypeAdapter(form).validate_python(value)


def refused(form: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as told:
        read(form, value)
    detail = told.value.errors(include_url=False)[0]
    context = detail.get("ctx", {})
    return "; ".join(str(context[name]) for name in ("message", "hint") if context.get(name)) or detail["msg"]


NUMBERS = [
    (fields.Share, None, {}, 0, 1, 0.001),
    (fields.Dial, None, {}, 0, 10, 0.001),
    (fields.Points, None, {}, -10, 10, 0.001),
    (fields.Factor, None, {}, 0, 100, 0.001),
    (SwitchForm, "delay_months", {}, 0, 60, 1),
    (CampaignForm, "review_months", {}, 1, 60, 1),
    (LogisticForm, "midpoint", {"width": 1.0}, 0, 10, 0.001),
    (LogisticForm, "width", {"midpoint": 5.0}, 0.5, 100, 0.001),
    (DesignationsForm, "rate", {}, 0, 1000, 0.001),
    (ClassForm, "rate", {}, 0, 12, 0.001),
    (EventForm, "lag_days", {"date": "2017-01-01", "class": "nuclear"}, 0, 3650, 1),
    (TalkForm, "quiet_months", DAY, 1, 600, 1),
    (TalkForm, "snapback_days", DAY, 0, 3650, 1),
    (ReliefForm, "after_days", {"share": 0.5}, 0, 3650, 1),
    (ProvisionForm, "wind_down_days", {}, 0, 3650, 1),
    (ExemptShare, None, {}, 0, 1, 0.001),
    (SweepForm, "points", {"title": "t", "base": "b"}, 1, 1_000_000, 1),
    (SweepForm, "draws", {"title": "t", "base": "b"}, 1, 1_000_000, 1),
    (SweepForm, "seed", {"title": "t", "base": "b"}, 0, 2**62 - 1, 1),
    (amounts.NumberText, None, {}, -1e15, 1e15, 1e13),
]


@pytest.mark.parametrize(("form", "key", "beside", "least", "most", "beyond"), NUMBERS)
def test_both_ends_of_a_number(form, key, beside, least, most, beyond):
    def given(value):
        return {**beside, key: value} if key else value

    for value in (least, most):
        found = read(form, given(value))
        assert (getattr(found, key) if key else found) == value
    for value in (least - beyond, most + beyond, float("nan"), float("inf"), True):
        assert refused(form, given(value))


def test_a_key_has_one_name():
    """That of the file: not that of the field behind it."""
    assert read(SpanForm, {"from": "2017-01"}).start == date(2017, 1, 1)
    assert refused(SpanForm, {"start": "2017-01"}) == "Extra inputs are not permitted"


UNSAID = [
    (CampaignForm, {}, {"review_months": 1, "switch": None, "veto": None, "notices": []}),
    (PushForm, {"date": "2017-01-01"}, {"by_exposure": False, "partners": [], "points": None}),
    (DesignationsForm, {}, {"rate": 0, "most": None, "seen": None, "start": None, "end": None}),
    (ClassForm, {}, {"rate": None, "adoption": None, "lags": None}),
    (ReliefForm, {"share": 0.5}, {"after_days": 0}),
    (TalkForm, DAY, {"pauses": False, "snapback": True, "snapback_days": 0, "end": None, "quiet_months": None}),
    (CoalitionForm, {}, {"weights": "trade", "probability": 0, "day": None, "acts": []}),
    (ShockForm, {**DAY, "to": "2017-02-01"}, {"factor": 1, "smuggling": 1, "partners": []}),
    (ProvisionForm, {}, {"wind_down_days": 0, "mode": "front_loaded", "carry_over": False, "strands": False,
                         "closes": False, "verified": "no"}),
    (MeasureForm, {"title": "t", "issuer": "un", "adopted": "2017-01-01"}, {"instrument": "law", "verified": "no",
                                                                           "expected_notices": None}),
    (SweepForm, {"title": "t", "base": "b"}, {"draws": 1, "design": "grid", "points": None, "seed": None}),
    (ScenarioFile, {"title": "t"}, {"draws": 1, "seed": 0, "sampler": "keyed", "prices": "observed"}),
]  # fmt: skip


@pytest.mark.parametrize(("form", "given", "meant"), UNSAID, ids=lambda value: getattr(value, "__name__", ""))
def test_what_holds_where_nothing_is_said(form, given, meant):
    found = read(form, given)
    assert {key: getattr(found, key) for key in meant} == meant
    assert not [key for key, value in meant.items() if isinstance(value, bool) and getattr(found, key) is not value]


def test_both_ends_of_years_and_titles():
    sweep = {"title": "t", "base": "b"}
    assert read(SweepForm, {**sweep, "years": [1900, 2200]}).years == [1900, 2200]
    for year in (1899, 2201):
        assert refused(SweepForm, {**sweep, "years": [year]})
    assert read(fields.Title, "x" * 300) == "x" * 300
    assert refused(fields.Title, "x" * 301)


@pytest.mark.parametrize(
    ("form", "text", "meant"),
    [
        (dates.DateField, "1900-01-01", date(1900, 1, 1)),
        (dates.DateField, "2200-12-31", date(2200, 12, 31)),
        (dates.StepDate, "2017-02", date(2017, 2, 1)),
        (dates.LastDay, "2016-02", date(2016, 2, 29)),
        (dates.LastDay, "2016-02-10", date(2016, 2, 10)),
        (dates.DayAfter, "2017-12", date(2018, 1, 1)),
        (dates.DayAfter, "2017-12-31", date(2017, 12, 31)),
        (dates.MonthField, "2017-01", 12 * 2017),
        (dates.MonthField, "2200-12", 12 * 2200 + 11),
        (dates.KnownBy, "", ""),
        (dates.KnownBy, "2017-01", "2017-01"),
    ],
)
def test_a_date_or_month_as_it_is_meant(form, text, meant):
    assert read(form, text) == meant


@pytest.mark.parametrize(
    ("form", "given", "said"),
    [
        (dates.DateField, "1899-12-31", dates.YEARS),
        (dates.DateField, "2201-01-01", dates.YEARS),
        (dates.DateField, "2017-13-01", "is a date that does not exist; a year has 12 months"),
        (dates.DateField, "2017-00-01", "is a date that does not exist; a year has 12 months"),
        (dates.DateField, "2017-02-29", "is a date that does not exist; February 2017 has 28 days"),
        (dates.DateField, "2016-12-32", "is a date that does not exist; December 2016 has 31 days"),
        (dates.DateField, "2017/8/5", "is not a date; write it as 2017-08-05"),
        (dates.DateField, "2017-08", "is not a date; add the day: 2017-08-01"),
        (dates.DateField, "2017-08-05 12:00", "is not a date; leave the time of day out: 2017-08-05"),
        (dates.DateField, "5 August 2017", "is not a date; write 2017-08-05"),
        (dates.DateField, "soon", "is not a date"),
        (dates.DateField, 20170805, "must be a date; write it as 2017-08-05"),
        (dates.DateField, 19000101, "must be a date; write it as 1900-01-01"),
        (dates.DateField, 22001231, "must be a date; write it as 2200-12-31"),
        (dates.DateField, 19000100, "must be a date"),
        (dates.DateField, 22001232, "must be a date"),
        (dates.MonthField, "1899-12", dates.YEARS),
        (dates.MonthField, 1900, "is not a month; a month of that year: 1900-01 is its first, 1900-12 its last"),
        (dates.MonthField, 2200, "is not a month; a month of that year: 2200-01 is its first, 2200-12 its last"),
        (dates.MonthField, 1899, "is not a month"),
        (dates.MonthField, 2201, "is not a month"),
        (dates.MonthField, True, "is not a month"),
        (dates.MonthField, 2017.0, "is not a month"),
        (dates.MonthField, "2201-01", dates.YEARS),
        (dates.MonthField, "2017-13", "is a month that does not exist; a year has 12 months"),
        (dates.MonthField, "1900-13", "is a month that does not exist; a year has 12 months"),
        (dates.MonthField, "2200-00", "is a month that does not exist; a year has 12 months"),
        (dates.MonthField, "2017-8", "is not a month; write 2017-08"),
        (dates.MonthField, "2017-08-05", "is not a month; write 2017-08"),
        (dates.MonthField, 2017, "is not a month; a month of that year: 2017-01 is its first, 2017-12 its last"),
        (dates.MonthField, "31.12.2026", "is not a month; write 2026-12"),
        (dates.MonthField, "03/04/2026", "is not a month"),
        (dates.StepDate, "2017-13", "is a month that does not exist; a year has 12 months"),
    ],
)
def test_what_is_no_date_is_told_what_to_write(form, given, said):
    assert refused(form, given) == said


def test_periods_end_after_they_begin():
    assert read(SpanForm, {"from": "2017-01-01", "to": "2017-01-02"}).end == date(2017, 1, 2)
    assert read(SpanForm, {"from": "2017-01", "to": "2017-01"}).end == date(2017, 2, 1)
    assert refused(SpanForm, {"from": "2017-01-01", "to": "2017-01-01"}) == "ends before it begins"
    one_day = {"partners": ["china"], "from": "2017-01-01", "to": "2017-01-01"}
    assert read(ShockForm, one_day).end == date(2017, 1, 1)
    assert refused(ShockForm, one_day | {"to": "2016-12-31"}) == "ends before it begins"
    assert read(SpanForm, {"to": "2017-01"}).start is None


@pytest.mark.parametrize(
    ("form", "key", "value"),
    [(paths.DialPath, "dial", 5.5), (paths.PointPath, "points", -3), (paths.SharePath, "share", 0.25)],
)
def test_a_bare_number_is_a_path_with_one_step(form, key, value):
    (step,) = read(form, value)
    assert (step.start, getattr(step, key)) == (date(1900, 1, 1), value)
    (step,) = read(form, [{"from": "2017-03", key: value}])
    assert (step.start, getattr(step, key)) == (date(2017, 3, 1), value)
    assert refused(form, "5") == "must be a number or a dated path; remove the quotation marks"
    assert refused(form, ".inf").startswith("must be a finite number")
    assert refused(form, True) == "must be a number or a dated path"
    assert refused(form, {"from": "2017-01-01"}) == "must be a number or a dated path"


@pytest.mark.parametrize(
    ("given", "state"), [(True, "on"), (False, "off"), ("on", "on"), ("off", "off"), ("by_dial", "by_dial")]
)
def test_one_word_is_a_path_of_notices(given, state):
    (step,) = read(paths.NoticePath, given)
    assert (step.start, step.state) == (date(1900, 1, 1), state)


def test_what_is_no_path_of_notices():
    said = "must be on, off or by_dial, or a dated path"
    assert refused(paths.NoticePath, "yes") == f"{said}; write on"
    assert refused(paths.NoticePath, "NO") == f"{said}; write off"
    assert refused(paths.NoticePath, "maybe") == said
    assert refused(paths.NoticePath, 1.5) == said
    assert read(paths.NoticePath, [{"from": "2017-03-01", "is": "by_dial"}])
    assert "first of a month" in refused(paths.NoticePath, [{"from": "2017-03-02", "is": "by_dial"}])
    assert read(paths.NoticePath, [{"from": "2017-03-02", "is": "off"}])


def test_what_outsiders_see_is_a_share_or_a_path():
    (step,) = read(SeenPath, 0.2)
    assert (step.start, step.share.value) == (date(1900, 1, 1), 0.2)
    (step,) = read(SeenPath, {"value": 0.2, "low": 0.1, "high": 0.3})
    assert (step.start, step.share.high) == (date(1900, 1, 1), 0.3)
    assert refused(SeenPath, "0.2") == "must be a share or a dated path; remove the quotation marks"
    assert refused(SeenPath, True) == "must be a share or a dated path"


def test_dated_events_stand_beside_classes():
    event = {"date": "2017-09-03", "class": "nuclear"}
    found = read(ProvocationsField, {"nuclear": {"rate": 1.0}, "dated": [event]})
    assert (list(found.classes), found.dated[0].day, found.dated[0].lag_days) == (["nuclear"], date(2017, 9, 3), None)
    assert refused(ProvocationsField, [event]) == "must be a mapping"


@pytest.mark.parametrize(
    ("form", "good", "bad", "said"),
    [
        (fields.YesNo, {"yes": True, "no": False, True: True, False: False}, "on", "must be yes or no"),
        (fields.OnOff, {"on": "on", "off": "off", True: "on", False: "off"}, "yes", "must be on or off"),
        (fields.Truth, {True: True, False: False}, "no", "must be true or false; yes, no, on and off are words here"),
        (fields.Truth, {}, "True", "must be true or false; remove the quotation marks"),
        (fields.Truth, {}, 1, "must be true or false"),
        (fields.Names, {}, "china", "must be a list"),
    ],
)
def test_words_that_stand_for_yes_and_no(form, good, bad, said):
    for given, meant in good.items():
        assert read(form, given) == meant
    assert refused(form, bad) == said


@pytest.mark.parametrize(
    ("form", "given", "value"),
    [
        (amounts.MoneyAYear, "2 bnUSD/yr", 2000),
        (amounts.MoneyAYear, "0 MUSD/yr", 0),
        (amounts.CapMoney, "3 MUSD", 3),
        (amounts.CapMass, "7.5 Mt/yr", 7500),
        (amounts.CellAmount, "61 heads", Amount(61, "heads", "heads")),
        (amounts.NumberText, "18 months", "18 months"),
    ],
)
def test_an_amount_in_the_units_of_its_key(form, given, value):
    assert read(form, given) == value


def test_amounts_of_another_kind_are_refused():
    assert refused(amounts.MoneyAYear, "3 MUSD") == "is an amount of money, not of money a year"
    assert refused(amounts.CapMass, "3 MUSD") == "is an amount of money, not of mass a year or mass"
    assert refused(amounts.MoneyAYear, "-1 MUSD/yr") == "must not be negative"
    assert refused(amounts.MoneyAYear, 3) == "needs a unit"
    assert refused(amounts.MoneyAYear, True) == "must be an amount"
    assert refused(amounts.MoneyAYear, "3 MUSD/year").startswith("unknown unit")
    assert read(amounts.NumberText, "3 furlongs") == "3 furlongs", "told of with the units of its parameter"
    assert refused(amounts.NumberText, "three") == "must be a number"


def test_numbers_with_a_range_and_by_scope():
    assert read(CellField, "3 MUSD/yr").value.value == 3
    assert read(CellField, {"value": "3 MUSD/yr", "low": "2 MUSD/yr"}).low.value == 2
    assert {scope: one.value for scope, one in read(ScopedQuantity, 0.5).items()} == {"": 0.5}
    assert {scope: one.value for scope, one in read(ScopedQuantity, {"value": 0.5, "low": 0.1}).items()} == {"": 0.5}
    by_scope = read(ScopedQuantity, {"coal": 0.5, "": {"value": 0.7}})
    assert {scope: one.value for scope, one in by_scope.items()} == {"coal": 0.5, "": 0.7}


def test_volumes_are_by_month():
    given = {"stream": "coal", "source": "s"}
    assert read(VolumeForm, {**given, "months": {"2017-05": 1.07}}).months == {"2017-05": 1.07}
    assert refused(VolumeForm, {**given, "months": {}}) == "has no month"
    assert refused(VolumeForm, {**given, "months": {"2017-5": 1.0}}) == "is not a month; write 2017-05"
    assert refused(VolumeForm, {**given, "months": {"2017-05": 100.1}})


def test_an_act_may_leave_everything_but_its_name_and_day_out():
    act = read(MeasureForm, {"title": "t", "issuer": "un", "adopted": "2017-01-01"})
    assert (act.instrument, act.expected_notices, act.provisions) == ("law", None, {})
    plain = read(ProvisionForm, {})
    assert (plain.mode, plain.carry_over, plain.strands, plain.closes, plain.wind_down_days) == (
        "front_loaded", False, False, False, 0,
    )  # fmt: skip
    seen = {"partner": "p", "stream": "s", "compliance": 1.0, "source": "x", "from": "2017-01", "to": "2017-02"}
    assert (read(ObservedForm, seen).end, read(ObservedForm, seen).kind) == (date(2017, 2, 28), "judgement")
    shock = read(ShockForm, DAY | {"to": "2017-02"})
    assert (shock.factor, shock.smuggling) == (1, 1)
    assert (read(CampaignForm, {}).review_months, read(TalkForm, DAY).snapback) == (1, True)
    assert read(CampaignForm, {}).dial_curve.curve == POWER


# -- what an editor is told -------------------------------------------------------------------------------------------

STEP = "[{from: 2017-01, %s}]"
GOOD = [
    "campaign: {dial: 0}", "campaign: {dial: 10}", f"campaign: {{dial: {STEP % 'dial: 10'}}}", "campaign: {fatigue: 1}",
    f"campaign: {{fatigue: {STEP % 'share: 0'}}}", "campaign: {notices: by_dial}", "campaign: {notices: true}",
    f"campaign: {{notices: {STEP % 'is: off'}}}", "partners: {china: {relief: -10, diplomatic: 10}}",
    "campaign: {designations: {rate: 1, seen: 0.5}}", f"campaign: {{designations: {{seen: {STEP % 'share: 0.5'}}}}}",
    "campaign: {provocations: {nuclear: {rate: 12}, dated: [{date: 2017-09-03, class: nuclear}]}}",
    "campaign: {dial_curve: linear}", "campaign: {dial_curve: {midpoint: 10, width: 0.5}}",
    "campaign: {dial_curve: [{dial: 5, share: 0.2}, {dial: 6, share: 0.25}]}",
    "volumes: [{stream: coal, months: {2017-05: 1}, source: s}]", "behaviour: {use: u, theta: 0.5}",
    "baseline: {use: u, amounts: {coal: {china: 5 MUSD/yr}}}",
    "baseline: {use: u, amounts: {coal: {china: {value: 5 MUSD/yr, low: 4 MUSD/yr, source: s}}}}",
]  # fmt: skip
BAD = [
    "campaign: {dial: -0.1}", "campaign: {dial: 10.1}", f"campaign: {{dial: {STEP % 'dial: 10.1'}}}",
    "campaign: {dial: [{dial: 5}]}", "campaign: {dial: [{from: 2017-01}]}",
    f"campaign: {{dial: {STEP % 'dial: 5, x: 1'}}}",
    "campaign: {fatigue: 1.1}", f"campaign: {{fatigue: {STEP % 'share: -0.1'}}}", "campaign: {notices: maybe}",
    f"campaign: {{notices: {STEP % 'is: maybe'}}}", f"campaign: {{notices: {STEP % 'is: off, x: 1'}}}",
    "campaign: {notices: [{is: off}]}", "partners: {china: {relief: -10.1}}", "partners: {china: {diplomatic: 10.1}}",
    "campaign: {designations: {seen: [{share: 0.5}]}}", "campaign: {designations: {seen: [{from: 2017-01}]}}",
    "campaign: {provocations: {nuclear: {rate: 12.1}}}", "campaign: {provocations: {nuclear: {x: 1}}}",
    "campaign: {dial_curve: cubic}", "campaign: {dial_curve: {midpoint: 5}}", "campaign: {dial_curve: []}",
    "campaign: {dial_curve: {midpoint: 5, width: 0.49}}", "campaign: {dial_curve: [{dial: 5}]}",
    "campaign: {dial_curve: [{dial: 5, share: 0.2, x: 1}]}", "campaign: {dial_curve: [{dial: 10.1, share: 0.2}]}",
    "campaign: {provocations: {dated: [{class: nuclear}]}}", "volumes: [{stream: coal, months: {}, source: s}]",
    "volumes: [{stream: coal, months: {2017-13: 1}, source: s}]",
    "volumes: [{stream: coal, months: {1817-12: 1}, source: s}]",
    "baseline: {use: u, amounts: {coal: {china: 5}}}", "baseline: {use: u, amounts: {coal: {china: {low: 4 MUSD/yr}}}}",
    "baseline: {use: u, amounts: {coal: {china: {value: 5 MUSD/yr, x: 1}}}}",
    "baseline: {use: u, amounts: {coal: {china: 5 t}}}",
    "draws: 0", "seed: -1", "sampler: dice", "horizon: {start: 2017-13, end: 2018-01}", "evasion_from: 2017-01-32",
]  # fmt: skip


@cache
def editor() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(schema_text("scenario")))


@pytest.mark.parametrize(("text", "good"), [*((text, True) for text in GOOD), *((text, False) for text in BAD)])
def test_an_editor_and_the_reader_say_the_same(text, good):
    dated = "observed: [{partner: china, stream: coal, from: 2017-01, to: 2017-02, compliance: 1, source: s}]\n"
    content = parse_yaml(f"title: T\n{dated}{text}\n".encode(), "f").content
    assert editor().is_valid(content) is good
    with nullcontext() if good else pytest.raises(ValidationError):
        ScenarioFile.model_validate({key: value for key, value in content.items() if key != "behaviour"})
