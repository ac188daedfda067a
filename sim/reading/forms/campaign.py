"""The shape of what a campaign does beside its dial: pushes, designations, provocations, ladder, talks, coalitions."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sim.reading.forms.dates import DayAfter, StepDate
from sim.reading.forms.fields import Form, Names, Share, YesNo, quoted_hint, refuse
from sim.reading.forms.paths import LONG_AGO
from sim.reading.forms.quantities import QuantityField, QuantityForm, is_quantity

Days = Annotated[int, Field(ge=0, le=3650)]
Rate = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
EventsAYear = Annotated[float, Field(ge=0, le=12, allow_inf_nan=False)]
MonthCount = Annotated[int, Field(ge=1, le=600)]


class SpanForm(Form):
    """Days from one on, until before another, or until the end of a month; open where one is left out."""

    start: StepDate | None = Field(default=None, alias="from")
    end: DayAfter | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and self.end <= self.start:
            raise refuse("ends before it begins", f"after {self.start}", at="to")
        return self


class PushForm(Form):
    """Pressure on named partners on a day. `by_exposure`: a designation of their firms, felt by exposure.

    Without points and half-life it is a visit as the tables have it; with points alone it stays.
    """

    day: StepDate = Field(alias="date")
    partners: Names = Field(default_factory=list)
    points: QuantityField | None = None
    half_life: QuantityField | None = None
    by_exposure: YesNo = False
    what: str = ""


class SeenForm(Form):
    """The share of undeclared trade that outsiders see, from a day on."""

    start: StepDate = Field(alias="from")
    share: QuantityField


def _seen_path(value: Any) -> Any:
    """One share, or a share with its range, is a path with one step, as old as can be."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    if plain or is_quantity(value):
        return [{"from": LONG_AGO, "share": value}]
    if not isinstance(value, list):
        hint = quoted_hint(value)
        raise refuse("must be a share or a dated path", "0.2, or [{from: 2016-01-01, share: 0.2}, …]", hint)
    return value


_SHARE = {"anyOf": [{"type": ["number", "string"]}, QuantityForm.model_json_schema(by_alias=True)]}
_SEEN_STEP = {
    "type": "object",
    "properties": {"from": {"type": "string"}, "share": _SHARE},
    "required": ["from", "share"],
}
SeenPath = Annotated[
    list[SeenForm],
    BeforeValidator(_seen_path),
    WithJsonSchema({"anyOf": [*_SHARE["anyOf"], {"type": "array", "items": _SEEN_STEP}]}),
]


class DesignationsForm(SpanForm):
    """Random rounds of designations of partners' firms: `rate` rounds per USD million that outsiders see a month.

    `seen`: the share they see of what is not declared. Points, half-life, most and seen are the tables' unless given.
    """

    rate: Rate = 0.0
    points: QuantityField | None = None
    half_life: QuantityField | None = None
    most: Share | None = None
    seen: SeenPath | None = None
    partners: Names = Field(default_factory=list)
    streams: Names = Field(default_factory=list)


class ClassForm(SpanForm):
    """A class of provocations: `rate` a year, the chance that one is answered, and the days that answers took.

    What is left out of nuclear, long_range and other is the tables'.
    """

    rate: EventsAYear | None = None
    adoption: Share | None = None
    lags: list[Days] | None = None


class EventForm(Form):
    """A provocation on a day: answered `lag_days` later, or not at all."""

    day: StepDate = Field(alias="date")
    kind: str = Field(alias="class")
    lag_days: Days | None = None


class ProvocationsForm(Form):
    """Classes of provocations by name, and events whose day is given."""

    classes: dict[str, ClassForm] = Field(default_factory=dict)
    dated: list[EventForm] = Field(default_factory=list)


def _with_dated(value: Any) -> Any:
    """Split `provocations` into the dated events and the classes."""
    if not isinstance(value, dict):
        raise refuse("must be a mapping", "{nuclear: {rate: 0.5}, dated: [{date: 2017-09-03, class: nuclear}]}")
    dated = {"dated": value["dated"]} if "dated" in value else {}
    return {**dated, "classes": {name: v for name, v in value.items() if name != "dated"}}


PROVOCATIONS_SCHEMA = {
    "type": "object",
    "properties": {"dated": {"type": "array", "items": EventForm.model_json_schema(by_alias=True)}},
    "additionalProperties": ClassForm.model_json_schema(by_alias=True),
}
ProvocationsField = Annotated[ProvocationsForm, BeforeValidator(_with_dated), WithJsonSchema(PROVOCATIONS_SCHEMA)]


class LadderForm(Form):
    """Acts that answer provocations from a day on, in order; each comes into force by its answer, not by the bundle."""

    start: StepDate = Field(alias="from")
    rungs: Names = Field(default_factory=list)


class ReliefForm(Form):
    """The share of a paragraph that is suspended from so many days after the start of talks."""

    after_days: Days = 0
    share: Share


class TalkForm(Form):
    """Talks: they may pause the ladder and suspend shares of paragraphs; a provocation of `broken_by` ends them.

    With `quiet_months` they begin with the first month from `from` (to `until`) before which it was quiet so long.
    """

    start: StepDate = Field(alias="from")
    end: DayAfter | None = Field(default=None, alias="to")
    quiet_months: MonthCount | None = None
    until: StepDate | None = None
    broken_by: Names = Field(default_factory=list)
    pauses: YesNo = False
    relief: dict[str, list[ReliefForm]] = Field(default_factory=dict)
    snapback: YesNo = True
    snapback_days: Days = 0


class CoalitionForm(Form):
    """Partners that move together or not at all: on `date`, or by chance once their mean propensity is enough."""

    members: Names = Field(default_factory=list)
    weights: Literal["trade", "equal"] = "trade"
    threshold: QuantityField | None = None
    probability: Share = 0.0
    start: StepDate | None = Field(default=None, alias="from")
    day: StepDate | None = Field(default=None, alias="date")
    points: QuantityField | None = None
    acts: Names = Field(default_factory=list)
