"""A hundredth of each attack in every run of the tests, a tenth in the slow ring; `make attack` makes all of them."""

import pytest

from tests.attack import KINDS, carry_out

CASES = [
    pytest.param(kind, -(-KINDS[kind].count // part), marks=marks, id=f"{kind}-{part}")
    for kind in KINDS
    for part, marks in ((100, ()), (10, pytest.mark.slow))
]


@pytest.mark.parametrize(("kind", "count"), CASES)
def test_attack(kind, count):
    came = carry_out(kind, count)
    assert came.attempts >= count
    assert came.failures == ()
