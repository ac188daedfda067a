"""Which pairs run by one clock: alike in all that is said of their days, and so is whatever ends or precedes them.

Dates, force and how far an order has been learnt hang on nothing else, and are worked out once for all of them: the
shipped ladder has some 290 pairs and 80 clocks.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.law.dating import Index, Links


@dataclass(frozen=True)
class Clocks:
    """The clock of each pair, and the first pair of each clock."""

    of: Index
    """(pair,)"""
    first: Index
    """(clock,)"""
    pairs: Links
    """Which pairs hang on which others."""

    @cached_property
    def links(self) -> Links:
        """Which clocks hang on which others."""
        pairs, first = self.pairs, self.first
        base, root, order = (self.of[hangs_on[first]] for hangs_on in (pairs.base, pairs.root, pairs.order))
        by_dial = np.unique(self.of[pairs.by_dial])
        return Links(
            pairs.acts, pairs.act[first], base, root, order, by_dial, self._edges(pairs.ends), self._edges(pairs.orders)
        )

    def _edges(self, edges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        return tuple(dict.fromkeys((int(self.of[one]), int(self.of[other])) for one, other in edges))

    def split(self, apart: Index) -> Clocks:
        """The same with clocks of their own for some pairs, and for what hangs on them."""
        mine = np.isin(np.arange(len(self.of)), apart)
        return shared(list(zip(self.of.tolist(), mine.tolist(), strict=True)), self.pairs)


def shared(kin: Sequence[Hashable], links: Links) -> Clocks:
    """The clocks of pairs: two share one where they are the same in `kin`, and so is all that each of them hangs on."""
    of = numbered(kin)
    while True:
        finer = numbered(_hanging(of, links))
        if finer.max(initial=0) == of.max(initial=0):
            return Clocks(of, np.unique(of, return_index=True)[1].astype(np.intp), links)
        of = finer


def numbered(kinds: Iterable[Hashable]) -> Index:
    """A number for each entry, the same for equal ones, in the order in which they come."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(kind, len(known)) for kind in kinds], dtype=np.intp)


def _hanging(of: Index, links: Links) -> list[tuple[tuple[Any, ...], ...]]:
    """For each pair its clock and those of the pairs it hangs on, by how it does."""
    here = of.tolist()
    others: list[set[tuple[str, int]]] = [set() for _ in here]
    for pair, base in enumerate(links.base.tolist()):
        others[base].add(("stretch", here[pair]))
    for earlier, later in links.ends:
        others[earlier].add(("ends", here[later]))
    for later, earlier in links.orders:
        others[later].add(("order", here[earlier]))
    alone = zip(here, of[links.base].tolist(), of[links.root].tolist(), of[links.order].tolist(), strict=True)
    return [(one, *sorted(more)) for one, more in zip(alone, others, strict=True)]


def alike(columns: Iterable[NDArray[Any]]) -> list[tuple[int, ...]]:
    """For each row of some columns of equal length numbers that are the same where it is the same on all lanes.

    Columns (row, lane).
    """
    return list(zip(*(numbered(row.tobytes() for row in column).tolist() for column in columns), strict=True))
