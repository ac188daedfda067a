"""Benchmarks as sets of plain numbers: every measure carried out in full at its date, or none by anybody.

Any model of compliance must beat these two or admit to it. The engine knows neither: it runs scenarios.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.domain.curve import POWER
from sim.domain.quantity import Quantity, parameter_of
from sim.domain.scenario import Benchmark, Scenario

MEANS: dict[Benchmark, dict[str, float]] = {
    "": {},
    "law_only": {"gamma": 0.0, "q": 1.0, "q_host": 1.0, "lag_days": 0.0, "tau_impl": 0.0, "theta": 0.0, "kappa": 0.0}
    | {"hurry": 0.0},
    "no_compliance": {"q": 0.0, "q_host": 0.0, "own_notice": 0.0, "gate": 0.0, "hurry": 0.0},
}
"""The numbers that a benchmark sets, for all scopes. With gamma 0 every dial carries out all of the law; `gate` is
what acts that shut a gate stop, and stands in no table."""


def in_plain_numbers(scenario: Scenario) -> Scenario:
    """The scenario with its benchmark written out as numbers; what was observed of compliance does not count in one.

    Where it sets gamma, the dial's curve is the power. Of a campaign's mechanisms it keeps what is law (rungs, talks,
    acts of coalitions) and drops rounds of designations.
    """
    set_to = MEANS[scenario.benchmark]
    if not set_to:
        return scenario
    numbers = {name: _set(q, set_to) for name, q in scenario.numbers.items()}
    numbers |= {name: _fixed(name, value) for name, value in set_to.items() if name == "gate"}
    mechanisms = replace(scenario.mechanisms, designations=None)
    curve = POWER if "gamma" in set_to else scenario.dial_curve
    return replace(scenario, numbers=numbers, dial_curve=curve, observed=(), mechanisms=mechanisms)


def _set(quantity: Quantity, set_to: dict[str, float]) -> Quantity:
    value = set_to.get(parameter_of(quantity.name))
    if value is None:
        return quantity
    return replace(quantity, value=value, low=value, high=value, distribution="fixed")


def _fixed(name: str, value: float) -> Quantity:
    return Quantity(name, value, "1", value, value, "fixed")


def left_free(scenario: Scenario, values: dict[str, Any]) -> dict[str, Any]:
    """Of values given by a number's name, those that the scenario's benchmark does not set."""
    return {name: value for name, value in values.items() if parameter_of(name) not in MEANS[scenario.benchmark]}
