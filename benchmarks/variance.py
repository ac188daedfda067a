"""What common random numbers and Sobol points save: standard errors of the difference of two bundles, and of its band.

    python -m benchmarks.variance

UNSCR 2371 added to prior law, goods receipts of 2018. Four ways at one number of draws: independent Monte Carlo (each
bundle its own seed), keyed common random numbers, Sobol points (2,048 draws at least). Standard errors are the spread
over independent repeats with other seeds, not formulas.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.runs.question import Question
from sim.runs.run import run
from sim.runs.variants import SCENARIO, without_tested
from sim.runs.windows import windows_of

REPEATS = 24
STATISTICS = ("mean", "5 %", "median", "95 %")


def receipts(scenario, draws: int, seed: int, sampler: str) -> np.ndarray:
    """Goods receipts of the first calendar year by draw."""
    dealt = replace(scenario, seed=seed, sampler=sampler)
    results = run(Question(dealt, (SCENARIO,), draws, (windows_of(read())[0],)))
    return results.of("windows.receipts")[results.axes["group"].index("goods"), 0]


def read():
    """The scenario."""
    return read_scenario(shipped() / "unscr_2371.yaml", ["horizon.start=2017-01", "horizon.end=2018-12"]).scenario


def statistics(taken: np.ndarray) -> list[float]:
    """Mean, 5 %, median, 95 %."""
    return [float(taken.mean()), *(float(q) for q in np.quantile(taken, (0.05, 0.5, 0.95)))]


def main() -> None:
    """Measure, and print a table."""
    scenario, prior = read(), without_tested(read())
    ways = {
        "independent, 1,024 draws": (1024, "keyed", 10_000),
        "common random numbers, 1,024": (1024, "keyed", 0),
        "common random numbers, 2,048": (2048, "keyed", 0),
        "Sobol points, 2,048": (2048, "sobol", 0),
    }
    print(f"{'way':<32}" + "".join(f"{name + ' (s.e.)':>18}" for name in STATISTICS))
    for name, (draws, sampler, other) in ways.items():
        found = []
        for seed in range(REPEATS):
            taken = receipts(prior, draws, seed + other, sampler) - receipts(scenario, draws, seed, sampler)
            found.append(statistics(taken))
        table = np.array(found)
        cells = [f"{m:,.1f} ({s:.2f})" for m, s in zip(table.mean(axis=0), table.std(axis=0, ddof=1), strict=True)]
        print(f"{name:<32}" + "".join(f"{cell:>18}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
