"""What a user may write in a sweep file: its shape, and its JSON Schema. What axes hold is read in sim.sweeps."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from sim.reading.forms.fields import Form, Names, Title

MOST_POINTS = 1_000_000
MOST_DRAWS = 1_000_000


class BundleForm(Form):
    """A bundle and, where the sweep asks what acts add, those under test."""

    bundle: Names
    under_test: Names = Field(default_factory=list)


AXIS_SCHEMA = {
    "oneOf": [
        {"type": "array", "minItems": 1},
        {
            "type": "object",
            "properties": {name: {"type": "number"} for name in ("from", "to", "step")} | {"unit": {"type": "string"}},
            "required": ["from", "to", "step"],
            "additionalProperties": False,
        },
        *(
            {"type": "object", "properties": {method: {}}, "required": [method], "additionalProperties": False}
            for method in ("sobol", "latin")
        ),
    ]
}
BUNDLE_SCHEMA = {"type": ["array", "object"], "description": "acts, or {bundle: [acts], under_test: [acts]}"}


class SweepForm(Form):
    """A sweep file."""

    title: Title
    description: str = ""
    base: str
    axes: dict[str, Annotated[Any, WithJsonSchema(AXIS_SCHEMA)]] = Field(default_factory=dict)
    bundles: dict[str, Annotated[Any, WithJsonSchema(BUNDLE_SCHEMA)]] = Field(default_factory=dict)
    cases: dict[str, dict[str, Any]] = Field(default_factory=dict)
    design: Literal["grid", "zip"] = "grid"
    points: Annotated[int, Field(ge=1, le=MOST_POINTS)] | None = None
    draws: Annotated[int, Field(ge=1, le=MOST_DRAWS)] = 1
    seed: Annotated[int, Field(ge=0, lt=2**62)] | None = None
    outputs: Names = Field(default_factory=list)
    monthly: Names = Field(default_factory=list)
    years: list[Annotated[int, Field(ge=1900, le=2200)]] = Field(default_factory=list)
