"""What all tests share: a terminal's own signals, and a collector that leaves alone what stays anyway."""

from __future__ import annotations

import gc
import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Whoever starts the tests in the background has Ctrl-C ignored, and so would every command that they stop.
    signal.signal(signal.SIGINT, signal.default_int_handler)

gc.set_threshold(50_000, 20, 50)  # what is imported stays: searches for garbage are few


def pytest_collection_finish() -> None:
    """What is imported by now stays until the end: no search for garbage goes through it."""
    gc.collect()
    gc.freeze()
