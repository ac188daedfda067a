"""Talks on lanes: the day they begin and the day they end (model, 5.5)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.common.months import coordinate, first_day
from sim.domain.campaign import Talk
from sim.processes.campaign.events import NO_DAY, Days, Events


@dataclass(frozen=True)
class TalkDays:
    """When talks stand: [start, end), by lane; NO_DAY where they never begin or never end."""

    start: Days
    end: Days
    broken: Days
    """The event that ended them, NO_DAY where none did."""

    def hold(self, day: Days) -> np.ndarray:
        """Whether they stand on a day."""
        return (self.start <= day) & (day < self.end)


def talk_days(talk: Talk, events: Events, months: range, lanes: int) -> TalkDays:
    """When talks begin, and the first day after on which an event breaks them, or their last day comes."""
    breaking = events.of(talk.broken_by)
    if talk.quiet_months is None:
        start = np.full(lanes, talk.start.toordinal(), dtype=np.int64)
    else:
        start = _quiet_start(talk, talk.quiet_months, breaking, months, lanes)
    broken = np.where(breaking > start, breaking, NO_DAY).min(axis=0, initial=NO_DAY)
    last = NO_DAY if talk.end is None else np.int64(talk.end.toordinal())
    end = np.where(start < NO_DAY, np.minimum(broken, last), NO_DAY)
    return TalkDays(start, end, np.where((broken < NO_DAY) & (broken == end), broken, NO_DAY))


def _quiet_start(talk: Talk, quiet: int, breaking: Days, months: range, lanes: int) -> Days:
    """The first day of the first month with no breaking event in the quiet months before it."""
    start = np.full(lanes, NO_DAY)
    last = months.stop - 1
    if talk.until is not None:
        last = min(last, math.floor(coordinate(talk.until)))
    for month in range(math.ceil(coordinate(talk.start)), last + 1):
        day = first_day(month).toordinal()
        heard = (breaking >= first_day(month - quiet).toordinal()) & (breaking < day)
        start = np.where((start == NO_DAY) & ~heard.any(axis=0), day, start)
    return start
