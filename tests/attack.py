"""Attacks on the program, by kind, as often as asked: `python -m tests.attack [KIND[=COUNT] ...]`.

Each kind yields a line for each attempt: empty where what must happen did, else what went wrong. The tests run a
hundredth of each kind in every run and a tenth in the slow ring; `make attack` runs all, and docs/reliability.md says
what came of it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import attacks_on_files as files
from tests import attacks_on_words as words
from tests.sweep import attacks_on_folders as folders

Attack = Callable[[int, int, Path], Iterator[str]]
"""So many attempts, of this seed, in an empty folder."""


@dataclass(frozen=True)
class Kind:
    """An attack, how often it is made, and what must happen."""

    count: int
    attack: Attack
    must: str


KINDS = {
    "scenarios": Kind(20_000, files.scenarios, "mutated scenarios are read, or refused in words, within two seconds"),
    "sweeps": Kind(2_500, files.sweeps, "mutated sweep files are read, or refused in words"),
    "plans": Kind(2_500, folders.plans, "plans, status and provenance, edited and sealed anew: told, or harmless"),
    "resolved": Kind(2_000, files.resolved, "edited resolved scenarios are refused; sealed anew, refused or sound"),
    "cells": Kind(2_000, words.cells, "no cell is a formula, and each is read back as it was"),
    "titles": Kind(60, words.titles, "no title forges what stands around it at any door"),
    "links": Kind(20, folders.links, "nothing is written, moved or deleted through a link"),
    "limits": Kind(30, files.limits, "check and run take both ends of a limit, and refuse what lies beyond"),
    "kills": Kind(100, folders.kills, "no row lost, none doubled, no draft left, the same content"),
}


@dataclass(frozen=True)
class Came:
    """What came of an attack."""

    kind: str
    attempts: int
    failures: tuple[str, ...]
    seconds: float
    """Of processor time, children's among them."""


def carry_out(kind: str, count: int, seed: int = 2371) -> Came:
    """Make an attack so often."""
    began = processor_time()
    with TemporaryDirectory() as place:
        said = list(KINDS[kind].attack(count, seed, Path(place)))
    return Came(kind, len(said), tuple(filter(None, said)), processor_time() - began)


def processor_time() -> float:
    """Seconds of processor time of this process, and of its children that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def main(asked: list[str]) -> int:
    """Make the attacks asked for, all of them fully if none is; a line for each, and every failure."""
    failed = 0
    for given in asked or list(KINDS):
        kind, _, count = given.partition("=")
        came = carry_out(kind, int(count or KINDS[kind].count))
        failed += len(came.failures)
        each = came.seconds / max(came.attempts, 1)
        cost = f"{came.seconds:.0f} s of CPU, {each:.2g} each"
        print(f"{kind}: {came.attempts:,} attempts, {len(came.failures)} failures, {cost}", flush=True)
        for failure in came.failures[:20]:
            print(f"  {failure[:1000]}")
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
