"""Quays as arrays: which cells' goods can be stranded at ports, how much fits there, and when it is let through."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.common.axes import Array
from sim.world.arrays import Quays, Release
from sim.world.block import Block, built_once
from sim.world.layout import Layout
from sim.world.notices import AGAIN, ends_with_its_act
from sim.world.stack import joined
from sim.world.trade import amount_of, optional


def quays_of(blocks: Sequence[Block], layout: Layout) -> Quays:
    """The quays of all blocks: cells of streams with port_months in one of them."""
    tables = joined(built_once(blocks, lambda block: _tables(block, layout)), [block.lanes for block in blocks])
    used = np.flatnonzero((tables["room"] > 0).any(axis=-1)).astype(np.intp)
    return Quays(used, tables["room"][used], tables["loss"][used], _releases(layout) if len(used) else ())


def _tables(block: Block, layout: Layout) -> dict[str, Array]:
    """Room, USD million at base-year prices, and monthly loss by cell: (cell, lane)."""
    months, loss = (optional(block, layout, name, 0.0) for name in ("port_months", "port_loss"))
    spread = layout.cells.spread
    if not months.any():
        return {"room": np.zeros((len(layout.cells.members), 1)), "loss": spread(loss)}
    amount = [amount_of(block, layout, stream, partner) for stream, partner in layout.cells.members]
    goods = np.array([[layout.group_of[stream] == "goods"] for stream, _ in layout.cells.members])
    wide = np.array([np.broadcast_to(row, (max(map(len, amount)),)) for row in amount])
    return {"room": spread(months) * wide / 12.0 * goods, "loss": spread(loss)}


def _releases(layout: Layout) -> tuple[Release, ...]:
    """The windows of all provisions, each with the pairs, its own and its notices', of which one must have force."""
    found = []
    for p in layout.provisions:
        if p.releases and AGAIN not in p.id and not ends_with_its_act(p, layout.order_of(p)):
            named = [q.id for q in layout.provisions if p.id in (q.id.partition(AGAIN)[0], q.transposes)]
            pairs = np.concatenate([layout.pairs_of[name] for name in named])
            window = (p.releases.start.toordinal(), p.releases.end.toordinal())
            found.append(Release(p.id, np.array(window, dtype=np.float64), pairs))
    return tuple(found)
