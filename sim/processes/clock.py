"""The SimPy calendar: one environment for all lanes, its time counted in days."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import simpy

Verb = Generator[simpy.Event, Any, None]
"""An actor's life: a generator that waits for days and acts on them."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day, for the event log."""

    day: date
    what: str
    act: str
    partners: tuple[str, ...] = ()


@dataclass
class Chronicle:
    """The event log of a run, as its first lane saw it."""

    events: list[Event] = field(default_factory=list)

    def note(self, day: date, what: str, act: str, partners: tuple[str, ...] = ()) -> None:
        """Write down what happened."""
        self.events.append(Event(day, what, act, partners))


def until(env: simpy.Environment, day: date) -> simpy.Event:
    """Wait for the morning of a day; no wait for days gone by."""
    return env.timeout(max(0.0, day.toordinal() - env.now))


def until_eve(env: simpy.Environment, day: date) -> simpy.Event:
    """Wait for the noon before a day: laws and actors act on whole days, the month closes between them."""
    return env.timeout(day.toordinal() - 0.5 - env.now)
