"""Instruments as arrays: of which kind each pair is, and the caps that cells share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.common.months import coordinate
from sim.domain.law import Provision
from sim.world.arrays import Cap
from sim.world.layout import Layout
from sim.world.notices import AGAIN


def kinds_of(layout: Layout) -> NDArray[np.str_]:
    """The instrument of each pair: (pair,)."""
    return np.array([layout.order_of(layout.provisions[m]).kind for m in layout.pair_provision], dtype=np.str_)


def stretches_of(layout: Layout) -> tuple[tuple[int, int], ...]:
    """For each notice that is off for a time and on again, the pairs of its first stretch and of a later one."""
    found = []
    for p in layout.provisions:
        first, again, _ = p.id.partition(AGAIN)
        if again:
            found += list(zip(layout.pairs_of[first].tolist(), layout.pairs_of[p.id].tolist(), strict=True))
    return tuple(found)


def caps_of(layout: Layout) -> tuple[Cap, ...]:
    """The caps of all provisions, in name order."""
    return tuple(_cap(layout, p) for p in layout.provisions if p.kind == "cap" and not p.transposes)


def _cap(layout: Layout, provision: Provision) -> Cap:
    pairs = layout.pairs_of[provision.id]
    asking = pairs[layout.trades[layout.pair_cell[pairs]]]
    place = {int(cell): n for n, cell in enumerate(layout.pair_cell[asking])}
    notices = [layout.pairs_of[p.id] for p in layout.provisions if p.transposes == provision.id]
    traded = [own[layout.trades[layout.pair_cell[own]]] for own in notices]
    window = provision.window
    return Cap(
        provision=provision.id,
        pairs=pairs,
        followers=np.concatenate([*notices, np.zeros(0, dtype=np.intp)]).astype(np.intp),
        asking=asking,
        rows=layout.traded.place[layout.pair_cell[asking]],
        notices=tuple(
            (np.array([place[int(layout.pair_cell[n])] for n in own], dtype=np.intp), own) for own in traded if len(own)
        ),
        value=np.nan if provision.cap_value is None else provision.cap_value,
        quantity=np.nan if provision.cap_quantity is None else provision.cap_quantity,
        front_loaded=provision.mode == "front_loaded",
        carry_over=provision.carry_over,
        opens=coordinate(window.start) if window else np.nan,
        closes=coordinate(window.end) if window else np.nan,
    )
