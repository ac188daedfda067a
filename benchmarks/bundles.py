"""What the law of many bundles costs: every bundle of the shipped ladder's acts as a lane of one world.

    python -m benchmarks.bundles

CPU seconds for the law arrays (numbers, dates, ends, clocks; flows not included) of the 64 bundles of six of the
ladder's acts and of the 4,096 bundles of twelve, the rest in force, after a first round that is not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from statistics import median
from time import process_time

import numpy as np

from benchmarks.ensemble import ROUNDS, ladder
from sim.domain.benchmarks import in_plain_numbers
from sim.world.assembly import law_of
from sim.world.block import Block
from sim.world.layout import lay_out

ACTS, FEW = 12, 6


def one_block(acts: Sequence[str]) -> list[Block]:
    """All bundles of some acts, the rest of the ladder in force, as the lanes of one block."""
    flags = np.array(list(product((False, True), repeat=len(acts)))).T
    return [Block(in_plain_numbers(ladder()), 2 ** len(acts), bundles=dict(zip(acts, flags, strict=True)))]


def seconds(blocks: Sequence[Block]) -> float:
    """CPU seconds of the law arrays of blocks."""
    layout = lay_out([block.scenario for block in blocks])
    began = process_time()
    law_of(blocks, layout)
    return process_time() - began


def main() -> None:
    """Measure, and print a table."""
    acts = sorted(ladder().bundle)
    for count in (FEW, min(ACTS, len(acts))):
        blocks = one_block(acts[:count])
        each = [seconds(blocks) for _ in range(ROUNDS + 1)][1:]
        print(f"{2**count:>6} bundles  {median(each):.3f} s CPU ({min(each):.3f}-{max(each):.3f})")


if __name__ == "__main__":
    main()
