"""The committed JSON Schemas are those of the code, and every shipped file names its own and satisfies it."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from sim.reading.reference import shipped
from sim.reading.schema import FORMS, schema_text
from sim.reading.yaml.strict import read_yaml

HOME = shipped()
SCENARIOS = sorted(HOME.glob("*.yaml"))
LAW = sorted((HOME / "reference" / "law").glob("*.yaml"))
SWEEPS = sorted((HOME / "sweeps").glob("*.yaml"))


@pytest.mark.parametrize("name", FORMS)
def test_committed_schema_is_fresh(name):
    committed = HOME / "schema" / f"{name}.schema.json"
    assert committed.read_text(encoding="utf-8") == schema_text(name), f"run: dial schema {name} > {committed.name}"


@pytest.mark.parametrize("path", [*SCENARIOS, *LAW, *SWEEPS], ids=lambda p: p.name)
def test_shipped_file_names_its_schema_and_satisfies_it(path: Path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    schema = (path.parent / first.partition("=")[2]).resolve()
    assert schema.is_file()
    jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(read_yaml(path).content)


def test_schema_refuses_an_unknown_key():
    validator = jsonschema.Draft202012Validator(json.loads(schema_text("scenario")))
    assert list(validator.iter_errors({"titel": "x", "known_by": str(date(2017, 7, 1))}))
