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

Kind = tuple[str, str, tuple[str, ...]]
"""What happened: the word for it, the act or whom it is named after, and the partners concerned."""

Rows = NDArray[np.int64]

Verb = Generator[simpy.Event, Any, None]
"""An actor's life: a generator that waits for days and acts on them."""


@dataclass(frozen=True)
class Happenings:
    """What a campaign did on all lanes, a row a lane and event: what, on which lane, on which day. Axis (row,)."""

    kinds: tuple[Kind, ...]
    kind: Rows
    """Places in `kinds`."""
    lane: Rows
    day: Rows
    """Counted as date.toordinal() does."""

    def part(self, first: int, last: int) -> Happenings:
        """What happened on the lanes [first, last), counted from the first of them."""
        here = (self.lane >= first) & (self.lane < last)
        return Happenings(self.kinds, self.kind[here], self.lane[here] - first, self.day[here])


@dataclass(frozen=True)
class Chronicle:
    """The event log of a run, as some of its lanes saw it: the first one unless others are chosen.

    Where it is `whole`, what the campaign did is kept of all lanes too, without its reasons.
    """

    lanes: tuple[int, ...] = (0,)
    whole: bool = False
    rows: list[tuple[Kind, Rows, int]] = field(default_factory=list)
    by_lane: dict[int, list[Event]] = field(default_factory=dict)
    counts: dict[str, NDArray[np.intp]] = field(default_factory=dict)
    """How often provocations, rungs, talks and rounds of designations came inside the horizon: (lane,) each."""

    def note(
        self, lanes: Iterable[int], day: date, what: str, act: str, partners: tuple[str, ...] = (), why: str = ""
    ) -> None:
        """Write down what happened on some lanes, and why."""
        for lane in lanes:
            self.by_lane.setdefault(lane, []).append(Event(day, what, act, partners, why))

    def note_all(self, lanes: NDArray[Any], day: date, what: str, act: str, partners: tuple[str, ...] = ()) -> None:
        """Write down that the campaign did something on lanes, by their numbers, where all of them are kept."""
        if self.whole and len(lanes):
            self.rows.append(((what, act, partners), np.asarray(lanes, dtype=np.int64), day.toordinal()))

    @property
    def happenings(self) -> Happenings:
        """What the campaign did on all lanes, lane by lane in the order of days."""
        kinds = tuple(dict.fromkeys(kind for kind, _, _ in self.rows))
        place, none = {kind: n for n, kind in enumerate(kinds)}, [np.zeros(0, dtype=np.int64)]
        kind = np.concatenate([*none, *(np.full(len(lanes), place[what]) for what, lanes, _ in self.rows)])
        lane = np.concatenate([*none, *(lanes for _, lanes, _ in self.rows)])
        days = np.concatenate([*none, *(np.full(len(lanes), day) for _, lanes, day in self.rows)])
        order = np.lexsort((days, lane))  # of a day, as it was written
        return Happenings(kinds, kind[order], lane[order], days[order])

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
