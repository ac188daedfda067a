"""Names and order of the array axes. The lane, one draw or one variant of a scenario, is always last.

`Ragged` lays members of groups (the cells of a stream, the provisions on a cell) out so that sums and maxima over a
group are a handful of slices over all lanes at once: members stand rank by rank, groups with most members first, so
that rank r of all groups that have one is a plain slice against the first groups. Sums then run in the members' own
order whatever the number of lanes, which keeps every bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""Floats with the lane as last axis: length 1 where all lanes agree."""

IN_CACHE = 1 << 14
"""Numbers of an array, of some ten that are worked with at one time, that a processor's cache has room for."""

MONTH, PARTNER, STREAM, CELL, LANE = "month", "partner", "stream", "cell", "lane"


def few_at_a_time(rows: int, lanes: int) -> Iterator[slice]:
    """The rows of arrays (row, lane), so few at a time that what is worked out of them stays in the cache."""
    several = max(1, IN_CACHE // lanes)
    for first in range(0, rows, several):
        yield slice(first, min(first + several, rows))


def places_of(flags: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where flags, (row, lane), are set, by row and lane: of few that are, sooner than NumPy's nonzero."""
    row, lane = np.divmod(np.flatnonzero(flags), flags.shape[-1])
    return row, lane


def unragged(*places: NDArray[np.intp]) -> tuple[NDArray[np.intp], ...]:
    """Places of single numbers, the last one again until they are a multiple of eight.

    A vector unit then works on all of them as it does on the lanes of whole blocks, whoever stands beside them.
    """
    return tuple(np.concatenate([one, np.repeat(one[-1:], -len(one) % 8)]) for one in places)


@dataclass(frozen=True)
class Ragged:
    """Groups of members in rank order. `groups[g]` names group g, `members[m]` is (group, member) in array order."""

    groups: tuple[Any, ...]
    members: tuple[tuple[Any, Any], ...]
    slices: tuple[tuple[int, int, int], ...]
    """(first, last, groups) of each rank: members[first:last] belong to groups[:groups]."""
    group_of: NDArray[np.intp]

    def sum_within(self, values: Array) -> Array:
        """Sum over the members of each group: (members, lanes) -> (groups, lanes), in member order."""
        if not self.slices:
            return np.zeros((0, values.shape[-1]))
        first, last, _ = self.slices[0]
        total = values[first:last] + 0.0  # as added to nothing: -0 becomes 0
        for first, last, groups in self.slices[1:]:
            total[:groups] += values[first:last]
        return total

    def max_within(self, values: Array) -> Array:
        """Maximum over the members of each group: (members, lanes) -> (groups, lanes); every group has a member."""
        if not self.slices:
            return np.zeros((0, values.shape[-1]))
        first, last, _ = self.slices[0]
        best = np.array(values[first:last])
        for first, last, groups in self.slices[1:]:
            np.maximum(best[:groups], values[first:last], out=best[:groups])
        return best

    def max_of(self, values: Array, places: NDArray[np.intp]) -> Array:
        """Maximum over the members of each group, whose values are at `places`: (row, lanes) -> (groups, lanes)."""
        if not self.slices:
            return np.zeros((0, values.shape[-1]))
        first, last, _ = self.slices[0]
        best = values[places[first:last]]
        for first, last, groups in self.slices[1:]:
            np.maximum(best[:groups], values[places[first:last]], out=best[:groups])
        return best

    def spread(self, values: Array) -> Array:
        """Give each member its group's value: (groups, lanes) -> (members, lanes)."""
        return values[self.group_of]

    def scale(self, values: Array, factors: Array) -> None:
        """Multiply each member by its group's factor, in place: (members, lanes) by (groups, lanes)."""
        for first, last, groups in self.slices:
            values[first:last] *= factors[:groups]

    def part(self, chosen: NDArray[np.bool_]) -> Part:
        """Some of the members, flags (member,)."""
        numbers: dict[int, list[int]] = {}
        for m in np.flatnonzero(chosen).tolist():
            numbers.setdefault(int(self.group_of[m]), []).append(m)
        own = ragged(numbers)
        members = np.array([m for _, m in own.members], dtype=np.intp)
        place = np.full(len(self.members), -1, dtype=np.intp)
        place[members] = np.arange(len(members))
        named = np.array(own.groups, dtype=np.intp)
        return Part(members, place, self.group_of[members], len(self.groups), own, named)


@dataclass(frozen=True)
class Part:
    """Some members of a ragged axis, in an order of their own; all groups of the whole, some perhaps with no member.

    Arrays of a part hold its members only, as if what belongs to the others were 0.
    """

    members: NDArray[np.intp]
    """Their numbers in the whole."""
    place: NDArray[np.intp]
    """For every member of the whole its place here, -1 where it has none."""
    group_of: NDArray[np.intp]
    groups: int
    own: Ragged
    """The groups that have a member here, by number."""
    named: NDArray[np.intp]
    """These numbers, in the order of `own`."""

    def sum_within(self, values: Array) -> Array:
        """Sum over the members of each group: (members, lanes) -> (groups, lanes), in the order of the whole."""
        return self._of_groups(self.own.sum_within(values))

    def max_within(self, values: Array) -> Array:
        """Maximum over the members of each group, 0 where it has none: (members, lanes) -> (groups, lanes)."""
        return self._of_groups(self.own.max_within(values))

    def spread(self, values: Array) -> Array:
        """Give each member its group's value: (groups, lanes) -> (members, lanes)."""
        return values[self.group_of]

    def scale(self, values: Array, factors: Array) -> None:
        """Multiply each member by its group's factor, in place: (members, lanes) by (groups, lanes)."""
        self.own.scale(values, factors[self.named])

    def on_all(self, values: Array) -> Array:
        """Values of the members on the whole axis, 0 elsewhere."""
        table = np.zeros((len(self.place), values.shape[-1]))
        table[self.members] = values
        return table

    def _of_groups(self, values: Array) -> Array:
        table = np.zeros((self.groups, values.shape[-1]))
        table[self.named] = values
        return table


def ragged(members_of: Mapping[Any, Sequence[Any]]) -> Ragged:
    """Lay out groups with their members, which keep the order given. Raises ValueError for an empty group."""
    if any(not members for members in members_of.values()):
        raise ValueError("every group needs a member")
    groups = tuple(sorted(members_of, key=lambda group: (-len(members_of[group]), group)))
    sizes = [len(members_of[group]) for group in groups]
    members: list[tuple[Any, Any]] = []
    slices: list[tuple[int, int, int]] = []
    group_of: list[int] = []
    here = len(groups)
    for rank in range(max(sizes, default=0)):
        while sizes[here - 1] <= rank:
            here -= 1
        slices.append((len(members), len(members) + here, here))
        members.extend((group, members_of[group][rank]) for group in groups[:here])
        group_of.extend(range(here))
    return Ragged(groups, tuple(members), tuple(slices), np.array(group_of, dtype=np.intp))
