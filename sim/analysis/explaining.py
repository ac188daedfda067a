"""Why a number is what it is: every quantity behind a scenario, and the chain of one cell in one month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.common.errors import BadInput, Problem, some_of
from sim.common.months import date_at
from sim.domain.benchmarks import in_plain_numbers
from sim.domain.law import Provision
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario, provisions_in_force
from sim.processes.kernel import Flows
from sim.processes.model import simulate
from sim.processes.month import Month
from sim.world.arrays import World, full
from sim.world.assembly import Block, assemble


@dataclass(frozen=True)
class Line:
    """One step of a chain: what it is, its value as text, and what it rests on."""

    what: str
    value: str
    why: str = ""


def numbers_behind(scenario: Scenario, partner: str = "", stream: str = "") -> list[Quantity]:
    """The quantities of a scenario in name order; for a partner or stream, those given for it and the general ones."""
    group = {p.id: p.group for p in scenario.partners} | {s.id: s.group for s in scenario.streams}
    mine = {name for name in (partner, stream) if name} | {group[name] for name in (partner, stream) if name}
    every = set(group) | set(group.values())

    def wanted(name: str) -> bool:
        scopes = set(name.split(".")[1:]) & every
        if name.startswith("baseline."):
            return not mine or scopes <= mine
        return not mine or not scopes or bool(scopes & mine)

    return [quantity for name, quantity in sorted(scenario.numbers.items()) if wanted(name)]


def evidence(scenario: Scenario) -> list[tuple[str, str, str, str, str]]:
    """The evidence table: (partner, stream, observed compliance, dates, source) of each traded cell, or 'none'."""
    rows = []
    cells = sorted(n.split(".")[1:] for n in scenario.numbers if n.startswith("baseline."))
    for stream, partner in cells:
        seen = [o for o in scenario.observed if (o.partner, o.stream) == (partner, stream)]
        for o in seen:
            rows.append((partner, stream, f"{o.compliance:g}", f"{o.start} to {o.end} (excl.)", o.source))
        if not seen:
            rows.append((partner, stream, "none", "", ""))
    return rows


@dataclass
class _Catch:
    """Keeps one month of a run."""

    number: int
    month: Month | None = None

    def __call__(self, month: Month) -> None:
        if month.number == self.number:
            self.month = month


def chain(scenario: Scenario, partner: str, stream: str, number: int) -> list[Line]:
    """The chain of one cell in one month, from its baseline through law, dial and leaks to the dollars.

    Raises BadInput where the partner cannot buy the stream.
    """
    world = assemble([Block(in_plain_numbers(scenario))])
    if (stream, partner) not in world.layout.cell_of:
        buyers = sorted(p for s, p in world.layout.cell_of if s == stream)
        message = f"buys no {stream} in this scenario"
        raise BadInput(Problem(message, key="--partner", given=partner, allowed=some_of(buyers, 40)))
    catch = _Catch(number)
    simulate(world, catch)
    assert catch.month is not None
    month = catch.month
    cell = world.layout.cell_of[stream, partner]
    return [
        *_baseline(scenario, world, month, cell),
        *_law(scenario, world, month, cell),
        *_flows(scenario, world, month, cell),
    ]


def _musd(value: float) -> str:
    return f"{value:,.3f} MUSD"


def _why(quantity: Quantity) -> str:
    spread = f"{quantity.low:g} to {quantity.high:g}" if quantity.low < quantity.high else "fixed"
    return f"{quantity.basis}, {spread}; {quantity.source} [{quantity.origin}]"


def _baseline(scenario: Scenario, world: World, month: Month, cell: int) -> Iterator[Line]:
    stream, partner = world.layout.cells.members[cell]
    k = world.layout.cells.group_of[cell]
    key = f"baseline.{stream}.{partner}"
    if key not in scenario.numbers:
        yield Line("baseline", "0", "nothing traded in the base year")
    else:
        quantity = scenario.numbers[key]
        yield Line("base-year amount", f"{quantity.value:,.2f} {quantity.unit}", _why(quantity))
        if quantity.unit == "heads":
            hosted = f"take_host.{partner}" in scenario.numbers
            take = scenario.number("take_host", partner) if hosted else scenario.number("take", stream)
            yield Line("x take a head", f"{take.value:,.0f} USD a year", _why(take))
    growth = scenario.number("growth", stream, _group(scenario, stream))
    years = (month.number + 0.5 - (12 * world.base_year + 6)) / 12
    yield Line("x season / 12", f"{_at(world.trade.season[month.number % 12], k):.4f} / 12")
    yield Line(
        "x growth",
        f"{(1 + growth.value) ** years:.4f}",
        f"{growth.value:g} a year over {years:.2f} years; {_why(growth)}",
    )
    yield Line("x price index", f"{_at(world.price(month.number), k):.4f}", f"prices: {scenario.prices}")
    yield Line("x shocks", f"{_at(world.trade.shock[month.number - world.table_start], cell):.4f}")
    yield Line("= V, without new measures", _musd(_at(month.flows.value, cell)))


def _law(scenario: Scenario, world: World, month: Month, cell: int) -> Iterator[Line]:
    layout = world.layout
    i = layout.cell_partner[cell]
    gamma = f"gamma_i {_at(world.wills.gamma, i):.3f}, of gamma {scenario.number('gamma').value:g} and resistance"
    yield Line("dial D", f"{_at(month.dial, i):.2f}", gamma)
    yield Line("propensity p", f"{_at(month.propensity, i):.4f}", "follows (D/10)^gamma_i at reviews")
    force = {p.id for p in provisions_in_force(scenario)}
    on_cell = {n: layout.provisions[m] for n, (c, m) in enumerate(layout.pairs.members) if c == cell}
    stopped: dict[str, float] = {}
    for n, provision in on_cell.items():
        if provision.id in force:
            taken, done = (_traced(month, values, n) for values in (month.bite.restricted, month.conduct.done))
            stopped[provision.id] = taken * done
            yield Line(f"  {provision.id}", f"R = {_musd(taken)}", _provision(world, month, n, provision))
    if max(stopped.values(), default=0.0) > 0:
        decides = max(sorted(stopped), key=lambda name: stopped[name])
        yield Line("the provision that decides", decides, "the largest c x R")
    yield Line("= restricted R", _musd(_at(month.bite.by_cell, cell)))
    observed = [o for o in scenario.observed if (o.stream, o.partner) == layout.cells.members[cell]]
    source = "; ".join(f"observed {o.compliance:g} from {o.start} to {o.end}: {o.source}" for o in observed)
    yield Line("compliance c", f"{_at(month.conduct.compliance, cell):.4f}", source or "modelled; no observation")


def _provision(world: World, month: Month, pair: int, provision: Provision) -> str:
    """What a provision does on a cell this month, in a phrase."""
    binds = _at(month.bite.law.binds, pair)
    since = f"binds from {date_at(binds)}" if np.isfinite(binds) else "does not bind"
    own = "own act" if provision.own_act else provision.kind
    kind = f"notice of {provision.transposes}" if provision.transposes else own
    ratio = month.bite.ratios.get(provision.transposes or provision.id)
    cap = f", cap lets {float(ratio[0]):.3f} through" if ratio is not None else ""
    f, learnt, done = (_traced(month, x, pair) for x in (month.bite.force, month.conduct.learnt, month.conduct.done))
    e = _at(month.bite.law.exempt, pair)
    carried = f"ramp {learnt:.3f}, carried out c = {done:.4f}" if f > 0 else "not in force"
    return f"{kind}; {since}; f = {f:.3f}, exempt {e:g}{cap}; {carried}; verified: {provision.verified}"


def _traced(month: Month, values: np.ndarray, pair: int) -> float:
    """A value of one pair in the first lane; 0 where the pair has no force."""
    return float(month.bite.standing.rows(values, np.array([pair]))[0, 0])


def _flows(scenario: Scenario, world: World, month: Month, cell: int) -> Iterator[Line]:
    flows, k = month.flows, world.layout.cells.group_of[cell]
    stream = world.layout.cells.members[cell][0]
    yield Line("permitted a", _musd(_at(flows.permitted, cell)), "what the law leaves, substitution included")
    delta_o, delta_d, psi = (
        scenario.number(name, stream, _group(scenario, stream)).value for name in ("delta_o", "delta_d", "psi")
    )
    smuggled, sold = _at(flows.smuggled, k), _at(flows.smuggled_received, k)
    passing = 1.0 - _lost(flows, k)
    delta_s = 1.0 - sold / (smuggled * (1.0 - psi) * passing) if smuggled * (1.0 - psi) * passing > 0 else None
    less = f"; interdicted {psi:g}, and a discount of {delta_s:.4g} on the rest" if delta_s is not None else ""
    yield Line("open O", _musd(_at(flows.open, cell)), f"restricted, but it simply goes on; discount {delta_o:g} x c")
    yield Line("displaced X", _musd(_at(flows.displaced, cell)))
    yield Line(
        "taken over from others y",
        _musd(_at(flows.diverted_in, cell)),
        f"diverted trade it takes in; discount {delta_d:g}",
    )
    yield Line("smuggled (by origin)", _musd(_at(flows.smuggled_by, cell)), f"attributed in proportion to X{less}")
    if passing < 1.0:
        yield Line("x what banks let pass", f"{passing:.4f}", "of the receipts of this stream")
    yield Line(
        "= receipts from this partner",
        _musd(_at(flows.receipts_by, cell)),
        "permitted, open, diverted in and smuggled, less discounts",
    )
    yield Line(f"whole of {stream}: diverted D", _musd(_at(flows.diverted, k)))
    yield Line(
        f"whole of {stream}: smuggled S", _musd(_at(flows.smuggled, k)), f"capacity K {_musd(_at(flows.capacity, k))}"
    )
    yield Line(f"whole of {stream}: denied N", _musd(_at(flows.denied, k)))
    yield Line(f"whole of {stream}: receipts", _musd(_at(flows.receipts, k)))
    yield Line(f"whole of {stream}: recorded", _musd(_at(flows.recorded, k)))


def _lost(flows: Flows, k: int) -> float:
    """The share of a stream's receipts lost while banks are cut off."""
    before = _at(flows.receipts, k) + _at(flows.payment, k)
    return _at(flows.payment, k) / before if before > 0 else 0.0


def _group(scenario: Scenario, stream: str) -> str:
    return next(s.group for s in scenario.streams if s.id == stream)


def _at(values: np.ndarray, row: int) -> float:
    """The first lane of a row."""
    return float(full(values, max(1, values.shape[-1]))[row, 0])
