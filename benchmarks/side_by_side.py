"""What two free cores give on this machine: one piece of work in each of two processes that share nothing.

No pool of workers can do better; what one lacks to this is its own cost, and what this lacks to 2 is the machine's.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from statistics import median
from time import perf_counter

FREE = 1.85
"""Two cores are called free in a round in which two processes that share nothing are so many times one."""

CHILD = """
import sys
{ready}
print("ready", flush=True)
sys.stdin.readline()
{work}
print("done", flush=True)
"""


def both(ready: str, work: str) -> float:
    """Wall seconds of two processes that do the same work at once, their start and what makes them ready left out."""
    command = [sys.executable, "-c", CHILD.format(ready=ready, work=work)]
    children = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for _ in range(2)
    ]
    for child in children:
        _hear(child, "ready")
    began = perf_counter()
    for child in children:
        assert child.stdin
        child.stdin.write("go\n")
        child.stdin.flush()
    for child in children:
        _hear(child, "done")
    seconds = perf_counter() - began
    for child in children:
        child.communicate()
    return seconds


def _hear(child: subprocess.Popen[str], word: str) -> None:
    assert child.stdout
    if child.stdout.readline().strip() != word:
        raise RuntimeError(f"a process ended before it was {word}")


def told(what: str, pool: Sequence[float], alone: Sequence[float]) -> str:
    """How many times one worker two are, beside what shares nothing, in all rounds and in those on free cores."""
    free = [both for both in zip(pool, alone, strict=True) if both[1] >= FREE]
    lines = [what, f"  {'':<34} {'all rounds':>20}  {'two cores free':>20}"]
    for n, name in enumerate(("two workers", "two processes that share nothing")):
        lines.append(f"  {name:<34} {_shown((pool, alone)[n]):>20}  {_shown([both[n] for both in free]):>20}")
    return "\n".join([*lines, f"  {'rounds':<34} {len(pool):>20}  {len(free):>20}"])


def _shown(ratios: Sequence[float]) -> str:
    return f"{median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})" if ratios else "none"
