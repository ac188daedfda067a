"""The figures of a finished sweep's folder, from its shards: nothing is computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.common.errors import RunFailed
from sim.plots.dial import dial_figure
from sim.plots.kinds import check_kind
from sim.plots.saving import Drawn
from sim.plots.style import Size
from sim.sweeps.figures import dial_of, figure_of, kind_of_figure, stems
from sim.sweeps.folder import newest_plan, plan_files
from sim.sweeps.plan import Plan
from sim.sweeps.record import read_plan
from sim.sweeps.shards import covering, scan
from sim.sweeps.table import Results, results_of

KINDS = ("dial", "lines", "map")


def is_sweep(folder: Path) -> bool:
    """Whether a folder is a sweep's."""
    return folder.is_dir() and bool(plan_files(folder))


def sweep_figures(folder: Path, kinds: Sequence[str], size: Size) -> Iterator[tuple[str, Drawn]]:
    """The figures of each output by name. Raises BadInput for another kind, RunFailed where rows are missing."""
    for kind in kinds:
        check_kind(kind, KINDS, "a sweep")
    plan, results = read_sweep_folder(folder)
    kind, dials = kind_of_figure(plan), [dial_of(plan, results, n) for n, _ in stems(plan)]
    here = [kind, *(["dial"] if any(dials) else [])]
    for asked in kinds:
        check_kind(asked, here, "this sweep")
    for (n, stem), curve in zip(stems(plan), dials, strict=True):
        if kind in (kinds or here):
            yield stem, figure_of(plan, results, n, size)
        if curve and "dial" in (kinds or here):
            yield f"{stem}_dial", dial_figure(curve, size)


def read_sweep_folder(folder: Path) -> tuple[Plan, Results]:
    """The plan and the results of a sweep whose rows are all there. Raises RunFailed where some are missing."""
    plan = read_plan(newest_plan(folder))
    there, missing = covering(scan(folder, plan.identity).shards, plan.spans)
    if missing:
        rows = sum(span.rows for span in missing)
        raise RunFailed(f"{folder}: {rows:,} of {plan.rows:,} rows are missing; go on with the sweep first")
    return plan, results_of(there, plan.outputs, plan.points.runs, plan.draws)
