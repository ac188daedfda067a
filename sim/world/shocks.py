"""Shocks as arrays: dated factors on cells, and what they leave of a stream's smuggling capacity."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from sim.common.axes import Array
from sim.common.months import coordinate, overlap
from sim.domain.scenario import Scenario, Shock
from sim.world.layout import Layout


def cell_shock(scenario: Scenario, layout: Layout, span: tuple[int, int]) -> Array:
    """The factor on each cell's trade: (calendar month, cell, 1)."""
    return _factors(scenario, layout, span, lambda shock: shock.factor)


def capacity_shock(scenario: Scenario, layout: Layout, span: tuple[int, int], amount: Array, volume: Array) -> Array:
    """Smuggling capacity left: each partner's factor weighted by its share of the stream; 1 without any shock.

    `amount` is (cell, lane), `volume` (stream, lane), USD million a year; returns (calendar month, stream, lane).
    """
    cells = layout.cells
    left = np.ones((span[1] - span[0], len(cells.groups), amount.shape[-1] if scenario.shocks else 1))
    if not scenario.shocks:
        return left
    factor = _factors(scenario, layout, span, lambda shock: shock.smuggling)
    for t in range(len(left)):
        lost = cells.sum_within(amount * (1.0 - factor[t]))
        left[t] = np.where(volume > 0, 1.0 - lost / np.where(volume > 0, volume, 1.0), 1.0)
    return left


def _factors(scenario: Scenario, layout: Layout, span: tuple[int, int], of: Callable[[Shock], float]) -> Array:
    factor = np.ones((span[1] - span[0], len(layout.cells.members), 1))
    for shock in _ordered(scenario.shocks):
        hit = [stream in shock.streams and partner in shock.partners for stream, partner in layout.cells.members]
        for t in range(len(factor)):
            factor[t, hit, 0] *= _month_factor(shock, span[0] + t, of(shock))
    return factor


def _ordered(shocks: Iterable[Shock]) -> list[Shock]:
    """Shocks in an order of their own, so that the order in a file never matters."""
    return sorted(shocks, key=lambda s: (s.start, s.end, s.factor, s.smuggling, sorted(s.partners), sorted(s.streams)))


def _month_factor(shock: Shock, month: int, factor: float) -> float:
    return 1.0 + overlap(month, coordinate(shock.start), coordinate(shock.end)) * (factor - 1.0)
