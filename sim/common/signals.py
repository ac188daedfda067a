"""The signals that ask a command to stop: Ctrl-C, SIGTERM, and SIGHUP of a terminal that closes."""

import signal

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
