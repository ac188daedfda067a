"""The Data Package of the reference tables, from the forms of their columns.

python -m tests.regression.reference_package   # writes scenarios/reference/datapackage.json
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any, get_args

from sim import __version__
from sim.domain.parameters import CAMPAIGN_PARAMETERS, PARAMETERS
from sim.domain.quantity import Basis, Distribution, Kind
from sim.domain.trade import GROUPS
from sim.reading.reference import shipped

HOME = shipped() / "reference"
PACKAGE = HOME / "datapackage.json"
MONTH = r"\d{4}-\d{2}"
YES_NO = {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]}
NEEDED = {"required": True}


def one_of(words: Any) -> dict[str, Any]:
    """A column that holds one of a few words."""
    return {"type": "string", "constraints": {"enum": sorted(words), **NEEDED}}


def text(**constraints: Any) -> dict[str, Any]:
    """A column of text."""
    return {"type": "string", "constraints": constraints} if constraints else {"type": "string"}


COLUMNS: dict[str, tuple[dict[str, Any], str]] = {
    "stream": (text(**NEEDED), "what is sold: a name of baseline/streams.csv"),
    "partner": (text(**NEEDED), "who buys: a name of partners/partners.csv"),
    "baseline": (text(), "a baseline by name; empty for all that have no row of their own"),
    "parameter": (one_of({*PARAMETERS, *CAMPAIGN_PARAMETERS}), "number of the model, docs/model.md says which"),
    "scope": (text(), "stream, group, partner or act it is of; empty for all"),
    "value": ({"type": "number", "constraints": NEEDED}, "central value, in the row's unit"),
    "unit": (text(**NEEDED), "unit of value, low and high; 1 is a plain number or share"),
    "low": ({"type": "number", "constraints": NEEDED}, "lowest plausible value, no confidence limit"),
    "high": ({"type": "number", "constraints": NEEDED}, "highest plausible value, no confidence limit"),
    "distribution": (one_of(get_args(Distribution)), "how it is drawn between low and high"),
    "date": (text(**NEEDED), "the period it describes"),
    "known_by": (text(pattern=MONTH), "the month in which it could first be known"),
    "basis": (one_of(get_args(Basis)), "how it came about"),
    "kind": (one_of(get_args(Kind)), "kind of evidence"),
    "source": (text(), "where it is from"),
    "note": (text(), "note"),
    "label": (text(**NEEDED), "name in print"),
    "group": (text(**NEEDED), "group it is counted in"),
    "hs": (text(), "headings of the Harmonized System it holds"),
    "headcount": (YES_NO, "whether it is counted in heads"),
    "overlaps": (text(), "streams that count some of the same money"),
    "may_buy": (YES_NO, "whether it could begin to buy"),
    "gives_notice": (YES_NO, "whether it gives notices of acts of the UN"),
    "base_year": (text(pattern=r"\d{4}"), "the year its amounts are of"),
    "month": (text(pattern=MONTH, **NEEDED), "month"),
    "quantity": ({"type": "number", "constraints": {"minimum": 0}}, "quantity of the month"),
    "quantity_unit": (text(), "unit of the quantity"),
    "value_unit": (text(), "unit of the value"),
    "link": (text(**NEEDED), "which stream is sold in place of which"),
    "from": ({"type": "date"}, "the day from which it builds up"),
    "name": (text(**NEEDED), "name"),
    "dimension": ({"type": "integer", "constraints": {"minimum": 1, "unique": True}}, "column of the Sobol sequence"),
    "event": (text(**NEEDED), "provocation"),
    "class": (text(**NEEDED), "class of provocations"),
    "days": ({"type": "integer", "constraints": {"minimum": 0}}, "days until it was answered"),
    "iso2": (text(pattern="[A-Z]{2}"), "code of ISO 3166-1, two letters"),
    "iso3": (text(pattern="[A-Z]{3}"), "code of ISO 3166-1, three letters"),
    "m49": (text(pattern=r"\d{3}"), "code of UN M49"),
    "also": (text(), "other codes and names"),
}
STREAMS, PARTNERS = "baseline/streams.csv", "partners/partners.csv"
SPECIAL = {
    (STREAMS, "group"): one_of(GROUPS),
    ("partners/countries.csv", "partner"): text(),  # North Korea is nobody's partner
}
"""Columns that are something else in one table."""

KEYS = {
    ("stream", "label"): ["stream"],
    ("partner", "label"): ["partner"],
    ("baseline", "label"): ["baseline"],
    ("stream", "partner", "value"): ["stream", "partner"],
    ("stream", "partner", "month"): ["stream", "partner", "month"],
    ("stream", "baseline"): ["stream", "baseline"],
    ("parameter", "scope"): ["parameter", "scope"],
    ("month", "value"): ["month"],
    ("name", "dimension"): ["name"],
    ("event", "class"): ["event"],
}
"""The columns that tell rows apart, by the first columns of a table."""


def package() -> str:
    """The package as JSON, a table a line."""
    tables = sorted(path.relative_to(HOME).as_posix() for path in HOME.glob("*/*.csv"))
    licence = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
    about = {
        "name": "dprk-dial-reference",
        "title": "Reference tables of dprk-dial: North Korea's exports, partners, behaviour",
        "description": "The compilation is CC BY 4.0; each figure belongs to the source that its row names.",
        "version": __version__,
        "licenses": [licence],
        "contributors": [{"title": "The dprk-dial authors"}],
    }
    lines = ",\n".join(json.dumps(_resource(path), ensure_ascii=False) for path in tables)
    return f'{json.dumps(about, ensure_ascii=False)[:-1]}, "resources": [\n{lines}\n]}}\n'


def _resource(path: str) -> dict[str, Any]:
    with (HOME / path).open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    schema: dict[str, Any] = {"fields": [_field(path, name) for name in names]}
    if keys := next((keys for begin, keys in KEYS.items() if tuple(names[: len(begin)]) == begin), None):
        schema["primaryKey"] = keys
    if foreign := [
        _foreign(*pair) for pair in (("stream", STREAMS), ("partner", PARTNERS)) if _names(path, names, *pair)
    ]:
        schema["foreignKeys"] = foreign
    resource = {"name": _name(path), "path": path, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    return {**resource, "schema": schema}


def _field(path: str, name: str) -> dict[str, Any]:
    form, meaning = COLUMNS[name]
    form = SPECIAL.get((path, name), form)
    return {"name": name, **form, "description": meaning}


def _names(path: str, names: list[str], column: str, table: str) -> bool:
    return column in names and path != table


def _foreign(column: str, table: str) -> dict[str, Any]:
    return {"fields": [column], "reference": {"resource": _name(table), "fields": [column]}}


def _name(path: str) -> str:
    return Path(path).with_suffix("").as_posix().replace("/", "-")


if __name__ == "__main__":
    PACKAGE.write_text(package(), encoding="utf-8")
