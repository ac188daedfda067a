"""The shape of what a scenario says of the campaign and of partners, of what was seen, and of shocks."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.domain.quantity import Kind
from sim.reading.forms.campaign import (
    CoalitionForm,
    DesignationsForm,
    LadderForm,
    ProvocationsField,
    PushForm,
    SpanForm,
    TalkForm,
)
from sim.reading.forms.curve import CurveField, CurveForm
from sim.reading.forms.dates import KnownBy, LastDay, StepDate, check_month
from sim.reading.forms.fields import Factor, Form, Names, OnOff, Share, refuse
from sim.reading.forms.paths import DialPath, NoticePath, PointPath, SharePath
from sim.reading.forms.quantities import QuantityField


class SwitchForm(Form):
    """At which dial a partner gives notice of what binds it, while its notices are by_dial.

    It gives notice once its settled dial has reached `open`, withdraws it below `close`, each so many whole months
    later; `start` says how it begins. What is not given is that of the tables.
    """

    open: QuantityField | None = None
    close: QuantityField | None = None
    delay_months: Annotated[int, Field(ge=0, le=60)] | None = None
    start: OnOff | None = None


class CampaignForm(Form):
    """The common dial: how hard the pressure campaign is turned up, 0 to 10, and how tired it is of it, 0 to 1.

    `dial_curve`: what of an order each dial carries out.

    `notices: off` is the dial-only reading: no partner issues notices of its own unless it says so itself; by_dial: its
    dial decides, as `switch` says. A dated path turns them on and off; before its first date they are on.

    The rest is off unless given: dated pushes, rounds of designations, provocations and the ladder of acts that answer
    them, a veto, talks with their relief, and partners that move together.
    """

    dial: DialPath = Field(default_factory=list)
    dial_curve: CurveField = Field(default_factory=CurveForm)
    fatigue: SharePath = Field(default_factory=list)
    notices: NoticePath = Field(default_factory=list)
    switch: SwitchForm | None = None
    review_months: Annotated[int, Field(ge=1, le=60)] = 1
    press: list[PushForm] = Field(default_factory=list)
    designations: DesignationsForm | None = None
    provocations: ProvocationsField | None = None
    ladder: LadderForm | None = None
    veto: SpanForm | None = None
    talks: dict[str, TalkForm] = Field(default_factory=dict)
    coalitions: dict[str, CoalitionForm] = Field(default_factory=dict)


class PartnerForm(Form):
    """A partner's own dial path, when its notices count, its relief and diplomatic points, and its own numbers."""

    dial: DialPath | None = None
    notices: NoticePath | None = None
    switch: SwitchForm | None = None
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


class DatedForm(Form):
    """What holds from a day to a day, the last one included; a month stands for its first day, or its last."""

    start: StepDate = Field(alias="from")
    end: LastDay = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise refuse("ends before it begins", f"{self.start} or later", at="to")
        return self


class ObservedForm(DatedForm):
    """What a partner was seen to carry out, from a day to a day (the last one included).

    An observation of kind customs is of declared trade.
    """

    partner: str
    stream: str
    compliance: Share
    source: str
    known_by: KnownBy = ""
    kind: Kind = "judgement"


MONTH_KEYS = Field(
    json_schema_extra={"minProperties": 1, "propertyNames": {"pattern": r"^(19|20|21|22)\d\d-(0[1-9]|1[0-2])$"}}
)
"""What an editor is told of a mapping by month, of which there is one at least."""


class VolumeForm(Form):
    """A stream's volume by month, relative to the base year: 1 before its first month, the last value after it."""

    stream: str
    months: Annotated[dict[str, Factor], MONTH_KEYS]
    source: str
    known_by: KnownBy = ""

    @model_validator(mode="after")
    def _are_months(self) -> Self:
        for month in self.months:
            try:
                check_month(month)
            except PydanticCustomError as error:
                said = error.context or {}
                raise refuse(
                    said["message"], said["allowed"], said["hint"], at=("months", month), given=month
                ) from error
        if not self.months:
            raise refuse("has no month", "{2017-05: 1.07, …}", at="months")
        return self


class ShockForm(DatedForm):
    """A dated factor on trade and on smuggling capacity, from a day to a day (the last one included)."""

    partners: Names = Field(default_factory=list)
    streams: Names = Field(default_factory=list)
    factor: Factor = 1.0
    smuggling: Factor = 1.0
    source: str = ""
