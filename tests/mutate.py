"""How many small faults the tests see: `python -m tests.mutate ROOM COUNT TEST...` plants one at a time and runs them.

A fault is a comparison, an operator, a truth or a number changed somewhere in a room's source, chosen by a seed; the
tests run on a copy of the checkout, stop at their first failure, and what they made of each is printed.
"""

from __future__ import annotations

import ast
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

import pytest

ROOT = Path(__file__).parents[1]
SEED = 2371
LIBRARIES = ("numpy", "pydantic", "pyarrow.parquet", "scipy.stats", "simpy", "yaml")
"""Loaded once, before a process is forked for each fault."""

LONGEST = 200
"""Seconds after which tests that hang have seen the fault."""

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def faults(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Plant every fault in turn: the line, and what was changed; the tree has it until the next is asked for."""
    for node in list(ast.walk(tree)):
        for name in ("op", "ops"):
            held = getattr(node, name, None)
            for n, op in enumerate(held if isinstance(held, list) else [held]):
                if type(op) in SWAPS:
                    other = SWAPS[type(op)]()
                    _put(node, name, n, other)
                    yield node.lineno, f"{type(op).__name__} to {type(other).__name__}"
                    _put(node, name, n, op)
        if isinstance(node, ast.Constant) and type(node.value) in (bool, int, float):
            before = node.value
            node.value = (not before) if isinstance(before, bool) else before + 1
            yield node.lineno, f"{before} to {node.value}"
            node.value = before


def _put(node: ast.AST, name: str, n: int, op: object) -> None:
    held = getattr(node, name)
    if isinstance(held, list):
        held[n] = op
    else:
        setattr(node, name, op)


def seen(copy: Path, tests: list[str]) -> bool:
    """Whether tests fail, or hang, in a copy of the checkout."""
    child = os.fork()
    if not child:
        _tested(copy, tests)
    ends = time.monotonic() + LONGEST
    while time.monotonic() < ends:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _tested(copy: Path, tests: list[str]) -> NoReturn:
    """Run tests in this forked process, which has loaded the libraries and nothing of the program; exit as they end."""
    try:
        os.setsid()
        os.chdir(copy)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        os.environ["PYTHONPATH"] = sys.path[0] = str(copy)
        for name in [name for name in sys.modules if name.partition(".")[0] in ("sim", "tests")]:
            del sys.modules[name]
        code = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]))
    except BaseException:  # a fault that ends even pytest is seen
        code = 1
    os._exit(code)


def _files(room: Path) -> list[Path]:
    return sorted(room.rglob("*.py")) if room.is_dir() else [room]


def main(room: str, count: int, tests: list[str]) -> int:
    """Plant so many faults in a room, or a file, chosen by a seed, and print the share that the tests see."""
    places = [
        (path, n)
        for path in _files(ROOT / "sim" / room)
        for n, _ in enumerate(faults(ast.parse(path.read_text(encoding="utf-8"))))
    ]
    chosen = random.Random(SEED).sample(places, min(count, len(places)))
    for library in LIBRARIES:
        import_module(library)
    found = 0
    with TemporaryDirectory() as place:
        copy = Path(place) / "checkout"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv*", "results", "__pycache__"))
        if seen(copy, tests):
            raise SystemExit("the tests fail without any fault")
        sys.dont_write_bytecode = True  # else that of one fault may be taken for the next one's, written as soon
        for path, n in chosen:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            line, what = next(fault for k, fault in enumerate(faults(tree)) if k == n)
            there = copy / path.relative_to(ROOT)
            there.write_text(ast.unparse(tree), encoding="utf-8")
            killed = seen(copy, tests)
            found += killed
            print(f"{'seen' if killed else 'SURVIVED'}: {path.relative_to(ROOT)}:{line}: {what}", flush=True)
            shutil.copy2(path, there)
    print(f"{room}: {found} of {len(chosen)} faults seen (of {len(places)} places, seed {SEED})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
