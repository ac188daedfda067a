"""How far each provision is carried out, what the implementation gap is made of (model, section 5.1)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.common.axes import Array
from sim.processes.law import Bite
from sim.processes.partner import Conduct
from sim.world.layout import Index, Layout


@dataclass(frozen=True)
class ReachRows:
    """Provisions by stream, each with its notices: `rows` are (provision, stream), in name order."""

    rows: tuple[tuple[str, str], ...]
    order_of_pair: Index
    """For every pair of the layout the provision on a cell that it is, or is a notice of."""
    row_of_order: Index

    def of(self, bite: Bite, conduct: Conduct) -> tuple[Array, Array]:
        """R_m and x_m = c_m R_m of a month, USD million, (row, lane): on each cell the larger of a provision's own and
        its notices'; on days on which compliance was observed that of R_m."""
        lanes = bite.restricted.shape[-1]
        traded = bite.standing.traded
        stopped = conduct.done[:traded] * bite.restricted
        for cell, (share, mean) in conduct.seen.items():
            here = bite.standing.cell[:traded] == cell
            stopped[here] = mean * bite.restricted[here] + (1.0 - share) * stopped[here]
        pairs = bite.standing.pairs[:traded]
        return tuple(self._summed(values, pairs, lanes) for values in (bite.restricted, stopped))  # type: ignore[return-value]

    def _summed(self, values: Array, pairs: Index, lanes: int) -> Array:
        largest = np.zeros((len(self.row_of_order), lanes))
        np.maximum.at(largest, self.order_of_pair[pairs], values)
        found = np.zeros((len(self.rows), lanes))
        np.add.at(found, self.row_of_order, largest)
        return found


def reach_rows(layout: Layout) -> ReachRows:
    """The rows of a world's provisions."""
    orders: dict[tuple[int, str], int] = {}
    places = []
    for cell, number in layout.pairs.members:
        provision = layout.order_of(layout.provisions[number]).id
        places.append(orders.setdefault((cell, provision), len(orders)))
    named = [(provision, layout.cells.members[cell][0]) for cell, provision in orders]
    rows = tuple(sorted(set(named)))
    at = {row: n for n, row in enumerate(rows)}
    return ReachRows(rows, np.array(places, dtype=np.intp), np.array([at[row] for row in named], dtype=np.intp))
