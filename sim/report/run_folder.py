"""A scenario run to its folder: central run, draws where they are asked for, tables, figures, headline, provenance."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from sim.analysis.bands import with_bands
from sim.analysis.figures import revenue_of
from sim.analysis.headline import headline_of
from sim.analysis.opening import with_opening
from sim.analysis.questions import bands_question, headline_question, parts_question
from sim.analysis.reach import reach_table
from sim.analysis.said import Headline
from sim.domain.scenario import Scenario
from sim.reading.resolved import dump_resolved
from sim.reading.scores import known_scores
from sim.report.text import headline_text
from sim.runs.draw_files import CellsFile, DrawsFile, EventsFile, cells_megabytes
from sim.runs.draws import DrawsLost, Taker
from sim.runs.loaded import load
from sim.runs.pool import undisturbed
from sim.runs.progress import Progress
from sim.runs.question import Question
from sim.runs.results import Results
from sim.runs.run import run
from sim.runs.saved import draws_file, save
from sim.runs.variants import SCENARIO, Variant, streams_where
from sim.store.folders import as_written, finished, new_folder
from sim.store.formats import csv_text, json_text
from sim.store.provenance import cited, provenance, run_id
from sim.store.read_back import read_json
from sim.store.runs import id_of, load_run, place_of
from sim.store.storage import storage

HEADLINE, LARGEST_HEADLINE = "headline.json", 4_000_000


@dataclass(frozen=True)
class Finished:
    """A run on disk and what it says.

    `stopped_at`: the draws done when Ctrl-C came, or when workers were lost again and again, None where neither
    happened; `lost`: what became of those workers.
    """

    place: Path
    text: str
    new: bool
    stopped_at: int | None = None
    lost: str = ""


def run_to_folder(
    scenario: Scenario,
    out: Path,
    command: Sequence[str],
    workers: int = 1,
    cells: bool = False,
    figures: bool = True,
) -> Finished:
    """Run a scenario and write its folder, whole or not at all; a finished identical run is not redone.

    Stopped among its draws, by Ctrl-C or by workers that die again and again, it is written as the run of the draws
    that were done. Once they are, Ctrl-C waits until they are written: that takes seconds, and they may have taken
    hours. With `cells` every cell of every month by draw is written too; a finished run without them is done
    again in a folder of its own. Figures can be drawn later from what is on disk.
    """
    resolved = dump_resolved(scenario)
    place = standing(place_of(scenario, out, cells, resolved))
    if finished(place):
        with storage(place):
            return Finished(place, (place / "headline.txt").read_text(encoding="utf-8"), False)
    lost = ""
    with ExitStack() as calm, new_folder(place) as draft:
        results = run(headline_question(scenario))
        if scenario.draws > 1:
            if parts := parts_question(scenario):
                results = results.beside(run(parts, workers))
            drawn, lost = _draw(bands_question(scenario, cells), draft.folder, workers)
            results = results.beside(drawn)
            calm.enter_context(undisturbed())
        if results.draws < scenario.draws:
            resolved = dump_resolved(results.scenario)
            draft.place = standing(place_of(results.scenario, out, cells, resolved))
        text = _write(results, resolved, draft.folder, command, figures)
    stopped = results.stopped or results.draws < scenario.draws
    return Finished(draft.place, text, True, results.draws if stopped else None, lost)


def standing(place: Path) -> Path:
    """Where results stand as they were written, or belong; what was changed by hand is said and left as it is."""
    place, changed = as_written(place)
    for what in changed:
        print(f"note: {what}; run again beside it", file=sys.stderr)
    return place


def _write(results: Results, resolved: str, folder: Path, command: Sequence[str], figures: bool) -> str:
    """Everything a run leaves; returns what it says. `resolved` is the scenario as `dump_resolved` writes it."""
    results = replace(results, known_as=run_id(results.scenario, resolved))
    headline = headline_of(results)
    if results.draws > 1:
        headline = with_bands(headline, results)
    headline = with_opening(headline, results, known_scores(results.scenario))
    about = provenance(results.scenario, command, resolved)
    headline = replace(headline, cite=cited(f"run {about['run']}", headline.title))
    text = headline_text(headline)
    save(results, folder)
    write_headline(folder, headline, text)
    (folder / "reach.csv").write_text(csv_text(reach_table(results)), encoding="utf-8")
    (folder / "scenario.json").write_text(resolved, encoding="utf-8")
    (folder / "provenance.json").write_text(json_text(about), encoding="utf-8")
    if figures:
        _draw_figures(results, folder)
    return text


def _draw_figures(results: Results, folder: Path) -> None:
    from sim.plots.revenue import revenue_figure
    from sim.plots.saving import save_figure
    from sim.plots.style import SIZES

    save_figure(revenue_figure(revenue_of(results), SIZES["page"]), folder / "revenue")


def read_headline(folder: Path) -> Headline:
    """What a finished folder said, as numbers. Raises BadInput where that is gone or damaged."""
    form = TypeAdapter(Headline)  # here, since a run that only writes needs none
    return read_json(folder / HEADLINE, form, "the headline", LARGEST_HEADLINE, sealed=False, hint="run it again")


def write_headline(folder: Path, headline: Headline, text: str) -> None:
    """Write the headline, as numbers and as printed."""
    (folder / HEADLINE).write_text(json_text(asdict(headline)), encoding="utf-8")
    (folder / "headline.txt").write_text(text, encoding="utf-8")


def _draw(question: Question, folder: Path, workers: int) -> tuple[Results, str]:
    """The draws of a question, with the files that keep them all; and why some are missing, where workers were lost."""
    frame, scenario = question.frame, question.scenario
    groups = {g: [frame.streams.index(s) for s in sorted(streams_where(scenario, g.__eq__))] for g in frame.groups}
    with ExitStack() as files:
        takers: dict[Variant, list[Taker]] = {}
        for variant in (v for v in question.variants if not v.redrawn):
            file = DrawsFile(folder / draws_file(variant), frame, groups)
            takers[variant] = [files.enter_context(closing(file))]
        if frame.cells:
            cells = CellsFile(folder / "cells_scenario.parquet", frame, scenario.start)
            takers[SCENARIO].append(files.enter_context(closing(cells)))
            size = cells_megabytes(frame, scenario.months, scenario.draws)
            print(f"monthly cells by draw: about {size:,.0f} MB before compression", file=sys.stderr)
        if question.events:
            takers[SCENARIO].append(files.enter_context(closing(EventsFile(folder / "events.parquet"))))
        try:
            return run(question, workers, Progress(question.draws), takers, fewer=True), ""
        except DrawsLost as lost:
            if lost.results is None:
                raise
            return lost.results, str(lost)


def read_folder(folder: Path) -> Results:
    """The results of a finished run, as its folder has them: nothing is simulated."""
    return replace(load(folder, load_run(folder)), known_as=id_of(folder))
