"""Scores by hand on tiny series; observations read strictly; months add to years; nothing but score reads them."""

from __future__ import annotations

import ast
import csv
import json
import shutil
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.analysis import metrics
from sim.analysis.score import KNOWING, NO_SANCTIONS, Forecast, by_hand, monthly, observed, score_of, scorecard
from sim.analysis.score_said import score_headline
from sim.cli.main import main
from sim.common.errors import BadInput
from sim.common.months import month_index
from sim.domain.law import Step
from sim.domain.scenario import Override
from sim.reading.observations import COLUMNS, Observation, read_observations
from sim.reading.reference import shipped
from sim.reading.resolved import dump_resolved
from sim.reading.scenario import read_scenario
from sim.reading.scores import _is_own, _speaks_for, known_scores
from sim.report.score_folder import HOME, _in_full, default_files, score
from tests.trees import SIM, nodes_of
from tests.unit.packages import check_package
from tests.worlds import fixed

SCENARIO = read_scenario(shipped() / "history_own_notices.yaml").scenario
JULY = month_index(2017, 7)
NAMES = ["china", "india"], ["coal", "textiles"]


def forecast(draws, first=JULY, target=("china", "goods"), name="mine"):
    draws = np.array(draws, dtype=float)
    return Forecast(name, target, first, draws, draws[:, 0])


def recorded(*values, first=JULY, months=1, target=("china", "goods")):
    return [Observation(*target, first + n, months, value, None, "customs", "") for n, value in enumerate(values)]


# -- published scores ----


@pytest.mark.parametrize(
    ("row", "changed", "speaks"),
    [
        ({}, {}, True), ({"baseline": "mine"}, {}, False),
        ({"behaviour": "mine"}, {}, False), ({"dial": "6"}, {}, False),
        ({"ports": "yes"}, {}, False), ({"ports": "yes"}, {"ports": 0.5}, True), ({}, {"ports": 0.5}, False),
        ({"ports": "no"}, {"ports": 0.0}, True), ({}, {"own": 6.0}, False), ({}, {"own": 5.0}, True),
    ],
)  # fmt: skip
def test_a_published_score_speaks_for_scenarios_of_its_numbers(row, changed, speaks):
    """The same baseline, behaviour and dial, that of every partner; and goods at ports, or none."""
    known = {"baseline": "customs_2016", "behaviour": "ex_ante_2017", "ports": "no", "dial": "5"}
    path = (Step(date(2016, 1, 1), 5.0),)
    wills = tuple(replace(will, dial=()) for will in SCENARIO.wills)
    numbers = {name: q for name, q in SCENARIO.numbers.items() if not name.startswith("port_months.")}
    scenario = replace(SCENARIO, campaign=path, wills=wills, numbers=numbers)
    scenario = replace(scenario, baseline=known["baseline"], behaviour=known["behaviour"])
    if "ports" in changed:
        ports = fixed("port_months.coal", changed["ports"])
        scenario = replace(scenario, numbers=scenario.numbers | {ports.name: ports})
    if "own" in changed:
        own = replace(wills[0], dial=(Step(date(2017, 1, 1), changed["own"]),))
        scenario = replace(scenario, wills=(own, *wills[1:]))
    assert _speaks_for(known | row, scenario) is speaks


@pytest.mark.parametrize(
    ("path", "own"),
    [("behaviour.theta", True), ("baseline.use", True), ("prices", True), ("behaviour.port_months.coal", False),
     ("draws", False), ("campaign.dial", False), ("known_by", False)],
)  # fmt: skip
def test_no_published_score_speaks_for_a_changed_number(path, own):
    assert _is_own(path) is own
    scenario = replace(SCENARIO, overrides=(Override(path, "1", "--set"),))
    assert bool(known_scores(scenario).missed_by) is (not own and bool(known_scores(SCENARIO).missed_by))


# -- metrics ----------------------------------------------------------------------------------------------------------


def test_errors_by_hand():
    point, seen = np.array([10.0, 20.0, 40.0]), np.array([20.0, 20.0, 10.0])
    assert metrics.mean_absolute_error(point, seen) == pytest.approx((10 + 0 + 30) / 3)
    assert metrics.bias(point, seen) == pytest.approx((-10 + 0 + 30) / 3)
    assert metrics.mean_absolute_log_error(point, seen) == pytest.approx((np.log(2) + 0 + np.log(4)) / 3)


def test_a_month_of_nothing_has_a_logarithm():
    assert metrics.mean_absolute_log_error(np.array([0.0]), np.array([1.0])) == pytest.approx(np.log(10))
    assert metrics.mean_absolute_log_error(np.array([0.0]), np.array([0.01])) == 0.0


def brute_force(draws, seen):
    """E|X - y| - E|X - X'|/2, every pair of draws."""
    pairs = np.abs(draws[:, :, None] - draws[:, None, :]).mean(axis=(1, 2))
    return np.abs(draws - seen[:, None]).mean(axis=1) - pairs / 2


@pytest.mark.parametrize("number", [1, 2, 7, 64])
def test_crps_is_the_brute_force_formula(number):
    random = np.random.default_rng(number)
    draws, seen = random.normal(size=(5, number)), random.normal(size=5)
    np.testing.assert_allclose(metrics.crps(draws, seen), brute_force(draws, seen), rtol=1e-12, atol=1e-12)


def test_crps_by_hand():
    assert metrics.crps(np.array([[3.0]]), np.array([5.0])) == pytest.approx([2.0])
    assert metrics.crps(np.array([[4.0, 0.0]]), np.array([1.0])) == pytest.approx([(3 + 1) / 2 - 4 / 4])


def test_bands_by_hand():
    draws = np.array([np.arange(101.0), np.arange(101.0)])
    assert metrics.months_inside(draws, np.array([25.0, 95.5]), 0.5) == 1
    assert metrics.months_inside(draws, np.array([25.0, 95.0]), 0.9) == 2
    assert metrics.mean_width(draws, 0.9) == pytest.approx(90.0)


def test_a_score_by_hand():
    found = score_of(forecast([[1, 2, 3], [4, 8, 16]]), np.array([2.0, 4.0]), "window")
    assert (found.mae, found.mae_central, found.bias) == (2.0, 0.5, 2.0)
    assert (found.total, found.recorded, found.months) == (10.0, 6.0, 2)
    assert found.log_error == pytest.approx(np.log(2) / 2)
    assert found.inside90 == 1


def test_a_forecast_without_draws_has_no_bands():
    found = score_of(forecast([[1.0], [2.0]]), np.array([1.0, 4.0]), "window")
    assert found.inside50 is None
    assert found.width90 is None
    assert found.crps == pytest.approx(found.log_error) == np.log(2) / 2


# -- windows and years ------------------------------------------------------------------------------------------------


def test_months_the_model_could_know_are_scored_apart():
    card = scorecard([forecast([[1.0], [2.0], [3.0]])], recorded(1, 1, 1), [], "2017-07")
    assert [(s.window, s.mae) for s in card.scores] == [("2017-08 to 2017-09", 1.5), ("2017-07", 0.0)]


def test_monthly_totals_add_to_the_year():
    months = [float(n) for n in range(1, 13)]
    first = month_index(2018, 1)
    draws = np.array([[value, value, value] for value in months])
    seen = [*recorded(*months, first=first), *recorded(80.0, first=first, months=12)]
    (total,) = scorecard([forecast(draws, first)], seen, [], "2017-07").totals
    assert (total.year, total.recorded, total.months_add_to, total.median, total.central) == (2018, 80, 78, 78, 78)


def test_a_year_half_in_the_horizon_is_not_added_up():
    card = scorecard([forecast([[1.0]] * 6)], [*recorded(1), *recorded(9, months=12)], [], "")
    assert card.totals == ()


def test_another_reading_of_a_month_takes_its_place():
    card = scorecard([forecast([[1.0], [2.0]])], recorded(1, 1), recorded(5.0, first=JULY + 1), "2017-07")
    assert [(score.mae, score.months) for _, score in card.revised] == [(3.0, 1)]


def test_observations_of_other_years_are_refused_with_both_spans():
    ran = [forecast([[1.0], [1.0]]), forecast([[1.0], [1.0]], name=NO_SANCTIONS)]
    with pytest.raises(BadInput, match="horizon") as told:
        scorecard(ran, recorded(1, 2, first=month_index(2030, 1)), [], "2017-07")
    (problem,) = told.value.problems
    assert (problem.given, problem.allowed) == ("observed 2030-01 to 2030-02", "run 2017-07 to 2017-08")


@pytest.mark.parametrize(
    ("traded", "seen", "said"),
    [
        (50.0, 4_000_000.0, "china, goods, 2017-07: 4,000,000 recorded is more than 100 times what would be traded"),
        (0.0, 4.0, "4 recorded, and the scenario has no such trade with sanctions or without"),
        (50.0, 4_000.0, ""),
    ],
)
def test_what_is_recorded_in_dollars_or_of_no_trade_is_told(traded, seen, said):
    card = scorecard([forecast([[traded]], name=NO_SANCTIONS)], recorded(seen), [], "2017-07")
    facts = score_headline(card).facts
    assert any(said in fact for fact in facts[:-1]) if said else not any("recorded is" in fact for fact in facts)
    assert facts[-1] == KNOWING  # the last line of all
    assert score_headline(card).blocks[0].title.startswith("china, goods, 2017-07: 1 month, ")


# -- forecasts by hand ------------------------------------------------------------------------------------------------


def test_the_shipped_forecasts_by_hand():
    seen, _ = observed(shipped() / HOME, SCENARIO, None)
    found = {one.name: one for one in by_hand(shipped() / HOME, SCENARIO, seen)}
    year = range(month_index(2016, 8), month_index(2017, 8))
    goods, coal = monthly(seen, ("china", "goods")), monthly(seen, ("china", "coal"))
    assert found["mean_of_last_12_months"].central[0] == pytest.approx(sum(goods[m] for m in year) / 12)
    assert found["mean_without_coal"].central[-1] == pytest.approx(sum(goods[m] - coal[m] for m in year) / 12)
    hand = found["hand_arithmetic"]
    assert hand.first == month_index(2017, 8)
    assert hand.central[0] == pytest.approx(1370 / 12)
    assert hand.central[1] == pytest.approx(1370 / 12 - 371.6 / 12 * 26 / 30)
    assert hand.central[-1] == pytest.approx((1370 - 371.6 - 695.4 - 142) / 12)


def test_a_partner_without_those_months_has_no_forecast_by_hand():
    found = by_hand(shipped() / HOME, SCENARIO, recorded(1, 2, target=("india", "goods")))
    assert [one.name for one in found] == ["hand_arithmetic"]


# -- files ------------------------------------------------------------------------------------------------------------

GOOD = "china,goods,2017-08,288.4,,customs,"


def written(tmp_path: Path, *rows: str, header: str = ",".join(COLUMNS)) -> Path:
    path = tmp_path / "seen.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("row", "line", "words"),
    [
        ("chian,goods,2017-08,1,,customs,", 3, ["unknown partner", "did you mean 'china'?"]),
        ("china,coals,2017-08,1,,customs,", 3, ["unknown stream", "did you mean 'coal'?"]),
        ("china,coal,2017-13,1,,customs,", 3, ["period", "2017-08 or 2017"]),
        ("china,coal,17-08,1,,customs,", 3, ["period", "17-08"]),
        ("china,coal,2017-08,-1,,customs,", 3, ["usd_million", "below 0"]),
        ("china,coal,2017-08,nan,,customs,", 3, ["usd_million", "not a finite number"]),
        ("china,coal,2017-08,1,x,customs,", 3, ["quantity_kt", "not a finite number"]),
        ("china,coal,2017-08,1,,,", 3, ["no source"]),
        ("china,workers,2017-08,1,,customs,", 3, ["is no stream of goods", "customs record goods"]),
        (GOOD, 3, ["stands twice", "line 2"]),
        ("china,coal,2017-08,1", 3, ["wrong length"]),
    ],
)
def test_a_bad_row_is_told_with_file_line_and_fix(tmp_path, row, line, words):
    path = written(tmp_path, GOOD, row)
    with pytest.raises(BadInput) as told:
        read_observations(path, *NAMES, unrecorded=["workers"])
    assert f"{path}:{line}" in str(told.value)
    for word in words:
        assert word in str(told.value)


def test_missing_columns_and_empty_files_are_told(tmp_path):
    with pytest.raises(BadInput, match="columns are missing"):
        read_observations(written(tmp_path, "china,1", header="partner,value"), *NAMES)
    with pytest.raises(BadInput, match="cells stand apart by semicolons here: save the table with commas"):
        read_observations(written(tmp_path, GOOD.replace(",", ";"), header=";".join(COLUMNS)), *NAMES)
    with pytest.raises(BadInput, match=r":1: unit: a column that is not read(?s:.)*in millions of US dollars"):
        read_observations(written(tmp_path, f"{GOOD},USD", header=",".join([*COLUMNS, "unit"])), *NAMES)
    with pytest.raises(BadInput, match=":1: is empty, or begins with an empty line"):
        read_observations(written(tmp_path, header=""), *NAMES)
    with pytest.raises(BadInput, match="is a directory, not a file\n    fix: name the CSV file inside it"):
        read_observations(tmp_path, *NAMES)
    with pytest.raises(BadInput, match="holds no observation"):
        read_observations(written(tmp_path), *NAMES)


def test_another_reading_may_stand_twice(tmp_path):
    assert len(read_observations(written(tmp_path, GOOD, GOOD), *NAMES, revisions=True)) == 2


def test_the_command_answers_with_codes(tmp_path, capsys):
    assert main(["score", "--observations", str(tmp_path / "none.csv")]) == 2
    assert main(["score", "--observations", str(written(tmp_path, "x"))]) == 2
    assert main(["score", "--draws", "0"]) == 2
    assert main(["score", "nowhere.yaml"]) == 2
    assert "no such file" in capsys.readouterr().err


def test_the_command_scores_the_users_own_observations(tmp_path, capsys):
    own = written(tmp_path, "india,goods,2017-01,10,,Indian customs,", "india,goods,2018-01,0.2,,Indian customs,")
    given = ["score", "history_own_notices.yaml", "--observations", str(own), "--draws", "1", "--json"]
    assert main([*given, "-o", str(tmp_path / "out")]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {s["partner"] for s in said["scores"]} == {"india"}
    beside = {s["forecast"] for s in said["scores"]}
    assert {"history_own_notices", "history_own_notices: law_only", "history_own_notices: no_compliance"} <= beside
    (folder,) = (tmp_path / "out" / "score").iterdir()
    assert json.loads((folder / "score.json").read_text(encoding="utf-8")) == said
    rows = csv.DictReader((folder / "score.csv").read_text(encoding="utf-8").splitlines())
    assert len(list(rows)) == len(said["scores"])
    months = {row["month"]: row for row in said["months"] if row["forecast"] == "history_own_notices"}
    assert [months[m]["recorded_musd"] for m in ("2017-01", "2018-01")] == [10, 0.2]
    assert all(row["p05_musd"] == row["median_musd"] == row["central_musd"] for row in months.values())
    check_package(folder)
    assert (folder / "score.png").stat().st_size > 10_000
    assert (folder / "headline.txt").read_text(encoding="utf-8").split()[-len(KNOWING.split()) :] == KNOWING.split()


# -- who reads them ---------------------------------------------------------------------------------------------------

READERS = {"analysis/score.py", "analysis/score_said.py", "report/score_folder.py"}


def importing(*modules: str) -> set[str]:
    """The files of the program that import one of these modules."""
    found = set()
    for path in SIM.rglob("*.py"):
        names = {node.module for node in nodes_of(path) if isinstance(node, ast.ImportFrom)}
        found |= {path.relative_to(SIM).as_posix()} if names & set(modules) else set()
    return found


def test_only_score_imports_the_observations():
    assert importing("sim.reading.observations") == READERS
    scores = importing("sim.analysis.score", "sim.analysis.score_said", "sim.report.score_folder", "sim.plots.score")
    page = {"cli/report.py", "pages/sections.py"}
    assert scores == {"analysis/score_said.py", "report/score_folder.py", "cli/score.py", "cli/library.py"} | page


OPENED: list[str] = []
LISTENING = []


def _note(event: str, arguments: tuple) -> None:
    if LISTENING and event in ("open", "os.listdir", "os.scandir"):
        OPENED.append(str(arguments[0]))


def test_a_run_opens_no_observation(tmp_path, capsys):
    sys.addaudithook(_note)
    LISTENING.append(True)
    try:
        assert main(["check", *(str(path) for path in sorted(shipped().glob("history*.yaml")))]) == 0
        assert main(["run", "history_law_only.yaml", "-o", str(tmp_path)]) == 0
        touched = [path for path in OPENED if HOME in path]
        main(["score", "history_law_only.yaml", "--draws", "1"])
    finally:
        LISTENING.clear()
    assert touched == []
    assert [path for path in OPENED if HOME in path], "the hook sees nothing"


def test_history_is_the_same_bytes_without_the_observations(tmp_path):
    copy = tmp_path / "scenarios"
    shutil.copytree(shipped(), copy, ignore=shutil.ignore_patterns(HOME, "sweeps", "schema"))
    assert not (copy / HOME).exists()
    for path in sorted(shipped().glob("history*.yaml")):
        with_them = read_scenario(path).scenario
        without = read_scenario(copy / path.name, folder=copy).scenario
        assert dump_resolved(without) == dump_resolved(with_them), path.name


def test_history_is_scored_by_default_and_old_values_beside_it():
    names = [path.stem for path in default_files()]
    assert set(names) == {path.stem for path in shipped().glob("history*.yaml")} | {"old_values"}
    assert names[0] == "history_own_notices"
    assert names[-1] == "history_no_compliance"


def test_old_values_differ_in_four_values_only():
    old = read_scenario(shipped() / HOME / "old_values.yaml").scenario
    changed = {name for name in SCENARIO.numbers if old.numbers[name].value != SCENARIO.numbers[name].value}
    assert changed == {
        "own_notice", "substitution_share.textiles>wigs", "growth.other_goods", "baseline.textiles.china",
        "baseline.seafood.china", "baseline.other_goods.china",
    }  # fmt: skip
    named = {"name": SCENARIO.name, "title": SCENARIO.title, "overrides": SCENARIO.overrides}
    assert replace(old, **named, numbers=SCENARIO.numbers) == SCENARIO


def test_full_compliance_is_drawn_beside_the_scenario_it_is_of():
    names = ("history_own_notices", "history_own_notices_ports", "history_law_only", "history_law_only_ports")
    scenarios = [read_scenario(shipped() / f"{name}.yaml").scenario for name in names]
    here = {name: forecast([[float(n)]], name=name) for n, name in enumerate(names)}
    for n in (0, 1):
        in_full = _in_full(scenarios[n], scenarios, here)
        assert in_full is not None
        assert in_full[0] == n + 2


def test_what_is_kept_aside_is_not_shipped():
    """Trade of 2019 and later, and 2018 by stream, are scored unseen, by others."""
    seen, _ = observed(shipped() / HOME, SCENARIO, None)
    for one in seen:
        assert one.first < month_index(2019, 1)
        assert one.stream == "goods" or one.first < month_index(2018, 1)


def test_the_draws_of_a_score_are_those_of_the_scenario(tmp_path):
    own = written(tmp_path, "china,goods,2017-08,288.4,,customs,", "china,coal,2017-08,138,,customs,")
    short = replace(SCENARIO, months=24)
    card = score([short], own, 64)
    goods = next(f for f in card.forecasts if f.name == short.name and f.target[1] == "goods")
    assert goods.draws.shape == (24, 64)
    assert (goods.draws > 0).all()
    assert card.draws == 64


def test_a_baseline_without_a_stream_that_customs_recorded_is_told_so_and_scores_on_rows_of_ones_own(tmp_path):
    whole = read_scenario(shipped() / "unscr_2371.yaml").scenario
    mine = replace(whole, streams=tuple(one for one in whole.streams if one.id != "coal"))
    with pytest.raises(BadInput) as caught:
        observed(shipped() / HOME, mine, None)
    (problem,) = caught.value.problems
    assert (problem.given, problem.file) == ("coal", mine.name)
    assert "--observations FILE" in problem.hint
    path = tmp_path / "mine.csv"
    path.write_text(",".join(COLUMNS) + "\nchina,wigs,2017-08,8,,customs,\n")
    rows, revisions = observed(shipped() / HOME, mine, path)
    assert ([one.stream for one in rows], revisions, by_hand(shipped() / HOME, mine, rows)) == (["wigs"], [], [])
