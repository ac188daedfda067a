"""Writing results so that nothing is ever half there: a temporary file or folder beside the place, then one rename."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.common.errors import StorageTrouble, printable

DRAFT = re.compile(r"\..+\.[0-9a-f]{8}\.tmp", re.ASCII | re.DOTALL)
"""The names of what is being written, and of what a writer that was killed has left."""

WAYS_OUT = {
    errno.ENOSPC: "make room on that disk, or name a place on another; what was there before is as it was",
    errno.EDQUOT: "make room within your share of that disk, or name another place",
    errno.EACCES: "ask for the right to it, or name a place of your own",
    errno.EPERM: "ask for the right to it, or name a place of your own",
    errno.EROFS: "this disk can only be read: name a place on another",
    errno.EFBIG: "files may not be so large there: raise the limit (ulimit -f), or name a place on another disk",
    errno.ENAMETOOLONG: "give a shorter name",
}
"""What helps against trouble with a disk, by its number."""


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
        raise StorageTrouble(f"{where}: cannot be written or read: {told_of(error)}") from None


def told_of(error: OSError) -> str:
    """What the system has against reading or writing, in its own words whichever library met it, and what helps."""
    reason = os.strerror(error.errno).lower() if error.errno else (error.strerror or str(error)).lower()
    way_out = WAYS_OUT.get(error.errno or 0)
    return f"{reason}\n    fix: {way_out}" if way_out else reason


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
    if in_the_way := next((one for one in (folder, *folder.parents) if one.is_file()), None):
        told = f"{printable(str(in_the_way))}: is a file, and results need a folder"
        raise StorageTrouble(f"{told}\n    fix: name another place with -o DIR")
    with storage(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            draft_of(folder / "probe").touch()
        finally:
            for probe in folder.glob(".probe.*.tmp"):  # also what somebody who was killed has left
                if DRAFT.fullmatch(probe.name) and _is_empty_file(probe):
                    probe.unlink(missing_ok=True)


def _is_empty_file(path: Path) -> bool:
    """Whether a regular file with nothing in it stands here. Looked at once: others remove what they probed, too."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and not found.st_size


class WholeFile:
    """A file being written beside its place. It has what a writer needs of a binary file: `write`."""

    def __init__(self, path: Path):
        self.draft = draft_of(path)
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
        no_link(path)
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
        for draft in drafts_in(folder):
            remove_draft(draft)


def drafts_in(folder: Path) -> Iterator[Path]:
    """What is being written in a folder, and what dead writers have left: files and folders, never links."""
    for draft in folder.glob(".*.tmp"):
        if DRAFT.fullmatch(draft.name) and kind_of(draft) in ("a folder", "a file"):
            yield draft


def remove_draft(draft: Path) -> None:
    """Remove a draft; fine where somebody else was faster."""
    if kind_of(draft) == "a folder":
        with suppress(FileNotFoundError):
            shutil.rmtree(draft)
    else:
        draft.unlink(missing_ok=True)


def no_link(path: Path) -> None:
    """Raises StorageTrouble where a link stands: it is somebody's, and so is what it leads to."""
    if kind_of(path) == "a link":
        raise in_the_way(path, "a link", "a file of dial")


def draft_of(place: Path) -> Path:
    """A place to write beside the one meant, which nobody else uses: in containers, process ids are the same."""
    return place.with_name(f".{place.name}.{os.urandom(4).hex()}.tmp")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync(file: Path) -> None:
    """Have a file on disk."""
    with file.open("rb") as handle:
        os.fsync(handle.fileno())
