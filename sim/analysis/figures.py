"""Results as their figures show them: monthly revenue with the dates of acts, and the fan over the draws."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from sim.analysis.bands import answer_in_words
from sim.analysis.curves import Band, Curves, Fan, Mark
from sim.common.axes import Array
from sim.common.months import first_day
from sim.domain.law import Measure
from sim.domain.scenario import Scenario, provisions_in_force
from sim.runs.results import Results
from sim.runs.variants import PRIOR_LAW, SCENARIO, Variant
from sim.store.provenance import run_id


def curves_of(results: Results) -> Curves:
    """The goods revenue of a run as its figure shows it; where there are draws, its title ends with the answer."""
    scenario = results.scenario
    goods = results.positions(results.group("goods"))
    labels = {stream.id: stream.label for stream in scenario.streams}

    def total(name: str, variant: Variant) -> Array:
        table = results.of(name, variant)
        return sum((table[:, k] for k in goods), np.zeros(len(table)))

    return Curves(
        title=f"{scenario.title}: {answer_in_words(results)}" if results.draws > 1 else scenario.title,
        subtitle=_subtitle(scenario),
        months=tuple(first_day(month) for month in results.axes["month"]),
        streams=tuple((results.streams[k], labels[results.streams[k]]) for k in goods),
        receipts=results.of("receipts")[:, goods],
        recorded=total("recorded", SCENARIO),
        counterfactual=total("value", SCENARIO),
        prior_law=total("receipts", PRIOR_LAW) if scenario.under_test and results.has(PRIOR_LAW) else None,
        marks=tuple(_marks(scenario)),
        source=f"Run {run_id(scenario)}; baseline {scenario.baseline}, behaviour {scenario.behaviour}; dial sources",
    )


def fan_of(results: Results) -> Fan:
    """The goods revenue of an ensemble as its fan chart shows it."""
    curves = curves_of(results)

    def band(measure: str, central: Array) -> Band:
        low90, low50, median, high50, high90 = results.bands(SCENARIO, measure, "goods")
        return Band(central, median, low50, high50, low90, high90)

    return Fan(
        title=curves.title,
        subtitle=curves.subtitle.replace("central run", f"{results.draws:,} draws"),
        months=curves.months,
        receipts=band("receipts", curves.receipts.sum(axis=1)),
        recorded=band("recorded", curves.recorded),
        counterfactual=curves.counterfactual,
        marks=curves.marks,
        source=curves.source,
    )


def _subtitle(scenario: Scenario) -> str:
    if scenario.benchmark == "law_only":
        reading = "every measure carried out in full at its date"
    elif scenario.benchmark == "no_compliance":
        reading = "nobody complies"
    else:
        silent = sum(scenario.will_of(p.id).silent for p in scenario.partners)
        reading = (
            "partners act by their own notices"
            if not silent
            else "dial only"
            if silent == len(scenario.partners)
            else "some partners without notices"
        )
    return f"Goods exports of North Korea, model estimate, central run; {reading}"


def _marks(scenario: Scenario) -> Iterator[Mark]:
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
