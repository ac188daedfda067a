"""How far an ensemble or a sweep has got: one line on a terminal, a plain line every 30 seconds in a log."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from shutil import get_terminal_size
from typing import TextIO

LOG_EVERY = 30.0
"""Seconds between lines of a log."""

TERMINAL_EVERY = 0.2
BAR = 10


@dataclass
class Progress:
    """Counts the draws of all lanes, or the rows of a sweep; `before` of them were there when this session began."""

    total: int
    out: TextIO = field(default_factory=lambda: sys.stderr)
    clock: float = field(default_factory=time.monotonic)
    lanes: dict[str, int] = field(default_factory=dict)
    last: float = field(default_factory=time.monotonic)
    unit: str = "draws"
    before: int = 0
    open: bool = False
    """Whether a line stands unfinished on the terminal."""

    def __call__(self, lane: str, done: int, total: int) -> None:
        """Note the draws done of a lane."""
        self.lanes[lane] = done
        finished = sum(self.lanes.values())
        now = time.monotonic()
        terminal = self.out.isatty()
        if finished < self.total and now - self.last < (TERMINAL_EVERY if terminal else LOG_EVERY):
            return
        self.last = now
        seconds = now - self.clock
        rate = (finished - self.before) / seconds if seconds > 0 else 0.0
        left = (self.total - finished) / rate if rate else 0.0
        text = f"{finished:,} of {self.total:,} {self.unit}, {rate:,.0f} a second, {_duration(left)} left"
        if terminal:
            self.open = finished < self.total
            line = f"{_bar(finished / self.total)} {text:<66}"[: get_terminal_size().columns - 1]
            self.out.write(f"\r{line}" + ("" if self.open else "\n"))
            self.out.flush()
        elif finished < self.total:
            print(text, file=self.out, flush=True)

    def end(self) -> None:
        """End the line on a terminal, where work stopped before its end."""
        if self.open:
            self.open = False
            self.out.write("\n")
            self.out.flush()


def _bar(share: float) -> str:
    return "[" + ("#" * int(BAR * share)).ljust(BAR) + "]"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
