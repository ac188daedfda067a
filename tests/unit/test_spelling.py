"""Values of an axis that say the same are one value, however each is written; what computes otherwise is another."""

from __future__ import annotations

from datetime import date

import pytest

from sim.reading.spelling import again

SAME = [
    (5, 5.0, "5", "5e0"),
    (0.7, "70%", "0.70", {"value": 0.7}, {"value": "70%", "source": "mine"}, {"value": 0.7, "low": 0.7, "high": "70%"}),
    ("400 MUSD/yr", "0.4 bnUSD/yr", "400000 kUSD/yr", {"value": 400, "unit": "MUSD/yr"}),
    ("18 months", "1.5 years", {"value": 1.5, "unit": "years"}, {"value": "18 months", "note": "n"}),
    (True, "on", "yes", "true"),
    (False, "off", "no", "false", [{"from": "1900-01-01", "is": "off"}]),
    (
        5,
        [{"from": "1900-01-01", "dial": 5}],
        [{"from": "1900-01", "dial": "5.0"}],
        [{"from": date(1900, 1, 1), "d": 5}],
    ),
    ([{"from": "2017-05", "dial": 5}], [{"dial": 5.0, "from": "2017-05-01"}]),
    ({"value": 0.6, "low": 0.5, "high": 0.7}, {"value": "60%", "low": "50%", "high": "70%"}),
    (None, None),
    ([], ()),
]
OTHER = [
    (5, "5%", "5 months", "5 MUSD/yr", 5.0000001),
    (True, 1, "1 months", "one"),
    ("observed", "base_year"),
    ([1, 2], [2, 1], [1], 1),
    ({"value": 0.6}, {"value": 0.6, "low": 0.5, "high": 0.7}, {"value": 0.6, "low": 0.5, "high": 0.6}),
    ([{"from": "2017-05", "dial": 5}], [{"from": "2017-05-02", "dial": 5}], [{"from": "2017-05", "points": 5}]),
    ([{"from": "1900-01-01", "dial": 5}], [{"from": "1900-01-01", "dial": 5}, {"from": "2017-01", "dial": 6}], [{}]),
    ({"value": 6, "unit": "months"}, {"value": 6, "unit": "years"}, {"value": 6}),
]


@pytest.mark.parametrize("values", SAME)
def test_what_says_the_same_comes_again(values):
    assert again(values) == list(range(1, len(values)))


@pytest.mark.parametrize("values", OTHER)
def test_what_says_something_else_does_not(values):
    assert again(values) == []
