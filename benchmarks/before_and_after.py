"""What a draw costs here and in another checkout, end to end and in its months alone, in turns in one run.

    python -m benchmarks.before_and_after OTHER        # the root of the other checkout

The ladder with the dial alone, and with every mechanism of the campaign on (benchmarks.campaign_cost). Each figure is
of a process of its own, so that both sides start alike; CPU seconds; medians and ranges of rounds and of their ratios.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from statistics import median

DRAWS, ROUNDS = 8192, 3
KINDS = {"dial only": "ladder()", "everything on": "everything(ladder())"}
CHILD = """
import sys
sys.path.insert(0, ".")
from time import process_time
from benchmarks.campaign_cost import everything
from benchmarks.ensemble import ensemble, ladder
import sim.processes.month as month

real, spent = month.step, []

def timed(*given):
    began = process_time()
    found = real(*given)
    spent.append(process_time() - began)
    return found

month.step = timed
scenario = {scenario}
ensemble(scenario, 256)
spent.clear()
began = process_time()
ensemble(scenario, {draws})
print(process_time() - began, sum(spent))
"""


def measured(root: Path, kind: str) -> tuple[float, float]:
    """Microseconds a draw of a checkout: end to end, and in its months."""
    code = CHILD.format(scenario=KINDS[kind], draws=DRAWS)
    done = subprocess.run([sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True)
    whole, months = (1e6 * float(seconds) / DRAWS for seconds in done.stdout.split())
    return whole, months


def shown(numbers: list[float], form: str) -> str:
    """The median of some numbers, and between which they lie."""
    return f"{median(numbers):{form}} ({min(numbers):{form}}-{max(numbers):{form}})"


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=Path, help="the root of the other checkout")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    sides = {"there": options.other, "here": Path(__file__).parents[1]}
    seen: dict[tuple[str, str], list[tuple[float, float]]] = {(kind, side): [] for kind in KINDS for side in sides}
    for _ in range(options.rounds):
        for kind, side in seen:
            seen[kind, side].append(measured(sides[side], kind))
    print(f"{'us a draw':<14} {'there':>26} {'here':>26}   there / here")
    for kind in KINDS:
        for n, what in enumerate(("whole", "months")):
            there, here = ([one[n] for one in seen[kind, side]] for side in sides)
            ratios = [before / after for before, after in zip(there, here, strict=True)]
            print(f"{kind}, {what:<7} {shown(there, ',.0f'):>26} {shown(here, ',.0f'):>26}   {shown(ratios, '.2f')}")
    for side in sides:
        pairs = zip(seen["everything on", side], seen["dial only", side], strict=True)
        print(f"everything on / dial only, {side}: {shown([on[0] / off[0] for on, off in pairs], '.2f')}")


if __name__ == "__main__":
    main()
