"""The committed JSON Schemas are those of the code, and every shipped file names its own and satisfies it."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from sim.common.units import UNITS
from sim.domain.parameters import INFINITE, PARAMETERS
from sim.reading.reference import shipped
from sim.reading.scenario.given import own_unit
from sim.reading.scenario.numbers import PARTNER_NUMBERS
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


def test_schema_knows_every_number_with_unit_limits_and_meaning():
    schema = json.loads(schema_text("scenario"))
    told = schema["properties"]["behaviour"]["properties"]
    assert set(told) == {*PARAMETERS, "use"}
    for name, parameter in PARAMETERS.items():
        plain, unit = told[name]["anyOf"][0], own_unit(parameter)
        assert told[name]["description"].startswith(f"{parameter.meaning}; ")
        assert unit == "1" or f" {unit}" in told[name]["description"]
        assert plain["minimum"] * UNITS[unit][1] == parameter.low
        assert plain.get("maximum", INFINITE) * UNITS[unit][1] == parameter.high
    partner = schema["$defs"]["PartnerForm"]["properties"]
    assert all(partner[name]["description"].startswith(PARAMETERS[name].meaning) for name in PARTNER_NUMBERS)


@pytest.mark.parametrize(
    ("behaviour", "wrong"),
    [
        ({"theta": 0.5}, False),
        ({"theta": "50 %"}, False),
        ({"theta": {"coal": 0.4, "goods": {"value": 0.5, "low": 0.4}}}, False),
        ({"theta": {"value": 0.5, "source": "s"}}, False),
        ({"tau_k": "2 years"}, False),
        ({"theta": 1.5}, True),
        ({"thetta": 0.5}, True),
        ({"tau_k": [12]}, True),
        ({"tau_k": {"coal": {"valu": 12}}}, True),
    ],
)
def test_schema_judges_numbers_as_the_reader_does(behaviour, wrong):
    validator = jsonschema.Draft202012Validator(json.loads(schema_text("scenario")))
    assert bool(list(validator.iter_errors({"title": "x", "behaviour": {"use": "current"} | behaviour}))) == wrong


def test_schema_refuses_an_unknown_key():
    validator = jsonschema.Draft202012Validator(json.loads(schema_text("scenario")))
    assert list(validator.iter_errors({"titel": "x", "known_by": str(date(2017, 7, 1))}))
