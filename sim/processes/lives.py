"""What happens on irregular dates: acts are adopted, enter into force partner by partner and end; caps open anew."""

from __future__ import annotations

from datetime import date

import numpy as np
import simpy

from sim.common.months import date_at, first_day
from sim.domain.law import Provision
from sim.economics.binding import Dates
from sim.processes.clock import Chronicle, Verb, until
from sim.processes.state import State, open_period
from sim.world.arrays import World
from sim.world.layout import Index, Layout

Turn = tuple[date, str]
"""A day, and what happens to a provision on it."""


def live_provision(env: simpy.Environment, world: World, state: State, provision: Provision, log: Chronicle) -> Verb:
    """A provision's life: adopted, in force partner by partner, ended."""
    pairs, plan = world.layout.pairs_of[provision.id], state.book.plan
    yield until(env, provision.adopted)
    state.book.enter(pairs)
    lanes = [lane for lane in log.lanes if np.isfinite(_of_lane(plan.binds, lane)[pairs]).any()]
    log.note(lanes, provision.adopted, "notice issued" if provision.transposes else "adopted", provision.id)
    turns = {lane: _turns(plan, world.layout, pairs, lane) for lane in lanes}
    for day, what in sorted(set().union(*turns.values())):
        yield until(env, day)
        for lane in lanes:
            if partners := turns[lane].get((day, what)):
                log.note([lane], day, what, provision.id, tuple(sorted(partners)))


def _turns(plan: Dates, layout: Layout, pairs: Index, lane: int) -> dict[Turn, set[str]]:
    """The days on which a provision begins and ceases to bind in a lane, with the partners concerned."""
    turns: dict[Turn, set[str]] = {}
    binds, ends, opens, closes = (
        _of_lane(dates, lane)[pairs].tolist() for dates in (plan.binds, plan.ends, plan.opens, plan.closes)
    )
    for n, pair in enumerate(pairs):
        partner = layout.partners[layout.pair_partner[pair]].id
        begins, ceases = max(binds[n], opens[n]), min(ends[n], closes[n])
        if ceases > begins and np.isfinite(binds[n]):
            turns.setdefault((date_at(begins), "in force"), set()).add(partner)
            if np.isfinite(ceases):
                turns.setdefault((date_at(ceases), "ended"), set()).add(partner)
    return turns


def keep_ledger(env: simpy.Environment, world: World, state: State, n: int, log: Chronicle) -> Verb:
    """The periods of a cap, the n-th: every January, or its one dated window."""
    cap, plan = world.statutes.caps[n], state.book.plan
    if not np.isnan(cap.opens):
        return
    for year in range(world.start // 12 + 1, (world.start + world.months - 1) // 12 + 1):
        yield until(env, date(year, 1, 1))
        open_period(state.ledgers, n, cap)
        for lane in log.lanes:
            binds, ends = _of_lane(plan.binds, lane)[cap.pairs], _of_lane(plan.ends, lane)[cap.pairs]
            if np.any((binds <= 12 * year) & (ends > 12 * year)):
                log.note([lane], date(year, 1, 1), "new cap period", cap.provision)


def _of_lane(dates: np.ndarray, lane: int) -> np.ndarray:
    """The dates of one lane: (pair,)."""
    return dates[:, lane if dates.shape[-1] > 1 else 0]


def first_morning(world: World) -> date:
    """The first day any process has to wake for."""
    return min([first_day(world.start), *(provision.adopted for provision in world.layout.provisions)])
