"""JSON Schema of what users write, for editors."""

from __future__ import annotations

import json

from pydantic import BaseModel

from sim.reading.forms.law import LawForm
from sim.reading.forms.scenario import ScenarioFile
from sim.reading.forms.sweep import SweepForm

FORMS: dict[str, type[BaseModel]] = {"scenario": ScenarioFile, "law": LawForm, "sweep": SweepForm}


def schema_text(name: str) -> str:
    """The JSON Schema of scenario, law or sweep files, as shipped in scenarios/schema."""
    schema = FORMS[name].model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
