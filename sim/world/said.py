"""What acts say of their days as arrays, and which pairs hang on which others: what the dates of law follow from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from sim.common.axes import Array
from sim.common.months import NEVER, coordinate
from sim.domain.law import Provision
from sim.domain.scenario import Scenario, provisions_in_force
from sim.law.dating import Links
from sim.world.block import Block
from sim.world.layout import Index, Layout
from sim.world.notices import AGAIN, ends_with_its_act, follows_dial, paragraphs_of, spans_of
from sim.world.stack import rows_by

TO = np.array([NEVER])
ZERO = np.zeros(1)
DAYS = ("adopted", "binds", "lifted", "opens", "closes", "deadline")


def said_hangs_on(block: Block) -> tuple[Any, ...]:
    """What is said of days hangs on beside numbers: the acts in force, when notices count, and what is lifted."""
    scenario = block.scenario
    paths = (scenario.will_of(partner.id).notices for partner in scenario.partners)
    lanes = scenario.benchmark, scenario.awaited, block.bundles or None
    return scenario.lifts, *lanes, *paths, *provisions_in_force(scenario)


def said_arrays(block: Block, layout: Layout) -> dict[str, Array]:
    """What a scenario adds to the days of its acts, columns of Said by name: (pair, lane)."""
    counted = _counted(block, layout) | {"lift": _lifted(block.scenario, layout)}
    return {name: column[layout.pair_provision] for name, column in counted.items()} | _lagging(block, layout)


def days_of(layout: Layout) -> dict[str, Array]:
    """The days that acts and orders name themselves, columns of Said by name: (pair, 1)."""
    each = [_dated(p, order) for p, order in zip(layout.provisions, layout.orders, strict=True)]
    return _columns(each, DAYS, layout.pair_provision)


def _columns(each: Sequence[Sequence[float]], names: Sequence[str], chosen: Index) -> dict[str, Array]:
    """Rows of numbers as columns by name, of some of the rows: (row, 1)."""
    table = np.array(each, dtype=np.float64).reshape(len(each), len(names))[chosen]
    return {name: table[:, n, None] for n, name in enumerate(names)}


def _dated(provision: Provision, order: Provision) -> tuple[float, ...]:
    """The days of a paragraph: those of DAYS."""
    window = order.window
    return (
        _ordinal(provision.adopted, NEVER),
        _ordinal(provision.binds, NEVER),
        _ordinal(provision.lifted, NEVER),
        _ordinal(window.start if window else None, -NEVER),
        _ordinal(window.end if window else None, NEVER),
        _ordinal(order.deadline, NEVER),
    )


def _ordinal(day: date | None, otherwise: float) -> float:
    return float(day.toordinal()) if day else otherwise


def _counted(block: Block, layout: Layout) -> dict[str, Array]:
    """On which lanes a paragraph is in force or may come, and the stretch of time in which it counts, by provision."""
    paragraphs = paragraphs_of(block.scenario)
    both = list(zip(layout.provisions, layout.orders, strict=True))
    acts = (order.measure if p.id in paragraphs else None for p, order in both)
    each = [
        _stretch(block.scenario, p, order) if p.id in paragraphs else (0.0, NEVER, -NEVER, -NEVER) for p, order in both
    ]
    missing = rows_by(acts, lambda act: np.where(block.holds(act), 0.0, NEVER) if act else TO)
    return {"missing": missing} | _columns(each, ("awaited", "since", "until", "last"), np.arange(len(each)))


def _stretch(scenario: Scenario, provision: Provision, order: Provision) -> tuple[float, float, float, float]:
    """Whether a paragraph waits to be issued, the stretch in which it counts, and the end of the last of them."""
    _, _, stretch = provision.id.partition(AGAIN)
    spans = ((NEVER, NEVER),) if follows_dial(provision) else spans_of(scenario, provision)
    since, until = spans[int(stretch or 1) - 1] if spans else (NEVER, -NEVER)
    last = max((until for _, until in spans), default=-NEVER)
    return NEVER if order.measure in scenario.awaited else 0.0, since, until, last


def _lifted(scenario: Scenario, layout: Layout) -> Array:
    """On which month coordinate a scenario lifts each paragraph, and with it every notice of it: (provision, 1)."""
    day = np.full((len(layout.provisions), 1), NEVER)
    for lift in scenario.lifts:
        named = [lift.provision in (p.id.partition(AGAIN)[0], p.transposes) for p in layout.provisions]
        day[named] = np.minimum(day[named], coordinate(lift.day))
    return day


def _lagging(block: Block, layout: Layout) -> dict[str, Array]:
    """By how many days a partner's order comes after the act, by pair: an own act's or dated notice's not at all."""
    late = [_lags(p, order) for p, order in zip(layout.provisions, layout.orders, strict=True)]
    names = [(partner.id, partner.group) for partner in layout.partners]
    pairs = zip(layout.pair_provision.tolist(), layout.pair_partner.tolist(), strict=True)
    keys = [names[i] if late[n] else None for n, i in pairs]
    return {
        "lag": rows_by(keys, lambda key: np.rint(block.number("lag_days", *key)) if key else ZERO),
        "lagged": np.array([float(key is not None) for key in keys])[:, None],
    }


def _lags(provision: Provision, order: Provision) -> bool:
    return not (provision.own_act or (provision.transposes and not ends_with_its_act(provision, order)))


def links_of(layout: Layout) -> Links:
    """Which pairs hang on which others."""
    at = {(c, layout.provisions[m].id): n for n, (c, m) in enumerate(layout.pairs.members)}
    cells = [cell for cell, _ in layout.pairs.members]
    provisions = [layout.provisions[number] for number in layout.pair_provision.tolist()]
    orders = [layout.orders[number] for number in layout.pair_provision.tolist()]
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
