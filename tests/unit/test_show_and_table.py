"""Reading what stands: an act with its notices and sources, and results as one long table that adds up."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict

import pytest

from sim.analysis.iamc import CENTRAL, COLUMNS, EVERYWHERE
from sim.analysis.showing import VERIFIED, Shelf, shown
from sim.cli.main import main
from sim.reading.reference import Reference, shipped
from tests.unit.packages import check_package

SHORT = ["--set", "horizon.start=2017-07", "--set", "horizon.end=2018-12"]


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    reference = Reference(shipped() / "reference")
    return Shelf(reference.measures, reference.partners, reference.streams, reference.every_quantity())


def test_everything_in_the_tables_can_be_shown(shelf):
    for name in shelf.names:
        found = shown(name, shelf)
        assert found.cards[0].title
        assert all(len(row) == len(one.columns) for one in found.listings for row in one.rows)


def test_an_act_shows_phrase_dates_estimates_sources_and_whether_it_was_verified(capsys):
    assert main(["show", "unscr_2371"]) == 0
    text = capsys.readouterr().out
    for part in (
        "unscr_2371.seafood (paragraph 9)",
        '"DPRK shall not supply, sell or transfer seafood"',
        "binds from 2017-09-05",
        "295 USD million a year, assuming full compliance",
        VERIFIED["partly"][:40],
        "S/RES/2371 (2017), paragraph 9",
        "cn_2017_40.seafood",
        "2017-08-15",
    ):
        assert part in text
    assert max(len(line) for line in text.splitlines() if "http" not in line) < 140


def test_who_gave_notice_when_is_told_by_days(shelf):
    listing = next(one for one in shown("unscr_2371.seafood", shelf).listings if "gave notice" in one.title)
    china = next(row for row in listing.rows if row[1] == "china")
    assert china[3:6] == ("2017-08-14", "2017-08-15", "9 days")


def test_partners_and_streams_show_law_trade_and_numbers(shelf):
    titles = [one.title.split(" (")[0] for one in shown("china", shelf).listings]
    assert titles == ["own acts", "notices", "base-year trade", "numbers of its own"]
    titles = [one.title.split(" (")[0] for one in shown("coal", shelf).listings]
    assert titles == ["law", "base-year trade", "numbers of its own"]


def test_show_as_json_and_of_a_scenario(capsys):
    assert main(["show", "china", "ladder.yaml", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["kind"] == "partner"
    trade = next(one for one in content["tables"] if one["title"].startswith("base-year trade"))
    assert {row["baseline"] for row in trade["rows"]} <= {"customs_2016", "ex_ante_2017"}


def test_an_unknown_name_is_told_with_what_there_is(capsys):
    assert main(["show", "unscr_2371.seafod"]) == 2
    error = capsys.readouterr().err
    assert "unknown act, paragraph, partner or stream" in error
    assert "did you mean 'unscr_2371.seafood'?" in error


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("2371", "did you mean 'unscr_2371'?"),
        ("ladder", "ladder is a scenario: dial explain ladder"),
        ("goods", "a group of streams: name one of coal, "),
        ("asean", "a group of partners: name one of malaysia, philippines, singapore, thailand"),
        ("UNSCR 23", "several begin like that: unscr_2321, unscr_2371, unscr_2375, unscr_2397"),
        ("Chnia", "did you mean 'china'?"),
    ],
)
def test_a_name_of_another_kind_is_told_what_it_is(name, hint, capsys):
    assert main(["show", name]) == 2
    assert f"fix: {hint}" in capsys.readouterr().err


def test_an_act_of_ones_own_is_told_where_to_look_for_it(capsys):
    assert main(["show", "my_ban"]) == 2
    assert "fix: one of your own: dial show my_ban MY_SCENARIO.yaml" in capsys.readouterr().err
    assert main(["show", "my_ban", "unscr_2371"]) == 2
    assert "MY_SCENARIO" not in capsys.readouterr().err


def test_a_sweep_where_a_scenario_is_asked_for_is_told_as_that(capsys):
    assert main(["table", "dial_small"]) == 2
    assert "fix: dial_small is a sweep, no scenario: dial sweep dial_small" in capsys.readouterr().err


def test_tables_say_which_of_several_rows_counts_and_prices_stand_per_ton(shelf):
    titles = {one.title.split(" (")[0]: one for one in shown("coal", shelf).listings}
    assert "of 4 baselines, of which a scenario takes one" in titles["base-year trade"].title
    numbers = titles["numbers of its own"]
    assert "a scenario's behaviour and known_by decide which counts" in numbers.title
    price = next(row for row in numbers.rows if row[0] == "smuggled_price.coal")
    assert price[1:5] == ("50", "USD/t", "40", "100")  # as its source has it


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_long_table_adds_up(capsys):
    assert main(["table", "unscr_2371.yaml", "--draws", "8", *SHORT]) == 0
    rows = read(capsys.readouterr().out)
    assert list(rows[0]) == [column.id for column in COLUMNS]
    assert all(float(row["value"]) == round(float(row["value"]), 6) for row in rows)  # no digits below the dollar
    total, streams, cells = (defaultdict[tuple[str, str], float](float) for _ in range(3))
    for row in rows:
        if row["quantile"] == CENTRAL and "|goods" in row["variable"]:
            key = (row["variable"].split("|")[0], row["time"])
            level = row["variable"].count("|")
            sums = cells if row["region"] != EVERYWHERE else streams if level == 2 else total
            sums[key] += float(row["value"])
    assert set(total) == {(v, "2018") for v in ("Receipts", "Recorded trade", "Without sanctions")}
    for key, value in total.items():
        assert streams[key] == pytest.approx(value)
        assert cells[key] == pytest.approx(value)
    coal = [
        r for r in rows if r["variable"] == "Receipts|goods|Coal" and r["iso3"] == "CHN" and r["quantile"] != CENTRAL
    ]
    assert [r["quantile"] for r in coal] == ["0.05", "0.25", "0.5", "0.75", "0.95"]
    assert [float(r["value"]) for r in coal] == sorted(float(r["value"]) for r in coal)
    assert {r["hs"] for r in coal} == {"2701-2702"}
    assert {r["iso3"] for r in rows if r["region"] in ("European Union", "Rest of the world")} == {""}


def test_the_monthly_table_and_its_dictionary(tmp_path, capsys):
    assert main(["table", "unscr_2371.yaml", "--draws", "8", "--monthly", *SHORT, "-o", str(tmp_path)]) == 0
    capsys.readouterr()
    (place,) = (tmp_path / "table").iterdir()
    check_package(place)
    rows = read((place / "table.csv").read_text(encoding="utf-8"))
    assert {row["time"] for row in rows} == {
        *(f"2017-{m:02d}" for m in range(7, 13)),
        *(f"2018-{m:02d}" for m in range(1, 13)),
    }
    told = read((place / "dictionary.csv").read_text(encoding="utf-8"))
    assert [row["column"] for row in told] == list(rows[0])


def test_a_horizon_without_a_year_is_refused_with_the_fix(capsys):
    assert main(["table", "unscr_2371.yaml", "--set", "horizon.start=2017-07", "--set", "horizon.end=2018-03"]) == 2
    error = capsys.readouterr().err
    assert "unscr_2371.yaml: horizon: there is no whole calendar year in it" in error
    assert "--monthly, or --set horizon.end=2018-12" in error
