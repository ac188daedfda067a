"""Every mechanism of the campaign moves numbers in random worlds, and a mistake in any of them is seen.

Without this the agreement of the two engines could be that of two engines in which nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

import sim.processes.campaign.first_day as step_0
import sim.processes.campaign.outsiders as outsiders
import sim.processes.campaign.story as story
from sim.processes.campaign.events import NO_DAY
from sim.processes.campaign.talks import TalkDays
from sim.processes.labour_stock import LabourStock
from sim.processes.statutes import StatuteBook
from tests.property.reference_worlds import everything
from tests.property.same import differences, earns_otherwise
from tests.reference.run import run
from tests.reference_worlds import run_reference_world

MECHANISMS = ("press", "designations", "ladder", "talks", "coalition", "switch")
MOST_WORLDS = 60


@cache
def theirs(seed: int, without: tuple[str, ...] = ("hurry",)) -> dict:
    """What the reference makes of a world."""
    return run(everything(seed, without))


def moves(mechanism: str, seed: int) -> bool:
    """Whether a world earns something else without a mechanism."""
    return earns_otherwise(theirs(seed), theirs(seed, ("hurry", mechanism)))


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_each_mechanism_moves_a_number(mechanism):
    assert any(moves(mechanism, seed) for seed in range(MOST_WORLDS))


@pytest.mark.slow
@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_each_mechanism_moves_a_number_in_fifty_worlds(mechanism):
    assert sum(moves(mechanism, seed) for seed in range(120)) >= 50


# -- mistakes ---------------------------------------------------------------------------------------------------------


def late_talks(given: Callable[..., TalkDays]) -> Callable[..., TalkDays]:
    """Talks that begin a month late."""

    def talk_days(*args: object) -> TalkDays:
        days = given(*args)
        return TalkDays(np.where(days.start < NO_DAY, days.start + 30, NO_DAY), days.end, days.broken)

    return talk_days


MISTAKES = {
    "pushes never fade": (step_0, "faded", lambda _: lambda points, _months, h: points * np.ones_like(h)),
    "rounds are half as likely": (step_0, "round_chance", lambda f: lambda *args: 0.5 * f(*args)),
    "outsiders see everything": (outsiders, "visible_trade", lambda f: lambda r, d, s, seen: f(r, d, s, seen * 0 + 1)),
    "one member is enough": (step_0, "members_mean", lambda _: lambda p, w: p.max(axis=0)),
    "all rungs come at once": (story, "rung_days", lambda f: lambda *args: np.repeat(f(*args)[:1], 2, axis=0)),
    "talks pause nothing": (story, "paused", lambda f: lambda answer, pauses: f(answer, [])),
    "talks begin late": (story, "talk_days", late_talks),
    "nothing is suspended": (StatuteBook, "suspend", lambda _: lambda *args: None),
    "nothing snaps back": (StatuteBook, "restore", lambda _: lambda *args: None),
    "workers are counted at the file's date": (LabourStock, "issued", lambda _: lambda *args: None),
    "notices never turn": (StatuteBook, "turn", lambda _: lambda *args: None),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_seen(mistake, monkeypatch):
    """Some random world tells the engine with the mistake from the reference."""
    where, name, spoilt = MISTAKES[mistake]
    monkeypatch.setattr(where, name, spoilt(getattr(where, name)))
    if mistake == "nothing is suspended":
        monkeypatch.setattr(StatuteBook, "restore", lambda *args: None)
    assert any(seen(seed) for seed in range(MOST_WORLDS))


def seen(seed: int) -> bool:
    """Whether the two engines differ in what is earned, bought or seen."""
    ours = run_reference_world(everything(seed, ("hurry",)))
    looked_at = [name for name in ("total", "points", "restricted") if name in ours]
    return any(differences({name: ours[name]}, theirs(seed)) for name in looked_at)
