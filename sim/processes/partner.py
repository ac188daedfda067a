"""Partners: governments that review their dial every few months, and customs that carry out what they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import simpy

from sim.common.axes import Array, few_at_a_time
from sim.common.months import first_day, overlap
from sim.economics.compliance import carried_out, others_mean, own_dial, peer_dial, propensity, reviewed, stance
from sim.processes.clock import Verb, until
from sim.processes.law import Bite
from sim.processes.standing import Field
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
        dial = peer_dial(dial, wills.peer, others_mean(state.propensity, wills.weights, wills.others))
    state.dial[:] = dial
    if t == 0:
        state.propensity[:] = propensity(state.dial, wills.gamma, wills.curves)
    elif state.review_due.any():
        due = np.flatnonzero(state.review_due)
        target = propensity(state.dial[due], wills.gamma[due], wills.curves)
        months, paces = world.review_months[due, None], (wills.tau_up[due], wills.tau_down[due])
        state.propensity[due] = reviewed(state.propensity[due], target, months, *paces)
    state.review_due[:] = False


def review_dials(env: simpy.Environment, world: World, state: State, every: int) -> Verb:
    """On the first of every so many months, the governments of that rhythm look at their policy again."""
    for t in range(every, world.months, every):
        yield until(env, first_day(world.start + t))
        state.review_due[world.review_months == every] = True


@dataclass(frozen=True)
class Conduct:
    """What partners do with the law of a month. Axes (cell, lane); of single provisions (standing pair, lane)."""

    done: Array
    """c_m: how far each provision is carried out (standing pair, lane)"""
    displaced_here: Array
    """X: restricted trade that is really stopped, on the traded cells that the month's law touches"""
    compliance_here: Array
    """c: X as a share of what is restricted, on the same cells"""
    kept_out_here: Array
    """h: how far a partner keeps diverted goods out, on all cells of the streams that the month's law touches"""
    seen: dict[int, tuple[Array, Array]]
    """What was observed of a cell: the share of the month, and the sum of its parts times their compliance, by lane."""
    field: Field

    @property
    def displaced(self) -> Array:
        """X: axes (cell, lane)"""
        return self.field.traded.on_all(self.displaced_here)

    @property
    def compliance(self) -> Array:
        """c: axes (cell, lane)"""
        return self.field.traded.on_all(self.compliance_here)

    @property
    def kept_out(self) -> Array:
        """h: axes (cell, lane)"""
        return self.field.buyers.on_all(self.kept_out_here)


def carry_out(world: World, month: int, bite: Bite, will: Array) -> Conduct:
    """Customs carry out each provision as far as their government's will, (partner, lane), and own notice go.

    Acts that shut a gate are carried out in full whatever the will.
    """
    standing, shut = bite.standing, bite.standing.shut
    done, keeping = np.empty((2, *bite.reach.shape))
    would = stance(will[standing.whose], standing.enforceability, standing.own_notice)
    for few in few_at_a_time(len(done), world.lanes):
        carried_out(bite.ramps[bite.ramp_of[few]], would[standing.stance[few]], out=done[few])
        np.multiply(done[few], bite.reach[few], out=keeping[few])
    if len(shut):
        done[shut] = np.maximum(done[shut], standing.shuts)
        keeping[shut] = done[shut] * bite.reach[shut]
    field, seen = standing.field, _seen(world.sightings, month)
    displaced = standing.largest(done[: standing.traded] * bite.restricted)
    kept_out = standing.largest_of_buyers(keeping)
    if seen:
        widest = standing.largest_of_buyers(bite.reach)
    for cell, (share, mean) in seen.items():
        if (n := field.buyers.place[cell]) >= 0:
            kept_out[n] = mean * widest[n] + (1.0 - share) * kept_out[n]
        if (n := field.traded.place[cell]) >= 0:
            displaced[n] = mean * bite.restricted_here[n] + (1.0 - share) * displaced[n]
    limit = bite.restricted_here
    compliance = np.divide(displaced, limit, out=np.zeros(limit.shape), where=limit > 0)
    return Conduct(done, displaced, compliance, kept_out, seen, field)


def _seen(sightings: Sequence[Sighting], month: int) -> dict[int, tuple[Array, Array]]:
    """What was observed of each cell this month."""
    seen: dict[int, tuple[Array, Array]] = {}
    for sighting in sightings:
        days = overlap(month, sighting.opens, sighting.closes) * sighting.on
        if np.any(days > 0):
            share, mean = seen.get(sighting.cell, (np.zeros(1), np.zeros(1)))
            seen[sighting.cell] = (share + days, mean + days * sighting.compliance)
    return seen
