"""Where shipped scenarios and tables lie, installed or in a checkout."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parents[1]

NOT_SCENARIOS = ("reference", "schema", "sweeps", "observations")
"""Folders beside the shipped scenarios that hold none."""


def shipped() -> Path:
    """The folder of shipped scenarios: inside the package where it is installed, beside it in a checkout."""
    inside = PACKAGE / "_scenarios"
    return inside if inside.is_dir() else PACKAGE.parent / "scenarios"


def find_scenario(name: str) -> Path:
    """The file of a scenario: the one named, or the shipped one where a bare name stands for nothing here.

    Those in folders go by folder and name: 'today/today'.
    """
    here = Path(name)
    try:
        bare = not name.startswith((".", "/")) and ".." not in here.parts and here.suffix in ("", ".yaml")
        there = shipped() / (name if here.suffix else f"{name}.yaml")
        return there if bare and not here.exists() and there.is_file() else here
    except (OSError, ValueError):
        return here
