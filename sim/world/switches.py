"""Switches as arrays: which partners' notices follow their dial, from when on, and at what dial they turn."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Any

import numpy as np

from sim.common.axes import Array
from sim.common.months import first_day
from sim.domain.law import ALWAYS, NoticeStep
from sim.domain.scenario import Will
from sim.world.arrays import Switches
from sim.world.block import Block, built_once
from sim.world.layout import Layout
from sim.world.stack import joined, rows


def switches_of(blocks: Sequence[Block], layout: Layout) -> Switches:
    """The switches of all blocks, side by side."""
    tables = built_once(blocks, lambda block: _tables(block, layout), _hangs_on)
    return Switches(**joined(tables, [block.lanes for block in blocks]))


def _hangs_on(block: Block) -> tuple[Any, ...]:
    return block.scenario.wills, block.scenario.benchmark


def _tables(block: Block, layout: Layout) -> dict[str, Array]:
    scenario = block.scenario
    shape = (scenario.months, len(layout.partners), 1)
    found = {"rules": np.zeros(shape), "starts_on": np.zeros(shape)}
    by_month = _by_month([first_day(scenario.start + t) for t in range(scenario.months)])
    ruled = [] if scenario.benchmark else [p for p in layout.partners if scenario.will_of(p.id).by_dial]
    for partner in ruled:
        i = layout.partners.index(partner)
        found["rules"][:, i, 0], found["starts_on"][:, i, 0] = by_month(scenario.will_of(partner.id))
    numbers = (f"switch_{name}" for name in ("open", "close", "delay"))
    opens, closes, delay = (_numbers(block, layout, name, bool(ruled)) for name in numbers)
    found |= {"opens": np.maximum(opens, closes), "closes": np.minimum(opens, closes)}
    return found | {"delay": np.rint(delay)}


def _by_month(days: Sequence[date]) -> Callable[[Will], Array]:
    """What a partner's path says on each of these days: whether its switch rules, and whether one that begins is on.

    Partners whose paths agree share it: (2, day).
    """
    known: dict[Hashable, Array] = {}

    def table(will: Will) -> Array:
        said = (will.notices, will.switch_start)
        if said not in known:
            flags = [(_said(will.notices, day) == "by_dial", starts_on(will, day)) for day in days]
            known[said] = np.array(flags, dtype=np.float64).T
        return known[said]

    return table


def _numbers(block: Block, layout: Layout, name: str, asked: bool) -> Array:
    """A number by partner, (partner, lane); 0 where no switch asks for it."""
    if not asked:
        return np.zeros((len(layout.partners), 1))
    return rows(block.number(name, partner.id, partner.group) for partner in layout.partners)


def _said(path: Sequence[NoticeStep], day: date) -> str:
    """What a path says on a day: on before its first date."""
    begun = [step.state for step in path if step.start <= day]
    return begun[-1] if begun else "on"


def starts_on(will: Will, day: date) -> bool:
    """Whether a switch that rules on a day began on: as it says itself, else as its path said before it did."""
    if will.switch_start:
        return will.switch_start == "on"
    begun = [step for step in will.notices if step.start <= day]
    while begun and begun[-1].state == "by_dial":
        first = begun.pop()
        if not begun:
            return first.start > ALWAYS
    return bool(begun) and begun[-1].state == "on"
