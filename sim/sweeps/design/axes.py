"""A sweep as its author means it: a base scenario, axes, bundles, cases, and what to keep of each point."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from sim.reading.yaml.document import Document, Path_

Method = Literal["sobol", "latin"]
Combine = Literal["grid", "zip"]

ADDED = "added"
WAYS = ("open_received", "diverted_received", "smuggled_received")
"""Receipts of trade that the law restricts, by the way it went on."""

MEASURES = ("receipts", "recorded", "net", "value", "denied", ADDED, *WAYS)
"""What can be kept of a group or stream. `denied`: no sanctions less receipts; `added`: prior law less receipts."""

PARTNERS = "partners."
"""Begins the name of a partner as a series: 'partners.russia', all goods that it buys."""

OF_PARTNERS = ("receipts", "recorded", "value", "denied", ADDED)
"""What can be kept of a partner."""

MEASURE_WORDS = {
    "receipts": "receipts",
    "recorded": "recorded trade",
    "net": "hard currency kept",
    "value": "trade without sanctions",
    "denied": "denied by the bundle",
    ADDED: "denied by the acts under test",
    "open_received": "received of what is bought in breach of the law",
    "diverted_received": "received of what other partners took over",
    "smuggled_received": "received of what is smuggled",
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
    """A result kept of every point: a measure of a series in a calendar year, or in one month of it, USD million.

    A series is a group, a stream or a partner; `month` counts from 1, and 0 stands for the whole year.
    """

    series: str
    measure: str
    year: int
    month: int = 0

    @property
    def partner(self) -> str:
        """The partner whose trade it is; empty for a group or stream."""
        return self.series.removeprefix(PARTNERS) if self.series.startswith(PARTNERS) else ""

    @property
    def name(self) -> str:
        """'goods.denied', as it is written in a sweep file."""
        return f"{self.series}.{self.measure}"

    @property
    def column(self) -> str:
        """'goods_denied_2018_musd' or 'goods_denied_2018_03_musd', as a column of a table."""
        month = f"_{self.month:02d}" if self.month else ""
        return f"{self.series.replace('.', '_')}_{self.measure}_{self.year}{month}_musd"


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
    """(group, stream or partner, measure) of each output by year"""
    monthly: tuple[tuple[str, str], ...]
    """The same of each output by month of those years"""
    years: tuple[int, ...]
    """Calendar years to keep; none: all that lie wholly in every point's horizon."""
    document: Document = field(repr=False)
