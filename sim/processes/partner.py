"""Partners: governments that review their dial every few months, and customs that carry out what they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import simpy

from sim.common.axes import Array
from sim.common.months import first_day, overlap
from sim.economics.binding import ramp
from sim.economics.compliance import carried_out, others_mean, own_dial, peer_dial, propensity, reviewed
from sim.processes.clock import Verb, until
from sim.processes.law import Bite
from sim.processes.state import State
from sim.world.arrays import Sighting, World


def decide(world: World, state: State, month: int) -> None:
    """Set the dials of the month; where a review is due, move propensity towards what the dial asks for."""
    wills, t = world.wills, month - world.start
    dial = own_dial(wills.dial[t], wills.fatigue[t], wills.sigma[t], wills.exposure, wills.points[t])
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

    displaced: Array
    """X: restricted trade that is really stopped"""
    compliance: Array
    """c: X as a share of what is restricted"""
    kept_out: Array
    """h: how far a partner keeps diverted goods out"""


def carry_out(world: World, month: int, bite: Bite, will: Array) -> Conduct:
    """Customs carry out each provision as far as their government's will, (partner, lane), and own notice go."""
    standing = bite.standing
    learnt = ramp(standing.dates, bite.part, standing.tau_impl)
    done = carried_out(learnt, will[standing.partner], standing.enforceability, standing.own_notice)
    reach = np.where(bite.counts, bite.force * (1.0 - standing.exempt), 0.0)
    shape = (len(world.layout.cells.members), world.lanes)
    displaced, kept_out, widest = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    displaced[standing.cells] = standing.grouped.max_within(done * bite.restricted)
    kept_out[standing.cells] = standing.grouped.max_within(done * reach)
    if world.sightings:
        widest[standing.cells] = standing.grouped.max_within(reach)
        _see(world.sightings, month, bite.by_cell, widest, displaced, kept_out)
    compliance = np.divide(displaced, bite.by_cell, out=np.zeros(shape), where=bite.by_cell > 0)
    return Conduct(learnt, done, displaced, compliance, kept_out)


def _see(
    sightings: Sequence[Sighting], month: int, restricted: Array, widest: Array, displaced: Array, kept_out: Array
) -> None:
    """Replace what the model says by what was observed, for the share of the month that was observed."""
    seen: dict[int, tuple[Array, Array]] = {}
    for sighting in sightings:
        days = overlap(month, sighting.opens, sighting.closes) * sighting.on
        if np.any(days > 0):
            share, mean = seen.get(sighting.cell, (np.zeros(1), np.zeros(1)))
            seen[sighting.cell] = (share + days, mean + days * sighting.compliance)
    for cell, (share, mean) in seen.items():
        displaced[cell] = mean * restricted[cell] + (1.0 - share) * displaced[cell]
        kept_out[cell] = mean * widest[cell] + (1.0 - share) * kept_out[cell]
