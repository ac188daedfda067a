"""A sweep as its author means it: a base scenario, axes, bundles, cases, and what to keep of each point."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from sim.reading.yaml.document import Document, Path_

Method = Literal["sobol", "latin"]
Combine = Literal["grid", "zip"]

ADDED = "added"
MEASURES = ("receipts", "recorded", "net", "value", "denied", ADDED)
"""What can be kept of a group or stream. `denied`: no sanctions less receipts; `added`: prior law less receipts."""

MEASURE_WORDS = {
    "receipts": "receipts",
    "recorded": "recorded trade",
    "net": "hard currency kept",
    "value": "trade without sanctions",
    "denied": "denied by the bundle",
    ADDED: "denied by the acts under test",
}


@dataclass(frozen=True)
class Value:
    """One value of an axis: what was written, its text for tables, and the document that lays it over a scenario."""

    given: Any
    text: str
    document: Document


@dataclass(frozen=True)
class Axis:
    """A path of the scenario and the values it takes in turn."""

    path: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Spread:
    """A path whose values are spread over a range, by Sobol points or a Latin hypercube.

    `ends` are the two ends of the range as written, or nothing: the number's own range, by its own distribution.
    """

    path: str
    method: Method
    ends: tuple[Value, ...]
    where: Path_


@dataclass(frozen=True)
class Choice:
    """A named bundle or case: what it lays over the scenario."""

    name: str
    documents: tuple[Document, ...]
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Output:
    """A result kept of every point: a measure of a group or stream in a calendar year, USD million."""

    series: str
    measure: str
    year: int

    @property
    def name(self) -> str:
        """'goods.denied', as it is written in a sweep file."""
        return f"{self.series}.{self.measure}"

    @property
    def column(self) -> str:
        """'goods_denied_2018_musd', as a column of a table."""
        return f"{self.series}_{self.measure}_{self.year}_musd"


@dataclass(frozen=True)
class Sweep:
    """Rows: bundles x cases x axes (a grid, or in step) x points spread over ranges; each with the same draws."""

    name: str
    title: str
    file: str
    base: str
    axes: tuple[Axis, ...]
    spreads: tuple[Spread, ...]
    bundles: tuple[Choice, ...]
    cases: tuple[Choice, ...]
    design: Combine
    points: int
    draws: int
    seed: int | None
    series: tuple[tuple[str, str], ...]
    """(group or stream, measure) of each output"""
    years: tuple[int, ...]
    """Calendar years to keep; none: all that lie wholly in every point's horizon."""
    document: Document = field(repr=False)
