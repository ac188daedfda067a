"""Where in a sweep a condition holds: boxes in the space of what was swept, in words, with how much each box explains.

Boxes are found by PRIM (Friedman and Fisher 1999, Statistics and Computing 9, 123-143), as scenario discovery uses it
(Bryant and Lempert 2010, Technological Forecasting and Social Change 77, 34-49).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.answer import Answer, TidyTable
from sim.analysis.said import Column, Headline, Row, SaidTable
from sim.common.axes import Array
from sim.common.errors import BadInput, Problem, nearest, some_of

CONDITION = re.compile(r"\s*([A-Za-z_.]+?)(?:_(\d{4}))?\s*(<=|>=|<|>)\s*([-+]?\d+(?:\.\d+)?)\s*")
WHERE = "--where"
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Swept:
    """A sweep's points: what was swept, (point,) each, and what came out, by output and year."""

    name: str
    inputs: Mapping[str, NDArray[np.generic]]
    outputs: Mapping[tuple[str, int], Array]


@dataclass(frozen=True)
class Condition:
    """What is looked for: an output of a year below or above a value."""

    output: str
    year: int
    sign: str
    value: float

    @property
    def words(self) -> str:
        """'goods.added < 500 in 2018'."""
        return f"{self.output} {self.sign} {self.value:g} in {self.year}"

    def holds(self, values: Array) -> Bools:
        """Where it holds."""
        compare = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}[self.sign]
        return np.asarray(compare(values, self.value))


@dataclass(frozen=True)
class Limit:
    """What a box asks of one thing that was swept: from low to high, or one of some words."""

    name: str
    low: float
    high: float
    words: tuple[str, ...] = ()

    def holds(self, values: NDArray[np.generic]) -> Bools:
        """Where it holds."""
        if self.words:
            return np.isin(values.astype(str), self.words)
        numbers = values.astype(np.float64)
        return np.asarray((numbers >= self.low) & (numbers <= self.high))


@dataclass(frozen=True)
class Box:
    """Limits that hold together, how many points lie in them, and in how many of those the condition holds."""

    limits: tuple[Limit, ...]
    points: int
    such: int


def condition_of(text: str, swept: Swept) -> Condition:
    """'goods_added < 700', 'goods.added_2018 >= 1000'. Raises BadInput for what is no condition on this sweep."""
    match = CONDITION.fullmatch(text)
    known = sorted(swept.outputs)
    shown = some_of([f"{name.replace('.', '_')}_{year}" for name, year in known])
    if not match:
        allowed = "an output, <, <=, > or >=, and a number in USD million a year, such as 'goods_added < 700'"
        raise BadInput(Problem("is no condition", key=WHERE, given=text, allowed=allowed))
    asked, year, sign, value = match.groups()
    names = {name.replace(".", "_"): name for name, _ in known}
    key = asked.replace(".", "_")
    if key not in names:
        raise BadInput(
            Problem("is no output of this sweep", key=WHERE, given=asked, allowed=shown, hint=nearest(key, names))
        )
    years = [y for name, y in known if name == names[key]]
    chosen = int(year) if year else years[0]
    if chosen not in years or (not year and len(years) > 1):
        message = "the sweep has no such year" if year else "the sweep has several years"
        raise BadInput(Problem(message, key=WHERE, given=text, allowed=shown, hint="write the year behind the output"))
    return Condition(names[key], chosen, sign, float(value))


def such_points(swept: Swept, condition: Condition) -> tuple[Swept, Bools]:
    """The points that were computed, and where the condition holds. Raises BadInput where it tells none apart."""
    values = swept.outputs[condition.output, condition.year]
    sound = np.isfinite(values)
    such = condition.holds(values[sound])
    if not such.any() or such.all():
        holds = "in none" if not such.any() else "in all"
        message = f"holds {holds} of {len(such):,} points, so there is nothing to tell apart"
        allowed = f"a value between {values[sound].min():,.0f} and {values[sound].max():,.0f}" if len(such) else ""
        raise BadInput(Problem(message, key=WHERE, given=condition.words, allowed=allowed))
    inputs = {name: column[sound] for name, column in swept.inputs.items()}
    return Swept(swept.name, inputs, {key: column[sound] for key, column in swept.outputs.items()}), such


def box_of(limits: Sequence[Limit], swept: Swept, such: Bools) -> Box:
    """A box with its points counted; limits that leave nothing out are no limits."""
    inside, kept = np.ones(len(such), dtype=bool), list[Limit]()
    for limit in limits:
        holds = limit.holds(swept.inputs[limit.name])
        if not holds.all():
            kept.append(limit)
            inside &= holds
    return Box(tuple(kept), int(inside.sum()), int((inside & such).sum()))


# -- in words ---------------------------------------------------------------------------------------------------------


def discovery_answer(swept: Swept, condition: Condition, such: Bools, boxes: Sequence[Box]) -> Answer:
    """All that is said of where a condition holds."""
    count, points = int(such.sum()), len(such)
    question = f"{condition.words} (million USD) holds in {count:,} of {points:,} points of this sweep."
    blocks = tuple(_block(n, box, swept, count) for n, box in enumerate(boxes, 1))
    facts = [
        "coverage: how many of the points in which it holds lie in the box; density: the same of the points in the box",
        "a box is a description of this sweep, of the ranges that were swept: no forecast, and no proof of a cause",
    ]
    if not boxes:
        facts.insert(0, "PRIM found no box in which it holds more often than in all points")
    headline = Headline(f"Where {condition.words}: {swept.name}", question, blocks, tuple(facts))
    return Answer("discover", (condition.words,), headline, (_tidy(boxes),), points)


def _block(number: int, box: Box, swept: Swept, count: int) -> SaidTable:
    held = f"coverage {box.such:,} of {count:,}, density {box.such:,} of {box.points:,} points"
    columns = (Column("limits", "in the box", ""), Column("swept", "of what was swept", ""))
    rows = [Row(limit.name, limit.name, (_words(limit, swept), _range(limit.name, swept))) for limit in box.limits]
    return SaidTable(f"box_{number}", f"box {number}: {held}", "", columns, tuple(rows))


def _words(limit: Limit, swept: Swept) -> str:
    if limit.words:
        return " or ".join(limit.words)
    values = swept.inputs[limit.name].astype(np.float64)
    if limit.low <= values.min():
        return f"up to {limit.high:.3g}"
    return f"from {limit.low:.3g} up" if limit.high >= values.max() else f"{limit.low:.3g} to {limit.high:.3g}"


def _range(name: str, swept: Swept) -> str:
    values = swept.inputs[name]
    if values.dtype.kind in "UO":
        return ", ".join(dict.fromkeys(map(str, values)))
    numbers = values.astype(np.float64)
    return f"{numbers.min():.3g} to {numbers.max():.3g}"


def _tidy(boxes: Sequence[Box]) -> TidyTable:
    columns = (
        Column("box", "the first, second, ... box that was found", ""),
        Column("swept", "what the limit is on: an axis, a bundle or a case", ""),
        Column("low", "the least value in the box; empty for words", "as its axis"),
        Column("high", "the greatest value in the box; empty for words", "as its axis"),
        Column("words", "the words in the box, with | between them", ""),
        Column("points", "points in the box", "1"),
        Column("such", "points in the box in which the condition holds", "1"),
    )
    rows = [
        (n, x.name, None if x.words else x.low, None if x.words else x.high, "|".join(x.words), box.points, box.such)
        for n, box in enumerate(boxes, 1)
        for x in box.limits
    ]
    return TidyTable("boxes", "boxes in which the condition holds", columns, tuple(rows))
