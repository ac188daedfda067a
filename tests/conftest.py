"""What all tests share: a terminal's own signals."""

from __future__ import annotations

import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Whoever starts the tests in the background has Ctrl-C ignored, and so would every command that they stop.
    signal.signal(signal.SIGINT, signal.default_int_handler)
