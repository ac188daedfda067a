"""Tables and texts as bytes: CSV for spreadsheets, JSON with sorted keys, Parquet that states its schema version."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim import __version__
from sim.domain.scenario import SCHEMA_VERSION

FILE_METADATA = {"schema_version": str(SCHEMA_VERSION), "version": __version__}
"""Stands in every Parquet file: which schema its columns follow, and who wrote it."""


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV: UTF-8, decimal point, shortest exact floats."""
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return out.getvalue()


def json_text(content: Any) -> str:
    """Content as JSON, keys sorted."""
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, default=str) + "\n"


def write_parquet(path: Path, table: Sequence[Mapping[str, Any]] | Mapping[str, Any]) -> None:
    """Rows, or columns by name, as a Parquet table that states its schema version."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = table if isinstance(table, Mapping) else {name: [row[name] for row in table] for name in table[0]}
    words = [name for name, values in columns.items() if len(values) and isinstance(values[0], str)]
    pq.write_table(
        pa.table(dict(columns)).replace_schema_metadata(FILE_METADATA), path, use_dictionary=words, compression="zstd"
    )
