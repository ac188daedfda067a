"""The shape of scenario files."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from sim.domain.scenario import EstimateBasis
from sim.reading.forms.actors import CampaignForm, ObservedForm, PartnerForm, ShockForm, VolumeForm
from sim.reading.forms.amounts import MoneyAYear
from sim.reading.forms.dates import DateField, MonthField, MonthText
from sim.reading.forms.fields import Form, Names, Share, Title, refuse
from sim.reading.forms.law import MeasureForm
from sim.reading.forms.quantities import CellField, ScopedQuantity


class HorizonForm(Form):
    """The months a run covers, both included."""

    start: MonthField
    end: MonthField


class BaselineForm(Form):
    """The baseline table, and what a scenario changes in it.

    `amounts`, by stream and partner: money a year, such as 1181 MUSD/yr, or heads where a stream is counted in heads;
    or {value: 695 MUSD/yr, low: 561 MUSD/yr, high: 700 MUSD/yr, source: …} for one with its range.
    """

    use: str
    outside_largest_buyer: MoneyAYear | None = None
    amounts: dict[str, dict[str, CellField]] = Field(default_factory=dict)
    shares: dict[str, dict[str, Share]] = Field(default_factory=dict)


def _with_use(value: Any) -> Any:
    """Split `behaviour` into the named set and the numbers that override it."""
    if not isinstance(value, dict):
        raise refuse("must be a mapping", "{use: ex_ante_2017, theta: 0.8}")
    named = {"use": value["use"]} if "use" in value else {}
    return {**named, "numbers": {k: v for k, v in value.items() if k != "use"}}


class BehaviourForm(Form):
    """A named set of behaviour, then overrides."""

    use: str
    numbers: dict[str, ScopedQuantity]


BEHAVIOUR_SCHEMA = {
    "type": "object",
    "properties": {"use": {"type": "string", "description": "a named set: ex_ante_2017, current or today"}},
    "additionalProperties": {"type": ["number", "string", "object"]},
}


class EstimateForm(Form):
    """What others say that the scenario is worth, in their words: quoted, or derived from what they said."""

    who: Title
    said: Title
    basis: EstimateBasis
    source: Title


class ScenarioForm(Form):
    """A scenario file, merged with what it is based on.

    `tables`: a folder of one's own tables, beside the file that names it, laid over the shipped ones. `known_by`: use
    only numbers that could be known by then. `lift`: acts or paragraphs that end on a day for the question's sake, and
    their notices with them. `substitution_from`: the day from which a link builds up. `estimates`: what others put on
    it, and `caveats`: what cannot be known of it, a line each, both for readers alone.
    """

    title: Title
    description: str = ""
    based_on: str = ""
    tables: str = ""
    known_by: MonthText = ""
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
    volumes: list[VolumeForm] = Field(default_factory=list)
    measures: dict[str, MeasureForm] = Field(default_factory=dict)
    lift: dict[str, DateField] = Field(default_factory=dict)
    substitution_from: dict[str, DateField] = Field(default_factory=dict)
    estimates: list[EstimateForm] = Field(default_factory=list)
    benchmark: Literal["law_only", "no_compliance"] | None = None
    caveats: list[Title] = Field(default_factory=list)
    draws: Annotated[int, Field(ge=1, le=10_000_000)] = 1
    sampler: Literal["keyed", "sobol"] = "keyed"
    seed: Annotated[int, Field(ge=0, lt=2**62)] = 0


class BaselineFile(BaselineForm):
    """The baseline as written: `use` may be inherited."""

    use: str = ""


class ScenarioFile(ScenarioForm):
    """A scenario file as written: with `based_on`, everything but what differs may be left out."""

    title: Title = ""
    horizon: HorizonForm | None = None  # type: ignore[assignment]
    baseline: BaselineFile | None = None  # type: ignore[assignment]
    behaviour: Annotated[Any, WithJsonSchema(BEHAVIOUR_SCHEMA)] = None
    evasion_from: DateField | None = None  # type: ignore[assignment]
