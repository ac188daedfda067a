"""The scenarios of today: where their baseline is from, what they say cannot be known, and what was published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.reading.reference import Reference, shipped
from sim.reading.resolved import dump_resolved, load_resolved
from sim.reading.scenario import read_scenario
from tests.regression.today_answers import FOLDER, PUBLISHED, SAYS, answer

PAGE = Path(__file__).parents[2] / "docs" / "today.md"
REFERENCE = Reference(shipped() / "reference")
RECORDED_IN_ALL = 360.44
"""KOTRA's world total of 2024, USD million."""
STEEL = 23.0
"""HS 72 recorded in 2024: the stream takes its V from 2016, so that its recorded trade is in no amount."""
UNBANNED = {"wigs", "electricity", "other_goods", "other_minerals", "tourism", "arms", "arms_delivered", "cyber"}


def test_what_is_banned_takes_2016_and_the_range_of_judgement():
    today, then = (REFERENCE.baseline(name).cells for name in ("today_2024", "customs_2016"))
    banned = {cell: q for cell, q in today.items() if cell[0] not in UNBANNED}
    assert {stream for stream, _ in banned} >= {"coal", "textiles", "seafood", "workers", "kaesong", "statues"}
    for cell, quantity in banned.items():
        value = then[cell].value
        assert (quantity.value, quantity.basis) == (value, "judgement"), cell
        assert (quantity.low, quantity.high) == pytest.approx((0.3 * value, 1.2 * value)), cell
    goods = {s for s, _ in then if REFERENCE.streams[s].group == "goods"} - UNBANNED
    assert {cell for cell in then if cell[0] in goods} == {cell for cell in banned if cell[0] in goods}


def test_what_was_recorded_adds_to_the_worlds_total():
    cells = REFERENCE.baseline("today_2024").cells
    residual = sum(q.value for (stream, _), q in cells.items() if stream == "other_goods")
    ores = cells["other_minerals", "china"].value - 15
    outside = REFERENCE.numbers("today")["outside_hs25.other_minerals"].value
    assert ores == 47 == pytest.approx(outside * cells["other_minerals", "china"].value, abs=0.01)
    assert cells["wigs", "china"].value + ores + STEEL + residual == pytest.approx(RECORDED_IN_ALL)


def test_smuggled_coal_is_no_input_and_no_wigs_come_on_top_of_those_recorded():
    numbers = REFERENCE.numbers("today")
    assert numbers["substitution_share.textiles>wigs"].value == 0
    notes = " ".join(q.note for (s, _), q in REFERENCE.baseline("today_2024").cells.items() if s == "coal")
    assert "customs_2016" in notes


def test_what_arms_are_worth_and_what_is_paid_are_never_added():
    arms = REFERENCE.streams["arms"]
    assert "arms_delivered" in arms.overlaps
    assert arms.group == REFERENCE.streams["arms_delivered"].group == "illicit"
    for act in ("unscr_1718", "unscr_1874"):
        (ban,) = (p for p in REFERENCE.measures[act].provisions if p.id == f"{act}.arms")
        assert set(ban.streams) == {"arms", "arms_delivered"}


@pytest.mark.parametrize("name", sorted(SAYS))
def test_every_scenario_says_what_cannot_be_known(name, tmp_path):
    reading = read_scenario(FOLDER / f"{name}.yaml")
    assert len(reading.scenario.caveats) == 5
    assert any("0.3 to 1.2" in caveat for caveat in reading.scenario.caveats)
    assert not any("carried" in warning for warning in reading.warnings)
    file = tmp_path / "scenario.json"
    file.write_text(dump_resolved(reading.scenario), encoding="utf-8")
    assert load_resolved(file) == reading.scenario


def test_the_page_says_what_is_published():
    page, published = PAGE.read_text(encoding="utf-8"), json.loads(PUBLISHED.read_text(encoding="utf-8"))
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(SAYS) == set(published["answers"])
    assert [one["line"] for one in published["answers"].values() if one["line"] not in page] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["today", "new_act"])
def test_answers_are_those_published(name):
    there = json.loads(PUBLISHED.read_text(encoding="utf-8"))["answers"][name]
    assert answer(name)["line"] == there["line"], "if that is meant: python -m tests.regression.today_answers"
