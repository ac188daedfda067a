"""One at a time in a folder of results: a lock that ends with its holder, whoever kills it.

The locks are POSIX record locks: the system lets go of them when their process ends, so that a stale file means
nothing; they are not passed on to forked workers, and they work over NFS.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import StorageTrouble, printable
from sim.storage import storage

LONGEST_NAME = 300
PATIENCE = 25


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder against everybody else. Raises StorageTrouble that names the holder's host and pid."""
    with _locked(folder / ".lock", folder):
        yield


@contextmanager
def part_of(folder: Path, part: str) -> Iterator[None]:
    """Hold one part of a folder's work, beside holders of other parts. Raises StorageTrouble."""
    with _locked(folder / ".lock", folder, shared=True), _locked(folder / f".lock-{part}", folder):
        yield


@contextmanager
def _locked(path: Path, folder: Path, shared: bool = False) -> Iterator[None]:
    with storage(path):
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        with storage(path):
            try:
                fcntl.lockf(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in (errno.EACCES, errno.EAGAIN):
                    raise
                text = f"{folder}: another dial is at work here: {_holder(file, folder)}"
                raise StorageTrouble(f"{text}; wait until it ends, or stop it") from None
            if not shared:
                os.ftruncate(file, 0)
                os.pwrite(file, f"host {socket.gethostname()}, pid {os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(file)


def _holder(file: int, folder: Path) -> str:
    """Who holds a lock; of several holders of parts, one that is at work."""
    for path in sorted(folder.glob(".lock-*")):
        part = os.open(path, os.O_RDWR)
        try:
            fcntl.lockf(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return _text(part)
        finally:
            os.close(part)
    return _text(file)


def _text(file: int) -> str:
    """What a holder wrote of itself; one that has just begun is given a moment for it."""
    for _ in range(PATIENCE):
        if named := os.pread(file, LONGEST_NAME, 0):
            return printable(named.decode("utf-8", "replace").strip())
        time.sleep(0.02)
    return "it has not said who it is"
