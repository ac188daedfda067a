"""Processes that commands start import the program and what it depends on, never what lies in the current folder."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import numpy
import pytest

from sim.runs.draws import CHUNK

ROOT = Path(__file__).parents[2]
DIAL = (str(Path(sys.executable).with_name("dial")),)
MODULE = (sys.executable, "-m", "sim")
SITE = str(Path(numpy.__file__).parents[1])
BARE = (sys.executable, "-S", "-m", "sim")
"""A Python that reads no `.pth` file, so that an editable install is not there."""

BASE = "based_on: unscr_2371.yaml\ntitle: short\nbundle: [unscr_2371]\nhorizon: {start: 2017-01, end: 2017-12}\n"
SWEEP = "title: tiny\nbase: base.yaml\naxes: {campaign.dial: [2, 8]}\ndraws: 2\noutputs: [goods.receipts]\n"
HOSTILE = """\
import os
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "executed"), "a") as marker:
    marker.write(__name__ + "\\n")
raise SystemExit(f"{__file__} was imported")
"""
TWO = ("--workers", "2")
SWEPT = ("sweep", "tiny.yaml", "--no-figures", *TWO)
STARTERS = {
    "ensemble": ("run", "base.yaml", "--draws", str(CHUNK + 1), *TWO),
    "sweep": SWEPT,
    "dask": (*SWEPT, "--dask", "local"),
}
"""Commands that start children. An ensemble does where its draws are more than one chunk."""


@cache
def names() -> frozenset[str]:
    """Every module of the standard library, and the top of every package that is installed beside the program."""
    return frozenset(
        name for name in (*sys.stdlib_module_names, *packages_distributions(), "sim") if name.isidentifier()
    )


@cache
def taken_by_python() -> frozenset[str]:
    """What `python -m` imports, the current folder first, before it comes to the module it was asked for."""
    code = "import runpy, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True).stdout
    return frozenset({name.partition(".")[0] for name in loaded.split()} | {"sim"})


def place_with(folder: Path, hostile: frozenset[str]) -> Path:
    """A folder with a scenario, a sweep, and modules that leave a mark and end whoever imports them."""
    (folder / "base.yaml").write_text(BASE)
    (folder / "tiny.yaml").write_text(SWEEP)
    for name in hostile:
        (folder / f"{name}.py").write_text(HOSTILE)
    return folder


def carry_out(place: Path, *command: str, given: str | None = None, **variables: str) -> str:
    """A command as a user starts it in a folder: it ends well, and no module there was executed. What it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=place, env=kept | variables, input=given, capture_output=True, text=True, check=False, timeout=300
    )
    marker = place / "executed"
    assert not marker.exists(), marker.read_text()
    assert done.returncode == 0, done.stderr
    return done.stdout


LONG = ("ensemble", "dask")
BY_LENGTH = [pytest.param(what, marks=pytest.mark.slow) if what in LONG else what for what in STARTERS]


@pytest.mark.parametrize("what", BY_LENGTH)
def test_the_command(tmp_path, what):
    place = place_with(tmp_path, names())
    assert {"signal", "multiprocessing", "numpy", "queue", "socket", "distributed", "sim"} <= names()
    carry_out(place, *DIAL, *STARTERS[what])


@pytest.mark.slow
def test_the_batch_script(tmp_path):
    place = place_with(tmp_path, names())
    script = carry_out(place, *DIAL, "sweep", "slurm", "tiny.yaml", "--tasks", "1")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    carry_out(place, "bash", given=script, PATH=path, SLURM_ARRAY_TASK_ID="0", SLURM_CPUS_PER_TASK="2")


@pytest.mark.slow
@pytest.mark.parametrize("what", STARTERS)
def test_the_module(tmp_path, what):
    """Python itself looks for the program, and for the few modules that find it, in the current folder first."""
    hostile = names() - taken_by_python()
    assert {"signal", "multiprocessing", "numpy", "queue", "socket", "argparse"} <= hostile
    carry_out(place_with(tmp_path, hostile), *MODULE, *STARTERS[what])


@pytest.mark.slow
def test_the_module_with_pythons_own_safe_path(tmp_path):
    carry_out(place_with(tmp_path, names()), sys.executable, "-P", "-m", "sim", *STARTERS["sweep"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "of_the_checkout"), [(f"{SITE}{os.pathsep}{ROOT}", False), (SITE, True)], ids=["path", "checkout"]
)
def test_a_program_that_is_not_installed(tmp_path, path, of_the_checkout):
    """Found by the PYTHONPATH that the user sets, or because its checkout is the current folder."""
    place = place_with(tmp_path, frozenset())
    where = ROOT if of_the_checkout else place
    command = ("sweep", str(place / "tiny.yaml"), "--out", str(place), "--no-figures", *TWO)
    carry_out(where, *BARE, *command, PYTHONPATH=path)
    assert (place / "tiny" / "table.parquet").exists()


def test_the_users_own_path_comes_first(tmp_path):
    """A folder on PYTHONPATH is there on purpose, even if it is the current one."""
    (tmp_path / "argparse.py").write_text('raise SystemExit("argparse of the user")')
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    for command in (DIAL, MODULE):
        done = subprocess.run(
            [*command, "--version"], cwd=tmp_path, env=kept | {"PYTHONPATH": str(tmp_path)}, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.stderr == "argparse of the user\n"
