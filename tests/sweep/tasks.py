"""What workers are asked to do in tests of the pool; they import this and little else."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

from sim.runs.chunks import run_chunk

MEGABYTES = 50


def give(what):
    return what


def many() -> bytes:
    return bytes(MEGABYTES << 20)


def complain():
    raise ValueError("as asked")


def give_what_cannot_be_sent():
    return lambda: None


class Unsendable(Exception):
    def __reduce__(self):
        raise TypeError("cannot be sent")


class Unreadable(Exception):
    """What reads it back raises this or that."""

    def __reduce__(self):
        return _raise, (self.args[0],)


def _raise(error):
    raise error


def raise_unsendable():
    raise Unsendable


def raise_unreadable(error):
    raise Unreadable(error)


def leave():
    raise SystemExit(4)


def hang_up_and_live_on():
    """A worker that answers no more, and does not end."""
    os.closerange(3, 256)
    time.sleep(600)


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def die_while_answering() -> bytes:
    """An answer of which half is sent."""

    def half(self, data, *_):
        data = memoryview(data)
        sent = os.write(self._handle, data[: len(data) // 2])
        assert sent > 0
        die()

    Connection._send = half
    return many()


def wait(path: str, seconds: float = 600.0):
    Path(path).touch()
    time.sleep(seconds)


class Unpicklable:
    """A task that gets to the process that has the pool, and no further."""

    def __init__(self, far: bool = False):
        self.far = far

    def __reduce__(self):
        if self.far:
            raise TypeError("cannot be sent")
        return Unpicklable, (True,)


def once_killed(marker: str, number: int) -> int:
    """Gives its number, and ends its worker the first time."""
    if number == 1 and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def always_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed_after_the_first(question, blocks, tops):
    """A chunk of draws; whoever takes any but the first is killed."""
    if blocks[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return run_chunk(question, blocks, tops)


def of_a_dask_worker() -> tuple[str, bool]:
    """How many heaps its process may have, and whether its stack is looked at."""
    from dask import config

    return os.environ.get("MALLOC_ARENA_MAX", ""), config.get("distributed.worker.profile.enabled")
