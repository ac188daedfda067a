"""What SimPy costs as the calendar: the engine's run against a plain loop over the same months and arrays.

    python -m benchmarks.calendar_cost

The loop enters every provision at once (the month reads dates, so that changes nothing), opens ledgers each January and
lets reviews fall due by counting. Both sides give the same bits, which is checked. They take turns; CPU seconds.
"""

from __future__ import annotations

from statistics import median
from time import process_time

import numpy as np

from benchmarks.ensemble import ROUNDS, ladder
from sim.processes.kernel import EVERY_SERIES
from sim.processes.model import simulate
from sim.processes.month import Month, step
from sim.processes.state import open_period, opening_state
from sim.runs.chunks import dealt
from sim.runs.question import Question
from sim.runs.variants import SCENARIO
from sim.world.arrays import World
from sim.world.assembly import assemble

LANES = (256, 2048)


def plain_loop(world: World, record) -> None:
    """The months of a world without a calendar."""
    state = opening_state(world)
    state.book.enter(np.arange(len(world.layout.pair_cell)))
    for t in range(world.months):
        month = world.start + t
        if t and month % 12 == 0:
            for n, cap in enumerate(world.law.caps):
                if np.isnan(cap.opens):
                    open_period(state.ledgers, n, cap)
        state.review_due[:] = (t > 0) & (t % world.review_months == 0)
        record(step(world, state, month, EVERY_SERIES))


def receipts_of(run, world: World) -> tuple[float, np.ndarray]:
    """CPU seconds of a run, and its receipts."""
    total = np.zeros((len(world.layout.streams), world.lanes))

    def record(month: Month) -> None:
        np.add(total, month.flows.receipts, out=total)

    began = process_time()
    run(world, record)
    return process_time() - began, total


def main() -> None:
    """Measure, and print a table."""
    print(f"{'lanes':>6} {'SimPy, s':>10} {'loop, s':>10}   ratio: median (range)")
    for lanes in LANES:
        question = Question(ladder(), (SCENARIO,), lanes)
        world = assemble(dealt(question, list(range(lanes // 256)), question.variants))
        pairs = []
        for n in range(ROUNDS + 1):
            (a, one), (b, other) = receipts_of(simulate, world), receipts_of(plain_loop, world)
            assert np.array_equal(one, other)
            pairs += [(a, b)] if n else []
        ratios = sorted(a / b for a, b in pairs)
        simpy, loop = (median(side) for side in zip(*pairs, strict=True))
        print(f"{lanes:>6} {simpy:>10.3f} {loop:>10.3f}   {median(ratios):.3f} ({ratios[0]:.3f}-{ratios[-1]:.3f})")


if __name__ == "__main__":
    main()
