"""Amounts with their unit, and numbers that have the unit of their parameter."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from sim.common.units import LARGEST, UNITS, Amount, AmountError, UnknownUnit, amount_pattern, parse_amount, units_of
from sim.reading.forms.fields import refuse

NUMBER_ALLOWED = "a number such as 0.8, or with a unit such as '18 months'"


def _by_the_year(hint: str, units: Collection[str]) -> str:
    """A hint of a unit that is allowed by the year alone, with the year: MUSD/yr for MUSD."""
    plain = {unit.removesuffix("/yr"): unit for unit in units}
    said = {f"did you mean '{unit}'?": yearly for unit, yearly in plain.items() if unit not in units}
    return f"did you mean '{said[hint]}'?" if hint in said else hint


def _amount(*measures: str) -> Callable[[Any], Amount]:
    """A reader of amounts of these kinds, none of them negative."""
    units = [unit for what in measures for unit in units_of(what)]
    allowed = f"a number with a unit: {', '.join(units)}"

    def parse(value: Any) -> Amount:
        if isinstance(value, Amount):
            return value
        if not isinstance(value, str):
            message = (
                "needs a unit"
                if isinstance(value, int | float) and not isinstance(value, bool)
                else "must be an amount"
            )
            raise refuse(message, f"{allowed}; such as '400.87 {units[0]}'")
        try:
            amount = parse_amount(value)
        except AmountError as error:
            raise refuse(str(error), allowed, _by_the_year(error.hint, units)) from None
        if amount.measures not in measures:
            raise refuse(f"is an amount of {amount.measures}, not of {' or '.join(measures)}", allowed)
        if amount.value < 0:
            raise refuse("must not be negative", "0 or more")
        return amount

    return parse


def _value_of(*measures: str) -> Callable[[Any], float]:
    """The same, for amounts whose kind is clear from their key."""
    parse = _amount(*measures)
    return lambda value: parse(value).value


def _number(value: Any) -> float | str:
    """A bare finite number, or an amount text to be read with its parameter's unit."""
    if isinstance(value, str):
        try:
            parse_amount(value, "1")
        except UnknownUnit:
            return value  # told of with the units of its parameter
        except AmountError as error:
            raise refuse(str(error), NUMBER_ALLOWED, error.hint) from None
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refuse("must be a number", NUMBER_ALLOWED)
    if abs(value) > LARGEST:
        raise refuse("the number is too large", NUMBER_ALLOWED)
    return float(value)


def _text(*measures: str) -> dict[str, str]:
    """What an editor may let through: a number and one of the units."""
    units = [unit for what in measures for unit in units_of(what)]
    return {"type": "string", "pattern": amount_pattern(units, bare=False)}


CELL_TEXT = _text("money a year", "heads")
ANY_AMOUNT = {"type": ["number", "string"], "pattern": amount_pattern(UNITS, bare=True)}
MoneyAYear = Annotated[float, BeforeValidator(_value_of("money a year")), WithJsonSchema(_text("money a year"))]
CellAmount = Annotated[Amount, BeforeValidator(_amount("money a year", "heads")), WithJsonSchema(CELL_TEXT)]
_MONEY, _MASS = ("money a year", "money"), ("mass a year", "mass")
CapMoney = Annotated[float, BeforeValidator(_value_of(*_MONEY)), WithJsonSchema(_text(*_MONEY))]
CapMass = Annotated[float, BeforeValidator(_value_of(*_MASS)), WithJsonSchema(_text(*_MASS))]
NumberText = Annotated[float | str, BeforeValidator(_number), WithJsonSchema(ANY_AMOUNT)]
