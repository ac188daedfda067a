"""How cost grows, with the power fitted; the memory of a million draws; what a second worker gives.

python -m benchmarks.scaling                 # cost tables, about five minutes
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

import numpy as np

from benchmarks.ensemble import ensemble, ladder
from benchmarks.side_by_side import both, told
from sim.domain.scenario import Scenario

DRAWS, ROUNDS, WORKER_ROUNDS = 4096, 3, 9


def cut(scenario: Scenario, partners: int = 0, streams: int = 0) -> Scenario:
    """The ladder with its largest partners or goods only; 0: all of them."""
    amount: dict[str, dict[str, float]] = {"partner": {}, "stream": {}}
    for name, q in scenario.numbers.items():
        if name.startswith("baseline."):
            _, stream, partner = name.split(".")
            amount["stream"][stream] = amount["stream"].get(stream, 0) + q.value * (q.unit != "heads")
            amount["partner"][partner] = amount["partner"].get(partner, 0) + q.value * (q.unit != "heads")

    def largest(of: str, count: int) -> set[str]:
        return set(sorted(amount[of], key=lambda name: -amount[of][name])[:count])

    kept_partners = largest("partner", partners) if partners else {p.id for p in scenario.partners}
    kept_streams = largest("stream", streams) if streams else {s.id for s in scenario.streams}
    numbers = {
        name: q
        for name, q in scenario.numbers.items()
        if not name.startswith("baseline.")
        or (name.split(".")[1] in kept_streams and name.split(".")[2] in kept_partners)
    }
    return replace(
        scenario,
        partners=tuple(p for p in scenario.partners if p.id in kept_partners),
        streams=tuple(s for s in scenario.streams if s.id in kept_streams),
        wills=tuple(w for w in scenario.wills if w.partner in kept_partners),
        price_paths=tuple(p for p in scenario.price_paths if p.stream in kept_streams),
        seasons=tuple(s for s in scenario.seasons if s.stream in kept_streams),
        substitutions=tuple(s for s in scenario.substitutions if {s.source, s.target} <= kept_streams),
        numbers=numbers,
    )


def multiplied(scenario: Scenario, times: int) -> Scenario:
    """The ladder with every partner so many times over, each with all that is said of it: trade, dial, customs."""
    ids = {partner.id for partner in scenario.partners}
    partners, wills, numbers = [*scenario.partners], [*scenario.wills], dict(scenario.numbers)
    for n in range(2, times + 1):
        partners += [replace(partner, id=f"{partner.id}_{n}") for partner in scenario.partners]
        wills += [replace(will, partner=f"{will.partner}_{n}") for will in scenario.wills]
        for name, number in scenario.numbers.items():
            if ids & {*name.split(".")}:
                again = ".".join(f"{part}_{n}" if part in ids else part for part in name.split("."))
                numbers[again] = replace(number, name=again)
    return replace(scenario, partners=tuple(partners), wills=tuple(wills), numbers=numbers)


def sizes(whole: Scenario) -> dict[str, dict[int, tuple[Scenario, int]]]:
    """What is measured: by what grows and how much there is of it, the scenario and its draws."""
    few, some = whole.bundle[:3], whole.bundle[:7]
    return {
        "draws": {n: (whole, n) for n in (2048, 4096, 8192, 16384, 32768)},
        "months": {n: (replace(whole, months=n), DRAWS if n < 120 else 1024) for n in (30, 60, 120, 300, 600)},
        "partners": {n: (cut(whole, partners=n), DRAWS) for n in (5, 10)}
        | {20 * n: (multiplied(whole, n), DRAWS if n < 3 else 2048) for n in (1, 2, 3)},
        "streams": {n: (cut(whole, streams=n), DRAWS) for n in (7, 14)} | {len(whole.streams): (whole, DRAWS)},
        "provisions": {
            sum(len(act.provisions) for act in whole.measures if act.id in bundle): (
                replace(whole, bundle=bundle),
                DRAWS,
            )
            for bundle in (few, some, whole.bundle)
        },
    }


def cost_table() -> None:
    """CPU milliseconds a draw by what grows, and the power of it by which the cost of all draws does (log on log)."""
    whole = sizes(ladder())
    for what, cases in whole.items():
        seconds: dict[int, list[float]] = {n: [] for n in cases}
        for _ in range(ROUNDS):
            for n, (scenario, draws) in cases.items():
                began = process_time()
                ensemble(scenario, draws)
                seconds[n].append((process_time() - began) / draws)
        cost = {n: median(each) for n, each in seconds.items()}
        total = {n: ms * (n if what == "draws" else 1) for n, ms in cost.items()}
        power = np.polyfit(np.log([*total]), np.log([*total.values()]), 1)[0]
        print(f"{what} (cost grows with power {power:.2f})")
        for n, ms in cost.items():
            print(f"  {n:>8,} {1e3 * ms:>10.3f} ms a draw")


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

    scenario = replace(ladder(), months=months)
    ensemble(replace(ladder(), months=4), 256)
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
