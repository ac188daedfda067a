"""What a question about acts costs: all bundles of twelve paragraphs as lanes of a few worlds, and run one by one.

    python -m benchmarks.attribute             # 4,096 bundles, central run
    python -m benchmarks.attribute --command   # `dial attribute` and `dial lift` as shipped, cold, 512 draws

CPU seconds and the peak memory of this process; separate runs are timed on a few bundles and scaled up.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
from time import perf_counter, process_time

from benchmarks.ensemble import LADDER, ladder
from sim.analysis.players import game_of
from sim.runs.bundles import with_bundle
from sim.runs.cases import Cases, run_cases
from sim.runs.question import Question
from sim.runs.run import run_central
from sim.runs.windows import windows_of

PLAYERS, FEW = 12, 16
WHAT = "unscr_2397.workers,unscr_2371.seafood"
SHIPPED = (["attribute", str(LADDER)], ["lift", str(LADDER), "--what", WHAT, "--from", "2019-03"])


def lanes_and_runs() -> None:
    """All bundles side by side, then a few of them each by itself."""
    game = game_of(ladder(), "provision")
    groups, windows = game.groups[:PLAYERS], tuple(windows_of(ladder()))
    bundles = tuple(with_bundle(game.scenario, groups, bundle) for bundle in range(1 << PLAYERS))
    run_cases(Cases(bundles[:1], windows))
    began = process_time()
    run_cases(Cases(bundles, windows))
    together = process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = process_time()
    for bundle in bundles[:: len(bundles) // FEW][:FEW]:
        run_central(Question(bundle))
    alone = (process_time() - began) / FEW * len(bundles)
    print(f"{len(bundles):,} bundles as lanes  {together:.1f} s CPU, peak {peak:.0f} MiB")
    print(f"{len(bundles):,} separate runs     {alone:.0f} s CPU (scaled from {FEW}), {alone / together:.0f} times")


def shipped() -> None:
    """The commands as they are typed: seconds by the clock, CPU of all processes, peak of the largest."""
    for given in SHIPPED:
        began = perf_counter()
        with subprocess.Popen([sys.executable, "-m", "sim", *given], stdout=subprocess.DEVNULL) as child:
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        cpu = used.ru_utime + used.ru_stime
        print(f"dial {given[0]}: {perf_counter() - began:.0f} s, {cpu:.0f} s CPU, peak {used.ru_maxrss / 1024:.0f} MiB")


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", action="store_true", help="the shipped commands, cold")
    (shipped if parser.parse_args().command else lanes_and_runs)()


if __name__ == "__main__":
    main()
