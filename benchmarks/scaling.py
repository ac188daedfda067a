"""How cost grows with draws, months, partners and streams; memory of a million draws; what a second worker gives.

python -m benchmarks.scaling                 # cost table, about a minute
python -m benchmarks.scaling --memory        # peak memory at 100,000 and 1,000,000 draws, some minutes
python -m benchmarks.scaling --workers       # one worker against two; needs two free cores
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from dataclasses import replace
from statistics import median
from time import perf_counter, process_time

from benchmarks.ensemble import ensemble, ladder
from benchmarks.side_by_side import both, told
from sim.domain.scenario import Scenario

ROUNDS, WORKER_ROUNDS = 3, 9


def cut(scenario: Scenario, months: int = 60, partners: int = 20, streams: int = 28) -> Scenario:
    """The ladder with fewer months, or with its largest partners or goods only."""
    amount: dict[str, dict[str, float]] = {"partner": {}, "stream": {}}
    for name, q in scenario.numbers.items():
        if name.startswith("baseline."):
            _, stream, partner = name.split(".")
            amount["stream"][stream] = amount["stream"].get(stream, 0) + q.value * (q.unit != "heads")
            amount["partner"][partner] = amount["partner"].get(partner, 0) + q.value * (q.unit != "heads")

    def largest(of: str, count: int) -> set[str]:
        return set(sorted(amount[of], key=lambda name: -amount[of][name])[:count])

    kept_partners = {p.id for p in scenario.partners} if partners >= 20 else largest("partner", partners)
    kept_streams = largest("stream", streams)
    numbers = {
        name: q
        for name, q in scenario.numbers.items()
        if not name.startswith("baseline.")
        or (name.split(".")[1] in kept_streams and name.split(".")[2] in kept_partners)
    }
    return replace(
        scenario,
        months=months,
        partners=tuple(p for p in scenario.partners if p.id in kept_partners),
        streams=tuple(s for s in scenario.streams if s.id in kept_streams),
        wills=tuple(w for w in scenario.wills if w.partner in kept_partners),
        price_paths=tuple(p for p in scenario.price_paths if p.stream in kept_streams),
        seasons=tuple(s for s in scenario.seasons if s.stream in kept_streams),
        substitutions=tuple(s for s in scenario.substitutions if {s.source, s.target} <= kept_streams),
        numbers=numbers,
    )


def cost_table() -> None:
    """CPU milliseconds a draw, each case beside the whole ladder in the same round."""
    whole = ladder()
    cases = {
        "60 months, 20 partners, 28 streams": (whole, 4096),
        "30 months": (cut(whole, months=30), 4096),
        "10 partners": (cut(whole, partners=10), 4096),
        "5 partners": (cut(whole, partners=5), 4096),
        "14 streams": (cut(whole, streams=14), 4096),
        "7 streams": (cut(whole, streams=7), 4096),
        "2,048 draws": (whole, 2048),
        "8,192 draws": (whole, 8192),
        "16,384 draws": (whole, 16384),
    }
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, (scenario, draws) in cases.items():
            began = process_time()
            ensemble(scenario, draws)
            seconds[name].append((process_time() - began) / draws)
    first = next(iter(cases))
    print(f"{'case':<38} {'ms a draw':>10} {'of the first':>13}")
    for name, each in seconds.items():
        ratio = median(a / b for a, b in zip(each, seconds[first], strict=True))
        print(f"{name:<38} {1e3 * median(each):>10.3f} {ratio:>13.2f}")


def memory_table(months: int) -> None:
    """Peak memory of a process over what importing everything takes."""
    print(f"{'draws':>10} {'peak above imports, MB':>24} {'wall, s':>9}")
    for draws in (10_000, 100_000, 1_000_000):
        text = subprocess.run(
            [sys.executable, "-m", "benchmarks.scaling", "--one", str(draws), "--months", str(months)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        megabytes, wall = text.split()
        print(f"{draws:>10,} {float(megabytes):>24.0f} {float(wall):>9.0f}")


def one(draws: int, months: int) -> None:
    """Some months of the ladder: chunks bound the memory, not the draws."""
    import pyarrow.parquet  # noqa: F401

    scenario = cut(ladder(), months=months)
    ensemble(cut(ladder(), months=4), 256)
    imports = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = perf_counter()
    ensemble(scenario, draws)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print((peak - imports) / 1024, perf_counter() - began)


def workers_table(draws: int = 32_768) -> None:
    """Wall seconds of one worker against two, and against two processes that share nothing; round by round."""
    pool, alone = [], []
    for _ in range(WORKER_ROUNDS):
        one, two = (timed(draws, workers) for workers in (1, 2))
        imports = "from benchmarks.ensemble import ensemble, ladder"
        alone.append(one / both(f"{imports}; ensemble(ladder(), 256)", f"ensemble(ladder(), {draws // 2})"))
        pool.append(one / two)
    print(told(f"{draws:,} draws of the ladder, times one worker:", pool, alone))


def timed(draws: int, workers: int) -> float:
    """Wall seconds of an ensemble of the ladder."""
    began = perf_counter()
    ensemble(ladder(), draws, workers)
    return perf_counter() - began


def main() -> None:
    """Measure what is asked for, and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--months", type=int, default=4, help="horizon of --memory; 60 is the whole one, 20 min")
    parser.add_argument("--workers", action="store_true")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(options.one, options.months)
    elif options.memory:
        memory_table(options.months)
    elif options.workers:
        workers_table()
    else:
        cost_table()


if __name__ == "__main__":
    main()
