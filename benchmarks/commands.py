"""What whole commands cost here and in another checkout, in turns: CPU, user and system, and the peak of the memory.

    python -m benchmarks.commands OTHER        # the root of the other checkout

Each as a user starts it, from a cold start, with what it starts itself; medians and ranges of rounds. Both sides run by
this interpreter, so that libraries are the same.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.before_and_after import shown

ROUNDS = 3
SWEEP = ("sweep", "dial_small", "--no-figures", "--workers", "2", "-o", "out")
COMMANDS = {
    "check unscr_2371": ("check", "unscr_2371"),
    "run unscr_2371": ("run", "unscr_2371", "-o", "out"),
    "run ladder, 1,024 draws": ("run", "ladder", "--draws", "1024", "--workers", "1", "-o", "out"),
    "sweep dial_small": SWEEP,
    "the same on Dask": (*SWEEP, "--dask", "local"),
    "compare two scenarios": ("compare", "unscr_2371", "dial_10", "--draws", "512", "--workers", "1"),
    "attribute unscr_2371": ("attribute", "unscr_2371", "--workers", "1"),
    "report of the run": ("report", "run"),
}


def measured(root: Path, command: tuple[str, ...], folder: Path) -> tuple[float, float]:
    """CPU seconds of a command of a checkout and of all that it started, and the peak of the largest process, MiB."""
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONSAFEPATH": "1"}
    given = [sys.executable, "-m", "sim", *command]
    with subprocess.Popen(
        given, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as child:
        assert child.stdout
        said = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(given)} in {root}: {said.decode()[-500:]}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=Path, help="the root of the other checkout")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    sides = {"there": options.other.resolve(), "here": Path(__file__).parents[1]}
    seen: dict[tuple[str, str], list[tuple[float, float]]] = {(name, side): [] for name in COMMANDS for side in sides}
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as place:
            for side, root in sides.items():
                (Path(place) / side).mkdir()
                measured(root, ("run", "unscr_2371", "--draws", "256", "-o", "run"), Path(place) / side)
            for name, side in seen:
                with tempfile.TemporaryDirectory(dir=place) as folder:
                    run = next((Path(place) / side / "run").rglob("headline.txt")).parent
                    (Path(folder) / "run").symlink_to(run)
                    seen[name, side].append(measured(sides[side], COMMANDS[name], Path(folder)))
    print(f"{'CPU, s':<26} {'there':>20} {'here':>20}   there / here   peak, MiB")
    for name in COMMANDS:
        there, here = ([cpu for cpu, _ in seen[name, side]] for side in sides)
        ratios = [before / after for before, after in zip(there, here, strict=True)]
        peaks = " -> ".join(f"{max(peak for _, peak in seen[name, side]):,.0f}" for side in sides)
        print(f"{name:<26} {shown(there, '.2f'):>20} {shown(here, '.2f'):>20}   {shown(ratios, '.2f')}   {peaks}")


if __name__ == "__main__":
    main()
