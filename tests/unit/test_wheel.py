"""The wheel: built from a copy of the tree without network, it runs a shipped scenario from an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sim import __version__

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
NEEDED = ("sim", "scenarios", "tests", "docs", "benchmarks", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE",
          "Makefile", "requirements.lock")  # fmt: skip
SCENARIO = "unscr_2371.yaml"
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]


def copy_of_the_tree(place: Path) -> Path:
    """The files git knows or would add; outside git, what the source distribution holds."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False) if shutil.which("git") else None
    if listed is None or listed.returncode or not listed.stdout:
        ignored = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
        for name in NEEDED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, place / name, ignore=ignored)
            elif source.is_file():
                place.mkdir(exist_ok=True)
                shutil.copy2(source, place / name)
        return place
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    return place


def run(command: list[str], **place) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **place)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Path:
    """A copy of the checkout."""
    return copy_of_the_tree(tmp_path_factory.mktemp("copied") / "tree")


@pytest.fixture(scope="module")
def wheel(tree, tmp_path_factory) -> Path:
    """The built wheel."""
    place = tmp_path_factory.mktemp("wheel")
    offline = ["--no-deps", "--no-build-isolation", "--no-index"]
    run([*PIP, "wheel", *offline, "-w", str(place / "built"), "."], cwd=tree)
    (built,) = (place / "built").iterdir()
    return built


@pytest.fixture(scope="module")
def site(wheel, tmp_path_factory) -> Path:
    """A folder with the wheel installed, and nothing else."""
    place = tmp_path_factory.mktemp("installed") / "site"
    run([*PIP, "install", "--no-deps", "--no-index", "--no-compile", "--target", str(place), str(wheel)])
    return place


def dial(site: Path, here: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The installed command, away from the checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment = kept | {"PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}
    return run([sys.executable, "-m", "sim", *arguments], cwd=here, env=environment)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_wheel_holds_the_package_and_the_scenarios_and_no_more(wheel, tree):
    with zipfile.ZipFile(wheel) as file:
        names = set(file.namelist())
    assert wheel.name == f"dprk_dial-{__version__}-py3-none-any.whl"
    assert {name.split("/")[0] for name in names} == {"sim", f"dprk_dial-{__version__}.dist-info"}
    code = {path.relative_to(tree).as_posix() for path in (tree / "sim").rglob("*") if path.is_file()}
    data = {
        path.relative_to(tree / "scenarios").as_posix() for path in (tree / "scenarios").rglob("*") if path.is_file()
    }
    assert {name for name in names if name.startswith("sim/")} == code | {f"sim/_scenarios/{name}" for name in data}
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
    assert any(name.endswith("/LICENSE") for name in names)


def test_a_shipped_scenario_runs_from_an_empty_folder(site, tree, tmp_path):
    before = contents(site)
    done = dial(site, tmp_path, "run", SCENARIO)
    assert "UNSCR 2371 with the dials of mid-2017" in done.stdout
    (folder,) = (tmp_path / "results" / "unscr_2371").iterdir()
    assert {path.name for path in tmp_path.iterdir()} == {"results"}
    assert {"summary.csv", "headline.json", "revenue.png", "provenance.json"} <= {p.name for p in folder.iterdir()}
    again = dial(site, tmp_path, "run", SCENARIO)
    assert "already run" in again.stdout
    assert contents(site) == before
    dial(tree, tmp_path / "results", "run", SCENARIO, "-o", "of_the_checkout")
    (other,) = (tmp_path / "results" / "of_the_checkout" / "unscr_2371").iterdir()
    assert other.name == folder.name
    assert (other / "summary.csv").read_bytes() == (folder / "summary.csv").read_bytes()


def test_it_is_the_installed_package_that_runs(site, tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    code = "import sim; from sim.reading.reference import shipped; print(sim.__file__, shipped())"
    done = run([sys.executable, "-c", code], cwd=tmp_path, env=kept | {"PYTHONPATH": str(site)})
    file, home = done.stdout.split()
    assert Path(file) == site / "sim" / "__init__.py"
    assert Path(home) == site / "sim" / "_scenarios"


def test_other_commands_work_installed(site, tmp_path):
    assert "ladder.yaml: fine" in dial(site, tmp_path, "check", "ladder.yaml", "history.yaml").stdout
    assert "unscr_2371.yaml" in dial(site, tmp_path, "list", "scenarios").stdout
    assert "numbers rest on judgement" in dial(site, tmp_path, "sources").stdout
    (tmp_path / "mine.yaml").write_text("based_on: ladder.yaml\ntitle: Mine\n", encoding="utf-8")
    assert "mine.yaml: fine" in dial(site, tmp_path, "check", "mine.yaml").stdout
    assert {path.name for path in tmp_path.iterdir()} == {"mine.yaml"}


def test_the_command_has_its_name(site, tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = run([str(site / "bin" / "dial"), "--version"], cwd=tmp_path, env=kept | {"PYTHONPATH": str(site)})
    assert done.stdout == f"dial {__version__}\n"


def test_a_tree_outside_git_can_be_copied(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    tree = copy_of_the_tree(tmp_path / "tree")
    assert (tree / "sim" / "cli" / "main.py").is_file()
    assert (tree / "scenarios" / SCENARIO).is_file()
    assert not list(tree.rglob("__pycache__"))
