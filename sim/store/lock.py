"""One at a time in a folder of results: a lock that ends with its holder, whoever kills it.

The locks are POSIX record locks: the system lets go of them when their process ends, so that a stale file means
nothing; they are not passed on to forked workers, and they work over NFS.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import socket
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.common.errors import StorageTrouble, printable
from sim.store.storage import in_the_way, kind_of, storage

LOCK = ".lock"
LONGEST_NAME = 300
PATIENCE = 25
"""How often a lock is tried while nobody alive says that it is his: its holder has just begun, or just ended."""

HOLDER = re.compile(r"host (.+), pid ([0-9]{1,9})", re.ASCII)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder against everybody else. Raises StorageTrouble that names the holder's host and pid.

    What stands in the lock's place is not touched where it is a link, a name of somebody's file, or no file at all.
    """
    with _locked(folder / LOCK, folder):
        yield


@contextmanager
def part_of(folder: Path, part: str) -> Iterator[None]:
    """Hold one part of a folder's work, beside holders of other parts. Raises StorageTrouble."""
    with _locked(folder / LOCK, folder, shared=True), _locked(folder / f".lock-{part}", folder):
        yield


@contextmanager
def _locked(path: Path, folder: Path, shared: bool = False) -> Iterator[None]:
    with storage(path):
        file = _opened(path)
    try:
        with storage(path):
            _take(file, path, folder, shared)
            os.ftruncate(file, 0)
            if not shared:
                os.pwrite(file, f"host {socket.gethostname()}, pid {os.getpid()}\n".encode(), 0)
        try:
            yield
        finally:
            with suppress(OSError):
                os.ftruncate(file, 0)
    finally:
        os.close(file)


def is_lock(path: Path) -> bool:
    """Whether a file holds what we write into locks: nothing, or who has it."""
    with storage(path):
        return kind_of(path) == "a file" and (not (text := _read(path)) or HOLDER.fullmatch(text) is not None)


def of_this_host(path: Path) -> bool:
    """Whether who holds a lock, or held it last, was a process of this host. False where it says nothing."""
    with storage(path):
        named = HOLDER.fullmatch(_read(path)) if kind_of(path) == "a file" else None
        return named is not None and named[1] == socket.gethostname()


def is_held(path: Path) -> bool:
    """Whether somebody holds a lock just now, as the system knows it. Nothing is written, or waited for."""
    with storage(path):
        if kind_of(path) != "a file":
            return False
        try:
            file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:  # its holder has just done his work
            return False
        try:
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno in (errno.EACCES, errno.EAGAIN)
        finally:
            os.close(file)
        return False


def _opened(path: Path) -> int:
    """Open a lock, or make it. Raises StorageTrouble where something else stands in its place."""
    kind = kind_of(path)
    if kind not in ("", "a file"):
        raise in_the_way(path, kind, "a lock of dial")
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
    found = os.fstat(file)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
        os.close(file)
        raise in_the_way(path, "a second name of another file", "a lock of dial")
    return file


def _read(path: Path) -> str:
    """What a lock says; nothing where it went a moment ago. Nothing is followed, or waited for."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return ""
    try:
        return os.read(file, LONGEST_NAME).decode("utf-8", "replace").strip()
    finally:
        os.close(file)


def _take(file: int, path: Path, folder: Path, shared: bool) -> None:
    """Take a lock, or say who has it. Raises StorageTrouble."""
    holder = ""
    for _ in range(PATIENCE):
        try:
            fcntl.lockf(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            return
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EAGAIN):
                raise
        whole = path.name == LOCK and not shared
        holder = _holder([path, *sorted(folder.glob(".lock-*"))] if whole else [path])
        if holder:
            break
        time.sleep(0.02)
    text = f"{folder}: another dial is at work here: {holder or 'it has not said who it is'}"
    raise StorageTrouble(f"{text}; wait until it ends, or stop it")


def _holder(paths: Iterable[Path]) -> str:
    """What the holder of one of some locks has written of himself; nothing of one who is known to be dead."""
    for path in paths:
        text = _read(path) if kind_of(path) == "a file" else ""
        if text and not _dead(text):
            return printable(text)
    return ""


def _dead(text: str) -> bool:
    """Whether a holder was a process of this host that is no more."""
    named = HOLDER.fullmatch(text)
    if not named or named[1] != socket.gethostname():
        return False
    try:
        os.kill(int(named[2]), 0)
    except OSError as error:
        return error.errno == errno.ESRCH
    return False
