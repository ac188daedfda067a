"""A campaign's mechanisms on their axes: pushes, rounds of designations, coalitions, and the luck of the lanes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.common.axes import Array, Ragged
from sim.domain.campaign import Coalition, Mechanisms, Push
from sim.world.layout import Index

Luck = Callable[[str], Array]
"""Uniform numbers of a block of lanes, by the name of what is decided."""


@dataclass(frozen=True)
class Chances:
    """The luck of all lanes side by side. A lane of a central run has none: whatever is left to chance stays out."""

    parts: tuple[tuple[Luck | None, int], ...]

    @property
    def any(self) -> bool:
        """Whether some lane has luck."""
        return any(luck is not None for luck, _ in self.parts)

    def __call__(self, name: str) -> Array:
        """One number a lane; 1, below which no chance lies, where a lane has no luck."""
        known = {id(luck): luck(name) for luck, _ in self.parts if luck}
        return np.concatenate([known[id(luck)] if luck else np.ones(lanes) for luck, lanes in self.parts])


@dataclass(frozen=True)
class Pressed:
    """A push as arrays: points and half-life by lane (no points on lanes that have no such push)."""

    push: Push
    since: float
    partners: Index
    points: Array
    half_life: Array


@dataclass(frozen=True)
class Rounds:
    """Random rounds of designations. Axes (lane,), (partner, lane), (traded cell, lane); dates in months."""

    rate: Array
    most: Array
    points: Array
    half_life: Array
    opens: Array
    closes: Array
    targets: Array
    """(partner, lane): 1 where a round may hit"""
    watched: Array
    """(traded cell, lane): 1 where outsiders look"""
    by_partner: Ragged
    """Traded cells by partner, in stream name order."""
    seen_from: tuple[float, ...]
    seen: Array
    """(step, lane): the share seen of what is not declared, from each of those days on"""

    def seen_in(self, month: int) -> Array:
        """The share that outsiders see in a month."""
        begun = [n for n, since in enumerate(self.seen_from) if since <= month]
        return self.seen[begun[-1]] if begun else np.zeros(self.seen.shape[-1])


@dataclass(frozen=True)
class Joint:
    """A coalition as arrays: weights (member, lane), the rest by lane; `day` is NEVER where it has no date."""

    coalition: Coalition
    partners: Index
    weights: Array
    threshold: Array
    probability: Array
    points: Array
    opens: Array
    day: Array


@dataclass(frozen=True)
class Campaign:
    """What a world has of mechanisms; nothing of it where none is on."""

    chances: Chances
    mechanisms: tuple[tuple[Mechanisms, int], ...] = ()
    """Those of each block and its lanes, for what is decided before the first month."""
    press: tuple[Pressed, ...] = ()
    rounds: Rounds | None = None
    coalitions: tuple[Joint, ...] = ()

    @property
    def acts_monthly(self) -> bool:
        """Whether step 0 of a month has anything to do."""
        return bool(self.press or self.rounds or self.coalitions)
