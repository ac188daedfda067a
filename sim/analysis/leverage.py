"""Whose dial counts: what a notch of each partner's dial would deny, what it alone can change, what its notices do.

Every change is a case of the same scenario on common luck; what it is worth is the difference from the scenario as it
is, draw by draw. A pure function of what the cases receive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from sim.common.axes import Array
from sim.common.errors import BadInput, Problem
from sim.domain.scenario import Scenario
from sim.domain.trade import SUMMED_GROUPS
from sim.runs.cases import Cases, Receipts
from sim.runs.levers import HIGHEST, LOWEST, dial_of, held, moved, notch_of, with_dials, without_notices
from sim.runs.variants import READINGS, Variant, asked, streams_where
from sim.runs.windows import windows_of
from sim.world.block import Block
from sim.world.layout import lay_out
from sim.world.trade import amount_of

SMALLEST = 0.001
"""Partners with a smaller share of the trade are moved together."""

Move = Literal["as_is", "notch", "at_0", "at_10", "no_notices"]
MOVES: tuple[Move, ...] = ("notch", "at_0", "at_10", "no_notices")


@dataclass(frozen=True)
class Who:
    """Whose dials move together: a partner, the small ones, or all."""

    id: str
    label: str
    partners: tuple[str, ...]
    share: float
    """Of all trade in goods, labour and services in the base year."""


@dataclass(frozen=True)
class LeveragePlan:
    """The cases of a question, and whose move in which reading each one is; ('', 'as_is') is the scenario itself."""

    scenario: Scenario
    who: tuple[Who, ...]
    """Partners by size, those that are small together, and last of all everybody."""
    cases: Mapping[tuple[Variant, str, Move], Scenario]
    notch: float
    """1 for one notch up; -1 for one down, where some dial stands at 10 and none at 0."""

    @property
    def readings(self) -> tuple[Variant, ...]:
        """The readings of the law in which it is asked."""
        return tuple(dict.fromkeys(reading for reading, _, _ in self.cases))

    @property
    def run(self) -> Cases:
        """What is run."""
        return Cases(tuple(self.cases.values()), tuple(windows_of(self.scenario)), self.scenario.draws)


def plan_of(scenario: Scenario) -> LeveragePlan:
    """Every partner's moves in every reading. Raises BadInput for a benchmark, in which no dial counts."""
    if scenario.benchmark:
        message = "this scenario is a benchmark, in which no dial counts"
        hint = "ask the scenario that it is the benchmark of"
        raise BadInput(Problem(message, scenario.name, key="benchmark", given=scenario.benchmark, hint=hint))
    who = _who(scenario)
    notch = notch_of(dial_of(scenario, partner.id) for partner in scenario.partners)
    cases: dict[tuple[Variant, str, Move], Scenario] = {}
    for reading in READINGS:
        base = asked(scenario, reading)
        cases[reading, "", "as_is"] = base
        for one in who:
            cases |= {(reading, one.id, move): found for move, found in _moves(base, one, notch)}
    return LeveragePlan(scenario, who, cases, notch)


def _who(scenario: Scenario) -> tuple[Who, ...]:
    """Partners by their share of the trade, the small ones together, all of them."""
    trade = trade_by_partner(scenario)
    total = sum(trade.values())
    labels = {partner.id: partner.label for partner in scenario.partners}
    order = sorted(trade, key=lambda partner: (-trade[partner], partner))
    large = [p for p in order if trade[p] > SMALLEST * total]
    small = [p for p in order if p not in large]
    found = [Who(p, labels[p], (p,), trade[p] / total) for p in large]
    if small:
        label = labels[small[0]] if len(small) == 1 else f"{len(small)} others together"
        found.append(Who("others", label, tuple(small), sum(trade[p] for p in small) / total if total else 0.0))
    return (*found, Who("all", "all together", tuple(order), 1.0))


def trade_by_partner(scenario: Scenario) -> dict[str, float]:
    """What each partner buys of goods, labour and services in the base year, USD million."""
    layout, block = lay_out([scenario]), Block(scenario)
    streams = [stream.id for stream in scenario.streams if stream.group in SUMMED_GROUPS]
    return {
        partner.id: float(sum((amount_of(block, layout, s, partner.id)[0] for s in sorted(streams)), 0.0))
        for partner in scenario.partners
    }


def _moves(base: Scenario, one: Who, notch: float) -> Iterator[tuple[Move, Scenario]]:
    paths = {partner: dial_of(base, partner) for partner in one.partners}
    yield "notch", with_dials(base, {p: moved(path, notch) for p, path in paths.items()})
    yield "at_0", with_dials(base, dict.fromkeys(paths, held(LOWEST)))
    yield "at_10", with_dials(base, dict.fromkeys(paths, held(HIGHEST)))
    if any(not base.will_of(partner.id).silent for partner in base.partners):
        yield "no_notices", without_notices(base, one.partners)


@dataclass(frozen=True)
class Worth:
    """What one move of one partner is worth in one reading: receipts that it denies more, USD million a year.

    `draws` (window, draw), sound draws only. A notch is counted upwards, also where the one below is taken; notices are
    counted as what they deny, a dial at 0 or 10 as what it changes.
    """

    reading: Variant
    who: Who
    move: Move
    group: str
    draws: Array

    @property
    def median(self) -> float:
        """The median over the draws in the first window."""
        return float(np.median(self.draws[0]))


@dataclass(frozen=True)
class Leverage:
    """All that the partners' moves are worth."""

    plan: LeveragePlan
    worths: tuple[Worth, ...]
    failed: int

    @cached_property
    def _found(self) -> dict[tuple[Variant, str, Move, str], Worth]:
        return {(w.reading, w.who.id, w.move, w.group): w for w in self.worths}

    def of(self, reading: Variant, who: str, move: Move, group: str = "goods") -> Worth | None:
        """What one move is worth; None where it was not asked, such as notices that are off anyway."""
        return self._found.get((reading, who, move, group))

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of streams that there are."""
        return tuple(dict.fromkeys(worth.group for worth in self.worths))

    @property
    def parts(self) -> tuple[Who, ...]:
        """Those whose moves are the parts of all together, by what a notch denies of goods, the most first."""

        def order(one: Who) -> tuple[bool, float]:
            worth = self.of(self.plan.readings[0], one.id, "notch")
            return one.id == "others", -(worth.median if worth else 0.0)

        return tuple(sorted(self.plan.who[:-1], key=order))

    def sum_of_parts(self, reading: Variant, move: Move, group: str = "goods") -> Worth | None:
        """The partners' worths added up, draw by draw, in name order."""
        each = [self.of(reading, one.id, move, group) for one in sorted(self.plan.who[:-1], key=lambda one: one.id)]
        there = [worth for worth in each if worth]
        if not there:
            return None
        who = replace(self.plan.who[-1], id="sum", label="sum of the parts")
        return replace(there[0], who=who, draws=sum((w.draws for w in there[1:]), there[0].draws))


def leverage_of(plan: LeveragePlan, receipts: Receipts) -> Leverage:
    """What every move is worth, from what its case receives."""
    number = {key: n for n, key in enumerate(plan.cases)}
    worths = []
    for group in [g for g in SUMMED_GROUPS if any(s.group == g for s in plan.scenario.streams)]:
        total = receipts.summed(streams_where(plan.scenario, group.__eq__))
        sound = total[..., np.isfinite(total).all(axis=(0, 1))]
        for (reading, who, move), n in number.items():
            if move != "as_is":
                one = next(w for w in plan.who if w.id == who)
                upwards = {"notch": plan.notch, "no_notices": -1.0}.get(move, 1.0)
                denied = sound[number[reading, "", "as_is"]] - sound[n]
                worths.append(Worth(reading, one, move, group, upwards * denied))
    return Leverage(plan, tuple(worths), receipts.failed)
