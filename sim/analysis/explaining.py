"""Why a number is what it is: every quantity behind a scenario, and the chain of one cell in one month."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.chain_flows import cell_steps, stream_steps
from sim.analysis.chain_law import baseline_steps, law_steps
from sim.analysis.lines import Line
from sim.common.errors import BadInput, Problem, some_of
from sim.domain.benchmarks import in_plain_numbers
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario
from sim.processes.model import simulate
from sim.processes.month import Month
from sim.world.assembly import Block, assemble


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
        *baseline_steps(scenario, world, month, cell),
        *law_steps(scenario, world, month, cell),
        *cell_steps(world, month, cell),
        *stream_steps(scenario, world, month, cell),
    ]
