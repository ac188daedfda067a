"""Numbers about the world as a user overrides them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from sim.domain.quantity import Basis, Distribution, Kind
from sim.reading.forms.amounts import CELL_TEXT, CellAmount, NumberText
from sim.reading.forms.dates import KnownBy
from sim.reading.forms.fields import Form


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


class CellForm(Form):
    """An amount of the baseline as a user gives it, perhaps with its range."""

    value: CellAmount
    low: CellAmount | None = None
    high: CellAmount | None = None
    distribution: Distribution | None = None
    date: str = ""
    known_by: KnownBy = ""
    basis: Basis = "judgement"
    kind: Kind = "judgement"
    source: str = ""
    note: str = ""


CELL_SCHEMA = {
    "anyOf": [
        CELL_TEXT,
        {
            "type": "object",
            "properties": {
                name: CELL_TEXT if name in ("value", "low", "high") else {"type": "string"}
                for name in CellForm.model_fields
            },
            "required": ["value"],
            "additionalProperties": False,
        },
    ]
}
CellField = Annotated[
    CellForm, BeforeValidator(lambda v: v if isinstance(v, dict) else {"value": v}), WithJsonSchema(CELL_SCHEMA)
]


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
