"""What a sweep says of itself: before it runs, as it stands, and what it found."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.headline import about
from sim.report.text import table_text
from sim.sweep.carrying import Swept
from sim.sweep.computing import Span, compute
from sim.sweep.merging import Results, point_columns
from sim.sweep.plan import Plan

FIRST_ROWS = 6
PROBED_LANES = 512
BYTES_A_NUMBER = 8
HASHES = ("run", "scenario")
"""Columns of the table that say nothing to a reader."""

WIDEST = 40
"""Letters of a cell of a printed table."""


def plan_words(plan: Plan, workers: int) -> str:
    """What a sweep would do: its size, how long it would take here, and its first points."""
    lanes = plan.rows * plan.lanes_a_row
    seconds, probed = probe(plan)
    one = seconds * lanes
    groups, settings = len(set(plan.points.groups)), len(plan.points.settings)
    same = len(plan.points) - plan.points.runs
    size = plan.rows * (2 + len(plan.outputs)) * BYTES_A_NUMBER / 1e6
    parts = [
        plan.sweep.title,
        f"points   {len(plan.points):,}" + (f", of which {same:,} are the same scenario as another" if same else ""),
        f"lanes    {lanes:,}: {plan.points.runs:,} points x {plan.draws:,} draws"
        + (" x 2, with prior law" if plan.lanes_a_row > 1 else ""),
        f"shards   {len(plan.spans):,}; {_some(settings, 'scenario')} read, numbers and dials in lanes; "
        + f"{_some(groups, 'kind')} of structure",
        f"time     about {duration(one)} on one worker"
        + (f", {duration(one / workers)} on {workers}" if workers > 1 else "")
        + f" (from {probed:,} lanes, run just now)",
        f"size     up to {size:,.1f} MB of shards",
        "",
        first_rows(plan),
    ]
    return "\n".join(parts).rstrip()


def _some(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def probe(plan: Plan) -> tuple[float, int]:
    """Seconds a lane, from computing the first points, and how many lanes that were."""
    first = plan.spans[0]
    draws = min(first.draws, PROBED_LANES)
    runs = max(1, min(first.runs, PROBED_LANES // draws))
    span = Span(first.first, first.first + runs, first.draw, first.draw + draws)
    began = time.perf_counter()
    compute(plan.piece(span))
    lanes = max(span.rows * plan.lanes_a_row, 1)
    return (time.perf_counter() - began) / lanes, lanes


def duration(seconds: float) -> str:
    """A time as far as it can be foretold."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def first_rows(plan: Plan, count: int = FIRST_ROWS) -> str:
    """The first points as a table."""
    columns = {name: column[:count] for name, column in point_columns(plan.points).items() if name not in HASHES}
    rows = [[_cell(column[n]) for column in columns.values()] for n in range(min(count, len(plan.points)))]
    numbers = [n for n, column in enumerate(columns.values()) if column.dtype.kind in "if"]
    more = len(plan.points) - len(rows)
    return table_text(list(columns), rows, numbers) + (f"... and {more:,} more\n" if more else "")


def _cell(value: Any) -> str:
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def found_words(swept: Swept) -> str:
    """What a sweep found: each output's lowest and highest point, and where the table and figures are."""
    plan, results = swept.plan, swept.results
    assert results is not None
    lines = [plan.sweep.title, f"{len(plan.points):,} points, {_drawn(plan)}", ""]
    lines += [line for n in range(len(plan.outputs)) for line in _extremes(plan, results, n)]
    failed = int(results.failed.sum()) - sum(f.span.runs for f in swept.failed) * plan.draws
    if failed > 0:
        lines.append(f"- {failed:,} draws had no finite end and are left out")
    return "\n".join(lines)


def _drawn(plan: Plan) -> str:
    return "one central run each" if plan.central else f"{plan.draws:,} draws each on common random numbers"


def _extremes(plan: Plan, results: Results, n: int) -> Iterator[str]:
    """The lowest and the highest point of an output."""
    output = plan.outputs[n]
    rows = dict(zip(results.statistics, results.values[:, n][:, plan.points.run], strict=True))
    middle = rows.get("q50_musd", rows.get("central_musd", np.zeros(0)))
    sound = np.flatnonzero(np.isfinite(middle))
    yield f"{output.name} {output.year}, USD million a year"
    if not len(sound):
        yield "  no point has a result"
    for name, point in (("lowest", np.argmin), ("highest", np.argmax)) if len(sound) else ():
        at = int(sound[point(middle[sound])])
        spread = ""
        if "q05_musd" in rows:
            low, high = (float(rows[q][at]) for q in ("q05_musd", "q95_musd"))
            spread = f" (90 % of draws: {about(low)} to {about(high)})"
        yield f"  {name:<7} {about(float(middle[at])):>7}{spread}: {plan.points.words(at)}"


def state_words(plan: Plan, folder: Path, missing: int, damaged: Sequence[str], said: Sequence[dict[str, Any]]) -> str:
    """How a sweep stands: rows on disk, who last worked at it, and what to do."""
    done = plan.rows - missing
    lines = [plan.sweep.title, f"{done:,} of {plan.rows:,} rows are on disk ({100 * done / plan.rows:.0f} %)"]
    for one in said:
        if "state" in one:
            part = f"part {one['part']}: " if one["part"] else ""
            who = f"host {one.get('host')}, pid {one.get('pid')}, {one.get('written')}"
            failed = f", {one['runs_failed']} points failed" if one.get("runs_failed") else ""
            lines.append(f"{part}{one['state']}{failed}, {duration(float(one['seconds']))} of work ({who})")
    if damaged:
        lines.append(f"damaged: {', '.join(damaged)}; their rows are computed again by the next run")
    if missing:
        lines.append(f"go on: dial sweep {plan.sweep.file} --out {folder.parent}")
    elif not (folder / "table.parquet").exists():
        lines.append(f"all there; merge: dial sweep merge {folder}")
    else:
        lines.append(f"table: {folder / 'table.parquet'}")
    return "\n".join(lines)
