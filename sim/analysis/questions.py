"""The questions behind what is said: which variants a headline and its bands need."""

from __future__ import annotations

from dataclasses import replace

from sim.analysis.bridge import AT_CUSTOMS
from sim.domain.campaign import NO_MECHANISMS
from sim.domain.scenario import Scenario, provisions_in_force
from sim.runs.question import PART_REDRAWN, Question
from sim.runs.variants import (
    LAW_ONLY,
    NO_COMPLIANCE,
    PARTS_REDRAWN,
    READINGS,
    REDRAWN,
    SCENARIO,
    Variant,
    asked,
)
from sim.runs.windows import windows_of


def headline_question(scenario: Scenario) -> Question:
    """The central run with everything a headline says: readings, benchmarks, prices, the steps of the bridge."""
    variants = [SCENARIO, LAW_ONLY, replace(LAW_ONLY, base_year_prices=True), AT_CUSTOMS]
    if not scenario.benchmark:
        for reading in READINGS:
            variants += [reading, replace(reading, base_year_prices=True), replace(reading, gamma=1.0)]
        no_discounts = Variant("own_notices", discounts=False)
        variants += [no_discounts, replace(no_discounts, leaks=False), NO_COMPLIANCE]
    return Question(scenario, (*variants, *(variant.prior for variant in variants)))


def bands_question(scenario: Scenario, cells: bool = False) -> Question:
    """The draws behind a headline: the scenario, its readings where they differ from it, and judgement redrawn.

    A scenario without any act is asked alone.
    """
    variants: list[Variant] = [SCENARIO]
    if scenario.acts:
        if not scenario.benchmark:
            variants += [reading for reading in READINGS if asked(scenario, reading) != scenario]
        variants.append(REDRAWN)
        variants = [one for variant in variants for one in (variant, variant.prior)]
    windows = tuple(windows_of(scenario))
    return Question(scenario, tuple(variants), scenario.draws, windows, cells, events=has_story(scenario))


def has_story(scenario: Scenario) -> bool:
    """Whether something happens in its draws that its file does not date: partners act, or goods wait at ports."""
    by_dial = any(will.by_dial for will in scenario.wills)
    strands = any(provision.strands for provision in provisions_in_force(scenario))
    return by_dial or strands or scenario.mechanisms != NO_MECHANISMS


def parts_question(scenario: Scenario) -> Question | None:
    """The first draws of a headline with behaviour, baseline and noise redrawn, one at a time.

    None where there are too few draws to share out their variance, or no act to ask about.
    """
    if not scenario.bundle or scenario.draws < PART_REDRAWN:
        return None
    variants = tuple(one for variant in PARTS_REDRAWN for one in (variant, variant.prior))
    return Question(scenario, variants, scenario.draws, tuple(windows_of(scenario)))
