"""From scenarios to arrays: the one place where names become positions.

A run carries several blocks of lanes side by side: the variants of a question, the draws of an ensemble, the rows of
a sweep. Each block is a scenario with, for some of its numbers, one value a lane. Blocks that agree in all that a table
hangs on share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from sim.common.months import coordinate, month_of
from sim.domain.law import LABOUR_KINDS
from sim.domain.scenario import Scenario
from sim.economics.binding import Dates
from sim.world.arrays import Statutes, Trade, Wills, World
from sim.world.block import Block, built_once
from sim.world.caps import caps_of, kinds_of
from sim.world.law import law_arrays, law_hangs_on
from sim.world.layout import Layout, lay_out
from sim.world.partners import will_arrays, wills_hang_on
from sim.world.stack import joined, monthly
from sim.world.sundry import cutoffs_of, feeds_of, sightings_of
from sim.world.trade import prices_of, quantities_of, trade_arrays, trade_hangs_on

__all__ = ["Block", "assemble"]


def assemble(blocks: Sequence[Block]) -> World:
    """The world of all blocks, side by side. Raises RunFailed where their structures differ."""
    scenarios = [block.scenario for block in blocks]
    layout, first = lay_out(scenarios), scenarios[0]
    span = _table_span(first, layout)
    trade = _trade(blocks, layout, span)
    return World(
        layout=layout,
        lanes=sum(block.lanes for block in blocks),
        start=first.start,
        months=first.months,
        base_year=first.base_year,
        table_start=span[0],
        review_months=np.full(len(layout.partners), first.review_months),
        evasion_from=coordinate(first.evasion_from),
        trade=trade,
        wills=_wills(blocks, layout),
        statutes=_statutes(blocks, layout),
        sightings=sightings_of(blocks, layout),
        cutoffs=cutoffs_of(blocks, layout),
        feeds=feeds_of(blocks, layout),
    )


def _trade(blocks: Sequence[Block], layout: Layout, span: tuple[int, int]) -> Trade:
    lanes, streams = [block.lanes for block in blocks], layout.cells.groups
    tables = joined(built_once(blocks, lambda block: trade_arrays(block, layout, span), trade_hangs_on), lanes)
    price = monthly([prices_of(block, streams, span) for block in blocks], lanes)
    quantity = monthly([quantities_of(block, streams, span) for block in blocks], lanes)
    return Trade(**tables, price=price, quantity=quantity)


def _wills(blocks: Sequence[Block], layout: Layout) -> Wills:
    tables = built_once(blocks, lambda block: will_arrays(block, layout), wills_hang_on)
    return Wills(**joined(tables, [block.lanes for block in blocks]))


def _statutes(blocks: Sequence[Block], layout: Layout) -> Statutes:
    tables = built_once(blocks, lambda block: law_arrays(block, layout), law_hangs_on)
    arrays = joined(tables, [block.lanes for block in blocks])
    plan = Dates(**{field.name: arrays.pop(field.name) for field in fields(Dates)})
    rest: dict[str, Any] = {**arrays, **kinds_of(layout)}
    return Statutes(plan=plan, caps=caps_of(layout), **rest)


def _table_span(scenario: Scenario, layout: Layout) -> tuple[int, int]:
    """The months that tables hold: whole calendar years around the horizon, stocks of workers and dated caps."""
    months = [scenario.start, scenario.start + scenario.months]
    for provision in layout.provisions:
        if provision.kind in LABOUR_KINDS:
            months.append(month_of(provision.adopted))
        if provision.window:
            months += [month_of(provision.window.start), month_of(provision.window.end)]
    return 12 * (min(months) // 12), 12 * (max(months) // 12 + 1)
