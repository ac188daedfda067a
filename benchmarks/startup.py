"""What it costs to start: CPU seconds of `dial --help` and `dial check`, beside an empty Python and `import numpy`.

    python -m benchmarks.startup

All commands take turns in the same run, so that a busy machine slows them alike; figures are medians.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
SCENARIO = str(ROOT / "scenarios" / "unscr_2371.yaml")
ROUNDS = 9
HEAVY = ("scipy.stats", "matplotlib", "pyarrow", "pandas")
"""What neither command may import."""

COMMANDS: dict[str, list[str]] = {
    "python -c pass": ["-c", "pass"],
    "import numpy": ["-c", "import numpy"],
    "dial --help": ["-m", "sim", "--help"],
    "dial check": ["-m", "sim", "check", SCENARIO],
}
LIMITS = {"dial --help": 0.4, "dial check": 0.8}
"""CPU seconds."""

DUMP = """
import sys
from sim.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print("loaded", *sys.modules)
"""


def environment() -> dict[str, str]:
    """This environment, with the checkout on the path and no tracing of imports."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {"PYTHONPATH": str(ROOT)}


def cpu_of(arguments: Sequence[str]) -> float:
    """CPU seconds, user and system, of one run of this Python."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen([sys.executable, *arguments], stdout=quiet, stderr=quiet, env=environment()) as child:
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{arguments} failed with {child.returncode}")
    return used.ru_utime + used.ru_stime


def loaded_by(*arguments: str) -> set[str]:
    """The modules in memory once a `dial` command is done."""
    command = [sys.executable, "-c", DUMP, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=True)
    return set(done.stdout.splitlines()[-1].split()[1:])


def measure(rounds: int = ROUNDS) -> dict[str, float]:
    """The median CPU of each command; a first round warms the disk and is not counted."""
    seen: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(rounds + 1):
        for name, arguments in COMMANDS.items():
            used = cpu_of(arguments)
            if turn:
                seen[name].append(used)
    return {name: median(values) for name, values in seen.items()}


def main() -> int:
    """Print the table; returns 1 where a limit is broken or something heavy is imported."""
    found = measure()
    empty, numpy = found["python -c pass"], found["import numpy"]
    print("| command | CPU, s | x `python -c pass` | x `import numpy` | limit, s |")
    print("|---|---:|---:|---:|---:|")
    for name, used in found.items():
        limit = f"{LIMITS[name]:g}" if name in LIMITS else ""
        print(f"| `{name}` | {used:.3f} | {used / empty:.1f} | {used / numpy:.2f} | {limit} |")
    wrong = [f"{name} takes {found[name]:.2f} s of CPU, more than {limit}" for name, limit in LIMITS.items()
             if found[name] >= limit]  # fmt: skip
    for arguments in (["--help"], ["check", SCENARIO]):
        wrong += [f"dial {arguments[0]} imports {name}" for name in HEAVY if name in loaded_by(*arguments)]
    for text in wrong:
        print(text, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
