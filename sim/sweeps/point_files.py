"""The points and the resolved settings of a sweep as files, so that any of its rows can be computed where they lie."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from sim.common.errors import BadInput, Problem
from sim.domain.scenario import Scenario
from sim.reading.resolved import dump_resolved, parse_resolved
from sim.store.formats import FILE_METADATA, content_of
from sim.store.storage import kind_of, storage, whole_file, write_whole
from sim.sweeps.design.points import Points

SETTINGS = "settings.parquet"
AT_ONCE = 64
"""Settings of a row group: what is held to read one of them."""

MINE = {"holds": "points of a sweep"}
ANEW = "remove it, and give the sweep's own command again: it is written anew"


def is_ours(path: Path) -> bool:
    """Whether a file is one that is written here. Nothing is followed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if kind_of(path) != "a file":
        return False
    try:
        return (pq.read_schema(path).metadata or {}).get(b"holds") == MINE["holds"].encode()
    except (OSError, ValueError, pa.ArrowException):
        return False


# -- points -----------------------------------------------------------------------------------------------------------


def arrays_of(points: Points) -> dict[str, NDArray[Any]]:
    """Points as columns, (point,) each: run, setting, which value of each source, and where on each spread axis."""
    columns: dict[str, NDArray[Any]] = {"run": points.run, "setting": points.setting}
    columns |= {source.name: points.chosen[:, n] for n, source in enumerate(points.sources)}
    return columns | {axis.name: points.values[:, n] for n, axis in enumerate(points.spreads)}


def points_digest(columns: Mapping[str, NDArray[Any]]) -> str:
    """A hash of points' columns, (point,) each."""
    digest = hashlib.sha256()
    for name, column in columns.items():
        digest.update(f"{name}\0{column.dtype.str}\0{len(column)}\0".encode() + np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()


def write_points(path: Path, columns: Mapping[str, NDArray[Any]]) -> None:
    """Write points' columns, (point,) each. Raises StorageTrouble."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({name: np.ascontiguousarray(column) for name, column in columns.items()})
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(FILE_METADATA | MINE), out, compression="zstd")
    write_whole(path, out.getvalue())


def read_points(path: Path, digest: str) -> dict[str, NDArray[Any]] | None:
    """Points' columns as they were written, (point,) each; None where they are gone or not the same any more."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(path.read_bytes()))
        columns = {name: table.column(name).to_numpy() for name in table.column_names}
    except (OSError, ValueError, pa.ArrowException):
        return None
    return columns if points_digest(columns) == digest else None


# -- settings ---------------------------------------------------------------------------------------------------------


def write_settings(path: Path, points: Points) -> None:
    """Write every setting's fingerprint and resolved scenario. Raises StorageTrouble."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.string()) for name in ("fingerprint", "resolved")], FILE_METADATA | MINE)
    with whole_file(path) as file, pq.ParquetWriter(file, schema, use_dictionary=False, compression="zstd") as writer:
        for first in range(0, len(points.fingerprints), AT_ONCE):
            some = range(first, min(first + AT_ONCE, len(points.fingerprints)))
            texts = [dump_resolved(points.settings[n]) for n in some]
            each = [[points.fingerprints[n] for n in some], texts]
            writer.write_table(pa.table(each, schema=schema))


class Settings(Sequence[Scenario]):
    """The settings of a folder, each read when it is asked for."""

    def __init__(self, path: Path):
        self.path = path
        self._rows = lru_cache(maxsize=2)(self._read)

    @cached_property
    def fingerprints(self) -> tuple[str, ...]:
        """The fingerprint of each; none where the file is gone or cannot be read."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            with self.path.open("rb") as file:
                found = pq.read_table(file, columns=["fingerprint"]).column(0).to_pylist()
                return tuple(found) if all(isinstance(one, str) for one in found) else ()
        except (OSError, ValueError, KeyError, IndexError, pa.ArrowException):
            return ()

    def __len__(self) -> int:
        return len(self.fingerprints)

    @overload
    def __getitem__(self, n: int) -> Scenario: ...
    @overload
    def __getitem__(self, n: slice) -> Sequence[Scenario]: ...
    def __getitem__(self, n: int | slice) -> Scenario | Sequence[Scenario]:
        """One of them, or some. Raises BadInput where the file is damaged."""
        if isinstance(n, slice):
            return [self[k] for k in range(*n.indices(len(self)))]
        if not 0 <= n < len(self):
            raise IndexError(n)
        rows = self._rows(n // AT_ONCE)
        if n % AT_ONCE >= len(rows) or not isinstance(rows[n % AT_ONCE], str):
            raise self._damaged()
        return parse_resolved(rows[n % AT_ONCE], str(self.path))

    def _read(self, group: int) -> list[str]:
        import pyarrow.parquet as pq

        try:
            with storage(self.path), content_of(self.path), self.path.open("rb") as file:
                table = pq.ParquetFile(file).read_row_group(group, ["resolved"])
            return list(table.column("resolved").to_pylist())
        except (ValueError, KeyError, IndexError):
            raise self._damaged() from None

    def _damaged(self) -> BadInput:
        return BadInput(Problem("the settings of the sweep are damaged", str(self.path), hint=ANEW))
