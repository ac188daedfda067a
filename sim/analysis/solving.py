"""What it would take: the dial, or the number, at which a target is reached, draw by draw on common luck.

A grid finds where each draw's curve crosses the target, also where it does so more than once; false position with the
Illinois change (Dowell and Jarratt 1971, BIT 11) narrows every crossing, all draws at once as lanes. Where a dial turns
notices on, curves jump: there halves are taken in between, and the side on which the target is reached counts. Nothing
here runs the model: what cases earn is asked of whoever is handed in.
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
"""The most times a crossing is narrowed: from one grid step to less than a hundredth of it on a smooth curve, to
about a tenth at a jump."""
NEAR = 1e-4
"""Of the target: a draw that misses it by no more is narrowed no further."""
JUMP = 0.02
"""Of the target: a crossing that nothing has come nearer to is a jump over it."""

Bools = NDArray[np.bool_]
Draws = tuple[int, ...]
Earn = Callable[[Sequence[tuple[Scenario, Own]], Sequence[str], Draws], Array]
"""What cases earn of some streams in the first window, USD million a year: (case, draw). Of some draws, or of all."""


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
    looks = [_Look(one, np.full(draws, value)) for one in sought for value in values]
    runs = _Runs(lever, earn)
    denied = runs.denied(looks).reshape(len(sought), GRID, draws).swapaxes(0, 1)
    sound = np.isfinite(denied).all(axis=(0, 1))
    curves = [Curve(values, denied[:, n]) for n in range(len(sought))]
    rising = [bool(np.median(c.denied[-1, sound] - c.denied[0, sound]) >= 0) for c in curves]
    brackets = [_brackets(c, s.target, up) for c, s, up in zip(curves, sought, rising, strict=True)]
    _narrow(brackets, sought, lever, runs)
    return [
        Solution(s, lever, Curve(values, c.denied[:, sound]), b.found[:, sound], up)
        for s, c, b, up in zip(sought, curves, brackets, rising, strict=True)
    ]


@dataclass(frozen=True, eq=False)
class _Look:
    """Where one thing is looked for: a value of the lever for each draw."""

    sought: Sought
    values: Array


class _Runs:
    """Runs what is looked at; a case that several looks ask for is run once, one that no lever moves once for all."""

    def __init__(self, lever: Lever, earn: Earn):
        self.lever, self.earn = lever, earn
        self.unmoved: dict[tuple[int, Sequence[str]], Array] = {}

    def denied(self, looks: Sequence[_Look], only: Draws = ()) -> Array:
        """What is denied in each look: (look, draw), of some draws or of all."""
        found = np.empty((len(looks), len(only) or len(looks[0].values)))
        for streams in {look.sought.outcome.streams for look in looks}:
            mine = [n for n, look in enumerate(looks) if look.sought.outcome.streams == streams]
            earned = self._earned([looks[n] for n in mine], streams, only)
            for n, pair in zip(mine, earned, strict=True):
                found[n] = looks[n].sought.outcome.of(*pair)
        return found

    def _earned(self, looks: Sequence[_Look], streams: Sequence[str], only: Draws) -> list[tuple[Array, Array]]:
        """What each look's two scenarios earn."""
        pairs = [[(one, look.values) for one in (look.sought.scenario, look.sought.beside)] for look in looks]
        moved = {_key(*case): case for pair in pairs for case in pair if not self._still(case[0])}
        still = {id(one): one for pair in pairs for one, _ in pair if self._still(one)}
        new = [one for one in still.values() if (id(one), streams) not in self.unmoved]
        at = [(one, self.lever.at(values)) for one, values in moved.values()]
        if at:
            table = dict(zip(moved, self.earn(at, streams, only), strict=True))
        if new:
            whole = self.earn([(one, NOTHING) for one in new], streams, ())
            self.unmoved |= {(id(one), streams): row for one, row in zip(new, whole, strict=True)}

        def of(scenario: Scenario, values: Array) -> Array:
            if not self._still(scenario):
                return np.asarray(table[_key(scenario, values)])
            row = self.unmoved[id(scenario), streams]
            return row[list(only)] if only else row

        return [(of(*one), of(*beside)) for one, beside in pairs]

    def _still(self, scenario: Scenario) -> bool:
        """Without any act no dial counts."""
        return not scenario.bundle and not self.lever.key


def _key(scenario: Scenario, values: Array) -> tuple[int, int]:
    return id(scenario), hash(values.tobytes())


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
    near: float
    """What misses the target by no more has come near it."""
    slow: Bools
    """Whether the last look left more than half of what there was and nothing has come near, as lines do at a jump."""

    def next(self) -> Array:
        """Where to look next: where a straight line between the ends crosses the target, or half-way."""
        rise = self.at_b - self.at_a
        share = np.divide(-self.at_a, rise, out=np.full(rise.shape, 0.5), where=(rise != 0) & ~self.slow)
        return self.a + (self.b - self.a) * np.clip(share, 0.0, 1.0)

    def take(self, x: Array, at_x: Array) -> None:
        """Take what was found there, NaN where nobody looked; an end that is kept twice counts half, so that it moves
        as well (Illinois)."""
        looked = np.isfinite(at_x)
        nearer = looked & (np.abs(at_x) < self.missed)
        self.best, self.missed = np.where(nearer, x, self.best), np.where(nearer, np.abs(at_x), self.missed)
        same = looked & (np.sign(at_x) == np.sign(self.at_b))
        other = looked & ~same
        self.at_a = np.where(same & (self.side < 0), self.at_a / 2, self.at_a)
        self.at_b = np.where(other & (self.side > 0), self.at_b / 2, self.at_b)
        self.side = np.where(same, -1.0, np.where(other, 1.0, self.side))
        left = np.where(same, np.abs(x - self.a), np.abs(self.b - x))
        self.slow = looked & (left > 0.5 * np.abs(self.b - self.a)) & (self.missed > self.near)
        self.a, self.at_a = np.where(other, x, self.a), np.where(other, at_x, self.at_a)
        self.b, self.at_b = np.where(same, x, self.b), np.where(same, at_x, self.at_b)

    @property
    def found(self) -> Array:
        """The value that came nearest; at a jump, from which nothing came as near, the end that reaches the target."""
        return np.where(self.missed <= self.near, self.best, np.where(self.at_b >= 0, self.b, self.a))


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
    return _Brackets(a, b, at_a, at_b, np.zeros(a.shape), *nearest, JUMP * target, np.zeros(a.shape, np.bool_))


def _narrow(brackets: Sequence[_Brackets], sought: Sequence[Sought], lever: Lever, runs: _Runs) -> None:
    """Narrow all crossings of all that is looked for, a look at each crossing in one run; only draws of which some
    crossing still misses its target are run again.

    A draw that one crossing has open is looked at for all of them: lanes beside others cost less than a run of its own.
    """
    for _ in range(ROUNDS):
        opened = [_opened(one, bracket) for one, bracket in zip(sought, brackets, strict=True)]
        places = [(n, row) for n, rows in enumerate(opened) for row in np.flatnonzero(rows.any(axis=1))]
        if not places:
            return
        only = np.flatnonzero(np.any([opened[n][row] for n, row in places], axis=0))
        guesses = [bracket.next() for bracket in brackets]
        looks = [_Look(sought[n], _anywhere(guesses[n][row], lever)) for n, row in places]
        found = [np.full(guess.shape, np.nan) for guess in guesses]
        for (n, row), denied in zip(places, runs.denied(looks, tuple(only.tolist())), strict=True):
            found[n][row, only] = denied - sought[n].target
            found[n][row, ~opened[n][row]] = np.nan
        for bracket, guess, at in zip(brackets, guesses, found, strict=True):
            bracket.take(guess, at)


def _opened(one: Sought, bracket: _Brackets) -> Bools:
    """Whether a crossing of a draw still misses the target: (crossing, draw)."""
    return np.asarray(bracket.missed > NEAR * one.target)


def _anywhere(guesses: Array, lever: Lever) -> Array:
    """Values to look at; some value of the lever where a draw has no such crossing."""
    return np.where(np.isfinite(guesses), guesses, lever.low)
