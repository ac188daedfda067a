"""Partners: governments that review their dial every few months, and customs that carry out what they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import simpy

from sim.common.axes import Array
from sim.common.months import first_day, overlap
from sim.economics.binding import Part, ramp
from sim.economics.compliance import carried_out, others_mean, own_dial, peer_dial, propensity, reviewed
from sim.processes.clock import Verb, until
from sim.processes.law import Bite
from sim.processes.state import State
from sim.world.arrays import Sighting, World


def decide(world: World, state: State, month: int, pressed: Array | None = None) -> None:
    """Set the dials of the month; where a review is due, move propensity towards what the dial asks for.

    `pressed` is z, the dial points of pushes, designations and coalitions, (partner, lane).
    """
    wills, t = world.wills, month - world.start
    points = wills.points[t] if pressed is None else wills.points[t] + pressed
    dial = own_dial(wills.dial[t], wills.fatigue[t], wills.sigma[t], wills.exposure, points)
    if t > 0 and np.any(wills.peer != 0):
        dial = peer_dial(dial, wills.peer, others_mean(state.propensity, wills.weights))
    state.dial[:] = dial
    target = propensity(state.dial, wills.gamma)
    if t == 0:
        state.propensity[:] = target
    elif state.review_due.any():
        due, months = state.review_due, world.review_months[:, None]
        moved = reviewed(state.propensity, target, months, wills.tau_up, wills.tau_down)
        np.copyto(state.propensity, moved, where=due[:, None])
    state.review_due[:] = False


def review_dials(env: simpy.Environment, world: World, state: State, every: int) -> Verb:
    """On the first of every so many months, the governments of that rhythm look at their policy again."""
    for t in range(every, world.months, every):
        yield until(env, first_day(world.start + t))
        state.review_due[world.review_months == every] = True


@dataclass(frozen=True)
class Conduct:
    """What partners do with the law of a month. Axes (cell, lane); of single provisions (standing pair, lane)."""

    learnt: Array
    """ramp: how far customs have learnt to carry out each provision (standing pair, lane)"""
    done: Array
    """c_m: how far each provision is carried out (standing pair, lane)"""
    reach: Array
    """f(1-e) of each provision where it counts (standing pair, lane)"""

    displaced: Array
    """X: restricted trade that is really stopped"""
    compliance: Array
    """c: X as a share of what is restricted"""
    kept_out: Array
    """h: how far a partner keeps diverted goods out"""
    seen: dict[int, tuple[Array, Array]]
    """What was observed of a cell: the share of the month, and the sum of its parts times their compliance, by lane."""


def carry_out(world: World, month: int, bite: Bite, will: Array) -> Conduct:
    """Customs carry out each provision as far as their government's will, (partner, lane), and own notice go.

    Acts that shut a gate are carried out in full whatever the will.
    """
    standing, law = bite.standing, bite.standing.law
    learnt = ramp(bite.dates, bite.part, bite.dates.tau_impl)[standing.clock]
    for first, later in bite.again:
        learnt[first] = _joint(bite.part.rows(standing.clock[[first, later]]), learnt[first], learnt[later])
    done = carried_out(learnt, will[standing.partner], law.enforceability, law.own_notice)
    if law.shuts.any():
        done = np.maximum(done, law.shuts)
    reach = np.where(bite.counts, bite.force * (1.0 - law.exempt), 0.0)
    shape = (len(world.layout.cells.members), world.lanes)
    displaced, kept_out = np.zeros(shape), np.zeros(shape)
    displaced[standing.cells] = standing.grouped.max_within(done * bite.restricted)
    kept_out[standing.cells] = standing.grouped.max_within(done * reach)
    seen = _seen(world.sightings, month)
    if seen:
        widest = np.zeros(shape)
        widest[standing.cells] = standing.grouped.max_within(reach)
        for cell, (share, mean) in seen.items():
            displaced[cell] = mean * bite.by_cell[cell] + (1.0 - share) * displaced[cell]
            kept_out[cell] = mean * widest[cell] + (1.0 - share) * kept_out[cell]
    compliance = np.divide(displaced, bite.by_cell, out=np.zeros(shape), where=bite.by_cell > 0)
    return Conduct(learnt, done, reach, displaced, compliance, kept_out, seen)


def _joint(part: Part, *learnt: Array) -> Array:
    """How far an order has been learnt over two stretches of a month: their mean, weighted by length."""
    lengths = np.where(part.live, part.last - part.first, 0.0)
    whole = lengths[0] + lengths[1]
    sum_ = learnt[0] * lengths[0] + learnt[1] * lengths[1]
    return np.where(whole > 0, sum_ / np.where(whole > 0, whole, 1.0), 0.0)


def _seen(sightings: Sequence[Sighting], month: int) -> dict[int, tuple[Array, Array]]:
    """What was observed of each cell this month."""
    seen: dict[int, tuple[Array, Array]] = {}
    for sighting in sightings:
        days = overlap(month, sighting.opens, sighting.closes) * sighting.on
        if np.any(days > 0):
            share, mean = seen.get(sighting.cell, (np.zeros(1), np.zeros(1)))
            seen[sighting.cell] = (share + days, mean + days * sighting.compliance)
    return seen
