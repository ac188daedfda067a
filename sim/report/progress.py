"""How far an ensemble has got: one line on a terminal, a plain line every 30 seconds in a log."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import TextIO

LOG_EVERY = 30.0
"""Seconds between lines of a log."""

TERMINAL_EVERY = 0.2


@dataclass
class Progress:
    """Counts the draws of all lanes. `total` is draws times lanes."""

    total: int
    out: TextIO = field(default_factory=lambda: sys.stderr)
    clock: float = field(default_factory=time.monotonic)
    lanes: dict[str, int] = field(default_factory=dict)
    last: float = field(default_factory=time.monotonic)

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
        rate = finished / seconds if seconds > 0 else 0.0
        left = (self.total - finished) / rate if rate else 0.0
        text = f"{finished:,} of {self.total:,} draws, {rate:,.0f} a second, {_duration(left)} left"
        if terminal:
            self.out.write(f"\r{text:<78}" + ("\n" if finished >= self.total else ""))
            self.out.flush()
        elif finished < self.total:
            print(text, file=self.out, flush=True)


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
