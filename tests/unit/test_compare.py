"""What a comparison says: levels beside differences, titles, labour and services, unequal horizons, sure chances."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.compare import found, whole_years
from sim.analysis.curves import Difference
from sim.cli.library import read
from sim.cli.main import main
from sim.common.errors import BadInput
from sim.common.months import month_index
from tests.unit.packages import check_package


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """A comparison of two shipped scenarios whose horizons differ."""
    out = tmp_path_factory.mktemp("compared")
    (out / "freed.yaml").write_text(
        "title: Workers come back\nbased_on: ladder.yaml\nhorizon: {start: 2017-01, end: 2018-12}\n"
        "lift: {unscr_2375.workers: 2018-01-01, unscr_2397.workers: 2018-01-01, unscr_2371.coal: 2018-01-01}\n",
        encoding="utf-8",
    )
    (out / "held.yaml").write_text(
        "title: Everything holds\nbased_on: ladder.yaml\nhorizon: {start: 2016-06, end: 2018-12}\n", encoding="utf-8"
    )
    files = [str(out / name) for name in ("held.yaml", "freed.yaml")]
    assert main(["compare", *files, "--draws", "16", "--workers", "1", "-o", str(out)]) == 0
    (place,) = (out / "compare").iterdir()
    return place


def text_of(place) -> str:
    return (place / "headline.txt").read_text(encoding="utf-8")


def test_its_package_says_what_every_column_is(compared):
    check_package(compared)
    assert f"comparison {compared.name}:" in text_of(compared)


def test_titles_stand_for_the_files(compared):
    text = text_of(compared)
    assert "- A: Everything holds (held)" in text
    assert "- B: Workers come back (freed)" in text
    assert "A less B, 2018" in text


def test_unequal_horizons_are_aligned_and_said(compared):
    text = " ".join(text_of(compared).split())
    said = "horizons differ (A 2016-06 to 2018-12, B 2017-01 to 2018-12); compared are the whole calendar years"
    assert f"{said} that all share, 2017 to 2018" in text


def test_horizons_without_a_common_year_are_told_by_scenario():
    long = read("unscr_2371.yaml")
    short = replace(long, name="early", start=month_index(2013, 1), months=36)
    with pytest.raises(BadInput, match="share no whole calendar year") as told:
        whole_years([short, long])
    assert told.value.problems[0].given == "early 2013-01 to 2015-12; unscr_2371 2017-01 to 2019-12"


def test_levels_stand_beside_differences_and_agree_with_them(compared):
    blocks = {b["id"]: b for b in json.loads((compared / "headline.json").read_text(encoding="utf-8"))["blocks"]}
    assert list(blocks) == ["levels", "differences", "differences_labour"]
    levels = {row["id"]: row["values"] for row in blocks["levels"]["rows"]}
    central = {row["id"]: row["values"][-1] for row in blocks["differences"]["rows"]}
    for year in ("2017", "2018"):
        assert levels[f"side_1_{year}"][-1] - levels[f"side_2_{year}"][-1] == pytest.approx(central[f"pair_1_{year}"])
    assert central["pair_1_2018"] > 100


def test_labour_has_a_table_of_its_own_and_rows_of_its_own(compared):
    rows = list(csv.DictReader((compared / "compare.csv").read_text(encoding="utf-8").splitlines()))
    assert {(row["group"], row["year"]) for row in rows} == {
        (g, y) for g in ("goods", "labour") for y in ("2017", "2018")
    }
    assert {row["pair"] for row in rows} == {"Everything holds less Workers come back"}
    labour = next(row for row in rows if (row["group"], row["year"]) == ("labour", "2018"))
    assert float(labour["median_musd"]) > 1


def test_a_sure_chance_is_counted_in_draws(compared):
    text = text_of(compared)
    assert "in all 16 draws" in text
    assert "100 %" not in text
    assert "the same" in text


def row_of(*gaps: tuple[float, float, float]) -> Difference:
    """A pair's difference in years from 2017 on: low end, median and high end of its band."""
    low, median, high = np.array(gaps).T
    years = tuple(str(2017 + n) for n in range(len(gaps)))
    return Difference("Held less Freed", years, median, median, low, high, low, high, median > 0, 16)


def test_the_answer_leads_with_the_year_in_which_the_effect_is_largest_and_says_why():
    """Not with the first common year, in which what differs has hardly begun."""
    late = found(row_of((2, 24, 44), (2, 570, 790), (0, 400, 770)))
    most = "2018, the year of 2017 to 2019 in which they differ most: "
    assert late == f"{most}Held denies 570 million USD more (90 %: 2 to 790) than Freed"
    less = found(row_of((-9, 3, 9), (-44, -24, -2)))
    assert less.endswith("2018 in which they differ most: Held denies 24 million USD less (90 %: 2 to 44) than Freed")


def test_of_one_year_and_of_years_alike_no_year_is_said_to_be_most():
    assert found(row_of((1, 2, 3))) == "2017: Held denies 2 million USD more (90 %: 1 to 3) than Freed"
    assert found(row_of((0, 0, 0), (0, 0, 0))) == "2017 to 2018: Held and Freed deny the same"
    assert "2018, the year" in found(row_of((0, 0, 0), (-3, 0, 5)))
    assert "2017, the year" in found(row_of((1, 2, 3), (1, 2, 3)))
