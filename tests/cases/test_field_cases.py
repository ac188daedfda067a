"""Inputs that failed in the field, here or in tools like this one: what happens to them now. Numbers name the case."""

import json
import re
import shutil
from functools import partial
from pathlib import Path

import numpy as np

from sim.analysis.questions import headline_question
from sim.cli.main import main
from sim.common.axes import Ragged
from sim.luck.deal import Dice, deal
from sim.reading.resolved.json_text import with_seal
from sim.reading.scenario import read_scenario
from sim.runs.run import run
from tests.sweep import inside
from tests.sweep.tiny import QUICK, SWEEP, dial, make, results

FIELD = Path(__file__).parent / "field"


def test_f01_three_years_before_the_act(tmp_path, capsys):
    file = str(FIELD / "F01_horizon_before_the_act.yaml")
    assert main(["check", file]) == 0
    assert main(["run", file, "-o", str(tmp_path)]) == 0
    assert "never in force within this horizon, 2014-01 to 2016-12" in capsys.readouterr().out


def test_f05_what_was_set_stands_in_the_headline_and_in_the_figure(tmp_path, capsys):
    given = ["--set", "campaign.dial=10", "--set", "behaviour.theta=0.1"]
    assert main(["run", "scenarios/unscr_2371.yaml", *given, "-o", str(tmp_path)]) == 0
    (place,) = (tmp_path / "unscr_2371").iterdir()
    for text in (capsys.readouterr().out, (place / "headline.txt").read_text()):
        assert "campaign.dial" in text
        assert "behaviour.theta" in text


def test_f07_workers_are_given_in_heads():
    scenario = read_scenario(FIELD / "F07_workers_by_heads.yaml").scenario
    amount = scenario.numbers["baseline.workers.china"]
    assert (amount.value, amount.unit) == (50000, "heads")


def test_f14_sums_grow_with_the_horizon_and_not_with_its_square(monkeypatch):
    """Twice the months, at most twice the sums: each table is added up once a month, however many ask."""
    sums: list[int] = []
    sum_within = Ragged.sum_within
    monkeypatch.setattr(Ragged, "sum_within", lambda self, values: sums.append(1) or sum_within(self, values))
    counts = []
    for end in ("2017-12", "2018-12"):
        sums.clear()
        run(headline_question(read_scenario(Path("scenarios/unscr_2371.yaml"), [f"horizon.end={end}"]).scenario))
        counts.append(len(sums))
    assert counts[0] > 100
    assert counts[1] <= 2 * counts[0]


def test_f15_an_amount_takes_a_range_and_draws_use_it():
    scenario = read_scenario(FIELD / "F15_range_of_a_baseline_number.yaml").scenario
    drawn = deal(scenario, Dice(3), [0]).values["baseline.textiles.china"]
    assert 561 <= drawn.min() < drawn.max() <= 700
    assert np.unique(drawn).size > 200


def test_f03_a_value_may_come_again_in_axes_in_step(capsys):
    assert main(["sweep", "run", str(FIELD / "F03_zip_repeated_values.yaml"), "--dry-run"]) == 0
    assert "points   3" in capsys.readouterr().out


def test_f22_a_value_spelled_twice_stands_twice(capsys):
    assert main(["sweep", "run", str(FIELD / "F22_one_value_spelled_twice.yaml"), "--dry-run"]) == 2
    assert "axes.campaign.dial[1]: stands twice" in capsys.readouterr().err


def test_f12_no_hint_changes_the_currency_or_the_country(capsys):
    assert main(["check", str(FIELD / "F12_hints_that_change_the_meaning.yaml")]) == 2
    said = capsys.readouterr().err
    assert "did you mean" not in said
    assert "convert to current US dollars first" in said
    assert "North Korea is the exporter" in said


def test_f19_codes_of_trade_tables_get_their_partner(capsys):
    assert main(["check", str(FIELD / "F19_codes_of_partners.yaml")]) == 2
    said = capsys.readouterr().err
    fixes = [line.split("fix: ")[1] for line in said.splitlines() if "fix: " in line]
    assert fixes == [f"write '{partner}'" for partner in ("china", "china", "india", "south_korea", "taiwan")]


def test_f06_growth_far_from_the_base_year_is_told_with_its_size(capsys):
    assert main(["check", str(FIELD / "F06_extrapolation_without_a_word.yaml")]) == 0
    (told,) = [line for line in capsys.readouterr().err.splitlines() if "growth is carried" in line]
    assert re.search(r"50 years beyond the base year 2016: \w+ reaches \d+\.\d\d times its size", told)


def test_f09_status_of_a_sweep_whose_process_is_gone(tmp_path):
    """Also where its status is of another host: then how old its last sign is."""
    place = make(tmp_path)
    assert dial(place, *SWEEP, before=(*QUICK, partial(inside.killed_at, 20, "shards/"))).code == -9
    said = dial(place, "sweep", "status", "results/tiny", before=QUICK).fine().out
    assert "its process is gone" in said
    assert not any(line.startswith("running") for line in said.splitlines())
    path = results(place) / "status.json"
    content = with_seal(json.loads(path.read_bytes()) | {"host": "another", "written": "2001-01-01T00:00:00+00:00"})
    path.write_text(json.dumps(content))
    said = dial(place, "sweep", "status", "results/tiny", before=QUICK).fine().out
    assert re.search(r"on another host, whose last sign is [\d.]+ h old", said)


def test_f11_a_copied_sweep_needs_no_sweep_file(tmp_path):
    place = make(tmp_path / "a")
    dial(place, *SWEEP, before=QUICK).fine()
    shutil.copytree(results(place), tmp_path / "copied")
    shutil.rmtree(place)
    assert "72 of 72 rows" in dial(tmp_path, "sweep", "status", "copied", before=QUICK).fine().out


def test_f13_a_title_in_letters_that_no_font_here_has(tmp_path, capsys):
    """Readable, or written as numbers with one plain note; warnings are errors here."""
    short = ["--set", "horizon.start=2017-08", "--set", "horizon.end=2017-09"]
    assert main(["run", str(FIELD / "F13_korean_title.yaml"), *short, "-o", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("제재 결의 2371호 – 중국의 이행\n")
    assert "Glyph" not in said.err
