"""One chunk of lanes: wires the processes into one SimPy environment and runs the horizon."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
import simpy

from sim.common.axes import Array
from sim.common.months import label
from sim.processes.caps import Ledger
from sim.processes.clock import Chronicle
from sim.processes.exporter import Exporter, Flows
from sim.processes.law import first_morning, keep_ledger, live_provision
from sim.processes.month import Month, Record, months_pass
from sim.processes.partner import Governments, review_dials
from sim.processes.statutes import StatuteBook
from sim.world.arrays import World


def simulate(world: World, record: Record) -> Chronicle:
    """Run the horizon of a world, handing each month to `record`; returns the event log."""
    log = Chronicle()
    env = simpy.Environment(initial_time=first_morning(world).toordinal())
    book, governments, exporter = StatuteBook(world), Governments(world), Exporter(world)
    ledgers = [Ledger(cap, world) for cap in world.statutes.caps]
    for provision in world.layout.provisions:
        pairs = world.layout.pairs_of[provision.id]
        env.process(live_provision(env, book, provision, pairs, world, log))
    for ledger in ledgers:
        env.process(keep_ledger(env, ledger, world, log))
    env.process(review_dials(env, governments))
    horizon = env.process(months_pass(env, world, book, ledgers, governments, exporter, record))
    env.run(until=horizon)
    return log


@dataclass
class FullRecord:
    """Every cell of every month, for runs of few lanes. Arrays by name, axes (month, cell|stream|partner, lane)."""

    world: World
    tables: dict[str, Array] = field(default_factory=dict)

    def __call__(self, month: Month) -> None:
        """Take down one month."""
        taken = {f.name: getattr(month.flows, f.name) for f in fields(Flows)}
        taken |= {"dial": month.dial, "propensity": month.propensity}
        taken |= {f"ratio.{name}": ratio[None, :] for name, ratio in month.bite.ratios.items()}
        for name, values in taken.items():
            if name not in self.tables:
                self.tables[name] = np.zeros((self.world.months, len(values), self.world.lanes))
            self.tables[name][month.t] = values

    @property
    def months(self) -> list[str]:
        """The labels of the horizon's months."""
        return [label(self.world.start + t) for t in range(self.world.months)]
