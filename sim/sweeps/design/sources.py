"""The sources of a sweep's listed values, each read once against the base: what every value of them changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from sim.analysis.path_words import ALL_DIALS
from sim.common.errors import MOST_PROBLEMS, BadInput, Problem
from sim.common.months import first_day
from sim.common.units import UNITS, AmountError, parse_amount
from sim.domain.parameters import PARAMETERS
from sim.domain.scenario import Scenario, level_on
from sim.luck.sampling import range_problems
from sim.reading.scenario import Base
from sim.reading.scenario.given import own_unit
from sim.reading.yaml.document import Document
from sim.runs.windows import windows_of
from sim.sweeps.design.axes import PARTNERS, Axis, Choice, Sweep
from sim.sweeps.design.changes import (
    Change,
    bare,
    change,
    completed,
    gives_amounts,
    is_number,
    named_in,
    shapes_amounts,
    shared_out,
    takes_away,
)

Kind = Literal["bundle", "case", "axis"]


@dataclass(frozen=True)
class Source:
    """Bundles, cases or a listed axis: the name of its column, its values' texts, documents and what they change."""

    kind: Kind
    name: str
    texts: tuple[str, ...]
    documents: tuple[tuple[Document, ...], ...]
    """What each value lays over the scenario."""
    changes: tuple[Change, ...]
    numbers: tuple[float, ...] | None = None
    """Its values as numbers for tables, where all of them are."""
    unit: str = ""
    today: float | None = None
    """Where the scenario stands that the sweep starts from, as a number of the axis; None where that is not known."""

    @property
    def column(self) -> str:
        """The name of its column in tables, with the unit."""
        return f"{self.name} [{self.unit}]" if self.unit else self.name

    def words(self, value: int) -> str:
        """One of its values as its author would name it: 'bundle all', 'case 2', 'campaign.dial 5.5'."""
        text = self.texts[value]
        return text if self.kind != "axis" and text.startswith(self.kind) else f"{self.name} {text}"

    @cached_property
    def in_lanes(self) -> bool:
        """Whether lanes can carry it: no value changes more than numbers and dials."""
        return not any(c.rest for c in self.changes)

    @cached_property
    def touched(self) -> frozenset[str]:
        """The numbers and dials that any of its values changes."""
        return frozenset(key for c in self.changes for key in c.keys)

    @cached_property
    def named(self) -> frozenset[str]:
        """The numbers and dials that any of its values gives by name."""
        return frozenset(key for laid in self.documents for d in laid for key in named_in(d.content))

    @cached_property
    def outright(self) -> bool:
        """Whether each of its values gives by name all that any of them changes."""
        return all(self.touched <= {key for d in laid for key in named_in(d.content)} for laid in self.documents)

    @cached_property
    def shapes_amounts(self) -> bool:
        """Whether amounts of the baseline that it does not name may change with it."""
        return any(shapes_amounts(d.content) for laid in self.documents for d in laid)

    @cached_property
    def gives_amounts(self) -> bool:
        """Whether it gives amounts of the baseline."""
        return any(gives_amounts(d.content) for laid in self.documents for d in laid)

    @cached_property
    def shared_out(self) -> frozenset[str]:
        """The streams of the baseline that any of its values shares out anew."""
        return frozenset(stream for laid in self.documents for d in laid for stream in shared_out(d.content))

    @cached_property
    def digest(self) -> str:
        """A hash of what its values change, where lanes carry them."""
        return hashlib.sha256(repr([bare(c) for c in self.changes]).encode()).hexdigest()[:16] if self.in_lanes else ""


def sources_of(sweep: Sweep, base: Base, start: Scenario, problems: list[Problem]) -> list[Source]:
    """Read every value of every source once; what is wrong with them is added to the problems."""

    def changes(documents: Sequence[Sequence[Document]]) -> tuple[Change, ...]:
        found = changes_of(base, start, documents, problems)
        given = [quantity for c in found for quantity in c.numbers.values()]
        problems.extend(dict.fromkeys(range_problems(given)) if sweep.draws > 1 else ())
        apart = any(takes_away(d.content) for laid in documents for d in laid)
        return tuple(replace(c, rest=True) for c in found) if apart else found

    def choices(kind: Kind, given: Sequence[Choice]) -> Source:
        documents = tuple(choice.documents for choice in given)
        return Source(kind, kind, tuple(choice.name for choice in given), documents, changes(documents))

    def listed(axis: Axis) -> Source:
        documents = tuple((value.document,) for value in axis.values)
        found = changes(documents)
        numbers, unit = _as_numbers(axis, found)
        texts, here = tuple(value.text for value in axis.values), _today(axis.path, found, unit, start)
        return Source("axis", axis.path, texts, documents, found, numbers, unit, here)

    named: list[tuple[Kind, tuple[Choice, ...]]] = [("bundle", sweep.bundles), ("case", sweep.cases)]
    return [*(choices(kind, given) for kind, given in named if given), *map(listed, sweep.axes)]


def changes_of(
    base: Base, start: Scenario, documents: Iterable[Sequence[Document]], problems: list[Problem]
) -> tuple[Change, ...]:
    """What each value changes. A value is judged by itself: whether numbers fit each other is seen on whole rows.

    Where lanes can carry all of them, each says all that any of them touches.
    """
    changes = []
    found: dict[tuple[str, str, str], Problem] = {}
    for laid in documents:
        if len(problems) + len(found) >= MOST_PROBLEMS:
            break
        try:
            changes.append(change(start, base.resolved(laid, together=False, alone=True).scenario))
        except BadInput as error:
            for problem in error.problems:
                found.setdefault((problem.key, problem.message, problem.given), problem)
    problems += found.values()
    return completed(changes, start)


def unit_of(key: str) -> str:
    """The unit in which tables have a number of the model; '' for a plain one."""
    name = key.partition(".")[0]
    unit = own_unit(PARAMETERS[name]) if name in PARAMETERS else "MUSD/yr"
    return "" if unit == "1" else unit


def _as_numbers(axis: Axis, changes: Sequence[Change]) -> tuple[tuple[float, ...] | None, str]:
    """An axis's values as numbers, and their unit: of one number of the model, or as they were written."""
    given = [value.given for value in axis.values]
    if any(isinstance(value, bool) or not isinstance(value, int | float | str) for value in given):
        return None, ""
    keys = {key for c in changes for key in c.keys}
    if len(keys) == 1 and not any(c.rest for c in changes) and is_number(axis.path):
        key = next(iter(keys))
        if all(key in c.numbers for c in changes) and (key.partition(".")[0] in PARAMETERS or _in_money(key, changes)):
            unit = unit_of(key)
            return tuple(c.numbers[key].value / UNITS[unit or "1"][1] for c in changes), unit
    if not any(isinstance(value, str) for value in given):
        return tuple(float(value) for value in given), ""
    with suppress(AmountError):
        amounts = [parse_amount(value) for value in given if isinstance(value, str)]
        if len(amounts) == len(given) and len({amount.measures for amount in amounts}) == 1:
            unit = amounts[0].unit
            return tuple(amount.value / UNITS[unit][1] for amount in amounts), "" if unit == "1" else unit
    return None, ""


def _today(path: str, changes: Sequence[Change], unit: str, start: Scenario) -> float | None:
    """Where a scenario stands along an axis: its dial as the headline's year begins, or its number."""
    day, parts = first_day(start.start + windows_of(start)[0].months[0]), path.split(".")
    if path == ALL_DIALS:
        return level_on(start.campaign, day)
    if parts[0] == PARTNERS.rstrip(".") and parts[-1] == "dial":
        return level_on(start.will_of(parts[1]).dial or start.campaign, day)
    keys = {key for c in changes for key in c.keys} & start.numbers.keys()
    return start.numbers[min(keys)].value / UNITS[unit or "1"][1] if len(keys) == 1 else None


def _in_money(key: str, changes: Sequence[Change]) -> bool:
    return all(c.numbers[key].unit == "MUSD/yr" for c in changes)


def resolved_together(sources: Sequence[Source], base: Base, ranges: Set[str]) -> list[Source]:
    """The sources, those marked as more than numbers and dials that have to be resolved together with others.

    A value is read against the base alone. That is right for every point as long as what it changes is what it says by
    name, or nothing else that is swept touches it. Else values are resolved together, row by row, as --set does it.

    `ranges`: the numbers that are spread over their own ranges. What changes one of them is among those marked: the
    range changes with it.
    """
    shared = bool(shared_out(base.document.content))
    found = []
    for source in sources:
        others = [other for other in sources if other is not source]
        clash = bool(source.touched & ranges) or any(_decides(o, source, shared or bool(o.shared_out)) for o in others)
        found.append(replace(source, changes=tuple(replace(c, rest=c.rest or clash) for c in source.changes)))
    return found


def _decides(other: Source, source: Source, shared: bool) -> bool:
    """Whether what one source's values change can depend on which value another one has.

    `shared`: whether a stream of the baseline is shared out anew, so that each of its amounts decides over the others.
    """
    shaped = other.shapes_amounts or other.gives_amounts
    if (source.shapes_amounts and shaped) or (source.gives_amounts and shaped and (shared or not source.outright)):
        return True
    if source.outright and not other.in_lanes:
        return bool(source.named & other.named)
    return bool((source.touched | source.named) & (other.touched | other.named))
