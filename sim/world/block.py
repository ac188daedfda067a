"""Lanes that share one scenario, and what the arrays of one block may take over from another's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from sim.common.axes import Array
from sim.domain.quantity import Quantity, key_of
from sim.domain.scenario import Scenario

T = TypeVar("T")
Asked = tuple[str, tuple[str, ...]]
"""A number's name and scopes, as it was asked for."""


@dataclass(frozen=True)
class Block:
    """Lanes that share one scenario. `values` gives numbers that differ by lane, arrays of length `lanes`.

    `prices` and `quantities` multiply the price and the quantity of a stream month by month, `dials` are dial paths
    that differ by lane, by partner and in place of the scenario's: (months of the horizon, lane).
    """

    scenario: Scenario
    lanes: int = 1
    values: Mapping[str, Array] = field(default_factory=dict)
    prices: Mapping[str, Array] = field(default_factory=dict)
    quantities: Mapping[str, Array] = field(default_factory=dict)
    dials: Mapping[str, Array] = field(default_factory=dict)

    def number(self, name: str, *scopes: str) -> Array:
        """A number by lane: length 1 where all lanes of the block agree. Raises KeyError where there is none."""
        asked = (name, scopes)
        if asked not in self._numbers:
            source = self._source(asked)
            assert source is not None
            self._numbers[asked] = np.array([source.value]) if isinstance(source, Quantity) else source
        return self._numbers[asked]

    def gives(self, name: str) -> bool:
        """Whether there is a number of exactly this name."""
        return self._source(("", (name,))) is not None

    def agrees_with(self, other: Block) -> bool:
        """Whether every number that the other block was asked for is the same here."""
        if self.lanes != other.lanes:
            return False
        if self.scenario.numbers is other.scenario.numbers and self.values is other.values:
            return True
        return all(_same(self._source(asked), source) for asked, source in other._sources.items())

    def _source(self, asked: Asked) -> Quantity | Array | None:
        """Where a number comes from; None where no name is asked for and the scope, itself a name, is not given."""
        if asked not in self._sources:
            name, scopes = asked
            numbers = self.scenario.numbers
            key = key_of(numbers, name, *scopes) if name else scopes[0]
            self._sources[asked] = self.values[key] if key in self.values else numbers.get(key)
        return self._sources[asked]

    @cached_property
    def _sources(self) -> dict[Asked, Quantity | Array | None]:
        return {}

    @cached_property
    def _numbers(self) -> dict[Asked, Array]:
        return {}


def _same(one: Quantity | Array | None, other: Quantity | Array | None) -> bool:
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return one.value == other.value
    return one is other


def built_once(
    blocks: Sequence[Block], build: Callable[[Block], T], beside: Callable[[Block], Sequence[Any]]
) -> list[T]:
    """What `build` makes of each block, made once for blocks that agree in all that it asks for.

    Numbers count as they are asked for; `beside` names the other things that the result hangs on, which count as the
    same where they are the same object.
    """
    made: list[tuple[Block, list[int], T]] = []
    found: list[T] = []
    for block in blocks:
        hangs_on = [id(thing) for thing in beside(block)]
        known = next((t for b, on, t in made if on == hangs_on and block.agrees_with(b)), None)
        if known is None:
            asked = replace(block)
            known = build(asked)
            made.append((asked, hangs_on, known))
        found.append(known)
    return found
