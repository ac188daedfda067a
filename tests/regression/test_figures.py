"""Figures of README and docs are fresh, and every kind of figure of every shipped scenario is legible at every size."""

from __future__ import annotations

import gc
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from sim.analysis.said import about
from sim.cli.grammar import shipped_names
from sim.cli.main import main
from sim.plots.style import SIZES
from sim.reading.reference import shipped
from sim.report.pictures import RUN_KINDS
from sim.report.run_folder import read_folder
from sim.runs.results import Results
from tests.regression.figures import COMMANDS, GALLERY, PLACE, ROOT, gallery, made
from tests.unit.looked_at import faults, smallest

CENTRAL_KINDS = {"channels", "bridge", "streams", "partners"}
"""What shows the central run whether or not there are draws: its parts add up."""
LEAST = {"column": 7.0, "page": 8.0, "slide": 14.0}
SHORT = ("unscr_2371", "--set", "horizon.start=2017-07", "--set", "horizon.end=2018-12")


def test_every_figure_that_documents_show_is_made_by_a_command() -> None:
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    shown = {name for path in documents for name in re.findall(r"figures/(\w+)\.png", path.read_text(encoding="utf-8"))}
    assert shown == set(COMMANDS)
    for name in shown:
        alt = (PLACE / f"{name}_alt.txt").read_text(encoding="utf-8").strip()
        assert alt.encode("latin-1", "ignore")[:60] in (PLACE / f"{name}.png").read_bytes()


def test_the_gallery_has_the_published_answers_and_the_figures_words() -> None:
    assert GALLERY.read_text(encoding="utf-8") == gallery(), "python -m tests.regression.figures"


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_figure_of_the_documents_is_fresh(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _, alt = made(name, tmp_path)
    assert alt.read_text(encoding="utf-8") == (PLACE / alt.name).read_text(encoding="utf-8")


def ran(place: Path, scenario: str, *settings: str) -> Path:
    """The folder of a run of few draws."""
    some = ["--draws", "16", "--workers", "1", "--no-figures"]
    assert main(["run", str(shipped() / f"{scenario}.yaml"), *settings, *some, "-o", str(place)]) == 0
    (folder,) = (path for path in (place / Path(scenario).name).iterdir() if not path.name.startswith("."))
    return folder


@lru_cache(maxsize=1)
def _results(folder: Path) -> Results:
    """What a folder holds, read once for all sizes."""
    return read_folder(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run."""
    return ran(tmp_path_factory.mktemp("runs"), *SHORT)


def all_kinds(folder: Path, size: str) -> dict[str, Any]:
    """Every kind of figure of a run at a size; the reason where it has none of a kind."""
    results = _results(folder)
    return {kind: draw(results, folder, SIZES[size]) for kind, draw in RUN_KINDS.items()}


def looked_at(drawn: Mapping[str, Any], size: str) -> list[str]:
    """What is wrong with any figure at a size."""
    found = {kind: [] if isinstance(one, str) else faults(one, LEAST[size]) for kind, one in drawn.items()}
    return [f"{kind}: {fault}" for kind, some in found.items() for fault in some]


@pytest.fixture(scope="module")
def drawn(folder: Path) -> dict[str, Any]:
    """Its figures of every kind, drawn once."""
    return all_kinds(folder, "page")


def test_every_kind_of_a_run_can_be_read(drawn: dict[str, Any]) -> None:
    sizes = {kind: smallest(one.figure) for kind, one in drawn.items()}
    print("smallest text on a page, points: " + ", ".join(f"{kind} {points:g}" for kind, points in sizes.items()))
    assert min(sizes.values()) >= LEAST["page"]
    assert looked_at(drawn, "page") == []


@pytest.mark.slow
@pytest.mark.parametrize("scenario", shipped_names()["scenarios"])
def test_every_kind_of_every_shipped_scenario_can_be_read_at_every_size(scenario: str, tmp_path: Path) -> None:
    folder = ran(tmp_path, scenario)
    found = {size: looked_at(all_kinds(folder, size), size) for size in SIZES}
    gc.collect()  # figures are circles of 10 MB each, and tests look for circles seldom
    assert {size: some for size, some in found.items() if some} == {}


def test_every_number_in_a_title_is_the_headlines(folder: Path, drawn: dict[str, Any]) -> None:
    said = (folder / "headline.txt").read_text(encoding="utf-8")
    for kind, one in drawn.items():
        assert not isinstance(one, str), kind
        missing = [number for number in re.findall(r"\d[\d,]*", one.title) if number not in said]
        assert missing == [], one.title
        below = one.alt.removeprefix(one.title)
        assert ("central run" in below) == (kind in CENTRAL_KINDS), below
        assert ("16 draws" in below) == ("90 %" in one.title), below
        if kind == "waterfall":
            assert _adds_up(one.table)


def test_areas_of_the_central_run_stand_under_a_title_of_the_draws(folder: Path, drawn: dict[str, Any]) -> None:
    """A stack can only be of one run: what that takes is said beside the headline's median."""
    words, table = drawn["channels"].title, drawn["channels"].table
    (said,) = re.findall(r"against no sanctions: (all acts .*)", (folder / "headline.txt").read_text(encoding="utf-8"))
    assert words.lower() == said.lower()
    year = [n for n, month in enumerate(table["month"]) if month.startswith("2018")]
    without, received = (sum(table[f"{name}_musd"][n] for n in year) for name in ("without_sanctions", "received"))
    assert f"areas of the central run, which takes {about(without - received)}" in drawn["channels"].alt


def _adds_up(table: Mapping[str, Sequence[Any]]) -> bool:
    """Whether the changes of a waterfall lead from its first total to its last, every step with a band around it."""
    first, *changes, last = table["musd"]
    inside = [low <= one <= high for low, one, high in zip(table["low90"], table["musd"], table["high90"], strict=True)]
    return bool(abs(first + sum(changes) - last) < 1.0 and len(changes) > 1 and all(inside))
