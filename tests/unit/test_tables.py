"""Tables as text and as Parquet, what their columns mean, and the package that tells it."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.store.fields import field_of, keys_of
from sim.store.formats import content_of, csv_text, json_text, write_parquet
from sim.store.package import package_text


def test_a_table_as_text_is_exact():
    numbers = np.array([0.1, 1e-300, 2.0**53 + 2])
    text = csv_text({"=month": ["2017-01", "-1+2", "a,b"], "x": numbers, "n": np.arange(3), "t": np.array(["é"] * 3)})
    head, *rows = csv.reader(io.StringIO(text))
    assert (head[1:], len(rows)) == (["x", "n", "t"], 3)
    assert head[0] != "=month", "no spreadsheet carries it out"
    assert rows[1][0] != "-1+2"
    assert (rows[0][0], rows[2][0]) == ("2017-01", "a,b")
    assert [float(row[1]) for row in rows] == numbers.tolist()
    assert [row[2:] for row in rows] == [["0", "é"], ["1", "é"], ["2", "é"]]


def test_a_parquet_table_states_its_schema(tmp_path):
    write_parquet(tmp_path / "t.parquet", {"name": np.array(["a", "b"]), "x": np.array([0.5, 1.5]), "none": [None] * 2})
    table = pq.read_table(tmp_path / "t.parquet")
    assert table.to_pydict() == {"name": ["a", "b"], "x": [0.5, 1.5], "none": [None, None]}
    assert set(table.schema.metadata) == {b"schema_version", b"version"}
    write_parquet(tmp_path / "empty.parquet", {"x": np.zeros(0)})
    assert pq.read_table(tmp_path / "empty.parquet").num_rows == 0


def test_pages_that_cannot_be_unpacked_are_damage_and_no_trouble_with_the_disk(tmp_path):
    path = tmp_path / "t.parquet"
    write_parquet(path, {"x": np.arange(1000.0)})
    data = path.read_bytes()
    path.write_bytes(data[:40] + bytes(40) + data[80:])
    with pytest.raises(ValueError, match=r"t\.parquet: .*decompression"), content_of(path):
        pq.read_table(path)
    path.write_bytes(b"no table")
    with pytest.raises(ValueError, match=r"t\.parquet"), content_of(path):
        pq.read_table(path)
    with pytest.raises(FileNotFoundError), content_of(path):
        pq.read_table(tmp_path / "gone.parquet")


def test_json_is_sorted_and_in_the_letters_it_was_given():
    assert json_text({"b": 1, "a": "é"}) == '{\n "a": "é",\n "b": 1\n}\n'


@pytest.mark.parametrize(
    ("table", "column", "unit", "meaning"),
    [
        ("months_by_stream", "receipts_musd", "USD million a month", "what is earned"),
        ("draws", "goods_denied_musd", "USD million a year", "displaced trade that finds no buyer: goods"),
        ("draws_unscr_2371", "denied_musd", "USD million a year", "displaced trade that finds no buyer"),
        ("windows", "scenario_receipts_window_2_musd", "USD million", "what is earned: scenario, window 2"),
        ("quantiles", "p05_musd", "USD million a month", "5 % of the draws lie below"),
        ("summary", "receipts_by_china_musd", "USD million a month", "what is earned: receipts by china"),
        ("summary", "goods_receipts_by_musd", "USD million a month", "what is earned of this partner's trade: goods"),
        ("summary", "goods_musd", "USD million a month", "what is earned: goods"),
        ("summary", "dial", "dial points", "how hard the partner is pressed, 0 to 10"),
        ("months", "month", "", "month"),
        ("summary", "month", "", "month, by its first day"),
    ],
)
def test_a_column_is_told_by_the_parts_of_its_name(table, column, unit, meaning):
    field = field_of(table, column)
    assert (field.unit, field.meaning) == (unit, meaning)


def test_what_has_no_known_name_is_not_told():
    assert field_of("summary", "whatever") is None
    assert keys_of("draws_unscr_2371") == ("draw", "year")
    assert keys_of("draws") == ("scenario", "draw", "year")
    assert keys_of("whatever") == ()


def test_a_package_tells_every_table(tmp_path):
    (tmp_path / "draws.csv").write_text("draw,year,denied_musd,own\n")
    write_parquet(tmp_path / "draws.parquet", {"draw": [0], "year": [2017]})
    write_parquet(tmp_path / "summary.parquet", {"month": ["2017-01"], "x y": [1.0]})
    (tmp_path / "empty.csv").touch()
    (tmp_path / "notes.txt").touch()
    (tmp_path / "dictionary.csv").write_text("table,column,unit,meaning\ndraws,own,USD,my own\nempty,a,,words\n")
    said = {"title": "A run", "changed": "changed: campaign.dial = 10 (--set)", "answer": "No"}
    (tmp_path / "headline.json").write_text(json.dumps(said), encoding="utf-8")
    told = json.loads(package_text(tmp_path, "Run A/ü"))
    assert (told["title"], told["description"]) == ("A run", "changed: campaign.dial = 10 (--set)")
    assert told["name"] == "run-a--"
    by_path = {one["path"]: one for one in told["resources"]}
    assert list(by_path) == ["dictionary.csv", "draws.csv", "draws.parquet", "empty.csv", "summary.parquet"]
    assert [by_path[name]["name"] for name in by_path] == [
        "dictionary", "draws.csv", "draws.parquet", "empty", "summary",
    ]  # fmt: skip
    sheet, columns = by_path["draws.csv"], by_path["draws.csv"]["schema"]
    assert (sheet["format"], sheet["mediatype"], columns["missingValues"]) == ("csv", "text/csv", ["", "-"])
    assert columns["primaryKey"] == ["draw", "year"]
    assert columns["fields"][3] == {"name": "own", "type": "number", "unit": "USD", "description": "my own"}
    assert "unit" not in columns["fields"][0]
    assert "missingValues" not in by_path["summary.parquet"]["schema"]
    assert by_path["summary.parquet"]["schema"]["primaryKey"] == ["month"]
    assert by_path["summary.parquet"]["schema"]["fields"][1] == {"name": "x y", "type": "any"}
    assert by_path["empty.csv"]["schema"]["fields"] == []
