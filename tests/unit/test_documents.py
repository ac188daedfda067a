"""What documents say is so: their commands run, their Python runs, the files they name exist."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.cli.main import main
from sim.reading.scenario import read_scenario
from sim.runs.question import Question
from sim.runs.run import run
from tests.regression.notebook import NOTEBOOK, words_of

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")), NOTEBOOK]
TUTORIAL = ROOT / "docs" / "tutorial.md"
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\| `dial ([^`]+)` \|", README, re.M)
QUICK = ("check", "explain", "sources", "list", "schema", "completion")
"""The README's commands that simulate at most one run."""
FEW, DRAWING = 64, ("leverage", "lift", "solve", "sensitivity", "compare scenarios")
A_LINK = re.compile(r"\]\(([^)\s]+)\)")
A_PATH = re.compile(r"(?<![\w/.-])(?:sim|tests|benchmarks|docs|scenarios)/[\w/.*-]*\w")


def blocks_of(path: Path) -> list[tuple[str, str]]:
    """The fenced blocks of a document: language and text."""
    return re.findall(r"^```(\w+)\n(.*?)^```", path.read_text(encoding="utf-8"), re.M | re.S)


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Path:
    """A folder of one's own with the shipped scenarios, and the tests' examples, beside it."""
    for name in ("scenarios", "tests"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def arguments_of(command: str) -> list[str]:
    """A command's arguments, patterns of files filled in as a shell does."""
    found = []
    for word in shlex.split(command):
        found += sorted(map(str, Path().glob(word))) if "*" in word else [word]
    return found


def with_few_draws(command: str) -> list[str]:
    """The arguments of a command that draws, with so few draws that all of them can be tried."""
    fewer = re.sub(r"--draws \d+", f"--draws {FEW}", command)
    if fewer.startswith(DRAWING) and "--draws" not in fewer:
        fewer += f" --draws {FEW}"
    return arguments_of(fewer)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_a_document_names_is_there(path):
    named = set(A_PATH.findall(words_of(path))) - {"docs/_build"}  # which make docs makes
    assert [name for name in sorted(named) if not any(ROOT.glob(name))] == []


def headings_of(path: Path) -> set[str]:
    """The places in a document that a link can lead to, as they are spelt behind its #."""
    heads = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", words_of(path), flags=re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


def broken_links(path: Path) -> list[str]:
    """The links of a document to files or headings that are not there."""
    text = re.sub(r"```.*?```", "", words_of(path), flags=re.S)
    found = []
    for link in A_LINK.findall(text):
        name, _, heading = link.partition("#")
        leads_to = path.parent / name if name else path
        if "://" not in link and not (leads_to.exists() and (not heading or heading in headings_of(leads_to))):
            found.append(link)
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_somewhere(path):
    assert broken_links(path) == []


def test_a_link_to_no_file_or_heading_is_found(tmp_path):
    (tmp_path / "other.md").write_text("# A partner's dial\n```sh\n# no heading\n```\n", encoding="utf-8")
    links = ("other.md", "other.md#a-partners-dial", "#here", "http://a.b", "gone.md", "other.md#no-heading", "#gone")
    (tmp_path / "page.md").write_text("# Here\n" + " ".join(f"[x]({link})" for link in links), encoding="utf-8")
    assert broken_links(tmp_path / "page.md") == ["gone.md", "other.md#no-heading", "#gone"]


def test_paths_are_found_in_documents_at_all():
    assert A_PATH.findall("`sim/runs/run.py`, (docs/model.md#a) and sim/gone.py.") == [
        "sim/runs/run.py", "docs/model.md", "sim/gone.py",
    ]  # fmt: skip
    assert len(COMMANDS) >= 11


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith(QUICK)])
def test_a_command_of_the_readme_runs(desk, capsys, command):
    assert main(arguments_of(command)) == 0
    assert capsys.readouterr().out


@pytest.mark.slow
def test_all_other_commands_of_the_readme_run_in_order(desk, capsys):
    compared = ["run scenarios/china_holds.yaml --draws 64", "run scenarios/china_defects.yaml --draws 64"]
    for command in [*compared, *(c for c in COMMANDS if not c.startswith(QUICK))]:
        assert main(with_few_draws(command)) == 0, command
        assert capsys.readouterr().out


@pytest.mark.slow
def test_the_tutorial_runs_from_its_first_line_to_its_last(desk, capsys):
    names: dict[str, object] = {}
    for language, text in blocks_of(TUTORIAL):
        if language == "yaml":
            (desk / text.splitlines()[0].removeprefix("# ")).write_text(text, encoding="utf-8")
        for line in text.splitlines() if language == "sh" else ():
            assert main(arguments_of(line.removeprefix("dial "))) == 0, line
        if language == "python":
            exec(compile(text, str(TUTORIAL), "exec"), names)
    out = capsys.readouterr().out
    assert "('behaviour.theta', '0.5', '--set')" in out
    assert "2018" in out


def test_what_contributors_are_told_to_add_is_read_and_runs(tmp_path):
    home = shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    for language, text in blocks_of(ROOT / "CONTRIBUTING.md"):
        head, _, rest = text.partition("\n")
        if language == "csv":
            with (tmp_path / head.removeprefix("# ")).open("a", encoding="utf-8") as table:
                table.write(rest)
        else:
            (home / head.removeprefix("# ")).write_text(text, encoding="utf-8")
    scenario = read_scenario(home / "act.yaml", folder=home).scenario
    assert "atlantis" in {partner.id for partner in scenario.partners}
    assert "amber" in {stream.id for stream in scenario.streams}
    assert {"resistance.atlantis", "baseline.amber.atlantis"} <= set(scenario.numbers)
    results = run(Question(scenario))
    assert results.of("receipts")[:, results.positions(["amber"])].sum() > 0
    lost = (results.of("value") - results.of("receipts")).sum(axis=0)
    struck = [results.streams[k] for k in np.flatnonzero(lost > 1e-6)]
    assert struck == ["seafood"]


def test_the_example_of_the_package_runs():
    done = doctest.testmod(sim)
    assert (done.failed, done.attempted) == (0, 5)


def test_the_package_offers_what_it_says():
    assert {name for name in dir(sim) if name in sim.__all__} == set(sim.__all__)
    for name in (name for name in sim.__all__ if name != "__version__"):
        assert getattr(sim, name).__doc__
    assert (Path(sim.__file__).parent / "py.typed").is_file()
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = sim.nothing_such
