"""A piece of a sweep: some runs and their draws, with all that is needed to compute them anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sim.common.axes import Array
from sim.domain.scenario import Sampler, Scenario
from sim.sweeps.design.axes import ADDED, Output
from sim.sweeps.design.points import Member


@dataclass(frozen=True, order=True)
class Span:
    """Runs from `first_run` up to `stop_run`, and their draws from `first_draw` up to `stop_draw`."""

    first_run: int
    stop_run: int
    first_draw: int
    stop_draw: int

    @property
    def runs(self) -> int:
        """How many runs."""
        return self.stop_run - self.first_run

    @property
    def draws(self) -> int:
        """How many draws of each."""
        return self.stop_draw - self.first_draw

    @property
    def rows(self) -> int:
        """How many rows: a run and draw each."""
        return self.runs * self.draws


@dataclass(frozen=True)
class Piece:
    """A span with all that is needed to compute it anywhere."""

    span: Span
    settings: dict[int, Scenario]
    members: tuple[Member, ...]
    """One a run, sorted by setting."""
    outputs: tuple[Output, ...]
    streams: Mapping[str, tuple[str, ...]]
    """The streams of each output's series; those of all its settings, which share their structure."""
    seed: int
    sampler: Sampler
    draws: int
    """Draws of every point of the sweep, here or elsewhere; one draw is the central run."""

    @property
    def central(self) -> bool:
        """Whether nothing is drawn."""
        return self.draws == 1

    @cached_property
    def with_prior(self) -> bool:
        """Whether every point is run under prior law too."""
        return any(output.measure == ADDED for output in self.outputs)

    def halves(self) -> tuple[Piece, Piece]:
        """The piece in two, by runs."""
        middle = self.span.runs // 2
        cut = self.span.first_run + middle
        left, right = replace(self.span, stop_run=cut), replace(self.span, first_run=cut)
        one = replace(self, span=left, members=self.members[:middle])
        return one, replace(self, span=right, members=self.members[middle:])


@dataclass(frozen=True)
class Computed:
    """The results of a piece, USD million a year: (output, row), rows by run and then by draw; NaN where not finite."""

    span: Span
    values: Array
