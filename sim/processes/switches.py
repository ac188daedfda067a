"""Partners that act: month by month a government's settled dial decides whether it gives notice of what binds it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.common.months import NEVER, first_day
from sim.economics.compliance import settled_dial, turned
from sim.processes.clock import Chronicle
from sim.world.arrays import World

Flags = NDArray[np.bool_]


@dataclass
class Notices:
    """What switches remember: arrays (partner, lane), `past` with the months back first, this month 0."""

    past: Flags
    """Whether the dial asked for notices, this month and as many before as the longest delay."""
    ruled: Flags
    """Whether the dial decided last month."""
    on: Flags
    since: Array
    """The first day of the current run of on, a month coordinate; as old as can be where it began on."""


def no_notices(world: World) -> Notices:
    """Before the first month: nobody has given notice by dial."""
    shape = (len(world.layout.partners), world.lanes if world.switches.any else 1)
    off = np.zeros(shape, dtype=bool)
    depth = 1 + int(world.switches.delay.max(initial=0.0))
    return Notices(np.zeros((depth, *shape), dtype=bool), off, off, np.full(shape, -NEVER))


def given_since(world: World, notices: Notices, month: int, propensity: Array, log: Chronicle) -> Array:
    """Set every switch on the month's first day from last month's propensity, and say since when notices are given.

    (partner, lane): the first day of the run of on, NEVER where no notice is given by dial.
    """
    switches, t = world.switches, month - world.start
    rules = np.broadcast_to(switches.rules[t] > 0, notices.on.shape)
    starts_on = np.broadcast_to(switches.starts_on[t] > 0, notices.on.shape)
    begins = rules & ~notices.ruled
    settled = settled_dial(propensity, world.wills.gamma, world.wills.curves)
    asks = turned(settled, notices.past[0], switches.opens, switches.closes)
    notices.past = np.concatenate([asks[None], notices.past[:-1]])
    notices.past[:, begins] = starts_on[begins]
    before, late = notices.on, np.broadcast_to(switches.delay, notices.on.shape).astype(np.intp)
    notices.on = np.take_along_axis(notices.past, late[None], axis=0)[0] & rules
    notices.since = np.where(begins, -NEVER, np.where(notices.on & ~before, float(month), notices.since))
    notices.ruled = rules
    _tell(world, month, before, notices.on, log)
    return np.where(notices.on, notices.since, NEVER)


def _tell(world: World, month: int, before: Flags, on: Flags, log: Chronicle) -> None:
    """Write down who gives and who withdraws notices: on the lanes that are told of, and on all where they are kept."""
    for i in np.flatnonzero((on != before).any(axis=-1)).tolist() if log.whole else ():
        for word, turns in (("on", on[i] & ~before[i]), ("off", before[i] & ~on[i])):
            partners = (world.layout.partners[i].id,)
            log.note_all(np.flatnonzero(turns), first_day(month), f"own notices {word}", "", partners)
    for lane in log.lanes:
        for i in np.flatnonzero(on[:, lane] != before[:, lane]).tolist():
            word = "on" if on[i, lane] else "off"
            log.note([lane], first_day(month), f"own notices {word}", "", (world.layout.partners[i].id,))
