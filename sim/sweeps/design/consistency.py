"""What the values of a point must satisfy together, though each of them is sound by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.common.axes import Array
from sim.common.errors import BadInput, Problem, some_of, told_apart
from sim.common.months import coordinate, label
from sim.domain.consistency import Disorder, Excess, disordered_discounts, excessive_substitutions
from sim.domain.quantity import key_of
from sim.domain.scenario import Sampler, Scenario
from sim.luck.sampling import check_ranges
from sim.luck.sobol import check_draws
from sim.sweeps.design.axes import Sweep
from sim.sweeps.design.changes import Change, dial_of
from sim.sweeps.design.points import Index, Points, by_setting

ENOUGH = 3
"""With more problems than these, the settings that follow are not looked at."""


def check_fitting(sweep: Sweep, points: Points) -> None:
    """Raise BadInput where the values of a row do not fit each other or their scenario, or cannot be drawn."""
    found: list[Problem] = []
    for n, rows in by_setting(points.setting):
        scenario = points.settings[n]
        found += _unfit_values(sweep, points, scenario, rows)
        found += _unfit_numbers(sweep, points, scenario, rows)
        if sweep.draws > 1:
            check_ranges(scenario)
        if len(found) > ENOUGH:
            break
    if found:
        raise BadInput(found)


def _unfit_values(sweep: Sweep, points: Points, scenario: Scenario, rows: Index) -> Iterator[Problem]:
    """Values that lanes carry and a scenario has no place for: dials that begin too late, numbers known too late."""
    for n in points.in_lanes:
        source = points.sources[n]
        taken = points.chosen[rows, n]
        for value in np.unique(taken):
            for message, given, allowed in _unfit(source.changes[int(value)], scenario):
                yield _of_rows(sweep, points, rows[taken == value], message, given, allowed, "")


def _unfit(change: Change, scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    for who, dial in change.dials.items():
        first = min((step.start for step in dial), default=None)
        if first and coordinate(first) > scenario.start:
            allowed = f"on or before {label(scenario.start)}-01"
            yield f"the {dial_of(who or 'the campaign')} starts after the horizon", str(first), allowed
    for name, quantity in change.numbers.items():
        if scenario.known_by and quantity.known_by > scenario.known_by:
            yield "a number could not be known in time", f"{name}, {quantity.known_by}", f"known by {scenario.known_by}"


def _unfit_numbers(sweep: Sweep, points: Points, scenario: Scenario, rows: Index) -> Iterator[Problem]:
    """Numbers that do not fit each other: discounts that fall, too much substitution."""
    number = _numbers_of(points, scenario, rows)
    alike: dict[bytes, list[Disorder]] = {}
    for disorder in disordered_discounts(scenario, number):
        alike.setdefault(np.stack([disorder.where, *disorder.discounts]).tobytes(), []).append(disorder)
    yield from (_disorder(sweep, points, rows, together) for together in alike.values())
    yield from (_excess(sweep, points, rows, excess) for excess in excessive_substitutions(scenario, number))


def _numbers_of(points: Points, scenario: Scenario, rows: Index) -> Callable[..., Array]:
    """The numbers of a setting, by row where they differ."""
    own: dict[str, Array] = {}
    for n in points.in_lanes:
        changes = points.sources[n].changes
        for name in changes[0].numbers:
            own[name] = np.array([c.numbers[name].value for c in changes])[points.chosen[rows, n]]
    for n, axis in enumerate(points.spreads):
        if axis.template.numbers:
            own[axis.key] = points.values[rows, n]

    def number(name: str, *scopes: str) -> Array:
        key = key_of(scenario.numbers, name, *scopes)
        return own.get(key, np.full(len(rows), scenario.numbers[key].value))

    return number


def _disorder(sweep: Sweep, points: Points, rows: Index, alike: Sequence[Disorder]) -> Problem:
    """Discounts that fall, told once for streams with the same ones."""
    disorder = alike[0]
    n = int(np.flatnonzero(disorder.where)[0])
    names = some_of([one.stream.id for one in alike], 4)
    message = f"discounts must not fall from open to diverted to smuggled: {names}"
    discounts = told_apart(*(float(d[n]) for d in disorder.discounts))
    given = ", ".join(f"delta_{x} {d}" for x, d in zip("ods", discounts, strict=True))
    allowed = "delta_o <= delta_d <= delta_s"
    return _of_rows(sweep, points, rows[disorder.where], message, given, allowed)


def _excess(sweep: Sweep, points: Points, rows: Index, excess: Excess) -> Problem:
    where = np.broadcast_to(excess.where, rows.shape)
    n = int(np.flatnonzero(where)[0])
    total, limit = told_apart(*(float(np.broadcast_to(a, rows.shape)[n]) for a in (excess.total, excess.limit)))
    message = f"more of {excess.source.id} is substituted than smuggling it would earn"
    return _of_rows(sweep, points, rows[where], message, total, f"at most {limit}")


def _of_rows(
    sweep: Sweep,
    points: Points,
    rows: Iterable[int],
    message: str,
    given: str,
    allowed: str,
    hint: str = "narrow the ranges, or sweep one of these numbers",
) -> Problem:
    """A problem of some rows, told with the first of them."""
    listed = [int(row) for row in rows]
    file, line, column = sweep.document.place(("axes",))
    shown = f"{given}; in {points.words(listed[0])}"
    if more := len(listed) - 1:
        shown += f" and {more:,} more point{'s' if more > 1 else ''}"
    return Problem(message, file, line, column, "axes", shown, allowed, hint)


def check_sampling(sweep: Sweep, sampler: Sampler, draws: Sequence[int]) -> None:
    """Raise BadInput for draws, stage by stage, that the base scenario's sampler cannot make.

    Sobol draws fill whole scrambles, and change with their number.
    """
    if sampler != "sobol" or draws[-1] == 1:
        return
    if len(set(draws)) > 1:
        hint = "give draws in the sweep file, and another name; or base it on the keyed sampler"
        raise BadInput(Problem("Sobol draws change with their number, and cannot grow", key="--draws", hint=hint))
    try:
        check_draws(draws[-1])
    except BadInput as wrong:
        here = sweep.document.problem(("draws",), f"{Path(sweep.base).name} has the sampler sobol")
        found = [replace(here, given=p.given, allowed=p.allowed, hint=p.hint) for p in wrong.problems]
        raise BadInput(found) from None
