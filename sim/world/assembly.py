"""From scenarios to arrays: the one place where names become positions.

A run carries several blocks of lanes side by side: the variants of a question, the draws of an ensemble, the rows of
a sweep. Each block is a scenario with, for some of its numbers, one value a lane. Blocks that agree in all that a table
hangs on share it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.common.axes import Array
from sim.common.columns import columns_of
from sim.common.months import coordinate, month_of
from sim.domain.scenario import Scenario, drawn_months
from sim.law.clocks import Clocks, alike, shared
from sim.law.dating import Said, dated
from sim.law.instruments import LABOUR
from sim.law.kin import kin_of, stances_of
from sim.law.pairs import PACES, Clock, Pairs
from sim.world.arrays import Law, Trade, World
from sim.world.block import Block, built_once
from sim.world.campaign import campaign_of
from sim.world.caps import caps_of, kinds_of, stretches_of
from sim.world.hurry import hurry_of
from sim.world.law import law_numbers, numbers_hang_on
from sim.world.layout import Layout, lay_out
from sim.world.partners import wills_of
from sim.world.quays import quays_of
from sim.world.said import days_of, links_of, said_arrays, said_hangs_on
from sim.world.stack import joined, monthly
from sim.world.sundry import cutoffs_of, feeds_of, sightings_of
from sim.world.switches import switches_of
from sim.world.trade import prices_of, quantities_of, trade_arrays, trade_hangs_on

__all__ = ["Block", "assemble"]


def assemble(blocks: Sequence[Block]) -> World:
    """The world of all blocks, side by side. Raises RunFailed where their structures differ."""
    scenarios = [block.scenario for block in blocks]
    layout, first = lay_out(scenarios), scenarios[0]
    span = _table_span(scenarios, layout)
    trade, wills, law = _trade(blocks, layout, span), wills_of(blocks, layout), law_of(blocks, layout)
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
        wills=wills,
        switches=switches_of(blocks, layout),
        law=law,
        sightings=sightings_of(blocks, layout),
        cutoffs=cutoffs_of(blocks, layout),
        feeds=feeds_of(blocks, layout),
        quays=quays_of(blocks, layout),
        campaign=campaign_of(blocks, layout, wills.weights),
        hurry=hurry_of(blocks, layout, law.clocks.pairs.by_dial),
    )


def _trade(blocks: Sequence[Block], layout: Layout, span: tuple[int, int]) -> Trade:
    lanes, streams = [block.lanes for block in blocks], layout.cells.groups
    tables = joined(built_once(blocks, lambda block: trade_arrays(block, layout, span), trade_hangs_on), lanes)
    price = monthly([prices_of(block, streams, span) for block in blocks], lanes)
    quantity = monthly([quantities_of(block, streams, span) for block in blocks], lanes)
    return Trade(**tables, price=price, quantity=quantity)


def law_of(blocks: Sequence[Block], layout: Layout) -> Law:
    """The law of all blocks, side by side. Dates are worked out for all lanes at once, whatever bundles they have."""
    lanes = [block.lanes for block in blocks]
    numbers = joined(built_once(blocks, lambda block: law_numbers(block, layout), numbers_hang_on), lanes)
    added = joined(built_once(blocks, lambda block: said_arrays(block, layout), said_hangs_on), lanes)
    said = Said(**days_of(layout), **added)
    paces = {name: numbers.pop(name) for name in PACES}
    clocks = _clocks(layout, [*columns_of(said), *paces.values()])
    said = said.rows(clocks.first)
    dates = dated(said, clocks.links, said.missing + said.awaited)
    clock = Clock(**dates, **{name: column[clocks.first] for name, column in paces.items()})
    adopted = {measure.id: measure.adopted for block in blocks for measure in block.scenario.measures}
    pairs, caps, again = Pairs(**numbers), caps_of(layout), stretches_of(layout)
    stances = stances_of(layout.pair_provision, layout.pair_partner, pairs)
    apart = [*(np.concatenate([cap.pairs, cap.followers]) for cap in caps), *np.array(again, dtype=np.intp).T.flat]
    return Law(
        pairs=pairs,
        clock=clock,
        clocks=clocks,
        said=said,
        kind=kinds_of(layout),
        kin=kin_of(stances, pairs, apart),
        stances=stances,
        adopted=adopted,
        caps=caps,
        again=again,
    )


def _clocks(layout: Layout, columns: Sequence[Array]) -> Clocks:
    """Which pairs run by one clock: an act is issued as a whole, and a partner's notices by dial turn as one."""
    links = links_of(layout)
    turns = np.full(len(layout.pair_cell), -1)
    turns[links.by_dial] = layout.pair_partner[links.by_dial]
    return shared(list(zip(links.act.tolist(), turns.tolist(), alike(columns), strict=True)), links)


def _table_span(scenarios: Sequence[Scenario], layout: Layout) -> tuple[int, int]:
    """The months that tables hold: whole calendar years around the horizon, stocks of workers and dated caps."""
    stocks = [month_of(p.adopted) for p in layout.provisions if p.kind in LABOUR]
    drawn = [drawn_months(scenario) for scenario in scenarios]
    first = min([*(months.start for months in drawn), *stocks])
    last = max([*(months.stop - 1 for months in drawn), *stocks])
    return 12 * (first // 12), 12 * (last // 12 + 1)
