"""What a user may write: the shape of scenario and law files, and their JSON Schema.

Strict and closed: unknown keys, loose types and impossible values are refused field by field. Names of partners,
streams and measures are checked against the reference data afterwards.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from sim.common.errors import echo
from sim.common.months import parse_date, parse_month
from sim.common.units import FINITE, LARGEST, Amount, AmountError, UnknownUnit, number_hint, parse_amount, units_of
from sim.domain.quantity import Basis, Distribution, Kind
from sim.reading.strict_yaml import LOOSE_WORDS

LONG_AGO = "1900-01-01"


DATE_ALLOWED = "YYYY-MM-DD, such as 2017-08-05"
MONTH_ALLOWED = "YYYY-MM, such as 2017-01"
NUMBER_ALLOWED = "a number such as 0.8, or with a unit such as '18 months'"
YEARS = "the year must lie between 1900 and 2200"


def _refuse(message: str, allowed: str, hint: str = "", at: str = "") -> PydanticCustomError:
    """A refusal in our own words; `at` is the key inside the refused value that is to blame."""
    return PydanticCustomError("dial", "{message}", {"message": message, "allowed": allowed, "hint": hint, "at": at})


def _date(value: Any) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        digits = str(value) if type(value) is int and 19000101 <= value <= 22001231 else ""
        hint = f"write it as {digits[:4]}-{digits[4:6]}-{digits[6:]}" if digits else ""
        raise _refuse("must be a date", DATE_ALLOWED, hint)
    try:
        return parse_date(value)
    except ValueError:
        raise _refuse(*_about_date(value)) from None


def _about_date(text: str) -> tuple[str, str, str]:
    """What is wrong with a text that is no date: the message, what is allowed, the likely fix."""
    plain = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text, re.ASCII)
    if plain:
        year, month, _ = (int(part) for part in plain.groups())
        if not 1900 <= year <= 2200:
            return YEARS, DATE_ALLOWED, ""
        if not 1 <= month <= 12:
            return "is a date that does not exist", DATE_ALLOWED, "a year has 12 months"
        days = calendar.monthrange(year, month)[1]
        return "is a date that does not exist", DATE_ALLOWED, f"{calendar.month_name[month]} {year} has {days} days"
    hint = ""
    if short := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text, re.ASCII):
        hint = "write it as {}-{:0>2}-{:0>2}".format(*short.groups())
    elif re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
        hint = f"add the day: {text}-01"
    elif re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ].*", text[:64], re.ASCII):
        hint = f"leave the time of day out: {text[:10]}"
    elif re.search(r"\d", text[:64]):
        hint = "the year comes first, then the month, then the day"
    return "is not a date", DATE_ALLOWED, hint


def _month(value: Any) -> int:
    if not isinstance(value, str):
        raise _refuse("is not a month", MONTH_ALLOWED)
    try:
        return parse_month(value)
    except ValueError:
        raise _refuse(*_about_month(value)) from None


def _about_month(text: str) -> tuple[str, str, str]:
    plain = re.fullmatch(r"(\d{4})-(\d{1,2})(-\d{2})?", text, re.ASCII)
    if not plain:
        return "is not a month", MONTH_ALLOWED, ""
    if plain[3] or len(plain[2]) == 1:
        return "is not a month", MONTH_ALLOWED, f"write {plain[1]}-{plain[2]:0>2}"
    if not 1900 <= int(plain[1]) <= 2200:
        return YEARS, MONTH_ALLOWED, ""
    return "is a month that does not exist", MONTH_ALLOWED, "a year has 12 months"


def _month_text(value: Any) -> str:
    _month(value)
    return str(value)


def _month_or_nothing(value: Any) -> str:
    return "" if value == "" else _month_text(value)


def _amount(*measures: str) -> Callable[[Any], Amount]:
    """A reader of amounts of these kinds, none of them negative."""
    units = [unit for what in measures for unit in units_of(what)]
    allowed = f"a number with a unit: {', '.join(units)}"

    def parse(value: Any) -> Amount:
        if isinstance(value, Amount):
            return value
        if not isinstance(value, str):
            message = (
                "needs a unit"
                if isinstance(value, int | float) and not isinstance(value, bool)
                else "must be an amount"
            )
            raise _refuse(message, f"{allowed}; such as '400.87 {units[0]}'")
        try:
            amount = parse_amount(value)
        except AmountError as error:
            raise _refuse(str(error), allowed, error.hint) from None
        if amount.measures not in measures:
            raise _refuse(f"is an amount of {amount.measures}, not of {' or '.join(measures)}", allowed)
        if amount.value < 0:
            raise _refuse("must not be negative", "0 or more")
        return amount

    return parse


def _value_of(*measures: str) -> Callable[[Any], float]:
    """The same, for amounts whose kind is clear from their key."""
    parse = _amount(*measures)
    return lambda value: parse(value).value


def _number(value: Any) -> float | str:
    """A bare finite number, or an amount text to be read with its parameter's unit."""
    if isinstance(value, str):
        try:
            parse_amount(value, "1")
        except UnknownUnit:
            return value  # told of with the units of its parameter
        except AmountError as error:
            raise _refuse(str(error), NUMBER_ALLOWED, error.hint) from None
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refuse("must be a number", NUMBER_ALLOWED)
    if abs(value) > LARGEST:
        raise _refuse("the number is too large", NUMBER_ALLOWED)
    return float(value)


def _words(value: Any) -> Any:
    if isinstance(value, str):
        raise _refuse("must be a list", f"[{echo(value)}]" if value else "[]")
    return value


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    loose = isinstance(value, str) and value.lower() in LOOSE_WORDS
    quoted = isinstance(value, str) and value.lower() in ("true", "false")
    hint = "yes, no, on and off are words here" if loose else "remove the quotation marks" if quoted else ""
    raise _refuse("must be true or false", "true, false", hint)


def quoted_hint(value: Any) -> str:
    """What to do about a number in quotation marks."""
    plain = isinstance(value, str) and re.fullmatch(r"[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?", value[:64])
    return "remove the quotation marks" if plain and not number_hint(value) else ""


DateField = Annotated[date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
MonthField = Annotated[int, BeforeValidator(_month), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}$"})]
MoneyAYear = Annotated[float, BeforeValidator(_value_of("money a year")), WithJsonSchema({"type": "string"})]
CellAmount = Annotated[Amount, BeforeValidator(_amount("money a year", "heads")), WithJsonSchema({"type": "string"})]
CapMoney = Annotated[float, BeforeValidator(_value_of("money a year", "money")), WithJsonSchema({"type": "string"})]
CapMass = Annotated[float, BeforeValidator(_value_of("mass a year", "mass")), WithJsonSchema({"type": "string"})]
KnownBy = Annotated[str, BeforeValidator(_month_or_nothing), WithJsonSchema({"type": "string"})]
Truth = Annotated[bool, BeforeValidator(_truth), WithJsonSchema({"type": "boolean"})]
NumberText = Annotated[float | str, BeforeValidator(_number), WithJsonSchema({"type": ["number", "string"]})]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Dial = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]
Points = Annotated[float, Field(ge=-10, le=10, allow_inf_nan=False)]
Factor = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Names = Annotated[list[str], BeforeValidator(_words)]


class Form(BaseModel):
    """A closed, strict, frozen shape."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=False)


def _path(key: str) -> Callable[[Any], Any]:
    """A bare number is a path with one step, as old as can be."""

    def widen(value: Any) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return [{"from": LONG_AGO, key: value}]
        if not isinstance(value, list):
            hint = quoted_hint(value) or (number_hint(value) if isinstance(value, str) else "")
            finite = "must be a finite number, or a dated path" if hint == FINITE else ""
            level = {"dial": "5.5", "share": "0.2"}.get(key, "1")
            allowed = f"{level}, or [{{from: 2017-01-01, {key}: {level}}}, …]"
            raise _refuse(finite or "must be a number or a dated path", allowed, "" if finite else hint)
        return value

    return widen


def _first_day(value: Any) -> date:
    """A date, or a month for its first day."""
    if isinstance(value, str) and len(value) == 7:
        _month(value)
        value = f"{value}-01"
    return _date(value)


StepDate = Annotated[date, BeforeValidator(_first_day), WithJsonSchema({"type": "string"})]


class DialStep(Form):
    """A turn of the dial: from a day on, 0 to 10."""

    start: StepDate = Field(alias="from")
    dial: Dial


class PointStep(Form):
    """Dial points from a day on."""

    start: StepDate = Field(alias="from")
    points: Points


class ShareStep(Form):
    """A share from a day on."""

    start: StepDate = Field(alias="from")
    share: Share


def _path_schema(key: str, low: float, high: float) -> WithJsonSchema:
    level = {"type": "number", "minimum": low, "maximum": high}
    step = {"type": "object", "properties": {"from": {"type": "string"}, key: level}, "required": ["from", key]}
    return WithJsonSchema({"anyOf": [level, {"type": "array", "items": step}]})


DialPath = Annotated[list[DialStep], BeforeValidator(_path("dial")), _path_schema("dial", 0, 10)]
PointPath = Annotated[list[PointStep], BeforeValidator(_path("points")), _path_schema("points", -10, 10)]
SharePath = Annotated[list[ShareStep], BeforeValidator(_path("share")), _path_schema("share", 0, 1)]


class QuantityForm(Form):
    """A number about the world as a user overrides it."""

    value: NumberText
    low: NumberText | None = None
    high: NumberText | None = None
    unit: str = ""
    distribution: Distribution | None = None
    date: str = ""
    known_by: KnownBy = ""
    basis: Basis = "judgement"
    kind: Kind = "judgement"
    source: str = ""
    note: str = ""


def is_quantity(value: Any) -> bool:
    """Whether a mapping is one quantity, perhaps without its value, and not one value a scope."""
    return isinstance(value, dict) and ("value" in value or bool(value.keys() & QuantityForm.model_fields))


def _scoped(value: Any) -> Any:
    """A bare number, a quantity, or a mapping of scopes to either; '' is the general value."""
    if not isinstance(value, dict):
        return {"": {"value": value}}
    if is_quantity(value):
        return {"": value}
    return {scope: inner if isinstance(inner, dict) else {"value": inner} for scope, inner in value.items()}


QuantityField = Annotated[QuantityForm, BeforeValidator(lambda v: v if isinstance(v, dict) else {"value": v})]
ScopedQuantity = Annotated[dict[str, QuantityForm], BeforeValidator(_scoped)]


class HorizonForm(Form):
    """The months a run covers, both included."""

    start: MonthField
    end: MonthField


class CampaignForm(Form):
    """The common dial: how hard the pressure campaign is turned up, 0 to 10, and how tired it is of it, 0 to 1.

    `notices: false` is the dial-only reading: no partner issues notices of its own unless it says so itself.
    """

    dial: DialPath = Field(default_factory=list)
    fatigue: SharePath = Field(default_factory=list)
    notices: Truth = True
    review_months: Annotated[int, Field(ge=1, le=60)] = 1


class PartnerForm(Form):
    """A partner's own dial path, whether it issues notices, its relief and diplomatic points, and its own numbers."""

    dial: DialPath | None = None
    notices: Truth | None = None
    relief: PointPath = Field(default_factory=list)
    diplomatic: PointPath = Field(default_factory=list)
    resistance: QuantityField | None = None
    exposure: QuantityField | None = None
    lag_days: QuantityField | None = None
    tau_up: QuantityField | None = None
    tau_down: QuantityField | None = None
    tau_impl: QuantityField | None = None
    own_notice: QuantityField | None = None
    peer: QuantityField | None = None


class BaselineForm(Form):
    """The baseline table, and what a scenario changes in it.

    `amounts`, by stream and partner: money a year, such as 1181 MUSD/yr, or heads where a stream is counted in heads.
    """

    use: str
    outside_china: MoneyAYear | None = None
    amounts: dict[str, dict[str, CellAmount]] = Field(default_factory=dict)
    shares: dict[str, dict[str, Share]] = Field(default_factory=dict)


class DatedForm(Form):
    """What holds from a day to a day, the last one included."""

    start: DateField = Field(alias="from")
    end: DateField = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise _refuse("ends before it begins", f"{self.start} or later", at="to")
        return self


class ObservedForm(DatedForm):
    """What a partner was seen to carry out, from a day to a day (the last one included)."""

    partner: str
    stream: str
    compliance: Share
    source: str
    known_by: KnownBy = ""


class ShockForm(DatedForm):
    """A dated factor on trade and on smuggling capacity, from a day to a day (the last one included)."""

    partners: Names = Field(default_factory=list)
    streams: Names = Field(default_factory=list)
    factor: Factor = 1.0
    smuggling: Factor = 1.0
    source: str = ""


class WindowForm(Form):
    """The dated period of a cap; `to` is the first day after it."""

    start: DateField = Field(alias="from")
    end: DateField = Field(alias="to")


def _exempt(value: Any) -> float | str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise _refuse("is not a share", "0 to 1, or the name of a number")
    return float(value)


ExemptShare = Annotated[
    float | str, BeforeValidator(_exempt), WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}]})
]


class ProvisionForm(Form):
    """One paragraph of an act."""

    paragraph: str = ""
    kind: Literal["ban", "cap", "freeze", "no_new_permits", "repatriate"] | None = None
    streams: Names = Field(default_factory=list)
    partners: Names = Field(default_factory=list)
    adopted: DateField | None = None
    effective: DateField | None = None
    wind_down_days: Annotated[int, Field(ge=0, le=3650)] = 0
    exempt: dict[str, ExemptShare] = Field(default_factory=dict)
    cap_value: CapMoney | None = None
    cap_quantity: CapMass | None = None
    mode: Literal["front_loaded", "pro_rata"] = "front_loaded"
    window: WindowForm | None = None
    carry_over: Truth = False
    deadline: DateField | None = None
    lifted: DateField | None = None
    superseded_by: Names = Field(default_factory=list)
    transposes: str = ""
    verified: Literal["yes", "partly", "no"] = "no"
    phrase: str = ""
    hs: str = ""
    official_estimate: MoneyAYear | None = None
    estimate_source: str = ""
    source: str = ""
    note: str = ""


class LevelStep(Form):
    """The level of a pressure measure from a day on."""

    start: DateField = Field(alias="from")
    level: Points


class MeasureForm(Form):
    """One act: a resolution, a statute, a partner's own act or notice, a designation round, a bank cut-off."""

    title: str
    issuer: str
    instrument: Literal["law", "secondary", "payment", "relief", "diplomatic"] = "law"
    adopted: DateField
    provisions: dict[str, ProvisionForm] = Field(default_factory=dict)
    steps: list[LevelStep] = Field(default_factory=list)
    partners: Names = Field(default_factory=list)
    streams: Names = Field(default_factory=list)
    effective: DateField | None = None
    lifted: DateField | None = None
    verified: Literal["yes", "partly", "no"] = "no"
    package_estimate: MoneyAYear | None = None
    estimate_source: str = ""
    source: str = ""
    note: str = ""


class LawForm(RootModel[dict[str, MeasureForm]]):
    """A file of acts, by name."""


def _with_use(value: Any) -> Any:
    """Split `behaviour` into the named set and the numbers that override it."""
    if not isinstance(value, dict):
        raise _refuse("must be a mapping", "{use: ex_ante_2017, theta: 0.8}")
    named = {"use": value["use"]} if "use" in value else {}
    return {**named, "numbers": {k: v for k, v in value.items() if k != "use"}}


class SetForm(Form):
    """A named set of behaviour: the tables it reads, later ones overriding; baseline streams it can stand in for."""

    tables: Names
    stand_ins: Names = Field(default_factory=list)


class SetsForm(RootModel[dict[str, SetForm]]):
    """The named sets of behaviour."""


class BehaviourForm(Form):
    """A named set of behaviour, then overrides."""

    use: str
    numbers: dict[str, ScopedQuantity]


BEHAVIOUR_SCHEMA = {
    "type": "object",
    "properties": {"use": {"type": "string", "description": "a named set: ex_ante_2017 or current"}},
    "additionalProperties": {"type": ["number", "string", "object"]},
}


class ScenarioForm(Form):
    """A scenario file, merged with what it is based on. `known_by`: use only numbers that could be known by then."""

    title: str
    description: str = ""
    based_on: str = ""
    known_by: Annotated[str, BeforeValidator(_month_text), WithJsonSchema({"type": "string"})] = ""
    horizon: HorizonForm
    baseline: BaselineForm
    prices: Literal["observed", "base_year"] = "observed"
    bundle: Names = Field(default_factory=list)
    under_test: Names = Field(default_factory=list)
    campaign: CampaignForm = Field(default_factory=CampaignForm)
    partners: dict[str, PartnerForm] = Field(default_factory=dict)
    behaviour: Annotated[BehaviourForm, BeforeValidator(_with_use), WithJsonSchema(BEHAVIOUR_SCHEMA)]
    evasion_from: DateField
    observed: list[ObservedForm] = Field(default_factory=list)
    shocks: list[ShockForm] = Field(default_factory=list)
    measures: dict[str, MeasureForm] = Field(default_factory=dict)
    benchmark: Literal["law_only", "no_compliance"] | None = None
    draws: Annotated[int, Field(ge=1, le=10_000_000)] = 1
    sampler: Literal["keyed", "sobol"] = "keyed"
    seed: Annotated[int, Field(ge=0, lt=2**62)] = 0


class BaselineFile(BaselineForm):
    """The baseline as written: `use` may be inherited."""

    use: str = ""


class ScenarioFile(ScenarioForm):
    """A scenario file as written: with `based_on`, everything but what differs may be left out."""

    title: str = ""
    horizon: HorizonForm | None = None  # type: ignore[assignment]
    baseline: BaselineFile | None = None  # type: ignore[assignment]
    behaviour: Annotated[Any, WithJsonSchema(BEHAVIOUR_SCHEMA)] = None
    evasion_from: DateField | None = None  # type: ignore[assignment]
