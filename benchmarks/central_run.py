"""What a central run costs: scenarios/ladder.yaml, five years, one lane, beside the plain scalar reference.

    python -m benchmarks.central_run

The parts take turns in the same run, so that a busy machine slows them alike; figures are medians of CPU seconds. The
scalar reference is `tests/reference`: the same model one number at a time, on the same scenario.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from sim.analysis.questions import headline_question
from sim.domain.benchmarks import in_plain_numbers
from sim.domain.scenario import Scenario
from sim.processes.model import FullRecord, simulate
from sim.reading.reference import reference
from sim.reading.scenario import read_scenario
from sim.runs.run import run
from sim.world.assembly import Block, assemble
from tests.property.same import differences
from tests.worlds import plain_from, run_scalar, tables_of

LADDER = Path(__file__).parents[1] / "scenarios" / "ladder.yaml"
ROUNDS = 9


def reading() -> Scenario:
    """The scenario and all its tables, from the disk."""
    reference._reference.cache_clear()
    return read_scenario(LADDER).scenario


def model(scenario: Scenario) -> FullRecord:
    """One lane: arrays built, horizon run, every cell of every month kept."""
    record = FullRecord(assemble([Block(scenario)]))
    simulate(record.world, record)
    return record


def cpu_of(work: Callable[[], object]) -> float:
    """CPU seconds of a piece of work."""
    start = process_time()
    work()
    return process_time() - start


def measure(rounds: int = ROUNDS) -> dict[str, float]:
    """The median CPU of each part; a first round warms the caches and is not counted."""
    scenario = reading()
    plain = plain_from(scenario)
    question = headline_question(scenario)
    lanes = [Block(in_plain_numbers(lane)) for lane in question.scenarios.values()]
    wrong = differences(tables_of(model(scenario), 0), run_scalar(plain))
    if wrong:
        raise SystemExit(f"the engine and the scalar reference differ: {wrong[:3]}")
    parts: dict[str, Callable[[], object]] = {
        "reading": reading,
        "model": lambda: model(scenario),
        "of it: arrays built": lambda: assemble([Block(scenario)]),
        f"model, all {len(lanes)} lanes of a headline": lambda: run(question),
        "of it: arrays of all lanes built": lambda: assemble(lanes),
        "scalar reference": lambda: run_scalar(plain),
    }
    seen: dict[str, list[float]] = {name: [] for name in parts}
    for turn in range(rounds + 1):
        for name, work in parts.items():
            used = cpu_of(work)
            if turn:
                seen[name].append(used)
    return {name: median(values) for name, values in seen.items()}


def main() -> int:
    """Print the table."""
    found = measure()
    print("| part | CPU, ms | x model |")
    print("|---|---:|---:|")
    for name, used in found.items():
        print(f"| {name} | {1000 * used:.1f} | {used / found['model']:.2f} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
