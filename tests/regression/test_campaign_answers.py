"""The campaign's scenarios: each is asked something, its answer is published, and the page on scenarios says it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.regression.campaign_answers import ASKED, DRAWS, FOLDER, PUBLISHED, answer

PAGE = Path(__file__).parents[2] / "docs" / "scenarios.md"
REFRESH = "if that is meant: python -m tests.regression.campaign_answers"


def published() -> dict:
    """The answers as they were published."""
    return json.loads(PUBLISHED.read_text(encoding="utf-8"))


def test_every_scenario_is_asked_and_answered():
    names = {path.stem for path in FOLDER.glob("*.yaml")}
    assert names == set(ASKED) == set(published()["answers"])
    assert published()["draws"] == DRAWS


def test_the_page_on_scenarios_says_what_is_published():
    page = PAGE.read_text(encoding="utf-8")
    missing = [name for name, one in published()["answers"].items() if one["line"] not in page]
    assert missing == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["off_ramp", "random_ladder_one_more_test", "asean_coalition"])
def test_answers_are_those_published(name):
    there, here = published()["answers"][name], answer(name)
    assert here["line"] == there["line"], REFRESH
    for group in ("goods", "labour"):
        assert here[group] == pytest.approx(there[group], rel=1e-5, abs=1e-6), REFRESH
