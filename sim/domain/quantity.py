"""A number about the world, with its range and where it is from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Distribution = Literal["triangular", "uniform", "lognormal", "fixed", "discrete"]
Basis = Literal["observed", "estimated", "derived", "judgement"]
Kind = Literal["customs", "partner statistics", "UN Panel", "official claim", "press", "judgement"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number about the world: its central value, its range, what it rests on and when it could be known.

    `value`, `low` and `high` are in the model's own units (USD million, kilotonnes, months); `unit` is the unit as
    written in the table. `known_by` is the month (YYYY-MM) in which the number could first be known.
    """

    name: str
    value: float
    unit: str
    low: float
    high: float
    distribution: Distribution = "triangular"
    date: str = ""
    known_by: str = ""
    basis: Basis = "judgement"
    kind: Kind = "judgement"
    source: str = ""
    note: str = ""
    origin: str = ""
    """The table row or scenario line it was read from."""


Numbers = Mapping[str, Quantity]
"""Every number behind a scenario, by name: 'theta', 'theta.coal', 'baseline.coal.china'."""


def key_of(numbers: Mapping[str, object], name: str, *scopes: str) -> str:
    """The most specific name under which a number is given: 'theta.coal' before 'theta.goods' before 'theta'.

    Raises KeyError when it is not given at all.
    """
    for scope in scopes:
        if scope and f"{name}.{scope}" in numbers:
            return f"{name}.{scope}"
    if name not in numbers:
        raise KeyError(name)
    return name


def parameter_of(name: str) -> str:
    """'theta' of 'theta.coal': the parameter that a number is of."""
    return name.partition(".")[0]
