"""Worked cases through the scalar reference alone: the six, and the six of the campaign.

Where the engine catches up, its case joins test_worked_cases; the numbers were worked out by hand and do not change.
"""

import ast
import math
import sys
from pathlib import Path

import pytest
import yaml

from tests.cases.worked import load_case
from tests.reference.run import run
from tests.reference.tables import look_up, reach

HERE = Path(__file__).parent
SIX = sorted(HERE.glob("case_*.yaml"))
CAMPAIGN = sorted((HERE / "campaign").glob("*.yaml"))


def found(out, key, month):
    """The number under a case's key; reach is what was stopped from the start through the month."""
    name, *where = key.split(".")
    return reach(out, partner=where[0], until=month) if name == "reach" else look_up(out, key, month)


def wrong(out, expected):
    """Rows whose number is not as printed (1e-5) and as its arithmetic gives it (1e-9)."""
    rows = []
    for key, month, rounded, exact in expected:
        got = found(out, key, month)
        as_printed = math.isclose(got, rounded, rel_tol=1e-5, abs_tol=1e-12)
        if not as_printed or not math.isclose(got, exact, rel_tol=1e-9, abs_tol=1e-12):
            rows.append((key, month, got, rounded, exact))
    return rows


@pytest.mark.parametrize("path", [*SIX, *CAMPAIGN], ids=lambda p: p.stem)
def test_case_comes_out(path):
    inputs, expected = load_case(path)
    out = run(inputs)
    assert expected
    assert wrong(out, expected) == []
    for name, fact in (yaml.safe_load(path.read_text(encoding="utf-8")).get("facts") or {}).items():
        assert out["facts"][name] == fact


def test_all_cases_are_here():
    assert len(SIX) == 6
    assert len(CAMPAIGN) == 6


def test_the_larger_bundle_earns_more_as_worked_out():
    """K8: an own ban takes coal out of sight, and the workers go on earning."""
    path = HERE / "campaign" / "case_c3_larger_bundle_earns_more.yaml"
    inputs, expected = load_case(path, "expected_larger")
    more = yaml.safe_load(path.read_text(encoding="utf-8"))["larger"]["provisions"]
    out = run(inputs | {"provisions": [*inputs["provisions"], *more]})
    assert expected
    assert wrong(out, expected) == []


def test_the_reference_shares_no_code_with_the_program():
    """Its own files and the standard library only: an error cannot stand in both."""
    folder = HERE.parent / "reference"
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.startswith("tests.reference") or name.split(".")[0] in sys.stdlib_module_names, (path, name)
