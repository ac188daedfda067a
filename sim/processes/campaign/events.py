"""Provocations on lanes: which come on which day, and on which day an act would answer them (model, 5.4)."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.common.months import NEVER, coordinate, first_day, label
from sim.domain.campaign import DatedEvent, Mechanisms, Provocations

Days = NDArray[np.int64]
"""Days counted as date.toordinal() does, by lane."""

Luck = Callable[[str], Array]
"""Uniform numbers, one a lane, by the name of what is decided."""

NO_DAY = np.int64(9_999_999)
"""The day that does not come: later than any."""


@dataclass(frozen=True)
class Events:
    """Provocations, row by row: the class of each, its day and that of the act that answers it, (event, lane)."""

    kinds: tuple[str, ...]
    day: Days
    answer: Days

    def of(self, kinds: Sequence[str]) -> Days:
        """The days of the events of some classes: (event, lane)."""
        return self.day[[n for n, kind in enumerate(self.kinds) if kind in kinds]]


def events_of(mechanisms: Mechanisms, months: range, lanes: int, luck: Luck | None) -> Events:
    """Dated events, and those that luck brings in these months; without luck dated ones only.

    Luck is asked for four numbers a class and month, 'provocation.nuclear.2017-09.1' to '.4': whether, on which day,
    whether answered, after which of the observed lags.
    """
    rows = [_dated(event, lanes) for event in mechanisms.dated]
    if luck:
        rows += [row for rule in mechanisms.provocations for row in _drawn(rule, months, luck)]
    none = np.zeros((0, lanes), dtype=np.int64)
    day = np.stack([row[1] for row in rows]) if rows else none
    answer = np.stack([row[2] for row in rows]) if rows else none
    return Events(tuple(row[0] for row in rows), day, answer)


def _dated(event: DatedEvent, lanes: int) -> tuple[str, Days, Days]:
    day = event.day.toordinal()
    answer = NO_DAY if event.lag_days is None else day + event.lag_days
    return event.kind, np.full(lanes, day, dtype=np.int64), np.full(lanes, answer, dtype=np.int64)


def _drawn(rule: Provocations, months: range, luck: Luck) -> Iterator[tuple[str, Days, Days]]:
    """At most one event of a class a month, in whole months inside the rule's dates."""
    starts, stops = _coordinate(rule.start, -NEVER), _coordinate(rule.end, NEVER)
    for month in months:
        if rule.rate > 0 and starts <= month and month + 1 <= stops:
            u = [luck(f"provocation.{rule.kind}.{label(month)}.{n}") for n in range(1, 5)]
            yield rule.kind, *drawn_event(rule, month, u)


def drawn_event(rule: Provocations, month: int, u: Sequence[Array]) -> tuple[Days, Days]:
    """The day of a month's event of a class, and that of its answer, from four uniform numbers: (lane,) each."""
    days = calendar.monthrange(month // 12, month % 12 + 1)[1]
    day = first_day(month).toordinal() + np.floor(u[1] * days).astype(np.int64)
    happens = u[0] < rule.rate / 12
    lags = np.array(rule.lags or (0,), dtype=np.int64)
    lag = lags[np.floor(u[3] * len(lags)).astype(np.intp)]
    answered = happens & (u[2] < rule.adoption) & bool(rule.lags)
    return np.where(happens, day, NO_DAY), np.where(answered, day + lag, NO_DAY)


def _coordinate(day: date | None, otherwise: float) -> float:
    return otherwise if day is None else coordinate(day)
