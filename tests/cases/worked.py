"""The worked cases: how they are read, and where their numbers are found in an engine's tables.

An expected number stands in the file twice: rounded, and as arithmetic in its trailing comment (`# = 80*14/28`).
"""

import ast
import math
import operator
import re
from pathlib import Path

import yaml

CASES = sorted(Path(__file__).parent.glob("case_*.yaml"))
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
FUNCTIONS = {"exp": math.exp, "min": min, "max": max}
HEADING = re.compile(r"^  (\S+):\s*(#.*)?$")
NUMBER = re.compile(r"^    '(\d{4}-\d{2})':\s*(\S+)\s*# = (.+?)\s*$")


def arithmetic(text):
    """The value of an expression of numbers, + - * / **, brackets, exp, min and max; anything else is refused."""

    def value(node):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return node.value
        if isinstance(node, ast.UnaryOp):
            return OPERATORS[type(node.op)](value(node.operand))
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](value(node.left), value(node.right))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            return FUNCTIONS[node.func.id](*map(value, node.args))
        raise ValueError(f"not arithmetic: {text}")

    return float(value(ast.parse(text, mode="eval").body))


def load_case(path, section="expected"):
    """(inputs, [(key, month, rounded, exact), ...]) of one section of a case file."""
    text = Path(path).read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    expected, key = [], None
    for line in text[text.index(f"\n{section}:") + 1 :].splitlines()[1:]:
        if line and not line.startswith((" ", "#")):
            break
        if found := HEADING.match(line):
            key = found[1]
        elif found := NUMBER.match(line):
            expected.append((key, found[1], float(found[2]), arithmetic(found[3])))
    count = sum(len(rows) for rows in data[section].values())
    if len(expected) != count:
        raise ValueError(f"{path}: {count} numbers, {len(expected)} with arithmetic")
    return data["inputs"], expected


def look_up(out, key, month):
    """The number a key such as receipts.total, denied.coal or smuggled.near.coal names in an engine's tables."""
    name, *where = key.split(".")
    if where == ["total"]:
        return out["total"][name][month]
    if len(where) == 1:
        return out["stream"][name][where[0]][month]
    partner, stream = where
    table = {"smuggled": "smuggled_by", "receipts": "receipts_by"}.get(name, name)
    return out[table][partner][stream][month]
