"""The shape of acts: resolutions, statutes, partners' own acts and notices, and their paragraphs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, RootModel, WithJsonSchema

from sim.domain.law import Instrument, ProvisionKind, Verified
from sim.reading.forms.amounts import CapMass, CapMoney, MoneyAYear
from sim.reading.forms.dates import DateField, DayAfter, StepDate
from sim.reading.forms.fields import Form, Names, Points, Title, Truth, YesNo, refuse


class WindowForm(Form):
    """A dated period; `to` is the first day after it, or its last month."""

    start: StepDate = Field(alias="from")
    end: DayAfter = Field(alias="to")


def _exempt(value: Any) -> float | str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise refuse("is not a share", "0 to 1, or the name of a number")
    return float(value)


ExemptShare = Annotated[
    float | str, BeforeValidator(_exempt), WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}]})
]


class ProvisionForm(Form):
    """One paragraph of an act.

    `strands`: goods under way are stopped too, and lie at ports; `releases`: days on which goods that lie there are let
    through, `to` being the first day after them; `closes`: an own act that shuts a gate, carried out in full at once.
    """

    paragraph: str = ""
    kind: ProvisionKind | None = None
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
    strands: YesNo = False
    releases: WindowForm | None = None
    closes: YesNo = False
    transposes: str = ""
    verified: Verified = "no"
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
    """One act: a resolution, a statute, a partner's own act or notice, a designation round, a bank cut-off.

    `expected_notices: no` says of an act of issuer un that a scenario makes up that no partner will gazette it.
    """

    title: Title
    issuer: str
    instrument: Instrument = "law"
    adopted: DateField
    provisions: dict[str, ProvisionForm] = Field(default_factory=dict)
    steps: list[LevelStep] = Field(default_factory=list)
    partners: Names = Field(default_factory=list)
    streams: Names = Field(default_factory=list)
    effective: DateField | None = None
    lifted: DateField | None = None
    expected_notices: YesNo | None = None
    verified: Verified = "no"
    package_estimate: MoneyAYear | None = None
    estimate_source: str = ""
    source: str = ""
    note: str = ""


class LawForm(RootModel[dict[str, MeasureForm]]):
    """A file of acts, by name."""
