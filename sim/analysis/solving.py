"""What it would take: the dial, or the number, at which a target is reached, draw by draw on common luck.

A grid finds where each draw's curve crosses the target, also where it does so more than once; false position with the
Illinois change (Dowell and Jarratt 1971, BIT 11) narrows every crossing, all draws at once as lanes. Nothing here runs
the model: what cases earn is asked of whoever is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.lever import Lever
from sim.analysis.outcome import Outcome
from sim.common.axes import Array
from sim.domain.scenario import Scenario
from sim.runs.own import NOTHING, Own

GRID = 11
"""Values between the ends of a lever at which every draw is looked at."""
ROUNDS = 5
"""Times a crossing is narrowed: from one grid step to less than a hundredth of it on a smooth curve."""

Bools = NDArray[np.bool_]
Earn = Callable[[Sequence[tuple[Scenario, Own]], Sequence[str]], Array]
"""What cases earn of some streams in the first window, USD million a year: (case, draw)."""


@dataclass(frozen=True)
class Sought:
    """One thing that is looked for: how much of an outcome, in the scenario as one reading has it.

    `scenario` and `beside`, what it is held against, are run once for all that share them as the same objects.
    """

    reading: str
    scenario: Scenario
    beside: Scenario
    outcome: Outcome
    target: float


@dataclass(frozen=True)
class Curve:
    """What is denied at each value of the grid: (value, draw)."""

    values: Array
    denied: Array


@dataclass(frozen=True)
class Solution:
    """Where a target is reached.

    `crossings` (n, draw): the values at which a draw's curve crosses the target, from the end where less is denied; NaN
    where it crosses less often. `first` (draw,): the first value at which it is reached: that end itself where it is
    reached there already, infinite where it never is.
    """

    sought: Sought
    lever: Lever
    curve: Curve
    crossings: Array
    rising: bool

    @property
    def reached(self) -> Bools:
        """Whether a draw reaches the target anywhere on the grid: (draw,)."""
        return np.asarray((self.curve.denied >= self.sought.target).any(axis=0))

    @property
    def already(self) -> Bools:
        """Whether a draw reaches it at the end of the lever where less is denied: (draw,)."""
        start = self.curve.denied[0 if self.rising else -1]
        return np.asarray(start >= self.sought.target)

    @property
    def first(self) -> Array:
        """(draw,), as above."""
        start, beyond = (self.lever.low, np.inf) if self.rising else (self.lever.high, -np.inf)
        return np.where(self.already, start, np.where(self.reached, self.crossings[0], beyond))

    @property
    def most(self) -> Array:
        """The most that a draw denies anywhere on the grid: (draw,)."""
        return np.asarray(self.curve.denied.max(axis=0))

    @property
    def times(self) -> NDArray[np.intp]:
        """How often each draw's curve crosses the target."""
        return np.asarray(np.isfinite(self.crossings).sum(axis=0))

    def falls(self, least: float) -> Bools:
        """Whether a draw's curve turns back somewhere on the grid, by more than `least`: (draw,)."""
        steps = np.diff(self.curve.denied if self.rising else self.curve.denied[::-1], axis=0)
        return np.asarray((steps < -least).any(axis=0))


def solve(sought: Sequence[Sought], lever: Lever, draws: int, earn: Earn) -> list[Solution]:
    """Solve for every target. Draws that failed are left out of all of them."""
    values = np.linspace(lever.low, lever.high, GRID)
    looks = [_Look(one, np.full(draws, value)) for value in values for one in sought]
    denied = _denied(looks, lever, earn).reshape(GRID, len(sought), draws)
    sound = np.isfinite(denied).all(axis=(0, 1))
    curves = [Curve(values, denied[:, n]) for n in range(len(sought))]
    rising = [bool(np.median(c.denied[-1, sound] - c.denied[0, sound]) >= 0) for c in curves]
    brackets = [_brackets(c, s.target, up) for c, s, up in zip(curves, sought, rising, strict=True)]
    _narrow(brackets, sought, lever, earn)
    return [
        Solution(s, lever, Curve(values, c.denied[:, sound]), b.best[:, sound], up)
        for s, c, b, up in zip(sought, curves, brackets, rising, strict=True)
    ]


@dataclass(frozen=True, eq=False)
class _Look:
    """Where one thing is looked for: a value of the lever for each draw."""

    sought: Sought
    values: Array


def _denied(looks: Sequence[_Look], lever: Lever, earn: Earn) -> Array:
    """What is denied in each look, (look, draw). A case that several ask for is run once."""
    numbers: dict[tuple[int, ...], int] = {}
    cases: list[tuple[Scenario, Own]] = []

    def number(scenario: Scenario, values: Array) -> int:
        still = not scenario.bundle and not lever.key  # without any act no dial counts
        key = (id(scenario),) if still else (id(scenario), hash(values.tobytes()))
        if key not in numbers:
            numbers[key] = len(cases)
            cases.append((scenario, NOTHING if still else lever.at(values)))
        return numbers[key]

    pairs = [(number(one.sought.scenario, one.values), number(one.sought.beside, one.values)) for one in looks]
    earned = {streams: earn(cases, streams) for streams in {one.sought.outcome.streams for one in looks}}
    return np.array(
        [
            one.sought.outcome.of(*earned[one.sought.outcome.streams][[a, b]])
            for one, (a, b) in zip(looks, pairs, strict=True)
        ]
    )


@dataclass
class _Brackets:
    """Two values around each crossing and how far what is denied there is above the target: (crossing, draw)."""

    a: Array
    b: Array
    at_a: Array
    at_b: Array
    side: Array
    """Which end was kept last: 1 for b, -1 for a."""
    best: Array
    """The value that came nearest, and by how much it missed."""
    missed: Array

    def next(self) -> Array:
        """Where to look next: where a straight line between the ends crosses the target."""
        rise = self.at_b - self.at_a
        share = np.divide(-self.at_a, rise, out=np.full(rise.shape, 0.5), where=rise != 0)
        return self.a + (self.b - self.a) * np.clip(share, 0.0, 1.0)

    def take(self, x: Array, at_x: Array) -> None:
        """Take what was found there; an end that is kept twice counts half, so that it moves as well (Illinois)."""
        nearer = np.abs(at_x) < self.missed
        self.best, self.missed = np.where(nearer, x, self.best), np.where(nearer, np.abs(at_x), self.missed)
        same = np.sign(at_x) == np.sign(self.at_b)
        self.at_a = np.where(same & (self.side < 0), self.at_a / 2, self.at_a)
        self.at_b = np.where(~same & (self.side > 0), self.at_b / 2, self.at_b)
        self.side = np.where(same, -1.0, 1.0)
        self.a, self.at_a = np.where(same, self.a, x), np.where(same, self.at_a, at_x)
        self.b, self.at_b = np.where(same, x, self.b), np.where(same, at_x, self.at_b)


def _brackets(curve: Curve, target: float, rising: bool) -> _Brackets:
    """The steps of the grid in which each draw crosses, in order; NaN where it crosses less often than others."""
    order = slice(None) if rising else slice(None, None, -1)
    values, above = curve.values[order], curve.denied[order] - target
    crosses = (above[1:] >= 0) != (above[:-1] >= 0)
    most = max(1, int(crosses.sum(axis=0).max(initial=0)))
    a, b, at_a, at_b = (np.full((most, above.shape[1]), np.nan) for _ in range(4))
    for draw in np.flatnonzero(crosses.any(axis=0)):
        for n, step in enumerate(np.flatnonzero(crosses[:, draw])):
            a[n, draw], b[n, draw] = values[step], values[step + 1]
            at_a[n, draw], at_b[n, draw] = above[step, draw], above[step + 1, draw]
    ends = np.abs(at_b) <= np.abs(at_a)
    nearest = np.where(ends, b, a), np.where(ends, np.abs(at_b), np.abs(at_a))
    return _Brackets(a, b, at_a, at_b, np.zeros(a.shape), *nearest)


def _narrow(brackets: Sequence[_Brackets], sought: Sequence[Sought], lever: Lever, earn: Earn) -> None:
    """Narrow all crossings, of all things looked for, in the same lanes."""
    open_ = [(n, row) for n, one in enumerate(brackets) for row in range(len(one.a)) if np.isfinite(one.a[row]).any()]
    for _ in range(ROUNDS if open_ else 0):
        guesses = [one.next() for one in brackets]
        looks = [
            _Look(sought[n], np.where(np.isfinite(x), x, lever.low)) for n, row in open_ for x in [guesses[n][row]]
        ]
        results = [np.full(one.a.shape, np.nan) for one in brackets]
        for (n, row), denied in zip(open_, _denied(looks, lever, earn), strict=True):
            results[n][row] = np.where(np.isfinite(guesses[n][row]), denied - sought[n].target, np.nan)
        for one, x, at_x in zip(brackets, guesses, results, strict=True):
            one.take(x, at_x)
