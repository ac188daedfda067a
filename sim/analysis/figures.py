"""Results as their figures show them: monthly revenue with the dates of acts, and the fan over the draws."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from sim.analysis.bands import added
from sim.analysis.curves import Band, Line, Mark, Revenue
from sim.analysis.jumps import jumps_of
from sim.analysis.said import about
from sim.analysis.telling import QUANTILES, words_of
from sim.common.axes import Array
from sim.common.months import first_day
from sim.domain.law import Measure
from sim.domain.scenario import Scenario, provisions_in_force
from sim.runs.results import MUSD_A_MONTH, Results
from sim.runs.variants import PRIOR_LAW, SCENARIO, Variant


def revenue_of(results: Results) -> Revenue:
    """The goods revenue of a run as its figure shows it."""
    scenario, streams = results.scenario, results.group("goods")
    marks = tuple(marks_of(scenario))
    asks = bool(scenario.under_test) and results.has(PRIOR_LAW)
    return Revenue(
        words=words_of(results, f"Goods exports of North Korea, {MUSD_A_MONTH}", notes=_notes(results)),
        months=tuple(first_day(month) for month in results.axes["month"]),
        received=_line(results, SCENARIO, "receipts"),
        recorded=_line(results, SCENARIO, "recorded"),
        prior=_line(results, PRIOR_LAW, "receipts") if asks else None,
        counterfactual=results.summed("value", SCENARIO, streams),
        marks=marks,
        jumps=tuple(jumps_of(results, marks)),
        effect=_effect(results) if asks else "",
    )


def _line(results: Results, variant: Variant, name: str) -> Line:
    """A monthly sum of goods: its central run, and its band where that was drawn."""
    central = results.summed(name, variant, results.group("goods"))
    return Line(central, band_of(results, variant, name, central))


def band_of(results: Results, variant: Variant, name: str, central: Array) -> Band | None:
    """The monthly quantiles of all goods, None where a variant was not drawn.

    `central` (month,), USD million a month.
    """
    if not results.has(variant, f"bands.{name}"):
        return None
    low90, low50, median, high50, high90 = results.bands(variant, name, "goods")
    return Band(central, median, low50, high50, low90, high90)


def _effect(results: Results) -> str:
    """What the tested acts take, for the area between prior law and receipts."""
    year = results.windows[0]
    if results.draws > 1:
        taken = float(np.median(added(results, SCENARIO, 0)))
    else:
        taken = results.added("receipts", SCENARIO, year, results.group("goods"))
    return f"Denied: {about(taken)} in {year.label}"


def _notes(results: Results) -> list[str]:
    if results.draws == 1:
        return []
    return [f"{QUANTILES} The central run takes every number at its central value and can lie outside."]


def marks_of(scenario: Scenario) -> Iterator[Mark]:
    """The bundle's acts on goods with a date inside the horizon: the day most of their provisions come to bind."""
    first, last = first_day(scenario.start), first_day(scenario.start + scenario.months)
    goods = {stream.id for stream in scenario.streams if stream.group == "goods"}
    force = {p.measure for p in provisions_in_force(scenario) if goods & set(p.streams)}
    for measure in scenario.measures:
        if measure.id in scenario.bundle and measure.id in force:
            days = sorted(p.effective for p in measure.provisions)
            day = days[len(days) // 2]
            if first <= day < last:
                yield Mark(day, short_title(measure, day, scenario), measure.id in scenario.under_test)


def short_title(measure: Measure, day: date, scenario: Scenario) -> str:
    """'UNSCR 2371' for unscr_2371, 'US EO 13810' for us_eo_13810; a partner's act by its name and month of effect."""
    label = next((partner.label for partner in scenario.partners if partner.id == measure.issuer), "")
    return f"{label}, {day:%b %Y}" if label else measure.id.upper().replace("_", " ")
