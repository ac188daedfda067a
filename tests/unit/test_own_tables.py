"""Tables of one's own over the shipped ones: the same checks, what is inherited is said, what was read is kept."""

import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sim.analysis.explaining import numbers_behind
from sim.cli.main import main
from sim.common.errors import BadInput
from sim.domain.trade import Partner
from sim.reading.reference.series import MonthOfTrade, price_path
from sim.reading.resolved import dump_resolved, load_resolved
from sim.reading.scenario import own_observations, read_scenario
from sim.reading.scenario.inherited import inherited
from sim.runs.question import Question
from sim.runs.run import run
from sim.store.provenance import run_id
from tests.unit.test_warnings import BAN, world

ABOUT = "value,unit,low,high,distribution,date,known_by,basis,kind,source,note"
TABLES = {
    "partners.csv": "partner,label,group,may_buy,gives_notice,note\nvietnam,Vietnam,asean,yes,no,\n",
    "streams.csv": "stream,label,group,hs,headcount,overlaps,note\namber,Amber,goods,7103,no,fishing_rights,\n",
    "baselines.csv": "baseline,label,base_year,note\nmine,My customs,2016,\n",
    "mine.csv": (
        f"stream,partner,{ABOUT}\n"
        "amber,vietnam,12,MUSD/yr,9,15,triangular,2016,2017-02,observed,customs,my customs,\n"
        "coal,china,1000,MUSD/yr,900,1100,uniform,2016,2017-02,observed,customs,my customs,\n"
    ),
    "behaviour.csv": (
        f"parameter,scope,{ABOUT}\nresistance,vietnam,1.2,1,0.8,1.6,triangular,2017,2017-07,judgement,judgement,me,\n"
    ),
}
SCENARIO = """\
title: My trade
based_on: unscr_2371.yaml
tables: mine
horizon: {start: 2017-01, end: 2017-03}
baseline: {use: mine}
"""


@pytest.fixture
def desk(tmp_path) -> Path:
    """A folder with a scenario and its tables."""
    (tmp_path / "mine").mkdir()
    for name, text in TABLES.items():
        (tmp_path / "mine" / name).write_text(text, encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


def problems(file: Path, *settings: str):
    with pytest.raises(BadInput) as caught:
        read_scenario(file, settings)
    return caught.value.problems


def test_a_partner_a_stream_and_a_baseline_of_ones_own_run(desk):
    scenario = read_scenario(desk / "mine.yaml").scenario
    results = run(Question(scenario))
    assert scenario.base_year == 2016
    assert {stream.id for stream in scenario.streams} == {"amber", "coal"}
    assert {partner.id for partner in scenario.partners} >= {"vietnam", "china"}
    assert scenario.numbers["resistance.vietnam"].value == 1.2
    receipts = results.of("receipts")[:, results.positions(["amber"])].sum()
    assert receipts == pytest.approx(results.of("value")[:, results.positions(["amber"])].sum(), rel=1e-12)
    with pytest.raises(BadInput, match="did you mean 'amber'"):
        results.positions(["ambr"])
    with pytest.raises(KeyError, match=r"no series 'receits'; there are .*receipts"):
        results.of("receits")
    assert receipts > 2


def test_what_is_inherited_is_said_and_is_what_serves(desk):
    reading = read_scenario(desk / "mine.yaml")
    said = [text for text in reading.warnings if "of your own" in text]
    assert len(said) == 2
    about = "amber, a stream of your own, has no number of its own; 20 general ones serve"
    assert f"{about}; no act in force names it" in said
    assert "has resistance of its own; 1 of asean and 9 general ones serve: resistance 1.2, exposure 0.8" in said[1]
    behind = {quantity.name for quantity in numbers_behind(reading.scenario, "vietnam", "amber")}
    assert {"resistance.vietnam", "exposure.asean", "theta", "baseline.amber.vietnam"} <= behind


def test_no_word_is_said_and_nothing_moves_where_tables_say_what_is_shipped(desk):
    shutil.rmtree(desk / "mine")
    (desk / "mine").mkdir()
    shutil.copy("scenarios/reference/partners/partners.csv", desk / "mine" / "partners.csv")
    (desk / "mine.yaml").write_text("based_on: unscr_2371.yaml\ntables: mine\n", encoding="utf-8")
    mine, shipped = read_scenario(desk / "mine.yaml"), read_scenario(Path("scenarios/unscr_2371.yaml"))
    assert mine.warnings == shipped.warnings
    assert mine.scenario.numbers == shipped.scenario.numbers
    assert mine.scenario.partners == shipped.scenario.partners


def test_rows_lie_over_those_of_the_same_name_and_the_rest_stays(desk):
    shutil.move(desk / "mine" / "mine.csv", desk / "mine" / "customs_2016.csv")
    (desk / "mine" / "baselines.csv").unlink()
    scenario = read_scenario(desk / "mine.yaml", ["baseline.use=customs_2016"]).scenario
    shipped = read_scenario(Path("scenarios/unscr_2371.yaml")).scenario
    assert scenario.numbers["baseline.coal.china"].value == 1000
    assert scenario.numbers["baseline.coal.taiwan"] == shipped.numbers["baseline.coal.taiwan"]
    assert {"fishing_rights", "amber"} <= {stream.id for stream in scenario.streams}
    overlaps = {stream.id: stream.overlaps for stream in scenario.streams}
    assert "amber" in overlaps["fishing_rights"]


def test_what_was_read_is_kept_so_that_a_copied_folder_is_read_anywhere(desk, tmp_path_factory, capsys):
    scenario = read_scenario(desk / "mine.yaml").scenario
    changed = run_id(read_scenario(desk / "mine.yaml", ["baseline.amounts.amber.vietnam=13 MUSD/yr"]).scenario)
    assert main(["run", str(desk / "mine.yaml"), "-o", str(desk / "out")]) == 0
    (place,) = (desk / "out" / "mine").iterdir()
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "copy"
    shutil.copytree(place, elsewhere)
    shutil.rmtree(desk)
    assert place.name == run_id(scenario) != changed
    again = load_resolved(elsewhere / "scenario.json")
    assert dump_resolved(again) == dump_resolved(scenario)
    assert main(["verify", str(elsewhere)]) == 0
    assert np.array_equal(run(Question(again)).of("receipts"), run(Question(scenario)).of("receipts"))


@pytest.mark.parametrize(
    ("table", "old", "new", "line", "message", "given"),
    [
        ("mine.csv", "amber,vietnam", "ambre,vietnam", 2, "unknown stream", "ambre"),
        ("mine.csv", "12,MUSD/yr,9", "12,MUSD/yr,13", 2, "low <= value <= high", "low 13"),
        ("mine.csv", "12,MUSD/yr", "12,heads", 2, "is not measured in heads", "heads"),
        ("streams.csv", "goods", "good", 2, "unknown group", "good"),
        ("streams.csv", "fishing_rights", "seafood", 2, "counts some of the money of seafood", "seafood"),
        ("partners.csv", "yes", "ja", 2, "unknown may_buy", "ja"),
        ("baselines.csv", "2016", "16", 2, "base_year is not a year", "16"),
        ("behaviour.csv", "vietnam", "viet", 2, "unknown partner of resistance", "viet"),
    ],
)
def test_own_tables_have_the_checks_of_the_shipped_ones(desk, table, old, new, line, message, given):
    path = desk / "mine" / table
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    (problem,) = problems(desk / "mine.yaml")
    assert (problem.file, problem.line) == (str(path), line)
    assert message in problem.message
    assert problem.given.startswith(given)


def test_a_folder_that_is_none_is_told_of_with_its_place(desk):
    (problem,) = problems(desk / "mine.yaml", "tables=min")
    assert (problem.message, problem.given, problem.hint) == ("no such folder", "min", "")
    text = (desk / "mine.yaml").read_text(encoding="utf-8")
    (desk / "mine.yaml").write_text(text.replace("tables: mine", "tables: min"), encoding="utf-8")
    (problem,) = problems(desk / "mine.yaml")
    assert (problem.line, problem.column, problem.key) == (3, 1, "tables")
    assert problem.hint == "did you mean 'mine'?"


def test_a_table_that_nobody_would_read_is_told_of(desk):
    (desk / "mine" / "partner.csv").write_text("partner\n", encoding="utf-8")
    (problem,) = problems(desk / "mine.yaml")
    assert problem.message == "is no table that is laid over the shipped ones"
    assert problem.hint == "did you mean 'partners.csv'?"


def test_a_baseline_without_amounts_is_told_of(desk):
    (desk / "mine" / "mine.csv").unlink()
    (problem,) = problems(desk / "mine.yaml")
    assert problem.message == "no such file"


def test_heads_without_a_take_are_told_of(desk):
    streams, mine = desk / "mine" / "streams.csv", desk / "mine" / "mine.csv"
    streams.write_text(streams.read_text() + "miners,Miners abroad,labour,,yes,,\n", encoding="utf-8")
    row = "miners,vietnam,500,heads,400,600,triangular,2016,2017-02,judgement,judgement,judgement,\n"
    mine.write_text(mine.read_text() + row, encoding="utf-8")
    (problem,) = problems(desk / "mine.yaml")
    assert "nobody says what is taken of each" in problem.message
    assert "take: {miners:" in problem.hint
    assert read_scenario(desk / "mine.yaml", ["behaviour.take.miners=4000 USD/head/yr"]).scenario


def test_prices_of_years_before_the_base_year_are_not_carried_into_it():
    months = [MonthOfTrade(12 * 2016 + n, 1.0, 50.0 + n, "2017-02", "x") for n in range(12)]
    assert price_path("coal", months, 55.5, 2016) is not None
    assert price_path("coal", months, 55.5, 2017) is None


def test_observations_of_ones_own_are_for_the_score_alone(desk, capsys):
    (desk / "mine" / "observations.csv").write_text("no table at all\n", encoding="utf-8")
    assert read_scenario(desk / "mine.yaml").scenario
    assert own_observations(desk / "mine.yaml") == desk / "mine" / "observations.csv"
    assert main(["score", str(desk / "mine.yaml"), "--draws", "1"]) == 2
    assert "observations.csv:1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "may_buy", "says"),
    [("china", False, ""), ("atlantis", True, ""), ("atlantis", False, "; it buys nothing here")],
)
def test_a_partner_of_ones_own_that_buys_nothing_is_told(name, may_buy, says):
    """One cell of its own is enough; and so is that it may begin to buy."""
    partner = Partner(name, name.capitalize(), "", may_buy)
    reference = SimpleNamespace(own_names=([], [name]), partners={name: partner})
    (line,) = inherited(world(BAN), reference)
    assert line.startswith(f"{name}, a partner of your own, ")
    assert line.endswith("; it buys nothing here") is bool(says)


@pytest.mark.parametrize(
    ("name", "bundle", "says"),
    [
        ("coal", ("ban",), "; restricted by ban"),
        ("zinc", ("ban",), "; no act in force names it"),
        ("zinc", (), ""),
        ("amber", ("ban",), "has no amount in this baseline, so that nobody trades it"),
    ],
)
def test_a_stream_of_ones_own_is_told_with_what_restricts_it(name, bundle, says):
    trade = {stream: {"B": 120, "shares": {"china": 1.0}} for stream in ("coal", "zinc")}
    scenario = world(*([BAN] if bundle else []), streams=trade)
    stream = replace(scenario.streams[0], id=name, group="goods")
    (line,) = inherited(scenario, SimpleNamespace(own_names=([name], []), streams={name: stream}))
    assert line.startswith(f"{name}, a stream of your own, has ")
    assert line.endswith(says)
    assert ("restricted" in line, "no act" in line) == ("restricted" in says, "no act" in says)
