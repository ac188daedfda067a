"""The Pythons that continuous integration finds, and the environment that each of them has for itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_FOUND = "#!/bin/sh\necho 'python: command not found' >&2\nexit 127\n"
WITHOUT_VENV = f'#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"\n'
SOUND = f'#!/bin/sh\nexec {sys.executable} "$@"\n'
OLD = '#!/bin/sh\ncase "$2" in *ensurepip*) ;; *print*) echo 3.10;; *) exit 1;; esac\n'
MINOR = f"{sys.version_info[0]}.{sys.version_info[1]}"


def command(folder: Path, text: str, name: str = f"python{MINOR}") -> Path:
    """A command in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)
    return folder / name


def found(home: Path, *path: Path) -> list[str]:
    """What is found where only these folders are on PATH, and managers keep nothing but what is below a home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYENV", "ASDF", "UV_"))}
    folders = os.pathsep.join(map(str, (*path, home / "tools")))
    for tool in ("awk", "bash", "cut", "sort", "tr"):
        (home / "tools").mkdir(parents=True, exist_ok=True)
        (home / "tools" / tool).symlink_to(_which(tool))
    done = subprocess.run(
        [_which("bash"), str(ROOT / ".ci" / "pythons")], env=kept | {"HOME": str(home), "PATH": folders},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()


def _which(tool: str) -> str:
    return next(str(Path(f) / tool) for f in os.get_exec_path() if (Path(f) / tool).exists())


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What make would do, or says."""
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "GNUMAKE"))}
    command = ["make", "-C", str(ROOT), *arguments]
    return subprocess.run(command, env=alone, capture_output=True, text=True, check=False)


def test_a_python_counts_once_when_it_answers(tmp_path):
    sound = command(tmp_path / "a", SOUND).parent
    assert found(tmp_path / "home", sound, sound) == [sys.executable]


@pytest.mark.parametrize("text", [NOT_FOUND, WITHOUT_VENV, OLD], ids=["shim", "no venv", "old"])
def test_a_command_that_does_not_answer_hides_no_python_behind_it(tmp_path, text):
    useless = command(tmp_path / "a", text).parent
    assert found(tmp_path / "empty", useless) == []
    kept = tmp_path / "home" / ".pyenv" / "versions" / f"{MINOR}.1" / "bin"
    command(kept, SOUND)
    assert found(tmp_path / "home", useless) == [sys.executable]


@pytest.mark.parametrize("goal", ["quick", "test", "test-slow", "lint"])
def test_each_python_has_its_own_environment(goal):
    """The one that plain make takes has another than those that are asked for."""
    for python, environment in ((sys.executable, f".venv-{MINOR}"), ("python3", ".venv")):
        lines = make("-nB", f"PYTHON={python}", goal).stdout.splitlines()
        assert {line.partition("/")[0] for line in lines if line.startswith(".venv")} == {environment}
        assert f"rm -rf {environment}" in lines


def test_an_old_python_is_told_what_is_needed(tmp_path):
    done = make(f"PYTHON={command(tmp_path, OLD, 'python3.10')}", "quick")
    assert done.returncode == 2
    assert "needs Python 3.11 or newer; try: make PYTHON=python3.11 quick" in done.stderr
    assert not (ROOT / ".venv-3.10").exists()
