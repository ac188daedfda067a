"""Which number moves the answer, from a scenario to its answer: still draws for ranges, redrawn ones for variance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.analysis.answer import Answer
from sim.analysis.curves import Words
from sim.analysis.outcome import ADDED, Outcome, named, no_acts
from sim.analysis.path_words import path_words
from sim.analysis.said import about
from sim.analysis.sensitivity import (
    Reading,
    Sensitivity,
    Swing,
    check_draws,
    groups_of,
    one_at_a_time,
    parts_of,
    ranked,
    samples,
    swings_of,
)
from sim.analysis.sensitivity_said import MOST_NUMBERS, sensitivity_answer
from sim.analysis.telling import CENTRAL, subtitle
from sim.common.axes import Array
from sim.domain.parameters import PARAMETERS
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario
from sim.plots.saving import Drawn
from sim.plots.style import SIZES, Size
from sim.plots.tornado import Panel, TornadoRow, tornado_figure
from sim.runs.cases import Cases, run_cases
from sim.runs.own import Own
from sim.runs.progress import Progress
from sim.runs.variants import READINGS, Variant, asked, without_tested
from sim.runs.windows import windows_of

Pairs = Mapping[Variant, tuple[Scenario, Scenario]]
"""A scenario in each reading, and what it is held against."""


def sensitivity(scenario: Scenario, outcome: Outcome, draws: int, workers: int = 1) -> tuple[Answer, Sensitivity]:
    """Which number moves the answer. Raises BadInput for too few draws, or draws that are no eight equal parts."""
    check_draws(draws)
    scenario = replace(scenario, draws=draws)
    readings = [Variant(scenario.benchmark)] if scenario.benchmark else list(READINGS)
    nothing, pairs = no_acts(scenario), dict[Variant, tuple[Scenario, Scenario]]()
    for reading in readings:
        base = asked(scenario, reading)
        pairs[reading] = (base, without_tested(base) if outcome.measure == ADDED else nothing)
    still = one_at_a_time(scenario)
    lanes = len(next(iter(still.numbers.values())))
    alone = _denied(pairs, {"still": still}, outcome, lanes, workers)
    swings = {reading: swings_of(scenario, alone[reading]["still"]) for reading in readings}
    groups = groups_of(scenario, ranked(list(swings.values())))
    drawn = _denied(pairs, samples(scenario, groups), outcome, draws, workers)
    sound = np.isfinite([table for one in drawn.values() for table in one.values()]).all(axis=0)
    found = []
    for reading in readings:
        kept = {name: denied[sound] for name, denied in drawn[reading].items()}
        central = float(alone[reading]["still"][0])
        found.append(Reading(reading.words, central, kept["a"], swings[reading], parts_of(groups, kept)))
    whole = Sensitivity(scenario, outcome, tuple(found), int((~sound).sum()))
    return sensitivity_answer(whole, (named([outcome]),)), whole


def _denied(
    pairs: Pairs, own: Mapping[str, Own], outcome: Outcome, draws: int, workers: int
) -> dict[Variant, dict[str, Array]]:
    """What is denied in each reading in each sample of draws; a scenario that readings share is run once.

    Reading by reading: lanes of one reading have less law between them than lanes of several.
    """
    cases = {
        (id(scenario), name): (scenario, one)
        for pair in pairs.values()
        for name, one in own.items()
        for scenario in pair
    }
    windows = tuple(windows_of(next(iter(pairs.values()))[0])[:1])
    run = Cases(tuple(s for s, _ in cases.values()), windows, draws, tuple(one for _, one in cases.values()))
    earned = run_cases(run, workers, Progress(run.lanes, unit="lanes")).summed(outcome.streams)[:, 0]
    place = {case: n for n, case in enumerate(cases)}
    return {
        reading: {name: outcome.of(earned[place[id(one), name]], earned[place[id(beside), name]]) for name in own}
        for reading, (one, beside) in pairs.items()
    }


def draw_sensitivity(found: Sensitivity, size: Size = SIZES["page"]) -> Drawn:
    """The figure of which number moves the answer: a tornado for each reading."""
    names = found.order[:MOST_NUMBERS]
    panels = [(reading.words, reading.central, _rows(reading.swings, names)) for reading in found.readings]
    year = windows_of(found.scenario)[0].label
    what = f"{found.outcome.series} {found.outcome.words} in {year}"
    how = f"{CENTRAL}, one number moved over its own range"
    below = subtitle(f"{what}, {found.outcome.unit}", "", how, found.scenario.title)
    rests = f"baseline {found.scenario.baseline}, behaviour {found.scenario.behaviour}"
    source = f"Model estimate, not a forecast. Source: dial sensitivity, {rests}; dial sources."
    return tornado_figure(Words(_finding(panels[0]), below, (source,)), panels, size)


def _finding(panel: Panel) -> str:
    """Which number moves the first reading's answer most, and from where to where."""
    reading, _, rows = panel
    if not rows:
        return "No number moves the answer"
    most = max(rows, key=lambda row: abs(row.high - row.low))
    ends = " to ".join(f"{about(end)}" for end in sorted((most.low, most.high)))
    return f"What moves the answer most: {most.label}, from {ends} ({reading})"


def _named(quantity: Quantity) -> str:
    """A number in words: those of behaviour by their labels, others by what they are of."""
    first = quantity.name.partition(".")[0]
    return path_words(f"behaviour.{quantity.name}" if first in PARAMETERS else quantity.name)


def _rows(swings: Sequence[Swing], names: Sequence[str]) -> list[TornadoRow]:
    by_name = {swing.quantity.name: swing for swing in swings}
    each = [by_name[name] for name in names]
    return [TornadoRow(_named(s.quantity), s.low, s.high, s.quantity.basis == "judgement") for s in each]
