"""Step 0 of a month: what the campaign does on its first day, from what last month left and from luck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import simpy

from sim.common.axes import Array
from sim.common.months import first_day, label
from sim.processes.campaign.coalitions import members_mean
from sim.processes.campaign.press import faded, round_chance
from sim.processes.clock import Chronicle, Verb, until
from sim.processes.state import State
from sim.world.arrays import World
from sim.world.layout import Index
from sim.world.mechanisms import Joint, Pressed, Rounds


@dataclass(frozen=True)
class FirstDay:
    """What step 0 came to: z, dial points by (partner, lane), and acts that come in, each with its lanes."""

    pressed: Array
    acts: tuple[tuple[str, Index], ...]


def press_on(world: World, state: State, month: int, log: Chronicle) -> FirstDay:
    """Rounds of designations, and coalitions that move.

    In the first month of the horizon there is no last month: nothing that reads one happens.
    """
    campaign, found = world.campaign, np.zeros((len(world.layout.partners), world.lanes))
    acts: list[tuple[str, Index]] = []
    for pressed in campaign.press:
        _push(found, pressed, world.wills.exposure, month)
    if campaign.rounds:
        _designate(world, state, campaign.rounds, month, log)
        found += state.designated
    for n, joint in enumerate(campaign.coalitions):
        if month > world.start:
            moves = _move(world, state, n, joint, month, log)
            acts += [(act, moves) for act in joint.coalition.acts if len(moves)]
        found[joint.partners] += np.where(state.moved[n] <= month, joint.points, 0.0)
    return FirstDay(found, tuple(acts))


def _push(found: Array, pressed: Pressed, exposure: Array, month: int) -> None:
    """Add a push from the first month that begins on or after its day."""
    if pressed.since <= month:
        points = faded(pressed.points, month - pressed.since, pressed.half_life)
        weight = exposure[pressed.partners] if pressed.push.by_exposure else 1.0
        found[pressed.partners] += points * weight


def _designate(world: World, state: State, rounds: Rounds, month: int, log: Chronicle) -> None:
    """Fade what there is, and hit each partner whose luck lies below the chance that last month's trade gives."""
    state.designated[:] = faded(state.designated, 1.0, rounds.half_life)
    if month == world.start:
        return
    chance = np.where((rounds.opens <= month) & (month < rounds.closes), rounds.targets, 0.0)
    chance = chance * round_chance(rounds.rate, rounds.most, state.visible)
    for i in np.flatnonzero(chance.any(axis=-1)).tolist():
        partner = world.layout.partners[i].id
        hit = world.campaign.chances(f"designation.{partner}.{label(month)}") < chance[i]
        state.designated[i] += np.where(hit, rounds.points * world.wills.exposure[i], 0.0)
        state.rounds[hit] += 1
        log.note_all(np.flatnonzero(hit), first_day(month), "designated", partner, (partner,))
        for lane in (n for n in log.lanes if hit[n]):
            why = f"{state.visible[i, lane]:.1f} MUSD seen last month: a chance of {chance[i, lane]:.0%}"
            log.note([lane], first_day(month), "designated", partner, (partner,), why)


def _move(world: World, state: State, n: int, joint: Joint, month: int, log: Chronicle) -> Index:
    """Move a coalition where it has no date, has not moved, enough members would, and luck has it: on which lanes."""
    ready = np.isinf(state.moved[n]) & (joint.opens <= month) & (joint.probability > 0)
    mean = members_mean(state.propensity[joint.partners], joint.weights)
    ready &= mean >= joint.threshold
    if not ready.any():
        return np.zeros(0, dtype=np.intp)
    luck = world.campaign.chances(f"coalition.{joint.coalition.id}.{label(month)}")
    moves = ready & (luck < joint.probability)
    state.moved[n, moves] = month
    who = joint.coalition.id, joint.coalition.members
    log.note_all(np.flatnonzero(moves), first_day(month), "coalition moved", *who)
    for lane in (n for n in log.lanes if moves[n]):
        why = f"mean propensity {mean[lane]:.2f}, chance {joint.coalition.probability:.0%} a month"
        log.note([lane], first_day(month), "coalition moved", *who, why)
    return np.flatnonzero(moves)


def push_comes(env: simpy.Environment, pressed: Pressed, lanes: int, log: Chronicle) -> Verb:
    """A push happens on its day, for the log; from the next month's first day it counts."""
    push = pressed.push
    yield until(env, push.day)
    presses = np.broadcast_to(pressed.points > 0, (lanes,))
    log.note_all(np.flatnonzero(presses), push.day, "pressed", push.what or push.id, push.partners)
    for lane in (n for n in log.lanes if presses[n]):
        points, half_life = (row[lane if len(row) > 1 else 0] for row in (pressed.points, pressed.half_life))
        fades = f", half of them forgotten in {half_life:.1f} months" if np.isfinite(half_life) else ", which stay"
        why = f"{points:.2f} points{' by exposure' if push.by_exposure else ''}{fades}"
        log.note([lane], push.day, "pressed", push.what or push.id, push.partners, why)
