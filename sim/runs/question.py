"""A question asked of the model: one scenario in some variants, how many draws of it, and what is kept of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from sim.common.errors import BadInput, Problem
from sim.domain.scenario import Scenario
from sim.luck.monthly import names_of_luck
from sim.luck.sampling import check_ranges, drawn_quantities
from sim.luck.sobol import check_draws
from sim.runs.collect import Frame, cells_of, frame_of
from sim.runs.kept import MOST_KEPT_DRAWS, Kept
from sim.runs.variants import SCENARIO, Redrawn, Variant, asked
from sim.runs.windows import Window

MOST_REDRAWN = 1024
"""Draws that are run a second time with judgement redrawn: a share of variance is known well enough from so many."""

PART_REDRAWN = 256
"""The same of behaviour, baseline and noise, a block of draws each."""

NOISY = ("noise_sd", "noise_ar1", "price_sd", "price_ar1", "lumpy_n")
"""The numbers that say how large monthly noise is, and count as noise."""


@dataclass(frozen=True)
class Question:
    """What is run. One draw is the central run, in which every number has its central value.

    All variants share the luck of the scenario's seed and sampler, draw by draw. `windows` are months whose totals are
    kept of every draw; with `cells` every cell of every month is kept too; `keep` names sums of cells whose recorded
    trade is kept by month and draw; with `events` what the campaign does in each draw of the scenario is kept. Raises
    BadInput for ranges that cannot be drawn, for draws that do not fill the scrambles of the sobol sampler, and for
    more draws than can be kept.
    """

    scenario: Scenario
    variants: tuple[Variant, ...] = (SCENARIO,)
    draws: int = 1
    windows: tuple[Window, ...] = ()
    cells: bool = False
    keep: tuple[Kept, ...] = ()
    events: bool = False

    def __post_init__(self) -> None:
        if self.central:
            return
        check_ranges(self.scenario)
        if self.scenario.sampler == "sobol":
            check_draws(self.draws)
        if self.keep and self.draws > MOST_KEPT_DRAWS:
            allowed = f"1 to {MOST_KEPT_DRAWS:,}"
            raise BadInput(Problem("is out of range", key="--draws", given=str(self.draws), allowed=allowed))

    @property
    def central(self) -> bool:
        """Whether nothing is drawn."""
        return self.draws == 1

    @cached_property
    def scenarios(self) -> dict[Variant, Scenario]:
        """What each variant asks for."""
        return {variant: replace(asked(self.scenario, variant), draws=1) for variant in self.variants}

    @cached_property
    def frame(self) -> Frame:
        """The axes of the totals of its draws."""
        kept = [one.cells(self.scenario, cells_of(self.scenario)) for one in self.keep]
        return frame_of(self.scenario, [window.months for window in self.windows], self.cells, kept)

    @property
    def without_law(self) -> tuple[Variant, ...]:
        """Prior law that holds no act at all: what is earned is V, and nothing need be run for it."""
        here = {SCENARIO, *(v for v in self.variants if v.tested)} & set(self.variants)
        free = (v for v in self.variants if not v.tested and not self.scenarios[v].acts)
        return tuple(v for v in free if replace(v, tested=True) in here)

    def draws_of(self, variant: Variant) -> int:
        """How many draws a variant has."""
        return draws_of(variant, self.draws)


def draws_of(variant: Variant, draws: int) -> int:
    """How many draws a variant has where so many are asked for: fewer of those that are redrawn."""
    if not variant.redrawn:
        return draws
    return min(draws, MOST_REDRAWN if variant.redrawn == "judgement" else PART_REDRAWN)


def names_redrawn(scenario: Scenario, kind: Redrawn) -> frozenset[str]:
    """The names of all luck of a kind: of drawn quantities that rest on judgement, or of one of the three parts."""
    if not kind:
        return frozenset()
    drawn = drawn_quantities(scenario)
    if kind == "judgement":
        return frozenset(q.name for q in drawn if q.basis == "judgement")
    parts = {q.name: _part_of(q.name) for q in drawn}
    mine = frozenset(name for name, part in parts.items() if part == kind)
    return mine | names_of_luck(scenario) if kind == "noise" else mine


def _part_of(name: str) -> Redrawn:
    """Which part of luck a drawn quantity is: the baseline's cells, what makes noise, or behaviour."""
    first = name.partition(".")[0]
    return "baseline" if first == "baseline" else "noise" if first in NOISY else "behaviour"
