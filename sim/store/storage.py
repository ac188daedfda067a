"""Writing results so that nothing is ever half there: a temporary file or folder beside the place, then one rename."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sim.common.errors import StorageTrouble, printable, some_of
from sim.store.manifest import altered, write_manifest

DRAFT = re.compile(r"\..+\.[0-9a-f]{8}\.tmp", re.ASCII | re.DOTALL)
"""The names of what is being written, and of what a writer that was killed has left."""


@contextmanager
def storage(path: Path) -> Iterator[None]:
    """Turn trouble with a disk into words. Raises StorageTrouble naming the path."""
    try:
        yield
    except OSError as error:
        where = error.filename2 or error.filename or path
        if error.errno == errno.EEXIST and (target := _target(where)) is not None:
            text = f"is a link to {printable(target)}, which does not exist; make that folder, or remove the link"
            raise StorageTrouble(f"{printable(str(where))}: {text}") from None
        reason = (error.strerror or str(error)).lower()
        raise StorageTrouble(f"{where}: cannot be written or read: {reason}") from None


def _target(path: object) -> str | None:
    """Where a link leads; None where there is none."""
    try:
        return os.readlink(str(path))
    except OSError:
        return None


def in_the_way(path: Path, what: str, instead: str) -> StorageTrouble:
    """What to say of something that stands where a file or folder of ours belongs, and is not touched."""
    return StorageTrouble(f"{printable(str(path))}: is in the way: {what}, not {instead}; move it away")


def kind_of(path: Path) -> str:
    """'a link', 'a folder', 'a file', 'no regular file', or '' where nothing is. A link is not followed."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return ""
    kinds = ((stat.S_ISLNK, "a link"), (stat.S_ISDIR, "a folder"), (stat.S_ISREG, "a file"))
    return next((name for is_one, name in kinds if is_one(mode)), "no regular file")


def own_folder(folder: Path) -> None:
    """Make a folder that lies in one of ours, where it is not there. Raises StorageTrouble where it is a link."""
    folder.mkdir(exist_ok=True)
    if (kind := kind_of(folder)) != "a folder":
        raise in_the_way(folder, kind, "a folder of dial")


def can_be_written(folder: Path) -> None:
    """Find out before any work is done whether a folder takes files. Raises StorageTrouble."""
    if "\0" in str(folder):
        raise StorageTrouble(f"{printable(str(folder))}: no folder can have this name")
    with storage(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            _draft(folder / "probe").touch()
        finally:
            for probe in folder.glob(".probe.*.tmp"):  # also what somebody who was killed has left
                if DRAFT.fullmatch(probe.name) and kind_of(probe) == "a file" and not probe.stat().st_size:
                    probe.unlink(missing_ok=True)


def finished(place: Path) -> bool:
    """Whether a finished run stands at a place. Raises StorageTrouble where something else does."""
    with storage(place):
        if (place / "provenance.json").is_file():
            return True
        if kind_of(place):
            raise StorageTrouble(f"{place}: is in the way, and no finished run; move it away")
        return False


def as_written(place: Path) -> tuple[Path, list[str]]:
    """Where a finished folder stands as it was written, or is to be written, and what was found on the way.

    The place itself; where files in it have been changed since, the next one beside it: place-2, place-3.
    Raises StorageTrouble where something else stands there.
    """
    found: list[str] = []
    for n in count(1):
        beside = place if n == 1 else place.with_name(f"{place.name}-{n}")
        if not finished(beside):
            return beside, found
        with storage(beside):
            changed = altered(beside)
        if not changed:
            return beside, found
        found.append(f"{beside}: not as it was written: {some_of(changed)}")
    raise AssertionError("places do not end")


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
        draft = Draft(_draft(place), place)
        draft.folder.mkdir()
        try:
            yield draft
            write_manifest(draft.folder)
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
        draft = _draft(folder / "files")
        draft.mkdir()
        try:
            yield draft
            for file in sorted(draft.iterdir()):
                _sync(file)
                os.replace(file, folder / file.name)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


class WholeFile:
    """A file being written beside its place. It has what a writer needs of a binary file: `write`."""

    def __init__(self, path: Path):
        self.draft = _draft(path)
        self.descriptor = os.open(self.draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666)
        self.closed = False

    def write(self, data: bytes) -> int:
        """Write all of the data; nothing once the file is closed, when a writer that failed has last words."""
        left = memoryview(data).cast("B")
        while left and not self.closed:
            left = left[os.write(self.descriptor, left) :]
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Writers close what they wrote to; the file is closed when it is put in its place."""


@contextmanager
def whole_file(path: Path) -> Iterator[WholeFile]:
    """A file that appears at its place complete and on disk, or not at all. Raises StorageTrouble."""
    with storage(path):
        file = WholeFile(path)
        try:
            try:
                yield file
                os.fsync(file.descriptor)
            finally:
                file.closed = True
                os.close(file.descriptor)
            os.replace(file.draft, path)
            _sync_folder(path.parent)
        except BaseException:
            with suppress(OSError):
                os.unlink(file.draft)
            raise


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is there complete or not at all. Raises StorageTrouble."""
    with whole_file(path) as file:
        file.write(data)


def remove_drafts(folder: Path) -> None:
    """Remove what writers that were killed have left. Only for who holds the folder alone.

    No link is followed or removed, nor what has not the name of a draft.
    """
    with storage(folder):
        for draft in folder.glob(".*.tmp"):
            kind = kind_of(draft) if DRAFT.fullmatch(draft.name) else ""
            if kind == "a folder":
                shutil.rmtree(draft)
            elif kind == "a file":
                draft.unlink()


def _draft(place: Path) -> Path:
    """A place to write beside the one meant, which nobody else uses: in containers, process ids are the same."""
    return place.with_name(f".{place.name}.{os.urandom(4).hex()}.tmp")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync(file: Path) -> None:
    with file.open("rb") as handle:
        os.fsync(handle.fileno())
