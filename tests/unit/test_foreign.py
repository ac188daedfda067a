"""Months where days are asked for, and files of other programs: called what they are."""

from datetime import date

import pytest

from sim.common.errors import BadInput
from sim.reading.scenario import read_scenario

HEAD = "title: T\nbased_on: unscr_2371.yaml\nhorizon: {start: 2017-01, end: 2020-12}\n"
FOREIGN = {
    "results.csv": ("Model,Scenario,Region,Variable,Unit,2017\nM,S,World,GDP,bn,1\n", "in the form of the IAMC"),
    "model.yaml": ("import: [techs.yaml]\nmodel: {name: x}\ntechs: {pv: {}}\nnodes: {a: {}}\n", "a model of Calliope"),
    "locations.yaml": ("techs: {pv: {}}\nlocations: {a: {}}\n", "a model of Calliope"),
    "trade.csv": ("period,reporterISO,flowCode,partnerISO,cmdCode,primaryValue\n", "a table of trade"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_of_another_program_is_called_what_it_is(tmp_path, name):
    text, words = FOREIGN[name]
    (tmp_path / name).write_text(text)
    with pytest.raises(BadInput) as told:
        read_scenario(tmp_path / name)
    (problem,) = told.value.problems
    assert words in problem.message


@pytest.mark.parametrize(("month", "last"), [("2020-12", date(2020, 12, 31)), ("2020-02", date(2020, 2, 29))])
def test_a_month_is_meant_to_its_last_day(tmp_path, month, last):
    """In every period: where the last day is given, and where the first day after it is."""
    (tmp_path / "own.yaml").write_text(
        f"{HEAD}shocks: [{{from: 2020-01, to: {month}, factor: 0.5}}]\n"
        f"observed: [{{partner: china, stream: coal, from: 2020-01, to: {month}, compliance: 1, source: s}}]\n"
        f"campaign: {{dial: 5, designations: {{from: 2018-01, to: {month}, rate: 1}}}}\n"
        "measures: {m: {title: M, issuer: un, adopted: 2017-03-01, source: s, provisions: {a: {kind: cap,"
        f" streams: [lead], cap_value: 5 MUSD, window: {{from: 2020-01, to: {month}}}, source: s}}}}}}}}\n"
        "bundle: [unscr_2371, m]\nunder_test: [m]\n"
    )
    scenario = read_scenario(tmp_path / "own.yaml").scenario
    (shock,), (seen,) = scenario.shocks, scenario.observed
    (act,) = (act for act in scenario.measures if act.id == "m")
    first, window, rounds = date(2020, 1, 1), act.provisions[0].window, scenario.mechanisms.designations
    assert (shock.start, seen.start, window.start) == (first, first, first)
    assert {(end - last).days for end in (shock.end, seen.end, window.end, rounds.end)} == {1}
