"""Months in which revenue moves by more than a seventh, and what moves it: no kink of a figure stays unexplained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.analysis.curves import Jump, Mark
from sim.common.axes import Array
from sim.common.months import coordinate, first_day, month_of
from sim.domain.scenario import provisions_in_force
from sim.runs.results import Results
from sim.runs.variants import PRIOR_LAW, SCENARIO, Variant

LEAST = 0.15
"""The share of a month's revenue from which on a move is a jump."""
TINY = 0.02
"""Of the largest month: smaller moves are no jumps, whatever their share."""
HALF = 0.5
"""The share of a move from which on trade without sanctions explains it."""
IN_FORCE, ENDED, RELIEF = "in force", "ended", "relief"
"""Words of the event log."""


def jumps_of(results: Results, marks: Sequence[Mark], streams: Sequence[str]) -> list[Jump]:
    """The jumps of what some streams bring, under the scenario and under prior law, that no marked act explains.

    They come in time order. An act explains what falls with it; what rises as it comes has a cause of its own.
    """
    variants = [SCENARIO, *([PRIOR_LAW] if results.scenario.under_test and results.has(PRIOR_LAW) else [])]
    found = [jump for variant in variants for jump in _of(results, variant, marks, streams)]
    return sorted(found, key=lambda jump: (jump.month, -jump.value))


def _of(results: Results, variant: Variant, marks: Sequence[Mark], streams: Sequence[str]) -> Iterator[Jump]:
    start = results.scenario.start
    values = results.summed("receipts", variant, streams)
    for t in jump_months(values):
        month = start + t
        up = bool(values[t] > values[t - 1])
        if up or not any(_moves(mark, month) for mark in marks):
            yield Jump(first_day(month), float(values[t]), up, cause(results, variant, t, up, streams))


def jump_months(values: Array) -> list[int]:
    """Positions of the months that differ from the one before by more than a seventh.

    `values` (month,), USD million a month.
    """
    before, after = values[:-1], values[1:]
    moved = np.abs(after - before)
    least = np.maximum(LEAST * np.maximum(before, after), TINY * float(values.max(initial=0.0)))
    return [int(t) + 1 for t in np.flatnonzero(moved > least)]


def _moves(mark: Mark, month: int) -> bool:
    """Whether an act of that date can lower revenue in a month: the one it binds in, or the next."""
    return month - 1 <= int(coordinate(mark.day)) <= month


def cause(results: Results, variant: Variant, t: int, up: bool, streams: Sequence[str]) -> str:
    """What moves revenue in a month, told of the one of `streams` that moves most: an act, a cap, prices and season."""
    month = results.scenario.start + t
    moved = results.of("receipts", variant)[t] - results.of("receipts", variant)[t - 1]
    sign = 1 if up else -1
    most = max(streams, key=lambda stream: sign * moved[results.streams.index(stream)])
    stream = next(s.label for s in results.scenario.streams if s.id == most).lower()
    acts = [p for p in provisions_in_force(results.scenario) if most in p.streams and not p.transposes]
    caps = [p for p in acts if p.kind == "cap" and month_of(p.effective) <= month]
    moved_ahead = results.of("moved", variant)[t, results.streams.index(most)]
    if up and moved_ahead > HALF * moved[results.streams.index(most)]:
        return f"{stream} hurried out before a ban binds"
    if up and caps and month % 12 == 0:
        return f"the cap of {_named(caps[-1].id)} opens anew"
    binding = [p for p in acts if month - 1 <= month_of(p.binds) <= month and p not in caps]
    if not up and caps and not binding:
        return f"the cap on {stream} is used up"
    if up and caps and binding:
        return f"{_named(binding[0].id)} takes the place of the cap; its wind-down lets {stream} out"
    told = _told(results, {p.id for p in acts}, month, most)
    if not up and (found := [p.id for p in binding] + told[IN_FORCE]):
        return f"{_named(found[0])} comes to bind on {stream}"
    for what, said in ((ENDED, "lifting of"), (RELIEF, "talks ease")):
        if up and told[what]:
            return f"{said} {' and '.join(dict.fromkeys(map(_named, told[what])))} for {stream}"
    k = results.streams.index(most)
    demand = results.of("value", variant)[t, k] - results.of("value", variant)[t - 1, k]
    if abs(demand) > HALF * abs(moved[k]):
        return f"{stream} moves without sanctions too (season or price)"
    return f"partners' compliance on {stream}"


def _told(results: Results, acts: set[str], month: int, stream: str) -> dict[str, list[str]]:
    """Which of some acts began, ended or were eased in a month or the one before, by the word of the event log; at
    partners that have an amount of the stream, for nothing of it falls where an act binds those that buy none."""
    buyers = {p.id for p in results.scenario.partners if f"baseline.{stream}.{p.id}" in results.scenario.numbers}
    found: dict[str, list[str]] = {what: [] for what in (IN_FORCE, ENDED, RELIEF)}
    for event in results.events:
        act = event.act.partition(" ")[0]  # how much of it is eased stands behind its name
        concerned = not event.partners or not buyers or not buyers.isdisjoint(event.partners)
        if concerned and event.what in found and act in acts and month - 1 <= month_of(event.day) <= month:
            found[event.what].append(act)
    return found


def _named(act: str) -> str:
    """An act's name in capitals, from the id of its paragraph."""
    return act.partition(".")[0].upper().replace("_", " ")
