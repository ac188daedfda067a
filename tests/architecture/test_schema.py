"""The committed JSON Schemas are those of the code, and every shipped file names its own and satisfies it."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from sim.common.errors import BadInput
from sim.common.units import UNITS
from sim.domain.parameters import INFINITE, PARAMETERS
from sim.reading.forms.scenario import ScenarioForm
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.reading.scenario.given import own_unit
from sim.reading.scenario.numbers import PARTNER_NUMBERS
from sim.reading.schema import FORMS, schema_text
from sim.reading.yaml.checking import check
from sim.reading.yaml.strict import parse_yaml, read_yaml
from tests.mutations import RICH, mutants
from tests.unit.corpus import cases

HOME = shipped()
SCENARIOS = sorted(path for folder in (".", "today") for path in (HOME / folder).glob("*.yaml"))
LAW = sorted((HOME / "reference" / "law").glob("*.yaml"))
FIELD = Path(__file__).parents[1] / "cases" / "field"
CORPUS = ("shape", "values", "acts", "syntax", "together", "campaign")
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


LEFT_TO_THE_READER = {
    "is missing": "a file that is based on another may leave it out",
    "is a date that does not exist": "30 February has the form of a date",
    "ends before it begins": "two values together",
    "must not be negative": "a text with a unit is judged by its form",
    "the number is too large": "a text with a unit is judged by its form",
    "a dial begins to decide on the first of a month": "two values together",
    "is not a share": "a share may be the name of a number",
    "unknown key 'lo'": "a number may be given by any of its scopes",
    "must be a mapping": "nothing at all is what is not given",
    "must be a date": "nothing at all is what is not given",
    "must be a number": "a text such as 'high' may be a scope",
    "must be text": "a number's source is judged with the number",
    "must be a whole number": "1e3 is a whole number of JSON",
    "is a month that does not exist": "months that are keys",
    "must be a share or a dated path": "what outsiders see",
    "must rise from point to point": "two values together",
    "is not where a curve begins": "two values together",
    "is not where a curve ends": "two values together",
}
"""What is wrong with the shape of a file and no editor sees, and why."""


@pytest.fixture(scope="module")
def editor():
    return jsonschema.Draft202012Validator(json.loads(schema_text("scenario")))


@pytest.mark.parametrize("mutations", [12, pytest.param(150, marks=pytest.mark.slow)])
def test_what_the_reader_takes_the_editor_takes(editor, tmp_path, mutations):
    """Every shipped scenario, the one that uses everything, field cases, and what is left of them after mutations."""
    files = [*SCENARIOS, *sorted((HOME / "campaign").glob("*.yaml")), *sorted(FIELD.glob("F*.yaml"))]
    whole = [RICH.encode(), *(path.read_bytes() for path in files)]
    taken = 0
    for data in [*whole, *mutants(whole[:1], mutations, 7)]:
        (tmp_path / "x.yaml").write_bytes(data)
        try:
            read_scenario(tmp_path / "x.yaml")
        except BadInput:
            continue
        taken += 1
        assert [error.message for error in editor.iter_errors(read_yaml(tmp_path / "x.yaml").content)] == []
    assert taken > len(SCENARIOS)


def test_what_the_editor_takes_has_the_shape_the_reader_asks_for(editor):
    """Every malformed case of the corpus, apart from a listed few; names and what fits together are the reader's."""
    said = set()
    for case in (case for name in CORPUS for case in cases(name) if not case.settings):
        try:
            document = parse_yaml(case.unmarked()[0].encode(), case.name)
        except BadInput:
            continue
        if not document.notes and isinstance(document.content, dict) and editor.is_valid(document.content):
            said |= {problem.message for problem in check(ScenarioForm, document, document.content)[1]}
    assert said <= set(LEFT_TO_THE_READER)


def test_schema_refuses_an_unknown_key():
    validator = jsonschema.Draft202012Validator(json.loads(schema_text("scenario")))
    assert list(validator.iter_errors({"titel": "x", "known_by": str(date(2017, 7, 1))}))
