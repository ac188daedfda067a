"""Where the money goes: trade by the way it took each month, and step by step from no sanctions to what is received."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.analysis.curves import Mark, Words
from sim.analysis.figures import marks_of
from sim.analysis.said import about
from sim.analysis.telling import finding, words_of
from sim.common.axes import Array
from sim.common.months import first_day
from sim.runs.results import MUSD_A_MONTH, Results
from sim.runs.variants import SCENARIO

WAYS: dict[str, str] = {
    "permitted": "Permitted",
    "open": "Bought in breach",
    "diverted": "Diverted to others",
    "smuggled": "Smuggled",
    "denied": "Denied",
}
"""What becomes of trade, in the order in which it is stacked."""


@dataclass(frozen=True)
class Channels:
    """Monthly goods trade by what becomes of it, USD million a month; the areas add up to `whole`."""

    words: Words
    months: tuple[date, ...]
    areas: Mapping[str, Array]
    whole: Array
    """Trade without sanctions, and what replaces lost trade."""
    receipts: Array
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Step:
    """A step of a waterfall, USD million: a change, or a `total` of all before it. `printed` adds up as it stands."""

    label: str
    amount: float
    total: bool
    printed: int


@dataclass(frozen=True)
class Waterfall:
    """Steps from one total to another."""

    words: Words
    steps: tuple[Step, ...]
    unit: str


def channels_of(results: Results) -> Channels:
    """The goods trade of a run's central run by what becomes of it."""
    goods = results.group("goods")

    def summed(name: str) -> Array:
        return results.summed(name, SCENARIO, goods)

    areas = {name: summed(name) for name in WAYS}
    waits = summed("stored") - summed("released")
    if np.abs(waits).max(initial=0.0) > 1e-6:
        areas["denied"] = areas["denied"] + waits
    what = f"Goods trade by what becomes of it, {MUSD_A_MONTH}, central run"
    words = words_of(results, what, against(results), ("Trade that waits at ports counts as denied until it leaves.",))
    months = tuple(first_day(month) for month in results.axes["month"])
    whole = summed("value") + summed("substitution")
    return Channels(words, months, areas, whole, summed("receipts"), tuple(marks_of(results.scenario)))


def against(results: Results) -> str:
    """What the whole bundle takes against no sanctions, as the headline's table has it."""
    if not results.scenario.bundle:
        return finding(results)
    year = results.windows[0]
    taken = about(results.denied(SCENARIO, year, results.group("goods")))
    return f"All acts together take {taken} million USD of goods exports in {year.label} (central run)"


def waterfall_of(results: Results) -> Waterfall:
    """From trade without sanctions to receipts in the headline's year, of the central run."""
    year, goods = results.windows[0], results.group("goods")

    def amount(name: str) -> float:
        return results.yearly(name, SCENARIO, year, goods)

    steps = [
        ("Trade without sanctions", amount("value"), True),
        ("New goods in their place", amount("substitution"), False),
        ("Denied", -amount("denied"), False),
        ("Waiting at ports", amount("released") - amount("stored"), False),
        ("Price cuts", -amount("discounts"), False),
        ("Caught", -amount("interdicted"), False),
        ("Banks cut off", -amount("payment"), False),
        ("Received", amount("receipts"), True),
    ]
    shown = [(label, value, total) for label, value, total in steps if total or abs(value) >= 0.5]
    what = f"Goods exports, USD million in {year.label}, central run"
    return Waterfall(words_of(results, what, against(results)), steps_of(shown), "USD million")


def bridge_of(results: Results, rows: Sequence[tuple[str, float, bool]]) -> Waterfall:
    """From the officials' claim to the modelled number, by the rows of the headline's bridge; the first is a total."""
    steps = [(label, value, total or n == 0) for n, (label, value, total) in enumerate(rows)]
    claim, model = about(rows[0][1]), about(rows[-1][1])
    year = results.windows[0].label
    title = f"Officials claimed {claim} million USD; the model has {model} in {year} (central run, own notices)"
    what = f"From the officials' claim to the modelled number, USD million in {year}, central run"
    return Waterfall(words_of(results, what, title), steps_of(steps), "USD million")


def steps_of(given: Sequence[tuple[str, float, bool]]) -> tuple[Step, ...]:
    """Steps whose printed whole numbers add up: each change is the difference of the rounded totals around it."""
    found, level, printed = [], 0.0, 0
    for label, amount, total in given:
        level = amount if total else level + amount
        after = round(level)
        found.append(Step(label, amount, total, after if total else after - printed))
        printed = after
    return tuple(found)
