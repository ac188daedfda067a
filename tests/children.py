"""Work in a forked process that may hang, run wild or die: it ends in time, and its exit code is told."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable


def in_child(work: Callable[[], int], processor: float, wall: float) -> int | None:
    """The exit code of some work, in a process of its own without a terminal; None if it died or took too long."""
    child = os.fork()
    if not child:
        _work(work, processor)
    ends = time.monotonic() + wall
    pause = 0.005
    while time.monotonic() < ends:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else None
        time.sleep(pause)
        pause = min(0.1, pause * 1.3)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _work(work: Callable[[], int], processor: float) -> None:
    code = 1
    try:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        most = int(processor + time.process_time()) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        code = work()
    finally:  # whatever it raises, nothing of the process that it was forked from goes on in it
        os._exit(code)
