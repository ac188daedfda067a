"""What is read back is checked: files that were changed since they were written are named, and nothing is redone on
top of them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from sim.cli.main import main
from sim.common.letters import shown, title_trouble, unseen_in

SMALL = ["--no-figures", "--set", "bundle=[unscr_2371]"]
SMALL += ["--set", "horizon.start=2017-07", "--set", "horizon.end=2017-09"]


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs")
    assert main(["run", "unscr_2371.yaml", *SMALL, "-o", str(out)]) == 0
    (place,) = (out / "unscr_2371").iterdir()
    return out, place


def beside(place):
    return sorted(p.name for p in place.parent.iterdir() if not p.name.startswith("."))


def test_a_finished_run_is_as_it_was_written_whatever_is_drawn_into_it(finished, capsys):
    """What is drawn is written down too, so that a figure somebody put in its place is seen."""
    _, place = finished
    assert main(["plot", str(place), "--kind", "timeline", "--format", "svg"]) == 0
    assert main(["verify", str(place)]) == 0
    assert "as it was written" in capsys.readouterr().out
    for name in ("timeline.svg", "timeline_alt.txt"):
        drawn = (place / name).read_bytes()
        (place / name).write_bytes(drawn + b" ")
        assert main(["verify", str(place)]) == 1
        assert f"not as it was written: {name}" in capsys.readouterr().err
        (place / name).write_bytes(drawn)


@pytest.mark.parametrize("name", ["headline.txt", "summary.csv", "scenario.json", "provenance.json"])
def test_an_altered_run_is_named_and_run_again_beside_it(finished, tmp_path, capsys, name):
    """A forged headline is never printed as the run's own; and the altered files are left as they are."""
    out, place = finished
    before = (place / name).read_bytes()
    forged = before.replace(b"a", b"\x1b[2Jb", 1)
    (place / name).write_bytes(forged)
    try:
        assert main(["verify", str(place)]) == 1
        assert name in capsys.readouterr().err
        assert main(["run", "unscr_2371.yaml", *SMALL, "-o", str(out)]) == 0
        said = capsys.readouterr()
        assert name in said.err
        assert "\x1b" not in said.out
        assert (place / name).read_bytes() == forged
        assert beside(place) == [place.name, f"{place.name}-2"]
    finally:
        (place / name).write_bytes(before)


def test_a_run_read_back_says_what_was_altered(finished, capsys, tmp_path):
    _, place = finished
    before = (place / "summary.csv").read_bytes()
    (place / "summary.csv").write_bytes(before + b"x")
    try:
        assert main(["plot", str(place), "--kind", "timeline", "--format", "svg", "-o", str(tmp_path / "x")]) == 0
        assert "not as it was written: summary.csv" in capsys.readouterr().err
    finally:
        (place / "summary.csv").write_bytes(before)


def test_a_resolved_scenario_with_letters_nobody_sees_is_refused(finished, tmp_path, capsys):
    _, place = finished
    content = json.loads((place / "scenario.json").read_text())
    for title in ("a\x1b[2J", "\u202eb", "two\nlines", "x" * 5000):
        (tmp_path / "x.json").write_text(json.dumps(content | {"title": title}))
        assert main(["check", str(tmp_path / "x.json")]) == 2
        assert "title" in capsys.readouterr().err


@pytest.mark.parametrize("title", ["a\\nb", "\\u202Eto the left", "no\\u200Bwidth", "\\u2028", "\\x85", "x" * 301])
def test_no_title_forges_the_lines_around_it(title, tmp_path, capsys):
    file = tmp_path / "x.yaml"
    file.write_text(f'title: "{title}"\nbased_on: unscr_2371.yaml\n')
    assert main(["check", str(file)]) == 2
    assert "title" in capsys.readouterr().err


def test_letters_that_are_seen_may_stand_in_titles():
    assert title_trouble("제재 결의 2371호 – 中国、Évasion: 5 % 🚢") == ""
    assert unseen_in("several\nlines\tand a\u00a0space") == ""


def test_whatever_is_printed_passes_one_door():
    """From whatever file it came: here straight from the program."""
    text = "a\\x1b[2J\\u202e\\rb\\n"
    code = f"from sim.cli.streams import standard_streams\nwith standard_streams():\n    print('{text}')"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.decode()
    assert out == "a\\x1b[2J\\u202e\\x0db\n\n"
    assert shown("plain\ttext\n") == "plain\ttext\n"
