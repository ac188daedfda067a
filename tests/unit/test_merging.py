"""Scenario files and settings laid over each other: a number for all and one for a stream are two numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.common.errors import BadInput
from sim.reading.scenario import read_scenario
from sim.reading.yaml.merging import over
from sim.reading.yaml.strict import parse_yaml

BASE = "based_on: unscr_2371.yaml\ntitle: t\n"
GENERAL, COAL = "behaviour: {theta: 0.5}\n", "behaviour: {theta: {coal: 0.3}}\n"
RANGE = "behaviour: {theta: {value: 0.5, low: 0.4, high: 0.6}}\n"


def theta(folder: Path, base: str, own: str = "", *settings: str) -> tuple[float, float]:
    """theta for all and for coal, in a scenario on a base."""
    (folder / "base.yaml").write_text(BASE + base)
    (folder / "own.yaml").write_text("based_on: base.yaml\n" + own)
    scenario = read_scenario(folder / "own.yaml", settings).scenario
    return scenario.number("theta", "textiles", "goods").value, scenario.number("theta", "coal", "goods").value


@pytest.mark.parametrize("general", [GENERAL, RANGE])
def test_a_number_of_a_stream_leaves_the_general_one(tmp_path, general):
    assert theta(tmp_path, general) == (0.5, 0.5)
    assert theta(tmp_path, general, COAL) == (0.5, 0.3)
    assert theta(tmp_path, general, "", "behaviour.theta.coal=0.3") == (0.5, 0.3)


@pytest.mark.parametrize("general", [GENERAL, RANGE])
def test_a_general_number_leaves_that_of_a_stream(tmp_path, general):
    assert theta(tmp_path, COAL, general) == (0.5, 0.3)
    assert theta(tmp_path, COAL, "", "behaviour.theta=0.5") == (0.5, 0.3)
    settings = "behaviour.theta=0.2", "behaviour.theta.coal=0.1", "behaviour.theta=0.4"
    assert theta(tmp_path, COAL, general, *settings) == (0.4, 0.1)


@pytest.mark.parametrize("given", ["7", "abc", "{value: 3, low: x}", "[1]"])
def test_a_wrong_general_number_is_told_where_it_stands(tmp_path, given):
    with pytest.raises(BadInput) as found:
        theta(tmp_path, COAL, "", f"behaviour.theta={given}")
    (problem,) = found.value.problems
    assert problem.file.startswith("--set behaviour.theta=")
    assert problem.key.startswith("behaviour.theta")
    assert ".." not in problem.key
    with pytest.raises(BadInput) as found:
        theta(tmp_path, COAL, f"behaviour: {{theta: {given}}}\n")
    assert {(Path(problem.file).name, problem.line) for problem in found.value.problems} == {("own.yaml", 2)}


def test_a_list_and_a_number_with_its_range_are_replaced_as_a_whole():
    below = parse_yaml(b"bundle: [a, b, c]\nhorizon: {start: 1, end: 2}\ngamma: {value: 1, low: 0}\n", "base.yaml")
    above = parse_yaml(b"bundle: [d]\nhorizon: {end: 3}\ngamma: {value: 2}\n", "own.yaml")
    found = over(below, above)
    assert found.content == {"bundle": ["d"], "horizon": {"start": 1, "end": 3}, "gamma": {"value": 2}}
    assert ("bundle", 1) not in found.places, "nothing of the list below stands anywhere"
    assert ("gamma", "low") not in found.places
    assert (found.place(("bundle", 0)), found.place(("horizon", "start"))) == (
        ("own.yaml", 1, 10),
        ("base.yaml", 2, 11),
    )
    assert (found.file, over(below, above, setting=True).file) == ("own.yaml", "base.yaml")
    assert over(below, above, setting=True).place(("horizon",))[0] == "base.yaml"
