"""The model against what customs recorded: forecasts of a partner's trade, month by month, and how far they missed.

Scores judge; nothing is fitted to them. The point of a forecast is the median of its draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.analysis import metrics
from sim.common.axes import Array
from sim.common.errors import BadInput, Problem, some_of
from sim.common.months import label, overlap, parse_month
from sim.domain.scenario import Scenario
from sim.reading.observations import GOODS, Naive, Observation, read_naive, read_observations
from sim.reading.tables import read_rows
from sim.runs.kept import Kept
from sim.runs.results import Results
from sim.runs.variants import LAW_ONLY, NO_COMPLIANCE, SCENARIO, Variant

CUSTOMS, REVISED, NAIVE = "china_customs.csv", "china_customs_revised.csv", "naive_forecasts.csv"
"""Under scenarios/observations: the default observations, other readings of some of them, forecasts by hand."""

NO_SANCTIONS = "no_sanctions"
"""The name of the forecast that no act binds and everything is declared."""

KNOWING = (
    "who chose what knowing what: the model's mechanisms, and four of its values (own notices 0.97 to 0.99, textiles "
    "to wigs 0.10 to 0.05, growth of the residual to 0, UN Comtrade in place of KITA), were changed by people who had "
    "seen these months. A good score shows consistency, not validation."
)
"""The last line of every score."""

Target = tuple[str, str]
"""Partner and stream, or all goods of a partner."""


@dataclass(frozen=True)
class Forecast:
    """What is forecast of a target: arrays by month from `first` on, USD million a month.

    `draws` (month, draw); `central` the run at central values. A forecast that draws nothing has one draw.
    """

    name: str
    target: Target
    first: int
    draws: Array
    central: Array

    @property
    def point(self) -> Array:
        """The median of the draws, month by month."""
        return np.median(self.draws, axis=-1)

    @property
    def drawn(self) -> bool:
        """Whether it has bands."""
        return self.draws.shape[-1] > 1

    def holds(self, first: int, months: int = 1) -> bool:
        """Whether it speaks of all these months."""
        return self.first <= first and first + months <= self.first + len(self.central)

    def part(self, months: Sequence[int]) -> Forecast:
        """The forecast of some months."""
        places = [month - self.first for month in months]
        return Forecast(self.name, self.target, months[0], self.draws[places], self.central[places])


@dataclass(frozen=True)
class Score:
    """How a forecast did over a window of months; None where it has no bands.

    Errors in USD million a month, log errors and `crps` in log points, `inside50` and `inside90` in months.
    """

    forecast: str
    partner: str
    stream: str
    window: str
    months: int
    recorded: float
    total: float
    mae: float
    mae_central: float
    log_error: float
    bias: float
    crps: float
    inside50: int | None
    inside90: int | None
    width90: float | None


@dataclass(frozen=True)
class Total:
    """A calendar year, USD million: as recorded, as the recorded months add up, and as forecast with its 90 % band."""

    forecast: str
    partner: str
    stream: str
    year: int
    recorded: float
    months_add_to: float | None
    median: float
    low90: float
    high90: float
    central: float


@dataclass(frozen=True)
class Scorecard:
    """Everything a score says. `revised` scores the later months with another reading of one of them."""

    forecasts: tuple[Forecast, ...]
    observations: tuple[Observation, ...]
    revisions: tuple[Observation, ...]
    scores: tuple[Score, ...]
    totals: tuple[Total, ...]
    revised: tuple[tuple[Observation, Score], ...]
    draws: int


# -- what is read -----------------------------------------------------------------------------------------------------


def observed(home: Path, scenario: Scenario, file: Path | None) -> tuple[list[Observation], list[Observation]]:
    """The observations and other readings of some of them: the shipped ones, or those of a file, which has none."""
    names = _names(scenario)
    if file is not None:
        others = [stream.id for stream in scenario.streams if stream.id not in names[1]]
        return read_observations(file, *names, unrecorded=others), []
    if problem := _without(home, scenario, names[1]):
        raise BadInput(problem)
    return read_observations(home / CUSTOMS, *names), read_observations(home / REVISED, *names, revisions=True)


def _without(home: Path, scenario: Scenario, streams: Sequence[str]) -> Problem | None:
    """The problem of a baseline without some stream that customs recorded: a score of it would leave trade out."""
    recorded = {row["stream"] for _, row in read_rows(home / CUSTOMS, ())}
    if not (gone := sorted(recorded - {GOODS, *streams})):
        return None
    hint = "give the baseline these amounts, or score against rows of the streams it has: --observations FILE"
    return Problem("its baseline has no amount of what customs recorded", scenario.name, given=some_of(gone), hint=hint)


def recorded_by_year(home: Path, scenario: Scenario, buyer: str) -> dict[int, tuple[float, str]]:
    """What a buyer's customs recorded of all goods by whole year, USD million, with the source; nothing of no buyer.

    Nothing either where observations name partners or streams that the scenario does not have.
    """
    try:
        observations, _ = observed(home, scenario, None)
    except BadInput:
        return {}
    whole = [o for o in observations if (o.partner, o.stream, o.months) == (buyer, GOODS, 12)]
    return {o.first // 12: (o.value, o.source) for o in whole}


def by_hand(home: Path, scenario: Scenario, observations: Sequence[Observation]) -> list[Forecast]:
    """The forecasts by hand of every partner whose observations hold what they need.

    There are none of a scenario that has not every partner and stream which they name.
    """
    partners, streams = _names(scenario)
    named = [(row["partner"], row["without"]) for _, row in read_rows(home / NAIVE, ("partner", "without"))]
    if any(partner not in partners or stream not in ("", *streams) for partner, stream in named):
        return []
    lines = read_naive(home / NAIVE, partners, streams)
    found = []
    for key in dict.fromkeys((line.forecast, line.partner) for line in lines):
        forecast = _naive([line for line in lines if (line.forecast, line.partner) == key], scenario, observations)
        found += [forecast] if forecast else []
    return found


def _names(scenario: Scenario) -> tuple[list[str], list[str]]:
    partners = sorted(partner.id for partner in scenario.partners)
    return partners, sorted(stream.id for stream in scenario.streams if stream.group == GOODS)


def _naive(lines: Sequence[Naive], scenario: Scenario, observations: Sequence[Observation]) -> Forecast | None:
    """A forecast by hand: means of what was recorded, and steps that count by days. None where a month is missing."""
    means = [_mean(line, observations) for line in lines if line.kind == "mean"]
    if any(mean is None for mean in means):
        return None
    last = scenario.start + scenario.months
    first = min(int(line.end if line.kind == "mean" else line.start) for line in lines)
    values = np.array([float(sum(m for m in means if m is not None))] * (last - first))
    for line in lines:
        if line.kind == "step":
            values += [line.amount / 12 * overlap(month, line.start, line.end) for month in range(first, last)]
    return Forecast(lines[0].forecast, (lines[0].partner, GOODS), first, values[:, None], values)


def _mean(line: Naive, observations: Sequence[Observation]) -> float | None:
    months = range(int(line.start), int(line.end))
    known = monthly(observations, (line.partner, GOODS))
    apart = monthly(observations, (line.partner, line.without)) if line.without else dict.fromkeys(months, 0.0)
    if not (known.keys() >= set(months) and apart.keys() >= set(months)):
        return None
    return sum(known[m] - apart[m] for m in months) / len(months)


# -- what is forecast -------------------------------------------------------------------------------------------------


def targets_of(observations: Iterable[Observation]) -> tuple[Target, ...]:
    """The partners and streams that observations name; all goods of a partner first."""
    found = dict.fromkeys((one.partner, one.stream) for one in observations)
    return tuple(sorted(found, key=lambda target: (target[0], target[1] != GOODS, target[1])))


def kept_for(targets: Iterable[Target]) -> tuple[Kept, ...]:
    """The sums of cells that forecast these targets."""
    return tuple(Kept(f"{p} {s}", (p,), () if s == GOODS else (s,)) for p, s in targets)


def variants_of(scenario: Scenario, beside: bool) -> tuple[Variant, ...]:
    """A scenario, and the benchmarks that any model must beat or admit to where they are to stand `beside` it."""
    return (SCENARIO, LAW_ONLY, NO_COMPLIANCE) if beside and not scenario.benchmark else (SCENARIO,)


def forecasts_of(central: Results, drawn: Results | None, targets: Sequence[Target]) -> Iterator[Forecast]:
    """What each variant of a scenario forecasts of each target: its central run, and its draws where there are some."""
    scenario = central.scenario
    for variant in central.variants:
        name = scenario.name if variant == SCENARIO else f"{scenario.name}: {variant.parts[0]}"
        by_cell = central.of("cell.recorded_by", variant)
        for n, (target, kept) in enumerate(zip(targets, kept_for(targets), strict=True)):
            alone = by_cell[:, kept.cells(scenario, central.axes["cell"])].sum(axis=1)
            draws = drawn.of("kept.recorded", variant)[:, n] if drawn else alone[:, None]
            yield Forecast(name, target, scenario.start, draws[:, np.isfinite(draws).all(axis=0)], alone)


def nothing_sanctioned(central: Results, targets: Sequence[Target]) -> Iterator[Forecast]:
    """V of each target, all of it declared: what nobody's acts touch, at central values."""
    scenario, by_cell = central.scenario, central.of("cell.value")
    for target, kept in zip(targets, kept_for(targets), strict=True):
        value = by_cell[:, kept.cells(scenario, central.axes["cell"])].sum(axis=1)
        yield Forecast(NO_SANCTIONS, target, scenario.start, value[:, None], value)


# -- scores -----------------------------------------------------------------------------------------------------------


def monthly(observations: Iterable[Observation], target: Target) -> dict[int, float]:
    """What was recorded of a target by month."""
    return {one.first: one.value for one in observations if one.months == 1 and (one.partner, one.stream) == target}


def scorecard(
    forecasts: Sequence[Forecast],
    observations: Sequence[Observation],
    revisions: Sequence[Observation],
    known_by: str,
) -> Scorecard:
    """Every forecast against every observation it speaks of. Raises BadInput where it speaks of none.

    The months after `known_by` ('2017-07') are scored apart from those before, which the model's numbers could know.
    """
    last_known = parse_month(known_by) if known_by else 0
    scores = list(_scores(forecasts, observations, last_known))
    totals = [total for one in observations if one.months == 12 for total in _totals(one, forecasts, observations)]
    if not scores and not totals:
        raise BadInput(_apart(forecasts, observations))
    revised = [(one, s) for one in revisions for s in _revised(one, forecasts, observations, last_known)]
    draws = max(forecast.draws.shape[-1] for forecast in forecasts)
    return Scorecard(
        tuple(forecasts), tuple(observations), tuple(revisions), tuple(scores), tuple(totals), tuple(revised), draws
    )


def _apart(forecasts: Sequence[Forecast], observations: Sequence[Observation]) -> Problem:
    """The problem of scenarios that end before, or begin after, all that was observed."""
    seen = [month for one in observations for month in (one.first, one.first + one.months - 1)]
    ran = [
        month for one in forecasts if one.name == NO_SANCTIONS for month in (one.first, one.first + len(one.point) - 1)
    ]
    given, allowed = (f"{label(min(months))} to {label(max(months))}" for months in (seen, ran))
    hint = f"--set horizon.start={label(min(seen))} --set horizon.end={label(max(seen))}, or observations of its months"
    message = "no observation lies within the horizon of a scenario"
    return Problem(message, key="horizon", given=f"observed {given}", allowed=f"run {allowed}", hint=hint)


def _scores(forecasts: Sequence[Forecast], observations: Sequence[Observation], last_known: int) -> Iterator[Score]:
    for forecast in forecasts:
        recorded = monthly(observations, forecast.target)
        for known in (False, True):
            months = sorted(m for m in recorded if (m <= last_known) is known and forecast.holds(m))
            if months:
                yield score_of(forecast.part(months), np.array([recorded[m] for m in months]), _window(months))


def score_of(forecast: Forecast, recorded: Array, window: str) -> Score:
    """How a forecast did in the months it speaks of. `recorded`: USD million by (month,)."""
    point, draws, (partner, stream) = forecast.point, forecast.draws, forecast.target
    bands = forecast.drawn
    return Score(
        forecast.name,
        partner,
        stream,
        window,
        len(recorded),
        float(recorded.sum()),
        float(point.sum()),
        metrics.mean_absolute_error(point, recorded),
        metrics.mean_absolute_error(forecast.central, recorded),
        metrics.mean_absolute_log_error(point, recorded),
        metrics.bias(point, recorded),
        float(metrics.crps(metrics.logs(draws), metrics.logs(recorded)).mean()),
        metrics.months_inside(draws, recorded, 0.5) if bands else None,
        metrics.months_inside(draws, recorded, 0.9) if bands else None,
        metrics.mean_width(draws, 0.9) if bands else None,
    )


def _window(months: Sequence[int]) -> str:
    return f"{label(months[0])} to {label(months[-1])}" if len(months) > 1 else label(months[0])


def _totals(one: Observation, forecasts: Sequence[Forecast], observations: Sequence[Observation]) -> Iterator[Total]:
    recorded, months = monthly(observations, (one.partner, one.stream)), range(one.first, one.first + 12)
    add_to = sum(recorded[m] for m in months) if recorded.keys() >= set(months) else None
    for forecast in forecasts:
        if forecast.target == (one.partner, one.stream) and forecast.holds(one.first, 12):
            year = forecast.part(months)
            low, median, high = (float(q) for q in np.quantile(year.draws.sum(axis=0), (0.05, 0.5, 0.95)))
            about = forecast.name, *forecast.target, one.first // 12, one.value, add_to
            yield Total(*about, median, low, high, float(year.central.sum()))


def _revised(
    one: Observation, forecasts: Sequence[Forecast], observations: Sequence[Observation], last_known: int
) -> Iterator[Score]:
    """The scores of the later months with one of them read otherwise."""
    target = (one.partner, one.stream)
    read = [o for o in observations if (o.partner, o.stream, o.period) != (*target, one.period)]
    mine = [forecast for forecast in forecasts if forecast.target == target and forecast.holds(one.first)]
    windows = _scores(mine, [*read, one], last_known)
    yield from (score for score in windows if (parse_month(score.window[:7]) > last_known) == (one.first > last_known))
