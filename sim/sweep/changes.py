"""What a value of an axis changes in a scenario: numbers and dials, which lanes can carry, or more than that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from sim.domain.law import Step
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario

CAMPAIGN = ""
"""Whose dial the campaign's is."""

Dial = tuple[Step, ...]

CARRIED = ("numbers", "campaign", "wills")
"""Fields of a scenario that can change without touching its structure."""


@dataclass(frozen=True)
class Change:
    """How a scenario differs from another."""

    numbers: Mapping[str, Quantity]
    dials: Mapping[str, Dial]
    """By partner; '' for the campaign's."""
    rest: bool
    """Whether anything but numbers and dials differs."""
    gone: frozenset[str] = frozenset()
    """Numbers that are there no more."""

    @property
    def keys(self) -> frozenset[str]:
        """What is touched: names of numbers, and 'dial of …'."""
        return self.gone | frozenset(self.numbers) | {dial_of(who) for who in self.dials}


def dial_of(who: str) -> str:
    """A partner's dial, or the campaign's, beside the names of numbers."""
    return f"dial of {who}"


def change(base: Scenario, other: Scenario) -> Change:
    """What differs between two readings of one scenario file."""
    numbers = {name: q for name, q in other.numbers.items() if base.numbers.get(name) != q}
    dials = {} if base.campaign == other.campaign else {CAMPAIGN: other.campaign}
    alike = len(base.wills) == len(other.wills)
    for one, two in zip(base.wills, other.wills, strict=alike) if alike else ():
        alike = alike and replace(one, dial=two.dial) == two
        if one.dial != two.dial:
            dials[two.partner] = two.dial
    fixed = [f.name for f in fields(Scenario) if f.name not in CARRIED]
    gone = frozenset(base.numbers.keys() - other.numbers.keys())
    rest = not alike or bool(gone) or any(getattr(base, name) != getattr(other, name) for name in fixed)
    return Change(numbers, dials, rest, gone)


def bare(change: Change) -> object:
    """What a change does to results, without words about sources; equal where the results are."""
    numbers = {n: (q.value, q.low, q.high, q.distribution) for n, q in sorted(change.numbers.items())}
    return numbers, dict(sorted(change.dials.items()))


def completed(changes: Sequence[Change], base: Scenario) -> tuple[Change, ...]:
    """The changes of one source's values, each with all numbers and dials that any of them touches.

    So each can follow any other in the lanes of one run. Where some give a number that neither the base nor the others
    have, lanes cannot carry them: a run has one set of numbers.
    """
    names = {name for c in changes for name in c.numbers}
    if any(names - base.numbers.keys() - c.numbers.keys() for c in changes):
        return tuple(replace(c, rest=True) for c in changes)
    numbers = {name: base.numbers[name] for name in names if name in base.numbers}
    own = {will.partner: will.dial for will in base.wills} | {CAMPAIGN: base.campaign}
    dials = {who: own[who] for c in changes for who in c.dials}
    return tuple(
        replace(c, numbers={**numbers, **c.numbers}, dials={**dials, **c.dials}) if not c.rest else c for c in changes
    )


def overlaid(scenario: Scenario, numbers: Mapping[str, Quantity], dials: Mapping[str, Dial]) -> Scenario:
    """A scenario with some numbers and dials replaced."""
    wills = tuple(replace(w, dial=dials[w.partner]) if w.partner in dials else w for w in scenario.wills)
    campaign = dials.get(CAMPAIGN, scenario.campaign)
    return replace(scenario, numbers={**scenario.numbers, **numbers}, wills=wills, campaign=campaign)
