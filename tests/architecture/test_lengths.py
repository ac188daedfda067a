"""Short enough to be read: no file above 350 lines, no class above 200, no function above 60."""

import ast
from pathlib import Path

import pytest

from tests.trees import SIM, nodes_of

MOST_OF_A_FILE = 350
MOST = {ast.ClassDef: 200, ast.FunctionDef: 60, ast.AsyncFunctionDef: 60}


def too_long(path: Path) -> list[str]:
    """The file, where it is too long, and each class and function in it that is: 'path:line name has 70 lines'."""
    text = path.read_text(encoding="utf-8")
    found = [f"{path} has {lines} lines"] if (lines := text.count("\n")) > MOST_OF_A_FILE else []
    for node in nodes_of(path):
        if isinstance(node, tuple(MOST)):
            lines = node.end_lineno - node.lineno + 1
            if lines > MOST[type(node)]:
                found.append(f"{path}:{node.lineno} {node.name} has {lines} lines")
    return found


def test_files_classes_and_functions_are_short():
    files = sorted(SIM.rglob("*.py"))
    assert len(files) > 300
    assert [line for path in files for line in too_long(path)] == []


@pytest.mark.parametrize(
    ("head", "body", "most"), [("def f():", "    1", 60), ("class C:", "    x = 1", 200), ("x = 1", "y = 2", 350)]
)
def test_one_line_too_many_is_seen(tmp_path, head, body, most):
    for name, lines, found in (("short.py", most, 0), ("long.py", most + 1, 1)):
        path = tmp_path / name
        path.write_text("\n".join([head, *[body] * (lines - 1), ""]))
        assert len(too_long(path)) == found
