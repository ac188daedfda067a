"""Where the money goes: trade by the way it took each month, and step by step from no sanctions to what is received."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.analysis.bands import added, reading_words, taken_words
from sim.analysis.curves import Mark, Words
from sim.analysis.figures import marks_of
from sim.analysis.said import about
from sim.analysis.telling import CENTRAL, beside_draws, draws_words, finding, words_of
from sim.common.axes import Array
from sim.common.months import first_day
from sim.runs.results import MUSD_A_MONTH, Results
from sim.runs.variants import OWN_NOTICES, SCENARIO

WAYS: dict[str, str] = {
    "permitted": "Permitted",
    "open": "Bought in breach",
    "diverted": "Diverted to others",
    "smuggled": "Smuggled",
    "denied": "Denied",
}
"""What becomes of trade, in the order in which it is stacked."""

AT_PORTS = "Trade that waits at ports counts as denied until it leaves."
LEAST = 0.5
"""USD million: smaller steps are not told."""


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
    band: tuple[float, float] | None = None
    """The ends of the middle 90 % of draws of its amount."""


@dataclass(frozen=True)
class Waterfall:
    """Steps from one total to another."""

    words: Words
    steps: tuple[Step, ...]
    unit: str


def channels_of(results: Results) -> Channels:
    """The goods trade of a run's central run by what becomes of it: medians of areas would not add up.

    Its title is the headline's, of the draws where there are any; what the areas take stands beside it.
    """
    goods = results.group("goods")

    def summed(name: str) -> Array:
        return results.summed(name, SCENARIO, goods)

    areas = {name: summed(name) for name in WAYS}
    waits = summed("stored") - summed("released")
    if np.abs(waits).max(initial=0.0) > 1e-6:
        areas["denied"] = areas["denied"] + waits
    what = f"Goods trade by what becomes of it, {MUSD_A_MONTH}"
    drawn = results.has(SCENARIO, "windows.denied")
    takes = f", which takes {_taken(results)}" if results.scenario.bundle else ""
    shown = f"{beside_draws(results, 'areas')}{takes}" if drawn else CENTRAL
    words = words_of(results, what, against(results, drawn), (AT_PORTS,), shown)
    months = tuple(first_day(month) for month in results.axes["month"])
    whole = summed("value") + summed("substitution")
    return Channels(words, months, areas, whole, summed("receipts"), tuple(marks_of(results.scenario)))


def against(results: Results, drawn: bool = False) -> str:
    """What the whole bundle takes against no sanctions, as the headline has it: of the draws, or of the central run."""
    if not results.scenario.bundle:
        return finding(results)
    if drawn:
        return f"All acts together take {taken_words(results)}"
    year = results.windows[0].label
    return f"All acts together take {_taken(results)} million USD of goods exports in {year} (central run)"


def _taken(results: Results) -> str:
    """What the whole bundle takes in the central run, in the headline's year."""
    return about(results.denied(SCENARIO, results.windows[0], results.group("goods")))


SERIES: dict[str, tuple[str, int]] = {
    "Trade without sanctions": ("value", 1),
    "New goods in their place": ("substitution", 1),
    "Denied": ("denied", -1),
    "Price cuts": ("discounts", -1),
    "Caught": ("interdicted", -1),
    "Banks cut off": ("payment", -1),
    "Received": ("receipts", 1),
}
"""The steps of a waterfall in their order: the series of each, and whether it adds or takes."""
BESIDE = "Sent ahead of acts, or at ports"
"""The step before the last: what other months' trade adds or takes, which is what the others leave."""


def waterfall_of(results: Results) -> Waterfall:
    """From trade without sanctions to receipts in the headline's year.

    Means of the draws, which add up as medians do not, with the band of each step; else the central run.
    """
    year = results.windows[0]
    drawn = results.has(SCENARIO, "windows.denied")
    amounts = _drawn(results) if drawn else _central(results)
    *begun, received = SERIES
    amounts[BESIDE] = 2 * amounts[received] - sum(amounts.values())
    steps = []
    for label in (*begun, BESIDE, received):
        mean, total = float(np.nanmean(amounts[label])), label in (begun[0], received)
        if total or abs(mean) >= LEAST:
            steps.append((label, mean, total, _band(amounts[label])))
    how = f"means of {draws_words(results.draws)}, which add up" if drawn else CENTRAL
    words = words_of(results, "Goods exports, USD million", against(results, drawn), drawn=how, period=year.label)
    return Waterfall(words, steps_of(steps), "USD million")


def _central(results: Results) -> dict[str, Array]:
    year, goods = results.windows[0], results.group("goods")
    return {
        label: np.array([sign * results.yearly(name, SCENARIO, year, goods)]) for label, (name, sign) in SERIES.items()
    }


def _drawn(results: Results) -> dict[str, Array]:
    return {label: sign * results.drawn(SCENARIO, 0, measure=name) for label, (name, sign) in SERIES.items()}


def _band(amounts: Array) -> tuple[float, float] | None:
    """The ends of the middle 90 % of draws; None of a single run."""
    if len(amounts) == 1:
        return None
    low, high = np.nanquantile(amounts, (0.05, 0.95))
    return float(low), float(high)


def bridge_of(results: Results, rows: Sequence[tuple[str, float, bool]]) -> Waterfall:
    """From the officials' claim to the modelled number, by the rows of the headline's bridge; the first is a total.

    Its steps are told by the central run; the last number has the band of its draws.
    """
    bands: list[tuple[float, float] | None] = [None] * len(rows)
    own = next((v for v in (OWN_NOTICES, SCENARIO) if results.has(v, "windows.receipts")), None)
    if own and reading_words(results.scenario, own) == OWN_NOTICES.words:
        bands[-1] = _band(added(results, own, 0))
    steps = [(*row[:2], row[2] or n == 0, band) for n, (row, band) in enumerate(zip(rows, bands, strict=True))]
    claim, model = about(rows[0][1]), about(rows[-1][1])
    year = results.windows[0].label
    title = f"Officials claimed {claim} million USD; the model has {model} in {year} (central run, own notices)"
    words = words_of(results, "From the claim to the model, USD million", title, drawn=CENTRAL, period=year)
    return Waterfall(words, steps_of(steps), "USD million")


def steps_of(given: Sequence[tuple[str, float, bool, tuple[float, float] | None]]) -> tuple[Step, ...]:
    """Steps whose printed whole numbers add up: each change is the difference of the rounded totals around it."""
    found, level, printed = [], 0.0, 0
    for label, amount, total, band in given:
        level = amount if total else level + amount
        after = round(level)
        found.append(Step(label, amount, total, after if total else after - printed, band))
        printed = after
    return tuple(found)
