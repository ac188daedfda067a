"""When each provision is ordered, binds and ends, by partner and cell, in month coordinates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np

from sim.common.axes import Array
from sim.common.months import NEVER, coordinate, later
from sim.domain.law import Provision
from sim.world.block import Block
from sim.world.layout import Layout


class Calendar:
    """The dates of a block's provisions. Arrays by lane, of length 1 where lanes agree."""

    def __init__(self, block: Block, layout: Layout, force: Mapping[str, Provision]):
        self.block, self.force = block, force
        self.groups = {partner.id: partner.group for partner in layout.partners}
        self._sent: dict[tuple[date, str], Array] = {}
        self._binds: dict[tuple[str, str], Array] = {}
        self._before: dict[str, list[Provision]] = {}
        for earlier in force.values():
            for name in earlier.superseded_by:
                self._before.setdefault(name, []).append(earlier)

    def sent(self, provision: Provision, partner: str) -> Array:
        """The day the order goes out: an own act's or notice's date, else adoption and the partner's lag."""
        if provision.own_act or provision.transposes:
            return np.array([coordinate(provision.adopted)])
        key = (provision.adopted, partner)
        if key not in self._sent:
            lag = np.rint(self.block.number("lag_days", partner, self.groups[partner]))
            self._sent[key] = _coordinates(provision.adopted, lag)
        return self._sent[key]

    def binds(self, provision: Provision, partner: str) -> Array:
        """The day a provision binds a partner."""
        key = (provision.id, partner)
        if key not in self._binds:
            effective = np.array([coordinate(provision.binds)])
            own = provision.own_act or provision.transposes
            self._binds[key] = effective if own else np.maximum(effective, self.sent(provision, partner))
        return self._binds[key]

    def ends(self, provision: Provision, stream: str, partner: str) -> Array:
        """The day it ends on a cell: lifted, or when an act that supersedes it begins to bind there."""
        if provision.lifted:
            return np.array([coordinate(provision.lifted)])
        return _earliest(
            self.binds(self.force[name], partner)
            for name in provision.superseded_by
            if name in self.force and self.force[name].covers(partner, stream)
        )

    def ordered(self, provision: Provision, stream: str, partner: str) -> Array:
        """The day the order went out on a cell: its own, or the earliest of the acts it took over from."""
        before = [earlier for earlier in self._before.get(provision.id, ()) if earlier.covers(partner, stream)]
        own = self.sent(provision, partner)
        return _earliest([own, *(self.ordered(earlier, stream, partner) for earlier in before)])


def _earliest(days: Iterable[Array]) -> Array:
    earliest = np.full(1, NEVER)
    for day in days:
        earliest = np.minimum(earliest, day)
    return earliest


def _coordinates(day: date, lags: Array) -> Array:
    """The month coordinates of a day so many whole days later, by lane."""
    distinct, which = np.unique(lags, return_inverse=True)
    return np.array([coordinate(later(day, int(lag))) for lag in distinct])[which]
