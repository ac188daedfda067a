"""Sobol luck: well-spread draws of the shipped numbers, in eight scrambles that are independent of each other.

A draw is a point of a Sobol sequence. Each number has a column of it, named in a committed table that only grows, and
each column is scrambled by a key of its own: adding a number changes no other number's draws. Numbers without a column
(those of a scenario's own, the months of a price, deliveries) take their luck from the keyed stream instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.common.errors import BadInput, Problem
from sim.luck.keyed import BLOCK, scrambled
from sim.luck.replicates import SCRAMBLES
from sim.luck.sampling import Luck

LEAST = SCRAMBLES * BLOCK
"""Draws that fill every scramble with one block."""

MOST_BLOCKS = 1 << 24
"""Blocks of 32-bit points before they come again."""


def check_draws(draws: int) -> None:
    """Raise BadInput unless so many draws fill all scrambles with whole blocks."""
    if draws < LEAST or draws % LEAST or draws > SCRAMBLES * MOST_BLOCKS * BLOCK:
        allowed = f"a multiple of {LEAST:,}: {SCRAMBLES} scrambles of whole blocks of {BLOCK}"
        hint = f"{max(1, round(draws / LEAST)) * LEAST} draws, or the keyed sampler, which takes any number"
        message = "the Sobol sampler needs whole scrambles"
        raise BadInput(Problem(message, key="draws", given=str(draws), allowed=allowed, hint=hint))


def sobol_luck(seed: int, block: int, blocks: int, dimensions: Mapping[str, int], otherwise: Luck) -> Luck:
    """The uniform numbers of a block by name, of an ensemble of so many blocks.

    Each scramble holds an eighth of the blocks, one after the other, and runs through the sequence from its first
    point. A name without a dimension has the luck of `otherwise`.
    """
    scramble, place = divmod(block, blocks // SCRAMBLES)

    def luck(name: str) -> Array:
        if name not in dimensions:
            return otherwise(name)
        column = sobol_points(place, max(dimensions.values()))[:, dimensions[name] - 1]
        return scrambled(column, seed, name, scramble)

    return luck


@lru_cache(maxsize=16)
def sobol_points(block: int, dimensions: int) -> NDArray[np.uint32]:
    """The 256 points of a block of the unscrambled Sobol sequence, 32-bit fractions: (point, dimension)."""
    return points_between(block * BLOCK, (block + 1) * BLOCK, dimensions)


def points_between(first: int, stop: int, dimensions: int) -> NDArray[np.uint32]:
    """Points of the unscrambled Sobol sequence, 32-bit fractions: (point, dimension).

    A column is the same however many there are. SciPy's statistics take a second to import; only Sobol users wait.
    """
    from scipy.stats import qmc

    sequence = qmc.Sobol(dimensions, scramble=False, bits=32)
    if first:
        sequence.fast_forward(first)
    count = stop - first
    whole = 1 << (count - 1).bit_length()  # SciPy warns of any other number
    return (sequence.random(whole)[:count] * 2.0**32).astype(np.uint32)
