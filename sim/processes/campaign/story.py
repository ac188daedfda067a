"""What luck and the file alone decide, told day by day: provocations, rungs that answer them, talks and their relief.

All of it is known before the first day, lane by lane. One process wakes on each day on which something happens on some
lane, and writes it into the statute book and the event log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import simpy

from sim.common.months import first_day, later
from sim.domain.campaign import Mechanisms, Talk
from sim.processes.campaign.events import NO_DAY, Days, Events, events_of
from sim.processes.campaign.ladder import paused, rung_days, vetoed
from sim.processes.campaign.talks import TalkDays, talk_days
from sim.processes.clock import Chronicle, Verb, until
from sim.processes.lives import bring_in
from sim.processes.state import State
from sim.world.arrays import World
from sim.world.layout import Index


@dataclass
class Day:
    """What happens on a day, each with the lanes on which it does, numbers of the world's lanes."""

    acts: list[tuple[str, Index]] = field(default_factory=list)
    suspended: list[tuple[str, float, Index]] = field(default_factory=list)
    restored: list[tuple[str, date, Index]] = field(default_factory=list)
    said: list[tuple[str, str, tuple[str, ...], Index, str]] = field(default_factory=list)
    """(what, act, partners, lanes, why) for the event log"""

    def tell(self, lanes: Index, what: str, act: str, why: str = "", partners: tuple[str, ...] = ()) -> None:
        """Something for the event log of some lanes."""
        self.said.append((what, act, partners, lanes, why))


@dataclass
class Story:
    """Everything that luck and the file alone decide, by day; and how often it came, by lane."""

    lanes: int
    days: dict[date, Day] = field(default_factory=dict)
    counts: dict[str, Index] = field(default_factory=dict)
    """Provocations, rungs and talks inside the horizon: (lane,)"""

    def on(self, ordinal: int) -> Day:
        """The day of this number."""
        return self.days.setdefault(date.fromordinal(ordinal), Day())

    def count(self, what: str, lanes: slice, number: np.ndarray) -> None:
        """Add to how often something came on some lanes."""
        self.counts.setdefault(what, np.zeros(self.lanes, dtype=np.intp))[lanes] += number


def story_of(world: World, log: Chronicle) -> Story:
    """The story of all lanes; of those that the event log shows also what only it tells."""
    story, first = Story(world.lanes), 0
    shown = np.arange(world.lanes) if log.whole else np.array(log.lanes, dtype=np.intp)
    for (mechanisms, lanes), (luck, _) in zip(world.campaign.mechanisms, world.campaign.chances.parts, strict=True):
        if mechanisms.provocations or mechanisms.dated or mechanisms.talks or mechanisms.coalitions:
            months = range(world.start, world.start + world.months)
            events = events_of(mechanisms, months, lanes, luck)
            _tell(story, mechanisms, events, months, first, shown[(first <= shown) & (shown < first + lanes)] - first)
        first += lanes
    return story


def _tell(story: Story, mechanisms: Mechanisms, events: Events, months: range, first: int, shown: Index) -> None:
    """Tell the story of one block of lanes, the first of which is `first`."""
    lanes = events.day.shape[-1]
    here = slice(first, first + lanes)
    horizon = first_day(months.start).toordinal(), first_day(months.stop).toordinal()
    talks = [(talk, talk_days(talk, events, months, lanes)) for talk in mechanisms.talks]
    veto = vetoed(events.answer, mechanisms.veto)
    pause = paused(events.answer, [days for talk, days in talks if talk.pauses])
    story.count("provocations", here, _inside(events.day, horizon).sum(axis=0))
    _tell_events(story, events, veto, pause, first, shown, horizon[1])
    if mechanisms.ladder:
        found = rung_days(mechanisms.ladder, events, veto | pause)
        story.count("rungs", here, _inside(found, horizon).sum(axis=0))
        adopting = mechanisms.ladder.adopting
        for rung, days in zip(mechanisms.ladder.rungs, found, strict=True):
            for day, where in _by_day(days, horizon[1], first):
                answer = story.on(day)
                answer.tell(where, "answered", rung, "the first answer after the rung before it")
                if rung in adopting:
                    answer.acts.append((rung, where))
    for talk, days in talks:
        story.count("talks", here, _inside(days.start, horizon))
        _tell_talk(story, talk, days, first, horizon[1])
    for coalition in mechanisms.coalitions:
        if coalition.day and coalition.day.toordinal() < horizon[1]:
            every = np.arange(first, first + lanes)
            moving = story.on(coalition.day.toordinal())
            moving.tell(every, "coalition moved", coalition.id, "on its date", coalition.members)
            moving.acts += [(act, every) for act in coalition.acts]


def _inside(days: Days, horizon: tuple[int, int]) -> np.ndarray:
    return (days >= horizon[0]) & (days < horizon[1])


def _by_day(days: Days, last: int, first: int) -> Iterable[tuple[int, Index]]:
    """The days before the last one on which something happens, and the world's lanes on which it does."""
    comes = np.flatnonzero(days < last)
    lanes = comes[np.argsort(days[comes], kind="stable")]
    found, begins = np.unique(days[lanes], return_index=True)
    return zip(found.tolist(), np.split(lanes + first, begins[1:]), strict=False)


def _tell_events(
    story: Story, events: Events, veto: np.ndarray, pause: np.ndarray, first: int, shown: Index, last: int
) -> None:
    """Provocations of the lanes that are shown, and answers that came to nothing."""
    for n, kind in enumerate(events.kinds):
        for day, where in _by_day(events.day[n, shown], last, 0):
            story.on(day).tell(first + shown[where], "provocation", kind)
        for stopped, by in (("veto", veto[n]), ("talks", pause[n] & ~veto[n])):
            void = np.where(by, events.answer[n], NO_DAY)[shown]
            for day, where in _by_day(void, last, 0):
                story.on(day).tell(first + shown[where], "answer void", stopped, f"to {kind}")


def _tell_talk(story: Story, talk: Talk, days: TalkDays, first: int, last: int) -> None:
    """The beginning and the end of talks, the steps of their relief, and its end."""
    quiet = f"after {talk.quiet_months} quiet months" if talk.quiet_months else ""
    for day, where in _by_day(days.start, last, first):
        story.on(day).tell(where, "talks begin", talk.id, quiet)
    for day, where in _by_day(days.end, last, first):
        broken = days.broken[where - first] < NO_DAY
        for what, lanes in (("talks break", where[broken]), ("talks end", where[~broken])):
            if len(lanes):
                story.on(day).tell(lanes, what, talk.id)
    for relief in talk.relief:
        for after, share in relief.steps:
            due = np.where(days.start < NO_DAY, days.start + after, NO_DAY)
            for day, where in _by_day(np.where(due < days.end, due, NO_DAY), last, first):
                story.on(day).suspended.append((relief.provision, share, where))
                since = f"{after} days after {talk.id} began"
                story.on(day).tell(where, "relief", f"{relief.provision} {share:g}", since)
        if talk.snapback:
            begun = days.start + relief.steps[0][0] < days.end
            for day, where in _by_day(np.where(begun, days.end, NO_DAY), last, first):
                back = later(date.fromordinal(day), talk.snapback_days)
                story.on(day).restored.append((relief.provision, back, where))
                if back.toordinal() < last:
                    story.on(back.toordinal()).tell(where, "snapback", relief.provision, f"{talk.id} ended")


def days_come(env: simpy.Environment, world: World, state: State, story: Story, log: Chronicle) -> Verb:
    """Day by day, what happens on some lanes: acts come in, shares of paragraphs are let go and come back.

    A question may leave an act out: nothing of it is let go.
    """
    for day, here in sorted(story.days.items()):
        yield until(env, day)
        for what, act, partners, lanes, why in here.said:
            log.note([lane for lane in log.lanes if lane in lanes], day, what, act, partners, why)
            log.note_all(lanes, day, what, act, partners)
        for act, lanes in here.acts:
            yield from bring_in(env, world, state, act, lanes, day, log)
        known = world.layout.pairs_of
        for provision, share, lanes in here.suspended:
            if provision in known:
                state.book.suspend(provision, lanes, day, share)
        for provision, back, lanes in here.restored:
            if provision in known:
                state.book.restore(provision, lanes, back)
