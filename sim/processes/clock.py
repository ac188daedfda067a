"""The SimPy calendar: one environment for all lanes, its time counted in days."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.domain.event import Event

Verb = Generator[simpy.Event, Any, None]
"""An actor's life: a generator that waits for days and acts on them."""


@dataclass(frozen=True)
class Chronicle:
    """The event log of a run, as some of its lanes saw it: the first one unless others are chosen."""

    lanes: tuple[int, ...] = (0,)
    by_lane: dict[int, list[Event]] = field(default_factory=dict)
    counts: dict[str, NDArray[np.intp]] = field(default_factory=dict)
    """How often provocations, rungs, talks and rounds of designations came inside the horizon: (lane,) each."""

    def note(
        self, lanes: Iterable[int], day: date, what: str, act: str, partners: tuple[str, ...] = (), why: str = ""
    ) -> None:
        """Write down what happened on some lanes, and why."""
        for lane in lanes:
            self.by_lane.setdefault(lane, []).append(Event(day, what, act, partners, why))

    def of(self, lane: int) -> list[Event]:
        """What happened on a lane, in the order in which it did. Raises KeyError for one that is not kept."""
        if lane not in self.lanes:
            raise KeyError(lane)
        return self.by_lane.get(lane, [])

    @property
    def events(self) -> list[Event]:
        """What happened on the first of its lanes."""
        return self.of(self.lanes[0])


def until(env: simpy.Environment, day: date) -> simpy.Event:
    """Wait for the morning of a day; no wait for days gone by."""
    return env.timeout(max(0.0, day.toordinal() - env.now))


def until_eve(env: simpy.Environment, day: date) -> simpy.Event:
    """Wait for the noon before a day: laws and actors act on whole days, the month closes between them."""
    return env.timeout(day.toordinal() - 0.5 - env.now)
