"""What is given to others: one version, a source distribution that lacks nothing, an image of what is here."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest

from sim import __version__
from tests.unit.test_wheel import copy_of_the_tree

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SENT = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
MOST_PACKAGES = 30


def instructions() -> list[tuple[str, str]]:
    """The Containerfile, an instruction a line: its word and the rest."""
    lines = (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()
    said = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in said]


def test_one_version_stands_everywhere():
    cited = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M)
    assert cited is not None
    assert PROJECT["project"]["version"] == cited[1] == __version__


def test_all_that_is_sent_is_there():
    assert [name for name in SENT if not (ROOT / name).exists()] == []


def test_running_needs_few_packages_and_all_that_are_asked_for():
    names = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements-runtime.lock").read_text(encoding="utf-8"), re.M))
    asked = {re.split(r"[^\w.-]", one)[0] for one in PROJECT["project"]["dependencies"]}
    assert asked <= names
    assert len(names) <= MOST_PACKAGES


def test_the_image_is_made_of_what_is_here():
    copied = [words for word, rest in instructions() if word == "COPY" for words in [shlex.split(rest)[:-1]]]
    sources = [name for words in copied if not words[0].startswith("--") for name in words]
    assert [name for name in sources if not (ROOT / name).exists()] == []
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert not set(sources) & set(lines)
    wanted = {PROJECT["project"]["readme"], *PROJECT["project"]["license-files"], "pyproject.toml", "sim", "scenarios"}
    assert wanted <= set(sources)


def test_the_image_starts_a_command_that_there_is_on_a_python_that_will_do():
    said = instructions()
    for base in (rest.split()[0] for word, rest in said if word == "FROM"):
        version = re.fullmatch(r"python:3\.(\d+)-slim", base)
        assert version is not None
        assert int(version[1]) >= 11
    assert ("ENTRYPOINT", '["dial"]') in said
    assert "dial" in PROJECT["project"]["scripts"]
    installs = [rest for word, rest in said if word == "RUN" and "pip install" in rest]
    assert [rest for rest in installs if "--require-hashes" not in rest and "--no-index" not in rest] == []


@pytest.mark.slow
def test_the_source_distribution_holds_what_the_tree_does(tmp_path):
    tree = copy_of_the_tree(tmp_path / "tree")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path / "built")]
    subprocess.run(command, cwd=tree, check=True, capture_output=True)
    (built,) = (tmp_path / "built").iterdir()
    with tarfile.open(built) as archive:
        sent = {name.partition("/")[2] for name in archive.getnames()} - {"PKG-INFO"}
    assert sent == {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()} - {"dist"}
