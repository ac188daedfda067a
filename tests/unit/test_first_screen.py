"""The first screen of a run, as a reader in a hurry meets it: few lines, answer first, nothing idle."""

import csv
import json
import re
from dataclasses import replace

import pytest

from sim.analysis.alarms import alarms
from sim.analysis.bands import with_bands
from sim.analysis.headline import headline_of
from sim.analysis.opening import with_opening
from sim.analysis.questions import bands_question, headline_question
from sim.cli.main import main
from sim.domain.scenario import Scenario
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.reading.scores import KnownScores, known_scores
from sim.report.text import FOLD, first_screen, headline_text
from sim.runs.run import run
from tests.regression.validation import DOCUMENT

SCREEN, PLACES = 24, 2
"""Lines of a screen, and those the command adds to say where things are."""

HOME = """\
title: Workers sent home
based_on: unscr_2371.yaml
horizon: {start: 2017-07, end: 2018-12}
bundle: [unscr_2371, home]
under_test: [home]
measures:
  home:
    issuer: un
    title: Workers go home
    adopted: 2017-12-22
    provisions:
      workers: {kind: repatriate, streams: [workers], effective: 2017-12-22, deadline: 2019-12-22, source: mine}
"""

BAN = """\
title: A plain ban on coal of one's own, on top of resolution 2321
based_on: unscr_2371.yaml
horizon: {start: 2017-07, end: 2018-12}
bundle: [unscr_2321, ban]
under_test: [ban]
measures:
  ban:
    issuer: un
    title: Plain ban on coal
    adopted: 2017-08-05
    expected_notices: no
    provisions:
      coal: {kind: ban, streams: [coal], effective: 2017-08-05, source: mine}
"""


@pytest.fixture
def read(tmp_path):
    def of(text: str, *settings: str) -> Scenario:
        path = tmp_path / "own.yaml"
        path.write_text(text, encoding="utf-8")
        return read_scenario(path, list(settings)).scenario

    return of


def opened(scenario: Scenario, draws: int = 1):
    """The headline of a scenario with its first screen, as a run writes it."""
    results = run(headline_question(scenario))
    headline = headline_of(results)
    if draws > 1:
        results = results.beside(run(bands_question(replace(scenario, draws=draws))))
        headline = with_bands(headline_of(results), results)
    return with_opening(headline, results, known_scores(scenario))


@pytest.fixture(scope="module")
def shown():
    scenario = read_scenario(shipped() / "unscr_2371.yaml", ["horizon.end=2018-12"]).scenario
    return {draws: opened(scenario, draws) for draws in (1, 32)}


@pytest.mark.parametrize("draws", [1, 32])
def test_a_screen_holds_the_answer_the_readings_the_claim_and_the_bridge(shown, draws):
    screen = first_screen(headline_text(shown[draws])).splitlines()
    assert len(screen) + PLACES <= SCREEN
    assert max(map(len, screen)) <= 118
    text = "\n".join(screen)
    for said in ("What unscr_2371 adds to prior law", "Would deny ", "carried out in full", "claimed by officials"):
        assert said in text
    assert re.search(r"implementation gap 2018, .*: \d % own notices, \d\d % dial only", text)
    assert re.search(r"bridge, central run: claimed 1,060, .* = in full 8\d\d, .* = own\s+notices 7\d\d", text, re.S)
    assert ("(90 %:" in text and "P(> 1 bn)" in text) == (draws > 1)


@pytest.mark.parametrize("draws", [1, 32])
def test_one_reading_is_starred_and_the_star_says_who_chose_it(shown, draws):
    (table,) = shown[draws].first
    assert [row.id for row in table.rows if row.strong] == ["own_notices"]
    assert [row.id for row in table.rows][:3] == ["own_notices", "by_dial", "dial_only"]
    assert "if no partner gave notices" in table.rows[2].label
    assert any("a choice by outcome" in line for line in shown[draws].said)
    starred = [row.id for block in shown[draws].blocks for row in block.rows if row.strong and "dial_only" in row.id]
    assert starred == []


def test_scores_stand_beside_the_readings_as_they_were_published(shown):
    (table,) = shown[1].first
    assert table.columns[-1].id == "missed_customs"
    assert [row.values[-1] for row in table.rows][:4] == ["15", None, "65", "18"]
    document = DOCUMENT.read_text(encoding="utf-8")
    names = {"own_notices": "own notices", "dial_only": r"dial only \(5.5\)", "law_only": "law only"}
    with (shipped() / "scores.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = names[row["reading"]] + (", goods at ports released" if row["ports"] == "yes" else "")
            assert re.search(rf"^\| {name} \| {row['missed_by']} \|", document, re.M), row


@pytest.mark.parametrize(
    "setting", ["campaign.dial=7", "campaign.dial_curve=linear", "behaviour.theta=0.5", "prices=base_year"]
)
def test_a_score_of_other_numbers_is_not_shown(setting):
    assert known_scores(read_scenario(shipped() / "unscr_2371.yaml", [setting]).scenario) == KnownScores()


def test_labour_comes_first_where_goods_are_untouched_and_nothing_is_not_printed(read):
    headline = opened(read(HOME))
    assert re.match(r"Would deny \d+ million USD of labour income in 2018", headline.answer)
    assert {row.id for row in headline.first[0].rows} == {"own_notices_labour", "law_only_labour"}
    assert not any("customs" in line for line in headline.said)
    text = headline_text(headline).partition(FOLD)[2]
    assert text.index("labour (workers abroad") < text.index("judgement")
    assert "law only: full compliance" not in text
    assert next(block for block in headline.blocks if block.id == "would_deny").rows, "JSON keeps them"


def test_with_draws_the_ranges_are_of_labour_too(read):
    headline = opened(read(HOME), 32)
    assert headline.blocks[0].title.startswith("would deny, with ranges: labour income")
    low, high = map(float, headline.blocks[0].rows[0].values[1].split(" to "))
    assert 0 < low < headline.blocks[0].rows[0].values[0] < high


@pytest.mark.slow
def test_what_a_campaign_brought_about_is_on_the_screen():
    settings = ["horizon={start: 2017-06, end: 2018-12}"]
    headline = opened(read_scenario(shipped() / "campaign" / "random_ladder.yaml", settings).scenario, 16)
    (line,) = [line for line in headline.said if line.startswith("campaign, mean of the draws (90 %): ")]
    assert re.search(r"provocations in the horizon \d[\d.]* \(\d+ to \d+\), rungs of the ladder adopted \d", line)
    assert len(first_screen(headline_text(headline)).splitlines()) + PLACES <= SCREEN


def test_the_months_of_the_run_rate_are_named_and_net_says_of_what(shown):
    (block,) = [block for block in shown[1].blocks if block.id == "would_deny"]
    assert [column.label for column in block.columns] == [
        "receipts 2018", "run-rate 2018-10 to 2018-12 (3 months, a year's rate)", "net of inputs 2018", "recorded 2018",
    ]  # fmt: skip


def test_a_scenario_without_notices_says_that_its_answer_is_not_the_starred_reading():
    headline = opened(
        read_scenario(shipped() / "unscr_2371.yaml", ["campaign.notices=off", "horizon.end=2018-12"]).scenario
    )
    assert headline.answer.startswith("If no partner gave notices, as asked: would deny ")
    assert headline.first[0].rows[0].strong


def test_a_restriction_that_earns_something_is_an_alarm_with_its_cause(read):
    line, *_ = alarms(run(headline_question(read(BAN))))
    assert re.fullmatch(r"alarm: a restriction that earns \d+ million in 2018: .*\(smuggling \+\d+, second.*\)", line)
    assert list(alarms(run(headline_question(read(BAN, "behaviour.theta=0", "behaviour.kappa.coal=0"))))) == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ((), "ban: no partner gives a notice of it"),
        (("horizon={start: 2014-01, end: 2016-12}",), "ban is under test but never in force in the horizon"),
        (
            ("horizon.end=2023-12",),
            "prices are carried 7 years beyond 2017-02: coal stays at 1.54 times its base year's",
        ),
    ],
)
def test_alarms_before_a_run_take_a_line_each(tmp_path, settings, said):
    path = tmp_path / "own.yaml"
    path.write_text(BAN, encoding="utf-8")
    plain = ["horizon={start: 2017-07, end: 2018-12}", "measures.ban.expected_notices=yes"]
    assert len([note for note in read_scenario(path, list(settings)).warnings if said in note]) == 1
    assert not [note for note in read_scenario(path, plain).warnings if said in note]


def test_the_command_prints_the_first_screen_and_all_of_it_when_asked(tmp_path, capsys):
    arguments = ["run", str(shipped() / "unscr_2371.yaml"), "-o", str(tmp_path), "--set", "horizon.end=2018-12"]
    assert main(arguments) == 0
    short = capsys.readouterr().out
    assert main([*arguments, "--full"]) == 0
    full = capsys.readouterr().out
    (folder,) = (tmp_path / "unscr_2371").iterdir()
    written = (folder / "headline.txt").read_text(encoding="utf-8")
    assert len(short.splitlines()) <= SCREEN
    assert short.startswith(first_screen(written))
    assert "would deny, goods exports" not in short
    assert written in full
    assert json.loads((folder / "headline.json").read_text())["first"][0]["id"] == "opening"
