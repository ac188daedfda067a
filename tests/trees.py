"""The program's own files as syntax trees, each parsed once however many tests look at it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

SIM = Path(__file__).parents[1] / "sim"


@cache
def tree_of(path: Path) -> ast.Module:
    """A file's tree; whoever asks reads it only."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """All nodes of a file's tree."""
    return tuple(ast.walk(tree_of(path)))
