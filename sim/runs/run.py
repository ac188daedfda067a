"""One way to run: a question in, results out. A central run is one draw with every number at its central value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.common.axes import Array
from sim.domain.benchmarks import in_plain_numbers
from sim.domain.event import Event
from sim.domain.trade import SUMMED_GROUPS
from sim.processes.clock import Chronicle
from sim.processes.model import FullRecord
from sim.runs.collect import SERIES, STEPS
from sim.runs.draws import DrawsLost, Outcome, Taker, Takers, Watch, run_draws
from sim.runs.kept import HappenedDraws, KeptDraws
from sim.runs.lanes import run_lanes
from sim.runs.pool import give_back_freed_memory
from sim.runs.question import Question
from sim.runs.reduce import EXACT_UP_TO, PROBABILITIES, GroupTotals, series_for
from sim.runs.results import CELL_SERIES, CHANNEL_SERIES, MUSD, MUSD_A_MONTH, STREAM_SERIES, Results, Series
from sim.runs.variants import SCENARIO, Variant, groups_alone, streams_where
from sim.world.assembly import Block

YEARLY = ("receipts", "value")
"""Kept of every group by draw and calendar year."""

WINDOWED = ("receipts", "value", *STEPS)
"""Kept of every group by draw and window; of variants beside the scenario receipts only."""

PARTNER_SERIES = {"dial": "points", "propensity": "share"}


def run(
    question: Question,
    workers: int = 1,
    watch: Watch | None = None,
    takers: Takers | None = None,
    fewer: bool = False,
) -> Results:
    """Run a question. `takers` are handed the totals of every draw besides, such as files that keep them.

    Where `fewer` draws will do, Ctrl-C among them leaves the results of those that were done, `stopped`. Raises
    RunFailed where a number of the central run, or of every draw, is not finite.
    """
    if question.central:
        return run_central(question)
    results = _run_drawn(question, workers, watch, takers or {}, fewer)
    give_back_freed_memory()
    return results


# -- the central run ---------------------------------------------------------------------------------------------------


def run_central(question: Question) -> Results:
    """Every variant as one lane, month by month."""
    blocks = [Block(in_plain_numbers(scenario)) for scenario in question.scenarios.values()]
    record, log = run_lanes(blocks, FullRecord)
    layout = record.world.layout
    axes = {
        "month": tuple(range(record.world.start, record.world.start + record.world.months)),
        "stream": layout.cells.groups,
        "cell": layout.cells.members,
        "partner": tuple(partner.id for partner in layout.partners),
        "provision": record.reach.rows,
    }
    tables = _monthly(record)
    series = {
        variant: {name: Series(one.unit, one.axes, one.values[:, :, lane]) for name, one in tables.items()}
        for lane, variant in enumerate(question.variants)
    }
    return Results(question.scenario, axes, series, _events(log))


def _monthly(record: FullRecord) -> dict[str, Series]:
    """The monthly tables of all lanes, each by its axes and lane; what is kept by cell is added up by stream once."""
    cells, tables = record.world.layout.cells, record.tables
    tables = tables | {"net": tables["receipts"] * record.world.trade.retained}
    found = {}
    for name in (*STREAM_SERIES, *CHANNEL_SERIES):
        table = tables[name]
        if table.shape[1] != len(cells.groups):
            table = np.array([cells.sum_within(month) for month in table])
        found[name] = Series(MUSD_A_MONTH, ("month", "stream"), table)
    for name in CELL_SERIES:
        found[f"cell.{name}"] = Series(MUSD_A_MONTH, ("month", "cell"), tables[name])
    found["cell.compliance"] = Series("share", ("month", "cell"), tables["compliance"])
    for name in ("provision.restricted", "provision.carried"):
        found[name] = Series(MUSD_A_MONTH, ("month", "provision"), tables[name])
    return found | {name: Series(unit, ("month", "partner"), tables[name]) for name, unit in PARTNER_SERIES.items()}


def _events(log: Chronicle) -> tuple[Event, ...]:
    return tuple(sorted(log.events, key=lambda event: (event.day, event.act, event.what)))


# -- draws ------------------------------------------------------------------------------------------------------------


def _run_drawn(question: Question, workers: int, watch: Watch | None, takers: Takers, fewer: bool) -> Results:
    kept = _Kept(question)
    mine = kept.takers
    handed = {variant: [*mine[variant], *takers.get(variant, ())] for variant in question.variants}
    tops = kept.tops if question.draws > EXACT_UP_TO else ()
    try:
        return kept.results(run_draws(question, handed, workers, watch, tops=tops, fewer=fewer))
    except DrawsLost as lost:
        lost.results = kept.results(lost.outcome)
        raise


class _Kept:
    """What results keep of the draws of each variant."""

    def __init__(self, question: Question):
        self.question, frame = question, question.frame
        self.groups = {
            group: tuple(frame.streams.index(s) for s in sorted(streams_where(question.scenario, group.__eq__)))
            for group in SUMMED_GROUPS
        }
        self.tops = _tops(question) if self._shown else []
        members = tuple(self.groups.values())
        draws = {variant: question.draws_of(variant) for variant in question.variants}
        measures = {variant: WINDOWED if variant == SCENARIO else ("receipts",) for variant in question.variants}
        self.windows = {v: GroupTotals("windowed", measures[v], members, draws[v]) for v in question.variants}
        self.alone = groups_alone(question.scenario)
        each = tuple((frame.streams.index(name.partition(".")[2]),) for name in self.alone)
        of_each = question.variants if each else ()
        self.windows_alone = {v: GroupTotals("windowed", ("receipts",), each, draws[v]) for v in of_each}
        self.years = {v: GroupTotals("yearly", YEARLY, members, draws[v]) for v in question.variants if v == SCENARIO}
        months = question.scenario.months
        self.series = {v: series_for(question.draws, self.tops, months) for v in self._shown}
        self.kept = {v: KeptDraws() for v in self._shown} if question.keep else {}
        self.happened = {v: HappenedDraws() for v in question.variants if v == SCENARIO}

    @property
    def _shown(self) -> list[Variant]:
        return [variant for variant in self.question.variants if not variant.redrawn]

    @property
    def takers(self) -> dict[Variant, list[Taker]]:
        """Who takes the totals of each variant."""
        kept: Sequence[Mapping[Variant, Taker]] = (
            self.windows,
            self.windows_alone,
            self.years,
            self.series,
            self.kept,
            self.happened,
        )
        return {variant: [table[variant] for table in kept if variant in table] for variant in self.question.variants}

    def results(self, outcome: Outcome) -> Results:
        """The results of the draws that were done."""
        frame = self.question.frame
        axes = {
            "group": tuple(self.groups),
            "alone": self.alone,
            "window": tuple(window.label for window in self.question.windows),
            "year": frame.years,
            "series": frame.series,
            "probability": PROBABILITIES,
            "kept": tuple(one.label for one in self.question.keep),
        }
        series = {variant: self._of(variant) for variant in self.question.variants}
        failed = {variant: tuple(draws) for variant, draws in outcome.failed.items()}
        error = max((one.error for one in self.series.values()), default=0.0)
        found = Results(self.question.scenario, axes, series, (), outcome.draws, failed, error)
        return replace(found, stopped=outcome.stopped)

    def _of(self, variant: Variant) -> dict[str, Series]:
        windows = self.windows[variant]
        axes = ("group", "window", "draw")
        found = {f"windows.{n}": Series(MUSD, axes, windows.values[i]) for i, n in enumerate(windows.measures)}
        if variant in self.windows_alone:
            found["alone.receipts"] = Series(MUSD, ("alone", "window", "draw"), self.windows_alone[variant].values[0])
        if variant in self.years:
            tables = self.years[variant].values
            found |= {f"years.{n}": Series(MUSD, ("group", "year", "draw"), tables[i]) for i, n in enumerate(YEARLY)}
        if variant in self.series:
            axes = ("probability", "month", "series")
            found |= {f"bands.{n}": Series(MUSD_A_MONTH, axes, self.series[variant].quantiles(n)) for n in SERIES}
        if variant in self.kept:
            draws = np.concatenate(self.kept[variant].parts, axis=-1)
            found["kept.recorded"] = Series(MUSD_A_MONTH, ("month", "kept", "draw"), draws)
        if variant in self.happened:
            found |= {f"happened.{n}": Series("times", ("draw",), x) for n, x in self.happened[variant].counts.items()}
        return found


def _tops(question: Question) -> list[float]:
    """Where the histogram of each series ends, USD million a month: four times what the central run could earn."""
    central = run_central(Question(question.scenario, (SCENARIO,)))
    value, frame = central.of("value"), question.frame
    streams = {stream: value[:, central.streams.index(stream)] for stream in frame.streams}
    groups = [_sum([streams[s] for s in sorted(central.group(g))], len(value)) for g in frame.groups]
    return [4.0 * float(series.max()) for series in (*groups, *streams.values())]


def _sum(tables: Sequence[Array], months: int) -> Array:
    return sum(tables, np.zeros(months))
