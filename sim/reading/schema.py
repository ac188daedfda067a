"""JSON Schema of what users write, for editors: keys, limits, and every number of the model with unit and meaning."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from sim.common.units import UNITS, amount_pattern, units_of
from sim.domain.parameters import INFINITE, PARAMETERS, Parameter
from sim.reading.forms.amounts import ANY_AMOUNT
from sim.reading.forms.law import LawForm
from sim.reading.forms.quantities import QuantityForm
from sim.reading.forms.scenario import ScenarioFile
from sim.reading.forms.sweep import SweepForm
from sim.reading.scenario.given import NUMBER_LIKE, own_unit
from sim.reading.scenario.numbers import PARTNER_NUMBERS

FORMS: dict[str, type[BaseModel]] = {"scenario": ScenarioFile, "law": LawForm, "sweep": SweepForm}

Schema = dict[str, Any]
LAID_OVER = ("HorizonForm", "LadderForm", "MeasureForm", "ReliefForm", "TalkForm", "WindowForm")
"""Of these a file may give a part, and what it is based on the rest; the reader says what is missing of the whole."""
QUANTITY = "#/$defs/QuantityForm"
SCOPES = {
    "stream": "a stream or group",
    "partner": "a partner or group",
    "measure": "an act",
    "kind": "an instrument or act",
    "link": "two streams, such as textiles>wigs",
}
"""What a number can be given for, in words."""


def schema_text(name: str) -> str:
    """The JSON Schema of scenario, law or sweep files, as shipped in scenarios/schema."""
    schema = FORMS[name].model_json_schema(by_alias=True)
    if name == "scenario":
        _take_plain(schema)
        _tell_numbers(schema)
        for form in LAID_OVER:
            del schema["$defs"][form]["required"]
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _take_plain(schema: Any) -> None:
    """Let a number stand plain wherever it may have its range beside it, as readers do."""
    for key, inner in list(schema.items()) if isinstance(schema, dict) else enumerate(schema):
        if inner == {"$ref": QUANTITY}:
            if isinstance(schema, list):
                schema.append(ANY_AMOUNT)
                return
            schema[key] = {"anyOf": [inner, ANY_AMOUNT]}
        elif isinstance(inner, dict | list):
            _take_plain(inner)


def _tell_numbers(schema: Schema) -> None:
    """Put every number of the model where a scenario may give it: in behaviour, and under partners."""
    definitions = schema["$defs"]
    definitions["QuantityForm"] = QuantityForm.model_json_schema(by_alias=True)
    one = [ANY_AMOUNT, {"$ref": QUANTITY}]
    definitions["NumberByScope"] = {"type": "object", "additionalProperties": {"anyOf": one}}
    behaviour = schema["properties"]["behaviour"]
    behaviour["additionalProperties"] = False
    behaviour["properties"] |= {p.name: _number(p, scoped=bool(p.scope)) for p in PARAMETERS.values()}
    partner = definitions["PartnerForm"]["properties"]
    partner |= {name: _number(PARAMETERS[name], scoped=False) for name in PARTNER_NUMBERS}


def _number(parameter: Parameter, scoped: bool) -> Schema:
    """A number as it may be written: plain, with a unit, with its range, or (scoped) one for each of several names."""
    unit = own_unit(parameter)
    factor = UNITS[unit][1]
    limits = {"minimum": parameter.low / factor}
    if parameter.high < INFINITE:
        limits["maximum"] = parameter.high / factor
    shares = units_of("number") if parameter.measures in NUMBER_LIKE else []
    units = dict.fromkeys([*units_of(parameter.measures), *shares])
    text = {"type": "string", "pattern": amount_pattern(units, bare=True)}
    forms: list[Schema] = [{"type": "number"} | limits, text, {"$ref": QUANTITY}]
    by_scope: list[Schema] = [{"$ref": "#/$defs/NumberByScope"}] if scoped else []
    return {"description": _told(parameter, unit, limits, scoped), "anyOf": [*forms, *by_scope]}


def _told(parameter: Parameter, unit: str, limits: dict[str, float], scoped: bool) -> str:
    """What a number means, its unit and limits, and what it may be given for."""
    low, high = (f"{limits[end]:g}" if end in limits else "" for end in ("minimum", "maximum"))
    named = "" if unit == "1" else f" {unit}"
    units = [other for other in units_of(parameter.measures) if other not in (unit, "1")]
    also = f" (also {', '.join(units)})" if units else ""
    reach = f"{low} to {high}{named}" if high else f"{low}{named} or more"
    scopes = f"; one for all, or by {SCOPES[parameter.scope]}" if scoped else ""
    return f"{parameter.meaning}; {reach}{also}{scopes}"
