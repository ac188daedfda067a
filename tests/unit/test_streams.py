"""Standard output and error that are closed, full or left by their reader: the work is done, the exit code kept."""

from __future__ import annotations

import io
import shlex
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path

import pytest

from sim.cli.main import main
from sim.reading.reference import shipped
from tests.rings import in_rings
from tests.unit.test_cli import FULL, SHORT, environment, runs_in

UNSCR = shipped() / "unscr_2371.yaml"
DIAL = f'"{sys.executable}" -m sim'
CLOSED = [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"]
COMMANDS = [("list", 0), ("--help", 0), (f'check "{UNSCR}"', 0), ("check no_such_file", 2), ("no_such_command", 2)]
WAYS = [(closed, *command) for command in COMMANDS for closed in CLOSED]


def shell(command: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        ["bash", "-c", command], cwd=cwd, capture_output=True, env=environment(), check=False, timeout=300
    )
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr
    return done


@cache
def known(command: str) -> tuple[int, bytes, bytes]:
    """A command's exit code and what it says where nothing is closed, asked once, in this process."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        try:
            code = main(shlex.split(command))
        except SystemExit as leaving:
            code = int(leaving.code or 0)
    return code, out.getvalue().encode(), err.getvalue().encode()


@pytest.mark.parametrize(("closed", "command", "code"), in_rings(WAYS, 5))
def test_closed_streams_lose_what_is_printed_and_nothing_else(tmp_path, monkeypatch, closed, command, code):
    """What would have gone to a closed stream goes nowhere, least of all into the other one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    done, (known_code, out, err) = shell(f"{DIAL} {command} {closed}", tmp_path), known(command)
    assert done.returncode == known_code == code
    assert done.stdout == (b"" if " >&-" in f" {closed}" else out)
    assert done.stderr == (b"" if "2>&-" in closed else err)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("closed", [pytest.param(">&-", marks=pytest.mark.slow), ">&- 2>&-"])
def test_a_run_with_closed_streams(tmp_path, monkeypatch, closed):
    """F08. Every file of the run holds what it holds elsewhere: no word of the command has got into one of them."""
    (tmp_path / "short.yaml").write_text(SHORT)
    asked = "run short.yaml --draws 64 --workers 2 --no-figures -o"
    monkeypatch.chdir(tmp_path)
    assert main([*asked.split(), "there"]) == 0
    assert shell(f"{DIAL} {asked} out {closed}", tmp_path).returncode == 0
    (one,), (other,) = runs_in(tmp_path / "there"), runs_in(tmp_path / "out")
    files = [path.name for path in sorted(one.iterdir()) if path.name != "provenance.json"]  # with time and command
    assert [(name, (other / name).read_bytes()) for name in files] == [(n, (one / n).read_bytes()) for n in files]


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
def test_notes_that_cannot_be_printed_are_dropped(tmp_path):
    done = shell(f'{DIAL} check "{UNSCR}" --set horizon.start=2017-07 2>/dev/full', tmp_path)
    assert (done.returncode, b"fine" in done.stdout) == (0, True)
    assert shell(f"{DIAL} check no_such_file 2>/dev/full", tmp_path).returncode == 2


def test_a_reader_that_has_left_does_not_stop_the_work(tmp_path):
    """Both scenarios are run, though nobody reads a word of the first."""
    (tmp_path / "one.yaml").write_text(SHORT)
    (tmp_path / "two.yaml").write_text(SHORT.replace("One", "Another"))
    command = f'{DIAL} run one.yaml two.yaml --no-figures -o out 2>&1 | true; exit "${{PIPESTATUS[0]}}"'
    assert shell(f"export PYTHONUNBUFFERED=1; {command}", tmp_path).returncode == 0
    assert len(runs_in(tmp_path / "out")) == 2


@pytest.mark.parametrize(("command", "code"), in_rings(COMMANDS, 3))
def test_a_reader_that_has_left_leaves_the_exit_code(tmp_path, command, code):
    assert shell(f'{DIAL} {command} 2>&1 | true; exit "${{PIPESTATUS[0]}}"', tmp_path).returncode == code


def test_descriptors_that_were_closed_are_not_given_to_a_file(tmp_path):
    """Else what is printed lands in the next file that is opened, such as a table."""
    (tmp_path / "one.py").write_text(
        "import os, sys; from sim.cli.main import main; main(['list']); sys.exit(os.open('file', os.O_CREAT) < 3)"
    )
    assert shell(f"{sys.executable} one.py >&- 2>&-", tmp_path).returncode == 0
    assert (tmp_path / "file").read_bytes() == b""


@pytest.mark.parametrize("columns", ["0", "1", "9", "40", "many"])
def test_narrow_terminals_and_those_without_colour(monkeypatch, capsys, columns):
    """Nothing is coloured anyway, and no width is too small."""
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("NO_COLOR", "1")
    for words in (["--help"], ["run", "--help"], ["sweep", "expand", "--help"]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0
    assert main(["list"]) == 0
    assert main(["check", "no_such_file"]) == 2
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err
