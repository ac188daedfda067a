"""When each paragraph is ordered, binds and ends, by partner and cell, in month coordinates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import numpy as np

from sim.common.axes import Array
from sim.common.months import NEVER, coordinate, later
from sim.domain.law import Provision
from sim.world.block import Block
from sim.world.layout import Layout
from sim.world.notices import AGAIN, Span, is_expected, spans_of

Cell = tuple[str, str]
"""(stream, partner)"""


class Calendar:
    """The dates of a block's paragraphs. Arrays by lane, of length 1 where lanes agree.

    `paragraphs` are those that may bind in the block, by id, further stretches of notices left out.
    """

    def __init__(self, block: Block, layout: Layout, paragraphs: Mapping[str, Provision]):
        self.block = block
        self.all = {name: p for name, p in paragraphs.items() if AGAIN not in name}
        self.groups = {partner.id: partner.group for partner in layout.partners}
        self.lifts = {lift.provision: coordinate(lift.day) for lift in block.scenario.lifts}
        self._sent: dict[tuple[date, str], Array] = {}
        self._binds: dict[tuple[str, str], Array] = {}
        self._ends: dict[tuple[str, Cell], Array] = {}
        self._before = _named_by(self.all)

    # -- dates --------------------------------------------------------------------------------------------------------

    def sent(self, provision: Provision, partner: str) -> Array:
        """The day the order goes out: an own act's or dated notice's date, else adoption and the partner's lag."""
        if self._knows_no_lag(provision):
            return np.array([coordinate(provision.adopted)])
        key = (provision.adopted, partner)
        if key not in self._sent:
            lag = np.rint(self.block.number("lag_days", partner, self.groups[partner]))
            self._sent[key] = _coordinates(provision.adopted, lag)
        return self._sent[key]

    def binds(self, provision: Provision, partner: str) -> Array:
        """The day a paragraph binds a partner."""
        key = (provision.id, partner)
        if key not in self._binds:
            effective = np.array([coordinate(provision.binds)])
            own = self._knows_no_lag(provision)
            self._binds[key] = effective if own else np.maximum(effective, self.sent(provision, partner))
        return self._binds[key]

    def ends(self, provision: Provision, cell: Cell) -> Array:
        """The day it ends on a cell: lifted, or when an act that supersedes it begins to bind there; or the scenario's
        own lifting of it or of what it transposes, if that comes first. An expected notice ends with its act.
        """
        key = (provision.id, cell)
        if key not in self._ends:
            self._ends[key] = self._end(provision, cell)
        return self._ends[key]

    def ordered(self, provision: Provision, cell: Cell) -> Array:
        """The day the order went out on a cell: its own, or the earliest of the acts it took over from."""
        own = self.sent(provision, cell[1])
        return _earliest([own, *(self._handed_over(earlier, cell) for earlier in self._replaced(provision, cell))])

    def spans(self, provision: Provision) -> tuple[Span, ...]:
        """The spans in which it counts at all."""
        return spans_of(self.block.scenario, provision)

    # -- how they come about ------------------------------------------------------------------------------------------

    def _handed_over(self, earlier: Provision, cell: Cell) -> Array:
        """The order that a later act goes on with: never, where a notice is off from before its own order on."""
        last = max((until for _, until in self.spans(earlier)), default=-NEVER)
        return np.where(self.sent(earlier, cell[1]) < last, self.ordered(earlier, cell), NEVER)

    def _knows_no_lag(self, provision: Provision) -> bool:
        return provision.own_act or (bool(provision.transposes) and not is_expected(provision, self.all))

    def _end(self, provision: Provision, cell: Cell) -> Array:
        if provision.transposes and is_expected(provision, self.all):
            return self.ends(self.all[provision.transposes], cell)
        lifted = min(self.lifts.get(name, NEVER) for name in (provision.id, provision.transposes or provision.id))
        if provision.lifted:
            return np.array([min(lifted, coordinate(provision.lifted))])
        first_days = (self._first_day(successor, cell) for successor in self._successors(provision, cell))
        return _earliest([np.array([lifted]), *first_days])

    def _first_day(self, provision: Provision, cell: Cell) -> Array:
        """The first day on which it really binds a cell: never, if it ends or is off before it could."""
        window = self._order(provision).window
        opens, closes = (coordinate(window.start), coordinate(window.end)) if window else (-NEVER, NEVER)
        binds, ends = np.maximum(self.binds(provision, cell[1]), opens), np.minimum(self.ends(provision, cell), closes)
        days = [(np.maximum(binds, since), np.minimum(ends, until)) for since, until in self.spans(provision)]
        return _earliest(np.where(first < last, first, NEVER) for first, last in days)

    def _order(self, provision: Provision) -> Provision:
        return self.all[provision.transposes] if provision.transposes else provision

    def _successors(self, provision: Provision, cell: Cell) -> Iterator[Provision]:
        for name in provision.superseded_by:
            if name in self.all and self.all[name].covers(cell[1], cell[0]):
                yield self.all[name]

    def _replaced(self, provision: Provision, cell: Cell) -> Iterator[Provision]:
        """What it took over from on a cell; a notice also from expected notices of what its act supersedes."""
        stream, partner = cell
        expected = provision.transposes and is_expected(provision, self.all)
        if not expected:
            yield from (p for p in self._before.get(provision.id, ()) if p.covers(partner, stream))
        for act in self._before.get(provision.transposes, ()):
            earlier = self.all.get(f"{act.id}/expected.{partner}")
            if earlier and earlier.covers(partner, stream):
                yield earlier


def _named_by(all_: Mapping[str, Provision]) -> dict[str, list[Provision]]:
    """By name of a paragraph, those that it supersedes; expected notices have no say of their own."""
    found: dict[str, list[Provision]] = {}
    for earlier in all_.values():
        if not (earlier.transposes and is_expected(earlier, all_)):
            for name in earlier.superseded_by:
                found.setdefault(name, []).append(earlier)
    return found


def _earliest(days: Iterable[Array]) -> Array:
    earliest = np.full(1, NEVER)
    for day in days:
        earliest = np.minimum(earliest, day)
    return earliest


def _coordinates(day: date, lags: Array) -> Array:
    """The month coordinates of a day so many whole days later, by lane."""
    distinct, which = np.unique(lags, return_inverse=True)
    return np.array([coordinate(later(day, int(lag))) for lag in distinct])[which]
