"""The array engine against the scalar reference with every mechanism of the revised model that the engine has (I11).

Ports, own acts that shut gates, expected and dated notices on, off and on again, lifts, noise and deliveries told,
declared shares, dated links, fading growth, hurried goods, the whole campaign.
"""

from __future__ import annotations

import pytest

from tests.property.reference_worlds import everything
from tests.property.same import differences
from tests.reference.run import run
from tests.reference_worlds import run_reference_world

OBSERVED_QUAY = 246
"""Here compliance is observed in the month in which an act and its notice both strand: one of them stops the most."""


def agree(seed: int) -> dict:
    """A world with everything on, of which both engines say the same."""
    return agree_on(everything(seed))


def agree_on(world: dict) -> dict:
    """Every table of the engine is the reference's to 1e-9 of the number or of USD 1 million."""
    ours, theirs = run_reference_world(world), run(world)
    ours["ratio"] = {name: ratios for name, ratios in ours["ratio"].items() if name in theirs["ratio"]}
    assert differences(ours, theirs) == []
    return ours


def test_the_engine_equals_the_reference():
    """J20; and the worlds are not idle: goods are hurried, stored and let through, and open trade goes undeclared."""
    found = [agree(seed) for seed in (*range(16), OBSERVED_QUAY)]
    on = [[x for months in out.get("on", {}).values() for x in months.values()] for out in found]
    assert sum(any(row) and not all(row) for row in on) > 10
    for name in ("moved", "stored", "released_by"):
        assert sum(any(total(out, name)) for out in found) > 3
    assert sum(sum(total(out, "recorded")) < 0.999 * sum(total(out, "receipts_by")) for out in found) > 3


def total(out: dict, name: str) -> list[float]:
    """A table of cells, month by month."""
    return [x for by_stream in out[name].values() for months in by_stream.values() for x in months.values()]


@pytest.mark.slow
@pytest.mark.parametrize("first", range(100, 600, 50))
def test_the_engine_equals_the_reference_on_many_worlds(first):
    for seed in range(first, first + 50):
        agree(seed)


@pytest.mark.parametrize(("off_from", "goes_on"), [("2016-12-01", True), ("2016-05-01", False), ("0001-01-01", False)])
def test_a_notice_off_from_before_its_order_hands_no_clock_over(off_from, goes_on):
    """It counts nowhere; one that was on for a time did send customs an order, with which the later act goes on."""
    ban = {"partners": ["china"], "streams": ["coal"], "kind": "ban", "adopted": "2017-01-01", "q": 1.0, "H": 0.0}
    notice = {"id": "note", "partner": "china", "date": "2016-06-01", "transposes": ["old"], "superseded_by": ["new"]}
    china = {"tau_impl": 4.0, "lag_days": 0, "resistance": 1.0, "exposure": 0.0, "pn": 0.99, "may_buy": False}
    world = {
        "start": "2017-01", "months": 2, "base_year": 2016, "gamma": 1.0, "campaign": [["2015-01-01", 10.0]],
        "partners": {"china": china | {"notices_path": [[off_from, "off"]]}},
        "streams": {"coal": {"B": 120.0, "shares": {"china": 1.0}, "theta": 1.0}},
        "provisions": [{"id": "old"} | ban, {"id": "new"} | ban], "notices": [notice],
    }  # fmt: skip
    ours, theirs = run_reference_world(world), run(world)
    assert differences(ours, theirs) == []
    assert (ours["compliance"]["china"]["coal"]["2017-01"] > 0.7) is goes_on
