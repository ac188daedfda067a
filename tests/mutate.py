"""How many small faults the tests see: `python -m tests.mutate ROOM COUNT TEST...` plants one at a time and runs them.

A fault is a comparison, an operator, a truth or a number changed somewhere in a room's source, chosen by a seed; the
tests run on a copy of the checkout, stop at their first failure, and what they made of each is printed.
"""

from __future__ import annotations

import ast
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
SEED = 2371
LONGEST = 600
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
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command, cwd=copy, env=os.environ | {"PYTHONPATH": str(copy)}, capture_output=True, timeout=LONGEST,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True
    return done.returncode == 1


def main(room: str, count: int, tests: list[str]) -> int:
    """Plant so many faults in a room, chosen by a seed, and print the share that the tests see."""
    places = [
        (path, n)
        for path in sorted((ROOT / "sim" / room).rglob("*.py"))
        for n, _ in enumerate(faults(ast.parse(path.read_text(encoding="utf-8"))))
    ]
    chosen = random.Random(SEED).sample(places, min(count, len(places)))
    found = 0
    with TemporaryDirectory() as place:
        copy = Path(place) / "checkout"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv*", "results", "__pycache__"))
        if seen(copy, tests):
            raise SystemExit("the tests fail without any fault")
        for path, n in chosen:
            text = path.read_text(encoding="utf-8")
            tree = ast.parse(text)
            line, what = next(fault for k, fault in enumerate(faults(tree)) if k == n)
            there = copy / path.relative_to(ROOT)
            there.write_text(ast.unparse(tree), encoding="utf-8")
            killed = seen(copy, tests)
            found += killed
            print(f"{'seen' if killed else 'SURVIVED'}: {path.relative_to(ROOT)}:{line}: {what}", flush=True)
            there.write_text(text, encoding="utf-8")
    print(f"{room}: {found} of {len(chosen)} faults seen (of {len(places)} places, seed {SEED})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
