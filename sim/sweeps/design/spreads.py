"""Axes spread over a range: the number or dial each sets, and its values at places in (0, 1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

from sim.common.axes import Array
from sim.common.errors import BadInput, Problem, some_of
from sim.common.units import UNITS
from sim.domain.parameters import INFINITE, PARAMETERS
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario
from sim.luck.sampling import quantile, range_problems
from sim.reading.scenario import Base
from sim.reading.yaml.document import Document
from sim.reading.yaml.settings import nested, path_of
from sim.sweeps.design.axes import Spread, Sweep
from sim.sweeps.design.changes import Change, dial_of, is_number, named_in, shared_out
from sim.sweeps.design.sources import Source, changes_of, unit_of


@dataclass(frozen=True)
class SpreadAxis:
    """An axis spread over a range. A number has its unit in tables, and the model's own unit here."""

    name: str
    key: str
    """The name of a number, or whose dial: '' for the campaign's."""
    template: Change
    """One value of it."""
    own_range: bool
    """Whether it is spread over the number's own range in each scenario, by its own distribution; else evenly."""
    low: float
    high: float
    document: Document
    """The value of the template, to be laid over a scenario."""
    unit: str = ""

    @property
    def column(self) -> str:
        """The name of its column in tables, with the unit."""
        return f"{self.name} [{self.unit}]" if self.unit else self.name

    @property
    def touched(self) -> str:
        """What it changes, as in Change.keys."""
        return dial_of(self.key) if self.template.dials else self.key

    def values(self, places: Array, scenario: Scenario) -> Array:
        """Its values, (point,) in the model's own unit, at places (point,) in (0, 1), for points of a scenario."""
        if not self.own_range:
            return self.low + (self.high - self.low) * places
        least, most = _limits(self.key)
        return np.clip(quantile(scenario.numbers[self.key], places), least, most)

    def shown(self, values: Array) -> Array:
        """Values, (point,) or one of them, from the model's own unit into that of the tables."""
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
            found.append((_between if spread.ends else _own_range)(spread, sweep, base, start))
        except BadInput as error:
            problems += error.problems
    return found


def _wrong(spread: Spread, sweep: Sweep, message: str, **details: str) -> BadInput:
    return BadInput(sweep.document.problem(spread.where, message, **details))


def _between(spread: Spread, sweep: Sweep, base: Base, start: Scenario) -> SpreadAxis:
    """An axis between two given ends."""
    low, high = _read(spread, sweep, base, start, [end.document for end in spread.ends])
    if low.dials:
        key, unit = next(iter(low.dials)), ""
        if any(len(c.dials[key]) != 1 for c in (low, high)):
            message, allowed = "a dial path in steps cannot be spread", "two dials, such as [2, 8]"
            raise _wrong(spread, sweep, message, allowed=allowed)
        ends = [c.dials[key][0].level for c in (low, high)]
    else:
        key = next(iter(low.numbers))
        unit = unit_of(key)
        ends = [c.numbers[key].value for c in (low, high)]
    if ends[0] >= ends[1]:
        given = " to ".join(end.text for end in spread.ends)
        raise _wrong(spread, sweep, "the range ends before it starts", given=given)
    return SpreadAxis(spread.path, key, low, False, ends[0], ends[1], spread.ends[0].document, unit)


def _own_range(spread: Spread, sweep: Sweep, base: Base, start: Scenario) -> SpreadAxis:
    """An axis over a number's own range, by its own distribution."""
    key = next(named_in(nested(path_of(spread.path), None)), "")
    quantity = own_range(spread, sweep, key, start)
    unit = unit_of(key)
    path = path_of(spread.path)
    given = nested(path, f"{quantity.value / UNITS[unit or '1'][1]!r} {unit}".strip())
    places = {path: sweep.document.place(spread.where)}
    template = _read(spread, sweep, base, start, [Document(sweep.file, given, places)])[0]
    return SpreadAxis(spread.path, key, template, True, quantity.low, quantity.high, Document(sweep.file, {}), unit)


def own_range(spread: Spread, sweep: Sweep, key: str, scenario: Scenario) -> Quantity:
    """A number with its own range in a scenario. Raises BadInput where it has none that points can be spread over."""
    quantity = scenario.numbers.get(key)
    hint = f"give its ends: {{{spread.method}: [low, high]}}"
    if quantity is None:
        alike = [name for name in scenario.numbers if name.partition(".")[0] == key.partition(".")[0]]
        message = "names no number of the scenario that is swept"
        raise _wrong(spread, sweep, message, given=spread.path, allowed=some_of(alike), hint=hint)
    if not quantity.low < quantity.high:
        given = f"{key} = {quantity.value:g} ({quantity.origin})"
        raise _wrong(spread, sweep, "the number has no range", given=given, hint=hint)
    if problems := list(range_problems([quantity])):
        raise BadInput(problems)
    return quantity


def _limits(key: str) -> tuple[float, float]:
    """Between which values a number can lie."""
    parameter = PARAMETERS.get(key.partition(".")[0])
    return (parameter.low, parameter.high) if parameter else (0.0, INFINITE)


def _read(spread: Spread, sweep: Sweep, base: Base, start: Scenario, documents: list[Document]) -> tuple[Change, ...]:
    """What some values change. Raises BadInput where that is not one number or dial, the one that they name."""
    problems: list[Problem] = []
    changes = changes_of(base, start, [(document,) for document in documents], problems)
    if problems:
        raise BadInput(problems)
    named = set(named_in(documents[0].content)) if is_number(spread.path) else set()
    if any(c.rest for c in changes) or set(changes[0].keys) != named:
        allowed = "one number of behaviour, of partners or of baseline.amounts, or a constant dial"
        hint = f"perhaps {Path(sweep.base).name} gives it by another path, which counts for more" if named else ""
        raise _wrong(spread, sweep, "cannot be spread over a range", given=spread.path, allowed=allowed, hint=hint)
    return changes


def overlaps(sweep: Sweep, base: Base, sources: Sequence[Source], spreads: Sequence[SpreadAxis]) -> Iterator[Problem]:
    """Spread axes whose number or dial something else gives as well: they have no rows to resolve together."""
    shared = shared_out(base.document.content).union(*(source.shared_out for source in sources))
    for axis, spread in zip(spreads, sweep.spreads, strict=True):
        others = [source.name for source in sources if axis.touched in source.named]
        if others:
            yield sweep.document.problem(("axes", spread.path), "overlaps what else is swept", given=", ".join(others))
        taken = [f"baseline.shares.{stream}" for stream in shared if axis.key.startswith(f"baseline.{stream}.")]
        if taken:
            message = "cannot be spread where the stream is shared out anew"
            yield sweep.document.problem(("axes", spread.path), message, given=taken[0])
    for (one, _), (other, where) in combinations(zip(spreads, sweep.spreads, strict=True), 2):
        if one.touched == other.touched:
            given = f"{one.name}, {other.name}"
            yield sweep.document.problem(("axes", where.path), "overlaps another axis", given=given)
