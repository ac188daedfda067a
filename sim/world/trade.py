"""Trade as arrays: what each cell sells, how streams move month by month, and how leaks take what is displaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.common.axes import Array
from sim.domain.scenario import Scenario
from sim.world.block import Block
from sim.world.layout import Layout
from sim.world.shocks import capacity_shock, cell_shock
from sim.world.stack import rows

MILLION = 1e6
BY_STREAM = ("growth", "theta", "alpha", "delta_o", "delta_d", "delta_s", "kappa", "eps", "psi", "rho_d", "retained")
"""Numbers that are rows of a table as they stand: (stream, lane)."""


def trade_hangs_on(block: Block) -> tuple[Any, ...]:
    """What the arrays of trade hang on beside numbers."""
    scenario = block.scenario
    return scenario.seasons, scenario.shocks


def trade_arrays(block: Block, layout: Layout, span: tuple[int, int]) -> dict[str, Array]:
    """The arrays of Trade by name, price and quantity apart; `span` is the months that tables by month hold."""
    cells = layout.cells
    amount = rows(amount_of(block, layout, stream, partner) for stream, partner in cells.members)
    volume = cells.sum_within(amount)
    whole = cells.spread(volume)
    may_buy = np.array([[layout.partners[i].may_buy] for i in layout.cell_partner], dtype=float)
    return {
        "amount": amount,
        "volume": volume,
        "share": np.where(whole > 0, amount / np.where(whole > 0, whole, 1.0), 0.0),
        "season": _season(block.scenario, cells.groups),
        "shock": cell_shock(block.scenario, layout, span),
        "capacity_shock": capacity_shock(block.scenario, layout, span, amount, volume),
        "entry": cells.spread(_by_stream(block, layout, "phi") * volume / 12) * may_buy,
        "unit_value": _where_given(block, layout, "unit_value"),
        "smuggled_price": _where_given(block, layout, "smuggled_price"),
        "tau_k": block.number("tau_k")[None, :],
        "k0": block.number("k0")[None, :],
        **{name: _by_stream(block, layout, name) for name in BY_STREAM},
    }


def _by_stream(block: Block, layout: Layout, name: str) -> Array:
    return rows(block.number(name, stream, layout.group_of[stream]) for stream in layout.cells.groups)


def _where_given(block: Block, layout: Layout, name: str) -> Array:
    """A number of some streams, NaN for the others."""
    none = np.full(1, np.nan)
    streams = layout.cells.groups
    return rows(block.number(name, s) if block.gives(f"{name}.{s}") else none for s in streams)


def amount_of(block: Block, layout: Layout, stream: str, partner: str) -> Array:
    """What a cell earns in the base year, USD million; heads times the take of a head where heads are counted."""
    if not block.gives(f"baseline.{stream}.{partner}"):
        return np.zeros(1)
    amount = block.number(f"baseline.{stream}.{partner}")
    if stream not in layout.counted_in_heads:
        return amount
    hosted = block.gives(f"take_host.{partner}")
    return amount * (block.number("take_host", partner) if hosted else block.number("take", stream)) / MILLION


def _season(scenario: Scenario, streams: Sequence[str]) -> Array:
    known = {season.stream: season.factors for season in scenario.seasons}
    return np.array([known.get(stream, (1.0,) * 12) for stream in streams]).T.reshape(12, len(streams), 1)


# -- month by month ---------------------------------------------------------------------------------------------------


def prices_of(block: Block, streams: Sequence[str], span: tuple[int, int]) -> list[Array]:
    """Price index of each stream, (calendar month, lane): as observed, then flat, times what the block's lanes add."""
    scenario = block.scenario
    found = _in_horizon(block.prices, scenario, streams, span)
    for path in scenario.price_paths if scenario.prices == "observed" else ():
        if path.stream in streams:
            k = streams.index(path.stream)
            found[k] = found[k] * _path(path.steps, span)[:, None]
    return found


def quantities_of(block: Block, streams: Sequence[str], span: tuple[int, int]) -> list[Array]:
    """What multiplies each stream's quantity, (calendar month, lane): deliveries that come in lumps."""
    return _in_horizon(block.quantities, block.scenario, streams, span)


def _in_horizon(
    factors: Mapping[str, Array], scenario: Scenario, streams: Sequence[str], span: tuple[int, int]
) -> list[Array]:
    """Factors by month of the horizon as tables by calendar month, 1 outside the horizon."""
    found = [np.ones((span[1] - span[0], 1)) for _ in streams]
    first = scenario.start - span[0]
    for stream, by_month in factors.items():
        table = np.ones((span[1] - span[0], by_month.shape[-1]))
        table[first : first + scenario.months] = by_month
        found[streams.index(stream)] = table
    return found


def _path(steps: Sequence[tuple[int, float]], span: tuple[int, int]) -> Array:
    """A path by calendar month: 1 before its first step, and every step until the next."""
    level = np.ones(span[1] - span[0])
    for month, index in sorted(steps):
        level[max(0, month - span[0]) :] = index
    return level
