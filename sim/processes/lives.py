"""What happens on irregular dates: acts are adopted, enter into force partner by partner and end; caps open anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import simpy

from sim.common.months import date_at, first_day, later
from sim.domain.law import Provision
from sim.economics.binding import Dates
from sim.processes.clock import Chronicle, Verb, until
from sim.processes.state import State, open_period
from sim.world.arrays import World
from sim.world.layout import Index, Layout
from sim.world.notices import follows_dial

Turn = tuple[date, str]
"""A day, and what happens to a provision on it."""


def live_provision(env: simpy.Environment, world: World, state: State, provision: Provision, log: Chronicle) -> Verb:
    """A provision's life where it is dated by its file: adopted, in force partner by partner, ended."""
    pairs = world.layout.pairs_of[provision.id]
    yield until(env, provision.adopted)
    state.book.enter(pairs)
    if follows_dial(provision):
        return
    awaited = world.law.said.awaited[world.law.clocks.of[pairs]]
    lanes = [lane for lane in log.lanes if not awaited[:, lane if awaited.shape[-1] > 1 else 0].any()]
    yield from _live(env, world, state, provision, provision.adopted, lanes, log)


def bring_in(
    env: simpy.Environment, world: World, state: State, measure: str, lanes: Index, day: date, log: Chronicle
) -> Verb:
    """An awaited act comes on some lanes, (lane,), on a day of theirs: start one process for each day on which it does.

    It is issued in the statute book, its provisions and notices live their lives from there, and what it ends is told.
    """
    yield until(env, day)
    book, layout = state.book, world.layout
    shown = [lane for lane in log.lanes if lane in lanes]
    before = {lane: book.on_lane(lane).ends for lane in shown}
    book.issue(measure, lanes, day)
    if not shown:
        return
    days = (day - world.law.adopted[measure]).days
    for provision in layout.provisions:
        if layout.order_of(provision).measure == measure and not follows_dial(provision):
            env.process(_live(env, world, state, provision, later(provision.adopted, days), shown, log))
    for lane in shown:
        ended = np.flatnonzero(book.on_lane(lane).ends != before[lane])
        for number in np.unique(layout.pair_provision[ended]):
            provision = layout.provisions[number]
            if layout.order_of(provision).measure != measure and not follows_dial(provision):
                env.process(_end(env, world, state, provision, lane, log))


def _live(
    env: simpy.Environment,
    world: World,
    state: State,
    provision: Provision,
    adopted: date,
    lanes: Sequence[int],
    log: Chronicle,
) -> Verb:
    """What is told of a provision on the lanes on which it binds somebody, from its adoption there."""
    yield until(env, adopted)
    pairs = world.layout.pairs_of[provision.id]
    plans = {lane: state.book.on_lane(lane) for lane in lanes}
    lanes = [lane for lane in lanes if np.isfinite(plans[lane].binds[pairs]).any()]
    log.note(lanes, adopted, "notice issued" if provision.transposes else "adopted", provision.id)
    turns = {lane: _turns(plans[lane], world.layout, pairs) for lane in lanes}
    for day, what in sorted(set().union(*turns.values())):
        yield until(env, day)
        for lane in lanes:
            if partners := turns[lane].get((day, what)):
                log.note([lane], day, what, provision.id, tuple(sorted(partners)))


def _end(env: simpy.Environment, world: World, state: State, provision: Provision, lane: int, log: Chronicle) -> Verb:
    """Tell on a lane when a provision ends after all, since an act came that supersedes it."""
    turns = _turns(state.book.on_lane(lane), world.layout, world.layout.pairs_of[provision.id])
    for day, what in sorted(turns):
        if what == "ended" and day.toordinal() >= env.now:
            yield until(env, day)
            log.note([lane], day, what, provision.id, tuple(sorted(turns[day, what])))


def _turns(plan: Dates, layout: Layout, pairs: Index) -> dict[Turn, set[str]]:
    """The days on which a provision begins and ceases to bind, with the partners concerned; `plan` is of a lane."""
    turns: dict[Turn, set[str]] = {}
    binds, ends, opens, closes = (dates[pairs].tolist() for dates in (plan.binds, plan.ends, plan.opens, plan.closes))
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
    cap = world.law.caps[n]
    if not np.isnan(cap.opens):
        return
    for year in range(world.start // 12 + 1, (world.start + world.months - 1) // 12 + 1):
        yield until(env, date(year, 1, 1))
        open_period(state.ledgers, n, cap)
        for lane in log.lanes:
            plan = state.book.on_lane(lane).rows(cap.pairs)
            if np.any((plan.binds <= 12 * year) & (plan.ends > 12 * year)):
                log.note([lane], date(year, 1, 1), "new cap period", cap.provision)


def first_morning(world: World) -> date:
    """The first day any process has to wake for."""
    return min([first_day(world.start), *(provision.adopted for provision in world.layout.provisions)])
