"""Make the figures of README and docs again: python -m tests.regression.figures [unscr_2371|dial_small|score ...]."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sim.cli.main import main

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "docs" / "figures"
COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "unscr_2371": (
        ("run", f"{ROOT}/scenarios/unscr_2371.yaml", "--draws", "512", "-o", "runs"),
        ("plot", "runs/unscr_2371", "--kind", "revenue", "--format", "png", "-o", "unscr_2371"),
    ),
    "dial_small": (
        ("sweep", "dial_small", "-o", "sweeps"),
        ("plot", "sweeps/dial_small", "--kind", "dial", "--format", "png", "-o", "dial_small"),
    ),
    "score": (("score", "-o", "scores"),),
}
"""The commands of each figure, in a folder of their own."""


def made(name: str, place: Path) -> list[Path]:
    """Make a figure below a folder, which is the current one; returns the picture and its alt text."""
    for command in COMMANDS[name]:
        code = main(command)
        if code:
            raise SystemExit(f"dial {' '.join(command)}: exit code {code}")
    return [next(place.rglob(f"{name}{ending}")) for ending in (".png", "_alt.txt")]


def make(names: Sequence[str]) -> None:
    """Make figures and put them into docs."""
    import os

    for name in names or COMMANDS:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            for path in made(name, Path(folder)):
                shutil.copy(path, PLACE / path.name)
            os.chdir(ROOT)


if __name__ == "__main__":
    make(sys.argv[1:])
