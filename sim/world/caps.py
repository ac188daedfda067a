"""Instruments as arrays: which pairs are bans, freezes, run-offs or repatriations, and the caps that cells share."""

from __future__ import annotations

import numpy as np

from sim.common.months import coordinate
from sim.domain.law import Provision
from sim.world.arrays import Cap
from sim.world.layout import Index, Layout

KINDS = {"is_ban": "ban", "is_freeze": "freeze", "is_runoff": "no_new_permits", "is_repatriation": "repatriate"}


def kinds_of(layout: Layout) -> dict[str, Index]:
    """The pairs of each instrument, by field of Statutes."""
    kinds = np.array([layout.order_of(layout.provisions[m]).kind for m in layout.pair_provision], dtype=object)
    return {name: np.flatnonzero(kinds == kind).astype(np.intp) for name, kind in KINDS.items()}


def caps_of(layout: Layout) -> tuple[Cap, ...]:
    """The caps of all provisions, in name order."""
    return tuple(_cap(layout, p) for p in layout.provisions if p.kind == "cap" and not p.transposes)


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
