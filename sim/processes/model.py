"""One chunk of lanes: wires the processes into one SimPy environment and runs the horizon."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import simpy

from sim.common.axes import Array
from sim.common.months import label
from sim.processes.campaign.first_day import push_comes
from sim.processes.campaign.story import days_come, story_of
from sim.processes.clock import Chronicle
from sim.processes.kernel import EVERY_SERIES, SERIES
from sim.processes.lives import first_morning, keep_ledger, live_provision
from sim.processes.month import Month, Record, months_pass
from sim.processes.partner import review_dials
from sim.processes.reach import ReachRows, reach_rows
from sim.processes.state import opening_state
from sim.world.arrays import World


def simulate(
    world: World,
    record: Record,
    wanted: frozenset[str] = EVERY_SERIES,
    lanes: tuple[int, ...] = (0,),
    whole: bool = False,
) -> Chronicle:
    """Run the horizon of a world, handing each month to `record`; returns the event log of some lanes.

    `wanted` names the series of flows that are worked out, of EVERY_SERIES: those that `record` reads. With `whole` the
    log keeps what the campaign did of all lanes too.
    """
    log, state = Chronicle(lanes, whole), opening_state(world)
    story = story_of(world, log)
    known = [*story.days, *(pressed.push.day for pressed in world.campaign.press)]
    env = simpy.Environment(initial_time=min([first_morning(world), *known]).toordinal())
    for provision in world.layout.provisions:
        env.process(live_provision(env, world, state, provision, log))
    for n in range(len(world.law.caps)):
        env.process(keep_ledger(env, world, state, n, log))
    for every in np.unique(world.review_months).tolist():
        env.process(review_dials(env, world, state, every))
    if story.days:
        env.process(days_come(env, world, state, story, log))
    for pressed in world.campaign.press:
        env.process(push_comes(env, pressed, world.lanes, log))
    env.run(until=env.process(months_pass(env, world, state, record, wanted, log)))
    log.counts.update(story.counts | ({"rounds": state.rounds} if world.campaign.rounds else {}))
    return log


@dataclass
class FullRecord:
    """Every cell of every month, for few lanes. Arrays by name: (month, cell|stream|partner|provision, lane)."""

    world: World
    tables: dict[str, Array] = field(default_factory=dict)

    def __call__(self, month: Month) -> None:
        """Take down one month."""
        taken = {name: getattr(month.flows, name) for name in SERIES}
        taken |= {"dial": month.dial, "propensity": month.propensity}
        if self.world.switches.any:
            taken["notices_by_dial"] = month.notices
        taken |= {f"ratio.{name}": ratio[None, :] for name, ratio in month.bite.ratios.items()}
        restricted, carried = self.reach.of(month.bite, month.conduct)
        taken |= {"provision.restricted": restricted, "provision.carried": carried}
        taken |= {"points": month.pressed} if month.pressed is not None else {}
        taken |= {"seen": month.visible} if month.visible is not None else {}
        for name, values in taken.items():
            if name not in self.tables:
                self.tables[name] = np.zeros((self.world.months, len(values), self.world.lanes))
            self.tables[name][month.t] = values

    @cached_property
    def reach(self) -> ReachRows:
        """The provisions whose reach is kept: axes (provision and stream, lane)."""
        return reach_rows(self.world.layout)

    @property
    def months(self) -> list[str]:
        """The labels of the horizon's months."""
        return [label(self.world.start + t) for t in range(self.world.months)]
