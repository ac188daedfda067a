"""The forecast of 2019 stands as it was published: its hash is in the changelog."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

from tests.regression.forecast import COLUMNS, PUBLISHED, SCENARIOS, about, rows_of

ROOT = Path(__file__).parents[2]
CONTENT = PUBLISHED.read_text(encoding="utf-8")


def test_the_forecast_is_the_one_that_was_published():
    said = json.loads(PUBLISHED.with_suffix(".json").read_text(encoding="utf-8"))
    assert said["sha256"] == hashlib.sha256(CONTENT.encode()).hexdigest() == about(CONTENT)["sha256"]
    line = f"forecast_2019 {said['sha256'][:12]}"
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert line in changelog, f"the forecast moved: say in CHANGELOG.md which change moved it, and write '{line}' there"


def test_the_forecast_is_whole_and_its_quantiles_are_in_order():
    rows = list(csv.DictReader(CONTENT.splitlines()))
    assert tuple(rows[0]) == COLUMNS
    months = {(row["scenario"], row["partner"], row["stream"]): 0 for row in rows}
    for row in rows:
        months[row["scenario"], row["partner"], row["stream"]] += 1
        quantiles = [float(row[name]) for name in COLUMNS[4:9]]
        assert quantiles == sorted(quantiles)
    assert set(months.values()) == {12}
    assert {scenario for scenario, _, _ in months} == set(SCENARIOS)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_model_still_says_it(name):
    """To a thousandth: it stands as published, though a range was written with more digits since."""
    published = [line.split(",") for line in CONTENT.splitlines() if line.startswith(f"{name},")]
    fresh = [row.split(",") for row in rows_of(name)]
    assert [row[:4] for row in fresh] == [row[:4] for row in published]
    for old, new in zip(published, fresh, strict=True):
        assert [float(x) for x in new[4:]] == pytest.approx([float(x) for x in old[4:]], rel=1e-3, abs=1e-3), old[:4]
