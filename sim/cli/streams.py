"""Standard output and error as they may be found: closed, or with a reader that has left.

A closed descriptor is given to the next file that is opened, and what is printed would land in it; so the three
standard ones are filled first of all. What nobody reads is dropped, and the command does its work and keeps its exit
code.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from sim.common.letters import shown

STANDARD = (0, 1, 2)


class _Outlet(io.FileIO):
    """A standard descriptor; what it cannot take for one of some reasons is dropped."""

    def __init__(self, descriptor: int, dropped: type[OSError]):
        super().__init__(descriptor, "w", closefd=False)
        self.dropped = dropped

    def write(self, data: Any) -> int:
        """Write, or drop all of the data. Raises OSError for other reasons, such as a full disk."""
        left = memoryview(data).cast("B")
        with suppress(self.dropped):
            while left:
                left = left[super().write(left) or 0 :]
        return memoryview(data).nbytes


class _Door(io.TextIOWrapper):
    """What is printed, whatever file it came from: letters that could forge lines or move the cursor are written out.

    `returns`: a carriage return passes, as that of a progress line, which is the program's own.
    """

    returns = False

    def write(self, text: str) -> int:
        """Write a text as it may be shown."""
        super().write("\r".join(map(shown, text.split("\r"))) if self.returns else shown(text))
        return len(text)


@contextmanager
def standard_streams() -> Iterator[None]:
    """Print to standard output and error, whatever has become of them; they are put back afterwards.

    A reader of standard output that has left is no error, a full disk behind it is. Notes that standard error does not
    take are dropped whatever the reason, as there is nowhere to say so.
    """
    _fill()
    before = sys.stdout, sys.stderr
    sys.stdout = _safe(sys.stdout, sys.__stdout__, BrokenPipeError)
    sys.stderr = _safe(sys.stderr, sys.__stderr__, OSError)
    ours = [stream for stream in (sys.stdout, sys.stderr) if stream not in before]
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
        for stream in ours:
            with suppress(OSError):
                stream.close()  # the descriptors stay open


def _fill() -> None:
    """Open what is closed among the standard descriptors, to nowhere. The lowest free number is given out first."""
    for number in STANDARD:
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def _safe(stream: TextIO | None, original: TextIO | None, dropped: type[OSError]) -> TextIO:
    """A stream that drops what it may. Anybody else's, such as a test's, is left as it is."""
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")  # closed when Python began, whatever has its number now
    if stream is not original or not isinstance(stream, io.TextIOWrapper):
        return stream
    with suppress(OSError, ValueError):
        stream.flush()
        outlet = _Outlet(stream.fileno(), dropped)
        door = _Door(
            outlet if stream.write_through else io.BufferedWriter(outlet),
            encoding=stream.encoding,
            errors="backslashreplace",  # letters the terminal's encoding has not are written as escapes
            line_buffering=stream.line_buffering,
            write_through=stream.write_through,
        )
        door.returns = stream is sys.stderr
        return door
    return stream
