"""Which pairs are alike: what a month works out of the law is worked out once for all of them.

Numbers of a pair are those of its provision and its partner; what a provision does not reach may differ by stream.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from sim.law.clocks import alike, numbered
from sim.law.pairs import Pairs

Index = NDArray[np.intp]


def stances_of(provision: Index, partner: Index, pairs: Pairs) -> Index:
    """(pair,): pairs that a partner would carry out alike share a number: equally enforceable, with equal notices."""
    each = numbered(zip(provision.tolist(), partner.tolist(), strict=True))
    first = np.unique(each, return_index=True)[1]
    numbers = alike([pairs.enforceability[first], pairs.own_notice[first]])
    return numbered(zip(partner[first].tolist(), numbers, strict=True))[each]


def kin_of(stances: Index, pairs: Pairs, apart: Iterable[Index]) -> Index:
    """(pair,): pairs share a number that are alike in their numbers and, as far as they have one clock, in their law.

    `apart` are pairs to which something happens that does not happen to others: those under a cap, for each cap.
    """
    to_which = np.zeros(len(stances), dtype=np.intp)
    for n, some in enumerate(apart, 1):
        to_which[some] = n
    return numbered(
        zip(stances.tolist(), to_which.tolist(), alike([pairs.exempt, pairs.own, pairs.shuts]), strict=True)
    )
