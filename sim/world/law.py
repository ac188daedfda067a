"""Law as arrays: the dates and numbers of each provision on each cell it covers."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from sim.common.axes import Array
from sim.common.months import NEVER, coordinate, month_of
from sim.domain.law import LABOUR_KINDS, Provision
from sim.domain.scenario import provisions_in_force
from sim.economics.baseline import growth_factor
from sim.economics.binding import Dates
from sim.world.arrays import NUMBERS_OF_LAW
from sim.world.block import Block
from sim.world.calendar import Calendar
from sim.world.layout import Layout
from sim.world.notices import AGAIN, paragraphs_of
from sim.world.stack import rows
from sim.world.trade import fade_of, growth_of, level_by_month

COLUMNS = (*(field.name for field in fields(Dates)), *NUMBERS_OF_LAW)


def law_hangs_on(block: Block) -> tuple[Any, ...]:
    """What the arrays of law hang on beside numbers: the acts in force, when notices count, and the past of stocks."""
    scenario = block.scenario
    paths = (scenario.will_of(partner.id).notices for partner in scenario.partners)
    return scenario.seasons, scenario.volume_paths, scenario.lifts, *paths, *provisions_in_force(scenario)


def law_arrays(block: Block, layout: Layout) -> dict[str, Array]:
    """The arrays of Statutes and its Dates by name: one row a pair, in the layout's order."""
    paragraphs = paragraphs_of(block.scenario)
    calendar = Calendar(block, layout, paragraphs)
    each = []
    for cell, number in layout.pairs.members:
        provision = layout.provisions[number]
        dates = _dates(calendar, layout, provision, layout.cells.members[cell], provision.id in paragraphs)
        each.append(dates | _numbers(block, layout, provision, cell))
    return {name: rows(row[name] for row in each) for name in COLUMNS}


def _dates(
    calendar: Calendar, layout: Layout, provision: Provision, cell: tuple[str, str], on: bool
) -> dict[str, Array]:
    """When a provision is ordered, binds and ends on a cell; never, where it is not in the block's bundle.

    It counts in the dated window of its cap, and a notice while its partner's notices are on: each stretch has a clock
    of its own, from its first day or the order, whichever is later.
    """
    if not on:
        return {name: _day(NEVER) for name in ("ordered", "binds", "ends", "closes")} | {"opens": _day(-NEVER)}
    name, _, stretch = provision.id.partition(AGAIN)
    whole, window = calendar.all[name], layout.order_of(provision).window
    opens, closes = (coordinate(window.start), coordinate(window.end)) if window else (-NEVER, NEVER)
    spans = calendar.spans(whole)
    since, until = spans[int(stretch or 1) - 1] if spans else (NEVER, NEVER)
    return {
        "ordered": np.maximum(calendar.ordered(whole, cell), since),
        "binds": calendar.binds(whole, cell[1]),
        "ends": calendar.ends(whole, cell),
        "opens": _day(max(opens, since)),
        "closes": _day(min(closes, until)),
    }


def _numbers(block: Block, layout: Layout, provision: Provision, cell: int) -> dict[str, Array]:
    """What the instrument is like, and how this partner takes to it. For a notice, that of what it transposes."""
    stream, partner = layout.cells.members[cell]
    group = layout.partners[layout.cell_partner[cell]].group
    order = layout.order_of(provision)
    own, labour = provision.own_act or provision.transposes, order.kind in LABOUR_KINDS
    return {
        "half_life": block.number("return_half_life", order.measure),
        "exempt": _exempt(block, order, stream),
        "enforceability": _enforceability(block, order, partner, group),
        "own_notice": block.number("own_notice", partner, group) if own else np.zeros(1),
        "own": np.array([float(bool(own))]),
        "shuts": _gate(block) if provision.closes else np.zeros(1),
        "strands": np.array([float(provision.strands or order.strands)]),
        "tau_impl": block.number("tau_impl", partner, group),
        "stock": _stock(block, layout, cell, order) if labour else np.zeros(1),
        "permit_life": block.number("permit_life", order.measure),
        "deadline": _day(coordinate(order.deadline) if order.deadline else 0.0),
    }


def _enforceability(block: Block, order: Provision, partner: str, group: str) -> Array:
    """How far an instrument can be enforced: of labour what the host country is known for, where that is given."""
    known = any(block.gives(name) for name in ("q_host", f"q_host.{group}", f"q_host.{partner}"))
    if order.kind in LABOUR_KINDS and known:
        return block.number("q_host", partner, group)
    return block.number("q", order.measure, order.kind)


def _gate(block: Block) -> Array:
    """What an own act that shuts a gate stops: all of it, unless a benchmark says otherwise."""
    return block.number("gate") if block.gives("gate") else np.ones(1)


def _day(time: float) -> Array:
    return np.array([time])


def _exempt(block: Block, provision: Provision, stream: str) -> Array:
    share = next((exemption.share for exemption in provision.exempt if exemption.stream == stream), 0.0)
    return block.number(share, stream) if isinstance(share, str) else np.array([share])


def _stock(block: Block, layout: Layout, cell: int, order: Provision) -> Array:
    """Season, volume and growth of the adoption month: what made the stock there was when the act was adopted."""
    month = month_of(order.adopted)
    stream, _ = layout.cells.members[cell]
    season = next((s.factors[month % 12] for s in block.scenario.seasons if s.stream == stream), 1.0)
    volume = next((p.steps for p in block.scenario.volume_paths if p.stream == stream), ())
    level = level_by_month(volume, (month, month + 1))[0] if volume else 1.0
    growth = growth_factor(
        growth_of(block, layout, stream), month, block.scenario.base_year, fade_of(block, layout, stream)
    )
    return season * level * growth
