"""Which sources lanes can carry side by side, and which say something of the same number.

A value is read against the base alone. That is right for every point as long as what it changes is what it says by
name, or nothing else that is swept touches it. Else values are resolved together, row by row, as --set resolves them;
an axis that is spread over a range has no rows to resolve, and is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from sim.common.errors import Problem
from sim.reading.scenario import Base
from sim.sweep.naming import shared_out
from sim.sweep.nouns import Sweep
from sim.sweep.sources import Source
from sim.sweep.spreading import SpreadAxis


def apart(sources: Sequence[Source], spreads: Sequence[SpreadAxis], base: Base) -> list[Source]:
    """The sources, those marked as more than numbers and dials that have to be resolved together with others.

    Among them is what changes a number that is spread over its own range: the range changes with it.
    """
    shared = bool(shared_out(base.document.content))
    ranges = {axis.touched for axis in spreads if axis.own_range}
    found = []
    for source in sources:
        others = [other for other in sources if other is not source]
        clash = bool(source.touched & ranges) or any(_decides(o, source, shared or bool(o.shared_out)) for o in others)
        found.append(replace(source, changes=tuple(replace(c, rest=c.rest or clash) for c in source.changes)))
    return found


def _decides(other: Source, source: Source, shared: bool) -> bool:
    """Whether what one source's values change can depend on which value another one has.

    `shared`: whether a stream of the baseline is shared out anew, so that each of its amounts decides over the others.
    """
    shaped = other.shapes_amounts or other.gives_amounts
    if (source.shapes_amounts and shaped) or (source.gives_amounts and shaped and (shared or not source.outright)):
        return True
    if source.outright and not other.in_lanes:
        return bool(source.named & other.named)
    return bool((source.touched | source.named) & (other.touched | other.named))


def overlaps(sweep: Sweep, base: Base, sources: Sequence[Source], spreads: Sequence[SpreadAxis]) -> Iterator[Problem]:
    """Spread axes whose number or dial something else gives as well."""
    shared = shared_out(base.document.content).union(*(source.shared_out for source in sources))
    for axis, spread in zip(spreads, sweep.spreads, strict=True):
        others = [source.name for source in sources if axis.touched in source.named]
        if others:
            yield sweep.document.problem(("axes", spread.path), "overlaps what else is swept", given=", ".join(others))
        taken = [f"baseline.shares.{stream}" for stream in shared if axis.key.startswith(f"baseline.{stream}.")]
        if taken:
            message = "cannot be spread where the stream is shared out anew"
            yield sweep.document.problem(("axes", spread.path), message, given=taken[0])
    for (one, _), (other, where) in combinations(zip(spreads, sweep.spreads, strict=True), 2):
        if one.touched == other.touched:
            given = f"{one.name}, {other.name}"
            yield sweep.document.problem(("axes", where.path), "overlaps another axis", given=given)
