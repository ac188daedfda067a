"""The first steps of a chain: from the base year to V, and from V to what the law takes and a partner stops."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import shorten

import numpy as np

from sim.analysis.lines import LETTERS, Line, at, factor, group_of, money, said_of
from sim.common.months import date_at, first_day, label
from sim.domain.law import Provision
from sim.domain.scenario import Scenario, provisions_in_force
from sim.law.instruments import INSTRUMENTS
from sim.processes.month import Month
from sim.world.arrays import World
from sim.world.notices import AGAIN, UNWRITTEN

MOST_OF_A_SOURCE = 160
"""Characters of a price path's source, which names that of every month; dial sources has all."""


def baseline_steps(scenario: Scenario, world: World, month: Month, cell: int) -> Iterator[Line]:
    """The factors of V, which multiply to it."""
    stream, partner = world.layout.cells.members[cell]
    k, trade = world.layout.cells.group_of[cell], world.trade
    yield from _amount(scenario, stream, partner)
    yield factor("x season", at(trade.season[month.number % 12], k), "of the month; a twelfth of the year on average")
    yield factor("/ months of a year", 12.0)
    growth = scenario.number("growth", stream, group_of(scenario, stream))
    grown = at(world.growth(month.number), k)
    yield factor("x growth", grown, f"{growth.value:g} a year from {world.base_year}, fading; {said_of(growth)}")
    yield factor("x price index", at(world.price(month.number), k), _price(scenario, world, month, k))
    quantity = at(trade.quantity.of(month.number - world.table_start), k)
    if quantity != 1.0:
        yield factor("x volume", quantity, "noise, deliveries and volume paths")
    yield factor("x shocks", at(trade.shock[month.number - world.table_start], cell))
    yield money("= V", at(month.flows.value, cell), LETTERS["V"])
    if moved := at(month.flows.moved, cell):
        yield money("+ hurried", moved, "sent ahead of an act, or given back after it")


def _amount(scenario: Scenario, stream: str, partner: str) -> Iterator[Line]:
    key = f"baseline.{stream}.{partner}"
    if key not in scenario.numbers:
        yield Line("base-year amount", "0", "nothing traded in the base year", 0.0)
        return
    quantity = scenario.numbers[key]
    yield Line("base-year amount", f"{quantity.value:,.2f} {quantity.unit}", said_of(quantity), quantity.value)
    if quantity.unit == "heads":
        hosted = f"take_host.{partner}" in scenario.numbers
        take = scenario.number("take_host", partner) if hosted else scenario.number("take", stream)
        yield Line("x take a head", f"{take.value:,.0f} USD a year", said_of(take), take.value / 1e6)


def _price(scenario: Scenario, world: World, month: Month, k: int) -> str:
    """Where the price comes from: the last observed month by then, and what it makes a tonne worth."""
    stream = world.layout.cells.groups[k]
    unit = at(world.trade.unit_value, k) * at(world.price(month.number), k)
    tonne = f"; {1000 * unit:,.2f} USD a tonne" if np.isfinite(unit) else ""
    path = next((p for p in scenario.price_paths if p.stream == stream), None)
    if scenario.prices != "observed" or path is None:
        return f"base-year price{tonne}"
    seen = [step for step, _ in path.steps if step <= month.number]
    last = path.steps[-1][0]
    if not seen:
        return f"1 before {label(path.steps[0][0])}, the first month observed{tonne}"
    when = f"as last observed in {label(last)}" if month.number > last else f"observed in {label(max(seen))}"
    return f"{when}{tonne}; {shorten(path.source, MOST_OF_A_SOURCE, placeholder=' ...')}"


def _curve_words(scenario: Scenario, exponent: float) -> tuple[str, str]:
    """What a partner's dial is bent by, and what its propensity follows; `exponent` is the partner's own."""
    curve = scenario.dial_curve
    if curve.form == "power":
        gamma = scenario.number("gamma").value
        return f"gamma_i {exponent:.3f}, of gamma {gamma:g} and resistance", "follows (dial/10)^gamma_i at reviews"
    return f"m_i {exponent:.3f}, of resistance; s is {curve.told}", "follows s(dial)^m_i at reviews"


def law_steps(scenario: Scenario, world: World, month: Month, cell: int) -> Iterator[Line]:
    """Dial, propensity, each provision on the cell, and what they come to: R, c and X."""
    layout = world.layout
    i = layout.cell_partner[cell]
    bent, follows = _curve_words(scenario, at(world.wills.gamma, i))
    yield Line("dial", f"{at(month.dial, i):.2f}", bent, at(month.dial, i))
    yield factor("propensity p", at(month.propensity, i), follows)
    yield Line("acts on the cell", "", f"f: {LETTERS['f']}; an act's c: ramp x the larger of p x q and own notice")
    stopped: dict[str, float] = {}
    for n, provision in _on_cell(scenario, world, cell).items():
        taken, done = (traced(month, values, n) for values in (month.bite.restricted, month.conduct.done))
        stopped[provision.id] = taken * done
        yield Line(f"  {provision.id}", f"R = {taken:,.3f} MUSD", _provision(world, month, n, provision), taken)
    if max(stopped.values(), default=0.0) > 0:
        decides = max(sorted(stopped), key=lambda name: stopped[name])
        yield Line("the provision that decides", decides, "the largest c x R")
    yield money("= R", at(month.bite.by_cell, cell), LETTERS["R"])
    here = (first_day(month.number), first_day(month.number + 1))
    mine = [o for o in scenario.observed if (o.stream, o.partner) == layout.cells.members[cell]]
    observed = [o for o in mine if o.start < here[1] and o.end > here[0]]
    source = "; ".join(f"observed {o.compliance:g} from {o.start} to {o.end}: {o.source}" for o in observed)
    yield factor("x c", at(month.conduct.compliance, cell), f"{LETTERS['c']}; {source or 'modelled, no observation'}")
    yield money("= X", at(month.flows.displaced, cell), LETTERS["X"])


def _on_cell(scenario: Scenario, world: World, cell: int) -> dict[int, Provision]:
    """The paragraphs in force on a cell, by pair, with notices that are expected, by dial or on for a second time."""
    force = {p.id for p in provisions_in_force(scenario)}
    found = {n: world.layout.provisions[m] for n, (c, m) in enumerate(world.layout.pairs.members) if c == cell}
    return {n: provision for n, provision in found.items() if _order(provision.id) in force}


def _order(paragraph: str) -> str:
    """The paragraph as it was written, of one that stands for a stretch of it, or for a notice nobody wrote."""
    return paragraph.partition(AGAIN)[0].partition(UNWRITTEN)[0]


def _provision(world: World, month: Month, pair: int, provision: Provision) -> str:
    """What a provision does on a cell this month, in a phrase."""
    binds = at(month.bite.clock.binds, month.bite.standing.clock_of[pair])
    since = f"binds from {date_at(binds)}" if np.isfinite(binds) else "does not bind"
    what = f"{provision.kind}: {INSTRUMENTS[provision.kind].words}"
    own = f"own act, {what}" if provision.own_act else what
    kind = f"notice of {provision.transposes}" if provision.transposes else own
    ratio = month.bite.ratios.get(provision.transposes or provision.id)
    cap = f", cap lets {float(ratio[0]):.3f} through" if ratio is not None else ""
    f, learnt, done = (traced(month, x, pair) for x in (month.bite.force, month.bite.learnt, month.conduct.done))
    e = at(world.law.pairs.exempt, pair)
    carried = f"ramp {learnt:.3f}, carried out c = {done:.4f}" if f > 0 else "not in force"
    return f"{kind}; {since}; f = {f:.3f}, exempt {e:g}{cap}; {carried}; verified: {provision.verified}"


def traced(month: Month, values: np.ndarray, pair: int) -> float:
    """A value of one pair in the first lane; 0 where the pair has no force. `values` (standing pair, lane)."""
    return float(month.bite.standing.rows(values, np.array([pair]))[0, 0])
