"""What a question denies over its draws: the median with its bands and chance, and how much of that is judgement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sim.analysis.chances import chance_text, percent_text
from sim.analysis.happened import happened_facts
from sim.analysis.said import Headline, SaidTable, about
from sim.analysis.touched import leading, streams_of, words_of
from sim.analysis.words import CENTRAL_RUN, block_of, columns_of, row_of
from sim.common.axes import Array
from sim.domain.scenario import Scenario, curve_words
from sim.luck.replicates import SCRAMBLES, Statistic, mean, quantile, standard_error
from sim.runs.reduce import PROBABILITIES
from sim.runs.results import Results
from sim.runs.variants import BY_DIAL, DIAL_ONLY, OWN_NOTICES, PARTS_REDRAWN, REDRAWN, SCENARIO, Variant

BILLION = 1000.0
FEWEST_FOR_ERRORS = 256
"""Draws below which eight parts say nothing of a standard error."""


def added(results: Results, variant: Variant, window: int, group: str = "goods") -> Array:
    """What the tested measures take of a group's receipts by draw, USD million a year; sound draws only."""
    taken = results.drawn(variant.prior, window, group) - results.drawn(variant, window, group)
    return taken[np.isfinite(taken)]


def drawn_group(results: Results) -> str:
    """The group the ranges are about: the one the acts take from, where its totals were kept by draw; else goods."""
    group = leading(results)
    return group if results.has_drawn(SCENARIO, group) else "goods"


def with_bands(headline: Headline, results: Results) -> Headline:
    """A headline whose answer is the median with its band; tables of the central run follow as such, unmarked."""
    if not results.scenario.acts:
        return replace(headline, facts=(*earned_facts(results), *headline.facts))
    facts = [fact for fact in headline.facts if not fact.startswith("one central run")]
    central = [_as_central(block) for block in headline.blocks]
    drawn, beside = (bands_block(results), *variance_block(results)), (*happened_facts(results), *bands_facts(results))
    return replace(headline, blocks=(*drawn, *central), facts=(*beside, *facts))


def _as_central(block: SaidTable) -> SaidTable:
    rows = tuple(replace(row, strong=False) for row in block.rows)
    return replace(block, title=CENTRAL_RUN.format(title=block.title), rows=rows)


def answer_in_words(results: Results, chance: bool = False) -> str:
    """The answer in a line, the median over the draws with its 90 % band: what a headline and its figures open with.

    `chance`: with the chance of more than a billion, and what is denied.
    """
    year, group = results.windows[0].label, drawn_group(results)
    if results.scenario.acts:
        verb, amounts = "would deny", added(results, SCENARIO, 0, group)
    else:
        verb, amounts, chance = "goods would earn", results.drawn(SCENARIO, 0), False
    low, median, high = (float(q) for q in np.nanquantile(amounts, (0.05, 0.5, 0.95)))
    of = f" of {words_of(results, group)}" if chance or group != "goods" else ""
    over = f"; P(> 1 bn) {chance_text(float((amounts > BILLION).mean()), len(amounts))}" if chance else ""
    return f"{verb} {about(median)} million USD{of} in {year} (90 %: {range_text(low, high)}{over})"


def taken_words(results: Results) -> str:
    """What the whole bundle takes of goods against no sanctions, over the draws."""
    taken = results.drawn(SCENARIO, 0, measure="value") - results.drawn(SCENARIO, 0)
    low, median, high = (float(q) for q in np.nanquantile(taken, (0.05, 0.5, 0.95)))
    year = results.windows[0].label
    return f"{about(median)} million USD of goods exports in {year} (90 %: {range_text(low, high)})"


def bands_block(results: Results) -> SaidTable:
    """What would be denied with its range: receipts of the leading group, the first calendar year and the run-rate."""
    group = drawn_group(results)
    columns = columns_of("median", "range_90", "range_50", "chance_above_1_bn", "central_run")
    rows = []
    for variant in (v for v in results.variants if v.tested and not v.redrawn and results.has(v, "windows.receipts")):
        reading, (year, rate) = reading_words(results.scenario, variant), results.windows
        for n, (key, window) in enumerate((("first_year", year), ("run_rate", rate))):
            central = results.added("receipts", variant, window, streams_of(results, group))
            cells = (*_range_cells(added(results, variant, n, group)), central)
            row = row_of("would_deny_ranges", key, cells, reading=reading, year=year.label, rate=rate.label)
            rows.append(replace(row, id=f"{variant.id}_{key}", strong=_starred(results.scenario, variant)))
    return block_of("would_deny_ranges", columns, rows, draws=results.draws, what=words_of(results, group))


def _starred(scenario: Scenario, variant: Variant) -> bool:
    """One reading is starred: own notices, which customs decided for."""
    return not scenario.benchmark and reading_words(scenario, variant) == OWN_NOTICES.words


def reading_words(scenario: Scenario, variant: Variant) -> str:
    """Whose reading a variant is, in words; the scenario's own goes by what it lets partners' notices do."""
    if variant != SCENARIO or scenario.benchmark:
        return variant.words
    wills = [scenario.will_of(partner.id) for partner in scenario.partners]
    silent, ruled = all(will.silent for will in wills), any(will.by_dial for will in wills)
    return (BY_DIAL if ruled else DIAL_ONLY if silent else OWN_NOTICES).words


def band_cells(taken: Array) -> tuple[float | str, ...]:
    """Median and 90 % band of what is taken by draw. `taken` (draw,), USD million."""
    return _range_cells(taken)[:2]


def median_of(taken: Array) -> float:
    """The median over sound draws. `taken` (draw,)."""
    return float(np.median(taken))


def _range_cells(taken: Array) -> tuple[float | str, ...]:
    low90, low50, median, high50, high90 = (float(q) for q in np.quantile(taken, PROBABILITIES))
    chance = chance_text(float((taken > BILLION).mean()), len(taken))
    return median, range_text(low90, high90), range_text(low50, high50), chance


def range_text(low: float, high: float) -> str:
    """'580 to 780': both ends as far as they are known."""
    return f"{about(low)} to {about(high)}"


def variance_share(results: Results, redrawn: Variant) -> tuple[float, float]:
    """The share of the headline's variance that goes with what a variant redraws, and its standard error.

    Jansen's total effect (Saltelli et al. 2010, Computer Physics Communications 181): draws in which only the luck of
    these numbers is another's, against the same draws without. What parts do together counts for each of them.
    """
    group = drawn_group(results)
    other = results.drawn(redrawn.prior, 0, group) - results.drawn(redrawn, 0, group)
    one = results.drawn(SCENARIO.prior, 0, group) - results.drawn(SCENARIO, 0, group)
    draws = min(len(one), len(other))
    sound = np.isfinite(one[:draws]) & np.isfinite(other[:draws])
    a, b = one[:draws][sound], other[:draws][sound]
    variance = np.concatenate([a, b]).var()
    if not variance > 0:
        return 0.0, 0.0
    effect = (a - b) ** 2 / (2 * variance)
    return float(effect.mean()), _error(effect, mean)


def variance_block(results: Results) -> Iterator[SaidTable]:
    """Whose luck the headline's variance is: behaviour, the baseline, monthly noise; judgement across all three."""
    rows = []
    for variant in (*PARTS_REDRAWN, REDRAWN):
        if results.has(variant, "windows.receipts"):
            share, error = variance_share(results, variant)
            rows.append(row_of("variance", variant.redrawn, (f"{percent_text(share)}%{_plus_minus(error)}",)))
    if len(rows) > 1:
        yield block_of("variance", columns_of("share_of_variance"), rows, year=results.windows[0].label)


def _error(values: Array, statistic: Statistic) -> float:
    """The standard error of a statistic from eight consecutive parts of the draws; NaN where they are too few."""
    whole = values[: len(values) // SCRAMBLES * SCRAMBLES]
    return float(standard_error(whole, statistic)) if len(whole) >= FEWEST_FOR_ERRORS else float("nan")


def earned_facts(results: Results) -> list[str]:
    """What would be earned without measures, with its range."""
    earned = results.drawn(SCENARIO, 0)
    low, median, high = (float(q) for q in np.nanquantile(earned, (0.05, 0.5, 0.95)) / BILLION)
    spread = f"90 %: {low:.2f}-{high:.2f}"
    label = results.windows[0].label
    return [f"goods would earn {median:.2f} bn USD in {label} ({spread}); the band holds the baseline's ranges too"]


def bands_facts(results: Results) -> Iterator[str]:
    """What must stand beside the ranges."""
    scenario = results.scenario
    group = drawn_group(results)
    taken = added(results, SCENARIO, 0, group)
    low, median, high = (float(q) for q in np.quantile(taken, (0.05, 0.5, 0.95)))
    chance = chance_text(float((taken > BILLION).mean()), len(taken))
    spread = f"90 %: {low / BILLION:.2f}-{high / BILLION:.2f}; P(> 1 bn) {chance}"
    of = "" if group == "goods" else f" of {words_of(results, group)}"
    yield f"would deny {median / BILLION:.2f} bn USD{of} in {results.windows[0].label} ({spread})"
    if results.scenario.bundle:
        yield f"against no sanctions: all acts together take {taken_words(results)}"
    share, error = variance_share(results, REDRAWN)
    judged = f"{percent_text(share)}%{_plus_minus(error)}"
    yield f"judgement: {judged} of that number's variance comes with quantities resting on it"
    curve, baseline = curve_words(scenario), scenario.baseline
    yield f"not in the bands, but choices: {curve}, the dial path, baseline {baseline}, notices"
    yield "the central run takes every number at its central value; it need not be the median of the draws"
    errors = [_error(taken, quantile(p)) for p in (0.05, 0.5, 0.95)]
    if np.isfinite(errors).all():
        texts = ", ".join(f"{e:.1f}" for e in errors)
        yield f"standard errors of 5 %, median and 95 % from {scenario.sampler} draws: {texts} USD million"
    if failed := {one.draw for draws in results.failed.values() for one in draws}:
        yield f"{len(failed)} draws failed and are left out; failed_draws.json names them and their values"
    if results.error:
        yield f"monthly quantiles come from histograms, right to {results.error:.2g} USD million a month"


def _plus_minus(error: float) -> str:
    return f" (+- {error:.0%})" if np.isfinite(error) else ""
