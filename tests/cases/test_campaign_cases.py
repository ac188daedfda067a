"""The campaign's worked cases through the engine; the numbers were worked out by hand, luck is told."""

from pathlib import Path

import pytest
import yaml

from tests.cases.test_reference_alone import wrong
from tests.cases.worked import load_case
from tests.reference_worlds import run_reference_world

HERE = Path(__file__).parent / "campaign"
THERE = {path.stem[5:7]: path for path in sorted(HERE.glob("case_c*.yaml"))}


def come_out(name: str, section: str = "expected", more: str = "") -> dict:
    """The case's world through the engine; its numbers are those of the case."""
    inputs, expected = load_case(THERE[name], section)
    if more:
        added = yaml.safe_load(THERE[name].read_text(encoding="utf-8"))[more]
        inputs = inputs | {"provisions": [*inputs["provisions"], *added["provisions"]]}
    out = run_reference_world(inputs)
    out["reach"] = [
        {"month": month, "partner": i, "stream": k, "provision": None, "restricted": r,
         "carried": out["displaced"][i][k][month]}
        for i, streams in out["restricted"].items() for k, months in streams.items() for month, r in months.items()
    ]  # fmt: skip
    assert expected
    assert wrong(out, expected) == []
    return out


def test_pushes_fade_and_a_designation_counts_from_the_next_month():
    """C1."""
    come_out("c1")


def test_a_larger_bundle_earns_more_where_it_hides_what_is_watched():
    """C3 (K8): the honest counter-example, both bundles."""
    small, large = come_out("c3"), come_out("c3", "expected_larger", "larger")
    march = "2017-03"
    assert large["total"]["receipts"][march] > small["total"]["receipts"][march]


@pytest.mark.parametrize("name", ["c2", "c4", "c5", "c6"])
def test_ladder_ports_talks_and_coalition(name):
    """C2: an early answer overtakes a slow one. C4: goods at ports. C5: talks, their break, snapback.

    C6: a switch and a coalition.
    """
    come_out(name)
