"""The small faults that can be planted in a module: a comparison, an operator, a truth or a number changed.

Not planted is what changes no answer: annotations, decorators, words of errors and of formatted texts, `__slots__`,
and keywords such as `strict=`, which only guard.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.Pow: ast.Mult, ast.Mod: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.USub: ast.UAdd,
}  # fmt: skip
TWINS = {"min": "max", "minimum": "maximum", "any": "all", "floor": "ceil", "logical_and": "logical_or"}
TWINS |= {twin: name for name, twin in TWINS.items()}

SAID = (ast.JoinedStr, ast.Raise, ast.Assert)
"""Words, and what only guards."""

GUARDS = {"strict", "parents", "exist_ok", "missing_ok", "stacklevel", "indent", "repr", "compare", "check", "mode"}
HIDDEN = {"annotation", "returns", "decorator_list", "type_params"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Fault:
    """One fault: its line, what was changed, and the outermost function that it is in (empty: in none)."""

    line: int
    what: str
    within: str


def faults(tree: ast.Module) -> Iterator[Fault]:
    """Plant every fault in turn: the tree has it until the next is asked for."""
    for node, within in _places(tree, "", False):
        for what, plant, undo in _changes(node):
            plant()
            yield Fault(getattr(node, "lineno", 0), what, within)
            undo()


def _places(node: ast.AST, within: str, inside: bool) -> Iterator[tuple[ast.AST, str]]:
    """Every node that may be changed, with the name of its outermost function; `within` is a class's until then."""
    yield node, within if inside else ""
    names_it = isinstance(node, (*FUNCTIONS, ast.ClassDef)) and not inside
    own = ".".join(filter(None, [within, node.name])) if names_it else within  # type: ignore[attr-defined]
    for field, value in ast.iter_fields(node):
        if field in HIDDEN:
            continue
        body = inside or (isinstance(node, FUNCTIONS) and field == "body")
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_said(child):
                yield from _places(child, own, body)


def _is_said(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return any(isinstance(name, ast.Name) and name.id.startswith("__") for name in node.targets)
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, SAID) or (isinstance(node, ast.keyword) and node.arg in GUARDS)


Change = tuple[str, Callable[[], None], Callable[[], None]]


def _changes(node: ast.AST) -> Iterator[Change]:
    """What can be changed at a node: words, how, and back."""
    for field in ("op", "ops"):
        held = getattr(node, field, None)
        for n, op in enumerate(held if isinstance(held, list) else [held]):
            if type(op) in SWAPS:
                yield _put(node, field, n, op, SWAPS[type(op)](), f"{type(op).__name__} to {SWAPS[type(op)].__name__}")
    if isinstance(node, ast.Constant) and type(node.value) in (bool, int, float):
        value = (not node.value) if isinstance(node.value, bool) else node.value + 1  # type: ignore[operator]
        yield _put(node, "value", 0, node.value, value, f"{node.value} to {value}")
    for field in ("id", "attr"):
        name = getattr(node, field, None)
        if name in TWINS and isinstance(getattr(node, "ctx", None), ast.Load):
            yield _put(node, field, 0, name, TWINS[name], f"{name} to {TWINS[name]}")
    if isinstance(node, ast.If | ast.IfExp | ast.While) and isinstance(node.test, ast.Name | ast.Attribute | ast.Call):
        other = ast.copy_location(ast.UnaryOp(ast.Not(), node.test), node.test)
        yield _put(node, "test", 0, node.test, other, "condition turned round")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        other = ast.copy_location(ast.UnaryOp(ast.Not(), node.operand), node.operand)
        yield _put(node, "operand", 0, node.operand, other, "not left out")


def _put(node: ast.AST, field: str, n: int, before: object, after: object, what: str) -> Change:
    held = getattr(node, field)

    def put(value: object) -> None:
        if isinstance(held, list):
            held[n] = value
        else:
            setattr(node, field, value)

    return what, lambda: put(after), lambda: put(before)
