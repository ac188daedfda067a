"""The shape of what a scenario says of the campaign and of partners, of what was seen, and of shocks."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.reading.forms.dates import DateField, KnownBy
from sim.reading.forms.fields import Factor, Form, Names, Share, Truth, refuse
from sim.reading.forms.paths import DialPath, PointPath, SharePath
from sim.reading.forms.quantities import QuantityField


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


class DatedForm(Form):
    """What holds from a day to a day, the last one included."""

    start: DateField = Field(alias="from")
    end: DateField = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise refuse("ends before it begins", f"{self.start} or later", at="to")
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
