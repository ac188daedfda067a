"""What numbers must satisfy together: discounts in order, and no more substituted than smuggling would earn.

Numbers come as arrays, one value a lane or a row, so that one scenario and the table of a sweep are judged alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.domain.scenario import Scenario, Substitution
from sim.domain.trade import Stream

Number = Callable[..., Array]
"""A number by its name and scopes, the most specific first, as Scenario.number; an array."""

DISCOUNTS = ("delta_o", "delta_d", "delta_s")
"""Open, diverted and smuggled trade: a discount never falls from one to the next."""


@dataclass(frozen=True)
class Disorder:
    """A stream whose discounts fall: the three of them, and where they do."""

    stream: Stream
    discounts: tuple[Array, ...]
    where: NDArray[np.bool_]


@dataclass(frozen=True)
class Excess:
    """A stream of which too much is substituted: the shares' sum, what smuggling leaves, and where it is too much."""

    source: Stream
    links: list[Substitution]
    total: Array
    limit: Array
    where: NDArray[np.bool_]


def disordered_discounts(scenario: Scenario, number: Number) -> Iterator[Disorder]:
    """The streams whose discounts fall from open to diverted to smuggled trade."""
    for stream in scenario.streams:
        given = tuple(number(name, stream.id, stream.group) for name in DISCOUNTS)
        o, d, s = given
        where = (o > d) | (d > s)
        if where.any():
            yield Disorder(stream, given, where)


def excessive_substitutions(scenario: Scenario, number: Number) -> Iterator[Excess]:
    """The streams of which more is substituted than smuggling it would earn, after interdiction and lost payments."""
    kept = np.ones(1)
    for act in scenario.measures:
        if act.instrument == "payment" and act.id in scenario.bundle:
            kept = kept * (1 - number("payment_share", act.id))
    streams = {stream.id: stream for stream in scenario.streams}
    for source in sorted({link.source for link in scenario.substitutions}):
        links = [link for link in scenario.substitutions if link.source == source]
        total = sum((number("substitution_share", link.scope) for link in links), np.zeros(1))
        limit = kept
        for name in ("delta_s", "psi"):
            limit = limit * (1 - number(name, source, streams[source].group))
        where = total > limit
        if where.any():
            yield Excess(streams[source], links, total, limit, where)
