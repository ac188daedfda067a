"""Blocks of lanes carried through one run of the model: what central runs, ensembles and sweeps have in common."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from sim.processes.clock import Chronicle
from sim.processes.kernel import EVERY_SERIES
from sim.processes.model import simulate
from sim.processes.month import Record
from sim.world.arrays import World
from sim.world.assembly import Block, assemble

Observer = TypeVar("Observer", bound=Record)


def run_lanes(
    blocks: Sequence[Block],
    observer_of: Callable[[World], Observer],
    reads: frozenset[str] = EVERY_SERIES,
    whole: bool = False,
) -> tuple[Observer, Chronicle]:
    """Run blocks of lanes side by side and hand each month to the observer made for their world.

    Of a month's flows only the series that the observer `reads` are worked out; with `whole` what the campaign does is
    kept of all lanes.

    The bits of a lane do not depend on the lanes beside it, as long as they come in whole blocks of 256. A lane that
    leaves the finite numbers does not touch the others, and is the observer's to find.
    """
    gc.freeze()  # what stands now is nobody's circle: the look for circles below need not go over all of it
    world = assemble(blocks)
    observer = observer_of(world)
    with np.errstate(all="ignore"):
        log = simulate(world, observer, reads, whole=whole)
    gc.collect()  # SimPy's processes and events refer to each other in circles, and to the arrays of all lanes
    gc.unfreeze()
    return observer, log
