"""A scenario run to its folder: the central run, the ensemble where draws are asked for, tables, figures, headline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.analysis.answer import Answer, ask
from sim.analysis.bands import Bands, ask_draws, bands_block, bands_facts, lanes_of
from sim.analysis.headline import Headline, headline_of
from sim.domain.scenario import Scenario
from sim.drawn import DrawsFile, fan_of, file_name, write_bands
from sim.ensemble import CHUNK, Reducer
from sim.plots.fan import fan_figure
from sim.plots.revenue import revenue_figure, save_figure
from sim.report.progress import Progress
from sim.report.text import headline_text
from sim.results import curves_of, place_of, write_central, write_headline
from sim.storage import finished, new_folder, storage
from sim.totals import Frame


@dataclass(frozen=True)
class Finished:
    """A run on disk and what it says."""

    place: Path
    text: str
    new: bool


def run_to_folder(scenario: Scenario, out: Path, command: Sequence[str], workers: int = 1) -> Finished:
    """Run a scenario and write its folder, whole or not at all; a finished identical run is not redone."""
    place = place_of(scenario, out)
    if finished(place):
        with storage(place):
            return Finished(place, (place / "headline.txt").read_text(encoding="utf-8"), False)
    with new_folder(place) as folder:
        answer = ask(scenario)
        headline = headline_of(answer)
        write_central(folder, answer, command)
        save_figure(revenue_figure(curves_of(answer)), folder / "revenue")
        if scenario.draws > 1:
            bands = _draw(answer, folder, workers)
            write_bands(folder, bands)
            save_figure(fan_figure(fan_of(bands)), folder / "fan")
            headline = _with_bands(headline, bands)
        text = headline_text(headline)
        write_headline(folder, headline, text)
    return Finished(place, text, True)


def _draw(answer: Answer, folder: Path, workers: int) -> Bands:
    files: list[DrawsFile] = []

    def sinks(lane: str, frame: Frame) -> list[Reducer]:
        groups = {g: [frame.streams.index(s) for s in sorted(answer.group(g))] for g in frame.groups}
        files.append(DrawsFile(folder / f"draws_{file_name(lane)}.parquet", frame, groups))
        return [files[-1]]

    progress = Progress(answer.scenario.draws * len(lanes_of(answer.scenario)))
    try:
        return ask_draws(answer, workers, CHUNK, progress, sinks)
    finally:
        for file in files:
            file.close()


def _with_bands(headline: Headline, bands: Bands) -> Headline:
    facts = [fact for fact in headline.facts if not fact.startswith("one central run")]
    return replace(headline, blocks=(bands_block(bands), *headline.blocks), facts=(*bands_facts(bands), *facts))
