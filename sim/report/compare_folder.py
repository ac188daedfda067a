"""Runs compared on the same draws, to a folder: table, draws, figure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sim import __version__
from sim.analysis.compare import (
    Side,
    aligned,
    compare_block,
    compared,
    differences,
    lettered,
    levels_block,
    side_of,
    what_was_changed,
    whole_years,
)
from sim.analysis.curves import Differences
from sim.analysis.said import Headline
from sim.common.errors import BadInput, Problem
from sim.domain.scenario import SCHEMA_VERSION, Scenario
from sim.plots.differences import differences_figure
from sim.plots.saving import save_figure
from sim.plots.style import SIZES
from sim.report.run_folder import Finished, standing, write_headline
from sim.report.text import headline_text
from sim.runs.progress import Progress
from sim.runs.question import Question
from sim.runs.results import Results
from sim.runs.run import run
from sim.runs.variants import SCENARIO
from sim.store.folders import finished, new_folder
from sim.store.formats import csv_text, json_text, write_parquet
from sim.store.provenance import cited, run_id
from sim.store.storage import storage

SHOWN = 0.5
"""USD million a year from which on a difference in labour or services has a table."""


def compare_to_folder(scenarios: Sequence[Scenario], out: Path, command: Sequence[str], workers: int = 1) -> Finished:
    """Compare the first scenario with each other one and write results/compare/<id>, whole or not at all.

    All have the same draws, seed and sampler.
    """
    place = standing(_place([run_id(scenario) for scenario in scenarios], out))
    if finished(place):
        return _already(place)
    years = whole_years(scenarios)
    progress = Progress(scenarios[0].draws * len(scenarios))
    return _write([_run(one, workers, progress) for one in scenarios], years, place, command)


def compare_runs(runs: Sequence[Results], out: Path, command: Sequence[str]) -> Finished:
    """The same of finished runs, from what their folders hold. Raises BadInput where they do not share their luck."""
    _check_luck(runs)
    place = standing(_place([one.id for one in runs], out))
    if finished(place):
        return _already(place)
    return _write(runs, whole_years([one.scenario for one in runs]), place, command)


def _check_luck(runs: Sequence[Results]) -> None:
    """Runs are compared draw by draw, so that all of them must have drawn the same."""
    given: dict[str, list[str]] = {
        "draws": [f"{one.draws:,}" for one in runs],
        "seed": [str(one.scenario.seed) for one in runs],
        "sampler": [one.scenario.sampler for one in runs],
    }
    names = " and ".join(f"{one.scenario.name} {one.id}" for one in runs)
    if "1" in given["draws"]:
        hint = "run their scenarios with --draws 1024, or compare the scenario files"
        raise BadInput(Problem("a central run has no draws to compare", names, key="draws", given="1", hint=hint))
    for key, values in given.items():
        if len(set(values)) > 1:
            message, text = f"runs of other {key} are not compared", " and ".join(values)
            hint = "run them again alike, or compare the scenario files, which draws anew"
            raise BadInput(Problem(message, names, key=key, given=text, hint=hint))


def _place(ids: Sequence[str], out: Path) -> Path:
    return out / "compare" / hashlib.sha256("\0".join(ids).encode()).hexdigest()[:12]


def _already(place: Path) -> Finished:
    with storage(place):
        return Finished(place, (place / "headline.txt").read_text(encoding="utf-8"), False)


def _run(scenario: Scenario, workers: int, progress: Progress) -> Results:
    central = run(Question(scenario))
    return central.beside(run(Question(scenario, (SCENARIO,), scenario.draws), workers, progress))


def _write(runs: Sequence[Results], years: Sequence[int], place: Path, command: Sequence[str]) -> Finished:
    scenarios = [one.scenario for one in runs]
    names, draws = _numbered([scenario.name for scenario in scenarios]), scenarios[0].draws
    titles = _numbered([scenario.title for scenario in scenarios])
    sides = [side_of(one, title) for one, title in zip(runs, titles, strict=True)]
    shown = differences(sides, years)
    beside = dict(_beside_goods(runs, titles, years))
    others = [compare_block(found, draws, group) for group, found in beside.items()]
    blocks = (levels_block(sides, years, draws), compare_block(shown, draws), *others)
    said = (
        *(f"{text} ({name})" for text, name in zip(lettered(sides), names, strict=True)),
        *aligned(scenarios, years),
    )
    headline = Headline(shown.words.title, compared(sides), blocks, said, what_was_changed(sides))
    headline = replace(headline, cite=cited(f"comparison {place.name}", headline.title))
    text = headline_text(headline)
    with new_folder(place) as draft:
        folder = draft.folder
        write_headline(folder, headline, text)
        (folder / "compare.csv").write_text(csv_text(_columns({"goods": shown} | beside)), encoding="utf-8")
        write_parquet(folder / "draws.parquet", _draw_columns(names, sides))
        save_figure(differences_figure(shown, SIZES["page"]), folder / "compare")
        about = _about(runs, names, command)
        (folder / "provenance.json").write_text(json_text(about), encoding="utf-8")
    return Finished(place, text, True)


def _about(runs: Sequence[Results], names: Sequence[str], command: Sequence[str]) -> dict[str, Any]:
    ids, first = [one.id for one in runs], runs[0].scenario
    return {
        "scenarios": dict(zip(names, ids, strict=True)),
        "draws": first.draws,
        "seed": first.seed,
        "sampler": first.sampler,
        "command": list(command),
        "version": __version__,
        "schema_version": SCHEMA_VERSION,
    }


def _beside_goods(
    runs: Sequence[Results], titles: Sequence[str], years: Sequence[int]
) -> Iterator[tuple[str, Differences]]:
    """Differences in labour and services by group, never added to goods, where there are any."""
    for group in ("labour", "services"):
        if all(group in one.axes["group"] and one.group(group) for one in runs):
            shown = differences([side_of(one, title, group) for one, title in zip(runs, titles, strict=True)], years)
            if any(np.abs([row.low90, row.high90]).max() >= SHOWN for row in shown.rows):
                yield group, shown


def _numbered(given: Sequence[str]) -> list[str]:
    """Names, numbered where one stands twice."""
    return [f"{name} ({given[:n].count(name) + 1})" if name in given[:n] else name for n, name in enumerate(given)]


def _columns(by_group: Mapping[str, Differences]) -> dict[str, Any]:
    """A row a group, pair and year."""
    rows = [(group, row) for group, shown in by_group.items() for row in shown.rows]
    found: dict[str, Any] = {
        "group": [group for group, row in rows for _ in row.years],
        "pair": [row.label for _, row in rows for _ in row.years],
        "year": [year for _, row in rows for year in row.years],
    }
    for name in ("central", "median", "low50", "high50", "low90", "high90"):
        found[f"{name}_musd"] = np.concatenate([getattr(row, name) for _, row in rows])
    found["chance_denies_more"] = np.concatenate([row.chance for _, row in rows])
    return found | {"schema_version": [SCHEMA_VERSION] * len(found["year"])}


def _draw_columns(names: Sequence[str], sides: Sequence[Side]) -> dict[str, Any]:
    """A row a scenario, draw and year."""
    parts: list[dict[str, Any]] = []
    for name, side in zip(names, sides, strict=True):
        years, draws = side.denied.shape
        part: dict[str, Any] = {
            "scenario": [name] * (years * draws),
            "draw": np.repeat(np.arange(draws), years),
            "year": np.tile(np.array(side.years), draws),
            "goods_denied_musd": np.ascontiguousarray(side.denied.T).ravel(),
        }
        parts.append(part)
    return {"scenario": [name for part in parts for name in part["scenario"]]} | {
        name: np.concatenate([part[name] for part in parts]) for name in ("draw", "year", "goods_denied_musd")
    }
