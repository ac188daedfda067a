"""The figures of a finished sweep's folder, from its shards: nothing is computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.common.errors import RunFailed
from sim.plots.saving import Drawn
from sim.plots.style import Size
from sim.report.pictures import check_kind
from sim.sweep.figures import figure_of, kind_of_figure, stems
from sim.sweep.folder import newest_plan, plan_files
from sim.sweep.plan import Plan
from sim.sweep.record import read_plan
from sim.sweep.shards import covering, scan
from sim.sweep.table import Results, results_of

KINDS = ("lines", "map")


def is_sweep(folder: Path) -> bool:
    """Whether a folder is a sweep's."""
    return folder.is_dir() and bool(plan_files(folder))


def sweep_figures(folder: Path, kinds: Sequence[str], size: Size) -> Iterator[tuple[str, Drawn]]:
    """The figure of each output, by its name. Raises BadInput for another kind, RunFailed where rows are missing."""
    for kind in kinds:
        check_kind(kind, KINDS, "a sweep")
    plan, results = read_sweep_folder(folder)
    kind = kind_of_figure(plan)
    if kinds and kind not in kinds:
        check_kind(kinds[0], (kind,), "this sweep")
    for n, stem in stems(plan):
        yield stem, figure_of(plan, results, n, size)


def read_sweep_folder(folder: Path) -> tuple[Plan, Results]:
    """The plan and the results of a sweep whose rows are all there. Raises RunFailed where some are missing."""
    plan = read_plan(newest_plan(folder))
    there, missing = covering(scan(folder, plan.identity).shards, plan.spans)
    if missing:
        rows = sum(span.rows for span in missing)
        raise RunFailed(f"{folder}: {rows:,} of {plan.rows:,} rows are missing; go on with the sweep first")
    return plan, results_of(there, plan.outputs, plan.points.runs, plan.draws)
