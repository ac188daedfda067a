"""Partners as arrays: dials and what moves them, how far they resist, and what each of them weighs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sim.common.axes import Array
from sim.common.months import first_day
from sim.domain.curve import POWER
from sim.domain.law import Measure, Step
from sim.domain.scenario import Scenario, level_on
from sim.economics.compliance import scaled_resistance
from sim.law.instruments.secondary import pressure
from sim.world.arrays import Wills
from sim.world.block import Block, built_once
from sim.world.curves import curves_of, middle_of
from sim.world.layout import Layout
from sim.world.stack import joined, rows
from sim.world.trade import amount_of

Levels = Callable[[Sequence[Step]], Array]
"""The levels of a dated path on the first days of the horizon's months."""


def wills_of(blocks: Sequence[Block], layout: Layout) -> Wills:
    """The wills of all blocks, side by side."""
    lanes = [block.lanes for block in blocks]
    numbers = built_once(blocks, lambda block: _numbers(block, layout), _curve_hung_on)
    paths = built_once(blocks, lambda block: _paths(block, layout), _paths_hang_on)
    return Wills(**joined(numbers, lanes), **joined(paths, lanes), curves=curves_of(blocks))


def _numbers(block: Block, layout: Layout) -> dict[str, Array]:
    """The arrays of Wills that hang on numbers alone: (partner, lane)."""

    def by_partner(name: str) -> Array:
        return rows(block.number(name, partner.id, partner.group) for partner in layout.partners)

    weights, curve = _weights(block, layout), block.scenario.dial_curve
    gamma = block.number("gamma")[None, :] if curve.form == "power" else np.ones((1, 1))
    return {
        "gamma": scaled_resistance(gamma, by_partner("resistance"), weights, middle_of(curve)),
        "weights": weights,
        **{name: by_partner(name) for name in ("exposure", "peer", "tau_up", "tau_down")},
    }


def _curve_hung_on(block: Block) -> tuple[Any, ...]:
    """What resistance hangs on beside numbers: the dial's curve."""
    return (None if block.scenario.dial_curve == POWER else block.scenario.dial_curve,)


def _paths_hang_on(block: Block) -> tuple[Any, ...]:
    """What dials and their pressure hang on beside numbers: paths, and the acts of pressure in force."""
    scenario = block.scenario
    acts = _pressure(scenario, "secondary", "relief", "diplomatic")
    wills = (part for will in scenario.wills for part in (will.partner, will.dial, will.relief, will.diplomatic))
    return scenario.campaign, scenario.fatigue, block.bundles or None, *wills, *acts, *block.dials.values()


def _paths(block: Block, layout: Layout) -> dict[str, Array]:
    """The arrays of Wills by month: dials, and what moves them."""
    levels = _levels(block.scenario)
    return {
        "dial": _dials(block, layout, levels),
        "fatigue": levels(block.scenario.fatigue).reshape(-1, 1, 1),
        "sigma": _sigma(block, layout, levels),
        "points": _points(block, layout, levels),
    }


def _pressure(scenario: Scenario, *instruments: str) -> list[Measure]:
    """The acts of pressure in force, in name order."""
    acts = sorted(scenario.measures, key=lambda measure: measure.id)
    return [act for act in acts if act.id in scenario.bundle and act.instrument in instruments]


def _levels(scenario: Scenario) -> Levels:
    days = [first_day(scenario.start + t) for t in range(scenario.months)]
    known: dict[tuple[Step, ...], Array] = {}

    def levels(path: Sequence[Step]) -> Array:
        steps = tuple(path)
        if steps not in known:
            known[steps] = np.array([level_on(steps, day) for day in days], dtype=np.float64)
        return known[steps]

    return levels


def _dials(block: Block, layout: Layout, levels: Levels) -> Array:
    """Dial paths, (month, partner, lane): a partner's own or the campaign's, or what the block's lanes have instead."""
    scenario = block.scenario
    table = np.ones((scenario.months, len(layout.partners), block.lanes if block.dials else 1))
    for i, partner in enumerate(layout.partners):
        own = levels(scenario.will_of(partner.id).dial or scenario.campaign)[:, None]
        table[:, i] = block.dials.get(partner.id, own)
    return table


def _sigma(block: Block, layout: Layout, levels: Levels) -> Array:
    """Secondary pressure, dial points, (month, partner, lane): the acts that reach a partner, added in name order."""
    acts = _pressure(block.scenario, "secondary")
    each = [levels(act.steps).tolist() for act in acts]
    known: dict[tuple[float, ...], Array] = {}
    by_month = [tuple(levels_[t] for levels_ in each) for t in range(block.scenario.months)]
    for now in by_month:
        if now not in known:
            known[now] = rows(_reaching(block, acts, now, partner.id) for partner in layout.partners)
    return np.array([known[now] for now in by_month])


def _reaching(block: Block, acts: Sequence[Measure], levels: Sequence[float], partner: str) -> Array:
    total = np.zeros(1)
    for act, level in zip(acts, levels, strict=True):
        if not act.partners or partner in act.partners:
            total = total + pressure(level, block.number("sigma", act.id)) * block.holds(act.id)
    return total


def _points(block: Block, layout: Layout, levels: Levels) -> Array:
    """Relief and diplomatic pressure, dial points, (month, partner, lane): partners' own paths, the bundle's acts."""
    scenario = block.scenario
    acts = _pressure(scenario, "relief", "diplomatic")
    lanes = block.lanes if any(act.id in block.bundles for act in acts) else 1
    table = np.zeros((scenario.months, len(layout.partners), lanes))
    for i, partner in enumerate(layout.partners):
        will = scenario.will_of(partner.id)
        reaching = [act for act in acts if not act.partners or partner.id in act.partners]
        easing = [levels(act.steps)[:, None] * block.holds(act.id) for act in reaching]
        own = (levels(will.relief) + levels(will.diplomatic))[:, None]
        table[:, i] = own + sum(easing, np.zeros((1, 1)))
    return table


def _weights(block: Block, layout: Layout) -> Array:
    """Each partner's trade over all streams, USD million a year, summed in stream name order: (partner, lane)."""
    each = []
    for partner in layout.partners:
        total = np.zeros(1)
        for stream in layout.streams:
            total = total + amount_of(block, layout, stream.id, partner.id)
        each.append(total)
    return rows(each)
