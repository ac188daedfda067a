"""What happened on a day of a run: a line of its event log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day, for the event log."""

    day: date
    what: str
    act: str
    partners: tuple[str, ...] = ()
    why: str = ""
    """The rule and the numbers behind it, where it did not simply stand in a file."""
