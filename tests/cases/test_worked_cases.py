"""The six worked cases, and that of goods at ports, through both engines: each number as printed, and as its arithmetic
gives it."""

import math

import pytest

from tests.cases.worked import CASES, arithmetic, load_case
from tests.reference.run import run
from tests.reference.tables import look_up
from tests.reference_worlds import run_reference_world

ENGINES = {"scalar": run, "engine": run_reference_world}
PORTS = CASES[0].parent / "campaign" / "case_c4_goods_at_ports.yaml"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", [*CASES, PORTS], ids=lambda p: p.stem)
def test_case_comes_out(path, engine):
    inputs, expected = load_case(path)
    out = ENGINES[engine](inputs)
    wrong = []
    for key, month, rounded, exact in expected:
        got = look_up(out, key, month)
        as_printed = math.isclose(got, rounded, rel_tol=1e-5, abs_tol=1e-12)
        if not as_printed or not math.isclose(got, exact, rel_tol=1e-9, abs_tol=1e-12):
            wrong.append((key, month, got, rounded, exact))
    assert expected
    assert not wrong


def test_six_cases_are_here():
    assert len(CASES) == 6


def test_arithmetic_refuses_anything_else():
    assert arithmetic("-.5**2 + min(1, exp(0))") == 0.75
    for text in ("__import__('os')", "open('x')", "'a'*3", "[1]"):
        with pytest.raises((ValueError, KeyError)):
            arithmetic(text)
