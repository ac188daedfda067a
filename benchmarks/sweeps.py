"""What sweeps cost: planning, throughput against the ensemble engine, workers, memory, scanning, and EMA workbench.

python -m benchmarks.sweeps             # planning, throughput, two workers: about 6 min
python -m benchmarks.sweeps --scale     # 100,000 and 1,000,000 lanes: about 6 min
python -m benchmarks.sweeps --peers     # against EMA workbench on two cores (the `bench` extra): about 2 min
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing, redirect_stderr
from functools import partial
from io import StringIO
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.side_by_side import both, told

ROUNDS, WORKER_ROUNDS = 5, 9
GRID = """
title: grid
base: ladder.yaml
axes:
  campaign.dial: {from: 0, to: 9.9, step: 0.1}
  behaviour.theta: {from: 0, to: 0.99, step: 0.01}
draws: 1000
outputs: [goods.denied, goods.receipts]
years: [2019]
"""
DIALS = """
title: dials
base: ladder.yaml
axes: {{campaign.dial: {{from: 0, to: 10, step: {step}}}}}
draws: 1024
outputs: [goods.denied, goods.receipts]
years: [2019]
"""
SCALE = """
title: scale
base: short.yaml
axes: {{behaviour.theta: {{from: 0.2, to: 0.9, step: {step}}}}}
draws: 1000
outputs: [goods.denied, goods.receipts]
years: [2018]
"""
SHORT = "title: short\nbased_on: ladder.yaml\nhorizon: {start: 2018-01, end: 2018-12}\n"
PEER = """
title: peer
base: ladder.yaml
axes: {{campaign.dial: {{sobol: [0, 10]}}, behaviour.theta: {{sobol: [0.2, 0.9]}}}}
points: {points}
outputs: [goods.receipts]
years: [2019]
"""
PEER_POINTS, OUR_POINTS = 192, 8192


def sweep_of(text: str, folder: Path):  # type: ignore[no-untyped-def]
    """A sweep file, read."""
    from sim.sweeps.design.reading import read_sweep

    (folder / "short.yaml").write_text(SHORT)
    (folder / "sweep.yaml").write_text(text)
    return read_sweep(folder / "sweep.yaml")


def carry(text: str, workers: int) -> float:
    """Wall seconds of a whole sweep, from its file to its table, without figures."""
    from sim.sweeps.run import How, run_sweep
    from sim.sweeps.workers import processes

    with tempfile.TemporaryDirectory() as name:
        sweep = sweep_of(text, Path(name))
        elsewhere = partial(processes, workers) if workers > 1 else None
        began = perf_counter()
        with redirect_stderr(StringIO()):
            run_sweep(sweep, Path(name) / "out", How(elsewhere, figures=False), ())
        return perf_counter() - began


def planning() -> None:
    """10,000 points of 1,000 draws planned."""
    from sim.sweeps.plan import plan_of
    from sim.sweeps.plan_json import plan_text

    with tempfile.TemporaryDirectory() as name:
        times = []
        for _ in range(ROUNDS):
            began = perf_counter()
            plan = plan_of(sweep_of(GRID, Path(name)))
            text = plan_text(plan, Path(name))
            times.append(perf_counter() - began)
    rows = f"{len(plan.points):,} points x {plan.draws:,} draws, {len(plan.spans):,} shards, {len(text) / 1e3:.0f} kB"
    print(f"planning {rows}: {median(times):.2f} s ({min(times):.2f}-{max(times):.2f})")


def throughput() -> None:
    """A sweep of 32 points of 1,024 draws against an ensemble of 8,192 draws, a lane, one core, taking turns."""
    from benchmarks.ensemble import ensemble, ladder

    ratios, each = [], []
    for _ in range(ROUNDS):
        began = perf_counter()
        ensemble(ladder(), 8192)
        alone = (perf_counter() - began) / 8192
        sweep = carry(DIALS.format(step=10 / 31), 1) / (32 * 1024)
        ratios.append(alone / sweep)
        each.append(1e3 * sweep)
    text = f"{median(ratios):.2f} times as many lanes a second ({min(ratios):.2f}-{max(ratios):.2f})"
    print(f"sweep of 32 points x 1,024 draws, {median(each):.2f} ms a lane; against 8,192 draws of dial run: {text}")


def two_workers() -> None:
    """One worker against two, and against two processes with half the points each; round by round."""
    text, half = DIALS.format(step=10 / 31), DIALS.format(step=10 / 15)
    pool, alone = [], []
    for _ in range(WORKER_ROUNDS):
        one, two = carry(text, 1), carry(text, 2)
        imports = "from benchmarks.sweeps import DIALS, carry"
        alone.append(one / both(f"{imports}; carry(DIALS.format(step=10), 1)", f"carry({half!r}, 1)"))
        pool.append(one / two)
    print(told("32 points x 1,024 draws of the ladder, times one worker:", pool, alone))


def scale() -> None:
    """Lanes by the hundred thousand: wall time, the parent's memory, and looking at the finished folder again."""
    print(f"{'lanes':>10} {'wall, s':>8} {'parent above imports, MB':>25} {'scan, s':>8} {'shards':>7}")
    for lanes in (100_000, 1_000_000):
        command = [sys.executable, "-m", "benchmarks.sweeps", "--one", str(lanes)]
        print(subprocess.run(command, capture_output=True, text=True, check=True).stdout, end="", flush=True)


def one(lanes: int) -> None:
    """A sweep of so many lanes by two workers."""
    import pyarrow.parquet  # noqa: F401

    from sim.sweeps.run import How, run_sweep
    from sim.sweeps.verify import look
    from sim.sweeps.workers import processes

    with tempfile.TemporaryDirectory() as name:
        carry(SCALE.format(step=0.7), 2)  # two: what a piece takes is not the parent's
        imports = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        sweep = sweep_of(SCALE.format(step=0.7 / (lanes // 1000 - 1)), Path(name))
        began = perf_counter()
        swept = run_sweep(sweep, Path(name) / "out", How(partial(processes, 2), figures=False), ())
        wall = perf_counter() - began
        peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - imports) / 1024
        began = perf_counter()
        scanned, missing = look(swept.plan, swept.folder)
        seconds = perf_counter() - began
        assert missing == 0
        print(f"{swept.plan.rows:>10,} {wall:>8.0f} {peak:>25.0f} {seconds:>8.2f} {len(scanned.shards):>7,}")


def peer_run() -> Callable[..., dict[str, float]]:
    """One experiment of EMA workbench: the same model, one central run, by the shipped engine."""
    from dataclasses import replace

    from benchmarks.ensemble import ladder
    from sim.domain.law import Step
    from sim.runs.question import Question
    from sim.runs.run import run

    base = ladder()
    goods = sorted(stream.id for stream in base.streams if stream.group == "goods")

    def experiment(dial: float = 5.5, theta: float = 0.8) -> dict[str, float]:
        number = base.numbers["theta"]
        numbers = {**base.numbers, "theta": replace(number, value=theta, low=theta, high=theta, distribution="fixed")}
        scenario = replace(base, numbers=numbers, campaign=(Step(base.campaign[0].start, dial),))
        results = run(Question(scenario))
        receipts = results.of("receipts")[36:48]
        return {"receipts": float(sum(receipts[:, k].sum() for k in results.positions(goods)))}

    return experiment


_experiment: Callable[..., dict[str, float]] | None = None


def experiment(dial: float = 5.5, theta: float = 0.8) -> dict[str, float]:
    """One experiment, its scenario read once a process."""
    global _experiment
    _experiment = _experiment or peer_run()
    return _experiment(dial, theta)


def peers() -> None:
    """Points by EMA workbench with two processes, and by a sweep with two workers, taking turns."""
    from ema_workbench import Model, MultiprocessingEvaluator, RealParameter, ScalarOutcome

    model = Model("ladder", function=experiment)
    model.uncertainties = [RealParameter("dial", 0, 10), RealParameter("theta", 0.2, 0.9)]
    model.outcomes = [ScalarOutcome("receipts")]
    ratios, theirs, ours = [], [], []
    for _ in range(ROUNDS):
        with closing(StringIO()) as quiet, redirect_stderr(quiet), MultiprocessingEvaluator(model, 2) as evaluator:
            evaluator.perform_experiments(scenarios=2)
            began = perf_counter()
            evaluator.perform_experiments(scenarios=PEER_POINTS)
            theirs.append((perf_counter() - began) / PEER_POINTS)
        ours.append(carry(PEER.format(points=OUR_POINTS), 2) / OUR_POINTS)
        ratios.append(theirs[-1] / ours[-1])
    print(f"EMA workbench, {PEER_POINTS} points on two processes: {1e3 * median(theirs):.1f} ms a point")
    print(f"dial sweep, {OUR_POINTS:,} points on two workers, table and all: {1e3 * median(ours):.2f} ms a point")
    print(f"ratio {median(ratios):.0f} ({min(ratios):.0f}-{max(ratios):.0f})")


def main() -> None:
    """Measure what is asked for, and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", action="store_true")
    parser.add_argument("--scale", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(options.one)
    elif options.workers:
        two_workers()
    elif options.scale:
        scale()
    elif options.peers:
        peers()
    else:
        planning()
        throughput()


if __name__ == "__main__":
    main()
