"""The law: acts are adopted, enter into force partner by partner, run out; caps open a ledger each period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date

import numpy as np
import simpy

from sim.axes import Array
from sim.domain.law import Provision
from sim.economics.binding import Dates, Part, mean_repatriation, mean_runoff, part_in_force, share_in_force
from sim.economics.restriction import leg_ratio, overshoot, permitted_stock, restricted
from sim.months import date_at, first_day, overlap
from sim.processes.clock import Chronicle, Verb, until
from sim.world import Cap, World, full

ROUNDING = 1e-9
"""Share of a cap below which its ledger counts as used up."""


class StatuteBook:
    """The law as it stands: the dates of the provisions adopted so far, and the ledgers of the caps."""

    def __init__(self, world: World):
        plan = world.statutes.plan
        self.plan = plan
        never = {name: np.full_like(getattr(plan, name), np.inf) for name in ("ordered", "binds", "ends")}
        self.dates = Dates(**{f.name: never.get(f.name, getattr(plan, f.name)) for f in fields(Dates)})
        self.ledgers = [Ledger(cap, world) for cap in world.statutes.caps]

    def enter(self, pairs: np.ndarray) -> None:
        """Write an adopted provision's dates into the book."""
        for name in ("ordered", "binds", "ends"):
            getattr(self.dates, name)[pairs] = getattr(self.plan, name)[pairs]


@dataclass
class Ledger:
    """What is left of a cap in its period, USD million and kilotonnes by lane."""

    cap: Cap
    world: World
    value: Array = field(init=False)
    quantity: Array = field(init=False)
    bought_value: Array = field(init=False)
    bought_quantity: Array = field(init=False)
    pro_rata: dict[int, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bought_value = self.bought_quantity = np.zeros(self.world.lanes)
        self.open_period()

    def open_period(self) -> None:
        """Start a period with the full cap, less what was bought beyond the last one where excess is carried over."""
        over = (0.0, 0.0)
        if self.cap.carry_over:
            bought = ((self.cap.value, self.bought_value), (self.cap.quantity, self.bought_quantity))
            over = tuple(overshoot(np.array(cap), amount) for cap, amount in bought)  # type: ignore[assignment]
        self.value = np.maximum(0.0, np.full(self.world.lanes, self.cap.value) - over[0])
        self.quantity = np.maximum(0.0, np.full(self.world.lanes, self.cap.quantity) - over[1])
        self.bought_value = self.bought_quantity = np.zeros(self.world.lanes)


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
    """What the law of a month takes. Axes (pair, lane) and, where it says so, (cell, lane)."""

    part: Part
    force: Array
    exempt: Array
    value: Array
    restricted: Array
    counts: np.ndarray
    """Whether a provision keeps its buyer from taking diverted goods."""
    by_cell: Array
    """R: axes (cell, lane)"""
    ratios: dict[str, Array]
    """The share of demand each cap lets through."""


def law_of_month(world: World, book: StatuteBook, month: int, value: Array) -> Bite:
    """What each provision and the law as a whole restrict this month; charges the caps' ledgers."""
    statutes, layout = world.statutes, world.layout
    part = part_in_force(month, book.dates)
    force = share_in_force(book.dates, part)
    at_pairs = full(value, world.lanes)[layout.pair_cell]
    ratios = {ledger.cap.provision: _ratio(world, ledger, month, force, value) for ledger in book.ledgers}
    kept = np.zeros((len(layout.pair_cell), world.lanes))
    binds_nobody = np.zeros((len(layout.pair_cell), world.lanes), dtype=bool)
    for ledger in book.ledgers:
        ratio = ratios[ledger.cap.provision]
        for pairs in (ledger.cap.pairs, ledger.cap.followers):
            kept[pairs] = ratio * at_pairs[pairs]
            binds_nobody[pairs] = ratio >= 1.0
    for pairs, stay in _labour(world, book, part, month):
        kept[pairs] = permitted_stock(at_pairs[pairs], stay)
    taken = restricted(force, statutes.exempt, at_pairs, kept)
    by_cell = np.zeros((len(layout.cells.members), world.lanes))
    by_cell[layout.restricted_cells] = layout.pairs.max_within(taken)
    counts = np.where(at_pairs == 0, ~binds_nobody, taken > 0) & (force > 0)
    bite = Bite(part, force, statutes.exempt, at_pairs, taken, counts, by_cell, ratios)
    for ledger in book.ledgers:
        _charge(world, ledger, month, force, value, by_cell)
    return bite


def _labour(world: World, book: StatuteBook, part: Part, month: int) -> Iterator[tuple[np.ndarray, Array]]:
    """For each labour instrument its pairs and the money of the stock that may stay, USD million a month."""
    statutes, layout = world.statutes, world.layout
    price = layout.cells.spread(world.price(month))[layout.pair_cell]
    stock = statutes.stock * price
    if statutes.is_freeze.size:
        yield statutes.is_freeze, stock[statutes.is_freeze]
    if statutes.is_runoff.size:
        share = mean_runoff(book.dates, part, statutes.permit_life)
        yield statutes.is_runoff, (stock * share)[statutes.is_runoff]
    if statutes.is_repatriation.size:
        share = mean_repatriation(book.dates, part, statutes.deadline)
        yield statutes.is_repatriation, (stock * share)[statutes.is_repatriation]


def _ratio(world: World, ledger: Ledger, month: int, force: Array, value: Array) -> Array:
    if not ledger.cap.front_loaded:
        return _pro_rata(world, ledger, month)
    demand, tonnes = _demand(world, ledger.cap, month, force, value)
    legs = [leg_ratio(ledger.value, _total(demand))] if not np.isnan(ledger.cap.value) else []
    legs += [leg_ratio(ledger.quantity, _total(tonnes))] if not np.isnan(ledger.cap.quantity) else []
    return np.minimum.reduce(legs)


def _demand(world: World, cap: Cap, month: int, force: Array, value: Array) -> tuple[Array, Array]:
    """What buyers under a cap would buy, f(1-e)V and its tonnes: axes (cell of the cap, lane)."""
    asked = _reach(cap, force) * (1.0 - world.statutes.exempt[cap.pairs]) * full(value, world.lanes)[cap.cells]
    return asked, asked / _price_of(world, cap, month)


def _reach(cap: Cap, force: Array) -> Array:
    """The share of the month a cap reaches each cell, by itself or by the buyer's notice of it."""
    reach = np.array(force[cap.pairs])
    for places, notice in cap.notices:
        reach[places] = np.maximum(reach[places], force[notice])
    return reach


def _price_of(world: World, cap: Cap, month: int) -> Array:
    """USD million a kilotonne on a cap's cells; 1 where the cap has no quantity leg."""
    if np.isnan(cap.quantity):
        return np.ones(1)
    return world.layout.cells.spread(world.trade.unit_value * world.price(month))[cap.cells]


def _total(rows: Array) -> Array:
    """Sum over cells in name order: (cells, lanes) -> (lanes,)."""
    total = np.zeros(rows.shape[-1:])
    for row in rows:
        total = total + row
    return total


def _pro_rata(world: World, ledger: Ledger, month: int) -> Array:
    """The one share of a period's baseline that a pro-rata cap lets through."""
    cap = ledger.cap
    year = 12 * (month // 12)
    opens, closes = (float(year), year + 12.0) if np.isnan(cap.opens) else (cap.opens, cap.closes)
    key = int(opens)
    if key not in ledger.pro_rata:
        money = tonnes = np.zeros(world.lanes)
        for m in range(int(opens), int(np.ceil(closes))):
            share = overlap(m, opens, closes) * (1.0 - world.statutes.exempt[cap.pairs])
            asked = share * full(world.value(m), world.lanes)[cap.cells]
            money, tonnes = money + _total(asked), tonnes + _total(asked / _price_of(world, cap, m))
        legs = [(cap.value, money), (cap.quantity, tonnes)]
        ratios = [leg_ratio(np.full(world.lanes, leg), asked) for leg, asked in legs if not np.isnan(leg)]
        ledger.pro_rata[key] = np.minimum.reduce(ratios)
    return ledger.pro_rata[key]


def _charge(world: World, ledger: Ledger, month: int, force: Array, value: Array, by_cell: Array) -> None:
    """Charge a front-loaded cap with what the law as a whole lets its buyers have."""
    cap = ledger.cap
    if not cap.front_loaded:
        return
    demand, _ = _demand(world, cap, month, force, value)
    used = np.maximum(0.0, demand - by_cell[cap.cells])
    ledger.value = _left(ledger.value - _total(used), cap.value)
    ledger.quantity = _left(ledger.quantity - _total(used / _price_of(world, cap, month)), cap.quantity)


def _left(amount: Array, cap: float) -> Array:
    """What is left of a cap: nothing, once it is less than rounding could leave."""
    return np.where(amount < ROUNDING * cap, 0.0, amount)


def count_purchases(world: World, book: StatuteBook, month: int, bite: Bite, value: Array, displaced: Array) -> None:
    """Count what was really bought under caps that carry their excess into the next period."""
    for ledger in book.ledgers:
        if ledger.cap.carry_over and ledger.cap.front_loaded:
            demand, _ = _demand(world, ledger.cap, month, bite.force, value)
            bought = np.maximum(0.0, demand - displaced[ledger.cap.cells])
            ledger.bought_value = ledger.bought_value + _total(bought)
            tonnes = bought / _price_of(world, ledger.cap, month)
            ledger.bought_quantity = ledger.bought_quantity + _total(tonnes)


def first_morning(world: World) -> date:
    """The first day any process has to wake for."""
    return min([first_day(world.start), *(provision.adopted for provision in world.layout.provisions)])
