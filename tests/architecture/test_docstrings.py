"""Public functions that take arrays say on which axes these are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.trees import SIM, tree_of

NAMES = (
    "lane draw month stream cell partner pair row point run player year window probability series unit member step day "
    "event source clock period"
)
AXES = re.compile(rf"\([^()]*\b(?:{'|'.join(NAMES.split())})\b[^()]*\)|\baxes\b|\baxis\b", re.I)
"""A shape such as (stream, lane) or (draw,), or a sentence about axes."""
ARRAYS = re.compile(r"\b(?:Array|Index|NDArray|ndarray|Days)\b")
DRAWING = "plots"
"""A room of pictures: what it takes are series by month of a figure."""


def public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Functions of a file that others may call."""
    return (node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"))


def takes_arrays(function: ast.FunctionDef) -> bool:
    """Whether an argument is an array by its annotation."""
    given = [*function.args.args, *function.args.kwonlyargs]
    return any(one.annotation is not None and ARRAYS.search(ast.unparse(one.annotation)) for one in given)


def silent(tree: ast.Module) -> list[str]:
    """Functions that take arrays and say nothing of their axes; a file may say it for all of its functions."""
    if AXES.search(ast.get_docstring(tree) or ""):
        return []
    chosen = (function for function in public_functions(tree) if takes_arrays(function))
    return [one.name for one in chosen if not AXES.search(ast.get_docstring(one) or "")]


def test_functions_that_take_arrays_say_their_axes() -> None:
    files = [path for path in sorted(SIM.rglob("*.py")) if DRAWING not in path.parts]
    trees = {path: tree_of(path) for path in files}
    assert sum(takes_arrays(one) for tree in trees.values() for one in public_functions(tree)) > 100
    assert {str(path): names for path, tree in trees.items() if (names := silent(tree))} == {}


def test_a_function_that_says_nothing_is_found() -> None:
    text = 'def f(x: Array) -> Array:\n    """{}"""\n'
    assert silent(ast.parse(text.format("Twice as much."))) == ["f"]
    assert silent(ast.parse(text.format("Twice as much: (stream, lane)."))) == []
