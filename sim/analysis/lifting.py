"""What lifting paragraphs brings back: the scenario with them lifted less the same without, on common luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sim.common.axes import Array
from sim.common.errors import BadInput, Problem, nearest, some_of
from sim.common.months import coordinate, label
from sim.domain.law import Lift, Provision
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario, provisions_in_force
from sim.runs.cases import Receipts
from sim.runs.variants import DIAL_ONLY, asked
from sim.runs.windows import Window

HALF_LIVES = (6.0, 12.0)
"""Months until half of the trade is back that are shown beside the scenario's own."""
AS_ASKED, BY_DIAL = "as asked", "dial only"
YEAR = 12


@dataclass(frozen=True)
class Lifting:
    """Paragraphs that end on days, in a scenario that without them is `scenario`."""

    scenario: Scenario
    lifts: tuple[Lift, ...]

    @property
    def day(self) -> date:
        """The first day on which one of them is lifted."""
        return min(lift.day for lift in self.lifts)

    @property
    def first_month(self) -> int:
        """The first calendar month that lies wholly after the lifting."""
        return int(-(-coordinate(self.day) // 1))

    @property
    def last_month(self) -> int:
        """The last month of the second year after it, up to which the horizon should reach."""
        return self.first_month + 2 * YEAR - 1

    @property
    def paragraphs(self) -> list[Provision]:
        """The paragraphs that are lifted, in name order."""
        names = {lift.provision for lift in self.lifts}
        return [p for p in provisions_in_force(self.scenario) if p.id in names]

    @property
    def windows(self) -> tuple[Window, ...]:
        """The first year after the lifting and the run-rate, which is the year after that, inside the horizon."""
        first = self.first_month - self.scenario.start
        spans = (("first year", range(first, first + YEAR)), ("run-rate", range(first + YEAR, first + 2 * YEAR)))
        inside = [(name, [t for t in span if 0 <= t < self.scenario.months]) for name, span in spans]
        return tuple(Window(_span(name, self.scenario, months), tuple(months)) for name, months in inside if months)


def _span(name: str, scenario: Scenario, months: Sequence[int]) -> str:
    return f"{name}, {label(scenario.start + months[0])} to {label(scenario.start + months[-1])}"


def own_lifting(scenario: Scenario) -> Lifting:
    """The lifting that a scenario itself makes. Raises BadInput where it makes none."""
    if not scenario.lifts:
        hint = "name paragraphs with --what unscr_2371.seafood --from 2019-03"
        raise BadInput(Problem("the scenario lifts nothing", key="--what", given="nothing", hint=hint))
    return Lifting(replace(scenario, lifts=()), scenario.lifts)


def lifting_of(scenario: Scenario, names: Sequence[str], day: date) -> Lifting:
    """Acts or paragraphs lifted on a day, over what the scenario lifts itself.

    Raises BadInput for names that are not in the bundle, for acts of pressure, and for paragraphs lifted twice.
    """
    acts = {m.id: m for m in scenario.measures if m.id in scenario.bundle}
    paragraphs = {p.id: p for m in acts.values() for p in m.provisions if not p.transposes}
    lifted = {lift.provision: lift.day for lift in scenario.lifts}
    by: dict[str, str] = {}
    problems = []
    for name in names:
        act = acts.get(name)
        if act and not act.provisions:
            hint = f"give the {act.instrument} measure a step of level 0, or leave it out of the bundle"
            problems.append(Problem("has no paragraph that could be lifted", key="--what", given=name, hint=hint))
        elif not act and name not in paragraphs:
            known = sorted({*paragraphs, *(a.id for a in acts.values() if a.provisions)})
            hint = nearest(name, known) or "add its act to bundle"
            message, allowed = "is no act or paragraph of this bundle", some_of(known, 40)
            problems.append(Problem(message, key="--what", given=name, allowed=allowed, hint=hint))
            continue
        for paragraph in [p.id for p in act.provisions if not p.transposes] if act else [name]:
            if paragraph in by:
                problems.append(_twice(paragraph, f"by {by[paragraph]} and {name}", "name the act or the paragraph"))
            elif paragraph in lifted:
                text = f"the scenario itself lifts it on {lifted[paragraph]}"
                problems.append(_twice(paragraph, text, "leave it out of --what, or out of the scenario's lift"))
            by[paragraph] = name
    if problems:
        raise BadInput(problems)
    return Lifting(scenario, tuple(Lift(paragraph, day) for paragraph in sorted(by)))


def _twice(paragraph: str, given: str, hint: str) -> Problem:
    return Problem("is lifted twice", key="--what", given=f"{paragraph}: {given}", hint=hint)


# -- ways of asking ----------------------------------------------------------------------------------------------------


def ways_of(lifting: Lifting) -> dict[str, tuple[Scenario, Scenario]]:
    """By name: the scenario without and with the lifting, as asked, by the dial alone, and with other half-lives."""
    scenario = lifting.scenario
    ways = {AS_ASKED: scenario}
    if not scenario.benchmark and (other := asked(scenario, DIAL_ONLY)) != scenario:
        ways[BY_DIAL] = other
    ways |= {half_life_name(months): with_half_life(lifting, months) for months in HALF_LIVES}
    return {name: (one, replace(one, lifts=(*one.lifts, *lifting.lifts))) for name, one in ways.items()}


def half_life_name(months: float) -> str:
    """How a way with another half-life is called."""
    return f"half-life {months:g}"


def half_lives(lifting: Lifting) -> list[float]:
    """The scenario's own half-lives of what is lifted, in order."""
    acts = {p.measure for p in lifting.paragraphs}
    return sorted({lifting.scenario.number("return_half_life", act).value for act in acts})


def with_half_life(lifting: Lifting, months: float) -> Scenario:
    """The scenario in which trade under the acts that are lifted takes so long to come back."""
    names = [f"return_half_life.{act}" for act in sorted({p.measure for p in lifting.paragraphs})]
    given = {name: Quantity(name, months, "months", months, months, "fixed") for name in names}
    return replace(lifting.scenario, numbers=lifting.scenario.numbers | given)


@dataclass(frozen=True)
class Returned:
    """What comes back, USD million a year: `by_stream` (window, stream, draw), `by_cell` (window, cell, draw)."""

    by_stream: Array
    by_cell: Array


@dataclass(frozen=True)
class Lifted:
    """A lifting with what it brings back in each way of asking, drawn and in the central run; names on the axes."""

    lifting: Lifting
    streams: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    drawn: Mapping[str, Returned]
    central: Mapping[str, Returned]
    draws: int

    def summed(self, way: str, streams: Sequence[str], central: bool = False) -> Array:
        """What comes back of some streams: (window, draw)."""
        places = [k for k, stream in enumerate(self.streams) if stream in streams]
        found = (self.central if central else self.drawn)[way].by_stream
        return found[:, places].sum(axis=1)

    def of_partner(self, way: str, partner: str, streams: Sequence[str]) -> Array:
        """What comes back of a partner's trade in some streams: (window, draw)."""
        places = [c for c, (stream, who) in enumerate(self.cells) if who == partner and stream in streams]
        return self.drawn[way].by_cell[:, places].sum(axis=1)


def returned(ways: Sequence[str], found: Receipts) -> dict[str, Returned]:
    """What comes back in each way, of receipts whose cases are each way's without and with the lifting."""
    return {
        way: Returned(
            found.by_stream[2 * n + 1] - found.by_stream[2 * n], found.by_cell[2 * n + 1] - found.by_cell[2 * n]
        )
        for n, way in enumerate(ways)
    }
