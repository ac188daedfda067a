"""A number as a scenario gives it, in the model's own unit and with its range; or what is wrong with it."""

from __future__ import annotations

from dataclasses import replace

from sim.common.errors import echo, told_apart
from sim.common.unit_hints import share_hint, unit_hint
from sim.common.units import UNITS, AmountError, parse_amount, units_of
from sim.domain.parameters import INFINITE, Parameter
from sim.domain.quantity import Quantity
from sim.reading.forms.quantities import CellForm, QuantityForm
from sim.reading.scenario.findings import Findings
from sim.reading.yaml.document import Path_

NUMBER_LIKE = ("rate a year", "dial points")
"""What may also be given as a number without a unit, or in per cent."""


def own_unit(parameter: Parameter) -> str:
    """The unit that a parameter has where none is written: 'months', 'USD/t', '1' for a plain number."""
    return next(
        unit
        for unit, (what, factor) in UNITS.items()
        if what == parameter.measures and (factor == 1 or what == "price")
    )


def override(
    numbers: dict[str, Quantity], parameter: Parameter, scope: str, given: QuantityForm, where: Path_, found: Findings
) -> None:
    """Put a number of the scenario in the place of the set's, or note why it cannot be."""
    key = f"{parameter.name}.{scope}" if scope else parameter.name
    if given.unit and given.unit not in UNITS:
        known = units_of(parameter.measures)
        details = {"given": echo(given.unit), "allowed": ", ".join(known), "hint": unit_hint(given.unit, known)}
        found.add((*where, "unit"), "unknown unit", **details)
        return
    read = {
        part: _amount_of(parameter, getattr(given, part), given.unit, (*where, part), found)
        for part in ("value", "low", "high")
    }
    value = read["value"]
    if value is None or any(read[part] is None and getattr(given, part) is not None for part in read):
        return
    low = value if read["low"] is None else read["low"]
    high = value if read["high"] is None else read["high"]
    _range_problem(parameter, where, (low, value, high), found)
    numbers[key] = with_range(found.given(where, key, value, own_unit(parameter)), given, low, high)


def with_range(plain: Quantity, given: QuantityForm | CellForm, low: float, high: float) -> Quantity:
    """A number as given, with its range and all that its author says about it."""
    return replace(
        plain,
        low=low,
        high=high,
        distribution=given.distribution or ("triangular" if low < high else "fixed"),
        basis=given.basis,
        kind=given.kind,
        source=given.source or plain.source,
        date=given.date,
        known_by=given.known_by,
        note=given.note,
    )


def _range_problem(parameter: Parameter, where: Path_, numbers: tuple[float, float, float], found: Findings) -> None:
    """Low, value and high out of order, or out of the parameter's limits; all in the unit it is written in."""
    unit = own_unit(parameter)
    low, value, high = numbers
    factor = UNITS[unit][1]
    least, most, *shown = told_apart(*(number / factor for number in (parameter.low, parameter.high, *numbers)))
    if not low <= value <= high:
        given = ", ".join(f"{name} {number}" for name, number in zip(("low", "value", "high"), shown, strict=True))
        found.add(where, "low <= value <= high does not hold", given=given)
    elif low < parameter.low or high > parameter.high:
        given = f"{shown[0]} to {shown[2]}" if low < high else shown[1]
        named = "" if unit == "1" else f" {unit}"
        allowed = f"{least} to {most}{named}" if parameter.high < INFINITE else f"{least}{named} or more"
        hint = share_hint(value) if (unit, least, most) == ("1", "0", "1") else ""
        found.add(where, f"{parameter.name} is out of range", given=given, allowed=allowed, hint=hint)


def _amount_of(
    parameter: Parameter, given: float | str | None, unit: str, where: Path_, found: Findings
) -> float | None:
    """A number in the model's own unit; None, and a problem, where it is not one of this parameter."""
    if given is None:
        return None
    allowed = units_of(parameter.measures)
    try:
        amount = parse_amount(given if isinstance(given, str) else repr(given), unit or own_unit(parameter))
    except AmountError as error:
        hint = error.hint or unit_hint(str(given).split()[-1], allowed)
        found.add(where, str(error), given=echo(given), allowed=", ".join(allowed), hint=hint)
        return None
    a_share = amount.measures == "number" and parameter.measures in NUMBER_LIKE
    if amount.measures != parameter.measures and not a_share:
        message = f"{parameter.name} is not measured in {amount.unit}"
        found.add(where, message, given=echo(given), allowed=", ".join(allowed))
        return None
    return amount.value
