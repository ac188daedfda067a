"""One table of a whole sweep: a row for each point and output, with its parameters and quantiles."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from sim import __version__
from sim.common.axes import Array
from sim.common.letters import as_cell
from sim.domain.scenario import SCHEMA_VERSION
from sim.runs.reduce import PROBABILITIES
from sim.store.storage import storage, whole_file
from sim.sweeps.design.axes import Output
from sim.sweeps.design.points import Index, Points
from sim.sweeps.shards import Shard, read_rows

UNIT, MONTHLY_UNIT = "USD million a year", "USD million a month"
QUANTILES = tuple(f"q{100 * p:02.0f}_musd" for p in PROBABILITIES)
STATISTICS = ("mean_musd", *QUANTILES)
CENTRAL = ("central_musd",)
HASH = 12
MOST_OF_A_SPREADSHEET = 1_000_000
ROWS_AT_ONCE = 100_000
"""Rows of a row group of the merged table."""


@dataclass(frozen=True)
class SweepTable:
    """What a sweep found, by run: `values` (statistic, output, run), USD million a year.

    `failed` (run,): how many draws of it had no finite end.
    """

    statistics: tuple[str, ...]
    values: Array
    failed: Index
    draws: int


def results_of(shards: Sequence[Shard], outputs: Sequence[Output], runs: int, draws: int) -> SweepTable:
    """Statistics of every run from its shards. A run that is not there, or has no sound draw, is NaN."""
    names = CENTRAL if draws == 1 else STATISTICS
    values = np.full((len(names), len(outputs), runs), np.nan)
    failed = np.full(runs, draws, dtype=np.int64)
    for run, rows in _by_run(shards, [output.column for output in outputs]):
        sound = np.isfinite(rows).all(axis=0)
        if rows.shape[-1] == draws:
            failed[run] = np.count_nonzero(~sound)
            if sound.any():
                values[:, :, run] = _statistics(rows[:, sound], draws)
    return SweepTable(names, values, failed, draws)


def _by_run(shards: Sequence[Shard], columns: Sequence[str]) -> Iterator[tuple[int, Array]]:
    """(run, its rows (output, draw) from all shards that hold draws of it); few shards are held at a time."""
    waiting = deque(sorted(shards))
    edges = sorted({edge for shard in shards for edge in (shard.span.first_run, shard.span.stop_run)})
    held: dict[Shard, Array] = {}
    for first, stop in pairwise(edges):
        held = {shard: rows for shard, rows in held.items() if shard.span.stop_run > first}
        while waiting and waiting[0].span.first_run == first:
            shard = waiting.popleft()
            held[shard] = read_rows(shard, columns)
        for run in range(first, stop) if held else ():
            parts = sorted(held, key=lambda shard: shard.span.first_draw)
            yield run, np.concatenate([held[shard][:, run - shard.span.first_run] for shard in parts], axis=-1)


def _statistics(rows: Array, draws: int) -> Array:
    """(output, draw) -> (statistic, output)."""
    if draws == 1:
        return rows.T
    ordered = np.sort(rows, axis=-1)
    return np.concatenate([ordered.mean(axis=-1)[None], np.quantile(ordered, PROBABILITIES, axis=-1)])


def point_columns(points: Points) -> dict[str, Any]:
    """The design as columns: what every point is. Numbers are in the units that their names say.

    `setting` is a hash of the resolved scenario of which a point has its own values of some numbers and dials.
    """
    columns: dict[str, Any] = {"point": np.arange(len(points)), "run": points.run}
    for n, source in enumerate(points.sources):
        texts = source.texts if source.numbers is None else source.numbers
        columns[source.column] = np.array(texts)[points.chosen[:, n]]
    for n, axis in enumerate(points.spreads):
        columns[axis.column] = axis.shown(points.values[:, n])
    return columns | {"setting": np.array([f[:HASH] for f in points.fingerprints])[points.setting]}


def write_table(
    path: Path, points: Points, outputs: Sequence[Output], results: SweepTable, about: Mapping[str, Any]
) -> str:
    """Write the merged table, point by point, and return a hash of its content.

    A spreadsheet stands beside it, `table.csv`, where it has no more rows than a spreadsheet can.
    """
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet as pq

    digest = hashlib.sha256()
    spreadsheet = path.with_suffix(".csv")
    metadata = {"schema_version": str(SCHEMA_VERSION), "version": __version__}
    fits = len(points) * len(outputs) <= MOST_OF_A_SPREADSHEET
    with whole_file(path) as file, whole_file(spreadsheet) if fits else nullcontext() as sheet:
        writer = None
        for columns in _row_groups(points, outputs, results, about):
            for name, column in columns.items():
                digest.update(f"{name}\0{len(column)}\0".encode())
                text = column.dtype.kind in "UO"
                digest.update("\0".join(column.tolist()).encode() if text else np.ascontiguousarray(column).tobytes())
            table = pa.table(columns).replace_schema_metadata(metadata)
            words = [name for name, column in columns.items() if column.dtype.kind in "UO"]
            writer = writer or pq.ParquetWriter(file, table.schema, use_dictionary=words, compression="zstd")
            writer.write_table(table)
            if sheet:
                head = pa.csv.WriteOptions(include_header=columns["point"][0] == 0)
                plain = {name: list(map(as_cell, table.column(name).to_pylist())) for name in words}
                pa.csv.write_csv(pa.table({**columns, **plain}), sheet, head)
        if writer:
            writer.close()
    if not fits:
        with storage(spreadsheet):
            spreadsheet.unlink(missing_ok=True)  # of fewer points
    return digest.hexdigest()


def _row_groups(
    points: Points, outputs: Sequence[Output], results: SweepTable, about: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    design = point_columns(points)
    step = max(1, ROWS_AT_ONCE // len(outputs))
    for first in range(0, len(points), step):
        yield rows_of_points(design, range(first, min(first + step, len(points))), outputs, results, about)


def rows_of_points(
    design: Mapping[str, Any], chosen: range, outputs: Sequence[Output], results: SweepTable, about: Mapping[str, Any]
) -> dict[str, Any]:
    """Some points of the merged table, a row for each point and output: columns (row,).

    `design`: the columns of all points, (point,) each; `chosen`: which of them.
    """
    count, each = len(chosen), len(outputs)
    columns = {name: np.repeat(column[chosen.start : chosen.stop], each) for name, column in design.items()}
    runs = design["run"][chosen.start : chosen.stop]
    columns["output"] = np.tile(np.array([output.name for output in outputs]), count)
    columns["year"] = np.tile(np.array([output.year for output in outputs]), count)
    columns["month"] = np.tile(np.array([output.month for output in outputs]), count)
    columns["unit"] = np.tile(np.array([MONTHLY_UNIT if output.month else UNIT for output in outputs]), count)
    columns["draws"] = np.full(count * each, results.draws)
    columns["failed_draws"] = np.repeat(results.failed[runs], each)
    for n, name in enumerate(results.statistics):
        columns[name] = np.ascontiguousarray(results.values[n][:, runs].T).ravel()
    for name, value in about.items():
        columns[name] = np.full(count * each, value)
    return columns
