"""Scenarios compared on the same draws: who denies more, by how much, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sim.analysis.answer import run_lanes
from sim.analysis.bands import range_text
from sim.analysis.chances import chance_texts
from sim.analysis.curves import Difference, Differences
from sim.analysis.headline import Block, Row
from sim.analysis.variants import streams_where
from sim.axes import Array
from sim.domain.scenario import Scenario
from sim.ensemble import Plan, Watch, run_ensembles
from sim.errors import BadInput, Problem
from sim.reducing import PROBABILITIES
from sim.totals import MEASURED, Totals


@dataclass
class GoodsByYear:
    """Goods totals by draw: `parts[name]` has axes (year, draw)."""

    goods: list[int]
    parts: dict[str, list[Array]] = field(default_factory=dict)

    def add(self, totals: Totals, first: int) -> None:
        """Take a chunk."""
        for name in MEASURED:
            summed = np.zeros((len(totals.yearly[name]), totals.draws))
            for k in self.goods:
                summed += totals.yearly[name][:, k]
            self.parts.setdefault(name, []).append(summed)

    def of(self, name: str) -> Array:
        """One measure, (year, draw)."""
        return np.concatenate(self.parts[name], axis=-1)


@dataclass(frozen=True)
class Side:
    """One scenario of a comparison: what it denies of goods receipts, USD million a year."""

    name: str
    title: str
    years: tuple[int, ...]
    central: Array
    """(year,)"""
    denied: Array
    """(year, draw)"""


def side_of(scenario: Scenario, name: str, workers: int, chunk: int, watch: Watch) -> Side:
    """Run one scenario's draws and its central run."""
    plan = Plan(replace(scenario, draws=1), scenario.draws, scenario.seed, sampler=scenario.sampler)
    goods_streams = sorted(streams_where(scenario, lambda group: group == "goods"))
    frame = plan.frame
    goods = GoodsByYear([frame.streams.index(stream) for stream in goods_streams])
    outcome = run_ensembles({name: plan}, {name: [goods]}, workers, chunk, watch)
    if outcome.draws < scenario.draws:
        raise KeyboardInterrupt
    answer = run_lanes(scenario, {"scenario": scenario})
    lost = answer.by_stream("value", "scenario") - answer.by_stream("receipts", "scenario")
    monthly = sum((lost[:, k] for k in answer.positions(goods_streams)), np.zeros(len(lost)))
    year_of = (scenario.start + np.arange(scenario.months)) // 12
    central = np.array([monthly[year_of == year].sum() for year in frame.years])
    return Side(name, scenario.title, frame.years, central, goods.of("value") - goods.of("receipts"))


def whole_years(scenarios: Sequence[Scenario]) -> list[int]:
    """The calendar years that lie wholly in every scenario's horizon. Raises BadInput where there is none."""
    first = max(-(-s.start // 12) for s in scenarios)
    last = min((s.start + s.months) // 12 for s in scenarios)
    if first >= last:
        hint = "give them overlapping horizons, such as --set horizon.end=2019-12"
        raise BadInput(Problem("these scenarios share no whole calendar year", hint=hint))
    return list(range(first, last))


def differences(sides: Sequence[Side], years: Sequence[int]) -> Differences:
    """The first side against each other one, draw by draw: positive where the first denies more."""
    first = sides[0]
    rows = tuple(_difference(first, other, years) for other in sides[1:])
    subtitle = f"{first.name} less each other, goods receipts denied; the same {first.denied.shape[-1]:,} draws"
    return Differences("Who denies more", subtitle, rows, "model estimate; see dial sources")


def _difference(one: Side, other: Side, years: Sequence[int]) -> Difference:
    def at(side: Side, table: Array) -> Array:
        return table[[side.years.index(year) for year in years]]

    gap = at(one, one.denied) - at(other, other.denied)
    gap = gap[:, np.isfinite(gap).all(axis=0)]
    low90, low50, median, high50, high90 = np.quantile(gap, PROBABILITIES, axis=-1)
    central = at(one, one.central) - at(other, other.central)
    label = f"{one.name} less {other.name}"
    chance, named = (gap > 0).mean(axis=-1), tuple(map(str, years))
    return Difference(label, named, central, median, low50, high50, low90, high90, chance, gap.shape[-1])


def compare_block(shown: Differences, draws: int) -> Block:
    """The differences as a table."""
    columns = ("median", "90 % of draws", "50 % of draws", "P(denies more)", "central run")
    rows = []
    for d in shown.rows:
        for n, (year, chance) in enumerate(zip(d.years, chance_texts(d), strict=True)):
            spread = (range_text(d.low90[n], d.high90[n]), range_text(d.low50[n], d.high50[n]))
            rows.append(Row(f"{d.label}, {year}", (float(d.median[n]), *spread, chance, float(d.central[n]))))
    return Block(f"goods receipts denied, USD million a year, {draws:,} paired draws", columns, tuple(rows))
