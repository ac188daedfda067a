"""A question asked of many draws: what it denies with its range and chance, and how much of that is judgement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.answer import Answer
from sim.analysis.headline import Block, Row, about
from sim.analysis.variants import READINGS, with_notices, without_tested
from sim.common.axes import Array
from sim.domain.scenario import Scenario
from sim.luck.replicates import SCRAMBLES, Statistic, mean, quantile, standard_error
from sim.runs.ensemble import EXACT_UP_TO, FailedDraw, Plan, Reducer, Watch, judged_names, run_ensembles
from sim.runs.reducing import PROBABILITIES, WindowedReceipts, series_for
from sim.runs.totals import SERIES, Frame

BILLION = 1000.0
FEWEST_FOR_ERRORS = 256
"""Draws below which eight parts say nothing of a standard error."""

JUDGEMENT = ", judgement redrawn"
PRIOR = ", prior law"


@dataclass(frozen=True)
class Lane:
    """The ensemble of one variant of a question."""

    plan: Plan
    receipts: WindowedReceipts
    failed: list[FailedDraw]
    bands: dict[str, Array]
    """'receipts' and 'recorded': (probability, month, series)"""
    error: float
    """The largest error of a monthly quantile, USD million a month"""


@dataclass(frozen=True)
class Bands:
    """The ensembles behind a question, on the same draws."""

    answer: Answer
    frame: Frame
    lanes: dict[str, Lane]

    def added(self, lane: str, window: int) -> Array:
        """What the tested measures take of goods receipts, draw by draw, USD million a year; sound draws only."""
        with_, without = (self.lanes[n].receipts.over(window) for n in (lane, f"{lane}{PRIOR}"))
        taken = (without - with_) * self.answer.windows[window].to_a_year
        return taken[np.isfinite(taken)]


def lanes_of(scenario: Scenario) -> dict[str, tuple[Scenario, frozenset[str]]]:
    """The variants an ensemble runs, each with the numbers whose luck is redrawn; one where there is no measure."""
    if not scenario.bundle:
        return {"scenario": (scenario, frozenset())}
    chosen: dict[str, tuple[Scenario, frozenset[str]]] = {"scenario": (scenario, frozenset())}
    for reading in READINGS if not scenario.benchmark else ():
        other = with_notices(scenario, reading == "own notices")
        if other != scenario:
            chosen[reading] = (other, frozenset())
    chosen[f"scenario{JUDGEMENT}"] = (scenario, judged_names(scenario))
    return {
        f"{name}{suffix}": (without_tested(lane) if suffix else lane, redrawn)
        for name, (lane, redrawn) in chosen.items()
        for suffix in ("", PRIOR)
    }


def ask_draws(
    answer: Answer,
    workers: int,
    chunk: int,
    watch: Watch,
    sinks: Callable[[str, Frame], list[Reducer]],
    cells: bool = False,
) -> Bands:
    """Run the ensembles of a question. `sinks` gives further reducers for the lanes whose draws are kept.

    With `cells` the scenario's own lane keeps every cell of every month too.

    Stopped by Ctrl-C, the answer's scenario has the draws that were done.
    """
    scenario = answer.scenario
    windows = tuple(window.months for window in answer.windows)
    frame = Plan(scenario, scenario.draws, scenario.seed, windows).frame
    goods = [frame.streams.index(s) for s in sorted(answer.group("goods"))]
    plans = {
        name: Plan(replace(variant, draws=1), scenario.draws, scenario.seed, windows, redrawn, scenario.sampler)
        for name, (variant, redrawn) in lanes_of(scenario).items()
    }
    plans["scenario"] = replace(plans["scenario"], cells=cells)
    top = _top(answer, frame)
    if scenario.draws > EXACT_UP_TO:
        plans = {name: replace(plan, tops=tuple(top)) for name, plan in plans.items()}
    receipts = {name: WindowedReceipts(goods) for name in plans}
    shown = [name for name in plans if JUDGEMENT not in name]
    series = {name: series_for(scenario.draws, top, scenario.months) for name in shown}
    reducers: dict[str, list[Reducer]] = {name: [receipts[name]] for name in plans}
    for name in shown:
        reducers[name] += [series[name], *sinks(name, plans[name].frame)]
    outcome = run_ensembles(plans, reducers, workers, chunk, watch)
    lanes = {}
    for name, plan in plans.items():
        bands = {s: series[name].quantiles(s) for s in SERIES} if name in shown else {}
        error = series[name].error if name in shown else 0.0
        lanes[name] = Lane(plan, receipts[name], outcome.failed[name], bands, error)
    return Bands(replace(answer, scenario=replace(scenario, draws=outcome.draws)), frame, lanes)


def _top(answer: Answer, frame: Frame) -> list[float]:
    """Where the histogram of each series ends: four times what the central run could earn in its best month."""
    value = answer.by_stream("value", "scenario")
    streams = {stream: value[:, answer.streams.index(stream)] for stream in frame.streams}
    groups = [sum((streams[s] for s in sorted(answer.group(g))), np.zeros(len(value))) for g in frame.groups]
    return [4.0 * float(series.max()) for series in (*groups, *streams.values())]


def bands_block(bands: Bands) -> Block:
    """What would be denied with its range: goods receipts, the first calendar year and the run-rate."""
    answer = bands.answer
    columns = ("central", "median", "50 % of draws", "90 % of draws", "P(> 1 bn)")
    rows = []
    for lane in (name for name in bands.lanes if PRIOR not in name and JUDGEMENT not in name):
        label = _label(answer.scenario, lane)
        for n, window in enumerate(answer.windows):
            taken = bands.added(lane, n)
            central = answer.added("receipts", lane, window, answer.group("goods"))
            rows.append(Row(f"{label}, {window.label}", (central, *_range_cells(taken)), strong=lane == "scenario"))
    title = f"would deny, with ranges: goods receipts, USD million a year, {answer.scenario.draws:,} draws"
    return Block(title, columns, tuple(rows))


def _label(scenario: Scenario, lane: str) -> str:
    silent = all(scenario.will_of(partner.id).silent for partner in scenario.partners)
    return lane if lane != "scenario" or scenario.benchmark else READINGS[1] if silent else READINGS[0]


def _range_cells(taken: Array) -> tuple[float | str, ...]:
    low90, low50, median, high50, high90 = (float(q) for q in np.quantile(taken, PROBABILITIES))
    return (
        median,
        range_text(low50, high50),
        range_text(low90, high90),
        chance_text(float((taken > BILLION).mean()), len(taken)),
    )


def range_text(low: float, high: float) -> str:
    """'580-780': both ends as far as they are known."""
    return f"{about(low)} to {about(high)}"


def chance_text(chance: float, draws: int) -> str:
    """A chance as far as so many draws show it: never 0 or 100 %."""
    if chance * draws < 1:
        return f"< {100 / draws:.1g} %"
    if (1 - chance) * draws < 1:
        return f"> {100 - 100 / draws:.4g} %"
    return f"{100 * chance:.2g} %" if chance < 0.995 else f"{100 * chance:.1f} %"


def judgement_share(bands: Bands) -> tuple[float, float]:
    """The share of the headline's variance that goes with quantities resting on judgement, and its standard error.

    Jansen's total effect: draws in which only those quantities' luck is another's, against the same draws without.
    """
    one, other = (bands.lanes[f"scenario{extra}"] for extra in ("", JUDGEMENT))
    prior, other_prior = (bands.lanes[f"scenario{extra}{PRIOR}"] for extra in ("", JUDGEMENT))

    def taken(lane: Lane, before: Lane) -> Array:
        return before.receipts.over(0) - lane.receipts.over(0)

    a, b = taken(one, prior), taken(other, other_prior)
    sound = np.isfinite(a) & np.isfinite(b)
    a, b = a[sound], b[sound]
    variance = np.concatenate([a, b]).var()
    if not variance > 0:
        return 0.0, 0.0
    effect = (a - b) ** 2 / (2 * variance)
    return float(effect.mean()), _error(effect, mean)


def _error(values: Array, statistic: Statistic) -> float:
    """The standard error of a statistic from eight consecutive parts of the draws; NaN where they are too few."""
    whole = values[: len(values) // SCRAMBLES * SCRAMBLES]
    return float(standard_error(whole, statistic)) if len(whole) >= FEWEST_FOR_ERRORS else float("nan")


def earned_facts(bands: Bands) -> list[str]:
    """What would be earned without measures, with its range."""
    window = bands.answer.windows[0]
    earned = bands.lanes["scenario"].receipts.over(0) * window.to_a_year
    low, median, high = (float(q) for q in np.nanquantile(earned, (0.05, 0.5, 0.95)) / BILLION)
    spread = f"90 %: {low:.2f}-{high:.2f}"
    return [f"goods would earn {median:.2f} bn USD in {window.label} ({spread}); not in the band: the baseline"]


def bands_facts(bands: Bands) -> list[str]:
    """What must stand beside the ranges."""
    scenario = bands.answer.scenario
    taken = bands.added("scenario", 0)
    low, median, high = (float(q) for q in np.quantile(taken, (0.05, 0.5, 0.95)))
    share, error = judgement_share(bands)
    errors = [_error(taken, quantile(p)) for p in (0.05, 0.5, 0.95)]
    gamma = scenario.number("gamma").value
    chance = chance_text(float((taken > BILLION).mean()), len(taken))
    window = bands.answer.windows[0].label
    spread = f"90 %: {low / BILLION:.2f}-{high / BILLION:.2f}; P(> 1 bn) {chance}"
    facts = [
        f"would deny {median / BILLION:.2f} bn USD in {window} ({spread})",
        f"judgement: {share:.0%}{_plus_minus(error)} of that number's variance comes with quantities resting on it",
        f"not in the bands, but choices: gamma {gamma:g}, the dial path, baseline {scenario.baseline}, notices",
        "the central run takes every number at its central value; it need not be the median of the draws",
    ]
    if np.isfinite(errors).all():
        texts = ", ".join(f"{e:.1f}" for e in errors)
        facts.append(f"standard errors of 5 %, median and 95 % from {scenario.sampler} draws: {texts} USD million")
    failed = {f.draw for lane in bands.lanes.values() for f in lane.failed}
    if failed:
        facts.append(f"{len(failed)} draws failed and are left out; failed_draws.json names them and their values")
    error = max(lane.error for lane in bands.lanes.values())
    if error:
        facts.append(f"monthly quantiles come from histograms, right to {error:.2g} USD million a month")
    return facts


def _plus_minus(error: float) -> str:
    return f" (+- {error:.0%})" if np.isfinite(error) else ""
