"""Files that keep every draw: totals by draw and year, and every cell of every month where that is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from sim.common.axes import Array
from sim.common.months import EPOCH, first_day
from sim.runs.collect import CHANNELS, SERIES, Frame, Totals
from sim.store.formats import FILE_METADATA

WRITING = {"use_dictionary": False, "compression": "zstd", "write_statistics": False}
"""Random numbers have no dictionary; and the ends of every column of every row group would be kept to the last."""

EVENT_WORDS = ("what", "act", "partners")

ROW_GROUP = 8_192
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


class EventsFile:
    """What the campaign did in each draw, one row a draw and event in the order of days; a row group a chunk."""

    def __init__(self, path: Path):
        self.path = path
        self.writer: Any = None

    def add(self, totals: Totals, first: int) -> None:
        """Write a chunk."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        events = totals.events
        if events is None:
            return
        words = [(what, act, " ".join(partners)) for what, act, partners in events.kinds]
        columns = {"draw": pa.array(first + events.lane), "day": pa.array((events.day - EPOCH).astype("datetime64[D]"))}
        for n, name in enumerate(EVENT_WORDS):
            known = pa.array([word[n] for word in words], type=pa.string())
            columns[name] = known.take(pa.array(events.kind))
        table = pa.table(columns).replace_schema_metadata(FILE_METADATA)
        if self.writer is None:
            packing = {**WRITING, "use_dictionary": list(EVENT_WORDS)}
            self.writer = pq.ParquetWriter(self.path, table.schema, **packing)
        self.writer.write_table(table)

    def close(self) -> None:
        """End the file."""
        if self.writer is not None:
            self.writer.close()


def cells_megabytes(frame: Frame, months: int, draws: int) -> float:
    """About how many megabytes the monthly cells of so many draws take, before compression."""
    return 8 * (2 + len(frame.cells)) * months * draws / 1e6
