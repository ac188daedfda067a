"""What acts say of their days as arrays, and which pairs hang on which others: what the dates of law follow from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date

import numpy as np

from sim.common.axes import Array
from sim.common.months import NEVER, coordinate
from sim.domain.law import Provision
from sim.law.dating import Links, Said
from sim.world.block import Block
from sim.world.layout import Layout
from sim.world.notices import AGAIN, ends_with_its_act, follows_dial, paragraphs_of, spans_of
from sim.world.stack import rows

FROM, TO = np.array([-NEVER]), np.array([NEVER])
ZERO = np.zeros(1)


def said_arrays(block: Block, layout: Layout) -> dict[str, Array]:
    """The columns of Said by name: (pair, lane)."""
    found = {
        name: np.array([_ordinal(day(layout, p), otherwise) for p in _by_pair(layout)], dtype=np.float64)[:, None]
        for name, day, otherwise in _DAYS
    }
    paragraphs = paragraphs_of(block.scenario)
    lifts = {lift.provision: coordinate(lift.day) for lift in block.scenario.lifts}
    known: dict[Hashable, dict[str, Array]] = {}
    each = []
    for cell, number in layout.pairs.members:
        provision = layout.provisions[number]
        partner = layout.partners[layout.cell_partner[cell]]
        key = (number, partner.id)
        if key not in known:
            known[key] = _counted(block, layout, provision, paragraphs)
            known[key] |= _lagging(block, layout, provision, partner.id, partner.group)
            names = (provision.id.partition(AGAIN)[0], provision.transposes or provision.id)
            known[key]["lift"] = np.array([min(lifts.get(name, NEVER) for name in names)])
        each.append(known[key])
    rest = [one.name for one in Said.columns() if one.name not in found]
    return found | {name: rows(row[name] for row in each) for name in rest}


_DAYS: tuple[tuple[str, Callable[[Layout, Provision], date | None], float], ...] = (
    ("adopted", lambda layout, p: p.adopted, NEVER),
    ("binds", lambda layout, p: p.binds, NEVER),
    ("lifted", lambda layout, p: p.lifted, NEVER),
    ("opens", lambda layout, p: window.start if (window := layout.order_of(p).window) else None, -NEVER),
    ("closes", lambda layout, p: window.end if (window := layout.order_of(p).window) else None, NEVER),
    ("deadline", lambda layout, p: layout.order_of(p).deadline, NEVER),
)
"""Which day of a paragraph each column of days holds, and what stands for one that is not given."""


def _by_pair(layout: Layout) -> Iterator[Provision]:
    return (layout.provisions[number] for number in layout.pair_provision)


def _ordinal(day: date | None, otherwise: float) -> float:
    return float(day.toordinal()) if day else otherwise


def _lagging(block: Block, layout: Layout, provision: Provision, partner: str, group: str) -> dict[str, Array]:
    """By how many days a partner's order comes after the act: an own act's or dated notice's not at all."""
    if provision.own_act or (provision.transposes and not ends_with_its_act(provision, layout.order_of(provision))):
        return {"lag": ZERO, "lagged": ZERO}
    return {"lag": np.rint(block.number("lag_days", partner, group)), "lagged": np.ones(1)}


def _counted(
    block: Block, layout: Layout, provision: Provision, paragraphs: Mapping[str, Provision]
) -> dict[str, Array]:
    """On which lanes a paragraph is in force or may come, and the stretch of time in which it counts."""
    _, _, stretch = provision.id.partition(AGAIN)
    if provision.id not in paragraphs:
        return {"missing": TO, "awaited": ZERO, "since": TO, "until": FROM, "last": FROM}
    spans = spans_of(block.scenario, provision)
    if follows_dial(provision):
        spans = ((NEVER, NEVER),)
    since, until = spans[int(stretch or 1) - 1] if spans else (NEVER, -NEVER)
    measure = layout.order_of(provision).measure
    return {
        "missing": np.where(block.holds(measure), 0.0, NEVER),
        "awaited": np.array([NEVER if measure in block.scenario.awaited else 0.0]),
        "since": np.array([since]),
        "until": np.array([until]),
        "last": np.array([max((until for _, until in spans), default=-NEVER)]),
    }


def links_of(layout: Layout) -> Links:
    """Which pairs hang on which others."""
    at = {(c, layout.provisions[m].id): n for n, (c, m) in enumerate(layout.pairs.members)}
    cells = [cell for cell, _ in layout.pairs.members]
    provisions = list(_by_pair(layout))
    orders = [layout.order_of(p) for p in provisions]
    acts = tuple(sorted({order.measure for order in orders}))
    rooted = [ends_with_its_act(p, order) for p, order in zip(provisions, orders, strict=True)]
    base = _index(at[c, p.id.partition(AGAIN)[0]] for c, p in zip(cells, provisions, strict=True))
    root = _index(
        at[c, order.id] if with_act else n
        for n, (c, order, with_act) in enumerate(zip(cells, orders, rooted, strict=True))
    )
    by_dial = _index(n for n, p in enumerate(provisions) if follows_dial(p))
    order = base.copy()
    order[by_dial] = root[by_dial]
    return Links(
        acts=acts,
        act=_index(acts.index(order.measure) for order in orders),
        base=base,
        root=root,
        order=order,
        by_dial=by_dial,
        ends=_in_order(_endings(layout, at)),
        orders=_in_order(_handings(layout, at)),
    )


def _index(numbers: Iterable[int]) -> np.ndarray:
    return np.array(list(numbers), dtype=np.intp)


def _superseding(layout: Layout, at: Mapping[tuple[int, str], int]) -> Iterator[tuple[int, Provision, int]]:
    """(pair, its paragraph, the pair that supersedes it on the cell); expected notices have no say of their own."""
    for (cell, name), pair in at.items():
        provision = layout.provision(name)
        if AGAIN in name or ends_with_its_act(provision, layout.order_of(provision)):
            continue
        for later in provision.superseded_by:
            if (cell, later) in at:
                yield pair, provision, at[cell, later]


def _endings(layout: Layout, at: Mapping[tuple[int, str], int]) -> list[tuple[int, int]]:
    """(earlier, later) where the later pair ends the earlier one. An act with a date of its own end has that."""
    return [(earlier, later) for earlier, p, later in _superseding(layout, at) if not p.lifted]


def _handings(layout: Layout, at: Mapping[tuple[int, str], int]) -> list[tuple[int, int]]:
    """(later, earlier) where the later pair goes on with an order; a notice also with expected ones of acts that its
    own act supersedes."""
    found = []
    for earlier, p, later in _superseding(layout, at):
        found.append((later, earlier))
        cell, partner = layout.pairs.members[later][0], layout.cells.members[layout.pairs.members[later][0]][1]
        expected = at.get((cell, f"{p.id}/expected.{partner}"))
        if expected is not None:
            notices = [n for (c, name), n in at.items() if c == cell and _transposes(layout, name, later)]
            found += [(notice, expected) for notice in notices]
    return found


def _transposes(layout: Layout, name: str, act: int) -> bool:
    """Whether a paragraph is a notice, dated or expected, of a pair's."""
    provision = layout.provision(name)
    whole = AGAIN not in name and not follows_dial(provision)
    return whole and provision.transposes == layout.provisions[layout.pair_provision[act]].id


def _in_order(edges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Edges in an order in which whatever a pair hangs on, the second of each, is complete before it is used."""
    on: dict[int, list[int]] = {}
    for pair, other in edges:
        on.setdefault(pair, []).append(other)
    depth: dict[int, int] = {}

    def deep(pair: int) -> int:
        if pair not in depth:
            depth[pair] = 1 + max((deep(other) for other in on.get(pair, ())), default=0)
        return depth[pair]

    return tuple(sorted(edges, key=lambda edge: (deep(edge[0]), *edge)))
