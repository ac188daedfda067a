"""What a sweep keeps of every point: which groups and streams, by which measure, in which years."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.common.errors import BadInput, nearest, some_of
from sim.domain.scenario import Scenario
from sim.domain.trade import SUMMED_GROUPS, overlapping
from sim.reading.yaml.document import Path_
from sim.sweeps.design.axes import ADDED, PARTNERS, Output, Sweep
from sim.sweeps.design.points import Points


def outputs_of(sweep: Sweep, points: Points) -> tuple[Output, ...]:
    """What is kept of every point. Raises BadInput for a year that is not wholly in every horizon."""
    settings = points.settings
    first = max(-(-scenario.start // 12) for scenario in settings)
    last = min((scenario.start + scenario.months) // 12 for scenario in settings)
    years = sweep.years or tuple(range(first, last))
    if not years:
        raise wrong_in(sweep, ("axes",), "the points' horizons share no whole calendar year")
    for year in years:
        if not first <= year < last:
            where = ("years", sweep.document.content["years"].index(year))
            allowed = f"{first} to {last - 1}" if first < last else "none: their horizons share no whole year"
            raise wrong_in(sweep, where, "is not a whole year of every point's horizon", str(year), allowed)
    for key, kept in (("outputs", sweep.series), ("monthly", sweep.monthly)):
        if (ADDED in (measure for _, measure in kept)) and (untested := _untested(points)):
            where = (key, [measure for _, measure in kept].index(ADDED))
            hint = "give {bundle: [acts], under_test: [acts]}; or keep denied, which is of the whole bundle"
            raise wrong_in(sweep, where, "added is about acts under test, and there are none here", untested, hint=hint)
    by_year = [Output(name, measure, year) for name, measure in sweep.series or _usual(points) for year in years]
    months = [(year, month) for year in years for month in range(1, 13)]
    return (*by_year, *(Output(name, measure, *month) for name, measure in sweep.monthly for month in months))


def _untested(points: Points) -> str:
    """A point with a bundle of which nothing is under test; empty where there is none."""
    for n, scenario in enumerate(points.settings):
        if scenario.acts and not scenario.under_test:
            return points.words(int(np.flatnonzero(points.setting == n)[0]))
    return ""


def wrong_in(sweep: Sweep, where: Path_, message: str, given: str = "", allowed: str = "", hint: str = "") -> BadInput:
    return BadInput(replace(sweep.document.problem(where, message), given=given, allowed=allowed, hint=hint))


def _usual(points: Points) -> tuple[tuple[str, str], ...]:
    tested = any(scenario.under_test for scenario in points.settings) and not _untested(points)
    return (*((("goods", ADDED),) if tested else ()), ("goods", "denied"), ("goods", "receipts"))


def streams_of(sweep: Sweep, scenario: Scenario, series: str) -> tuple[str, ...]:
    """The streams of a group, a stream by itself, or the goods that a partner buys.

    Raises BadInput where a scenario has none of that name.
    """
    names = [stream.id for stream in scenario.streams]
    if series in names:
        return (series,)
    kept = [*((("outputs", n), name) for n, (name, _) in enumerate(sweep.series))]
    kept += [*((("monthly", n), name) for n, (name, _) in enumerate(sweep.monthly))]
    where: Path_ = next((place for place, name in kept if name == series), ("outputs", 0))
    if series.startswith(PARTNERS):
        partner, partners = series.removeprefix(PARTNERS), [each.id for each in scenario.partners]
        if partner not in partners:
            hint = nearest(partner, partners)
            raise wrong_in(sweep, where, "no such partner", partner, some_of(partners, 40), hint)
        return tuple(sorted(stream.id for stream in scenario.streams if stream.group == "goods"))
    chosen = [stream for stream in scenario.streams if stream.group == series]
    if not chosen or series not in SUMMED_GROUPS:
        known = [*(g for g in SUMMED_GROUPS if any(s.group == g for s in scenario.streams)), *names]
        message = f"no such group or stream with the baseline {scenario.baseline}"
        raise wrong_in(sweep, where, message, series, some_of(known, 40), nearest(series, known))
    if overlapping(chosen):
        message = "these streams count the same money and cannot be added"
        raise wrong_in(sweep, where, message, series, some_of(names, 40))
    return tuple(sorted(stream.id for stream in chosen))
