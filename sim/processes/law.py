"""The law: acts are adopted, enter into force partner by partner, run out; and what the law of a month takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import simpy

from sim.common.axes import Array
from sim.common.months import date_at, first_day
from sim.domain.law import Provision
from sim.economics.binding import Dates, Part, mean_repatriation, mean_runoff, part_in_force, share_in_force
from sim.economics.restriction import permitted_stock, restricted
from sim.processes.caps import Ledger, cap_ratio, charge
from sim.processes.clock import Chronicle, Verb, until
from sim.processes.statutes import Standing, StatuteBook
from sim.world.arrays import World, full
from sim.world.layout import Index

# -- what happens on irregular dates ----------------------------------------------------------------------------------


def live_provision(
    env: simpy.Environment, book: StatuteBook, provision: Provision, pairs: np.ndarray, world: World, log: Chronicle
) -> Verb:
    """A provision's life: adopted, in force partner by partner, ended."""
    yield until(env, provision.adopted)
    book.enter(pairs)
    if not np.isfinite(book.plan.binds[pairs, 0]).any():
        return
    log.note(provision.adopted, "notice issued" if provision.transposes else "adopted", provision.id)
    for day, what, partners in _turns(book.plan, world, pairs):
        yield until(env, day)
        log.note(day, what, provision.id, partners)


def _turns(plan: Dates, world: World, pairs: np.ndarray) -> list[tuple[date, str, tuple[str, ...]]]:
    """The days on which a provision begins and ceases to bind, with the partners concerned, in the first lane."""
    turns: dict[tuple[date, str], set[str]] = {}
    names = [partner.id for partner in world.layout.partners]
    for pair in pairs:
        partner = names[world.layout.pair_partner[pair]]
        binds, ends = float(plan.binds[pair, 0]), float(plan.ends[pair, 0])
        opens, closes = float(plan.opens[pair, 0]), float(plan.closes[pair, 0])
        if min(ends, closes) > max(binds, opens) and np.isfinite(binds):
            turns.setdefault((date_at(max(binds, opens)), "in force"), set()).add(partner)
            if np.isfinite(min(ends, closes)):
                turns.setdefault((date_at(min(ends, closes)), "ended"), set()).add(partner)
    return [(day, what, tuple(sorted(who))) for (day, what), who in sorted(turns.items(), key=lambda t: t[0])]


def keep_ledger(env: simpy.Environment, ledger: Ledger, world: World, log: Chronicle) -> Verb:
    """A cap's periods: every January, or its one dated window."""
    if not np.isnan(ledger.cap.opens):
        return
    for year in range(world.start // 12 + 1, (world.start + world.months - 1) // 12 + 1):
        yield until(env, date(year, 1, 1))
        ledger.open_period()
        plan, pairs = world.statutes.plan, ledger.cap.pairs
        if np.any((plan.binds[pairs, 0] <= 12 * year) & (plan.ends[pairs, 0] > 12 * year)):
            log.note(date(year, 1, 1), "new cap period", ledger.cap.provision)


# -- the law of a month -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bite:
    """What the law of a month takes. Axes (standing pair, lane) and, where it says so, (cell, lane)."""

    standing: Standing
    part: Part
    force: Array
    restricted: Array
    counts: np.ndarray
    """Whether a provision keeps its buyer from taking diverted goods."""
    by_cell: Array
    """R: axes (cell, lane)"""
    ratios: dict[str, Array]
    """The share of demand each cap lets through."""


def law_of_month(world: World, book: StatuteBook, ledgers: Sequence[Ledger], month: int, value: Array) -> Bite:
    """What each provision and the law as a whole restrict this month; charges the caps' ledgers."""
    standing = book.standing(month)
    part = part_in_force(month, standing.dates)
    force = share_in_force(standing.dates, part)
    at_pairs = full(value, world.lanes)[standing.cell]
    kept = np.zeros((len(standing.pairs), world.lanes))
    binds_nobody = np.zeros(kept.shape, dtype=bool)
    ratios = {}
    for ledger in ledgers:
        ratio = cap_ratio(world, ledger, month, standing, force, value)
        ratios[ledger.cap.provision] = ratio
        here = np.concatenate([standing.here(ledger.cap.pairs), standing.here(ledger.cap.followers)])
        kept[here] = ratio * at_pairs[here]
        binds_nobody[here] = ratio >= 1.0
    for pairs, staying in _labour(world, standing, part, month):
        kept[pairs] = permitted_stock(at_pairs[pairs], staying)
    taken = restricted(force, standing.exempt, at_pairs, kept)
    by_cell = np.zeros((len(world.layout.cells.members), world.lanes))
    by_cell[standing.cells] = standing.grouped.max_within(taken)
    counts = np.where(at_pairs == 0, ~binds_nobody, taken > 0) & (force > 0)
    for ledger in ledgers:
        charge(world, ledger, month, standing, force, value, by_cell)
    return Bite(standing, part, force, taken, counts, by_cell, ratios)


def _labour(world: World, standing: Standing, part: Part, month: int) -> Iterator[tuple[Index, Array]]:
    """For each labour instrument its standing pairs and what those earn who may stay, USD million a month."""
    price = world.price(month)[world.layout.cells.group_of]

    def earned(pairs: Index) -> Array:
        cell = standing.cell[pairs]
        return world.trade.amount[cell] * (standing.stock[pairs] * price[cell] / 12.0)

    if standing.freeze.size:
        yield standing.freeze, earned(standing.freeze)
    if standing.runoff.size:
        dates, life = standing.dates.rows(standing.runoff), standing.permit_life[standing.runoff]
        yield standing.runoff, earned(standing.runoff) * mean_runoff(dates, part.rows(standing.runoff), life)
    if standing.repatriation.size:
        dates, deadline = standing.dates.rows(standing.repatriation), standing.deadline[standing.repatriation]
        share = mean_repatriation(dates, part.rows(standing.repatriation), deadline)
        yield standing.repatriation, earned(standing.repatriation) * share


def first_morning(world: World) -> date:
    """The first day any process has to wake for."""
    return min([first_day(world.start), *(provision.adopted for provision in world.layout.provisions)])
