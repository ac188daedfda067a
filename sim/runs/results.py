"""What a question came to: named series on named axes, of every variant that was asked. All that is said reads this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from sim.common.axes import Array
from sim.common.errors import BadInput, Problem, nearest, some_of
from sim.domain.event import Event
from sim.domain.scenario import Scenario
from sim.runs.chunks import FailedDraw
from sim.runs.variants import SCENARIO, Variant, streams_where
from sim.runs.windows import Window, first_full_month, windows_of
from sim.store.provenance import run_id

MUSD_A_MONTH = "USD million a month"
MUSD = "USD million"

STREAM_SERIES = (
    "value",
    "moved",
    "substitution",
    "closed",
    "permitted",
    "open",
    "diverted",
    "smuggled",
    "stored",
    "released",
    "denied",
    "capacity",
    "discounts",
    "interdicted",
    "payment",
    "receipts",
    "recorded",
    "net",
)
"""Monthly by stream. `net` is the part of receipts that stays as hard currency."""

CHANNEL_SERIES = ("open_received", "diverted_received", "smuggled_received")
"""Monthly by stream: receipts of trade that the law restricts, by the way it went on."""

CELL_SERIES = (
    "value",
    "restricted",
    "permitted",
    "open",
    "displaced",
    "diverted_in",
    "smuggled_by",
    "receipts_by",
    "recorded_by",
)
"""Monthly by cell, a partner's trade in a stream; named 'cell.value' and so on."""


@dataclass(frozen=True)
class Series:
    """Values of one kind with their unit and the names of their axes, in order."""

    unit: str
    axes: tuple[str, ...]
    values: Array


@dataclass(frozen=True)
class Results:
    """The series of every variant of a question.

    `axes` holds the names along each axis: calendar months, streams, cells as (stream, partner), partners, groups,
    windows, years, probabilities, and the groups and streams of monthly quantiles. A central run has monthly series
    ('receipts', 'cell.displaced', 'dial'); draws have 'windows.receipts', 'years.receipts' and 'bands.receipts',
    'alone.receipts' of series that have no total, and 'kept.recorded' where sums of cells were to be kept.
    """

    scenario: Scenario
    axes: Mapping[str, tuple[Any, ...]]
    series: Mapping[Variant, Mapping[str, Series]]
    events: tuple[Event, ...] = ()
    draws: int = 1
    failed: Mapping[Variant, tuple[FailedDraw, ...]] = field(default_factory=dict)
    error: float = 0.0
    """The largest error of a monthly quantile, USD million a month; 0 where they are exact."""
    known_as: str = ""
    """The id of the run on disk; empty where these results were made here and now."""
    stopped: bool = False
    """Whether Ctrl-C came among their draws, be it at the last of them."""

    @cached_property
    def id(self) -> str:
        """The id of the run: the one it has on disk, else the one it would get."""
        return self.known_as or run_id(self.scenario)

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The variants that were asked, in order."""
        return tuple(self.series)

    def has(self, variant: Variant, name: str = "receipts") -> bool:
        """Whether a variant was asked and has a series."""
        return name in self.series.get(variant, {})

    def of(self, name: str, variant: Variant = SCENARIO) -> Array:
        """One series of a variant, with the axes that it names. Raises KeyError where it was not asked."""
        try:
            return self.series[variant][name].values
        except KeyError:
            raise KeyError(self._unknown(name, variant)) from None

    def _unknown(self, name: str, variant: Variant) -> str:
        """Which of the two is not there, and what is."""
        if variant not in self.series:
            return f"{variant.id} was not asked; there are {some_of([one.id for one in self.series], 40)}"
        return f"no series {name!r}; there are {some_of(sorted(self.series[variant]), 60)}"

    @property
    def streams(self) -> tuple[str, ...]:
        """Stream ids in the order of the arrays."""
        return self.axes["stream"]

    @cached_property
    def windows(self) -> list[Window]:
        """The first calendar year and the run-rate."""
        return windows_of(self.scenario)

    @cached_property
    def first_full_month(self) -> int:
        """The first month wholly under the tested measures."""
        return first_full_month(self.scenario)

    def group(self, name: str) -> list[str]:
        """The streams of a group; refuses those that overlap."""
        return streams_where(self.scenario, lambda group: group == name)

    def positions(self, streams: Sequence[str]) -> list[int]:
        """Where streams stand in the arrays, in name order. Raises BadInput for one that the results have not."""
        if unknown := sorted(set(streams) - set(self.streams)):
            hint = nearest(unknown[0], self.streams)
            allowed = some_of(list(self.streams), 40)
            raise BadInput(Problem("unknown stream", key="positions", given=unknown[0], allowed=allowed, hint=hint))
        return [self.streams.index(stream) for stream in sorted(streams)]

    # -- central runs --------------------------------------------------------------------------------------------------

    def summed(self, name: str, variant: Variant, streams: Sequence[str]) -> Array:
        """A variant's monthly total of some streams, USD million a month: (month,); streams added in name order."""
        table = self.of(name, variant)
        total = np.zeros(len(table))
        for k in self.positions(streams):
            total += table[:, k]
        return total

    def yearly(self, name: str, variant: Variant, window: Window, streams: Sequence[str]) -> float:
        """A variant's total over a window and some streams, USD million a year; streams added in name order."""
        table = self.of(name, variant)[list(window.months)]
        return float(sum(table[:, k].sum() for k in self.positions(streams))) * window.to_a_year

    def added(self, name: str, variant: Variant, window: Window, streams: Sequence[str]) -> float:
        """What the tested measures take in a variant: prior law less the variant, USD million a year."""
        return self.yearly(name, variant.prior, window, streams) - self.yearly(name, variant, window, streams)

    def denied(self, variant: Variant, window: Window, streams: Sequence[str]) -> float:
        """What the whole bundle takes in a variant against no sanctions: V less receipts, USD million a year."""
        return self.yearly("value", variant, window, streams) - self.yearly("receipts", variant, window, streams)

    # -- draws ---------------------------------------------------------------------------------------------------------

    def drawn(self, variant: Variant, window: int, group: str = "goods", measure: str = "receipts") -> Array:
        """A group's total over a window by draw, USD million a year's rate: (draw,). NaN in draws that failed.

        Of a series without a total, 'illicit.arms', its own receipts.
        """
        kept, axis = self._kept_in(group)
        totals = self.of(f"{kept}.{measure}", variant)
        return totals[self.axes[axis].index(group), window] * self.windows[window].to_a_year

    def has_drawn(self, variant: Variant, group: str) -> bool:
        """Whether a group's receipts were kept by draw in a variant."""
        kept, axis = self._kept_in(group)
        return group in self.axes.get(axis, ()) and self.has(variant, f"{kept}.receipts")

    def _kept_in(self, group: str) -> tuple[str, str]:
        """The series and the axis that hold a group's totals by draw."""
        return ("alone", "alone") if group in self.axes.get("alone", ()) else ("windows", "group")

    def bands(self, variant: Variant, measure: str, series: str) -> Array:
        """Monthly quantiles of a group or stream, USD million a month: (probability, month)."""
        return self.of(f"bands.{measure}", variant)[:, :, self.axes["series"].index(series)]

    def beside(self, other: Results) -> Results:
        """These results and others of the same scenario as one, such as its central run and its draws."""
        variants = dict.fromkeys((*self.series, *other.series))
        series = {v: {**self.series.get(v, {}), **other.series.get(v, {})} for v in variants}
        drawn = other if other.draws > 1 else self
        return replace(
            self,
            scenario=replace(self.scenario, draws=drawn.draws),
            axes={**self.axes, **other.axes},
            series=series,
            events=self.events or other.events,
            draws=drawn.draws,
            failed={**self.failed, **other.failed},
            error=max(self.error, other.error),
            stopped=self.stopped or other.stopped,
        )
