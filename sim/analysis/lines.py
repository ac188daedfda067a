"""A step of an explanation: what it is, its number, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario
from sim.world.arrays import full

LETTERS = {
    "V": "what would be sold without measures",
    "f": "the share of the month in which an act binds",
    "R": "restricted: what the strictest act takes of V",
    "c": "compliance: the share of R that the partner really stops",
    "X": "displaced: stopped here, looking for another way",
    "y": "taken over from other partners",
    "D": "diverted: sold to somebody else",
    "K": "the most that can be smuggled",
    "S": "smuggled",
    "N": "denied: neither diverted nor smuggled",
}
"""What the letters of the model mean, a phrase each."""


@dataclass(frozen=True)
class Line:
    """One step of a chain: what it is, its value as text, what it rests on, and the number itself, if it is one."""

    what: str
    value: str
    why: str = ""
    number: float = float("nan")


def money(what: str, value: float, why: str = "") -> Line:
    """A step in USD million a month, to the thousand in print."""
    return Line(what, f"{value:,.3f} MUSD", why, value)


def factor(what: str, value: float, why: str = "") -> Line:
    """A step that multiplies."""
    return Line(what, f"{value:.4f}", why, value)


def said_of(quantity: Quantity) -> str:
    """What a quantity rests on: basis, range, source, and where it stands."""
    spread = f"{quantity.low:g} to {quantity.high:g}" if quantity.low < quantity.high else "fixed"
    return f"{quantity.basis}, {spread}; {quantity.source} [{quantity.origin}]"


def group_of(scenario: Scenario, stream: str) -> str:
    """The group of a stream."""
    return next(s.group for s in scenario.streams if s.id == stream)


def at(values: np.ndarray, row: int) -> float:
    """The first lane of a row. `values` (row, lane)."""
    return float(full(values, max(1, values.shape[-1]))[row, 0])
