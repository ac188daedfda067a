"""Goods hurried ahead of an act, as arrays: which cells may send how much ahead, and which acts they may do it for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.common.axes import Array
from sim.world.arrays import Hurry
from sim.world.block import Block, built_once
from sim.world.layout import Layout
from sim.world.stack import joined, rows
from sim.world.trade import amount_of, optional


def hurry_of(blocks: Sequence[Block], layout: Layout, by_dial: np.ndarray) -> Hurry:
    """The cells of all blocks that send goods ahead in one of them; none, at no cost, where hurry is off.

    `by_dial`, (pair,), are the notices that a partner turns on and off: no order of theirs is announced.
    """
    tables = joined(built_once(blocks, lambda block: _tables(block, layout)), [block.lanes for block in blocks])
    used = np.flatnonzero((tables["ahead"] > 0).any(axis=-1)).astype(np.intp)
    announced = np.setdiff1d(np.arange(len(layout.pair_cell)), by_dial)
    pairs = tuple(announced[layout.pair_cell[announced] == cell] for cell in used)
    return Hurry(used, tables["ahead"][used], tables["rush"][used], pairs)


def _tables(block: Block, layout: Layout) -> dict[str, Array]:
    """Arrays (cell, lane): USD million at base-year prices, and by how much a month can grow."""
    members = layout.cells.members
    ahead = optional(block, layout, "hurry", 0.0) * optional(block, layout, "port_months", 0.0)
    rush = layout.cells.spread(optional(block, layout, "rush", 1.0)) - 1.0
    if not ahead.any():
        return {"ahead": np.zeros((len(members), 1)), "rush": rush}
    goods = [float(layout.group_of[stream] == "goods") for stream, _ in members]
    amount = rows(amount_of(block, layout, *cell) * mine for cell, mine in zip(members, goods, strict=True))
    return {"ahead": layout.cells.spread(ahead) * amount / 12.0, "rush": rush}
