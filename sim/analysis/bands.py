"""What a question denies over its draws: the median with its bands and chance, and how much of that is judgement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sim.analysis.chances import chance_text
from sim.analysis.happened import happened_facts
from sim.analysis.said import Block, Headline, about
from sim.analysis.words import CENTRAL_RUN, block_of, columns_of, row_of
from sim.common.axes import Array
from sim.domain.scenario import Scenario
from sim.luck.replicates import SCRAMBLES, Statistic, mean, quantile, standard_error
from sim.runs.reduce import PROBABILITIES
from sim.runs.results import Results
from sim.runs.variants import DIAL_ONLY, OWN_NOTICES, REDRAWN, SCENARIO, Variant

BILLION = 1000.0
FEWEST_FOR_ERRORS = 256
"""Draws below which eight parts say nothing of a standard error."""


def added(results: Results, variant: Variant, window: int) -> Array:
    """What the tested measures take of goods receipts by draw, USD million a year; sound draws only."""
    taken = results.drawn(variant.prior, window) - results.drawn(variant, window)
    return taken[np.isfinite(taken)]


def with_bands(headline: Headline, results: Results) -> Headline:
    """A headline whose answer is the median with its band; tables of the central run follow as such, unmarked."""
    opened = replace(headline, title=f"{headline.title}: {answer_in_words(results)}")
    if not results.scenario.acts:
        return replace(opened, facts=(*earned_facts(results), *headline.facts))
    facts = [fact for fact in headline.facts if not fact.startswith("one central run")]
    central = [_as_central(block) for block in headline.blocks]
    beside = (*happened_facts(results), *bands_facts(results))
    return replace(opened, blocks=(bands_block(results), *central), facts=(*beside, *facts))


def _as_central(block: Block) -> Block:
    rows = tuple(replace(row, strong=False) for row in block.rows)
    return replace(block, title=CENTRAL_RUN.format(title=block.title), rows=rows)


def answer_in_words(results: Results) -> str:
    """The answer in a line, the median over the draws with its 90 % band: what a headline and its figures open with."""
    if results.scenario.acts:
        verb, amounts = "would deny", added(results, SCENARIO, 0)
    else:
        verb, amounts = "goods would earn", results.drawn(SCENARIO, 0)
    low, median, high = (float(q) for q in np.nanquantile(amounts, (0.05, 0.5, 0.95)))
    return f"{verb} {about(median)} million USD in {results.windows[0].label} (90 %: {range_text(low, high)})"


def bands_block(results: Results) -> Block:
    """What would be denied with its range: goods receipts, the first calendar year and the run-rate."""
    columns = columns_of("median", "range_90", "range_50", "chance_above_1_bn", "central_run")
    rows = []
    for variant in (v for v in results.variants if v.tested and not v.redrawn and results.has(v, "windows.receipts")):
        reading, (year, rate) = reading_words(results.scenario, variant), results.windows
        for n, (key, window) in enumerate((("first_year", year), ("run_rate", rate))):
            central = results.added("receipts", variant, window, results.group("goods"))
            cells = (*_range_cells(added(results, variant, n)), central)
            row = row_of("would_deny_ranges", key, cells, reading=reading, year=year.label, rate=rate.label)
            rows.append(replace(row, id=f"{variant.id}_{key}", strong=variant == SCENARIO))
    return block_of("would_deny_ranges", columns, rows, draws=results.draws)


def reading_words(scenario: Scenario, variant: Variant) -> str:
    """Whose reading a variant is, in words; the scenario's own is by notices, or by the dial where nobody gives any."""
    if variant != SCENARIO or scenario.benchmark:
        return variant.words
    silent = all(scenario.will_of(partner.id).silent for partner in scenario.partners)
    return (DIAL_ONLY if silent else OWN_NOTICES).words


def _range_cells(taken: Array) -> tuple[float | str, ...]:
    low90, low50, median, high50, high90 = (float(q) for q in np.quantile(taken, PROBABILITIES))
    chance = chance_text(float((taken > BILLION).mean()), len(taken))
    return median, range_text(low90, high90), range_text(low50, high50), chance


def range_text(low: float, high: float) -> str:
    """'580 to 780': both ends as far as they are known."""
    return f"{about(low)} to {about(high)}"


def judgement_share(results: Results) -> tuple[float, float]:
    """The share of the headline's variance that goes with quantities resting on judgement, and its standard error.

    Jansen's total effect (Saltelli et al. 2010, Computer Physics Communications 181): draws in which only those
    quantities' luck is another's, against the same draws without.
    """
    other = results.drawn(REDRAWN.prior, 0) - results.drawn(REDRAWN, 0)
    one = (results.drawn(SCENARIO.prior, 0) - results.drawn(SCENARIO, 0))[: len(other)]
    sound = np.isfinite(one) & np.isfinite(other)
    a, b = one[sound], other[sound]
    variance = np.concatenate([a, b]).var()
    if not variance > 0:
        return 0.0, 0.0
    effect = (a - b) ** 2 / (2 * variance)
    return float(effect.mean()), _error(effect, mean)


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
    taken = added(results, SCENARIO, 0)
    low, median, high = (float(q) for q in np.quantile(taken, (0.05, 0.5, 0.95)))
    chance = chance_text(float((taken > BILLION).mean()), len(taken))
    spread = f"90 %: {low / BILLION:.2f}-{high / BILLION:.2f}; P(> 1 bn) {chance}"
    yield f"would deny {median / BILLION:.2f} bn USD in {results.windows[0].label} ({spread})"
    share, error = judgement_share(results)
    yield f"judgement: {share:.0%}{_plus_minus(error)} of that number's variance comes with quantities resting on it"
    gamma = scenario.number("gamma").value
    yield f"not in the bands, but choices: gamma {gamma:g}, the dial path, baseline {scenario.baseline}, notices"
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
