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
from sim.world.stack import rows

COLUMNS = (*(field.name for field in fields(Dates)), *NUMBERS_OF_LAW)


def law_hangs_on(block: Block) -> tuple[Any, ...]:
    """What the arrays of law hang on beside numbers: the provisions in force, and the season of stocks."""
    return block.scenario.seasons, *provisions_in_force(block.scenario)


def law_arrays(block: Block, layout: Layout) -> dict[str, Array]:
    """The arrays of Statutes and its Dates by name: one row a pair, in the layout's order."""
    force = {provision.id: provision for provision in provisions_in_force(block.scenario)}
    calendar = Calendar(block, layout, force)
    each = []
    for cell, number in layout.pairs.members:
        provision = layout.provisions[number]
        dates = _dates(calendar, provision, layout.cells.members[cell], provision.id in force)
        each.append(dates | _numbers(block, layout, provision, cell))
    return {name: rows(row[name] for row in each) for name in COLUMNS}


def _dates(calendar: Calendar, provision: Provision, cell: tuple[str, str], on: bool) -> dict[str, Array]:
    """When a provision is ordered, binds and ends on a cell; never, where it is not in the block's bundle."""
    if not on:
        return {"ordered": _day(NEVER), "binds": _day(NEVER), "ends": _day(NEVER)}
    stream, partner = cell
    return {
        "ordered": calendar.ordered(provision, stream, partner),
        "binds": calendar.binds(provision, partner),
        "ends": calendar.ends(provision, stream, partner),
    }


def _numbers(block: Block, layout: Layout, provision: Provision, cell: int) -> dict[str, Array]:
    """What the instrument is like, and how this partner takes to it. For a notice, that of what it transposes."""
    stream, partner = layout.cells.members[cell]
    group = layout.partners[layout.cell_partner[cell]].group
    order = layout.order_of(provision)
    own, labour = provision.own_act or provision.transposes, order.kind in LABOUR_KINDS
    window = order.window
    return {
        "opens": _day(coordinate(window.start) if window else -NEVER),
        "closes": _day(coordinate(window.end) if window else NEVER),
        "half_life": block.number("return_half_life", order.measure),
        "exempt": _exempt(block, order, stream),
        "enforceability": _enforceability(block, order, partner, group),
        "own_notice": block.number("own_notice", partner, group) if own else np.zeros(1),
        "tau_impl": block.number("tau_impl", partner, group),
        "stock": _stock(block, layout, cell, order) if labour else np.zeros(1),
        "permit_life": block.number("permit_life", order.measure),
        "deadline": _day(coordinate(order.deadline) if order.deadline else 0.0),
    }


def _enforceability(block: Block, order: Provision, partner: str, group: str) -> Array:
    """How far an instrument can be enforced: of labour what the host country is known for, where that is given."""
    hosted = any(block.gives(name) for name in ("q_host", f"q_host.{group}", f"q_host.{partner}"))
    if hosted and order.kind in LABOUR_KINDS:
        return block.number("q_host", partner, group)
    return block.number("q", order.measure, order.kind)


def _day(time: float) -> Array:
    return np.array([time])


def _exempt(block: Block, provision: Provision, stream: str) -> Array:
    share = next((exemption.share for exemption in provision.exempt if exemption.stream == stream), 0.0)
    return block.number(share, stream) if isinstance(share, str) else np.array([share])


def _stock(block: Block, layout: Layout, cell: int, order: Provision) -> Array:
    """Season and growth of the adoption month: what made the stock there was when the act was adopted."""
    month = month_of(order.adopted)
    stream, _ = layout.cells.members[cell]
    season = next((s.factors[month % 12] for s in block.scenario.seasons if s.stream == stream), 1.0)
    growth = block.number("growth", stream, layout.group_of[stream])
    return season * growth_factor(growth, month, block.scenario.base_year)
