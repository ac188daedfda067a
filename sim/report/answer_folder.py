"""Answers on screen, as JSON and in a folder: what was said, tidy tables with their dictionary, a figure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim import __version__
from sim.analysis.answer import Answer, TidyTable
from sim.domain.scenario import SCHEMA_VERSION, Scenario
from sim.plots.saving import Drawn, save_figure
from sim.plots.style import SIZES, Size
from sim.report.text import headline_text
from sim.store.folders import new_folder
from sim.store.formats import csv_text, json_text
from sim.store.provenance import cited, run_id


def answer_text(answer: Answer) -> str:
    """An answer as printed."""
    return headline_text(answer.headline)


def answer_content(answer: Answer, scenarios: Sequence[Scenario]) -> dict[str, Any]:
    """An answer as plain content, every number of it: what JSON holds."""
    said = answer.headline
    return {
        "schema_version": SCHEMA_VERSION,
        "version": __version__,
        "command": answer.name,
        "asked": list(answer.key),
        "scenarios": {scenario.name: run_id(scenario) for scenario in scenarios},
        "draws": answer.draws,
        "title": said.title,
        "question": said.question,
        "changed": said.changed,
        "facts": list(said.facts),
        "tables": {table.id: _content(table) for table in answer.tables},
    }


def _content(table: TidyTable) -> dict[str, Any]:
    names = [column.id for column in table.columns]
    return {
        "title": table.title,
        "columns": {column.id: {"meaning": column.label, "unit": column.unit} for column in table.columns},
        "rows": [dict(zip(names, row, strict=True)) for row in table.rows],
    }


def write_answer(
    answer: Answer,
    scenarios: Sequence[Scenario],
    out: Path,
    how: Sequence[str],
    draw: Callable[[Size], Drawn] | None = None,
    size: Size = SIZES["page"],
) -> Path:
    """Write an answer below a folder, whole or not at all; returns its place. `draw` makes its figure at a size."""
    place = out / answer.name / _id(answer, scenarios)
    content = answer_content(answer, scenarios)
    with new_folder(place) as draft:
        folder = draft.folder
        said = replace(answer.headline, cite=cited(f"{answer.name} {place.name}", answer.headline.title))
        (folder / "headline.txt").write_text(headline_text(said), encoding="utf-8")
        (folder / "answer.json").write_text(json_text(content), encoding="utf-8")
        (folder / "dictionary.csv").write_text(csv_text(_dictionary(answer.tables)), encoding="utf-8")
        for table in answer.tables:
            (folder / f"{table.id}.csv").write_text(table_csv(table), encoding="utf-8")
        if draw:
            save_figure(draw(size), folder / answer.name)
        about = {name: content[name] for name in ("schema_version", "version", "scenarios", "asked", "draws")}
        about |= {"command": list(how)}
        about |= {"seed": scenarios[0].seed, "sampler": scenarios[0].sampler} if scenarios else {}
        (folder / "provenance.json").write_text(json_text(about), encoding="utf-8")
    return place


def _id(answer: Answer, scenarios: Sequence[Scenario]) -> str:
    parts = [*(run_id(scenario) for scenario in scenarios), *answer.key, str(answer.draws), __version__]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def table_csv(table: TidyTable) -> str:
    """A tidy table as CSV."""
    return csv_text({column.id: [row[n] for row in table.rows] for n, column in enumerate(table.columns)})


def _dictionary(tables: Sequence[TidyTable]) -> dict[str, list[str]]:
    """What every column of every table means, and its unit."""
    rows = [(table.id, column) for table in tables for column in table.columns]
    return {
        "table": [table for table, _ in rows],
        "column": [column.id for _, column in rows],
        "unit": [column.unit for _, column in rows],
        "meaning": [column.label for _, column in rows],
    }
