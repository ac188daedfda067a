"""Which number moves the answer: each over its own range, one at a time, and the variance that goes with each basis.

A pure function of what cases earn: of still draws, one for each end of each number's range, and of draws in which some
numbers alone take other luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.indices import Index, first_order, total
from sim.analysis.outcome import Outcome
from sim.common.axes import Array
from sim.common.errors import BadInput, Problem
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario
from sim.luck.monthly import KINDS
from sim.luck.replicates import SCRAMBLES
from sim.luck.sampling import drawn_quantities
from sim.runs.own import NOTHING, Own

BASES = ("judgement", "estimated", "derived", "observed")
MONTHS = "months"
"""What is drawn by month: prices, trade as a whole, deliveries."""
BY_THEMSELVES = 5
"""Numbers whose share of variance is asked for each by itself: those that move the answer most."""
CHOICES = ("gamma",)
"""Numbers that are a choice of the scenario: moved one at a time, in no draw."""

FEWEST = 64
"""Draws below which eight parts say nothing of a standard error."""

Pair = tuple[Scenario, Scenario]
"""A scenario in one reading, and what it is held against."""


def check_draws(draws: int) -> None:
    """Raises BadInput for too few draws to say how sure a share is, or draws that are no eight equal parts."""
    if draws < FEWEST or draws % SCRAMBLES:
        allowed = f"{FEWEST} or more, in {SCRAMBLES} equal parts"
        hint = f"--draws {max(FEWEST, SCRAMBLES * round(draws / SCRAMBLES))}"
        raise BadInput(
            Problem("no standard error comes of so many", key="--draws", given=str(draws), allowed=allowed, hint=hint)
        )


@dataclass(frozen=True)
class Group:
    """Inputs that take other luck together: those of one basis, what is drawn by month, or one number."""

    id: str
    names: frozenset[str]


@dataclass(frozen=True)
class Swing:
    """What an outcome comes to in the central run with one number at the ends of its own range."""

    quantity: Quantity
    low: float
    high: float

    @property
    def width(self) -> float:
        """How far apart the two are."""
        return abs(self.high - self.low)


@dataclass(frozen=True)
class Part:
    """The share of variance that goes with a group in one reading."""

    group: Group
    first: Index
    total: Index


@dataclass(frozen=True)
class Reading:
    """What moves the answer in one reading of the law: `central` is what it is with nothing moved."""

    words: str
    central: float
    draws: Array
    swings: tuple[Swing, ...]
    """In name order of their numbers."""
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Sensitivity:
    """What moves the answer in every reading, the first one first."""

    scenario: Scenario
    outcome: Outcome
    readings: tuple[Reading, ...]
    failed: int

    @property
    def order(self) -> list[str]:
        """Numbers by how far they move the answer in the reading in which they move it most, the most first."""
        return ranked([reading.swings for reading in self.readings])


def moved_numbers(scenario: Scenario) -> list[Quantity]:
    """The numbers that are moved one at a time, in name order: those that are drawn, and choices that have a range."""
    chosen = [q for q in (scenario.numbers.get(name) for name in CHOICES) if q and q.low < q.high]
    return sorted([*drawn_quantities(scenario), *chosen], key=lambda quantity: quantity.name)


def one_at_a_time(scenario: Scenario) -> Own:
    """Still draws: the central run, then each number at the low and at the high end of its range."""
    numbers = moved_numbers(scenario)
    table = {q.name: np.full(1 + 2 * len(numbers), q.value) for q in numbers}
    for n, quantity in enumerate(numbers):
        table[quantity.name][1 + 2 * n : 3 + 2 * n] = quantity.low, quantity.high
    return Own(table, still=True)


def swings_of(scenario: Scenario, denied: Array) -> tuple[Swing, ...]:
    """What each number does, from what is denied, (draw,), in the draws of `one_at_a_time`."""
    ends = denied[1:].reshape(-1, 2)
    return tuple(Swing(q, float(a), float(b)) for q, (a, b) in zip(moved_numbers(scenario), ends, strict=True))


def ranked(tables: Sequence[Sequence[Swing]]) -> list[str]:
    """Numbers by the most that they move the answer in any reading; ties by name."""
    width: dict[str, float] = {}
    for swing in (swing for table in tables for swing in table):
        width[swing.quantity.name] = max(width.get(swing.quantity.name, 0.0), swing.width)
    return sorted(width, key=lambda name: (-width[name], name))


def groups_of(scenario: Scenario, order: Sequence[str]) -> tuple[Group, ...]:
    """What takes other luck together: each basis, judgement first; the months; each of the numbers that move most."""
    drawn = drawn_quantities(scenario)
    bases = [Group(basis, frozenset(q.name for q in drawn if q.basis == basis)) for basis in BASES]
    names = {quantity.name for quantity in drawn}
    single = [Group(name, frozenset({name})) for name in order if name in names][:BY_THEMSELVES]
    return (*(group for group in bases if group.names), Group(MONTHS, frozenset(KINDS)), *single)


def samples(scenario: Scenario, groups: Sequence[Group]) -> dict[str, Own]:
    """The draws themselves (a), all redrawn (b), and each group redrawn by itself."""
    everything = frozenset(q.name for q in drawn_quantities(scenario)) | frozenset(KINDS)
    return {"a": NOTHING, "b": Own(redrawn=everything)} | {f"a with {g.id} of b": Own(redrawn=g.names) for g in groups}


def parts_of(groups: Sequence[Group], denied: Mapping[str, Array]) -> tuple[Part, ...]:
    """The shares of variance, from what is denied, (draw,), in each of `samples`."""
    a, b = denied["a"], denied["b"]
    each = [(group, denied[f"a with {group.id} of b"]) for group in groups]
    return tuple(Part(group, first_order(a, b, ab), total(a, ab)) for group, ab in each)
