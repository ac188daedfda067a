"""Where a dial follows another curve than a power, what is printed says so: headline, bands, solve, a chain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.analysis.explaining import chain, numbers_behind
from sim.analysis.solving_said import _carried_out
from sim.common.months import parse_month
from sim.domain.curve import LINEAR, table_of
from sim.domain.scenario import curve_words, exponent
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.report.explained import numbers_text
from tests.unit.test_first_screen import opened

SETTINGS = ["horizon.end=2018-12", "campaign.dial_curve=[{dial: 5, share: 0.2}, {dial: 6, share: 0.25}]"]


@pytest.fixture(scope="module")
def bent():
    return read_scenario(shipped() / "unscr_2371.yaml", SETTINGS).scenario


@pytest.fixture(scope="module")
def plain():
    return read_scenario(shipped() / "unscr_2371.yaml", SETTINGS[:1]).scenario


def test_headline_and_bands_name_the_curve_as_the_choice_it_is(bent, plain):
    for scenario, words in ((bent, "dial by a table"), (plain, "gamma 2.5")):
        said = opened(scenario, 32)
        labels = {row.id: row.label for block in said.blocks for row in block.rows}
        assert labels["dial_only"].endswith(f"dial only ({words})")
        assert labels["dial_only_gamma_1"].endswith("dial only, gamma 1")
        assert any(f"choices: {words}, the dial path" in fact for fact in said.facts)
        assert any(fact.endswith(f"; {words} is a choice") for fact in opened(scenario).facts)


def test_the_chain_of_a_cell_says_what_the_dial_is_bent_by(bent, plain):
    """China, whose m is near 1, at 5.5 for long: 0.225 to the m."""
    lines = {line.what: line for line in chain(bent, "china", "coal", parse_month("2017-10"))}
    m = float(lines["dial"].why.split()[1].rstrip(","))
    assert lines["dial"].why == f"m_i {m:.3f}, of resistance; s is a table of 5: 0.2, 6: 0.25"
    assert lines["propensity p"].why == "follows s(dial)^m_i at reviews"
    assert lines["propensity p"].number == pytest.approx(0.225**m, rel=1e-3)
    lines = {line.what: line for line in chain(plain, "china", "coal", parse_month("2017-10"))}
    assert lines["dial"].why.endswith("of gamma 2.5 and resistance")
    assert lines["propensity p"].why == "follows (dial/10)^gamma_i at reviews"


def test_what_is_explained_of_a_scenario_begins_with_its_curve(bent, plain):
    said = "the dial's curve: a table of 5: 0.2, 6: 0.25; gamma is no part of it"
    assert said in numbers_text(bent, numbers_behind(bent, None, None)).splitlines()
    assert "curve" not in numbers_text(plain, numbers_behind(plain, None, None)).splitlines()[1]


@pytest.mark.parametrize(
    ("curve", "carried", "power"),
    [
        (None, "(dial/10)^gamma, whose gamma, 2.5,", 2.5),
        (LINEAR, "what dial/10 says, which", 1.0),
        (table_of(((5.0, 0.2),)), "what a table of 5: 0.2 says, which", 1.0),
    ],
)
def test_what_a_dial_carries_out_in_words(plain, curve, carried, power):
    scenario = replace(plain, dial_curve=curve) if curve else plain
    assert _carried_out(scenario) == carried
    assert exponent(scenario) == power
    assert curve_words(scenario) == (curve.words(9) if curve else "gamma 2.5")
