"""The model's months as a user of NumPy would write them: whole arrays over (cell, draw), no calendar, nothing left out
that cannot matter. An opponent of the engine in benchmarks.opponents, written from docs/model.md alone.

Goods only, with the dial, notices in force, front-loaded caps, substitution and payment. It starts where the engine's
months start, from dealt numbers and dated law (sim.world.arrays.World), and leaves out what needs more than that:
labour, observed compliance, goods at ports and sent ahead, notices by dial, all of the campaign that is random, caps
pro rata or carried over, diverted and smuggled trade by partner, the log. `months` refuses a world that has any of
these. Of results it keeps receipts and recorded trade by month and stream.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.world.arrays import Cap, World

LN2 = np.log(2.0)


def refuse_what_is_left_out(world: World) -> None:
    """Raise ValueError for a world with something in it that these months know nothing of."""
    caps = [not cap.front_loaded or cap.carry_over for cap in world.law.caps]
    more = [world.sightings, world.law.again, len(world.quays.cells), len(world.hurry.cells), world.switches.any]
    campaign = [world.campaign.rounds, world.campaign.press, world.campaign.acts_monthly]
    if any(caps) or any(bool(one) for one in (*more, *campaign)):
        raise ValueError("the plain script has no such mechanism")


def goods_of(world: World) -> np.ndarray:
    """The numbers of the streams of goods."""
    groups = {stream.id: stream.group for stream in world.layout.streams}
    return np.array([n for n, stream in enumerate(world.layout.cells.groups) if groups[stream] == "goods"])


@dataclass
class Plain:
    """What stays as it is in all months: cells in stream order, provisions on them in cell order."""

    world: World

    def __post_init__(self) -> None:
        layout = self.world.layout
        stream_of = layout.cells.group_of
        kept = np.isin(stream_of, goods_of(self.world))
        self.cells = np.array([c for c in np.argsort(stream_of, kind="stable") if kept[c]])
        self.stream, self.partner = stream_of[self.cells], layout.cell_partner[self.cells]
        self.streams, self.first_cell = np.unique(self.stream, return_index=True)
        self.of_stream = np.searchsorted(self.streams, self.stream)
        place = np.full(len(kept), -1)
        place[self.cells] = np.arange(len(self.cells))
        at = place[layout.pair_cell]
        self.pairs = np.array([p for p in np.argsort(at, kind="stable") if at[p] >= 0])
        self.cell = at[self.pairs]
        self.hit, self.first_pair = np.unique(self.cell, return_index=True)
        law = self.world.law
        self.clock = law.clock.rows(law.clocks.of[self.pairs])
        self.law = law.pairs.rows(self.pairs)
        self.own = self.law.own > 0

    def by_stream(self, values: np.ndarray) -> np.ndarray:
        """Sums over the cells of each stream."""
        return np.add.reduceat(values, self.first_cell, axis=0)

    def largest(self, values: np.ndarray) -> np.ndarray:
        """The largest on each cell of what stands by provision, 0 where there is none."""
        found = np.zeros((len(self.cells), values.shape[-1]))
        found[self.hit] = np.maximum.reduceat(values, self.first_pair, axis=0)
        return np.maximum(found, 0.0)


# -- section 1: what would be earned ----------------------------------------------------------------------------------


def baseline(p: Plain, month: int) -> tuple[np.ndarray, np.ndarray]:
    """V before shocks and V, USD million a month: (cell, draw)."""
    trade, world = p.world.trade, p.world
    months = month + 0.5 - (12 * world.base_year + 6)
    damped = -trade.t_g * np.expm1(-months / trade.t_g) if months > 0 else months * np.ones_like(trade.t_g)
    years = np.where(np.isinf(trade.t_g), months, damped) / 12
    t = month - world.table_start
    factor = trade.season[month % 12] * (1 + trade.growth) ** years * trade.price.of(t) * trade.quantity.of(t)
    before = trade.amount[p.cells] * factor[p.stream] / 12
    return before, before * trade.shock[t][p.cells]


# -- section 2: what the law takes ------------------------------------------------------------------------------------


def in_force(p: Plain, month: int) -> tuple[np.ndarray, np.ndarray]:
    """f and the ramp of every provision on every cell: (pair, draw)."""
    c = p.clock
    begins = np.maximum(np.maximum(c.binds, c.opens), month)
    stops = np.minimum(np.where(c.half_life > 0, month + 1, np.minimum(c.ends, month + 1)), c.closes)
    live = (stops > begins) & (c.ends > c.binds)
    from_, to = np.minimum(begins, c.ends), np.minimum(stops, c.ends)
    half = np.where(c.half_life > 0, c.half_life, 1.0)
    gone, gone_by = np.maximum(begins - c.ends, 0), np.maximum(stops - c.ends, 0)
    fading = half / LN2 * (2.0 ** (-gone / half) - 2.0 ** (-gone_by / half))
    force = np.where(live, to - from_ + np.where(c.half_life > 0, fading, 0.0), 0.0)
    tau = np.where(c.tau_impl > 0, c.tau_impl, 1.0)
    known = np.where(np.isfinite(c.ordered), c.ordered, month)
    a, b = np.maximum(from_ - known, 0), np.maximum(to - known, 0)
    still = (stops - begins) - (to - from_)
    unlearnt = tau * (np.exp(-a / tau) - np.exp(-b / tau)) + still * np.exp(-b / tau) + (to - from_) - (b - a)
    learnt = np.where(c.tau_impl > 0, 1 - unlearnt / np.where(live, stops - begins, 1.0), 1.0)
    return force, np.where(live, learnt, 0.0)


@dataclass
class Ledger:
    """What is left of a front-loaded cap, USD million and kilotonnes, by draw."""

    cap: Cap
    money: np.ndarray
    tonnes: np.ndarray

    def asked(self, p: Plain, force: np.ndarray, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The cells under the cap, and f(1-e)V of each: f the larger of the cap's and its notices'."""
        under = np.isin(p.pairs, np.concatenate([self.cap.pairs, self.cap.followers]))
        cells = np.unique(p.cell[under])
        share = p.largest(np.where(under[:, None], force * (1 - p.law.exempt), 0.0))[cells]
        return cells, share * value[cells]

    def ratio(self, asked: np.ndarray, price: np.ndarray) -> np.ndarray:
        """The share of what is asked that the tighter leg lets through."""
        found = np.ones(asked.shape[-1])
        for left, demand in ((self.money, asked.sum(axis=0)), (self.tonnes, (asked / price).sum(axis=0))):
            some = np.minimum(1.0, left / np.where(demand > 0, demand, 1.0))
            found = np.minimum(found, np.where(left <= 0, 0.0, np.where(demand > 0, some, 1.0)))
        return found

    def charge(self, bought: np.ndarray, price: np.ndarray) -> None:
        """Take off what was really bought; less than a billionth of a cap is nothing."""
        self.money = self.money - bought.sum(axis=0)
        self.tonnes = self.tonnes - (bought / price).sum(axis=0)
        self.money = np.where(self.money < 1e-9 * self.cap.value, 0.0, self.money)
        self.tonnes = np.where(self.tonnes < 1e-9 * self.cap.quantity, 0.0, self.tonnes)


def opened(cap: Cap, draws: int) -> Ledger:
    """A cap's ledger at the beginning of a period."""
    return Ledger(cap, np.full(draws, cap.value), np.full(draws, cap.quantity))


# -- section 3: how far partners carry it out --------------------------------------------------------------------------


def willing(world: World, t: int, before: np.ndarray | None) -> np.ndarray:
    """p of the month from that of the month before: (partner, draw)."""
    w = world.wills
    dial = np.clip(w.dial[t] * (1 - w.fatigue[t]) + w.sigma[t] * w.exposure + w.points[t], 0, 10)
    if before is not None:
        weighing = w.weights.sum(axis=0) - w.weights
        mean = ((w.weights * before).sum(axis=0) - w.weights * before) / np.where(weighing > 0, weighing, 1.0)
        dial = np.clip(dial + w.peer * np.where(weighing > 0, mean, 0.0) * (10 - dial), 0, 10)
    target = (dial / 10) ** w.gamma
    if before is None:
        return target * np.ones((1, world.lanes))
    every = world.review_months[:, None]
    tau = np.where(target > before, w.tau_up, w.tau_down)
    pace = np.where(tau > 0, 1 - np.exp(-every / np.where(tau > 0, tau, 1.0)), 1.0)
    return np.where(t % every == 0, before + pace * (target - before), before)


# -- section 4: where displaced trade goes ----------------------------------------------------------------------------


def share_of(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole, 0 where there is no whole."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 0.0)


def fed(p: Plain, month: int, denied: np.ndarray, restricted: np.ndarray) -> np.ndarray:
    """What last month's denied trade adds to streams that it feeds, where they are open: (cell, draw)."""
    inflow = np.zeros(restricted.shape)
    for feed in p.world.feeds:
        since = max(0.0, month - feed.start)
        built = np.where(feed.tau > 0, 1 - np.exp(-since / np.where(feed.tau > 0, feed.tau, 1.0)), month >= feed.start)
        here = (p.stream == feed.target)[:, None] & (restricted == 0)
        open_ = np.where(here, p.world.trade.share[p.cells], 0.0)
        source = np.flatnonzero(p.streams == feed.source)[0]
        inflow += share_of(feed.share * built * denied[source] * open_, open_.sum(axis=0))
    return inflow


def months(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Receipts and recorded trade of goods, USD million: (month, goods stream, draw) each.

    Raises ValueError for a world with mechanisms that it knows nothing of.
    """
    refuse_what_is_left_out(world)
    p, trade = Plain(world), world.trade
    shape = (world.months, len(p.streams), world.lanes)
    receipts, recorded = np.zeros(shape), np.zeros(shape)
    ledgers = [opened(cap, world.lanes) for cap in world.law.caps]
    will, denied = None, np.zeros(shape[1:])
    for t in range(world.months):
        month = world.start + t
        if month % 12 == 0:
            ledgers = [opened(x.cap, world.lanes) if np.isnan(x.cap.opens) else x for x in ledgers]
        before, value = baseline(p, month)
        price = world.price(month)
        force, learnt = in_force(p, month)
        will = willing(world, t, will)
        # what the law takes
        share, here = force * (1 - p.law.exempt), value[p.cell]
        kept, slack, asked = np.zeros(here.shape), np.zeros(here.shape, dtype=bool), []
        for ledger in ledgers:
            cells, demand = ledger.asked(p, force, value)
            per_tonne = (trade.unit_value * price)[p.stream[cells]]
            ratio = ledger.ratio(demand, per_tonne)
            under = np.isin(p.pairs, np.concatenate([ledger.cap.pairs, ledger.cap.followers]))
            kept[under], slack[under] = ratio * here[under], ratio >= 1
            asked.append((cells, demand, per_tonne))
        bite = share * (here - kept)
        share = np.where((bite > 0) | ((here == 0) & ~slack), share, 0.0)
        restricted = p.largest(bite)
        # how far it is carried out
        done = np.minimum(1, learnt * np.maximum(will[p.partner[p.cell]] * p.law.enforceability, p.law.own_notice))
        done = np.maximum(done, p.law.shuts)
        displaced, kept_out = p.largest(done * bite), p.largest(done * share)
        compliance = share_of(displaced, restricted)
        for ledger, (cells, demand, per_tonne) in zip(ledgers, asked, strict=True):
            ledger.charge(np.maximum(0, demand - displaced[cells]), per_tonne)
        # another buyer
        of, theta, alpha = p.of_stream, trade.theta[p.streams], trade.alpha[p.streams]
        seeking = theta[of] * displaced
        room = np.maximum(alpha[of] * value, trade.entry[p.cells]) * (1 - kept_out)
        sought, rooms = p.by_stream(seeking), p.by_stream(room)
        tightest = np.maximum.reduceat(seeking + room, p.first_cell, axis=0)
        diverted = np.maximum(0, np.minimum(np.minimum(sought, rooms), sought + rooms - tightest))
        taken = np.minimum(room, np.maximum(0, sought[of] - seeking))
        taken = taken * share_of(diverted, p.by_stream(taken))[of]
        # the sea
        since = max(0.0, month - world.evasion_from)
        tau = np.where(trade.tau_k > 0, trade.tau_k, 1.0)
        built = np.where(trade.tau_k > 0, 1 - np.exp(-since / tau), month >= world.evasion_from)
        watched = trade.eps[p.streams] * p.by_stream(trade.share[p.cells] * will[p.partner])
        capacity = trade.kappa[p.streams] * p.by_stream(before) * (1 - watched) * (trade.k0 + (1 - trade.k0) * built)
        capacity = capacity * trade.capacity_shock[month - world.table_start][p.streams]
        left = np.maximum(0, p.by_stream(displaced) - diverted)
        smuggled = np.minimum(capacity, left)
        # the money
        inflow = fed(p, month, denied, restricted)
        denied = left - smuggled
        delta_o, delta_d, delta_s, psi, rho_d, rho_o = (
            getattr(trade, name)[p.streams] for name in ("delta_o", "delta_d", "delta_s", "psi", "rho_d", "rho_o")
        )
        own_price, official = trade.smuggled_price[p.streams], (trade.unit_value * price)[p.streams]
        implied = np.clip(1 - own_price / np.where(official > 0, official, 1.0), delta_d, 1)
        delta_s = np.where(np.isnan(own_price), delta_s, implied)
        open_ = restricted - displaced
        cut = delta_o[of] * compliance
        discounts = p.by_stream(cut * open_) + delta_d * diverted + delta_s * (1 - psi) * smuggled
        passing = np.ones((len(trade.theta), 1))
        for off in world.cutoffs:
            days = max(0.0, min(off.closes, month + 1) - max(off.opens, month))
            hit = np.isin(np.arange(len(passing)), off.streams)
            passing = passing * np.where(hit[:, None], 1 - off.share * days, 1)
        gross = p.by_stream(value + inflow) - denied - discounts - psi * smuggled
        receipts[t] = gross * passing[p.streams]
        own_law = p.largest(np.where(p.own, bite, 0.0))
        w = 1 - (1 - rho_o[of]) * share_of(own_law, restricted)
        v = 1 - (1 - rho_o[of]) * p.largest(np.where(p.own, share, 0.0))
        arriving = v * rho_d[of] * taken * (1 - delta_d[of])
        recorded[t] = p.by_stream(value + inflow - restricted + w * open_ * (1 - cut) + arriving)
    return receipts, recorded
