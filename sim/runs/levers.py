"""What a government could do otherwise: dials moved or held, and notices withdrawn. Scenarios in, scenarios out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from sim.domain.law import ALWAYS, NOTICES_OFF, Step
from sim.domain.scenario import Scenario, Will

LOWEST, HIGHEST = 0.0, 10.0
"""The ends of the dial."""

Dial = tuple[Step, ...]


def dial_of(scenario: Scenario, partner: str) -> Dial:
    """The dial path of a partner: its own, else the campaign's."""
    return scenario.will_of(partner).dial or scenario.campaign


def held(level: float) -> Dial:
    """A dial held at one level on all days."""
    return (Step(ALWAYS, level),)


def notch_of(paths: Iterable[Dial]) -> float:
    """The notch by which all of these paths can move: one up, or one down where only that leaves none at an end."""
    levels = [step.level for path in paths for step in path] or [LOWEST]
    only_down = max(levels) + 1.0 > HIGHEST and min(levels) - 1.0 >= LOWEST
    return -1.0 if only_down else 1.0


def moved(path: Dial, notches: float) -> Dial:
    """A dial path moved by so many notches on all days, between the ends of the dial. Before its first step it is 0."""
    begun = path if path and path[0].start <= ALWAYS else (Step(ALWAYS, LOWEST), *path)
    return tuple(replace(step, level=min(HIGHEST, max(LOWEST, step.level + notches))) for step in begun)


def with_dials(scenario: Scenario, dials: Mapping[str, Dial]) -> Scenario:
    """The scenario with other dial paths for some partners."""
    return _with_wills(scenario, dials, lambda will: replace(will, dial=dials[will.partner]))


def without_notices(scenario: Scenario, partners: Collection[str]) -> Scenario:
    """The scenario with all notices of some partners off, on all days; what they order of their own stays."""
    return _with_wills(scenario, partners, lambda will: replace(will, notices=NOTICES_OFF))


def _with_wills(scenario: Scenario, partners: Iterable[str], changed: Callable[[Will], Will]) -> Scenario:
    """The scenario with the wills of some partners changed, those of partners that have none of their own included."""
    wills = {partner: scenario.will_of(partner) for partner in [will.partner for will in scenario.wills]}
    wills |= {partner: changed(scenario.will_of(partner)) for partner in partners}
    return replace(scenario, wills=tuple(wills.values()))
