"""A scenario as arrays: every number on its axes, the lane last. Built by sim.world.assembly, read by the month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.common.axes import Array
from sim.economics.baseline import growth_factor, stream_factor
from sim.economics.binding import Dates
from sim.world.layout import Index, Layout


@dataclass(frozen=True)
class Monthly:
    """A factor by calendar month and stream. Few streams differ by lane; only these have a row of lanes each."""

    common: Array
    """(calendar month, stream, 1)"""
    own: Index
    """The streams whose lanes differ."""
    rows: Array
    """(one of those, calendar month, lane)"""

    def of(self, month: int) -> Array:
        """The factors of a month, counted from the table's first: (stream, lane), one lane where all agree."""
        factors = self.common[month]
        if len(self.own):
            factors = np.repeat(factors, self.rows.shape[-1], axis=-1)
            factors[self.own] = self.rows[:, month]
        return factors


@dataclass(frozen=True)
class Trade:
    """Baseline and behaviour of trade. Axes (cell, lane), (stream, lane), or with the calendar's month first.

    Money USD million a year for `amount`, `volume`; `unit_value` USD million a kilotonne (NaN: not known).
    """

    amount: Array
    share: Array
    volume: Array
    season: Array
    """(month of the year, stream, lane)"""
    growth: Array
    price: Monthly
    """Index, 1 in the base year."""
    quantity: Monthly
    """Factor on what is shipped, 1 on average: deliveries that come in lumps."""
    shock: Array
    """(calendar month, cell, lane): factor on trade"""
    capacity_shock: Array
    """(calendar month, stream, lane): factor on smuggling capacity"""
    unit_value: Array
    smuggled_price: Array
    theta: Array
    alpha: Array
    entry: Array
    """(cell, lane): what a possible buyer could start to take, phi B/12"""
    delta_o: Array
    delta_d: Array
    delta_s: Array
    kappa: Array
    eps: Array
    psi: Array
    rho_d: Array
    retained: Array
    tau_k: Array
    """(1, lane): pace at which smuggling builds up; `k0` what there is from the start."""
    k0: Array


@dataclass(frozen=True)
class Wills:
    """What partners' governments go by. Axes (partner, lane), pressure with the horizon's month first."""

    dial: Array
    fatigue: Array
    sigma: Array
    points: Array
    exposure: Array
    gamma: Array
    weights: Array
    peer: Array
    tau_up: Array
    tau_down: Array


@dataclass(frozen=True)
class Cap:
    """A cap shared by all cells in its scope: money and kilotonnes a period; NaN where a leg is not given."""

    provision: str
    pairs: Index
    """Its own pairs."""
    notices: tuple[tuple[Index, Index], ...]
    """For each notice of it: (positions in `pairs`, the notice's pairs on the same cells)."""
    followers: Index
    """The pairs of all its notices."""
    cells: Index
    value: float
    quantity: float
    front_loaded: bool
    carry_over: bool
    opens: float
    """First month coordinate of a dated window, NaN for calendar years."""
    closes: float


@dataclass(frozen=True)
class Statutes:
    """Law on its (provision-cell) pairs: axes (pair, lane), or (pair, 1) where lanes agree."""

    plan: Dates
    """When each provision would bind (never, where it is not in a lane's bundle); acts are entered as adopted."""
    exempt: Array
    enforceability: Array
    own_notice: Array
    tau_impl: Array
    stock: Array
    """Labour: season and growth of the adoption month, which made the stock there was; 0 elsewhere."""
    permit_life: Array
    deadline: Array
    is_ban: Index
    is_freeze: Index
    is_runoff: Index
    is_repatriation: Index
    caps: tuple[Cap, ...]


NUMBERS_OF_LAW = ("exempt", "enforceability", "own_notice", "tau_impl", "stock", "permit_life", "deadline")
"""The fields of Statutes that are numbers by pair, (pair, lane)."""


@dataclass(frozen=True)
class Sighting:
    """An observed compliance of one cell in [opens, closes), in force where `on`."""

    cell: int
    opens: float
    closes: float
    compliance: Array
    on: Array


@dataclass(frozen=True)
class Cutoff:
    """Banks cut off: a share of some streams' receipts lost in [opens, closes)."""

    measure: str
    streams: Index
    share: Array
    opens: float
    closes: float


@dataclass(frozen=True)
class Feed:
    """Substitution from one stream's lost trade into another."""

    source: int
    target: int
    cells: Index
    """The target's cells."""
    share: Array
    tau: Array


@dataclass(frozen=True)
class World:
    """Everything one run needs, for all its lanes."""

    layout: Layout
    lanes: int
    start: int
    months: int
    base_year: int
    table_start: int
    """First calendar month of the tables of prices and shocks, which reach beyond the horizon."""
    review_months: Index
    """(partner,): months between a government's reviews of its policy"""
    evasion_from: float
    trade: Trade
    wills: Wills
    statutes: Statutes
    sightings: tuple[Sighting, ...]
    cutoffs: tuple[Cutoff, ...]
    feeds: tuple[Feed, ...]

    def factor(self, month: int) -> Array:
        """Season, growth, price and quantity of a calendar month, a twelfth of a year: axes (stream, lane)."""
        trade = self.trade
        growth = growth_factor(trade.growth, month, self.base_year)
        quantity = trade.quantity.of(month - self.table_start)
        return stream_factor(trade.season[month % 12], growth, self.price(month), quantity)

    def price(self, month: int) -> Array:
        """Price index of a calendar month: axes (stream, lane)."""
        return self.trade.price.of(month - self.table_start)

    def before_shocks(self, month: int) -> Array:
        """V before shocks of a calendar month, USD million: axes (cell, lane)."""
        return self.trade.amount * self.layout.cells.spread(self.factor(month))

    def value(self, month: int) -> Array:
        """V of a calendar month after shocks, USD million: axes (cell, lane)."""
        return self.before_shocks(month) * self.trade.shock[month - self.table_start]


def full(values: Array, lanes: int) -> Array:
    """An array with its lane axis written out."""
    return np.broadcast_to(values, (*values.shape[:-1], lanes))
