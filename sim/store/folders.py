"""Folders of results: whole or not there, beside what was changed since, and drafts gone with their writers."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sim.common.errors import StorageTrouble, some_of
from sim.store.lock import LOCK, alone_in, is_held, of_this_host
from sim.store.manifest import PROVENANCE, altered, renewed, write_manifest
from sim.store.package import write_package
from sim.store.storage import draft_of, drafts_in, kind_of, no_link, remove_draft, storage, sync, write_whole

WRITING: set[Path] = set()
"""Drafts of this process, of whatever thread. Their locks say nothing to it: the system does not shut a process out of
what it holds itself, and where it opens a lock's file and closes it, the lock is gone."""

LONG_AGO = 24 * 3600.0
"""Seconds after which a draft that nobody holds is taken for left behind, on whatever host its owner was."""


def finished(place: Path) -> bool:
    """Whether a finished run stands at a place. Raises StorageTrouble where something else does."""
    with storage(place):
        if (place / PROVENANCE).is_file():
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
        remove_left(place.parent)
        draft = Draft(draft_of(place), place)
        draft.folder.mkdir()
        WRITING.add(draft.folder)
        try:
            with alone_in(draft.folder):
                yield draft
                (draft.folder / LOCK).unlink()
            write_package(draft.folder, draft.place)
            write_manifest(draft.folder)
            for file in sorted(draft.folder.rglob("*")):
                if file.is_file():
                    sync(file)
            try:
                if not draft.place.is_dir():
                    os.replace(draft.folder, draft.place)
            except OSError:
                if not draft.place.is_dir():
                    raise
        finally:
            shutil.rmtree(draft.folder, ignore_errors=True)
            WRITING.discard(draft.folder)


@contextmanager
def new_files(folder: Path) -> Iterator[Path]:
    """A place to write files that move into a folder, and into the manifest it may have, once all are complete.

    Raises StorageTrouble where a link or a folder stands in the place of one.
    """
    with storage(folder):
        folder.mkdir(parents=True, exist_ok=True)
        remove_left(folder)
        draft = draft_of(folder / "files")
        draft.mkdir()
        WRITING.add(draft)
        try:
            with alone_in(draft):
                yield draft
                (draft / LOCK).unlink()
            drawn = sorted(draft.iterdir())
            for file in drawn:
                no_link(folder / file.name)
            for file in drawn:
                sync(file)
                os.replace(file, folder / file.name)
            if text := renewed(folder, [file.name for file in drawn]):
                write_whole(folder / PROVENANCE, text.encode())
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            WRITING.discard(draft)


def remove_left(folder: Path) -> None:
    """Remove the drafts in a folder whose writers are dead: killed processes of this host, and what is a day old.

    A draft folder's lock ends with its writer, whoever kills him. Links, and what has not a draft's name, stay.
    """
    with storage(folder):
        for draft in drafts_in(folder):
            if draft not in WRITING and _left(draft):
                with suppress(OSError):  # what cannot go harms nobody
                    remove_draft(draft)


def _left(draft: Path) -> bool:
    """Whether nobody is writing a draft any more.

    A writer who is done removes his lock while he holds it: one that nobody holds is a dead writer's only if it still
    stands afterwards.
    """
    lock = draft / LOCK
    if kind_of(draft) == "a folder" and kind_of(lock):
        old = of_this_host(lock) or _age(lock) > LONG_AGO
        return old and not is_held(lock) and bool(kind_of(lock))
    return _age(draft) > LONG_AGO


def _age(path: Path) -> float:
    try:
        return time.time() - path.lstat().st_mtime
    except FileNotFoundError:
        return 0.0
