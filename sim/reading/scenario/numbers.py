"""The numbers behind a scenario: those of its set of behaviour, and the scenario's own over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.common.errors import Problem, some_of, told_apart
from sim.domain.parameters import PARAMETERS
from sim.domain.quantity import Quantity, key_of
from sim.law.instruments import PRESSURES
from sim.reading.forms.actors import SwitchForm
from sim.reading.forms.quantities import QuantityForm
from sim.reading.forms.scenario import ScenarioForm
from sim.reading.reference import Reference
from sim.reading.scenario.campaign_numbers import campaign_numbers
from sim.reading.scenario.findings import Findings
from sim.reading.scenario.given import override
from sim.reading.yaml.document import Path_, below

PARTNER_NUMBERS = ("resistance", "exposure", "lag_days", "tau_up", "tau_down", "tau_impl", "own_notice", "peer")
"""Numbers that a scenario may give under a partner's name."""


def numbers_of(form: ScenarioForm, reference: Reference, found: Findings) -> dict[str, Quantity]:
    """Every number by name and scope: the set's, then the scenario's, those of its partners, and of its campaign."""
    numbers = reference.numbers(form.behaviour.use)
    for name, scoped in sorted(form.behaviour.numbers.items()):
        for scope, given in scoped.items():
            where: Path_ = ("behaviour", name, scope)
            if not scope and where not in found.document.places:
                where = where[:2]
            if name in PARAMETERS:
                override(numbers, PARAMETERS[name], scope, given, where, found)
        stays = sorted(k for k in numbers if k.startswith(f"{name}.") and k.partition(".")[2] not in scoped)
        if "" in scoped and stays:
            more = f"more specific ones stay: {', '.join(stays)}"
            found.warnings.append(f"behaviour.{name} is the general value; {more}")
    for partner, own in form.partners.items():
        for name in PARTNER_NUMBERS:
            if (value := getattr(own, name)) is not None:
                override(numbers, PARAMETERS[name], partner, value, ("partners", partner, name), found)
    _switch_numbers(numbers, "", form.campaign.switch, ("campaign", "switch"), found)
    for partner, own in form.partners.items():
        _switch_numbers(numbers, partner, own.switch, ("partners", partner, "switch"), found)
    numbers |= campaign_numbers(form, reference, found)
    found.problems += _too_late(numbers, form, found) if form.known_by else ()
    return numbers


def _switch_numbers(
    numbers: dict[str, Quantity], scope: str, given: SwitchForm | None, where: Path_, found: Findings
) -> None:
    """The thresholds of a switch that a scenario gives; the one for withdrawal cannot lie above that for notice."""
    if given is None:
        return
    months = None if given.delay_months is None else QuantityForm(value=given.delay_months)
    for key, value in (("open", given.open), ("close", given.close), ("delay_months", months)):
        if value is not None:
            name = f"switch_{key.removesuffix('_months')}"
            override(numbers, PARAMETERS[name], scope, value, (*where, key), found)
    opens, closes = (numbers[key_of(numbers, f"switch_{end}", scope)].value for end in ("open", "close"))
    if closes > opens:
        hint = "a partner withdraws its notices at a lower dial than that at which it gives them"
        shown = "close {}, open {}".format(*told_apart(closes, opens))
        details = {"given": shown, "allowed": "close at or below open", "hint": hint}
        found.add(where, "notices would be withdrawn before they are given", **details)


def strength_problems(form: ScenarioForm, numbers: Mapping[str, Quantity], found: Findings) -> Iterator[Problem]:
    """Pressure of the scenario's own that does nothing, since no number says how strong it is."""
    for name, act in form.measures.items() if not found.amiss("behaviour") else ():
        pressure = PRESSURES.get(act.instrument)
        number, example = (pressure and pressure.strength) or ("", "")
        general = numbers.get(number)
        silent = number and f"{number}.{name}" not in numbers and not (general and general.high > 0)
        if silent and not any(below(problem.path, ("measures", name)) for problem in found.problems):
            message = f"a {act.instrument} measure of your own without a strength does nothing"
            hint = f"behaviour: {{{number}: {{{name}: {example}}}}}"
            yield found.document.problem(("measures", name), message, given=f"{number} 0", hint=hint)


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
