"""Luck dealt once: what each draw of a scenario is given, its numbers, prices and deliveries.

Ensembles and sweeps deal from here, so that a point of a sweep has the draws of the scenario it stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.domain.scenario import Sampler, Scenario
from sim.luck.keyed import BLOCK, uniforms
from sim.luck.monthly import KINDS, price_paths, quantity_paths
from sim.luck.sampling import Luck, draw
from sim.luck.sobol import sobol_luck

REDRAWN = 1 << 62
"""Added to the seed of numbers that are drawn anew while all others stay."""


class Dice:
    """The uniform numbers of an ensemble: by (seed, name, block of 256 draws), each made once however many ask.

    The `sobol` sampler spreads the numbers that have one of `dimensions` over the points of a sequence; its luck
    changes with the number of `draws`, a multiple of 2,048. What is named in `redrawn` takes its luck from another
    seed, keyed with either sampler: another scramble of the same Sobol column would not be independent of the first.
    """

    def __init__(
        self,
        seed: int,
        sampler: Sampler = "keyed",
        draws: int = 0,
        dimensions: Mapping[str, int] | None = None,
        redrawn: frozenset[str] = frozenset(),
    ):
        self.seed, self.sampler, self.draws, self.redrawn = seed, sampler, draws, redrawn
        self.dimensions = dimensions or {}
        self._known: dict[tuple[str, tuple[int, ...]], Array] = {}

    def of(self, *blocks: int) -> Luck:
        """The luck of some blocks side by side: 256 uniform numbers each by the name of what is decided."""
        made = self._made(blocks)

        def luck(name: str) -> Array:
            if (name, blocks) not in self._known:
                self._known[name, blocks] = made(name)
            return self._known[name, blocks]

        return luck

    def happenings(self, blocks: Sequence[int]) -> Luck:
        """The luck of what happens month by month, of some blocks side by side: keyed and never kept."""
        return lambda name: uniforms(self.seed, name, *blocks)

    def _made(self, blocks: Sequence[int]) -> Luck:
        def keyed(name: str, *some: int) -> Array:
            return uniforms(self.seed + REDRAWN if self._redraws(name) else self.seed, name, *some)

        if self.sampler == "keyed":
            return lambda name: keyed(name, *blocks)
        total = self.draws // BLOCK
        each = [sobol_luck(self.seed, n, total, self.dimensions, partial(_of_block, keyed, n)) for n in blocks]

        def spread(name: str) -> Array:
            return keyed(name, *blocks) if self._redraws(name) else np.concatenate([luck(name) for luck in each])

        return spread

    def _redraws(self, name: str) -> bool:
        """Whether a number, or what is drawn by month as all of its kind, takes other luck."""
        kind = name.partition(".")[0]
        return name in self.redrawn or (kind in KINDS and kind in self.redrawn)


@dataclass(frozen=True)
class Dealt:
    """What some draws of a scenario are given.

    `values`: its numbers by name, (draw,). `prices` and `quantities`: what multiplies the price and the quantity of a
    stream, by stream, (drawn month, draw).
    """

    values: dict[str, Array]
    prices: dict[str, Array]
    quantities: dict[str, Array]

    def part(self, first: int, last: int) -> Dealt:
        """The draws [first, last) of these."""
        return self._each(lambda values: values[..., first:last])

    def at(self, draws: NDArray[np.intp]) -> Dealt:
        """Some of these draws, by their places."""
        return self._each(lambda values: np.take(values, draws, axis=-1))

    def _each(self, cut: Callable[[Array], Array]) -> Dealt:
        tables = (self.values, self.prices, self.quantities)
        return Dealt(*({name: cut(values) for name, values in table.items()} for table in tables))


def deal(scenario: Scenario, dice: Dice, blocks: Sequence[int], given: Mapping[str, Array] | None = None) -> Dealt:
    """Deal some blocks of 256 draws, side by side. Numbers `given`, (draw,) each, are not drawn."""
    luck, lanes = dice.of(*blocks), BLOCK * len(blocks)
    tiled = {name: np.tile(values, len(blocks)) for name, values in (given or {}).items()}
    values = draw(scenario, luck, tiled)
    tables = values, price_paths(scenario, values, luck), quantity_paths(scenario, values, luck)
    return Dealt(*({name: _wide(rows, lanes) for name, rows in table.items()} for table in tables))


def _of_block(keyed: Callable[..., Array], block: int, name: str) -> Array:
    return keyed(name, block)


def _wide(values: Array, lanes: int) -> Array:
    """Values with their lane axis written out."""
    return np.array(np.broadcast_to(values, (*values.shape[:-1], lanes)))
