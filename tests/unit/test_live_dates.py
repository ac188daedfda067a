"""What is dated anew, and what is carried over from month to month, against all of it worked out from the start."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.campaign_cost import RUNGS, everything
from benchmarks.ensemble import ladder
from sim.common.months import NEVER, first_day, later
from sim.economics.binding import part_in_force, ramp, share_in_force
from sim.law.dating import Links, dated
from sim.processes.live_dates import LiveDates
from sim.processes.state import opening_state
from sim.runs.chunks import dealt
from sim.runs.question import Question
from sim.runs.variants import SCENARIO
from sim.world.assembly import assemble

BUSY = everything(ladder())
"""Rungs on any day, notices by dial of every partner, goods and workers."""


@pytest.fixture(scope="module")
def world():
    return assemble(dealt(Question(BUSY, (SCENARIO,), 256), [0], [SCENARIO]))


def test_f_and_ramp_carried_over_have_the_bits_of_every_place_worked_out_by_its_days(world):
    """Whatever is issued, lifted, given and withdrawn in between, on first days of months too."""
    luck, every = np.random.default_rng(12), np.arange(world.lanes)
    state, shape = opening_state(world), (len(world.layout.partners), world.lanes)
    state.book.enter(np.arange(len(world.layout.pair_cell)))
    since = np.full(shape, NEVER)
    for month in range(world.start, world.start + 24):
        turns, always = luck.random(shape) < 0.1, luck.random(shape) < 0.5
        since = np.where(turns, np.where(since < NEVER, NEVER, np.where(always, -NEVER, float(month))), since)
        state.book.turn(since)
        day = later(first_day(month), month % 2 * 11)
        if month % 6 in (0, 3):
            state.book.issue(RUNGS[month // 6 % 3], every[month % 5 :: 5], day)
        if month == world.start + 15:
            state.book.lift("unscr_2321.coal", every[::2], day)
        dates, standing = state.book.dates, state.book.standing(month)
        force, ramps = state.running.through(dates, standing, month, world.lanes)
        found = force, ramps[standing.clock_of[standing.pairs]]
        rows = dates.clock.rows(standing.clock_of[standing.pairs])
        part = part_in_force(month, rows)
        plainly = share_in_force(rows, part), ramp(rows.ordered, part, rows.tau_impl)
        for one, plain in zip(found, plainly, strict=True):
            assert np.array_equal(one, np.broadcast_to(plain, one.shape)), month


@pytest.mark.parametrize("rung", RUNGS)
def test_what_moves_with_an_act_is_all_whose_dates_change_and_needs_no_other(world, rung):
    """Those that it ends and those whose order it takes over, and on what these hang."""
    law = world.law
    links, said = law.clocks.links, law.said.lanes(np.arange(8))
    act = links.acts.index(rung)
    moved = np.array(np.broadcast_to(said.missing + said.awaited, (len(links.act), 8)))
    before = dated(said, links, moved)
    moved[links.act == act] = np.array([-700.0, -200.0, -31.0, 0.0, 20.0, 200.0, 500.0, NEVER])
    after = dated(said, links, moved)
    rows = links.moving_with(act)
    part = dated(said.rows(rows), links.part(rows), moved[rows])
    others = np.setdiff1d(np.arange(len(links.act)), rows)
    assert len(others)
    for name, dates in after.items():
        assert np.array_equal(np.broadcast_to(part[name], dates[rows].shape), dates[rows]), name
        assert np.array_equal(dates[others], np.broadcast_to(before[name], dates.shape)[others]), name


@pytest.mark.parametrize(
    ("ends", "orders", "act"),
    [
        (((0, 1),), (), 0),  # what may end it
        (((0, 1),), (), 1),  # what it ends
        ((), ((1, 0),), 0),  # what goes on with its order
        ((), ((1, 0),), 1),  # whose order it goes on with
    ],
)
def test_acts_that_end_or_precede_each_other_are_dated_together(ends, orders, act):
    alone = np.arange(3)
    links = Links(("a", "b", "c"), alone, alone, alone, alone, alone[:0], ends, orders)
    assert links.moving_with(act).tolist() == [0, 1]
    part = links.part(np.array([0, 1]))
    assert (part.ends, part.orders, len(part.act)) == (ends, orders, 2)


def test_what_fades_on_some_lanes_counts_for_them_until_its_window_closes(world):
    """Half-lives of a week on the first of two lanes: it lasts beyond the day on which the clock ceases."""
    lanes = np.arange(2)
    some = replace(
        world, lanes=2, law=replace(world.law, clock=world.law.clock.lanes(lanes), said=world.law.said.lanes(lanes))
    )
    half_life = np.zeros((len(some.law.clock.half_life), 2))
    half_life[:, 0] = 0.25
    ends = np.full(half_life.shape, float(world.start + 3))
    closes = np.full(half_life.shape, np.inf)
    clock = replace(some.law.clock, half_life=half_life, ends=ends, closes=closes)
    dates = LiveDates(replace(some, law=replace(some.law, clock=clock)))
    assert (dates.over(slice(None))[:, 0] == np.inf).all()
    assert (dates.over(slice(None))[:, 1] == world.start + 3).all()
