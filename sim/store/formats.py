"""Tables and texts as bytes: CSV for spreadsheets, JSON with sorted keys, Parquet that states its schema version."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from sim import __version__
from sim.common.letters import as_cell
from sim.domain.scenario import SCHEMA_VERSION

FILE_METADATA = {"schema_version": str(SCHEMA_VERSION), "version": __version__}
"""Stands in every Parquet file: which schema its columns follow, and who wrote it."""


def csv_text(columns: Mapping[str, Any]) -> str:
    """Columns by name as CSV: UTF-8, decimal point, shortest exact floats, no text that a spreadsheet carries out."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(as_cell, columns))
    writer.writerows(zip(*map(_cells, columns.values()), strict=True))
    return out.getvalue()


def _cells(values: Any) -> list[Any]:
    """A column's cells; each different word is looked at once."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "fiub":
        return list(values.tolist())
    listed: list[Any] = values.tolist() if isinstance(values, np.ndarray) else list(values)
    words = {word: as_cell(word) for word in set(listed) if isinstance(word, str)}
    return [words.get(value, value) for value in listed] if words else listed


def json_text(content: Any) -> str:
    """Content as JSON, keys sorted."""
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, default=str) + "\n"


def write_parquet(path: Path, columns: Mapping[str, Any]) -> None:
    """Columns by name as a Parquet table that states its schema version."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    words = [name for name, values in columns.items() if len(values) and isinstance(values[0], str)]
    pq.write_table(
        pa.table(dict(columns)).replace_schema_metadata(FILE_METADATA), path, use_dictionary=words, compression="zstd"
    )


@contextmanager
def content_of(path: Path) -> Iterator[None]:
    """Tell damaged content from trouble with a disk, where Arrow reads a file. Raises ValueError for the first.

    Arrow calls pages that cannot be unpacked an OSError too, but a plain one without a number of the system's.
    """
    import pyarrow as pa

    try:
        yield
    except pa.ArrowException as error:
        raise ValueError(f"{path.name}: {error}") from None
    except OSError as error:
        if error.errno is not None or type(error) is not OSError:
            raise
        raise ValueError(f"{path.name}: {error}") from None
