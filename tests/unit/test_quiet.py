"""`--quiet`: a script is told where the results are, and nothing else."""

import re
from pathlib import Path

import pytest

from sim.cli.main import main
from sim.report import run_folder
from sim.report.run_folder import Finished

YEAR = ("--set", "horizon.start=2017-01", "--set", "horizon.end=2017-12")
ASKED = {
    "run": ("run", "unscr_2371", "--no-figures", *YEAR),
    "compare": ("compare", "unscr_2371", "ladder", "--draws", "2", "--workers", "1", *YEAR),
    "attribute": ("attribute", "unscr_2371", "--draws", "1", *YEAR),
    "score": ("score", "history_law_only", "--draws", "1"),
    "sweep": ("sweep", "tiny.yaml", "--no-figures", "--workers", "1"),
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_the_folder_is_all_that_is_printed(asked, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    base = "based_on: unscr_2371.yaml\ntitle: T\nhorizon: {start: 2017-01, end: 2017-12}\n"
    Path("base.yaml").write_text(base)
    Path("tiny.yaml").write_text("title: tiny\nbase: base.yaml\naxes: {campaign.dial: [4, 6]}\n")
    assert main([*asked, "--quiet", "-o", "out"]) == 0
    said = capsys.readouterr()
    (folder,) = said.out.splitlines()
    assert (Path(folder) / "provenance.json").is_file()
    assert "note:" not in said.err


def test_a_question_that_would_say_nothing_and_write_nothing_is_refused(capsys):
    assert main(["leverage", "unscr_2371", "--draws", "1", "--quiet"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "would print and write nothing" in said.err
    assert "-o DIR" in said.err


def test_a_mistake_is_told_all_the_same(tmp_path, capsys):
    assert main(["run", "unscr_2371", "--set", "campaign.dial=11", "--quiet", "-o", str(tmp_path)]) == 2
    assert "campaign.dial" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("draws", "new", "says"), [(512, True, True), (1, True, False), (512, False, False)])
def test_a_run_with_draws_says_how_long_it_took(draws, new, says, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(run_folder, "run_to_folder", lambda *_: Finished(tmp_path, "Would deny\n", new))
    assert main(["run", "unscr_2371", "--draws", str(draws), "-o", str(tmp_path)]) == 0
    assert bool(re.search(r"note: 512 draws, tables and figures took \d+ s", capsys.readouterr().err)) == says
