"""What a folder's Data Package must say: every table with all its columns, in order, each with words, and true keys."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sim.store.manifest import altered


def check_package(folder: Path, only: str = "") -> None:
    """Raise AssertionError where the package of a folder says too little of it, or what is not so.

    `only`: the name of the one table that it tells, in whatever formats.
    """
    told = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    tables = [path for path in folder.iterdir() if path.suffix in (".csv", ".parquet") and only in ("", path.stem)]
    assert [one["path"] for one in told] == sorted(path.name for path in tables)
    assert len({one["name"] for one in told}) == len(told)
    for one in told:
        columns, schema = _table(folder / one["path"]), one["schema"]
        assert [field["name"] for field in schema["fields"]] == list(columns)
        assert [field["name"] for field in schema["fields"] if not field.get("description")] == [], one["path"]
        money = [field for field in schema["fields"] if field["name"].endswith("_musd")]
        assert all(field["unit"].startswith("USD million") and field["type"] == "number" for field in money)
        if keys := schema.get("primaryKey"):
            rows = list(zip(*(columns[key] for key in keys), strict=True))
            assert len(set(rows)) == len(rows), one["path"]
    assert altered(folder) == []


def _table(path: Path) -> dict[str, list[Any]]:
    if path.suffix == ".parquet":
        found: dict[str, list[Any]] = pq.read_table(path).to_pydict()
        return found
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return {name: [row[n] for row in rows] for n, name in enumerate(head)}
