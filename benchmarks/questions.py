"""What questions cost: the shipped commands from a cold start, and the same asked with separate runs.

    python -m benchmarks.questions                 # all commands, one after the other, with their default draws
    python -m benchmarks.questions attribute lift  # some of them
    python -m benchmarks.questions --bundles       # 4,096 bundles of twelve paragraphs as lanes, against separate runs

CPU seconds of all processes and peak memory of the largest, from a cold start. Separate runs are timed on a few central
runs of the command's scenario, without reading it, and scaled to its lanes.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
from dataclasses import dataclass
from tempfile import TemporaryFile
from time import perf_counter, process_time

from benchmarks.ensemble import LADDER, ladder
from sim.analysis.players import game_of
from sim.domain.scenario import Scenario
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.runs.bundles import with_bundle
from sim.runs.cases import Cases, run_cases
from sim.runs.question import Question
from sim.runs.run import run_central
from sim.runs.windows import windows_of

PLAYERS, FEW = 12, 16
OF_2371 = shipped() / "unscr_2371.yaml"
WHAT = ("--what", "unscr_2397.workers,unscr_2371.seafood", "--from", "2019-03")
SHIPPED = {
    "attribute": (LADDER,),
    "leverage": (OF_2371,),
    "solve": (OF_2371, "--target", "1000 MUSD/yr"),
    "lift": (LADDER, *WHAT),
    "sensitivity": (OF_2371,),
}
COUNTED = """
import sys
from sim.cli.main import main
from sim.runs import cases

lanes, tasks = [], cases._tasks
cases._tasks = lambda asked, *how: lanes.append(asked.lanes) or tasks(asked, *how)
code = main(sys.argv[1:])
print("lanes", sum(lanes), file=sys.stderr)
sys.exit(code)
"""
"""A command that counts what it runs."""


@dataclass(frozen=True)
class Cost:
    """What a command cost: seconds by the clock, CPU seconds, MiB of the largest process, lanes that were counted."""

    wall: float
    cpu: float
    peak: float
    lanes: int


def cost_of(command: str) -> Cost:
    """A command as it is typed, in a process of its own."""
    given = [command, *map(str, SHIPPED[command])]
    began = perf_counter()
    with TemporaryFile("w+") as said:
        with subprocess.Popen([sys.executable, "-c", COUNTED, *given], stdout=subprocess.DEVNULL, stderr=said) as child:
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        lanes = re.findall(r"^lanes (\d+)$", said.read(), re.M)
    if child.returncode:
        raise SystemExit(f"dial {' '.join(given)}: exit code {child.returncode}")
    return Cost(perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, int(lanes[-1]))


def a_separate_run(scenario: Scenario) -> float:
    """CPU seconds of a central run of its own, of a few."""
    run_central(Question(scenario))
    began = process_time()
    for _ in range(FEW):
        run_central(Question(scenario))
    return (process_time() - began) / FEW


def commands(names: list[str]) -> None:
    """The shipped commands, each with what its lanes would cost as separate runs."""
    for name in names:
        cost = cost_of(name)
        apart = a_separate_run(read_scenario(SHIPPED[name][0]).scenario) * cost.lanes
        print(
            f"dial {name}: {cost.lanes:,} lanes, {cost.cpu:.0f} s CPU, {cost.wall:.0f} s, peak {cost.peak:.0f} MiB; "
            f"separate runs {apart:.0f} s CPU, {apart / cost.cpu:.0f} times"
        )


def bundles() -> None:
    """All bundles side by side, then a few of them each by itself."""
    game = game_of(ladder(), "provision")
    groups, windows = game.groups[:PLAYERS], tuple(windows_of(ladder()))
    every = tuple(with_bundle(game.scenario, groups, bundle) for bundle in range(1 << PLAYERS))
    run_cases(Cases(every[:1], windows))
    began = process_time()
    run_cases(Cases(every, windows))
    together = process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = process_time()
    for bundle in every[:: len(every) // FEW][:FEW]:
        run_central(Question(bundle))
    alone = (process_time() - began) / FEW * len(every)
    print(f"{len(every):,} bundles as lanes  {together:.1f} s CPU, peak {peak:.0f} MiB")
    print(f"{len(every):,} separate runs     {alone:.0f} s CPU (scaled from {FEW}), {alone / together:.0f} times")


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commands", nargs="*", help="of the shipped commands (default: all)")
    parser.add_argument("--bundles", action="store_true", help="bundles as lanes against separate runs")
    options = parser.parse_args()
    if unknown := set(options.commands) - set(SHIPPED):
        parser.error(f"no such command here: {', '.join(sorted(unknown))}; there are {', '.join(SHIPPED)}")
    bundles() if options.bundles else commands(options.commands or list(SHIPPED))


if __name__ == "__main__":
    main()
