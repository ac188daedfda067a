"""The numbers of law: what the instrument of each pair is like, and how its partner takes to it."""

from __future__ import annotations

from collections.abc import Container
from functools import partial
from typing import Any

import numpy as np

from sim.common.axes import Array
from sim.common.months import month_of
from sim.domain.law import Provision
from sim.domain.trade import Partner
from sim.economics.baseline import growth_factor
from sim.law.instruments import LABOUR
from sim.law.pairs import Clock
from sim.world.block import Block
from sim.world.layout import Layout
from sim.world.notices import follows_dial
from sim.world.stack import rows, rows_by
from sim.world.trade import fade_of, growth_of, level_by_month


def numbers_hang_on(block: Block) -> tuple[Any, ...]:
    """What the numbers of law hang on beside numbers: the past of stocks. Which acts are in force does not matter."""
    return block.scenario.seasons, block.scenario.volume_paths


def law_numbers(block: Block, layout: Layout) -> dict[str, Array]:
    """The columns of Pairs and those of Clock that are numbers, by name: one row a pair, in the layout's order.

    Those of a notice are those of what it transposes; one that follows the dial leaves no fade.
    """
    acts = [_names(order) for order in layout.orders]
    partners = [(partner.id, partner.group) for partner in layout.partners]
    rows_of = {"act": (acts, layout.pair_provision), "partner": (partners, layout.pair_partner)}
    found = {}
    for column in Clock.columns():
        if column.by in rows_of:
            scopes, row = rows_of[column.by]
            found[column.name] = rows_by(scopes, partial(_number, block, column.number))[row]
    by_dial = np.array([follows_dial(p) for p in layout.provisions], dtype=bool)
    found["half_life"][by_dial[layout.pair_provision]] = 0.0
    return found | _by_provision(block, layout) | _by_pair(block, layout)


def _number(block: Block, name: str, scopes: tuple[str, str]) -> Array:
    return block.number(name, *scopes)


def _by_provision(block: Block, layout: Layout) -> dict[str, Array]:
    """The columns that are alike on all cells of a provision."""
    both = list(zip(layout.provisions, layout.orders, strict=True))
    found = {
        "own": rows(np.array([float(_own(p))]) for p, _ in both),
        "strands": rows(np.array([float(p.strands or order.strands)]) for p, order in both),
        "shuts": rows_by((p.closes for p, _ in both), lambda closes: _gate(block) if closes else np.zeros(1)),
    }
    return {name: column[layout.pair_provision] for name, column in found.items()}


def _by_pair(block: Block, layout: Layout) -> dict[str, Array]:
    """The columns that are said of a pair alone, worked out once for all pairs that agree in what decides them."""
    provisions = [layout.provisions[n] for n in layout.pair_provision.tolist()]
    orders = [layout.orders[n] for n in layout.pair_provision.tolist()]
    partners = [layout.partners[i] for i in layout.pair_partner.tolist()]
    streams = [layout.cells.members[c][0] for c in layout.pair_cell.tolist()]
    hosts = {partner.id for partner in layout.partners if _known_host(block, partner)}
    exempt = (_exempt(order, stream) for order, stream in zip(orders, streams, strict=True))
    enforced = (_enforced(order, partner, hosts) for order, partner in zip(orders, partners, strict=True))
    who = ((one.id, one.group) if _own(p) else None for p, one in zip(provisions, partners, strict=True))
    begun = (
        (stream, month_of(order.adopted)) if order.kind in LABOUR else None
        for order, stream in zip(orders, streams, strict=True)
    )
    return {
        "exempt": rows_by(exempt, lambda key: block.number(*key) if isinstance(key, tuple) else np.array([key])),
        "enforceability": rows_by(enforced, lambda key: block.number(*key)),
        "own_notice": rows_by(who, lambda key: block.number("own_notice", *key) if key else np.zeros(1)),
        "stock": rows_by(begun, lambda key: _stock(block, layout, *key) if key else np.zeros(1)),
    }


def _own(provision: Provision) -> bool:
    """Whether it is a partner's own act, or its notice."""
    return bool(provision.own_act or provision.transposes)


def _known_host(block: Block, partner: Partner) -> bool:
    """Whether it is known how far a partner can enforce what is ordered about the workers that it hosts."""
    return any(block.gives(name) for name in ("q_host", f"q_host.{partner.group}", f"q_host.{partner.id}"))


def _enforced(order: Provision, partner: Partner, hosts: Container[str]) -> tuple[str, ...]:
    """The number, and its scopes, that says how far an instrument can be enforced: of labour the host country's."""
    if order.kind in LABOUR and partner.id in hosts:
        return "q_host", partner.id, partner.group
    return "q", *_names(order), order.kind


def _names(order: Provision) -> tuple[str, str]:
    """By which names numbers of its act are given: a paragraph that is an act of its own keeps those of the whole."""
    return order.measure, order.measure.partition(".")[0]


def _gate(block: Block) -> Array:
    """What an own act that shuts a gate stops: all of it, unless a benchmark says otherwise."""
    return block.number("gate") if block.gives("gate") else np.ones(1)


def _exempt(order: Provision, stream: str) -> float | tuple[str, str]:
    """The share of a stream that a provision does not reach, or the number, and its scope, that gives it."""
    share = next((exemption.share for exemption in order.exempt if exemption.stream == stream), 0.0)
    return (share, stream) if isinstance(share, str) else share


def _stock(block: Block, layout: Layout, stream: str, month: int) -> Array:
    """Season, volume and growth of the adoption month: what made the stock there was when the act was adopted."""
    season = next((s.factors[month % 12] for s in block.scenario.seasons if s.stream == stream), 1.0)
    volume = next((p.steps for p in block.scenario.volume_paths if p.stream == stream), ())
    level = level_by_month(volume, (month, month + 1))[0] if volume else 1.0
    growth = growth_factor(
        growth_of(block, layout, stream), month, block.scenario.base_year, fade_of(block, layout, stream)
    )
    return season * level * growth
