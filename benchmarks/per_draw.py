"""What a draw asked for costs: CPU of the whole command `dial run ladder.yaml --draws N`, beside the cost of one lane.

    python -m benchmarks.per_draw                          # 1,024 draws, three rounds
    python -m benchmarks.per_draw --against OTHER/bin/dial # the same command of another checkout, taking turns

A run of draws answers several variants of the scenario, so a draw asked for is more than a lane. A lane is a draw of
the scenario alone with everything a run keeps of it (benchmarks.ensemble). One worker; medians of rounds.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from statistics import median
from time import process_time

from benchmarks.ensemble import LADDER, ensemble, ladder

DRAWS, ROUNDS = 1024, 3
OURS = (sys.executable, "-m", "sim")


def command(dial: Sequence[str], draws: int) -> float:
    """CPU seconds of a whole run of the ladder, user and system, from start to exit."""
    with tempfile.TemporaryDirectory() as out:
        given = [*dial, "run", str(LADDER), "--draws", str(draws), "--workers", "1", "-o", out]
        with subprocess.Popen(given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(given)} failed with {child.returncode}")
    return used.ru_utime + used.ru_stime


def lane(draws: int) -> float:
    """CPU seconds of so many draws of the scenario alone."""
    began = process_time()
    ensemble(ladder(), draws)
    return process_time() - began


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", metavar="DIAL", help="the `dial` of another checkout")
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    dials: dict[str, Sequence[str]] = {"dial run": OURS}
    if options.against:
        dials["the other dial run"] = (options.against,)
    ensemble(ladder(), 256)
    lanes: list[float] = []
    seen: dict[str, list[float]] = {name: [] for name in dials}
    for _ in range(options.rounds):
        lanes.append(lane(options.draws))
        for name, dial in dials.items():
            seen[name].append(command(dial, options.draws))
    print(f"{options.draws:,} draws: {'':<14} {'ms a draw asked for':>20}   x one lane: median (range)")
    print(f"{'one lane':<28} {1e3 * median(lanes) / options.draws:>20.2f}   1")
    for name, seconds in seen.items():
        ratios = sorted(whole / one for whole, one in zip(seconds, lanes, strict=True))
        spread = f"{median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"
        print(f"{name:<28} {1e3 * median(seconds) / options.draws:>20.2f}   {spread}")


if __name__ == "__main__":
    main()
