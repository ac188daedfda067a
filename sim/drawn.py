"""Result files of ensembles: totals by draw, monthly quantiles, failed draws."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from sim import __version__
from sim.analysis.bands import JUDGEMENT, Bands, answer_in_words
from sim.analysis.curves import Band, Fan
from sim.axes import Array
from sim.domain.scenario import SCHEMA_VERSION
from sim.months import first_day
from sim.reducing import PROBABILITIES
from sim.results import csv_text, curves_of, json_text
from sim.totals import CHANNELS, SERIES, Frame, Totals

FILE_METADATA = {"schema_version": str(SCHEMA_VERSION), "version": __version__}

WRITING = {"use_dictionary": False, "compression": "zstd", "write_statistics": False}
"""Random numbers have no dictionary; and the ends of every column of every row group would be kept to the last."""

ROW_GROUP = 16_384
"""Rows written at a time: many small groups make a Parquet file slow to read."""


class DrawsFile:
    """Totals by draw and year, one row a draw and year, one column a total; one writer a file."""

    def __init__(self, path: Path, frame: Frame, groups: dict[str, list[int]]):
        self.path, self.frame, self.groups = path, frame, groups
        self.waiting: list[Any] = []
        self.writer: Any = None

    def add(self, totals: Totals, first: int) -> None:
        """Take a chunk; write once enough rows wait."""
        import pyarrow as pa

        self.waiting.append(pa.table(self._columns(totals, first)))
        if sum(len(table) for table in self.waiting) >= ROW_GROUP:
            self._write()

    def _columns(self, totals: Totals, first: int) -> dict[str, Array]:
        years, draws = len(self.frame.years), totals.draws

        def by_row(values: Array) -> Array:
            return np.ascontiguousarray(values.T).ravel()

        columns: dict[str, Array] = {
            "draw": np.repeat(np.arange(first, first + draws), years),
            "year": np.tile(np.array(self.frame.years), draws),
        }
        for group, members in self.groups.items():
            for name, table in totals.yearly.items():
                summed = np.zeros((years, draws))
                for k in members:
                    summed += table[:, k]
                columns[f"group_{group}_{name}_musd"] = by_row(summed)
        for k, stream in enumerate(self.frame.streams):
            columns |= {f"stream_{stream}_{name}_musd": by_row(totals.yearly[name][:, k]) for name in SERIES}
        for i, partner in enumerate(self.frame.partners):
            columns[f"partner_{partner}_goods_receipts_musd"] = by_row(totals.by_partner[:, i])
        for n, channel in enumerate(CHANNELS):
            columns[f"channel_{channel}_goods_receipts_musd"] = by_row(totals.by_channel[:, n])
        return columns

    def _write(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.concat_tables(self.waiting)
        table = table.replace_schema_metadata(FILE_METADATA)
        if self.writer is None:
            self.writer = pq.ParquetWriter(self.path, table.schema, **WRITING)
        self.writer.write_table(table)
        self.waiting = []

    def close(self) -> None:
        """Write what still waits, and end the file."""
        if self.waiting:
            self._write()
        if self.writer is not None:
            self.writer.close()


class CellsFile:
    """Receipts of every cell and month by draw, one row a draw and month, one column a cell; a row group a chunk."""

    def __init__(self, path: Path, frame: Frame, start: int):
        self.path, self.frame, self.start = path, frame, start
        self.writer: Any = None

    def add(self, totals: Totals, first: int) -> None:
        """Write a chunk."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        months = len(totals.cells)
        days = np.array([first_day(self.start + t) for t in range(months)], dtype="datetime64[D]")
        columns: dict[str, Array] = {
            "draw": np.repeat(np.arange(first, first + totals.draws), months),
            "month": np.tile(days, totals.draws),
        }
        for n, (stream, partner) in enumerate(self.frame.cells):
            columns[f"{stream}_{partner}_receipts_musd"] = np.ascontiguousarray(totals.cells[:, n].T).ravel()
        table = pa.table(columns).replace_schema_metadata(FILE_METADATA)
        if self.writer is None:
            self.writer = pq.ParquetWriter(self.path, table.schema, **WRITING)
        self.writer.write_table(table)

    def close(self) -> None:
        """End the file."""
        if self.writer is not None:
            self.writer.close()


def cells_megabytes(frame: Frame, months: int, draws: int) -> float:
    """About how many megabytes the monthly cells of so many draws take, before compression."""
    return 8 * (2 + len(frame.cells)) * months * draws / 1e6


def write_bands(folder: Path, bands: Bands) -> None:
    """Write monthly quantiles as a spreadsheet, and the failed draws where there are any."""
    (folder / "quantiles.csv").write_text(csv_text(_quantile_rows(bands)), encoding="utf-8")
    failed = {name: [asdict(f) for f in lane.failed] for name, lane in bands.lanes.items() if lane.failed}
    if failed:
        (folder / "failed_draws.json").write_text(json_text(failed), encoding="utf-8")


def file_name(lane: str) -> str:
    """'own_notices_prior_law' for 'own notices, prior law'."""
    return lane.replace(", ", "_").replace(" ", "_")


def _quantile_rows(bands: Bands) -> list[dict[str, Any]]:
    answer, rows = bands.answer, []
    for name, lane in bands.lanes.items():
        if JUDGEMENT in name:
            continue
        for measure in SERIES:
            central = answer.by_stream(measure, name) if name in answer.lanes else None
            for t in range(answer.scenario.months):
                for n, series in enumerate(bands.frame.series):
                    row: dict[str, Any] = {"month": first_day(answer.scenario.start + t), "variant": file_name(name)}
                    row |= {"series": series, "measure": measure}
                    row["central_musd"] = "" if central is None else _central(bands, central, series, t)
                    quantiles = lane.bands[measure][:, t, n]
                    row |= {f"q{100 * p:02.0f}_musd": float(q) for p, q in zip(PROBABILITIES, quantiles, strict=True)}
                    rows.append(row | {"schema_version": SCHEMA_VERSION})
    return rows


def _central(bands: Bands, table: Array, series: str, t: int) -> float:
    answer = bands.answer
    streams = answer.group(series) if series in bands.frame.groups else [series]
    return float(sum(table[t, k] for k in answer.positions(streams)))


def fan_of(bands: Bands) -> Fan:
    """The goods revenue of an ensemble as its fan chart shows it."""
    curves = curves_of(bands.answer, answer_in_words(bands))
    goods = bands.frame.series.index("goods")

    def band(measure: str, central: Array) -> Band:
        low90, low50, median, high50, high90 = bands.lanes["scenario"].bands[measure][:, :, goods]
        return Band(central, median, low50, high50, low90, high90)

    return Fan(
        title=curves.title,
        subtitle=f"{curves.subtitle.replace('central run', f'{bands.answer.scenario.draws:,} draws')}",
        months=curves.months,
        receipts=band("receipts", curves.receipts.sum(axis=1)),
        recorded=band("recorded", curves.recorded),
        counterfactual=curves.counterfactual,
        marks=curves.marks,
        source=curves.source,
    )
