"""Stacking: numbers into rows, and the arrays of blocks side by side along the lane axis."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

import numpy as np

from sim.common.axes import Array
from sim.world.arrays import Monthly
from sim.world.block import Block

Key = TypeVar("Key", bound=Hashable)


def rows(each: Iterable[Array]) -> Array:
    """Stack one row an entry of an axis: (row, lane)."""
    listed = list(each)
    lanes = max((len(row) for row in listed), default=1)
    if listed and lanes == 1:
        return np.concatenate(listed)[:, None]
    return np.array([np.broadcast_to(row, (lanes,)) for row in listed]).reshape(len(listed), lanes)


def rows_by(keys: Iterable[Key], one: Callable[[Key], Array]) -> Array:
    """One row an entry of an axis, (entries, lanes), worked out once for each of the keys that entries go by."""
    place: dict[Key, int] = {}
    index = [place.setdefault(key, len(place)) for key in keys]
    return rows(map(one, place))[index]


def side_by_side(parts: Sequence[tuple[Array, int]]) -> Array:
    """Put blocks' lanes next to each other; one lane stays one where all blocks agree. Parts (row, lane)."""
    first = parts[0][0]
    if all(part is first or _equal(part, first) for part, _ in parts) and first.shape[-1] == 1:
        return first
    if len(parts) == 1:
        return np.broadcast_to(first, (*first.shape[:-1], parts[0][1]))
    return np.concatenate([np.broadcast_to(part, (*part.shape[:-1], lanes)) for part, lanes in parts], axis=-1)


def _equal(one: Array, other: Array) -> bool:
    return one.shape[-1] == 1 and np.array_equal(one, other, equal_nan=True)


def joined(tables: Sequence[dict[str, Array]], lanes: Sequence[int]) -> dict[str, Array]:
    """Every array of the blocks' tables side by side, by name. Axes (row, lane)."""
    return {name: side_by_side([(t[name], n) for t, n in zip(tables, lanes, strict=True)]) for name in tables[0]}


def by_block(blocks: Sequence[Block], one: Callable[[Block], Array]) -> Array:
    """One row of all lanes: what each block says, as (row, lane)."""
    return side_by_side([(np.atleast_1d(one(block)), block.lanes) for block in blocks])


def monthly(tables: Sequence[Sequence[Array]], lanes: Sequence[int]) -> Monthly:
    """Blocks' factors by stream, each (calendar month, lane), side by side; wide only where a stream's lanes differ.

    Streams that share a factor in all blocks share its row.
    """
    known: dict[tuple[int, ...], Array] = {}
    each = []
    for parts in zip(*tables, strict=True):
        key = tuple(id(part) for part in parts)
        if key not in known:
            known[key] = side_by_side(list(zip(parts, lanes, strict=True)))
        each.append(known[key])
    wide = list({id(factor): factor for factor in each if factor.shape[-1] > 1}.values())
    own = [k for k, factor in enumerate(each) if factor.shape[-1] > 1]
    place = {id(factor): n for n, factor in enumerate(wide)}
    common = np.stack([np.ones(f.shape[0]) if k in own else f[:, 0] for k, f in enumerate(each)], axis=1)
    return Monthly(
        common[:, :, None],
        np.array(own, dtype=np.intp),
        np.array([place[id(each[k])] for k in own], dtype=np.intp),
        np.stack(wide) if wide else np.ones((0, len(common), 1)),
    )
