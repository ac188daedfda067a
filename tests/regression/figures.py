"""Make the figures of README and docs again, and the gallery of the campaign's scenarios.

python -m tests.regression.figures                       # all of them
python -m tests.regression.figures dial_small off_ramp   # only these; the gallery's page is written each time
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sim.cli.main import main

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "docs" / "figures"
GALLERY = ROOT / "docs" / "gallery.md"
SHOWN = {
    "knob_turned_up": "revenue",
    "full_court_press": "revenue",
    "secondary_sanctions": "revenue",
    "china_by_dial": "revenue",
    "india_halts": "revenue",
    "workers_repatriation": "partners",
    "sudan_inducement": "streams",
    "levers_services": "streams",
    "asean_coalition": "revenue",
    "random_ladder": "revenue",
    "off_ramp": "revenue",
    "border_closed": "revenue",
}
"""Scenarios of the campaign, one for most systems, and what each is drawn as."""
DRAWS = "64"
COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "unscr_2371": (
        ("run", f"{ROOT}/scenarios/unscr_2371.yaml", "--draws", "512", "-o", "runs"),
        ("plot", "runs/unscr_2371", "--kind", "revenue", "--format", "png", "-o", "unscr_2371"),
    ),
    "dial_small": (
        ("sweep", "dial_small", "-o", "sweeps"),
        ("plot", "sweeps/dial_small", "--kind", "dial", "--format", "png", "-o", "dial_small"),
    ),
    "dial_curves": (
        ("sweep", "dial_curves", "-o", "sweeps"),
        ("plot", "sweeps/dial_curves", "--kind", "dial", "--format", "png", "-o", "dial_curves"),
    ),
    "score": (("score", "-o", "scores"),),
} | {
    name: (
        ("run", f"{ROOT}/scenarios/campaign/{name}.yaml", "--draws", DRAWS, "--no-figures", "-o", "runs"),
        ("plot", f"runs/{name}", "--kind", kind, "--size", "column", "--format", "png", "-o", name),
    )
    for name, kind in SHOWN.items()
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
    GALLERY.write_text(gallery(), encoding="utf-8")


def gallery() -> str:
    """The page of the gallery: of each scenario its title, its answer and its figure, with the figure's text."""
    from tests.regression.campaign_answers import DRAWS as LANES
    from tests.regression.campaign_answers import PUBLISHED, scenario_named

    answers = json.loads(PUBLISHED.read_text(encoding="utf-8"))["answers"]
    parts = [
        "# Gallery\n",
        "Scenarios of the campaign ([all](scenarios.md#what-the-campaigns-scenarios-answer)), most systems, by",
        f"`python -m tests.regression.figures`. Answers are of {LANES} draws, against what each is held against;",
        f"figures are of {DRAWS}.",
    ]
    for name in SHOWN:
        alt = " ".join((PLACE / f"{name}_alt.txt").read_text(encoding="utf-8").split())
        words = alt.translate(str.maketrans("[]", "()"))
        parts.append(f"\n## {scenario_named(name).title}\n{answers[name]['line']}\n\n![{words}](figures/{name}.png)")
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    make(sys.argv[1:])
