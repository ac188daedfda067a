"""Scenarios compared on the same draws, to a folder: table, draws, figure."""

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
from sim.analysis.headline import Headline
from sim.cli.running import Finished
from sim.domain.scenario import SCHEMA_VERSION, Scenario
from sim.plots.differences import differences_figure
from sim.plots.revenue import save_figure
from sim.report.progress import Progress
from sim.report.results import write_headline
from sim.report.text import headline_text
from sim.runs.ensemble import CHUNK
from sim.store.formats import csv_text, json_text
from sim.store.provenance import run_id
from sim.store.storage import finished, new_folder, storage


def compare_to_folder(scenarios: Sequence[Scenario], out: Path, command: Sequence[str], workers: int = 1) -> Finished:
    """Compare the first scenario with each other one and write results/compare/<id>, whole or not at all.

    All have the same draws, seed and sampler.
    """
    draws, seed = scenarios[0].draws, scenarios[0].seed
    years = whole_years(scenarios)
    names = _names(scenarios)
    ids = [run_id(scenario) for scenario in scenarios]
    place = out / "compare" / hashlib.sha256("\0".join(ids).encode()).hexdigest()[:12]
    if finished(place):
        with storage(place):
            return Finished(place, (place / "headline.txt").read_text(encoding="utf-8"), False)
    progress = Progress(draws * len(scenarios))
    sides = [side_of(scenario, name, workers, CHUNK, progress) for scenario, name in zip(scenarios, names, strict=True)]
    shown = differences(sides, years)
    titles = tuple(f"{side.name}: {side.title}" for side in sides)
    headline = Headline(shown.title, shown.subtitle, (compare_block(shown, draws),), titles)
    text = headline_text(headline)
    with new_folder(place) as draft:
        folder = draft.folder
        write_headline(folder, headline, text)
        (folder / "compare.csv").write_text(csv_text(_rows(shown)), encoding="utf-8")
        _write_draws(folder / "draws.parquet", sides)
        save_figure(differences_figure(shown), folder / "compare")
        about: dict[str, Any] = {"scenarios": dict(zip(names, ids, strict=True)), "draws": draws, "seed": seed}
        about |= {
            "sampler": scenarios[0].sampler,
            "command": list(command),
            "version": __version__,
            "schema_version": SCHEMA_VERSION,
        }
        (folder / "provenance.json").write_text(json_text(about), encoding="utf-8")
    return Finished(place, text, True)


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


def _write_draws(path: Path, sides: Sequence[Side]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = []
    for side in sides:
        years, draws = side.denied.shape
        columns = {
            "scenario": [side.name] * (years * draws),
            "draw": np.repeat(np.arange(draws), years),
            "year": np.tile(np.array(side.years), draws),
            "goods_denied_musd": np.ascontiguousarray(side.denied.T).ravel(),
        }
        tables.append(pa.table(columns))
    table = pa.concat_tables(tables).replace_schema_metadata(
        {"schema_version": str(SCHEMA_VERSION), "version": __version__}
    )
    pq.write_table(table, path, use_dictionary=["scenario"], compression="zstd")
