"""Which tests run which functions of the program, and how long each takes: taken once for each file of tests.

Kept in .pytest_cache, by the text of the file of tests; `make clean` removes it.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType

import pytest
from _pytest.runner import runtestprotocol

from tests.children import in_child

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".pytest_cache" / "functions_by_test.json"

LONGEST = 12
"""Seconds of processor time that are given to one file of tests; its other tests are not asked."""

Run = tuple[str, float, tuple[str, ...]]
"""A test, its seconds, and the functions that it ran, as file::name."""


def runs(items: Sequence[pytest.Item]) -> list[Run]:
    """What each test runs: as kept, or taken now, file by file, each in a process of its own."""
    by_file: dict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        by_file[item.path].append(item)
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    found: list[Run] = []
    for path, its in by_file.items():
        key = f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"
        if key not in kept:
            kept[key] = _taken(its)
            KEPT.parent.mkdir(exist_ok=True)
            draft = KEPT.with_suffix(f".{os.getpid()}")
            draft.write_text(json.dumps(kept), encoding="utf-8")
            os.replace(draft, KEPT)
        found += [(name, seconds, tuple(ran)) for name, seconds, ran in kept[key]]
    there = {item.nodeid for item in items}
    return [test for test in found if test[0] in there]


def _taken(items: list[pytest.Item]) -> list[Run]:
    with TemporaryDirectory() as place:
        log = Path(place) / "log"
        log.touch()
        in_child(lambda: _traced(items, log), LONGEST * 2, LONGEST * 4)
        lines = log.read_text(encoding="utf-8").split("\n")[:-1]  # whoever is stopped may leave half a line
        return [json.loads(line) for line in lines]


def _traced(items: list[pytest.Item], log: Path) -> int:
    """Run tests, and write a line for each that passes: what it ran, its fixtures as far as it is the first to ask."""
    called: set[CodeType] = set()

    def trace(frame: FrameType, event: str, arg: object) -> None:
        called.add(frame.f_code)

    threading.settrace(trace)
    began = time.process_time()
    for item, following in zip(items, [*items[1:], None], strict=True):
        called.clear()
        since = time.process_time()
        sys.settrace(trace)
        reports = runtestprotocol(item, log=False, nextitem=following)
        sys.settrace(None)
        if all(report.passed for report in reports):
            with log.open("a", encoding="utf-8") as out:
                out.write(json.dumps((item.nodeid, time.process_time() - since, sorted(_names(called)))) + "\n")
        if time.process_time() - began > LONGEST:
            break
    return 0


def _names(called: set[CodeType]) -> set[str]:
    ours = f"{ROOT / 'sim'}{os.sep}"
    return {
        f"{Path(code.co_filename).relative_to(ROOT)}::{code.co_qualname.partition('.<locals>')[0]}"
        for code in called
        if code.co_filename.startswith(ours)
    }
