"""What the shapes of files have in common: a closed form, our own refusals, words, shares, factors."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.common.errors import echo
from sim.common.letters import LONGEST_TITLE, title_trouble
from sim.common.units import number_hint

LOOSE_WORDS = ("yes", "no", "on", "off", "y", "n")
"""Words that older YAML reads as true or false; here they are words, and where true or false is meant, refused."""


class Form(BaseModel):
    """A closed, strict, frozen shape."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=False)


def refuse(
    message: str, allowed: str, hint: str = "", at: str | tuple[str | int, ...] = "", given: str = ""
) -> PydanticCustomError:
    """A refusal in our own words; `at` is the key, or the path, inside the refused value that is to blame.

    `given` is repeated back in place of the value that stands there: a key that is itself to blame.
    """
    inside = (at,) if isinstance(at, str) and at else tuple(at)
    details = {"message": message, "allowed": allowed, "hint": hint, "at": inside, "given": given}
    return PydanticCustomError("dial", "{message}", details)


def _words(value: Any) -> Any:
    if isinstance(value, str):
        raise refuse("must be a list", f"[{echo(value)}]" if value else "[]")
    return value


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    loose = isinstance(value, str) and value.lower() in LOOSE_WORDS
    quoted = isinstance(value, str) and value.lower() in ("true", "false")
    hint = "yes, no, on and off are words here" if loose else "remove the quotation marks" if quoted else ""
    raise refuse("must be true or false", "true, false", hint)


def _yes_or_no(value: Any) -> bool:
    """A plain word about an act: yes or no; true and false are taken as well."""
    if isinstance(value, bool) or value in ("yes", "no"):
        return value in (True, "yes")
    raise refuse("must be yes or no", "yes, no")


def _on_or_off(value: Any) -> Any:
    if isinstance(value, bool):
        return "on" if value else "off"
    if value not in ("on", "off"):
        raise refuse("must be on or off", "on, off", quoted_hint(value))
    return value


def quoted_hint(value: Any) -> str:
    """What to do about a number in quotation marks."""
    plain = isinstance(value, str) and re.fullmatch(r"[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?", value[:64])
    return "remove the quotation marks" if plain and not number_hint(value) else ""


def _title(value: str) -> str:
    if trouble := title_trouble(value):
        raise refuse(trouble, f"one line of at most {LONGEST_TITLE} letters")
    return value


YesNo = Annotated[bool, BeforeValidator(_yes_or_no), WithJsonSchema({"enum": ["yes", "no", True, False]})]
Truth = Annotated[bool, BeforeValidator(_truth), WithJsonSchema({"type": "boolean"})]
_ON_OFF = WithJsonSchema({"enum": ["on", "off", True, False]})
OnOff = Annotated[Literal["on", "off"], BeforeValidator(_on_or_off), _ON_OFF]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Dial = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]
Points = Annotated[float, Field(ge=-10, le=10, allow_inf_nan=False)]
Factor = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Title = Annotated[str, AfterValidator(_title), WithJsonSchema({"type": "string", "maxLength": LONGEST_TITLE})]
Names = Annotated[list[str], BeforeValidator(_words)]
