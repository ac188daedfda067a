"""What a draw costs, end to end, beside the plain scalar reference, alone and under two public batch runners.

    python -m benchmarks.ensemble                 # engine and scalar reference
    python -m benchmarks.ensemble --peers         # and Mesa's batch runner, EMA workbench (extra: bench)

The full shipped ladder, 2016-2020, all partners and streams, 8,192 draws in chunks of 2,048 lanes on one core: random
numbers, simulation, quantiles and Parquet, against the scalar reference with one SimPy environment a draw, with its own
random numbers and its own output. Sides take turns; CPU seconds; medians and ranges of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr
from functools import cache
from io import StringIO
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.scalar import deal, run_one, world_of
from sim.domain.scenario import Scenario
from sim.reading.scenario import read_scenario
from sim.runs.draw_files import DrawsFile
from sim.runs.question import Question
from sim.runs.run import run
from sim.runs.variants import SCENARIO, streams_where
from sim.runs.windows import Window

LADDER = Path(__file__).parents[1] / "scenarios" / "ladder.yaml"
DRAWS, SCALAR_DRAWS, PEER_DRAWS, ROUNDS = 8192, 8, 8, 5


@cache
def ladder() -> Scenario:
    """The shipped ladder."""
    return read_scenario(LADDER).scenario


def ensemble(scenario: Scenario, draws: int, workers: int = 1) -> None:
    """The draws of one scenario with everything that a run keeps of them: quantiles, totals, a file of every draw."""
    question = Question(scenario, (SCENARIO,), draws, (Window("first year", tuple(range(min(12, scenario.months)))),))
    frame = question.frame
    groups = {g: [frame.streams.index(s) for s in sorted(streams_where(scenario, g.__eq__))] for g in frame.groups}
    with tempfile.TemporaryDirectory() as folder:
        file = DrawsFile(Path(folder) / "draws.parquet", frame, groups)
        run(question, workers, takers={SCENARIO: [file]})
        file.close()


def engine_round(draws: int = DRAWS) -> float:
    """CPU seconds a draw of an ensemble, from luck to Parquet and quantiles."""
    began = process_time()
    ensemble(ladder(), draws)
    return (process_time() - began) / draws


def scalar_round(first: int) -> float:
    """CPU seconds a draw of the scalar reference; turning numbers into its input is not counted."""
    total = 0.0
    for draw in range(first, first + SCALAR_DRAWS):
        began = process_time()
        values = deal(ladder(), draw)
        total += process_time() - began
        world = world_of(ladder(), values)
        began = process_time()
        run_one(world, StringIO())
        total += process_time() - began
    return total / SCALAR_DRAWS


def mesa_round(first: int) -> float:
    """CPU seconds a draw of the scalar reference as a Mesa model under its batch runner, wrapped and not rewritten."""
    import mesa

    class Draw(mesa.Model):
        def __init__(self, draw: int = 0, **more: object) -> None:
            super().__init__()
            self.world = world_of(ladder(), deal(ladder(), draw))
            self.datacollector = mesa.DataCollector(model_reporters={"receipts": "receipts"})
            self.receipts = 0.0

        def step(self) -> None:
            self.receipts = run_one(self.world, StringIO())
            self.datacollector.collect(self)
            self.running = False

    began = process_time()
    draws = list(range(first, first + PEER_DRAWS))
    rows = mesa.batch_run(Draw, {"draw": draws}, number_processes=1, max_steps=1, display_progress=False)
    assert len(rows) >= PEER_DRAWS
    return (process_time() - began) / PEER_DRAWS


def ema_round(first: int) -> float:
    """CPU seconds a draw of the scalar reference as an EMA workbench model, its sequential evaluator, wrapped."""
    import random

    import numpy as np
    from ema_workbench import Model, RealParameter, ScalarOutcome, SequentialEvaluator

    random.seed(first)
    np.random.seed(first)  # noqa: NPY002  the workbench draws from the global generator
    names = {f"q{n}": q for n, q in enumerate(drawn())}

    def run(**given: float) -> dict[str, float]:
        values = {names[key].name: value for key, value in given.items()}
        return {"receipts": run_one(world_of(ladder(), values), StringIO())}

    model = Model("ladder", function=run)
    model.uncertainties = [RealParameter(key, q.low, q.high) for key, q in names.items()]
    model.outcomes = [ScalarOutcome("receipts")]
    began = process_time()
    with redirect_stderr(StringIO()), SequentialEvaluator(model) as evaluator:
        _, outcomes = evaluator.perform_experiments(scenarios=PEER_DRAWS)
    assert len(outcomes["receipts"]) == PEER_DRAWS
    return (process_time() - began) / PEER_DRAWS


def drawn() -> list:
    """The quantities an ensemble of the ladder draws."""
    from sim.luck.sampling import drawn_quantities

    return drawn_quantities(ladder())


def conversion() -> float:
    """CPU seconds of turning one draw into the scalar reference's input: in the peers' figures, in no other."""
    began = process_time()
    for draw in range(20):
        world_of(ladder(), deal(ladder(), draw))
    return (process_time() - began) / 20


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    sides: dict[str, Callable[[int], float]] = {"scalar reference": scalar_round}
    if options.peers:
        sides |= {"scalar reference under Mesa": mesa_round, "scalar reference under EMA workbench": ema_round}
    engine_round(2048)
    engine, others = [], {name: [] for name in sides}
    for round_ in range(options.rounds):
        engine.append(engine_round())
        for name, measure in sides.items():
            others[name].append(measure(1000 * round_))
    print(f"{'side':<40} {'ms a draw':>10}   ratio to the engine: median (range)")
    print(f"{'engine, 8,192 draws':<40} {1e3 * median(engine):>10.3f}   1")
    for name, seconds in others.items():
        ratios = sorted(s / e for s, e in zip(seconds, engine, strict=True))
        spread = f"{median(ratios):.0f} ({ratios[0]:.0f}-{ratios[-1]:.0f})"
        print(f"{name:<40} {1e3 * median(seconds):>10.3f}   {spread}")
    print(f"(turning a draw into the scalar reference's input: {1e3 * conversion():.1f} ms)")


if __name__ == "__main__":
    main()
