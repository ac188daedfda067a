"""The `dial` command: what it prints where, its exit codes, and that trouble never harms what is there already."""

from __future__ import annotations

import argparse
import errno
import io
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim import __version__
from sim.cli.listing import LISTS
from sim.cli.main import _parser, main
from sim.common.errors import RunFailed
from sim.reading.reference import find_scenario, shipped
from sim.reading.schema import schema_text
from sim.report.text import first_screen
from sim.store.manifest import write_manifest
from tests.rings import in_rings

ROOT = Path(__file__).parents[2]
UNSCR = shipped() / "unscr_2371.yaml"
SHORT = "based_on: unscr_2371.yaml\ntitle: One year\nbundle: [unscr_2371]\nhorizon: {start: 2017-06, end: 2018-05}\n"
ONE_SCREEN = 60
FULL = Path("/dev/full")
BUFFERED = ("", "1")
"""PYTHONUNBUFFERED: what is printed waits for a full buffer, or does not."""


@dataclass(frozen=True)
class Said:
    """What a command did and said."""

    code: int
    out: str
    err: str


def decent(said: Said) -> Said:
    """Whatever happens: no traceback, and no message longer than a screen."""
    assert "Traceback" not in said.err
    assert not re.search(r'File ".*", line \d', said.err)
    assert "Exception ignored" not in said.err
    message = [line for line in said.err.splitlines() if not line.startswith("note: ")]
    assert len(message) <= ONE_SCREEN
    if said.code in (0, 2):
        assert "note: " not in said.out
    if said.code not in (0, 130):
        assert message
    return said


@pytest.fixture
def dial(capsys):
    """Runs `dial` in this process."""

    def run(*arguments: object) -> Said:
        capsys.readouterr()
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        said = capsys.readouterr()
        return decent(Said(code, said.out, said.err))

    return run


def environment(**extra: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {"PYTHONPATH": str(ROOT)} | extra


def in_a_process(*arguments: object, cwd: Path | None = None, stdout=subprocess.PIPE, **extra: str) -> Said:
    command = [sys.executable, "-m", "sim", *map(str, arguments)]
    done = subprocess.run(
        command, stdout=stdout, stderr=subprocess.PIPE, cwd=cwd, env=environment(**extra), check=False
    )
    return decent(Said(done.returncode, (done.stdout or b"").decode(), done.stderr.decode()))


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder: its bytes and when it was written; folders as well."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) if path.is_file() else (b"", 0)
        for path in sorted(folder.rglob("*"))
    }


def bytes_of(folder: Path, *but: str) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.name not in but}


def runs_in(out: Path) -> list[Path]:
    return sorted(path.parent for path in out.glob("*/[!.]*/provenance.json"))


def drafts_in(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.tmp"))


@pytest.fixture
def short(tmp_path) -> Path:
    """A scenario of a year, quick to run."""
    path = tmp_path / "in" / "short.yaml"
    path.parent.mkdir()
    path.write_text(SHORT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    """Results of the short scenario, made once."""
    place = tmp_path_factory.mktemp("finished")
    (place / "short.yaml").write_text(SHORT, encoding="utf-8")
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        assert main(["run", str(place / "short.yaml"), "-o", str(place / "out")]) == 0
    return place / "out"


@pytest.fixture
def run_once(finished, short, tmp_path) -> Path:
    """The folder of a finished run of the short scenario, below `out`."""
    shutil.copytree(finished, tmp_path / "out")
    (folder,) = runs_in(tmp_path / "out")
    return folder


# -- run --------------------------------------------------------------------------------------------------------------


def test_run_prints_the_headline_and_where_things_are(dial, tmp_path):
    said = dial("run", UNSCR, "-o", tmp_path / "out")
    (folder,) = runs_in(tmp_path / "out")
    assert said.code == 0
    assert said.out.startswith("UNSCR 2371 with the dials of mid-2017\n")
    assert "Would deny " in said.out
    assert len(said.out.splitlines()) <= 24
    assert str(folder) in said.out
    assert "revenue.png" in said.out
    assert said.out.startswith(first_screen((folder / "headline.txt").read_text(encoding="utf-8")))
    assert all(line.startswith("note: ") for line in said.err.splitlines())
    assert "hands over to another inside the month" in said.err
    assert drafts_in(tmp_path) == []


def test_run_puts_results_below_the_current_folder(dial, short, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert dial("run", short, "--no-figures").code == 0
    assert len(runs_in(tmp_path / "results")) == 1


def test_a_second_run_changes_nothing(dial, run_once, short, tmp_path):
    before, first = snapshot(tmp_path), dial("run", short, "-o", tmp_path / "out")
    assert first.code == 0
    assert f"already run, nothing redone: {run_once}" in first.out
    assert first.out.startswith(first_screen((run_once / "headline.txt").read_text(encoding="utf-8")))
    assert snapshot(tmp_path) == before


def test_a_resolved_scenario_gives_the_same_bits(dial, run_once, tmp_path):
    assert dial("run", run_once / "scenario.json", "-o", tmp_path / "again").code == 0
    (again,) = runs_in(tmp_path / "again")
    assert again.relative_to(tmp_path / "again") == run_once.relative_to(tmp_path / "out")
    assert bytes_of(again, "provenance.json") == bytes_of(run_once, "provenance.json")
    for table in run_once.glob("*.parquet"):
        assert pq.read_table(again / table.name).equals(pq.read_table(table), check_metadata=True)


def test_without_figures_nothing_is_drawn_and_all_else_is_the_same(dial, run_once, short, tmp_path):
    said = dial("run", short, "-o", tmp_path / "bare", "--no-figures")
    (bare,) = runs_in(tmp_path / "bare")
    drawn = {"revenue.png", "revenue.svg", "revenue_alt.txt"}
    assert {path.name for path in run_once.iterdir()} - {path.name for path in bare.iterdir()} == drawn
    assert bytes_of(bare, "provenance.json") == bytes_of(run_once, "provenance.json", *drawn)
    assert "revenue.png" not in said.out
    assert f"figures: dial plot {bare}" in said.out


def test_another_name_is_another_run_of_the_same_numbers(dial, run_once, short, tmp_path):
    other = short.with_name("renamed.yaml")
    other.write_bytes(short.read_bytes())
    assert dial("run", other, "-o", tmp_path / "out").code == 0
    (renamed,) = [folder for folder in runs_in(tmp_path / "out") if folder != run_once]
    assert renamed.parent.name == "renamed"
    assert renamed.name != run_once.name
    named = ("provenance.json", "scenario.json", "datapackage.json", "revenue.png", "revenue.svg")
    named += ("headline.txt", "headline.json")
    assert bytes_of(renamed, *named) == bytes_of(run_once, *named)
    said = [(f / "headline.txt").read_text(encoding="utf-8").partition("Cite as: ") for f in (renamed, run_once)]
    assert said[0][0] == said[1][0]
    assert f"run {renamed.name}:" in said[0][2]
    one, two = ((f / "scenario.json").read_text(encoding="utf-8").splitlines() for f in (renamed, run_once))
    own = {line.strip() for line in one if line not in two and "sha256" not in line}
    assert own == {'"name": "renamed",', '"by": "renamed.yaml",'}


def test_several_files_and_one_of_them_twice(dial, short, tmp_path):
    other = short.with_name("other.yaml")
    other.write_text(SHORT + "campaign: {dial: 8}\n", encoding="utf-8")
    said = dial("run", short, other, short, "-o", tmp_path / "out", "--no-figures")
    assert said.code == 0
    assert len(runs_in(tmp_path / "out")) == 2
    assert said.out.count("already run") == 1


def test_one_bad_file_among_good_ones_stops_all_of_them(dial, short, tmp_path):
    bad = short.with_name("bad.yaml")
    bad.write_text(SHORT + "bundel: []\n", encoding="utf-8")
    said = dial("run", short, bad, short.with_name("none.yaml"), "-o", tmp_path / "out")
    assert (said.code, said.out) == (2, "")
    assert "bundel" in said.err
    assert "none.yaml: no such file" in said.err
    assert not (tmp_path / "out").exists()


def test_the_provenance_keeps_the_command_as_given(dial, short, tmp_path):
    asked = ("run", short, "-o", tmp_path / "out", "--set", "campaign.dial=9", "--no-figures")
    assert dial(*asked).code == 0
    content = json.loads((runs_in(tmp_path / "out")[0] / "provenance.json").read_text(encoding="utf-8"))
    assert content["command"] == ["dial", *map(str, asked)]


# -- --set ------------------------------------------------------------------------------------------------------------


def test_set_stands_above_the_file_and_the_last_one_above_the_others(dial, short):
    short.write_text(SHORT + "behaviour: {theta: {coal: 0.3}}\n", encoding="utf-8")

    def theta(*settings: str) -> list[str]:
        asked = [part for setting in settings for part in ("--set", setting)]
        said = dial("explain", short, "--stream", "coal", *asked)
        assert said.code == 0
        return next(line.split() for line in said.out.splitlines() if line.startswith("theta.coal "))

    assert theta()[1] == "0.3"
    assert theta("behaviour.theta.coal=0.5")[1] == "0.5"
    assert theta("behaviour.theta.coal=0.5", "behaviour.theta.coal=0.6")[1] == "0.6"


def test_set_makes_another_run(dial, run_once, short, tmp_path):
    assert dial("run", short, "-o", tmp_path / "out", "--no-figures", "--set", "campaign.dial=9").code == 0
    assert len({folder.name for folder in runs_in(tmp_path / "out")}) == 2


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (["behaviour.theta=1.5"], ["theta", "out of range", "1.5", "0 to 1"]),
        (["behaviour.thetta=0.5"], ["thetta", "did you mean 'theta'?"]),
        (["campaign.dial=eleven"], ["campaign.dial", "eleven"]),
        (["campaign.dial=11"], ["campaign.dial", "11"]),
        (["bundle=[unscr_2371, unscr_9999]"], ["unscr_9999"]),
        (["behaviour.theta"], ["is not path=value"]),
        (["=5"], ["is not path=value"]),
        (["based_on=ladder.yaml"], ["based_on", "cannot be set"]),
        (["behaviour.theta=1.5", "campaign.dial=11"], ["theta", "campaign.dial"]),
        (["horizon.end=2016-01"], ["ends before it starts"]),
    ],
)
def test_set_has_the_validation_of_the_file(dial, run_once, short, tmp_path, settings, words):
    before = snapshot(tmp_path)
    asked = [part for setting in settings for part in ("--set", setting)]
    for command in (("check", short), ("run", short, "-o", tmp_path / "out"), ("explain", short)):
        said = dial(*command, *asked)
        assert (said.code, said.out) == (2, "")
        for word in words:
            assert word in said.err
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("arguments", [("--draws", 0), ("--draws", 10**20), ("--draws", "x"), ("--seed", -1)])
def test_draws_and_seeds_have_limits(dial, short, tmp_path, arguments):
    said = dial("run", short, "-o", tmp_path / "out", *arguments)
    assert (said.code, said.out) == (2, "")
    assert str(arguments[0]) in said.err
    assert not (tmp_path / "out").exists()


def test_a_resolved_scenario_takes_no_set(dial, run_once):
    said = dial("check", run_once / "scenario.json", "--set", "campaign.dial=3")
    assert (said.code, said.out) == (2, "")
    assert "takes no --set" in said.err


# -- check, explain, sources, list, schema ----------------------------------------------------------------------------


def test_check_says_what_is_fine_on_stdout_and_notes_on_stderr(dial, short):
    said = dial("check", UNSCR, short)
    assert said.code == 0
    assert [line.partition(": fine (")[0] for line in said.out.splitlines()] == [str(UNSCR), str(short)]
    assert said.err
    assert all(line.startswith("note: ") for line in said.err.splitlines())


def test_check_accepts_every_shipped_scenario(dial):
    files = sorted(shipped().glob("*.yaml"))
    said = dial("check", *files)
    assert said.code == 0
    assert len(said.out.splitlines()) == len(files)


def test_check_writes_nothing(dial, tmp_path, short, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = snapshot(tmp_path)
    assert dial("check", short).code == 0
    assert snapshot(tmp_path) == before


def test_explain_lists_numbers_and_evidence(dial):
    said = dial("explain", UNSCR)
    assert said.code == 0
    assert re.search(r"^baseline\.coal\.china +1186\.7 ", said.out, re.MULTILINE)
    assert "evidence on compliance" in said.out
    assert re.search(r"^bundle: \[.*\bunscr_2371\b", said.out, re.MULTILINE)
    narrowed = dial("explain", UNSCR, "--partner", "china", "--stream", "coal")
    assert "baseline.coal.china" in narrowed.out
    assert "baseline.seafood" not in narrowed.out
    assert "baseline.coal.russia" not in narrowed.out


def test_explain_gives_the_chain_of_a_month(dial):
    said = dial("explain", UNSCR, "--partner", "china", "--stream", "coal", "--month", "2017-12")
    assert said.code == 0
    steps = ("base-year amount", "= V ", "what would be sold without", "dial ", "unscr_2371.coal", "x c ", "= K")
    for step in (*steps, "receipts"):
        assert step in said.out
    assert max(map(len, said.out.splitlines())) <= 160


def test_explain_shows_the_notice_that_is_expected_of_an_act_of_ones_own(dial, tmp_path):
    """What a partner carries out is what the strictest line of the chain carries out: none is left out."""
    act = str(tmp_path / "act.yaml")
    dial("new", "act", act)
    said = " ".join(dial("explain", act, "--partner", "china", "--stream", "wigs", "--month", "2017-12").out.split())
    assert "wigs_ban.wigs/expected.china" in said
    carried = [float(c) for c in re.findall(r"carried out c = ([\d.]+);", said)]
    assert len(carried) == 2
    assert float(re.search(r" x c ([\d.]+) ", said)[1]) == max(carried)


def test_sources_of_all_and_of_one_scenario(dial):
    everything, one = dial("sources"), dial("sources", UNSCR)
    assert everything.code == one.code == 0
    assert "numbers rest on judgement" in everything.out
    assert len(one.out) < len(everything.out)


@pytest.mark.parametrize("what", LISTS)
def test_list_shows_what_is_shipped(dial, what):
    said = dial("list", what)
    assert said.code == 0
    name, count = re.match(r"(\w+) \((\d+)\)\n", said.out).groups()
    assert name == what
    assert len(said.out.strip().splitlines()) == int(count) + 2


def test_list_without_a_word_shows_everything(dial):
    said = dial("list")
    assert said.code == 0
    assert [w for w in LISTS if re.search(rf"^{w} \(\d+\)$", said.out, re.MULTILINE)] == list(LISTS)
    for path in shipped().glob("*.yaml"):
        assert path.name in said.out


@pytest.mark.parametrize("what", ["scenario", "law"])
def test_schema_prints_nothing_but_the_schema(dial, what):
    assert dial("schema", what) == Said(0, schema_text(what), "")


def test_schema_is_that_of_scenarios_unless_told(dial):
    assert dial("schema").out == schema_text("scenario")


def test_version_and_help(dial):
    assert dial("--version") == Said(0, f"dial {__version__}\n", "")
    for command in ("run", "check", "plot", "explain", "sources", "list", "schema"):
        assert command in dial("--help").out
        assert dial(command, "--help").code == 0


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A parser and those of all commands below it."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from parsers(below)


def test_every_command_has_a_help_that_can_be_printed():
    """A bare % in a help text is a mistake that only printing it shows."""
    found = list(parsers(_parser()))
    assert {"dial", "dial solve", "dial sweep slurm"} <= {parser.prog for parser in found}
    for parser in found:
        assert parser.format_help().startswith(f"usage: {parser.prog}")


# -- plot -------------------------------------------------------------------------------------------------------------


def test_plot_draws_what_the_run_drew(dial, run_once):
    before = bytes_of(run_once)
    for asked in (run_once, run_once.parent):
        said = dial("plot", asked, "--kind", "revenue")
        assert said == Said(0, "".join(f"{run_once}/revenue{kind}\n" for kind in (".png", ".svg", "_alt.txt")), "")
        assert bytes_of(run_once) == before


def test_plot_elsewhere_and_of_two_runs(dial, run_once, short, tmp_path):
    assert dial("run", short, "-o", tmp_path / "out", "--set", "campaign.dial=9", "--no-figures").code == 0
    one, two = runs_in(tmp_path / "out")
    stem = tmp_path / "figs" / "both"
    said = dial("plot", one, two, "--out", stem)
    assert said == Said(0, f"{stem}.png\n{stem}.svg\n{stem}_alt.txt\n", "")
    assert (tmp_path / "figs" / "both.png").read_bytes().startswith(b"\x89PNG")
    assert dial("plot", one, two, "--format", "svg").out == f"{one}/lines.svg\n{one}/lines_alt.txt\n"
    assert (one / "lines.svg").read_bytes() == (tmp_path / "figs" / "both.svg").read_bytes()
    assert drafts_in(tmp_path) == []


def test_plot_takes_the_newest_run_of_a_scenario(dial, run_once, short, tmp_path):
    os.utime(run_once / "provenance.json", (1, 1))
    assert dial("run", short, "-o", tmp_path / "out", "--set", "campaign.dial=9", "--no-figures").code == 0
    (newer,) = [folder for folder in runs_in(tmp_path / "out") if folder != run_once]
    assert dial("plot", run_once.parent, "--kind", "revenue").out.startswith(str(newer))


def test_plot_passes_over_what_a_killed_run_left(dial, run_once):
    draft = run_once.with_name(f".{run_once.name}.123.tmp")
    draft.mkdir()
    (draft / "provenance.json").write_text("{}", encoding="utf-8")
    assert dial("plot", run_once.parent, "--kind", "revenue").out.startswith(str(run_once))


def test_plot_draws_a_run_of_other_source_from_its_tables_with_a_note(dial, run_once):
    path, id_ = run_once / "provenance.json", "0" * 12
    path.write_text(path.read_text(encoding="utf-8").replace(run_once.name, id_), encoding="utf-8")
    write_manifest(run_once)
    said = dial("plot", run_once, "--kind", "revenue")
    assert said.code == 0
    assert f"note: {run_once}: made by version" in said.err
    assert f"run {id_}." in (run_once / "revenue.svg").read_text(encoding="utf-8")


# -- shipped scenarios by their bare names ----------------------------------------------------------------------------


def test_a_bare_name_is_a_shipped_scenario(dial, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = dial("check", "unscr_2371.yaml", "ladder")
    assert said.code == 0
    assert said.out.startswith("unscr_2371.yaml: fine")
    assert "\nladder: fine" in said.out
    assert list(tmp_path.iterdir()) == []


def test_a_file_here_comes_before_a_shipped_one(dial, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_scenario("unscr_2371.yaml") == shipped() / "unscr_2371.yaml"
    (tmp_path / "unscr_2371.yaml").write_text("based_on: ladder.yaml\ntitle: mine\n", encoding="utf-8")
    assert find_scenario("unscr_2371.yaml") == Path("unscr_2371.yaml")
    assert dial("explain", "unscr_2371.yaml").out.startswith("mine\n")


@pytest.mark.parametrize(
    "name",
    ["unscr_2317.yaml", "unscr_2317", "./unscr_2371", "./ladder.yaml", "reference", "no/ladder", "a" * 300, ""],
)
def test_only_bare_names_of_shipped_scenarios_are_found(dial, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    assert find_scenario(name) == Path(name)
    assert dial("check", name).code == 2


# -- bad input --------------------------------------------------------------------------------------------------------

BAD = {
    "missing file": (["check", "none.yaml"], "no such file"),
    "a folder": (["run", "out"], "is a directory"),
    "nothing here": (["plot", "none"], "is not a finished run"),
    "not a run folder": (["plot", "out"], "is not a finished run"),
    "a file, not a folder": (["plot", "in/short.yaml"], "is not a finished run"),
    "unknown partner": (["explain", "in/short.yaml", "--partner", "chna"], "did you mean 'china'?"),
    "unknown stream": (["explain", "in/short.yaml", "--stream", "coaal"], "did you mean 'coal'?"),
    "month too late": (
        ["explain", "in/short.yaml", "--partner", "china", "--stream", "coal", "--month", "2018-06"],
        "allowed: 2017-06 to 2018-05",
    ),
    "month too early": (
        ["explain", "in/short.yaml", "--partner", "china", "--stream", "coal", "--month", "2017-05"],
        "is outside the horizon",
    ),
    "no month": (
        ["explain", "in/short.yaml", "--partner", "china", "--stream", "coal", "--month", "2017-13"],
        "is not a month",
    ),
    "month alone": (["explain", "in/short.yaml", "--month", "2018-01"], "goes with --partner and --stream"),
    "no such cell": (
        ["explain", "in/short.yaml", "--partner", "eu", "--stream", "coal", "--month", "2018-01"],
        "buys no coal in this scenario",
    ),
    "sources of nothing": (["sources", "none.yaml"], "no such file"),
    "figure without a name": (["plot", "out/short", "--out", "."], "is not the name of a figure"),
    "figure named as a folder": (["plot", "out/short", "--out", "figs/.."], "is not the name of a figure"),
    "no command": ([], "required"),
    "unknown command": (["rnu", "in/short.yaml"], "invalid choice"),
    "unknown option": (["run", "in/short.yaml", "--frobnicate"], "unrecognized arguments"),
    "no file": (["run"], "required"),
    "unknown list": (["list", "tables"], "invalid choice"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_exits_with_2_and_touches_nothing(dial, run_once, tmp_path, monkeypatch, name):
    arguments, words = BAD[name]
    monkeypatch.chdir(tmp_path)
    before = snapshot(tmp_path)
    said = dial(*arguments)
    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("content", ["", "[]", '"a"', "{", "\udcff", "null", '{"schema_version": "x"}',
                                     '{"schema_version": true}', '{"schema_version": null}', '{"schema_version": 99}',
                                     "[" * 100_000])  # fmt: skip
def test_a_damaged_provenance_is_bad_input(dial, run_once, content):
    (run_once / "provenance.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    said = dial("plot", run_once)
    assert (said.code, said.out) == (2, "")
    assert "provenance.json" in said.err or "newer version" in said.err


@pytest.mark.parametrize("name", ["../../evil", "..", "", "a/b", "a\\b", "a\nb", " ", "x" * 300])
def test_a_name_cannot_lead_out_of_the_results(dial, run_once, tmp_path, name):
    content = json.loads((run_once / "scenario.json").read_text(encoding="utf-8"))
    path = tmp_path / "in" / "evil.json"
    path.write_text(json.dumps(content | {"name": name}), encoding="utf-8")
    before = snapshot(tmp_path)
    said = dial("run", path, "-o", tmp_path / "out")
    assert (said.code, said.out) == (2, "")
    assert "name" in said.err
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("name", ["...yaml", "a\nb.yaml", "b\udcff.yaml", "a\\b.yaml"])
def test_a_file_whose_name_cannot_name_a_folder_is_refused(dial, short, tmp_path, name):
    path = short.with_name(name)
    path.write_bytes(short.read_bytes())
    said = dial("run", path, "-o", tmp_path / "out")
    assert (said.code, said.out) == (2, "")
    assert "name" in said.err
    assert not (tmp_path / "out").exists()


def test_odd_but_usable_names_work(dial, short, tmp_path):
    path = short.with_name("Käse und Brot, 2.yaml")
    path.write_bytes(short.read_bytes())
    assert dial("run", path, "-o", tmp_path / "an out", "--no-figures").code == 0
    assert [folder.parent.name for folder in runs_in(tmp_path / "an out")] == [path.stem]


# -- trouble with the disk --------------------------------------------------------------------------------------------

PRINT = "matplotlib.backends.backend_svg.FigureCanvasSVG.print_svg"
DISK = [errno.ENOSPC, errno.EACCES, errno.EROFS]
WRITES = ["os.replace", "os.fsync", "pathlib.Path.mkdir", "pathlib.Path.touch", "pathlib.Path.write_text",
          "pyarrow.parquet.write_table", PRINT]  # fmt: skip


def drawn_where(target: str) -> list[str]:
    """Figures are drawn where it is they that fail."""
    return [] if "matplotlib" in target else ["--no-figures"]


def failing(number: int):
    def fail(*_args, **_kwargs):
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(
    ("target", "number"),
    [*zip(WRITES, itertools.cycle(DISK), strict=False), *(("os.replace", number) for number in DISK[1:])],
)
def test_a_disk_that_takes_nothing(dial, run_once, short, tmp_path, monkeypatch, target, number):
    import matplotlib.figure  # noqa: F401

    before = snapshot(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(target, failing(number))
        said = dial("run", short, "-o", tmp_path / "out", "--set", "campaign.dial=9", *drawn_where(target))
    assert (said.code, said.out) == (3, "")
    assert os.strerror(number).lower() in said.err
    assert "cannot be written" in said.err
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("target", ["os.replace", "os.fsync", "pathlib.Path.mkdir", PRINT])
def test_a_figure_that_cannot_be_written_leaves_the_old_one(dial, run_once, tmp_path, monkeypatch, target):
    import matplotlib.figure  # noqa: F401

    before = snapshot(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(target, failing(errno.ENOSPC))
        said = dial("plot", run_once, "--kind", "revenue")
    assert (said.code, said.out) == (3, "")
    assert snapshot(tmp_path) == before


def test_a_disk_that_fills_up_half_way_through_a_figure(dial, run_once, tmp_path, monkeypatch):
    def half(self, page, **_kwargs):
        page.write("<svg half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "revenue.svg")

    before = snapshot(tmp_path)
    monkeypatch.setattr(PRINT, half)
    assert dial("plot", run_once, "--kind", "revenue").code == 3
    assert snapshot(tmp_path) == before


def test_results_cannot_lie_below_a_file(dial, short, tmp_path):
    (tmp_path / "file").write_text("mine")
    for out in ("file", "file/deeper", "file/deeper/still"):
        said = dial("run", short, "-o", tmp_path / out)
        assert (said.code, said.out) == (3, "")
        assert str(tmp_path / "file") in said.err
    assert (tmp_path / "file").read_text() == "mine"


def test_a_name_too_long_for_the_disk(dial, short, run_once, tmp_path):
    assert dial("run", short, "--no-figures", "-o", tmp_path / ("a" * 300)).code == 3
    assert dial("plot", tmp_path / ("a" * 300)).code == 3
    assert dial("plot", run_once, "--kind", "revenue", "-o", tmp_path / ("a" * 300)).code == 3
    assert drafts_in(tmp_path) == []


def test_a_folder_in_the_way_that_is_no_run_is_left_alone(dial, run_once, short, tmp_path):
    (run_once / "provenance.json").unlink()
    before = snapshot(tmp_path)
    said = dial("run", short, "-o", tmp_path / "out")
    assert (said.code, said.out) == (3, "")
    assert "move it away" in said.err
    assert snapshot(tmp_path) == before


def test_whoever_finishes_first_is_kept(dial, run_once, short, tmp_path, monkeypatch):
    """Two at once: the other one's folder appears while this one is still writing."""
    kept = bytes_of(run_once)
    elsewhere = tmp_path / "elsewhere"
    run_once.rename(elsewhere)
    fsync = os.fsync

    def other_finishes(handle: int) -> None:
        fsync(handle)
        if not run_once.is_dir():
            shutil.copytree(elsewhere, run_once)

    monkeypatch.setattr("os.fsync", other_finishes)
    assert dial("run", short, "-o", tmp_path / "out", "--no-figures").code == 0
    assert bytes_of(run_once) == kept
    assert drafts_in(tmp_path) == []


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    ("arguments", "buffered"), in_rings(product([("check", UNSCR), ("list",), ("--help",)], BUFFERED), 6), ids=str
)
def test_a_full_disk_behind_stdout(arguments, buffered):
    with FULL.open("wb") as full:
        said = in_a_process(*arguments, stdout=full, PYTHONUNBUFFERED=buffered)
    if arguments == ("--help",) and buffered:
        return  # argparse itself passes over what it cannot print
    assert said.code == 3
    assert "no space left on device" in said.err


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
def test_a_full_disk_behind_stdout_does_not_spoil_the_run(dial, short, tmp_path):
    asked = ("run", short, "-o", tmp_path / "out", "--no-figures")
    with FULL.open("wb") as full:
        said = in_a_process(*asked, stdout=full)
    assert said.code == 3
    assert len(runs_in(tmp_path / "out")) == 1
    again = dial(*asked)
    assert again.code == 0
    assert "already run" in again.out


# -- failing and interrupted runs -------------------------------------------------------------------------------------


INTERRUPTED = ["simpy.Environment.run", "pyarrow.parquet.write_table", "os.fsync", PRINT,
               "sim.reading.scenario.read_scenario"]  # fmt: skip


def raising(error: BaseException):
    def fail(*_args, **_kwargs):
        raise error

    return fail


def test_a_run_that_fails_exits_with_1_and_leaves_nothing(dial, run_once, short, tmp_path, monkeypatch):
    before = snapshot(tmp_path)
    monkeypatch.setattr("simpy.Environment.run", raising(RunFailed("receipts are not finite in 2017-03")))
    said = dial("run", short, "-o", tmp_path / "out", "--set", "campaign.dial=9")
    assert said.code == 1
    assert said.err.endswith("receipts are not finite in 2017-03\n")
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("target", ["simpy.Environment.run", "pyarrow.parquet.write_table", PRINT])
def test_an_error_nobody_foresaw_leaves_no_temporary_folder(run_once, short, tmp_path, monkeypatch, target):
    before = snapshot(tmp_path)
    monkeypatch.setattr(target, raising(RuntimeError("a fault of ours")))
    with pytest.raises(RuntimeError, match="a fault of ours"):
        main(["run", str(short), "-o", str(tmp_path / "out"), "--set", "campaign.dial=9", *drawn_where(target)])
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("target", INTERRUPTED)
def test_an_interrupted_run_exits_with_130_and_leaves_nothing_half_done(
    dial, run_once, short, tmp_path, monkeypatch, target
):
    before = snapshot(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(target, raising(KeyboardInterrupt()))
        said = dial("run", short, "-o", tmp_path / "out", "--set", "campaign.dial=9", *drawn_where(target))
    assert said.code == 130
    assert "interrupted" in said.err
    assert snapshot(tmp_path) == before


def test_runs_finished_before_an_interrupt_are_kept(dial, short, tmp_path, monkeypatch):
    second = short.with_name("second.yaml")
    second.write_text(SHORT + "campaign: {dial: 8}\n", encoding="utf-8")
    write = pq.write_table

    def once(*args, **kwargs):
        if runs_in(tmp_path / "out"):
            raise KeyboardInterrupt
        write(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr("pyarrow.parquet.write_table", once)
        assert dial("run", short, second, "-o", tmp_path / "out", "--no-figures").code == 130
    (kept,) = runs_in(tmp_path / "out")
    assert kept.parent.name == "short"
    assert drafts_in(tmp_path) == []
    said = dial("run", short, second, "-o", tmp_path / "out", "--no-figures")
    assert said.code == 0
    assert said.out.count("already run") == 1


def test_a_real_interrupt(short, tmp_path):
    files = [short.with_name(f"s{n}.yaml") for n in range(12)]
    for path in files:
        path.write_text(SHORT, encoding="utf-8")
    command = [sys.executable, "-m", "sim", "run", *map(str, files), "-o", str(tmp_path / "out"), "--no-figures"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as child:
        waited = time.monotonic() + 60
        while not runs_in(tmp_path / "out") and child.poll() is None and time.monotonic() < waited:
            time.sleep(0.02)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
    said = decent(Said(child.returncode, out.decode(), err.decode()))
    assert said.code == 130
    assert 1 <= len(runs_in(tmp_path / "out")) < len(files)
    assert drafts_in(tmp_path) == []


@pytest.mark.parametrize(
    ("seconds", "stop"), in_rings(product([0.3, 0.9, 2.0], [signal.SIGINT, signal.SIGTERM]), 6), ids=str
)
def test_workers_go_with_an_interrupted_ensemble(short, tmp_path, stop, seconds):
    """Whether they still import or already run; the signal reaches the whole group, as from a terminal."""
    command = [sys.executable, "-m", "sim", "run", str(short), "--draws", "400000", "--workers", "2"]
    command += ["-o", str(tmp_path / "out")]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "start_new_session": True}
    with subprocess.Popen(command, env=environment(), **pipes) as child:
        waited = time.monotonic() + 60
        while not drafts_in(tmp_path) and child.poll() is None and time.monotonic() < waited:
            time.sleep(0.02)
        time.sleep(seconds)
        os.killpg(child.pid, stop)
        out, err = child.communicate(timeout=60)
    said = decent(Said(child.returncode, out.decode(), err.decode()))
    assert said.code == 130
    assert drafts_in(tmp_path) == []
    assert runs_in(tmp_path / "out") == []


@pytest.mark.parametrize("workers", ["0", "-1", "257"])
def test_workers_out_of_range(dial, short, workers):
    said = dial("run", short, "--workers", workers)
    assert said.code == 2
    assert "--workers: is out of range" in said.err


# -- pipes and terminals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "buffered"), in_rings(product([("explain", UNSCR), ("list",)], BUFFERED), 4), ids=str
)
def test_a_reader_that_leaves_early_is_no_trouble(arguments, buffered):
    command = [sys.executable, "-m", "sim", *map(str, arguments)]
    extra = environment(PYTHONUNBUFFERED=buffered)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=extra) as child:
        assert child.stdout.readline()
        child.stdout.close()
        err = child.stderr.read().decode()
        assert child.wait(60) == 0
    assert [line for line in err.splitlines() if not line.startswith("note: ")] == []


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
@pytest.mark.parametrize("arguments", ["--help", "run --help", "list"])
def test_a_reader_that_was_never_there(arguments):
    command = f'"{sys.executable}" -m sim {arguments} | true; exit "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", command], capture_output=True, env=environment(), check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
def test_head_of_a_run(short, tmp_path):
    command = f'"{sys.executable}" -m sim run "{short}" --no-figures -o "{tmp_path}/out" 2>"{tmp_path}/err" | head -1'
    done = subprocess.run(["bash", "-c", command], capture_output=True, env=environment(), check=False)
    assert done.stdout == b"One year\n"
    assert all(line.startswith("note: ") for line in (tmp_path / "err").read_text().splitlines())
    assert len(runs_in(tmp_path / "out")) == 1


@pytest.mark.parametrize("arguments", [("explain", UNSCR), pytest.param(("sources",), marks=pytest.mark.slow)])
def test_a_terminal_that_knows_no_letters_but_ascii(arguments):
    said = in_a_process(*arguments, PYTHONIOENCODING="ascii")
    assert said.code == 0
    assert "\\u2026" in said.out


def test_streams_and_codes_of_a_real_process(short, tmp_path):
    good = in_a_process("run", short, "--no-figures", cwd=tmp_path)
    assert good.code == 0
    assert "note: " not in good.out
    bad = in_a_process("run", "none.yaml", cwd=tmp_path)
    assert (bad.code, bad.out) == (2, "")
    assert "none.yaml: no such file" in bad.err
    assert in_a_process("--version").out == f"dial {__version__}\n"


@pytest.mark.parametrize(
    ("given", "said"),
    {
        "1e3": "'1e3' is not a whole number: write 1000",
        "4.0": "'4.0' is not a whole number: write 4",
        "1_000": "is not a whole number, such as 1024",
        "٣": "is not a whole number, such as 1024",
        "nan": "is not a whole number, such as 1024",
        "many": "is not a whole number, such as 1024",
        "9" * 5000: "is not a whole number, such as 1024",
    }.items(),
)
def test_a_number_of_the_command_line_is_plain_digits(given, said, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["run", "none.yaml", "--draws", given])
    assert stopped.value.code == 2
    error = capsys.readouterr().err
    assert said.replace("'", "") in error
    assert len(error) < 1000
