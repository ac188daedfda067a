"""The numbers of law: what the instrument of each pair is like, and how its partner takes to it."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.common.axes import Array
from sim.common.months import month_of
from sim.domain.law import Provision
from sim.domain.scenario import provisions_in_force
from sim.economics.baseline import growth_factor
from sim.law.instruments import LABOUR
from sim.law.pairs import PACES, Clock, Pairs
from sim.world.block import Block
from sim.world.layout import Layout
from sim.world.notices import follows_dial
from sim.world.stack import rows
from sim.world.trade import fade_of, growth_of, level_by_month


def law_hangs_on(block: Block) -> tuple[Any, ...]:
    """What the arrays of law hang on beside numbers: the acts in force, when notices count, and the past of stocks."""
    scenario = block.scenario
    paths = (scenario.will_of(partner.id).notices for partner in scenario.partners)
    bundles = block.bundles or None
    lanes = scenario.benchmark, scenario.awaited, bundles
    return scenario.seasons, scenario.volume_paths, scenario.lifts, *lanes, *paths, *provisions_in_force(scenario)


def law_numbers(block: Block, layout: Layout) -> dict[str, Array]:
    """The columns of Pairs and those of Clock that are numbers, by name: one row a pair, in the layout's order."""
    each = [_numbers(block, layout, layout.provisions[number], cell) for cell, number in layout.pairs.members]
    return {name: rows(row[name] for row in each) for name in (*(one.name for one in Pairs.columns()), *PACES)}


def _numbers(block: Block, layout: Layout, provision: Provision, cell: int) -> dict[str, Array]:
    """The numbers of one pair. For a notice, those of what it transposes; one that follows the dial leaves no fade."""
    partner = layout.partners[layout.cell_partner[cell]]
    order = layout.order_of(provision)
    scopes = {"act": _names(order), "partner": (partner.id, partner.group)}
    found = {c.name: block.number(c.number, *scopes[c.by]) for c in Clock.columns() if c.by in scopes}
    if follows_dial(provision):
        found["half_life"] = np.zeros(1)
    return found | _special(block, layout, provision, cell)


def _special(block: Block, layout: Layout, provision: Provision, cell: int) -> dict[str, Array]:
    """The columns that are said of a pair alone."""
    stream, partner = layout.cells.members[cell]
    group = layout.partners[layout.cell_partner[cell]].group
    order = layout.order_of(provision)
    own, labour = provision.own_act or provision.transposes, order.kind in LABOUR
    return {
        "exempt": _exempt(block, order, stream),
        "enforceability": _enforceability(block, order, partner, group),
        "own_notice": block.number("own_notice", partner, group) if own else np.zeros(1),
        "own": np.array([float(bool(own))]),
        "shuts": _gate(block) if provision.closes else np.zeros(1),
        "strands": np.array([float(provision.strands or order.strands)]),
        "stock": _stock(block, layout, cell, order) if labour else np.zeros(1),
    }


def _enforceability(block: Block, order: Provision, partner: str, group: str) -> Array:
    """How far an instrument can be enforced: of labour what the host country is known for, where that is given."""
    known = any(block.gives(name) for name in ("q_host", f"q_host.{group}", f"q_host.{partner}"))
    if order.kind in LABOUR and known:
        return block.number("q_host", partner, group)
    return block.number("q", *_names(order), order.kind)


def _names(order: Provision) -> tuple[str, str]:
    """By which names numbers of its act are given: a paragraph that is an act of its own keeps those of the whole."""
    return order.measure, order.measure.partition(".")[0]


def _gate(block: Block) -> Array:
    """What an own act that shuts a gate stops: all of it, unless a benchmark says otherwise."""
    return block.number("gate") if block.gives("gate") else np.ones(1)


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
