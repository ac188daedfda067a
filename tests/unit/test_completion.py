"""Completion: what a shell offers where the cursor stands is what the parser takes there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from sim.cli.grammar import shipped_names
from sim.cli.main import _parser, main
from sim.reading.reference import find_scenario
from sim.sweeps.design.reading import find_sweep
from tests.unit.test_commands_in_documents import options_of

ASK = """
source ./dial.bash
ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _dial; printf '%s ' "${COMPREPLY[@]}"; printf '\\n'; }
"""
OFFERED = {
    ("dial", "ru"): "run",
    ("dial", "run", "unscr_2371_c"): "unscr_2371_claim",
    ("dial", "run", "today/tod"): "today/today",
    ("dial", "check", "ladder", "mine"): "mine.yaml mine too.yaml",
    ("dial", "run", "ladder", "--sam"): "--sampler",
    ("dial", "run", "ladder", "--sampler", ""): "keyed sobol",
    ("dial", "run", "ladder", "--draws", ""): "",
    ("dial", "run", "--draws", "run", "unscr_2371", "--no"): "--no-figures",
    ("dial", "sweep", "st"): "status",
    ("dial", "sweep", "dial_sm"): "dial_small",
    ("dial", "sweep", "dial_small", "--dry"): "--dry-run",
    ("dial", "sweep", "status", "mi"): "mine.yaml mine too.yaml",
    ("dial", "new", "sc"): "scenario",
    ("dial", "new", "scenario", "mi"): "mine.yaml mine too.yaml",
    ("dial", "import", "comtrade", "un"): "",
    ("dial", "import", "comtrade", "x.csv", "--unit", "k"): "kUSD",
    ("dial", "list", "str"): "streams",
    ("dial", "score", "--observations", "mi"): "mine.yaml mine too.yaml",
    ("dial", "completion", ""): "bash zsh",
    ("dial", "rum", ""): "",
    ("dial", "show", "mi"): "missions",
    ("dial", "show", "unscr_2375.te"): "unscr_2375.textiles",
    ("dial", "show", "rus"): "russia",
    ("dial", "show", "coal", "lad"): "ladder",
    ("dial", "explain", "ladder", "--stream", "coa"): "coal",
    ("dial", "explain", "ladder", "--partner", "chi"): "china",
    ("dial", "plot", "--size", "c"): "column",
}


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints for a shell."""
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


def test_bash_offers_what_may_stand_at_the_cursor(capsys, tmp_path):
    (tmp_path / "dial.bash").write_text(script("bash", capsys), encoding="utf-8")
    for name in ("mine.yaml", "mine too.yaml"):
        (tmp_path / name).touch()
    asked = "".join("ask " + " ".join(f"'{word}'" for word in words) + "\n" for words in OFFERED)
    done = subprocess.run(["bash", "-u", "-c", ASK + asked], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    given = dict(zip(OFFERED, done.stdout.splitlines(), strict=True))
    assert {words: sorted(line.split()) for words, line in given.items()} == {
        words: sorted(line.split()) for words, line in OFFERED.items()
    }


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_no_command_option_or_scenario_is_left_out(capsys, shell):
    text = script(shell, capsys)
    parser = _parser()
    commands = next(action.choices for action in parser._actions if isinstance(action.choices, dict))
    names = shipped_names()
    wanted = {*commands, *options_of(parser), *(name for every in names.values() for name in every)}
    assert [word for word in sorted(wanted) if word not in text] == []


def test_names_that_are_offered_find_their_files():
    names = shipped_names()
    assert {"unscr_2371", "ladder", "today/today", "campaign/random_ladder"} <= set(names["scenarios"])
    assert [name for name in names["scenarios"] if not find_scenario(name).is_file()] == []
    assert [name for name in names["sweeps"] if not find_sweep(name).is_file()] == []


@pytest.mark.skipif(shutil.which("zsh") is None, reason="no zsh here")
def test_zsh_takes_its_script(capsys, tmp_path):
    place = Path(tmp_path / "_dial")
    place.write_text(script("zsh", capsys), encoding="utf-8")
    loaded = "autoload -U compinit && compinit -D -u && source ./_dial && print $_comps[dial] && functions -c _dial a"
    done = subprocess.run(["zsh", "-f", "-c", loaded], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "_dial\n", "")
