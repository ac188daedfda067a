"""How many small faults the tests see: `python -m tests.mutate [--seed N] [ROOM[=COUNT] ...]` plants them, by a seed.

One at a time is planted in a forked process that has the program and its tests loaded already, and meets the tests
that run the function it is in, those that saw others first, until one fails. So it costs a second or two, and what is
counted is a lower bound: tests that start processes, the slow ring, and what would take longer than `EACH` seconds are
not asked.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib.util
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from itertools import islice
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from _pytest.runner import runtestprotocol

from tests.children import in_child
from tests.covered import ROOT, Run, runs
from tests.faults import Fault, faults

SEED = 2371
"""Chooses the faults. Tests written to what survived of one sample are measured on that of another seed."""
COUNT = 300
ROOMS = ("economics", "processes", "common/units.py", "store", "sweeps", "reading")

EACH, MOST = 12.0, 250
"""Seconds, as taken without a fault, of the tests that a fault meets at most, and their number."""

ELSEWHERE = ("architecture/test_children", "architecture/test_pythons", "pages/", "regression/",
             "unit/test_wheel", "unit/test_attack", "unit/test_benchmarks", "unit/test_startup",
             *(f"sweep/test_{name}" for name in (
                 "stops", "memory", "lost_cluster", "races", "workers", "same_bits", "pool", "kills", "faults",
                 "damage", "refusals", "hostile_names")))  # fmt: skip
"""Tests that start processes, or take long and look at answers alone."""


HELD: dict[tuple[str, str], list[FunctionType]] = {}
"""Functions that are loaded, by file and the outermost function that they are in; filled once for all faults."""


@dataclass(frozen=True)
class Planted:
    """A fault in a file."""

    path: Path
    fault: Fault
    number: int
    """Among all faults of the file."""

    def code(self) -> CodeType:
        """The module with the fault."""
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        held = faults(tree)  # has the fault in the tree as long as it is held
        next(islice(held, self.number, None))
        return compile(tree, str(self.path), "exec")


class Planting:
    """What pytest does in place of running the tests it has collected."""

    def __init__(self, asked: Sequence[tuple[str, int]], seed: int) -> None:
        self._asked, self._seed = asked, seed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Plant so many faults in each room, and print what the tests made of them."""
        items = {item.nodeid: item for item in session.items}
        tests = runs(session.items)
        HELD.update(_functions())
        gc.freeze()  # so that forked processes look through none of it, and share its memory
        for room, count in self._asked:
            _score(room, count, self._seed, tests, items)
        return True


def _score(room: str, count: int, seed: int, tests: list[Run], items: dict[str, pytest.Item]) -> None:
    places = [planted for path in _files(ROOT / "sim" / room) for planted in _in_file(path)]
    random.Random(seed).shuffle(places)
    chosen, found, began = places[:count], 0, time.monotonic()
    before: Counter[str] = Counter()
    for planted in chosen:
        meeting = _meeting(planted, tests, before)
        took = 5 * sum(seconds for _, seconds in meeting)
        names = [name for name, _ in meeting]
        said, by = "SURVIVED" if names else "NOT REACHED", f"{len(names)} tests"
        code = in_child(lambda p=planted, n=names: _met(p, n, items), 15 + took, 30 + 2 * took) if names else 0
        if code != 0:
            found += 1
            said, by = "seen", names[code - 1] if code else "died or hung"
            before[by] += 1
        where = f"{planted.path.relative_to(ROOT)}:{planted.fault.line}"
        print(f"{said}: {where}: {planted.fault.what} ({by})", flush=True)
    share = f"{found} of {len(chosen)} faults seen ({found / max(len(chosen), 1):.0%})"
    print(f"{room}: {share}, of {len(places)} places, seed {seed}, {time.monotonic() - began:.0f} s", flush=True)


def _files(room: Path) -> list[Path]:
    return sorted(room.rglob("*.py")) if room.is_dir() else [room]


def _in_file(path: Path) -> Iterator[Planted]:
    for number, fault in enumerate(faults(ast.parse(path.read_text(encoding="utf-8")))):
        yield Planted(path, fault, number)


def _meeting(planted: Planted, tests: list[Run], before: Counter[str]) -> list[tuple[str, float]]:
    """The tests that run the function (or the file, if it is in none), and their seconds: of `EACH` in all.

    Those come first that saw faults `before`; of the others each file of tests gets a time of its own, the longer the
    fewer functions its tests run: they are about this one.
    """
    within = f"{planted.path.relative_to(ROOT)}::{planted.fault.within}"
    those = [test for test in tests if any(_is_in(within, function) for function in test[2])]
    if not those:
        module = ".".join(planted.path.relative_to(ROOT).with_suffix("").parts)
        using = {str(p.relative_to(ROOT)) for p in (ROOT / "sim").rglob("*.py") if module in p.read_text("utf-8")}
        those = [test for test in tests if any(f.partition("::")[0] in using for f in test[2])]
    by_file: dict[str, float] = defaultdict(float)
    turns = []
    for name, seconds, ran in sorted(those, key=lambda test: test[1]):
        by_file[name.partition("::")[0]] += (seconds + 0.005) * len(ran)
        turns.append((-before[name] / (seconds + 0.1), by_file[name.partition("::")[0]], name, seconds))
    chosen, spent = [], 0.0
    for *_, name, seconds in sorted(turns):
        spent += seconds + 0.005
        if spent < EACH:
            chosen.append((name, seconds))
    return chosen[:MOST]


def _is_in(within: str, function: str) -> bool:
    return function.startswith(within) if within.endswith("::") else function == within


def _met(planted: Planted, names: list[str], items: dict[str, pytest.Item]) -> int:
    """Plant a fault in this forked process and run tests until one fails: the number of that one, from 1, or 0."""
    sys.dont_write_bytecode = True
    code = planted.code()
    if not (planted.fault.within and _exchanged(planted, code)):
        return _loaded_anew(planted, code, names)
    chosen = [items[name] for name in names]
    for n, (item, following) in enumerate(zip(chosen, [*chosen[1:], None], strict=True), 1):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
            return n
    return 0


def _exchanged(planted: Planted, code: CodeType) -> bool:
    """Whether the function with the fault could take the place of the one that is loaded, wherever that is held.

    So for the functions inside it, of which some may have been made when the program was loaded.
    """
    within = planted.fault.within
    new = {(one.co_qualname, one.co_firstlineno): one for one in _codes(code) if _outer(one) == within}
    old = HELD.get((str(planted.path), within), [])
    for function in old:
        its = new.get((function.__code__.co_qualname, function.__code__.co_firstlineno))
        if its is None or its.co_freevars != function.__code__.co_freevars:
            return False
        function.__code__ = its
    return any(function.__code__.co_qualname == within for function in old)


def _functions() -> dict[tuple[str, str], list[FunctionType]]:
    """The functions of the program that are loaded, by file and outermost function; looked for once, which is slow."""
    found: dict[tuple[str, str], list[FunctionType]] = defaultdict(list)
    gc.unfreeze()
    for function in gc.get_objects():
        if isinstance(function, FunctionType) and function.__code__.co_filename.startswith(str(ROOT / "sim")):
            found[function.__code__.co_filename, _outer(function.__code__)].append(function)
    return found


def _outer(code: CodeType) -> str:
    """The name of the outermost function that some code is in."""
    return code.co_qualname.partition(".<locals>")[0]


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


class _WithFault(MetaPathFinder, SourceFileLoader):
    """Finds the one module with the fault."""

    def __init__(self, planted: Planted, code: CodeType) -> None:
        name = ".".join(planted.path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        super().__init__(name, str(planted.path))
        self._code = code

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self)

    def get_code(self, fullname: str) -> CodeType:
        return self._code


class _Only:
    """Keeps of what pytest collects only some tests."""

    def __init__(self, names: list[str]) -> None:
        self._names = set(names)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self._names]


def _loaded_anew(planted: Planted, code: CodeType, names: list[str]) -> int:
    """Load the program with a fault that is in no function, and the tests: 1 if one fails."""
    for name in [name for name in sys.modules if name.partition(".")[0] in ("sim", "tests")]:
        del sys.modules[name]
    sys.meta_path.insert(0, _WithFault(planted, code))
    files = sorted({name.partition("::")[0] for name in names})
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *files], plugins=[_Only(names)]))


def main(words: list[str]) -> int:
    """Score the rooms asked for, all if none is."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutate", description="Plant faults, see what sees them.")
    parser.add_argument("--seed", type=int, default=SEED, help=f"chooses the faults, {SEED} if not given")
    parser.add_argument("rooms", nargs="*", default=list(ROOMS), help=f"ROOM or ROOM=COUNT; {COUNT} if none is given")
    given = parser.parse_args(words)
    asked = [(room, int(count or COUNT)) for room, _, count in (one.partition("=") for one in given.rooms)]
    ignored = [f"--ignore-glob=*{part}*" for part in ELSEWHERE]
    planting = Planting(asked, given.seed)
    return int(pytest.main(["-q", "-p", "no:cacheprovider", *ignored, str(ROOT / "tests")], plugins=[planting]))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
