"""Axes spread over a range: the number or dial each sets, and its values at places in (0, 1)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.axes import Array
from sim.domain.parameters import PARAMETERS
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario
from sim.errors import BadInput, Problem, some_of
from sim.reading.merging import path_of
from sim.reading.scenario import Base, own_unit
from sim.reading.strict_yaml import Document
from sim.sampling import quantile
from sim.sweep.changes import Change
from sim.sweep.nouns import Spread, Sweep
from sim.sweep.sources import changes_of
from sim.units import UNITS


@dataclass(frozen=True)
class SpreadAxis:
    """An axis spread over a range. A number has its unit in tables, and the model's own unit here."""

    name: str
    key: str
    """The name of a number, or whose dial: '' for the campaign's."""
    template: Change
    """One value of it."""
    quantity: Quantity | None
    """A number's own range, by its own distribution; None: uniform between two given ends."""
    low: float
    high: float
    document: Document
    """The value of the template, to be laid over a scenario."""
    unit: str = ""

    @property
    def column(self) -> str:
        """The name of its column in tables, with the unit."""
        return f"{self.name} [{self.unit}]" if self.unit else self.name

    def values(self, places: Array) -> Array:
        """Its values at places in (0, 1)."""
        if self.quantity is None:
            return self.low + (self.high - self.low) * places
        parameter = PARAMETERS[self.key.partition(".")[0]]
        return np.clip(quantile(self.quantity, places), parameter.low, parameter.high)

    def shown(self, values: Array) -> Array:
        """Values in the unit of the tables."""
        return values / UNITS[self.unit][1] if self.unit in UNITS else values

    def at(self, value: float) -> Change:
        """What one of its values changes."""
        if self.template.dials:
            step = self.template.dials[self.key][0]
            return Change({}, {self.key: (replace(step, level=value),)}, False)
        found = self.template.numbers[self.key]
        return Change({self.key: replace(found, value=value, low=value, high=value, distribution="fixed")}, {}, False)


def spread_axes(sweep: Sweep, base: Base, start: Scenario, problems: list[Problem]) -> list[SpreadAxis]:
    """Read the ranges of a sweep's spread axes; what is wrong with them is added to the problems."""
    found = []
    for spread in sweep.spreads:
        try:
            found.append(_between(spread, sweep, base, start) if spread.ends else _own_range(spread, sweep, start))
        except BadInput as error:
            problems += error.problems
    return found


def _wrong(spread: Spread, sweep: Sweep, message: str, given: str = "", allowed: str = "", hint: str = "") -> BadInput:
    file, line, column = sweep.document.place(spread.where)
    return BadInput(Problem(message, file, line, column, f"axes.{spread.path}", given, allowed, hint))


def _between(spread: Spread, sweep: Sweep, base: Base, start: Scenario) -> SpreadAxis:
    """An axis between two given ends."""
    problems: list[Problem] = []
    changes = changes_of(base, start, [(end.document,) for end in spread.ends], problems)
    if problems:
        raise BadInput(problems)
    low = changes[0]
    if any(c.rest for c in changes) or len(low.keys) != 1:
        allowed = "a number under behaviour or partners, or a constant dial"
        raise _wrong(spread, sweep, "cannot be spread over a range", spread.path, allowed)
    if low.dials:
        key, unit = next(iter(low.dials)), ""
        if any(len(c.dials[key]) != 1 for c in changes):
            raise _wrong(spread, sweep, "a dial path in steps cannot be spread", allowed="two dials, such as [2, 8]")
        ends = [c.dials[key][0].level for c in changes]
    else:
        key = next(iter(low.numbers))
        unit = _unit(key)
        ends = [c.numbers[key].value for c in changes]
    if ends[0] >= ends[1]:
        raise _wrong(spread, sweep, "the range ends before it starts", " to ".join(end.text for end in spread.ends))
    return SpreadAxis(spread.path, key, low, None, ends[0], ends[1], spread.ends[0].document, unit)


def _own_range(spread: Spread, sweep: Sweep, start: Scenario) -> SpreadAxis:
    """An axis over a number's own range, by its own distribution."""
    key = number_named(spread.path)
    quantity = start.numbers.get(key)
    hint = f"give its ends: {{{spread.method}: [low, high]}}"
    if quantity is None:
        alike = [name for name in start.numbers if name.partition(".")[0] == key.partition(".")[0]]
        message = "names no number of the base scenario"
        raise _wrong(spread, sweep, message, spread.path, some_of(alike), hint)
    if not quantity.low < quantity.high:
        raise _wrong(spread, sweep, "the number has no range", f"{key} = {quantity.value:g}", hint=hint)
    template = Change({key: quantity}, {}, False)
    nothing = Document(sweep.file, {}, {})
    return SpreadAxis(spread.path, key, template, quantity, quantity.low, quantity.high, nothing, _unit(key))


def number_named(path: str) -> str:
    """The name of the number that a path of a scenario file sets: 'theta.coal' for behaviour.theta.coal."""
    parts = [str(part) for part in path_of(path)]
    if parts[0] == "behaviour":
        return ".".join(parts[1:])
    return f"{parts[2]}.{parts[1]}" if parts[0] == "partners" and len(parts) == 3 else ""


def _unit(key: str) -> str:
    name = key.partition(".")[0]
    unit = own_unit(PARAMETERS[name]) if name in PARAMETERS else "MUSD/yr"
    return "" if unit == "1" else unit
