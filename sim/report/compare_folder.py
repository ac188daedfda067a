"""Runs compared on the same draws, to a folder: table, draws, figure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from sim import __version__
from sim.analysis.compare import Side, compare_block, differences, side_of, whole_years
from sim.analysis.curves import Differences
from sim.analysis.said import Headline
from sim.domain.scenario import SCHEMA_VERSION, Scenario
from sim.plots.differences import differences_figure
from sim.plots.revenue import save_figure
from sim.report.progress import Progress
from sim.report.run_folder import Finished, write_headline
from sim.report.text import headline_text
from sim.runs.question import Question
from sim.runs.results import Results
from sim.runs.run import run
from sim.runs.variants import SCENARIO
from sim.store.formats import csv_text, json_text, write_parquet
from sim.store.provenance import run_id
from sim.store.storage import finished, new_folder, storage


def compare_to_folder(scenarios: Sequence[Scenario], out: Path, command: Sequence[str], workers: int = 1) -> Finished:
    """Compare the first scenario with each other one and write results/compare/<id>, whole or not at all.

    All have the same draws, seed and sampler.
    """
    place = _place(scenarios, out)
    if finished(place):
        return _already(place)
    years = whole_years(scenarios)
    progress = Progress(scenarios[0].draws * len(scenarios))
    return _write([_run(one, workers, progress) for one in scenarios], years, place, command)


def compare_runs(runs: Sequence[Results], out: Path, command: Sequence[str]) -> Finished:
    """The same of finished runs, from what their folders hold. All have the same draws, seed and sampler."""
    scenarios = [one.scenario for one in runs]
    place = _place(scenarios, out)
    return _already(place) if finished(place) else _write(runs, whole_years(scenarios), place, command)


def _place(scenarios: Sequence[Scenario], out: Path) -> Path:
    ids = "\0".join(run_id(scenario) for scenario in scenarios)
    return out / "compare" / hashlib.sha256(ids.encode()).hexdigest()[:12]


def _already(place: Path) -> Finished:
    with storage(place):
        return Finished(place, (place / "headline.txt").read_text(encoding="utf-8"), False)


def _run(scenario: Scenario, workers: int, progress: Progress) -> Results:
    central = run(Question(scenario))
    drawn = run(Question(scenario, (SCENARIO,), scenario.draws), workers, progress)
    if drawn.draws < scenario.draws:
        raise KeyboardInterrupt
    return central.beside(drawn)


def _write(runs: Sequence[Results], years: Sequence[int], place: Path, command: Sequence[str]) -> Finished:
    scenarios = [one.scenario for one in runs]
    names, draws = _names(scenarios), scenarios[0].draws
    sides = [side_of(one, name) for one, name in zip(runs, names, strict=True)]
    shown = differences(sides, years)
    titles = tuple(f"{side.name}: {side.title}" for side in sides)
    headline = Headline(shown.title, shown.subtitle, (compare_block(shown, draws),), titles)
    text = headline_text(headline)
    with new_folder(place) as draft:
        folder = draft.folder
        write_headline(folder, headline, text)
        (folder / "compare.csv").write_text(csv_text(_rows(shown)), encoding="utf-8")
        write_parquet(folder / "draws.parquet", _draw_columns(sides))
        save_figure(differences_figure(shown), folder / "compare")
        about = _about(scenarios, names, command)
        (folder / "provenance.json").write_text(json_text(about), encoding="utf-8")
    return Finished(place, text, True)


def _about(scenarios: Sequence[Scenario], names: Sequence[str], command: Sequence[str]) -> dict[str, Any]:
    ids = [run_id(scenario) for scenario in scenarios]
    first = scenarios[0]
    return {
        "scenarios": dict(zip(names, ids, strict=True)),
        "draws": first.draws,
        "seed": first.seed,
        "sampler": first.sampler,
        "command": list(command),
        "version": __version__,
        "schema_version": SCHEMA_VERSION,
    }


def _names(scenarios: Sequence[Scenario]) -> list[str]:
    """The scenarios' names, numbered where one stands twice."""
    names: list[str] = []
    for scenario in scenarios:
        count = sum(name.partition(" (")[0] == scenario.name for name in names)
        names.append(f"{scenario.name} ({count + 1})" if count else scenario.name)
    return names


def _rows(shown: Differences) -> list[dict[str, Any]]:
    rows = []
    for difference in shown.rows:
        table = asdict(difference)
        for n, year in enumerate(difference.years):
            row: dict[str, Any] = {"pair": difference.label, "year": year}
            for name in ("central", "median", "low50", "high50", "low90", "high90"):
                row[f"{name}_musd"] = float(table[name][n])
            row |= {"chance_denies_more": float(difference.chance[n]), "schema_version": SCHEMA_VERSION}
            rows.append(row)
    return rows


def _draw_columns(sides: Sequence[Side]) -> dict[str, Any]:
    """A row a scenario, draw and year."""
    parts: list[dict[str, Any]] = []
    for side in sides:
        years, draws = side.denied.shape
        part: dict[str, Any] = {
            "scenario": [side.name] * (years * draws),
            "draw": np.repeat(np.arange(draws), years),
            "year": np.tile(np.array(side.years), draws),
            "goods_denied_musd": np.ascontiguousarray(side.denied.T).ravel(),
        }
        parts.append(part)
    names = [name for part in parts for name in part["scenario"]]
    return {"scenario": names} | {
        name: np.concatenate([part[name] for part in parts]) for name in ("draw", "year", "goods_denied_musd")
    }
