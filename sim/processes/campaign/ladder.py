"""The ladder on lanes: which rung is adopted on which day (model, 5.4)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.domain.campaign import Ladder, Veto
from sim.processes.campaign.events import NO_DAY, Days, Events
from sim.processes.campaign.talks import TalkDays


def vetoed(answer: Days, veto: Veto | None) -> np.ndarray:
    """Whether an answer would be adopted inside the veto. `answer` (event, lane), days."""
    if veto is None:
        return np.zeros(answer.shape, dtype=bool)
    last = NO_DAY if veto.end is None else veto.end.toordinal()
    return (answer >= veto.start.toordinal()) & (answer < last)


def paused(answer: Days, pauses: Sequence[TalkDays]) -> np.ndarray:
    """Whether an answer would be adopted while talks stand that pause the ladder. `answer` (event, lane), days."""
    found = np.zeros(answer.shape, dtype=bool)
    for talk in pauses:
        found |= talk.hold(answer)
    return found


def rung_days(ladder: Ladder, events: Events, void: np.ndarray) -> Days:
    """The day on which each rung is adopted, NO_DAY where its turn never comes: (rung, lane).

    One act answers all events up to its adoption; an early answer overtakes a slow one, whose event is then spent.
    `void` marks answers, (event, lane), that are not adopted.
    """
    answer = np.where(void, NO_DAY, events.answer)
    lanes = answer.shape[-1]
    since = np.full(lanes, ladder.start.toordinal(), dtype=np.int64)
    after = np.zeros(lanes, dtype=np.int64)
    found = np.full((len(ladder.rungs), lanes), NO_DAY)
    for n in range(len(ladder.rungs)):
        due = (events.day >= since) & (answer > after)
        found[n] = np.where(due, answer, NO_DAY).min(axis=0, initial=NO_DAY)
        since = after = found[n]
    return found
