"""The numbers behind a scenario: those of its set of behaviour, and the scenario's own over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sim.common.errors import Problem, echo, some_of
from sim.common.unit_hints import unit_hint
from sim.common.units import UNITS, AmountError, parse_amount, units_of
from sim.domain.parameters import INFINITE, PARAMETERS, Parameter
from sim.domain.quantity import Quantity
from sim.reading.forms.quantities import CellForm, QuantityForm
from sim.reading.forms.scenario import ScenarioForm
from sim.reading.reference import Reference
from sim.reading.scenario.findings import Findings
from sim.reading.yaml.document import Path_, below

PARTNER_NUMBERS = ("resistance", "exposure", "lag_days", "tau_up", "tau_down", "tau_impl", "own_notice", "peer")
"""Numbers that a scenario may give under a partner's name."""

STRENGTHS = {"secondary": ("sigma", "1"), "payment": ("payment_share", "0.1")}
"""Instruments that do nothing until a number says how strong they are, with an example of it."""

NUMBER_LIKE = ("rate a year", "dial points")
"""What may also be given as a number without a unit, or in per cent."""


def numbers_of(form: ScenarioForm, reference: Reference, found: Findings) -> dict[str, Quantity]:
    """Every number of behaviour by name and scope: the set's, then the scenario's, then those of its partners."""
    numbers = reference.numbers(form.behaviour.use)
    for name, scoped in sorted(form.behaviour.numbers.items()):
        for scope, given in scoped.items():
            where: Path_ = ("behaviour", name, scope)
            if not scope and where not in found.document.places:
                where = where[:2]
            if name in PARAMETERS:
                _override(numbers, PARAMETERS[name], scope, given, where, found)
        stays = sorted(k for k in numbers if k.startswith(f"{name}.") and k.partition(".")[2] not in scoped)
        if "" in scoped and stays:
            more = f"more specific ones stay: {', '.join(stays)}"
            found.warnings.append(f"behaviour.{name} is the general value; {more}")
    for partner, own in form.partners.items():
        for name in PARTNER_NUMBERS:
            if (value := getattr(own, name)) is not None:
                _override(numbers, PARAMETERS[name], partner, value, ("partners", partner, name), found)
    found.problems += _too_late(numbers, form, found) if form.known_by else ()
    return numbers


def strength_problems(form: ScenarioForm, numbers: Mapping[str, Quantity], found: Findings) -> Iterator[Problem]:
    """Pressure of the scenario's own that does nothing, since no number says how strong it is."""
    for name, act in form.measures.items() if not found.amiss("behaviour") else ():
        number, example = STRENGTHS.get(act.instrument, ("", ""))
        general = numbers.get(number)
        silent = number and f"{number}.{name}" not in numbers and not (general and general.high > 0)
        if silent and not any(below(problem.path, ("measures", name)) for problem in found.problems):
            message = f"a {act.instrument} measure of your own without a strength does nothing"
            hint = f"behaviour: {{{number}: {{{name}: {example}}}}}"
            yield found.document.problem(("measures", name), message, given=f"{number} 0", hint=hint)


def own_unit(parameter: Parameter) -> str:
    """The unit that a parameter has where none is written: 'months', 'USD/t', '1' for a plain number."""
    return next(
        unit
        for unit, (what, factor) in UNITS.items()
        if what == parameter.measures and (factor == 1 or what == "price")
    )


def _override(
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
    least, most = (_in_unit(limit, unit) for limit in (parameter.low, parameter.high))
    shown = [_in_unit(number, unit) for number in numbers]
    if not low <= value <= high:
        given = ", ".join(f"{name} {number}" for name, number in zip(("low", "value", "high"), shown, strict=True))
        found.add(where, "low <= value <= high does not hold", given=given)
    elif low < parameter.low or high > parameter.high:
        given = f"{shown[0]} to {shown[2]}" if low < high else shown[1]
        named = "" if unit == "1" else f" {unit}"
        allowed = f"{least} to {most}{named}" if parameter.high < INFINITE else f"{least}{named} or more"
        found.add(where, f"{parameter.name} is out of range", given=given, allowed=allowed)


def _in_unit(number: float, unit: str) -> str:
    return f"{number / UNITS[unit][1]:.6g}"


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


def _too_late(numbers: Mapping[str, Quantity], form: ScenarioForm, found: Findings) -> Iterator[Problem]:
    """Numbers and observations that could not be known by the scenario's `known_by`."""
    late = sorted((q for q in numbers.values() if q.known_by > form.known_by), key=lambda q: q.name)
    if late:
        message = "a number could not be known in time" if len(late) == 1 else "numbers could not be known in time"
        given = some_of([f"{q.name} of {q.origin}, known by {q.known_by}" for q in late], 3)
        yield found.document.problem(("known_by",), message, given=given, allowed=f"known by {form.known_by}")
    for n, seen in enumerate(form.observed):
        if not seen.known_by or seen.known_by > form.known_by:
            details = {"given": seen.known_by or "no known_by", "allowed": form.known_by}
            yield found.document.problem(("observed", n), "an observation could not be known in time", **details)
    for where, known_by in _given_series(form):
        if known_by > form.known_by:
            details = {"given": known_by, "allowed": f"known by {form.known_by}"}
            yield found.document.problem(where, "could not be known in time", **details)


def _given_series(form: ScenarioForm) -> Iterator[tuple[Path_, str]]:
    """The scenario's own amounts and volume paths: where they stand, and when they could be known."""
    for stream, row in form.baseline.amounts.items():
        yield from ((("baseline", "amounts", stream, partner), cell.known_by) for partner, cell in row.items())
    yield from ((("volumes", n), volume.known_by) for n, volume in enumerate(form.volumes))
