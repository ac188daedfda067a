"""Results as their figures show them: monthly revenue with the dates of acts, and the fan over the draws."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

import numpy as np

from sim.analysis.bands import added
from sim.analysis.curves import Band, Line, Mark, Revenue
from sim.analysis.jumps import jumps_of
from sim.analysis.said import about
from sim.analysis.telling import QUANTILES, words_of
from sim.analysis.touched import leading, streams_of
from sim.analysis.touched import words_of as group_words
from sim.common.axes import Array
from sim.common.months import first_day
from sim.domain.law import Measure
from sim.domain.scenario import Scenario, provisions_in_force
from sim.domain.trade import SUMMED_GROUPS
from sim.runs.results import MUSD_A_MONTH, Results
from sim.runs.variants import PRIOR_LAW, SCENARIO, Variant


def revenue_of(results: Results, group: str = "") -> Revenue:
    """The revenue of a run as its figure shows it: of a group, unless another is given of the one that it asks about.

    Customs record goods alone. Trade without sanctions is one line, of the central run: beside draws of other groups,
    whose ranges are skewed, it would lie far from their middle.
    """
    scenario, group = results.scenario, group or leading(results)
    streams = streams_of(results, group)
    marks = tuple(marks_of(scenario, streams))
    asks = bool(scenario.under_test) and results.has(PRIOR_LAW)
    said = "Goods exports" if group == "goods" else group_words(results, group, begins=True)
    return Revenue(
        words=words_of(results, f"{said} of North Korea, {MUSD_A_MONTH}", notes=_notes(results)),
        months=tuple(first_day(month) for month in results.axes["month"]),
        received=_line(results, SCENARIO, "receipts", group),
        recorded=_line(results, SCENARIO, "recorded", group) if group == "goods" else None,
        prior=_line(results, PRIOR_LAW, "receipts", group) if asks else None,
        counterfactual=results.summed("value", SCENARIO, streams) if group == "goods" or results.draws == 1 else None,
        marks=marks,
        jumps=tuple(jumps_of(results, marks, streams)),
        effect=_effect(results, group) if asks else "",
    )


def _line(results: Results, variant: Variant, name: str, group: str) -> Line:
    """A monthly sum of a group: its central run, and its band where that was drawn."""
    central = results.summed(name, variant, streams_of(results, group))
    return Line(central, band_of(results, variant, name, central, group))


def band_of(results: Results, variant: Variant, name: str, central: Array, group: str) -> Band | None:
    """The monthly quantiles of a group, None where a variant was not drawn.

    `central` (month,), USD million a month.
    """
    if not results.has(variant, f"bands.{name}"):
        return None
    series = group if group in SUMMED_GROUPS else streams_of(results, group)[0]
    low90, low50, median, high50, high90 = results.bands(variant, name, series)
    return Band(central, median, low50, high50, low90, high90)


def _effect(results: Results, group: str) -> str:
    """What the tested acts take, for the area between prior law and receipts."""
    year = results.windows[0]
    if results.has_drawn(SCENARIO, group):
        taken = float(np.median(added(results, SCENARIO, 0, group)))
    else:
        taken = results.added("receipts", SCENARIO, year, streams_of(results, group))
    return f"Denied: {about(taken)} in {year.label}"


def _notes(results: Results) -> list[str]:
    if results.draws == 1:
        return []
    return [f"{QUANTILES} The central run takes every number at its central value and can lie outside."]


def marks_of(scenario: Scenario, streams: Collection[str] = ()) -> Iterator[Mark]:
    """The bundle's acts on some streams, goods unless others are given, with a date inside the horizon: the day most of
    their provisions come to bind.
    """
    first, last = first_day(scenario.start), first_day(scenario.start + scenario.months)
    asked = set(streams) or {stream.id for stream in scenario.streams if stream.group == "goods"}
    force = {p.measure for p in provisions_in_force(scenario) if asked & set(p.streams)}
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
