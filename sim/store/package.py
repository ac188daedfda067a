"""The Data Package of a folder of results: every table with its columns, their units and meaning, and its keys.

`datapackage.json` follows the Data Package standard (datapackage.org), so that tools that know nothing of this program
can read and check the tables.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim import __version__
from sim.store.fields import Field, field_of, keys_of

PACKAGE, DICTIONARY = "datapackage.json", "dictionary.csv"
FORMATS = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet"}
MISSING = ["", "-"]
"""What stands where there is no value."""


def write_package(folder: Path, place: Path) -> None:
    """Write what the tables of a folder hold, which will stand at `place`."""
    (folder / PACKAGE).write_text(package_text(folder, f"{place.parent.name}-{place.name}"), encoding="utf-8")


def package_text(
    folder: Path, name: str, kinds: Mapping[str, str] | None = None, own: Mapping[str, Field] | None = None
) -> str:
    """The package of a folder as JSON, a table a line.

    `kinds`: of tables by their names, what kind they are of, where the name does not say it; then there are no others.
    `own`: columns that this folder alone has.
    """
    told = _dictionary(folder)
    tables = [path for path in sorted(folder.iterdir()) if path.suffix in FORMATS]
    known = [(path, path.stem if kinds is None else kinds.get(path.stem, "")) for path in tables]
    resources = [_resource(path, kind, told, own or {}) for path, kind in known if kind]
    lines = ",\n".join(json.dumps(resource, ensure_ascii=False) for resource in resources)
    about = json.dumps({"name": _name(name), "version": __version__} | _said(folder), ensure_ascii=False)
    return f'{about[:-1]}, "resources": [\n{lines}\n]}}\n'


def _said(folder: Path) -> dict[str, str]:
    """What the tables are of, and what was changed in it against its base or its own title, as the headline says."""
    for file in (folder / "headline.json", folder / "answer.json"):
        if file.is_file():
            said = json.loads(file.read_text(encoding="utf-8"))
            told = {"title": said.get("title", ""), "description": said.get("changed", "")}
            return {name: text for name, text in told.items() if text}
    return {}


def _resource(path: Path, kind: str, told: Mapping[tuple[str, str], Field], own: Mapping[str, Field]) -> dict[str, Any]:
    columns, table = _columns(path), path.stem
    meant = [own.get(name) or told.get((table, name)) or field_of(kind, name) for name in columns]
    schema: dict[str, Any] = {"fields": [_field(name, field) for name, field in zip(columns, meant, strict=True)]}
    if keys := [name for name in keys_of(kind) if name in columns]:
        schema["primaryKey"] = keys
    if path.suffix == ".csv":
        schema["missingValues"] = MISSING
    twins = [other for other in FORMATS if other != path.suffix and path.with_suffix(other).is_file()]
    about = {
        "name": _name(path.name if twins else table),
        "path": path.name,
        "format": path.suffix[1:],
        "mediatype": FORMATS[path.suffix],
    }
    return {**about, "encoding": "utf-8", "schema": schema}


def _field(name: str, field: Field | None) -> dict[str, str]:
    if field is None:
        return {"name": name, "type": "any"}
    unit = {"unit": field.unit} if field.unit else {}
    return {"name": name, "type": field.type, **unit, "description": field.meaning}


def _columns(path: Path) -> Sequence[str]:
    """The names of a table's columns, from its first line or its footer."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return next(csv.reader(file), [])
    import pyarrow.parquet as pq

    names: list[str] = pq.read_schema(path).names
    return names


def _dictionary(folder: Path) -> dict[tuple[str, str], Field]:
    """What the tables of an answer say of their own columns; nothing where there is no such list."""
    path = folder / DICTIONARY
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["table"], row["column"]): Field(_type(row["unit"]), row["unit"], row["meaning"]) for row in rows}


def _type(unit: str) -> str:
    return "number" if unit else "any"


def _name(text: str) -> str:
    """A name as the standard has them: small letters, digits, and . _ -"""
    return re.sub(r"[^a-z0-9._-]", "-", text.lower())
