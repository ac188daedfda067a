"""The figures that a finished folder can give, by kind: nothing is simulated, only what its tables hold is drawn."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.acts import timeline_of
from sim.analysis.compare import found
from sim.analysis.curves import Difference, Differences, Words
from sim.analysis.figures import revenue_of
from sim.analysis.multiples import partners_of, streams_of
from sim.analysis.said import Row
from sim.analysis.several import titles_of, words_of_several
from sim.analysis.ways import bridge_of, channels_of, waterfall_of
from sim.common.errors import BadInput, Problem, echo
from sim.common.letters import from_cell
from sim.plots.channels import channels_figure
from sim.plots.differences import differences_figure
from sim.plots.kinds import check_kind
from sim.plots.multiples import multiples_figure
from sim.plots.revenue import revenue_figure
from sim.plots.saving import Drawn, save_figure
from sim.plots.several import runs_figure
from sim.plots.style import SIZES, Size
from sim.plots.timeline import timeline_figure
from sim.plots.waterfall import waterfall_figure
from sim.report.run_folder import HEADLINE, read_headline
from sim.runs.results import Results
from sim.store.folders import new_files
from sim.store.manifest import provenance_of
from sim.store.storage import storage

Draw = Callable[[Results, Path, Size], Drawn | str]
"""A figure of a run from its folder, or in words why that cannot give it."""


def _revenue(results: Results, _: Path, size: Size) -> Drawn | str:
    return revenue_figure(revenue_of(results), size)


def _channels(results: Results, _: Path, size: Size) -> Drawn | str:
    return channels_figure(channels_of(results), size)


def _waterfall(results: Results, _: Path, size: Size) -> Drawn | str:
    return waterfall_figure(waterfall_of(results), size)


def _bridge(results: Results, folder: Path, size: Size) -> Drawn | str:
    block = next((block for block in read_headline(folder).blocks if block.id == "bridge"), None)
    if block is None:
        return "no claim of officials stands beside what it asks"
    labels, amounts = [row.label for row in block.rows], [_last(row, folder) for row in block.rows]
    names = [name.lstrip("= ") for name in labels]
    rows = [
        (f"{name[0].upper()}{name[1:]}", amount, label.startswith("="))
        for name, label, amount in zip(names, labels, amounts, strict=True)
    ]
    return waterfall_figure(bridge_of(results, rows), size)


def _last(row: Row, folder: Path) -> float:
    """The amount in a row's last column. Raises BadInput where there is none."""
    amount = row.values[-1] if row.values else None
    if not isinstance(amount, int | float):
        raise BadInput(Problem("has no amount in the table of the bridge", str(folder / HEADLINE), given=echo(row.id)))
    return float(amount)


def _streams(results: Results, _: Path, size: Size) -> Drawn | str:
    return multiples_figure(streams_of(results), size)


def _partners(results: Results, _: Path, size: Size) -> Drawn | str:
    return multiples_figure(partners_of(results), size)


def _timeline(results: Results, _: Path, size: Size) -> Drawn | str:
    shown = timeline_of(results)
    return timeline_figure(shown, size) if shown.acts else "no act comes to bind within its months"


RUN_KINDS: Mapping[str, Draw] = {
    "revenue": _revenue,
    "channels": _channels,
    "waterfall": _waterfall,
    "bridge": _bridge,
    "streams": _streams,
    "partners": _partners,
    "timeline": _timeline,
}
"""What a run can be drawn as, in the order of reading."""
COMPARE_KIND, LINES_KIND = "compare", "lines"


def size_of(name: str) -> Size:
    """The size of a figure by its name: column, page or slide."""
    return SIZES[name]


def write_figure(drawn: Drawn, stem: Path, formats: Sequence[str]) -> list[Path]:
    """A figure in each format, its alt text beside it: STEM.png and so on, all of them or none.

    Raises StorageTrouble where the folder cannot be written.
    """
    with new_files(stem.parent) as draft:
        paths = save_figure(drawn, draft / stem.name, formats)
    return [stem.parent / path.name for path in paths]


def run_figures(results: Results, folder: Path, kinds: Sequence[str], size: Size) -> Iterator[tuple[str, Drawn]]:
    """The figures of a run by kind: those asked for, else all that its folder can give.

    Raises BadInput for a kind that it cannot give, with the reason.
    """
    for kind in kinds or RUN_KINDS:
        check_kind(kind, RUN_KINDS, "a run")
        drawn = RUN_KINDS[kind](results, folder, size)
        if isinstance(drawn, Drawn):
            yield kind, drawn
        elif kinds:
            raise BadInput(
                Problem(f"cannot be drawn of this run: {drawn}", f"run {results.id}", key="--kind", given=kind)
            )


def several_figure(runs: Sequence[Results], size: Size) -> Drawn:
    """Several runs in one panel."""
    shown = dict(zip(titles_of(runs), (revenue_of(one, "goods") for one in runs), strict=True))
    return runs_figure(words_of_several(runs), shown, size)


def is_comparison(folder: Path) -> bool:
    """Whether a folder is a finished comparison's."""
    return (folder / "compare.csv").is_file()


def comparison_figures(folder: Path, kinds: Sequence[str], size: Size) -> Iterator[tuple[str, Drawn]]:
    """The one figure of a finished comparison, from its table. Raises BadInput for another kind, or damage."""
    for kind in kinds:
        check_kind(kind, (COMPARE_KIND,), "a comparison")
    try:
        with storage(folder):
            drawn = differences_figure(_differences(folder), size)
    except (KeyError, ValueError, IndexError, TypeError, csv.Error) as error:
        hint = "the folder is damaged; compare again"
        raise BadInput(Problem("its table cannot be read", str(folder), given=str(error)[:200], hint=hint)) from None
    yield COMPARE_KIND, drawn


def _differences(folder: Path) -> Differences:
    with (folder / "compare.csv").open(encoding="utf-8", newline="") as file:
        table = [row for row in csv.DictReader(file) if row["group"] == "goods"]
    about, told = provenance_of(folder), read_headline(folder)
    numbers = [field.name for field in fields(Difference)][2:-2]
    rows = []
    for pair in dict.fromkeys(row["pair"] for row in table):
        mine = [row for row in table if row["pair"] == pair]
        columns: dict[str, Any] = {name: np.array([float(row[f"{name}_musd"]) for row in mine]) for name in numbers}
        columns["chance"] = np.array([float(row["chance_denies_more"]) for row in mine])
        years = tuple(row["year"] for row in mine)
        rows.append(Difference(label=from_cell(pair), years=years, draws=about.draws, **columns))
    cited = f"Source: dial sources. Cite as: dial {about.version}, comparison {folder.name}."
    caption = (f"Model estimate, not a forecast. {'; '.join(told.facts)}.", cited)
    return Differences(Words(found(rows[0]), told.question, caption), tuple(rows))
