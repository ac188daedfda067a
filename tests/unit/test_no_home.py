"""A user without a home: nothing can be kept there, and figures come without a word on it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT)}


def loading(module: str, home: Path) -> str:
    """What is said on standard error when a module is loaded by a user whose home is a place that cannot be."""
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}"], env=KEPT | {"HOME": str(home)}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return done.stderr


def test_figures_are_loaded_without_a_word(tmp_path):
    nowhere = tmp_path / "a_file"
    nowhere.touch()
    assert loading("sim.plots", nowhere / "home") == ""


def test_other_words_of_matplotlib_are_not_swallowed():
    from sim.plots import NO_CACHE, _worth_saying

    said = [logging.LogRecord("matplotlib", 30, "", 0, text, None, None) for text in (*NO_CACHE, "Bad value in file")]
    assert [_worth_saying(record) for record in said] == [False, False, True]
    assert _worth_saying not in logging.getLogger("matplotlib").filters
