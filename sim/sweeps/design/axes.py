"""A sweep as its author means it: base scenario, axes, bundles, cases, outputs; and each part read from its file."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sim.reading.yaml.document import Document, Path_, below
from sim.reading.yaml.settings import nested, path_of

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


METHODS: tuple[Method, ...] = ("sobol", "latin")
LONGEST_NAME = 60
RANGED = {"value", "low", "high", "unit", "distribution"}
"""Keys of a number with its range that are told in few words."""


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


# -- read from the file -----------------------------------------------------------------------------------------------


def part(document: Document, key: str) -> dict[str, Any]:
    """The axes, bundles or cases of a file; none where something else stands there."""
    found = document.content.get(key)
    return found if isinstance(found, dict) else {}


def method_of(given: Any) -> Method | None:
    """How an axis is spread over a range; None for one that lists its values."""
    return next((m for m in METHODS if isinstance(given, dict) and m in given), None)


def output_of(text: str) -> tuple[str, str]:
    series, _, measure = text.rpartition(".")
    return series, measure


def axis_of(document: Document, name: str, given: Any) -> Axis:
    """An axis that lists its values, or steps through them."""
    where: Path_ = ("axes", name)
    if isinstance(given, dict):
        return Axis(name, tuple(_value(document, name, value, where) for value in _stepped(given)))
    return Axis(name, tuple(_value(document, name, value, (*where, n)) for n, value in enumerate(given)))


def spread_of(document: Document, name: str, given: Mapping[str, Any]) -> Spread:
    """An axis spread over a range."""
    method = method_of(given)
    assert method is not None
    where: Path_ = ("axes", name, method)
    ends = given[method] if isinstance(given[method], list) else []
    return Spread(name, method, tuple(_value(document, name, v, (*where, n)) for n, v in enumerate(ends)), where)


def bundle_of(document: Document, name: str, given: Any) -> Choice:
    """A named bundle; a list of acts tests none of them."""
    where: Path_ = ("bundles", name)
    keys = ("bundle", "under_test")
    parts = given if isinstance(given, dict) else {"bundle": given}
    places = {key: (*where, key) if isinstance(given, dict) else where for key in keys}
    return Choice(name, tuple(_laid(document, (key,), parts.get(key, []), places[key]) for key in keys))


def case_of(document: Document, name: str, given: Mapping[str, Any]) -> Choice:
    """A named case: some paths and their values."""
    laid = [_laid(document, path_of(path), value, ("cases", name, path)) for path, value in given.items()]
    return Choice(name, tuple(laid), tuple(given))


def _value(document: Document, name: str, given: Any, where: Path_) -> Value:
    return Value(given, _text_of(given), _laid(document, path_of(name), given, where))


def _laid(document: Document, path: Path_, value: Any, where: Path_) -> Document:
    """A value as a document of its own, whose parts stand where the sweep file has them; its path, at its axis."""
    key = where[:2] if where[0] == "axes" else where
    places = {path[:depth]: document.place(key) for depth in range(1, len(path))}
    places[path] = document.place(where)
    inside = {w[len(where) :]: place for w, place in document.places.items() if below(w, where)}
    places |= {(*path, *inner): place for inner, place in inside.items()}
    return Document(document.file, nested(path, value), places)


def steps_in(given: Any) -> int:
    try:
        return math.floor((given["to"] - given["from"]) / given["step"] + 1e-9) + 1
    except (TypeError, KeyError, ValueError, ZeroDivisionError, OverflowError):
        return 0


def _stepped(given: Mapping[str, Any]) -> list[float | str]:
    """The values of an axis in steps, free of the dust of binary fractions; with their unit, where there is one."""
    whole = isinstance(given["from"], int) and isinstance(given["step"], int)
    steps = [given["from"] + n * given["step"] for n in range(steps_in(given))]
    values = steps if whole else [float(f"{value:.12g}") for value in steps]
    return [f"{value:.12g} {given['unit']}" for value in values] if "unit" in given else values


def _text_of(given: Any) -> str:
    """A value as tables and figures name it: '0.5', 'unscr_2270, unscr_2371', '4 from 2017-01, 9 from 2018-01'."""
    if isinstance(given, str):
        return given
    if isinstance(given, float):
        return f"{given:.12g}"
    if isinstance(given, dict) and {"value", "low", "high"} <= given.keys() <= RANGED:
        words = [f"{given[key]}" for key in ("unit", "distribution") if key in given]
        return " ".join([f"{given['value']} ({given['low']} to {given['high']})", *words])
    if isinstance(given, list):
        parts = [_step_text(part) if isinstance(part, dict) else part for part in given]
        words = [part for part in parts if isinstance(part, str)]
        if len(words) == len(parts):
            return ", ".join(words) or "none"
    return json.dumps(given, ensure_ascii=False, default=str)


def _step_text(step: Mapping[str, Any]) -> str | None:
    """A step of a dated path in words; None for a mapping that is none."""
    levels = [value for key, value in step.items() if key != "from"]
    return f"{levels[0]:g} from {step['from']}" if len(step) == 2 and _is_step(step, levels) else None


def _is_step(step: Mapping[str, Any], levels: list[Any]) -> bool:
    return "from" in step and all(isinstance(level, int | float) for level in levels)
