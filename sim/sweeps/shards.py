"""Shards: files of rows, each whole or not there, named by its rows and by a hash of its own bytes.

A shard says inside which sweep and rows it is of. Whatever has happened to a file since (a flipped bit, a cut, another
sweep's file) is seen before a row of it is used.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim import __version__
from sim.common.axes import Array
from sim.common.errors import BadInput, Problem, StorageTrouble
from sim.domain.scenario import SCHEMA_VERSION
from sim.store.formats import content_of
from sim.store.provenance import source_hash
from sim.store.storage import in_the_way, kind_of, own_folder, storage, write_whole
from sim.sweeps.compute import compute
from sim.sweeps.pieces import Computed, Piece, Span

FOLDER, QUARANTINE = "shards", "quarantine"
DIGEST = 16
NAME = re.compile(r"runs_(\d{7,})-(\d{7,})_draws_(\d{7,})-(\d{7,})\.([0-9a-f]{16})\.parquet", re.ASCII)
"""Runs and draws, the last of them included, and the hash of the file."""


@dataclass(frozen=True, order=True)
class Shard:
    """A shard on disk that was found whole."""

    span: Span
    path: Path


@dataclass(frozen=True)
class Scan:
    """What a folder holds: whole shards, and the names of damaged ones."""

    shards: tuple[Shard, ...]
    damaged: tuple[str, ...]


def shard_bytes(piece: Piece, identity: str, source: str) -> bytes:
    """Compute a piece and encode it: a Parquet file in memory, the same bytes for the same piece.

    Raises BadInput where a worker has other source than whoever planned the sweep.
    """
    if source_hash() != source:
        hint = "install the same version on every machine"
        raise BadInput(Problem("a worker runs other source", given=source_hash(), allowed=source, hint=hint))
    return encoded(compute(piece), [output.column for output in piece.outputs], identity, source)


def encoded(computed: Computed, columns: Sequence[str], identity: str, source: str) -> bytes:
    """Rows as a Parquet file: run, draw, and one column an output."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    span = computed.span
    named: dict[str, Array] = {
        "run": np.repeat(np.arange(span.first_run, span.stop_run), span.draws),
        "draw": np.tile(np.arange(span.first_draw, span.stop_draw), span.runs),
    }
    named |= dict(zip(columns, computed.values, strict=True))
    about = {"sweep": identity, "span": _span_text(span), "schema_version": str(SCHEMA_VERSION)}
    table = pa.table(named).replace_schema_metadata(about | {"version": __version__, "source": source})
    out = io.BytesIO()
    pq.write_table(table, out, use_dictionary=False, compression="zstd", write_statistics=False)
    return out.getvalue()


def write_shard(folder: Path, span: Span, data: bytes) -> Shard:
    """Put a shard in its place. Raises StorageTrouble."""
    last = (span.first_run, span.stop_run - 1, span.first_draw, span.stop_draw - 1)
    first, stop, draw, until = (f"{n:07d}" for n in last)
    digest = hashlib.sha256(data).hexdigest()[:DIGEST]
    path = folder / FOLDER / f"runs_{first}-{stop}_draws_{draw}-{until}.{digest}.parquet"
    write_whole(path, data)
    return Shard(span, path)


def make_folder(folder: Path) -> None:
    """Make the folder of shards, where it is not there. Raises StorageTrouble where something else is in its place."""
    with storage(folder / FOLDER):
        own_folder(folder / FOLDER)


def scan(folder: Path, identity: str) -> Scan:
    """Look at every shard: whether it is whole, and of this sweep. What has no shard's name is somebody else's.

    Nothing is written. Raises StorageTrouble where the folder of shards is a link.
    """
    found, damaged = [], []
    with storage(folder / FOLDER):
        kind = kind_of(folder / FOLDER)
        if kind not in ("", "a folder"):
            raise in_the_way(folder / FOLDER, kind, "a folder of dial")
        for name in sorted(filter(NAME.fullmatch, os.listdir(folder / FOLDER) if kind else [])):
            path = folder / FOLDER / name
            span = _span_of(path, identity)
            if span is None:
                damaged.append(name)
            else:
                found.append(Shard(span, path))
    return Scan(tuple(sorted(found)), tuple(damaged))


def set_aside(folder: Path, names: Iterable[str]) -> None:
    """Move damaged shards to where nobody takes them for shards."""
    for name in names:
        with storage(folder / QUARANTINE), suppress(FileNotFoundError):  # somebody else has
            own_folder(folder / QUARANTINE)
            os.replace(folder / FOLDER / name, folder / QUARANTINE / name)


def is_of(name: str, spans: Iterable[Span]) -> bool:
    """Whether a shard's name says that it holds rows of some spans."""
    named = NAME.fullmatch(name)
    own = _named_span(named) if named else None
    return own is not None and any(
        s.first_run <= own.first_run < s.stop_run and s.first_draw == own.first_draw for s in spans
    )


def _named_span(named: re.Match[str]) -> Span:
    first, last, draw, until = (int(named[n]) for n in range(1, 5))
    return Span(first, last + 1, draw, until + 1)


def _span_of(path: Path, identity: str) -> Span | None:
    """The rows of a shard; None where it is not whole, or of another sweep."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    named = NAME.fullmatch(path.name)
    if not named or not path.is_file():
        return None
    try:
        data = path.read_bytes()
    except FileNotFoundError:  # another part has set it aside
        return None
    if hashlib.sha256(data).hexdigest()[:DIGEST] != named[5]:
        return None
    span = _named_span(named)
    try:
        file = pq.ParquetFile(io.BytesIO(data))
    except (OSError, ValueError, pa.ArrowException):
        return None
    about = file.schema_arrow.metadata or {}
    mine = about.get(b"sweep") == identity.encode() and about.get(b"span") == _span_text(span).encode()
    return span if mine and file.metadata.num_rows == span.rows else None


def _span_text(span: Span) -> str:
    return f"{span.first_run} {span.stop_run} {span.first_draw} {span.stop_draw}"


def read_rows(shard: Shard, columns: Sequence[str]) -> Array:
    """The rows of a shard: (column, run, draw). Raises StorageTrouble where somebody has signed other ones."""
    import pyarrow.parquet as pq

    try:
        with storage(shard.path), content_of(shard.path):
            table: Any = pq.read_table(io.BytesIO(shard.path.read_bytes()), columns=list(columns))
        each = [table.column(name).to_numpy() for name in columns]
        return np.array(each).reshape(len(columns), shard.span.runs, shard.span.draws)
    except ValueError:
        raise StorageTrouble(f"{shard.path}: holds other rows than its name says; remove it and go on") from None


def gives_again(shard: Shard, piece: Piece) -> bool:
    """Compute the rows of a shard again; whether all of them are the same to the last bit."""
    there = read_rows(shard, [output.column for output in piece.outputs])
    return bool(compute(piece).values.tobytes() == there.tobytes())


def covering(shards: Iterable[Shard], spans: Iterable[Span]) -> tuple[list[Shard], list[Span]]:
    """The shards that hold planned spans, no row twice, and the spans that are missing.

    A span that killed its workers was computed in smaller parts; a whole shard is taken before its parts.
    """
    held: dict[tuple[int, int], list[Shard]] = {}
    for shard in shards:
        held.setdefault((shard.span.first_draw, shard.span.stop_draw), []).append(shard)
    chosen: list[Shard] = []
    missing: list[Span] = []
    for draws, group in _by_draws(spans).items():
        parts = sorted(held.get(draws, []), key=lambda shard: (shard.span.first_run, -shard.span.stop_run, shard.path))
        n = 0
        for span in group:
            run = span.first_run
            while n < len(parts) and parts[n].span.first_run < span.stop_run:
                part = parts[n]
                n += 1
                if part.span.first_run < run or part.span.stop_run > span.stop_run:
                    continue
                if part.span.first_run > run:
                    missing.append(Span(run, part.span.first_run, *draws))
                chosen.append(part)
                run = part.span.stop_run
            if run < span.stop_run:
                missing.append(Span(run, span.stop_run, *draws))
    return sorted(chosen), missing


def _by_draws(spans: Iterable[Span]) -> dict[tuple[int, int], list[Span]]:
    found: dict[tuple[int, int], list[Span]] = {}
    for span in sorted(spans):
        found.setdefault((span.first_draw, span.stop_draw), []).append(span)
    return found
