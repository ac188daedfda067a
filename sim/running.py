"""A scenario run to its folder: the central run, the ensemble where draws are asked for, tables, figures, headline."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.analysis.answer import Answer, ask
from sim.analysis.bands import Bands, answer_in_words, ask_draws, lanes_of, with_bands
from sim.analysis.headline import headline_of
from sim.domain.scenario import Scenario
from sim.drawn import CellsFile, DrawsFile, cells_megabytes, fan_of, file_name, write_bands
from sim.ensemble import CHUNK, Reducer
from sim.plots.fan import fan_figure
from sim.plots.revenue import revenue_figure, save_figure
from sim.report.progress import Progress
from sim.report.text import headline_text
from sim.results import curves_of, place_of, write_central, write_headline
from sim.storage import finished, new_folder, storage
from sim.totals import Frame

CHUNK_WITH_CELLS = 512
"""Lanes of a chunk whose every cell and month are kept: a quarter of a gigabyte otherwise."""


@dataclass(frozen=True)
class Finished:
    """A run on disk and what it says. `stopped_at`: the draws done when Ctrl-C came, None where all were."""

    place: Path
    text: str
    new: bool
    stopped_at: int | None = None


def run_to_folder(
    scenario: Scenario, out: Path, command: Sequence[str], workers: int = 1, cells: bool = False
) -> Finished:
    """Run a scenario and write its folder, whole or not at all; a finished identical run is not redone.

    Stopped by Ctrl-C among its draws, it is written as the run of the draws that were done. With `cells` every cell of
    every month by draw is written too; a finished run without them is done again in a folder of its own.
    """
    place = place_of(scenario, out, cells)
    if finished(place):
        with storage(place):
            return Finished(place, (place / "headline.txt").read_text(encoding="utf-8"), False)
    with new_folder(place) as draft:
        answer = ask(scenario)
        bands = _draw(answer, draft.folder, workers, cells) if scenario.draws > 1 else None
        answer = bands.answer if bands else answer
        headline = headline_of(answer)
        if bands:
            write_bands(draft.folder, bands)
            save_figure(fan_figure(fan_of(bands)), draft.folder / "fan")
            headline = with_bands(headline, bands)
        text = headline_text(headline)
        write_central(draft.folder, answer, command)
        write_headline(draft.folder, headline, text)
        curves = curves_of(answer, answer_in_words(bands) if bands else "")
        save_figure(revenue_figure(curves), draft.folder / "revenue")
        draft.place = place_of(answer.scenario, out, cells)
    done = answer.scenario.draws
    return Finished(draft.place, text, True, done if done < scenario.draws else None)


def _draw(answer: Answer, folder: Path, workers: int, cells: bool) -> Bands:
    scenario = answer.scenario
    files: list[DrawsFile | CellsFile] = []

    def sinks(lane: str, frame: Frame) -> list[Reducer]:
        groups = {g: [frame.streams.index(s) for s in sorted(answer.group(g))] for g in frame.groups}
        mine: list[DrawsFile | CellsFile] = [DrawsFile(folder / f"draws_{file_name(lane)}.parquet", frame, groups)]
        if frame.cells:
            mine.append(CellsFile(folder / "cells_scenario.parquet", frame, scenario.start))
            size = cells_megabytes(frame, scenario.months, scenario.draws)
            print(f"monthly cells by draw: about {size:,.0f} MB before compression", file=sys.stderr)
        files.extend(mine)
        return list(mine)

    progress = Progress(scenario.draws * len(lanes_of(scenario)))
    try:
        return ask_draws(answer, workers, CHUNK_WITH_CELLS if cells else CHUNK, progress, sinks, cells)
    finally:
        for file in files:
            file.close()
