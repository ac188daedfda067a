"""Writing results so that nothing is ever half there: a temporary folder beside the place, then one rename."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sim.errors import StorageTrouble


@contextmanager
def storage(path: Path) -> Iterator[None]:
    """Turn trouble with a disk into words. Raises StorageTrouble naming the path."""
    try:
        yield
    except OSError as error:
        where = error.filename or path
        reason = (error.strerror or str(error)).lower()
        raise StorageTrouble(f"{where}: cannot be written or read: {reason}") from None


def can_be_written(folder: Path) -> None:
    """Find out before any work is done whether a folder takes files. Raises StorageTrouble."""
    with storage(folder):
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe.{os.getpid()}.tmp"
        try:
            probe.touch()
        finally:
            probe.unlink(missing_ok=True)


def finished(place: Path) -> bool:
    """Whether a finished run stands at a place. Raises StorageTrouble where something else does."""
    with storage(place):
        if (place / "provenance.json").is_file():
            return True
        if place.exists():
            raise StorageTrouble(f"{place}: is in the way, and no finished run; move it away")
        return False


@dataclass
class Draft:
    """A folder being written, and the place it will move to."""

    folder: Path
    place: Path


@contextmanager
def new_folder(place: Path) -> Iterator[Draft]:
    """A folder that appears at its place whole or not at all. Whoever finished first is kept."""
    with storage(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = Draft(place.parent / f".{place.name}.{os.getpid()}.tmp", place)
        shutil.rmtree(draft.folder, ignore_errors=True)
        draft.folder.mkdir()
        try:
            yield draft
            for file in sorted(draft.folder.rglob("*")):
                if file.is_file():
                    _sync(file)
            try:
                if not draft.place.is_dir():
                    os.replace(draft.folder, draft.place)
            except OSError:
                if not draft.place.is_dir():
                    raise
        finally:
            shutil.rmtree(draft.folder, ignore_errors=True)


@contextmanager
def new_files(folder: Path) -> Iterator[Path]:
    """A place to write files that move into a folder once all of them are complete."""
    with storage(folder):
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".files.{os.getpid()}.tmp"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        try:
            yield draft
            for file in sorted(draft.iterdir()):
                _sync(file)
                os.replace(file, folder / file.name)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _sync(file: Path) -> None:
    with file.open("rb") as handle:
        os.fsync(handle.fileno())
