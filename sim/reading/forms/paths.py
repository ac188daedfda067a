"""Dated paths: levels, and whether notices count, from a day on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sim.common.units import FINITE, number_hint
from sim.domain.law import NoticeState
from sim.reading.forms.dates import StepDate
from sim.reading.forms.fields import Dial, Form, Points, Share, quoted_hint, refuse

LONG_AGO = "1900-01-01"


def _path(key: str) -> Callable[[Any], Any]:
    """A bare number is a path with one step, as old as can be."""

    def widen(value: Any) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return [{"from": LONG_AGO, key: value}]
        if not isinstance(value, list):
            hint = quoted_hint(value) or (number_hint(value) if isinstance(value, str) else "")
            finite = "must be a finite number, or a dated path" if hint == FINITE else ""
            level = {"dial": "5.5", "share": "0.2"}.get(key, "1")
            allowed = f"{level}, or [{{from: 2017-01-01, {key}: {level}}}, …]"
            raise refuse(finite or "must be a number or a dated path", allowed, "" if finite else hint)
        return value

    return widen


class DialStep(Form):
    """A turn of the dial: from a day on, 0 to 10."""

    start: StepDate = Field(alias="from")
    dial: Dial


class PointStep(Form):
    """Dial points from a day on."""

    start: StepDate = Field(alias="from")
    points: Points


class ShareStep(Form):
    """A share from a day on."""

    start: StepDate = Field(alias="from")
    share: Share


def _path_schema(key: str, low: float, high: float) -> WithJsonSchema:
    level = {"type": "number", "minimum": low, "maximum": high}
    properties = {"from": {"type": "string"}, key: level}
    step = {"type": "object", "properties": properties, "required": ["from", key], "additionalProperties": False}
    return WithJsonSchema({"anyOf": [level, {"type": "array", "items": step}]})


DialPath = Annotated[list[DialStep], BeforeValidator(_path("dial")), _path_schema("dial", 0, 10)]
PointPath = Annotated[list[PointStep], BeforeValidator(_path("points")), _path_schema("points", -10, 10)]
SharePath = Annotated[list[ShareStep], BeforeValidator(_path("share")), _path_schema("share", 0, 1)]


class NoticeForm(Form):
    """Whether a partner's notices count from a day on, or its dial decides."""

    start: StepDate = Field(alias="from")
    state: NoticeState = Field(alias="is")

    @model_validator(mode="after")
    def _by_the_month(self) -> Self:
        if self.state == "by_dial" and self.start.day != 1:
            raise refuse("a dial begins to decide on the first of a month", str(self.start.replace(day=1)), at="from")
        return self


_MEANT = {"yes": "on", "y": "on", "true": "on", "no": "off", "n": "off", "false": "off"}
"""Words for on and off elsewhere."""


def _notice_path(value: Any) -> Any:
    """One word, or true and false, is a path with one step, as old as can be."""
    if isinstance(value, bool) or value in ("on", "off", "by_dial"):
        return [{"from": LONG_AGO, "is": {True: "on", False: "off"}.get(value, value)}]
    if not isinstance(value, list):
        meant = _MEANT.get(value.lower(), "") if isinstance(value, str) else ""
        hint = f"write {meant}" if meant else ""
        allowed = "on, off, by_dial, or [{from: 2018-06-01, is: off}, …]"
        raise refuse("must be on, off or by_dial, or a dated path", allowed, hint)
    return value


_NOTICE_STEP = {
    "type": "object",
    "properties": {"from": {"type": "string"}, "is": {"enum": ["on", "off", "by_dial"]}},
    "required": ["from", "is"],
    "additionalProperties": False,
}
_NOTICES = {"anyOf": [{"enum": ["on", "off", "by_dial", True, False]}, {"type": "array", "items": _NOTICE_STEP}]}
NoticePath = Annotated[list[NoticeForm], BeforeValidator(_notice_path), WithJsonSchema(_NOTICES)]
