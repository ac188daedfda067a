"""A user without a home: nothing can be kept there, and figures come without a word on it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT)}


def loading(module: str, home: Path, before: str = "") -> str:
    """What is said on standard error when a module is loaded by a user with a home in which nothing can be kept."""
    command = [sys.executable, "-c", f"{before}import {module}"]
    done = subprocess.run(command, env=KEPT | {"HOME": str(home)}, capture_output=True, text=True, check=True)
    return done.stderr


def test_figures_are_loaded_without_a_word(tmp_path):
    nowhere = tmp_path / "a_file"
    nowhere.touch()
    assert loading("sim.plots", nowhere / "home") == ""


def test_nor_is_a_word_said_of_a_home_that_is_there_and_may_not_be_written_to(tmp_path):
    """Asked of a Python for which that holds of every folder, since whoever runs tests may write to all."""
    assert loading("sim.plots", tmp_path, "import os; os.access = lambda *_, **__: False; ") == ""


def test_other_words_of_matplotlib_are_not_swallowed():
    from sim.plots import NO_CACHE, _worth_saying

    said = [logging.LogRecord("matplotlib", 30, "", 0, text, None, None) for text in (*NO_CACHE, "Bad value in file")]
    assert [_worth_saying(record) for record in said] == [False] * len(NO_CACHE) + [True]
    assert _worth_saying not in logging.getLogger("matplotlib").filters
