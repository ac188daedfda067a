"""A scenario as arrays: every number on its axes, the lane last. Built by sim.world.assembly, read by the month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.economics.baseline import growth_factor, stream_factor
from sim.economics.compliance import others_sum
from sim.economics.dial_curve import Curve
from sim.law.clocks import Clocks, alike
from sim.law.dating import Said
from sim.law.pairs import Clock, Pairs
from sim.world.layout import Index, Layout
from sim.world.mechanisms import Campaign


@dataclass(frozen=True)
class Monthly:
    """A factor by calendar month and stream. Few streams differ by lane; only these have a row of lanes each."""

    common: Array
    """(calendar month, stream, 1)"""
    own: Index
    """The streams whose lanes differ."""
    row: Index
    """The row of each of those; streams may share one."""
    rows: Array
    """(row, calendar month, lane)"""

    def of(self, month: int) -> Array:
        """The factors of a month, counted from the table's first: (stream, lane), one lane where all agree."""
        factors = self.common[month]
        if len(self.own):
            factors = np.repeat(factors, self.rows.shape[-1], axis=-1)
            factors[self.own] = self.rows[self.row, month]
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
    rho_o: Array
    retained: Array
    tau_k: Array
    """(1, lane): pace at which smuggling builds up; `k0` what there is from the start."""
    k0: Array
    t_g: Array
    """Months in which growth fades by e, infinite where it does not."""

    @cached_property
    def growing(self) -> tuple[Index, Index]:
        """Streams by how they grow: the first one of each kind, and the kind of each stream."""
        kinds: dict[tuple[int, ...], int] = {}
        kind = [kinds.setdefault(one, len(kinds)) for one in alike((self.growth, self.t_g))]
        return np.array([kind.index(n) for n in range(len(kinds))], dtype=np.intp), np.array(kind, dtype=np.intp)


@dataclass(frozen=True)
class Wills:
    """What partners' governments go by. Axes (partner, lane), pressure with the horizon's month first.

    `gamma` is each one's exponent on the share of the dial's curve: a power's own, resistance alone of any other form.
    """

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
    curves: tuple[Curve, ...]
    """What the curve is on lanes on which it is more than dial/10 and an exponent."""

    @cached_property
    def others(self) -> Array:
        """What all other partners weigh together: (partner, lane)."""
        return others_sum(self.weights)


@dataclass(frozen=True)
class Switches:
    """Partners whose notices follow their dial. Axes (partner, lane), with the horizon's month first where said."""

    rules: Array
    """(month, partner, lane): 1 where the dial decides, 0 where the partner's path says on or off."""
    starts_on: Array
    """(month, partner, lane): 1 where a switch that begins in that month begins on."""
    opens: Array
    """The settled dial, 0 to 10, at which notices are given."""
    closes: Array
    """The settled dial below which they are withdrawn; never above `opens`."""
    delay: Array
    """Whole months from the dial to the gazette, either way."""

    @property
    def any(self) -> bool:
        """Whether any partner's notices follow its dial on any lane."""
        return bool(self.rules.any())


@dataclass(frozen=True)
class Cap:
    """A cap shared by all cells in its scope: money and kilotonnes a period; NaN where a leg is not given."""

    provision: str
    pairs: Index
    """Its own pairs."""
    followers: Index
    """The pairs of all its notices."""
    asking: Index
    """Its own pairs on cells on which something is traded."""
    rows: Index
    """The places of those cells among all on which something is."""
    notices: tuple[tuple[Index, Index], ...]
    """For each notice of it: (positions in `asking`, the notice's pairs on the same cells)."""
    value: float
    quantity: float
    front_loaded: bool
    carry_over: bool
    opens: float
    """First month coordinate of a dated window, NaN for calendar years."""
    closes: float


@dataclass(frozen=True)
class Release:
    """Days on which goods at ports are let through, on cells on which one of the pairs has force."""

    provision: str
    """Whose window it is: it moves with its adoption."""
    days: Array
    """(2,): the first day and the first one after the last, counted as date.toordinal() counts them."""
    pairs: Index


@dataclass(frozen=True)
class Quays:
    """The cells whose goods can be stranded at ports: `room` and `loss` (one of these cells, lane).

    `room` is what fits on their quays, USD million at base-year prices; `loss` the share of a stock lost each month.
    """

    cells: Index
    room: Array
    loss: Array
    releases: tuple[Release, ...]


@dataclass(frozen=True)
class Hurry:
    """The cells whose goods may be sent ahead of an act; arrays (one of these cells, lane).

    `ahead` is what is sent in all, USD million at base-year prices; `rush` by how much a month can grow beyond an
    ordinary one; `pairs` are the acts on each cell.
    """

    cells: Index
    ahead: Array
    rush: Array
    pairs: tuple[Index, ...]


@dataclass(frozen=True)
class Law:
    """The law on its (provision-cell) pairs, as it is known before the first day. The live book starts from it."""

    pairs: Pairs
    clock: Clock
    """When provisions would bind (never, where one is not in a lane's bundle): a row for all pairs with these dates."""
    clocks: Clocks
    said: Said
    """What clocks follow from: (clock, lane)."""
    kind: NDArray[np.str_]
    """(pair,): the instrument of each pair, of a notice that of what it transposes."""
    kin: Index
    """(pair,): pairs share a number to which the same happens wherever they have one clock and nothing is suspended."""
    stances: Index
    """(pair,): pairs that a partner would carry out alike share a number."""
    adopted: Mapping[str, date]
    """Measure -> the day on which its file has it adopted."""
    caps: tuple[Cap, ...]
    again: tuple[tuple[int, int], ...]
    """Pairs of one notice on one cell that count one after the other: (the first stretch, a later one)."""


@dataclass(frozen=True)
class Sighting:
    """An observed compliance of one cell in [opens, closes), in force where `on`."""

    cell: int
    opens: float
    closes: float
    compliance: Array
    customs: bool
    """Whether it was seen in declared trade."""
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
    """Substitution from one stream's lost trade into another, building up from its own calendar date."""

    source: int
    target: int
    rows: Index
    """The target's cells on which something is traded, in the order of partners, by their places among those."""
    share: Array
    tau: Array
    start: float


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
    switches: Switches
    law: Law
    sightings: tuple[Sighting, ...]
    cutoffs: tuple[Cutoff, ...]
    feeds: tuple[Feed, ...]
    quays: Quays
    campaign: Campaign
    hurry: Hurry

    def factor(self, month: int) -> Array:
        """Season, growth, price and quantity of a calendar month, a twelfth of a year: axes (stream, lane)."""
        quantity = self.trade.quantity.of(month - self.table_start)
        return stream_factor(self.trade.season[month % 12], self.growth(month), self.price(month), quantity)

    def growth(self, month: int) -> Array:
        """What trade has grown to by a calendar month, as a multiple of the base year's: axes (stream, lane)."""
        kinds, kind = self.trade.growing
        return growth_factor(self.trade.growth[kinds], month, self.base_year, self.trade.t_g[kinds])[kind]

    def price(self, month: int) -> Array:
        """Price index of a calendar month: axes (stream, lane)."""
        return self.trade.price.of(month - self.table_start)

    def before_shocks(self, month: int) -> Array:
        """V before shocks of a calendar month, USD million, where something is traded: axes (traded cell, lane)."""
        return full(self.traded_amount * self.layout.traded.spread(self.factor(month)), self.lanes)

    def after_shocks(self, month: int, before: Array) -> Array:
        """V of a calendar month from V before shocks: the same array in a month without any."""
        shock = self.trade.shock[month - self.table_start]
        return before * shock[self.layout.traded.members] if self.shaken[month - self.table_start] else before

    @cached_property
    def shaken(self) -> NDArray[np.bool_]:
        """Whether there are shocks in each calendar month of the tables: (month,)."""
        return np.asarray((self.trade.shock != 1.0).any(axis=(1, 2)))

    @cached_property
    def traded_amount(self) -> Array:
        """Base-year trade, USD million a year: (traded cell, lane)."""
        return self.trade.amount[self.layout.traded.members]

    @cached_property
    def traded_share(self) -> Array:
        """s of the cells on which something is traded: (traded cell, lane)."""
        return self.trade.share[self.layout.traded.members]


def full(values: Array, lanes: int) -> Array:
    """An array with its lane axis written out. (..., 1) or (..., lane) -> (..., lane)."""
    return np.broadcast_to(values, (*values.shape[:-1], lanes))
