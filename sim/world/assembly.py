"""From scenarios to arrays: the one place where names become positions.

A run carries several blocks of lanes side by side: the variants of a question, the draws of an ensemble, the rows of
a sweep. Each block is a scenario with, for some of its numbers, one value a lane.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from sim.common.axes import Array
from sim.common.months import NEVER, coordinate, first_day, later, month_of, overlap
from sim.domain.law import LABOUR_KINDS, Measure, Provision
from sim.domain.quantity import key_of
from sim.domain.scenario import Observed, Scenario, Shock, Will, level_on, provisions_in_force
from sim.economics.baseline import growth_factor
from sim.economics.binding import Dates
from sim.economics.compliance import scaled_resistance
from sim.world.arrays import Cap, Cutoff, Feed, Sighting, Statutes, Trade, Wills, World
from sim.world.layout import Index, Layout, lay_out

MILLION = 1e6


@dataclass(frozen=True)
class Block:
    """Lanes that share one scenario. `values` gives numbers that differ by lane, arrays of length `lanes`.

    `index` multiplies the price of a stream month by month: (months of the horizon, lane). `dials` are dial paths that
    differ by lane, by partner and in place of the scenario's: (months of the horizon, lane).
    """

    scenario: Scenario
    lanes: int = 1
    values: Mapping[str, Array] = field(default_factory=dict)
    index: Mapping[str, Array] = field(default_factory=dict)
    dials: Mapping[str, Array] = field(default_factory=dict)

    def number(self, name: str, *scopes: str) -> Array:
        """A number by lane: length 1 where all lanes of the block agree."""
        key = key_of(self.scenario.numbers, name, *scopes)
        if key in self.values:
            return self.values[key]
        return np.array([self.scenario.numbers[key].value])

    @property
    def law_only(self) -> bool:
        """Whether every measure is carried out in full at its date."""
        return self.scenario.benchmark == "law_only"


def assemble(blocks: Sequence[Block]) -> World:
    """The world of all blocks, side by side. Raises RunFailed where their structures differ."""
    scenarios = [block.scenario for block in blocks]
    layout = lay_out(scenarios)
    first = scenarios[0]
    span = _table_span(scenarios, layout)
    arrays = _join([(_arrays_of(block, layout, span), block.lanes) for block in blocks])
    lanes = sum(block.lanes for block in blocks)

    def take(kind: Any, **given: object) -> dict[str, object]:
        return {name: arrays[name] for name in kind.__dataclass_fields__ if name not in given} | given

    plan = Dates(**take(Dates))  # type: ignore[arg-type]
    return World(
        layout=layout,
        lanes=lanes,
        start=first.start,
        months=first.months,
        base_year=first.base_year,
        table_start=span[0],
        review_months=first.review_months,
        evasion_from=coordinate(first.evasion_from),
        tau_k=arrays["tau_k"],
        k0=arrays["k0"],
        trade=Trade(**take(Trade)),  # type: ignore[arg-type]
        wills=Wills(**take(Wills)),  # type: ignore[arg-type]
        statutes=Statutes(**take(Statutes, plan=plan, caps=_caps(layout), **_kinds(layout))),  # type: ignore[arg-type]
        sightings=_sightings(blocks, layout),
        cutoffs=_cutoffs(blocks, layout),
        feeds=_feeds(blocks, layout),
    )


def _table_span(scenarios: Sequence[Scenario], layout: Layout) -> tuple[int, int]:
    first = scenarios[0]
    last = first.start + first.months
    months = [first.start, last]
    for provision in layout.provisions:
        if provision.kind in LABOUR_KINDS:
            months.append(month_of(provision.adopted))
        if provision.window:
            months += [month_of(provision.window.start), month_of(provision.window.end)]
    return 12 * (min(months) // 12), 12 * (max(months) // 12 + 1)


def _join(blocks: Sequence[tuple[dict[str, Array], int]]) -> dict[str, Array]:
    return {name: _side_by_side([(arrays[name], lanes) for arrays, lanes in blocks]) for name in blocks[0][0]}


def _side_by_side(parts: Sequence[tuple[Array, int]]) -> Array:
    """Put blocks' lanes next to each other; one lane stays one where all blocks agree."""
    first = parts[0][0]
    if all(part.shape[-1] == 1 and np.array_equal(part, first, equal_nan=True) for part, _ in parts):
        return first
    if len(parts) == 1:
        return np.broadcast_to(first, (*first.shape[:-1], parts[0][1]))
    return np.concatenate([np.broadcast_to(part, (*part.shape[:-1], lanes)) for part, lanes in parts], axis=-1)


def _arrays_of(block: Block, layout: Layout, span: tuple[int, int]) -> dict[str, Array]:
    trade = _trade_arrays(block, layout, span)
    return trade | _will_arrays(block, layout) | _law_arrays(block, layout, trade)


def _rows(rows: Iterable[Array]) -> Array:
    """Stack one row an entry of an axis: (entries, lanes)."""
    listed = list(rows)
    lanes = max((len(row) for row in listed), default=1)
    if listed and lanes == 1:
        return np.concatenate(listed)[:, None]
    return np.array([np.broadcast_to(row, (lanes,)) for row in listed]).reshape(len(listed), lanes)


# -- trade ------------------------------------------------------------------------------------------------------------


def _trade_arrays(block: Block, layout: Layout, span: tuple[int, int]) -> dict[str, Array]:
    scenario, cells = block.scenario, layout.cells
    groups = {stream.id: stream.group for stream in layout.streams}
    zero = np.zeros(1)

    def by_stream(name: str, off: bool = False) -> Array:
        return _rows(zero if off else block.number(name, stream, groups[stream]) for stream in cells.groups)

    def optional(name: str) -> Array:
        known = [f"{name}.{stream}" in scenario.numbers for stream in cells.groups]
        missing = np.full(1, np.nan)
        return _rows(block.number(name, s) if there else missing for s, there in zip(cells.groups, known, strict=True))

    amount = _rows(_amount(block, layout, stream, partner) for stream, partner in cells.members)
    volume = cells.sum_within(amount)
    whole = cells.spread(volume)
    may_buy = np.array([[layout.partners[i].may_buy] for i in layout.cell_partner], dtype=float)
    return {
        "amount": amount,
        "volume": volume,
        "share": np.where(whole > 0, amount / np.where(whole > 0, whole, 1.0), 0.0),
        "season": _season(scenario, cells.groups),
        "growth": by_stream("growth"),
        "price": _price(block, cells.groups, span),
        "shock": _cell_shock(scenario, layout, span),
        "capacity_shock": _capacity_shock(scenario, layout, span, amount, volume),
        "unit_value": optional("unit_value"),
        "smuggled_price": optional("smuggled_price"),
        "theta": by_stream("theta", block.law_only),
        "alpha": by_stream("alpha"),
        "entry": cells.spread(by_stream("phi") * volume / 12) * may_buy,
        "delta_o": by_stream("delta_o"),
        "delta_d": by_stream("delta_d"),
        "delta_s": by_stream("delta_s"),
        "kappa": by_stream("kappa", block.law_only),
        "eps": by_stream("eps"),
        "psi": by_stream("psi"),
        "rho_d": by_stream("rho_d"),
        "retained": by_stream("retained"),
        "tau_k": block.number("tau_k")[None, :],
        "k0": block.number("k0")[None, :],
    }


def _amount(block: Block, layout: Layout, stream: str, partner: str) -> Array:
    if f"baseline.{stream}.{partner}" not in block.scenario.numbers:
        return np.zeros(1)
    amount = block.number(f"baseline.{stream}.{partner}")
    headcount = next(s.headcount for s in layout.streams if s.id == stream)
    if not headcount:
        return amount
    hosted = f"take_host.{partner}" in block.scenario.numbers
    return amount * (block.number("take_host", partner) if hosted else block.number("take", stream)) / MILLION


def _enforceability(block: Block, order: Provision, partner: str, group: str) -> Array:
    """How far an instrument can be enforced: of labour what the host country is known for, where that is given."""
    labour, names = order.kind in LABOUR_KINDS, ("q_host", f"q_host.{group}", f"q_host.{partner}")
    if labour and any(name in block.scenario.numbers for name in names):
        return block.number("q_host", partner, group)
    return block.number("q", order.measure, order.kind)


def _season(scenario: Scenario, streams: Sequence[str]) -> Array:
    known = {season.stream: season.factors for season in scenario.seasons}
    return np.array([known.get(stream, (1.0,) * 12) for stream in streams]).T.reshape(12, len(streams), 1)


def _price(block: Block, streams: Sequence[str], span: tuple[int, int]) -> Array:
    scenario = block.scenario
    price = np.ones((span[1] - span[0], len(streams), block.lanes if block.index else 1))
    for path in scenario.price_paths if scenario.prices == "observed" else ():
        if path.stream in streams:
            for month, index in sorted(path.steps):
                price[max(0, month - span[0]) :, streams.index(path.stream)] = index
    first = scenario.start - span[0]
    for stream, index_by_month in block.index.items():
        price[first : first + scenario.months, streams.index(stream)] *= index_by_month
    return price


def _month_factor(shock: Shock, month: int, factor: float) -> float:
    return 1.0 + overlap(month, coordinate(shock.start), coordinate(shock.end)) * (factor - 1.0)


def _ordered(shocks: Iterable[Shock]) -> list[Shock]:
    """Shocks in an order of their own, so that the order in a file never matters."""
    return sorted(shocks, key=lambda s: (s.start, s.end, s.factor, s.smuggling, sorted(s.partners), sorted(s.streams)))


def _cell_shock(scenario: Scenario, layout: Layout, span: tuple[int, int]) -> Array:
    factor = np.ones((span[1] - span[0], len(layout.cells.members), 1))
    for shock in _ordered(scenario.shocks):
        hit = [stream in shock.streams and partner in shock.partners for stream, partner in layout.cells.members]
        for t in range(len(factor)):
            factor[t, hit, 0] *= _month_factor(shock, span[0] + t, shock.factor)
    return factor


def _capacity_shock(scenario: Scenario, layout: Layout, span: tuple[int, int], amount: Array, volume: Array) -> Array:
    """Smuggling capacity left: each partner's factor weighted by its share of the stream; 1 without any shock."""
    cells = layout.cells
    left = np.ones((span[1] - span[0], len(cells.groups), amount.shape[-1] if scenario.shocks else 1))
    if not scenario.shocks:
        return left
    factor = np.ones((len(left), len(cells.members), 1))
    for shock in _ordered(scenario.shocks):
        hit = [stream in shock.streams and partner in shock.partners for stream, partner in cells.members]
        for t in range(len(left)):
            factor[t, hit, 0] *= _month_factor(shock, span[0] + t, shock.smuggling)
    for t in range(len(left)):
        lost = cells.sum_within(amount * (1.0 - factor[t]))
        left[t] = np.where(volume > 0, 1.0 - lost / np.where(volume > 0, volume, 1.0), 1.0)
    return left


# -- wills ------------------------------------------------------------------------------------------------------------


def _will_arrays(block: Block, layout: Layout) -> dict[str, Array]:
    scenario, partners = block.scenario, layout.partners
    days = [first_day(scenario.start + t) for t in range(scenario.months)]
    wills = [scenario.will_of(partner.id) for partner in partners]

    def by_partner(name: str) -> Array:
        return _rows(block.number(name, partner.id, partner.group) for partner in partners)

    weights = _partner_weights(block, layout)
    gamma = np.zeros((1, 1)) if block.law_only else block.number("gamma")[None, :]
    acts = sorted(scenario.measures, key=lambda measure: measure.id)
    pressing = [m for m in acts if m.id in scenario.bundle and m.instrument == "secondary"]
    easing = [m for m in acts if m.id in scenario.bundle and m.instrument in ("relief", "diplomatic")]
    sigma: dict[tuple[float, ...], Array] = {}
    pressure = [tuple(level_on(measure.steps, day) for measure in pressing) for day in days]
    for levels in pressure:
        if levels not in sigma:
            sigma[levels] = _rows(_sigma(block, pressing, levels, partner.id) for partner in partners)
    points = [[_points(easing, will, day) for will in wills] for day in days]
    return {
        "dial": _dials(block, layout, days),
        "fatigue": np.array([level_on(scenario.fatigue, day) for day in days]).reshape(-1, 1, 1),
        "sigma": np.array([sigma[levels] for levels in pressure]),
        "points": np.array(points)[..., None],
        "exposure": by_partner("exposure"),
        "gamma": scaled_resistance(gamma, by_partner("resistance"), weights),
        "weights": weights,
        "peer": by_partner("peer"),
        "tau_up": by_partner("tau_up"),
        "tau_down": by_partner("tau_down"),
    }


def _dials(block: Block, layout: Layout, days: Sequence[date]) -> Array:
    """Dial paths, (month, partner, lane): a partner's own or the campaign's, or what the block's lanes have instead."""
    scenario = block.scenario
    rows = np.ones((len(days), len(layout.partners), block.lanes if block.dials else 1))
    for i, partner in enumerate(layout.partners):
        path = scenario.will_of(partner.id).dial or scenario.campaign
        own = np.array([level_on(path, day) for day in days])[:, None]
        rows[:, i] = block.dials.get(partner.id, own)
    return rows


def _sigma(block: Block, pressing: Sequence[Measure], levels: Sequence[float], partner: str) -> Array:
    """Secondary pressure on a partner, dial points: the measures that reach it, added in name order."""
    total = np.zeros(1)
    for measure, level in zip(pressing, levels, strict=True):
        if not measure.partners or partner in measure.partners:
            total = total + level * block.number("sigma", measure.id)
    return total


def _points(easing: Sequence[Measure], will: Will, day: date) -> float:
    """Relief and diplomatic pressure on a partner, dial points: its own paths and the bundle's measures."""
    own = level_on(will.relief, day) + level_on(will.diplomatic, day)
    return own + sum(level_on(m.steps, day) for m in easing if not m.partners or will.partner in m.partners)


def _partner_weights(block: Block, layout: Layout) -> Array:
    """Each partner's trade over all streams, USD million a year, summed in stream name order."""
    zero = np.zeros(1)
    rows = []
    for partner in layout.partners:
        total = zero
        for stream in layout.streams:
            total = total + _amount(block, layout, stream.id, partner.id)
        rows.append(total)
    return _rows(rows)


# -- law --------------------------------------------------------------------------------------------------------------


def _law_arrays(block: Block, layout: Layout, trade: dict[str, Array]) -> dict[str, Array]:
    scenario = block.scenario
    force = {provision.id: provision for provision in provisions_in_force(scenario)}
    book = _Calendar(block, layout, force)
    zero, never = np.zeros(1), np.full(1, NEVER)
    forced = {"": None, "law_only": np.ones(1), "no_compliance": zero}[scenario.benchmark]
    columns: dict[str, list[Array]] = {name: [] for name in LAW_COLUMNS}
    for cell, number in layout.pairs.members:
        provision = layout.provisions[number]
        stream, partner = layout.cells.members[cell]
        on = provision.id in force
        order = _transposed(provision, layout)
        own = bool(provision.own_act or provision.transposes)
        group = layout.partners[layout.cell_partner[cell]].group
        labour = order.kind in LABOUR_KINDS
        columns["ordered"].append(book.ordered(provision, stream, partner) if on else never)
        columns["binds"].append(book.binds(provision, partner) if on else never)
        columns["ends"].append(book.ends(provision, stream, partner) if on else never)
        columns["opens"].append(np.array([coordinate(order.window.start)]) if order.window else -never)
        columns["closes"].append(np.array([coordinate(order.window.end)]) if order.window else never)
        columns["exempt"].append(_exempt(block, order, stream))
        columns["enforceability"].append(
            forced if forced is not None else _enforceability(block, order, partner, group)
        )
        columns["half_life"].append(block.number("return_half_life", order.measure))
        columns["permit_life"].append(block.number("permit_life", order.measure))
        columns["own_notice"].append(block.number("own_notice", partner, group) if own and forced is None else zero)
        columns["tau_impl"].append(zero if block.law_only else block.number("tau_impl", partner, group))
        columns["stock"].append(_stock(layout, trade, cell, order, scenario) if labour else zero)
        columns["deadline"].append(np.array([coordinate(order.deadline)]) if order.deadline else zero)
    return {name: _rows(rows) for name, rows in columns.items()}


LAW_COLUMNS = (
    "ordered",
    "binds",
    "ends",
    "opens",
    "closes",
    "half_life",
    "exempt",
    "enforceability",
    "own_notice",
    "tau_impl",
    "stock",
    "permit_life",
    "deadline",
)


def _transposed(provision: Provision, layout: Layout) -> Provision:
    """The provision whose instrument holds: for a notice, the one it transposes."""
    if not provision.transposes:
        return provision
    return next(p for p in layout.provisions if p.id == provision.transposes)


def _exempt(block: Block, provision: Provision, stream: str) -> Array:
    share = next((exemption.share for exemption in provision.exempt if exemption.stream == stream), 0.0)
    return block.number(share, stream) if isinstance(share, str) else np.array([share])


def _stock(layout: Layout, trade: dict[str, Array], cell: int, order: Provision, scenario: Scenario) -> Array:
    """Season and growth of the adoption month: what made the stock there was when the act was adopted."""
    month = month_of(order.adopted)
    k = layout.cells.group_of[cell]
    growth = growth_factor(trade["growth"][k], month, scenario.base_year)
    return trade["season"][month % 12][k] * growth


class _Calendar:
    """When each provision of a block is ordered, binds and ends, by partner and cell, in month coordinates."""

    def __init__(self, block: Block, layout: Layout, force: Mapping[str, Provision]):
        self.block, self.force = block, force
        self.groups = {partner.id: partner.group for partner in layout.partners}
        self.sent: dict[tuple[date, str], Array] = {}

    def _lag(self, partner: str) -> Array:
        if self.block.law_only:
            return np.zeros(1)
        return np.rint(self.block.number("lag_days", partner, self.groups[partner]))

    def _sent(self, provision: Provision, partner: str) -> Array:
        """The day the order goes out: an own act's or notice's date, else adoption and the partner's lag."""
        if provision.own_act or provision.transposes:
            return np.array([coordinate(provision.adopted)])
        key = (provision.adopted, partner)
        if key not in self.sent:
            self.sent[key] = _coordinates(provision.adopted, self._lag(partner))
        return self.sent[key]

    def binds(self, provision: Provision, partner: str) -> Array:
        """The day a provision binds a partner."""
        effective = np.array([coordinate(provision.binds)])
        if provision.own_act or provision.transposes:
            return effective
        return np.maximum(effective, self._sent(provision, partner))

    def ends(self, provision: Provision, stream: str, partner: str) -> Array:
        """The day it ends on a cell: lifted, or when an act that supersedes it begins to bind there."""
        if provision.lifted:
            return np.array([coordinate(provision.lifted)])
        return self._earliest(
            self.binds(self.force[name], partner)
            for name in provision.superseded_by
            if name in self.force and self.force[name].covers(partner, stream)
        )

    def ordered(self, provision: Provision, stream: str, partner: str) -> Array:
        """The day the order went out on a cell: its own, or the earliest of the acts it took over from."""
        before = [
            earlier
            for earlier in self.force.values()
            if provision.id in earlier.superseded_by and earlier.covers(partner, stream)
        ]
        own = self._sent(provision, partner)
        return self._earliest([own, *(self.ordered(earlier, stream, partner) for earlier in before)])

    @staticmethod
    def _earliest(days: Iterable[Array]) -> Array:
        earliest = np.full(1, NEVER)
        for day in days:
            earliest = np.minimum(earliest, day)
        return earliest


def _coordinates(day: date, lags: Array) -> Array:
    """The month coordinates of a day so many whole days later, by lane."""
    distinct, which = np.unique(lags, return_inverse=True)
    return np.array([coordinate(later(day, int(lag))) for lag in distinct])[which]


def _kinds(layout: Layout) -> dict[str, Index]:
    kinds = np.array([_transposed(layout.provisions[m], layout).kind for m in layout.pair_provision], dtype=object)
    names = (("is_ban", "ban"), ("is_freeze", "freeze"), ("is_runoff", "no_new_permits"))
    found = {name: np.flatnonzero(kinds == kind) for name, kind in (*names, ("is_repatriation", "repatriate"))}
    return {name: numbers.astype(np.intp) for name, numbers in found.items()}


def _caps(layout: Layout) -> tuple[Cap, ...]:
    return tuple(_cap(layout, provision) for provision in layout.provisions if _is_cap(provision))


def _is_cap(provision: Provision) -> bool:
    return provision.kind == "cap" and not provision.transposes


def _cap(layout: Layout, provision: Provision) -> Cap:
    pairs = layout.pairs_of[provision.id]
    cells = layout.pair_cell[pairs]
    place = {int(cell): n for n, cell in enumerate(cells)}
    notices = [layout.pairs_of[p.id] for p in layout.provisions if p.transposes == provision.id]
    window = provision.window
    return Cap(
        provision=provision.id,
        pairs=pairs,
        notices=tuple(
            (np.array([place[int(layout.pair_cell[n])] for n in own], dtype=np.intp), own) for own in notices
        ),
        followers=np.concatenate([*notices, np.zeros(0, dtype=np.intp)]).astype(np.intp),
        cells=cells,
        value=np.nan if provision.cap_value is None else provision.cap_value,
        quantity=np.nan if provision.cap_quantity is None else provision.cap_quantity,
        front_loaded=provision.mode == "front_loaded",
        carry_over=provision.carry_over,
        opens=coordinate(window.start) if window else np.nan,
        closes=coordinate(window.end) if window else np.nan,
    )


# -- what blocks may have or not --------------------------------------------------------------------------------------


def _by_block(blocks: Sequence[Block], one: Callable[[Block], Array]) -> Array:
    return _side_by_side([(np.atleast_1d(one(block)), block.lanes) for block in blocks])


def _sightings(blocks: Sequence[Block], layout: Layout) -> tuple[Sighting, ...]:
    def seen(block: Block) -> tuple[Observed, ...]:
        return () if block.scenario.benchmark else block.scenario.observed

    every = sorted({o for block in blocks for o in seen(block)}, key=lambda o: (o.stream, o.partner, o.start, o.end))
    return tuple(
        Sighting(
            cell=layout.cell_of[o.stream, o.partner],
            opens=coordinate(o.start),
            closes=coordinate(o.end),
            compliance=np.array([o.compliance]),
            on=_by_block(blocks, lambda block, o=o: np.array([float(o in seen(block))])),  # type: ignore[misc]
        )
        for o in every
        if (o.stream, o.partner) in layout.cell_of
    )


def _cutoffs(blocks: Sequence[Block], layout: Layout) -> tuple[Cutoff, ...]:
    acts = {
        m.id: m for b in blocks for m in b.scenario.measures if m.instrument == "payment" and m.id in b.scenario.bundle
    }

    def share(block: Block, measure: str) -> Array:
        return block.number("payment_share", measure) if measure in block.scenario.bundle else np.zeros(1)

    return tuple(
        Cutoff(
            measure=name,
            streams=np.array(
                [layout.stream_number(s) for s in acts[name].streams if s in layout.cells.groups], dtype=np.intp
            ),
            share=_by_block(blocks, lambda block, name=name: share(block, name)),  # type: ignore[misc]
            opens=coordinate(acts[name].effective or acts[name].adopted),
            closes=NEVER if acts[name].lifted is None else coordinate(acts[name].lifted),  # type: ignore[arg-type]
        )
        for name in sorted(acts)
    )


def _feeds(blocks: Sequence[Block], layout: Layout) -> tuple[Feed, ...]:
    links = sorted({link for b in blocks for link in b.scenario.substitutions}, key=lambda link: link.scope)

    def number(block: Block, name: str, scope: str, otherwise: float) -> Array:
        there = any(link.scope == scope for link in block.scenario.substitutions)
        return block.number(name, scope) if there else np.array([otherwise])

    return tuple(
        Feed(
            source=layout.stream_number(link.source),
            target=layout.stream_number(link.target),
            cells=np.flatnonzero(layout.cells.group_of == layout.stream_number(link.target)).astype(np.intp),
            share=_by_block(blocks, lambda b, s=link.scope: number(b, "substitution_share", s, 0.0)),  # type: ignore[misc]
            tau=_by_block(blocks, lambda b, s=link.scope: number(b, "substitution_tau", s, 1.0)),  # type: ignore[misc]
        )
        for link in links
    )
