"""What a sweep says of itself: before it runs, as it stands, and what it found."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.said import about
from sim.common.aligned import table_text
from sim.sweeps.compute import compute
from sim.sweeps.folder import Told
from sim.sweeps.merge import Swept
from sim.sweeps.pieces import Span
from sim.sweeps.plan import Plan, Record, command_of
from sim.sweeps.table import SweepTable, point_columns

FIRST_ROWS = 6
MOST_TOLD = 24
"""Outputs whose extremes are printed; tables have all."""
MOST_PROBED, PROBED_LANES = 3, 512
"""Groups of points that are tried to see how long a sweep takes, and the lanes of each."""

BYTES_A_NUMBER = 8
HASHES = ("run", "setting")
"""Columns of the table that say nothing to a reader."""

ROUNDING = 1e-9
"""Of a result: what is nearer than that is the same."""

WIDEST = 40
"""Letters of a cell of a printed table."""


def plan_words(plan: Plan, workers: int) -> str:
    """What a sweep would do: its size, how long it would take here, and its first points."""
    lanes = plan.rows * plan.lanes_a_row
    one, probed = probe(plan)
    groups, settings = len(set(plan.points.groups)), len(plan.points.settings)
    same = len(plan.points) - plan.points.runs
    size = plan.rows * (2 + len(plan.outputs)) * BYTES_A_NUMBER / 1e6
    parts = [
        plan.title,
        f"points   {len(plan.points):,}"
        + (f", of which {same:,} are the same scenario as another" if same else "")
        + "".join(f"; {name} in all of them" for name in _only_cases(plan)),
        f"lanes    {lanes:,}: {some(plan.points.runs, 'point')} x {some(plan.draws, 'draw')}"
        + (" x 2, with prior law" if plan.lanes_a_row > 1 else ""),
        f"shards   {len(plan.spans):,}; {some(settings, 'scenario')} read, numbers and dials in lanes; "
        + f"{some(groups, 'kind')} of structure",
        f"time     about {duration(one)} on one worker"
        + (f", {duration(one / workers)} on {workers}" if workers > 1 else "")
        + f" (from {probed:,} lanes, run just now), start and figures apart",
        f"size     up to {max(size, 0.1):,.1f} MB of shards",
        "",
        first_rows(plan),
    ]
    return "\n".join(parts).rstrip()


def some(count: int, what: str) -> str:
    """'1 point', '2,000 points'."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def probe(plan: Plan) -> tuple[float, int]:
    """Seconds that a sweep takes one worker, from pieces of it computed just now, and how many lanes these had.

    Groups of points differ in what a lane costs, as their horizons do; some of them are tried.
    """
    lanes: dict[int, int] = {}
    first: dict[int, Span] = {}
    for span in plan.spans:
        group = plan.points.groups[plan.points.setting[plan.points.first[span.first_run]]]
        first.setdefault(group, span)
        lanes[group] = lanes.get(group, 0) + span.rows * plan.lanes_a_row
    groups = list(first)
    tried = {groups[int(n)] for n in np.linspace(0, len(groups) - 1, min(MOST_PROBED, len(groups)))}
    each = {group: _tried(plan, first[group]) for group in sorted(tried)}
    seconds, probed = (sum(parts) for parts in zip(*each.values(), strict=True))
    rates = {group: took / count for group, (took, count) in each.items()}
    return sum(rates.get(group, seconds / probed) * count for group, count in lanes.items()), int(probed)


def _tried(plan: Plan, span: Span) -> tuple[float, int]:
    """Seconds that the first points and draws of a span take, and their lanes."""
    draws = min(span.draws, PROBED_LANES)
    runs = max(1, min(span.runs, PROBED_LANES // draws))
    part = Span(span.first_run, span.first_run + runs, span.first_draw, span.first_draw + draws)
    began = time.perf_counter()
    compute(plan.piece(part))
    return time.perf_counter() - began, part.rows * plan.lanes_a_row


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
    lines = [plan.title, f"{some(len(plan.points), 'point')}, {_drawn(plan)}", ""]
    by_year = [n for n, output in enumerate(plan.outputs) if not output.month]
    lines += [line for n in by_year[:MOST_TOLD] for line in _extremes(plan, results, n)]
    if more := len(plan.outputs) - len(by_year[:MOST_TOLD]):
        lines.append(f"and {some(more, 'more output')}, in the table")
    failed = int(results.failed.sum()) - sum(f.span.runs for f in swept.failed) * plan.draws
    if failed > 0:
        lines.append(f"- {failed:,} draws had no finite end and are left out")
    return "\n".join(lines)


def _drawn(plan: Plan) -> str:
    luck = "one central run each" if plan.central else f"{plan.draws:,} draws each on common random numbers"
    return "; ".join([luck, *_only_cases(plan)])


def _only_cases(plan: Plan) -> list[str]:
    """The case of a sweep that has one only: what all its points share, such as who gives notice."""
    return [one.texts[0] for one in plan.points.sources if one.kind == "case" and len(one.texts) == 1]


def _extremes(plan: Plan, results: SweepTable, n: int) -> Iterator[str]:
    """The lowest and the highest point of an output."""
    output = plan.outputs[n]
    rows = dict(zip(results.statistics, results.values[:, n][:, plan.points.run], strict=True))
    middle = rows.get("q50_musd", rows.get("central_musd", np.zeros(0)))
    sound = np.flatnonzero(np.isfinite(middle))
    yield f"{output.name} {output.year}, USD million a year"
    if not len(sound):
        yield "  no point has a result"
        return
    low, high = float(middle[sound].min()), float(middle[sound].max())
    for name, value in (("lowest", low), ("highest", high)) if high - low > ROUNDING * abs(high) else (("all", low),):
        alike = sound[np.abs(middle[sound] - value) <= ROUNDING * abs(value)]
        at = int(alike[0])
        spread = ""
        if "q05_musd" in rows:
            ends = (float(rows[q][at]) for q in ("q05_musd", "q95_musd"))
            spread = f" (90 % of draws: {' to '.join(map(about, ends))})"
        more = f" and {some(len(alike) - 1, 'more point')}" if len(alike) > 1 else ""
        yield f"  {name:<7} {about(value):>7}{spread}: {plan.points.words(at)}{more}"


def state_words(record: Record, folder: Path, missing: int, damaged: Sequence[str], said: Sequence[Told]) -> str:
    """How a sweep stands: rows on disk, who last worked at it and whether he still does, and what to do."""
    done = record.rows - missing
    lines = [record.title, f"{done:,} of {record.rows:,} rows are on disk ({100 * done / record.rows:.0f} %)"]
    lines += map(_work, said)
    if damaged:
        lines.append(f"damaged: {', '.join(damaged)}; their rows are computed again by the next run")
    if missing:
        lines.append(f"go on: {command_of(record, folder.parent)}")
    elif not (folder / "table.parquet").exists():
        lines.append(f"all there; merge: dial sweep merge {folder}")
    else:
        lines.append(f"table: {folder / 'table.parquet'}")
    return "\n".join(lines)


def _work(told: Told) -> str:
    """One part of the work: what it last said, and whether its process is still there."""
    said, part = told.said, f"part {told.part}: " if told.part else ""
    failed = f", {some(said.runs_failed, 'point')} failed" if said.runs_failed else ""
    who, worked = f"host {said.host}, pid {said.pid}, {said.written}", f"{duration(said.seconds)} of work"
    if said.state != "running" or told.alive:
        return f"{part}{said.state}{failed}, {worked} ({who})"
    if told.alive is None:
        return f"{part}on another host, whose last sign is {_age(said.written)} old{failed}, {worked} ({who})"
    return f"{part}ended without a word: its process is gone{failed}, {worked} until its last sign ({who})"


def _age(written: str) -> str:
    """How long ago a moment was."""
    try:
        return duration(max(0.0, (datetime.now(UTC) - datetime.fromisoformat(written)).total_seconds()))
    except (ValueError, TypeError):
        return "unknown times"
