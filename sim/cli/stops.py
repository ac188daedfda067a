"""Signals that stop a command: Ctrl-C, SIGTERM, and SIGHUP of a terminal that closes."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sim.common.signals import STOPS


@contextmanager
def stopped_once() -> Iterator[None]:
    """SIGTERM, and SIGHUP of a terminal that closes, stop a command as Ctrl-C does, so that nothing half done stays.

    Only the first is heard: what is done is then being written, which takes seconds, and a second one would lose it.
    What was ignored from the start, as under nohup, stays ignored.
    """
    stopped = False

    def stop(number: int, frame: object) -> None:
        nonlocal stopped
        if not stopped:
            stopped = True
            raise KeyboardInterrupt

    untouched = (signal.SIG_DFL, signal.default_int_handler)
    before = {number: signal.getsignal(number) for number in STOPS}
    if threading.current_thread() is not threading.main_thread():
        before = {}
    ours = {number: handler for number, handler in before.items() if handler in untouched}
    for number in ours:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in ours.items():
            signal.signal(number, handler)
