"""Lanes that share one scenario, and what the arrays of one block may take over from another's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.domain.quantity import key_of, parameter_of
from sim.domain.scenario import Scenario

T = TypeVar("T")


@dataclass(frozen=True)
class Block:
    """Lanes that share one scenario. `values` gives numbers that differ by lane, arrays of length `lanes`.

    `prices` and `quantities` multiply the price and the quantity of a stream month by month, (drawn month, lane);
    `dials` are dial paths that differ by lane, by partner and in place of the scenario's: (month of the horizon, lane).
    `luck` gives one uniform number a lane by the name of what is decided; without it nothing happens by chance.
    `bundles` are lanes of many bundles: for some measures of the scenario's bundle, by name, the lanes on which each is
    in force, flags (lane,). A measure that is not named is in force on all lanes. A lane is then, bit for bit, the
    scenario with `bundle` cut to that lane's measures: notices of an act come and go with it, and who supersedes whom,
    ends and binding days follow. So 2^n bundles are one block of a scenario that has all n acts:

        flags = np.array(list(itertools.product((False, True), repeat=n))).T
        Block(scenario, 2**n, bundles=dict(zip(acts, flags)))
    """

    scenario: Scenario
    lanes: int = 1
    values: Mapping[str, Array] = field(default_factory=dict)
    prices: Mapping[str, Array] = field(default_factory=dict)
    quantities: Mapping[str, Array] = field(default_factory=dict)
    dials: Mapping[str, Array] = field(default_factory=dict)
    bundles: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    luck: Callable[[str], Array] | None = None

    def number(self, name: str, *scopes: str) -> Array:
        """A number by lane: length 1 where all lanes of the block agree. Raises KeyError where there is none."""
        asked = (name, scopes)
        if asked not in self._numbers:
            key = key_of(self.scenario.numbers, name, *scopes)
            known = self.values.get(key)
            self._numbers[asked] = np.array([self.scenario.numbers[key].value]) if known is None else known
            self.asked.add(parameter_of(name))
        return self._numbers[asked]

    def gives(self, name: str) -> bool:
        """Whether there is a number of exactly this name."""
        self.asked.add(parameter_of(name))
        return name in self.scenario.numbers

    def holds(self, measure: str) -> NDArray[np.bool_]:
        """Whether a measure is in force or may come, by lane: length 1 where all lanes of the block agree."""
        scenario = self.scenario
        there = measure in scenario.bundle or measure in scenario.awaited
        named = self.bundles.get(measure)
        return np.array([there]) if named is None else named & there

    @cached_property
    def asked(self) -> set[str]:
        """The parameters of which it was asked a number so far."""
        return set()

    @cached_property
    def given(self) -> dict[str, tuple[object, ...]]:
        """What it gives of each parameter: names, with a value or the array that holds one a lane."""
        found: dict[str, list[object]] = {}
        for name, quantity in self.scenario.numbers.items():
            known = self.values.get(name)
            source = quantity.value if known is None else id(known)
            found.setdefault(parameter_of(name), []).append((name, known is None, source))
        return {parameter: tuple(each) for parameter, each in found.items()}

    @cached_property
    def _numbers(self) -> dict[tuple[str, tuple[str, ...]], Array]:
        return {}


def built_once(
    blocks: Sequence[Block], build: Callable[[Block], T], beside: Callable[[Block], Sequence[Any]] = lambda block: ()
) -> list[T]:
    """What `build` makes of each block, made once for blocks that agree in all that it asks for.

    Numbers count by the parameters asked for; `beside` names the other things that the result hangs on, which count as
    the same where they are the same object.
    """
    made: list[tuple[Block, list[int], T]] = []
    found: list[T] = []
    for block in blocks:
        hangs_on = [block.lanes, *(id(thing) for thing in beside(block))]
        known = next((t for asked, on, t in made if on == hangs_on and _agree(block, asked)), None)
        if known is None:
            asked = replace(block)
            known = build(asked)
            made.append((asked, hangs_on, known))
        found.append(known)
    return found


def _agree(block: Block, built: Block) -> bool:
    """Whether a block gives the same numbers of all parameters that another was asked for."""
    same_values = block.values is built.values or not (block.values or built.values)
    if same_values and block.scenario.numbers is built.scenario.numbers:
        return True
    return all(block.given.get(parameter) == built.given.get(parameter) for parameter in built.asked)
