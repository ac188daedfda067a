"""The shape of the dial's curve: a word, the two numbers of a logistic, or the points of a table."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sim.domain.curve import LINEAR, MIDPOINTS, POWER, WIDTHS, DialCurve, table_of, trouble_in
from sim.reading.forms.fields import Dial, Form, Share, refuse

ALLOWED = "power, linear, {midpoint: 6.8, width: 1}, or [{dial: 5, share: 0.2}, {dial: 6, share: 0.25}]"
KEYS = {"midpoint", "width"}
BOTH = "a logistic has both: {midpoint: 6.8, width: 1}; where one or both are swept, the base has them already"
EXPONENT = "an exponent is behaviour.gamma"
MEANT = {
    "gamma": EXPONENT,
    "logistic": "write its midpoint and width, no name before them",
    "table": "write the list of its points, no name before it",
}
"""Names of forms, and what to write in their place."""


class PointForm(Form):
    """The share of an order that a dial carries out."""

    dial: Dial
    share: Share


class LogisticForm(Form):
    """Where a logistic is steepest, and how far it stretches to either side; dial points."""

    midpoint: Annotated[float, Field(ge=MIDPOINTS[0], le=MIDPOINTS[1])]
    width: Annotated[float, Field(ge=WIDTHS[0], le=WIDTHS[1])]


class CurveForm(Form):
    """What of an order each dial carries out: a power unless said, whose exponent is behaviour.gamma.

    Points of a table stand in rising order; from one to the next the share goes straight. 0 at dial 0 and 1 at dial 10
    are understood.
    """

    word: Literal["power", "linear"] = "power"
    logistic: LogisticForm | None = None
    points: list[PointForm] = Field(default_factory=list)

    @model_validator(mode="after")
    def _rises(self) -> Self:
        trouble = trouble_in(self.pairs)
        if trouble:
            raise refuse(trouble.message, trouble.allowed, at=(trouble.point, trouble.key))
        return self

    @property
    def pairs(self) -> tuple[tuple[float, float], ...]:
        """The table's points as they were given."""
        return tuple((float(point.dial), float(point.share)) for point in self.points)

    @property
    def curve(self) -> DialCurve:
        """The curve that is meant."""
        if self.logistic:
            return DialCurve("logistic", (), float(self.logistic.midpoint), float(self.logistic.width))
        if self.points:
            return table_of(self.pairs)
        return LINEAR if self.word == "linear" else POWER


def _told_apart(value: Any) -> Any:
    """A word, a mapping and a list are three forms."""
    if value in ("power", "linear"):
        return {"word": value}
    if isinstance(value, dict) and KEYS & value.keys():
        if (lacking := KEYS - value.keys()) and value.keys() <= KEYS:
            raise refuse("is missing", "a number", BOTH, at=lacking.pop(), given="nothing")
        return {"logistic": value}
    if isinstance(value, list) and value:
        return {"points": value}
    named = value if isinstance(value, str) else next(iter(value), "") if isinstance(value, dict) else ""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    raise refuse("is no curve of the dial", ALLOWED, EXPONENT if number else MEANT.get(str(named), ""))


def _limits(ends: tuple[float, float]) -> dict[str, Any]:
    return {"type": "number", "minimum": ends[0], "maximum": ends[1]}


def _closed(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


_POINT = _closed(dial=_limits((0, 10)), share=_limits((0, 1)))
_SCHEMA = {
    "description": "what of an order each dial carries out: (dial/10)^gamma unless said; a logistic; a table, 0 at 0 "
    "and 1 at 10 understood",
    "anyOf": [
        {"enum": ["power", "linear"]},
        _closed(midpoint=_limits(MIDPOINTS), width=_limits(WIDTHS)),
        {"type": "array", "items": _POINT, "minItems": 1},
    ],
}
CurveField = Annotated[CurveForm, BeforeValidator(_told_apart), WithJsonSchema(_SCHEMA)]
