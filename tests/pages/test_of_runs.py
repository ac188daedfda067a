"""A page of finished runs says what the runs' own headlines say."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.answers_by_dial import key_of
from sim.cli.main import main
from sim.pages.of_runs import answers_of_runs
from sim.pages.parts import channels, kinds, partners
from sim.report.run_folder import read_folder

SHORT = "based_on: unscr_2371.yaml\ntitle: Short\nhorizon: {start: 2018-01, end: 2018-12}\n"
SHORT += "bundle: [unscr_2321, unscr_2371]\n"


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[str, Path]:
    """Runs by name: one with draws, a central one, one of another horizon."""
    place = tmp_path_factory.mktemp("runs")
    (place / "drawn.yaml").write_text(SHORT)
    (place / "central.yaml").write_text(SHORT.replace("Short", "A central run"))
    (place / "long.yaml").write_text(SHORT.replace("2018-01", "2017-10"))
    for name, more in (("drawn", ["--draws", "8", "--workers", "1"]), ("central", []), ("long", [])):
        assert main(["run", str(place / f"{name}.yaml"), "--no-figures", *more, "-o", str(place / "results")]) == 0
    return {path.name: next(path.iterdir()) for path in (place / "results").iterdir()}


def said_by(folders: list[Path], place: Path) -> str:
    """The words of a page."""
    assert main(["report", *map(str, folders), "-o", str(place / "page.html")]) == 0
    text = (place / "page.html").read_text(encoding="utf-8")
    return unescape(re.sub(r"<[^>]+>", "", text[text.index("<main>") : text.index('<script type="application/json"')]))


def test_the_sentence_is_the_headline_of_the_run(folders, tmp_path):
    headline = (folders["drawn"] / "headline.txt").read_text(encoding="utf-8")
    answer = r"[Ww]ould deny ([\d,]+) million USD of goods receipts in (\d+) \(90 %: ([\d,]+) to ([\d,]+)"
    number, year, low, high = re.search(answer, headline).groups()
    said = said_by([folders["drawn"]], tmp_path)
    assert (
        f"Short: would deny {number} million USD of goods revenue in {year} (90 %: {low} to {high}), beside prior law."
        in said
    )
    assert "Dial of all partners" not in said
    assert "medians over 8 draws" in said


def test_a_central_run_has_a_page_without_bands(folders, tmp_path):
    said = said_by([folders["central"]], tmp_path)
    assert re.search(r"A central run: would deny [\d,]+ million USD of goods revenue in 2018, beside prior law\.", said)
    assert "one central run, without bands" in said
    assert "90 % of draws" not in said


def test_parts_of_a_run_add_up(folders):
    answers = answers_of_runs([read_folder(folders["drawn"])])
    whole = {name: answers.series[key_of("year", f"goods.{name}", "mean")] for name in ("value", "receipts")}
    np.testing.assert_allclose(sum(part.values for part in channels(answers)), whole["value"], rtol=1e-9)
    for parts in (kinds(answers), partners(answers)):
        np.testing.assert_allclose(sum(part.values for part in parts), whole["receipts"], rtol=1e-9)


def test_two_runs_stand_side_by_side_where_their_horizons_agree(folders, tmp_path, capsys):
    assert "Scenarios side by side" in said_by([folders["drawn"], folders["central"]], tmp_path)
    assert main(["report", str(folders["drawn"]), str(folders["long"]), "-o", str(tmp_path / "x.html")]) == 2
    assert "their horizons differ" in capsys.readouterr().err
    assert not (tmp_path / "x.html").exists()
