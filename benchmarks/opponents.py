"""The engine beside honest opponents, and beside what the machine could do at best: cost of a draw of the ladder.

    python -m benchmarks.opponents

Opponents: the same months as a user of NumPy would write them (benchmarks.plain_numpy, goods only), the plain scalar
reference, and the engine itself one lane at a time. All begin with dealt numbers and end with receipts and recorded
trade by month and stream; dating the law and laying out arrays is in every figure, luck in none. Before anything is
timed the plain months and the engine must agree on every month, stream and draw to 1e-9. Sides take turns; CPU seconds.

The floor is counted by hand (FLOPS, ROWS) and divided by what this machine does: a product of matrices, and a copy of
an array that no cache holds. Both are bounds: no program is as dense in operations as a product of matrices.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from statistics import median
from time import process_time

import numpy as np

from benchmarks.ensemble import ladder
from benchmarks.plain_numpy import goods_of, months
from benchmarks.scalar import deal, run_one, world_of
from sim.domain.benchmarks import in_plain_numbers
from sim.processes.model import simulate
from sim.processes.month import Month
from sim.runs.chunks import dealt
from sim.runs.question import Question
from sim.runs.variants import SCENARIO
from sim.world.arrays import World
from sim.world.assembly import Block, assemble

ROUNDS, LANES, ALONE = 5, 1024, 6
SERIES = frozenset({"receipts", "recorded"})
CLOSE = 1e-9

FLOPS = {
    "provisions on cells: c_m, R_m, three maxima": 2000,
    "cells: V, room, what others seek, money, what is declared": 3300,
    "streams: three channels and their discounts": 1000,
    "clocks: f, and the ramp with two exponentials of 8": 1900,
    "partners: peers, and a power of 30": 1500,
    "growth, a power a stream": 1100,
    "labour": 300,
}
"""Operations on one number of a month of a draw, of the ladder; an exponential counts 8 and a power 30."""

ROWS = {
    "clocks: five dates and a pace in, f and ramp out": 93 * 8,
    "provisions on cells: e, q, own notice": 240 * 3,
    "cells that trade: V, R, X, money": 71 * 4,
    "streams: numbers in, channels and money out": 28 * 14,
    "partners: numbers in, dial and p out": 20 * 12,
}
"""Numbers that a month of a draw reads or writes if each table is gone over once."""


def engine(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Receipts and recorded trade of goods by the engine: (month, goods stream, draw) each."""
    goods = goods_of(world)
    receipts, recorded = (np.zeros((world.months, len(goods), world.lanes)) for _ in SERIES)

    def take(month: Month) -> None:
        receipts[month.t], recorded[month.t] = month.flows.receipts[goods], month.flows.recorded[goods]

    with np.errstate(all="ignore"):
        simulate(world, take, SERIES)
    return receipts, recorded


def blocks(first: int, lanes: int) -> list[Block]:
    """The numbers of some draws, from a block of 256 on."""
    question = Question(ladder(), (SCENARIO,), lanes)
    return dealt(question, [first + n for n in range(lanes // 256)], question.variants)


def largest_difference(world: World) -> float:
    """Between the engine and the plain months, USD million a month, over all months, streams and draws."""
    pairs = zip(engine(world), months(world), strict=True)
    return max(float(np.abs(one - other).max()) for one, other in pairs)


def many(of: Callable[[World], object], lanes: int) -> Callable[[int], float]:
    """CPU seconds a draw of some draws side by side."""

    def measured(turn: int) -> float:
        given = blocks(turn * lanes // 256, lanes)
        began = process_time()
        of(assemble(given))
        return (process_time() - began) / lanes

    return measured


def alone(turn: int) -> float:
    """CPU seconds a draw of the engine, one draw at a time."""
    total = 0.0
    for draw in range(turn * ALONE, (turn + 1) * ALONE):
        values, scenario = deal(ladder(), draw), ladder()
        numbers = {name: replace(scenario.numbers[name], value=value) for name, value in values.items()}
        lane = in_plain_numbers(replace(scenario, numbers=scenario.numbers | numbers))
        began = process_time()
        engine(assemble([Block(lane)]))
        total += process_time() - began
    return total / ALONE


def scalar(turn: int) -> float:
    """CPU seconds a draw of the scalar reference, its input made beforehand."""
    total = 0.0
    for draw in range(turn * ALONE, (turn + 1) * ALONE):
        world = world_of(ladder(), deal(ladder(), draw))
        began = process_time()
        run_one(world, StringIO())
        total += process_time() - began
    return total / ALONE


def rates() -> tuple[float, float]:
    """What this machine does in a second: operations of a product of matrices, and bytes read or written by a copy."""
    a, b = np.random.default_rng(1).random((2, 768, 768))
    source, target = np.ones(8_000_000), np.ones(8_000_000)
    flops, moved = [], []
    for _ in range(9):
        began = process_time()
        a @ b
        flops.append(2 * 768**3 / (process_time() - began))
        began = process_time()
        np.copyto(target, source)
        moved.append(2 * source.nbytes / (process_time() - began))
    return median(flops), median(moved)


def floor(engine_seconds: float) -> list[str]:
    """The least that a draw could take here, and how far from it the engine is."""
    flops, moved = rates()
    length = ladder().months
    work, traffic = length * sum(FLOPS.values()), 8 * length * sum(ROWS.values())
    lines = [f"a product of matrices {flops / 1e9:.1f} GF/s, a copy {moved / 1e9:.1f} GB/s"]
    for what, least in (
        (f"{work / 1e6:.2f} Mflop a draw", work / flops),
        (f"{traffic / 1e3:,.0f} kB a draw, each table once", traffic / moved),
    ):
        lines.append(f"{what}: {1e6 * least:.0f} us, {100 * least / engine_seconds:.1f} % of what the engine takes")
    return lines


def main() -> None:
    """Check, measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    difference = largest_difference(assemble(blocks(0, 256)))
    if not difference < CLOSE:
        raise SystemExit(f"the plain months and the engine differ by {difference}")
    print(f"256 draws, every month and goods stream: largest difference {difference:.1e} MUSD a month")
    sides: dict[str, Callable[[int], float]] = {
        f"engine, {LANES:,} draws side by side": many(engine, LANES),
        f"plain NumPy, {LANES:,} draws side by side": many(months, LANES),
        "plain NumPy, 256": many(months, 256),
        "engine, one draw at a time": alone,
        "scalar reference": scalar,
    }
    seen: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(rounds + 1):
        for name, side in sides.items():
            used = side(turn)
            seen[name] += [used] if turn else []
    first = next(iter(seen.values()))
    print(f"{'side':<42} {'us a draw':>10}   x engine: median (range)")
    for name, used in seen.items():
        ratios = sorted(a / b for a, b in zip(used, first, strict=True))
        spread = f"{median(ratios):,.2f} ({ratios[0]:,.2f}-{ratios[-1]:,.2f})"
        print(f"{name:<42} {1e6 * median(used):>10,.0f}   {spread}")
    print(*floor(median(first)), sep="\n")


if __name__ == "__main__":
    main()
