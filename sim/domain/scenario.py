"""A scenario: everything a run needs, resolved and self-contained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sim.domain.law import Measure, Provision, Step, provisions_of
from sim.domain.quantity import Quantity, key_of
from sim.domain.trade import Partner, Stream

Benchmark = Literal["", "law_only", "no_compliance"]
Prices = Literal["observed", "base_year"]
Sampler = Literal["keyed", "sobol"]

SCHEMA_VERSION = 1
"""Version of the resolved scenario and of every result file; a newer one is refused."""


@dataclass(frozen=True, slots=True)
class PricePath:
    """A stream's price index by month; a step holds until the next one, before the first it is 1."""

    stream: str
    steps: tuple[tuple[int, float], ...]
    source: str = ""
    known_by: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Season:
    """Twelve quantity factors of a stream, mean 1."""

    stream: str
    factors: tuple[float, ...]
    source: str = ""
    known_by: str = ""


@dataclass(frozen=True, slots=True)
class Will:
    """A partner's own dial path (empty: the campaign's), whether it issues notices, and dial points of its own."""

    partner: str
    dial: tuple[Step, ...] = ()
    notices: bool = True
    relief: tuple[Step, ...] = ()
    diplomatic: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Observed:
    """What a partner was seen to carry out on a stream in [start, end): share of the restricted trade displaced."""

    partner: str
    stream: str
    start: date
    end: date
    compliance: float
    source: str = ""
    known_by: str = ""


@dataclass(frozen=True, slots=True)
class Shock:
    """A dated factor on trade and on smuggling capacity, such as a border closure, in [start, end)."""

    partners: tuple[str, ...]
    streams: tuple[str, ...]
    start: date
    end: date
    factor: float = 1.0
    smuggling: float = 1.0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Substitution:
    """Lost trade of one stream that feeds another which no measure covers (textiles to wigs)."""

    source: str
    target: str

    @property
    def scope(self) -> str:
        """The scope under which its share and pace are given."""
        return f"{self.source}>{self.target}"


@dataclass(frozen=True, slots=True)
class Override:
    """A value that stands in a scenario because something over its base gave it: a file, or `by` '--set'.

    `titled`: that file, or one over it, gives the title, which then speaks for the change.
    """

    path: str
    value: str
    by: str
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """A bundle of measures, the partners' dials, and every number behind them.

    `numbers` holds each Quantity by name ('theta.coal', 'baseline.coal.china'); `measures` every act that could
    matter, the notices included; `bundle` those in force, `under_test` those the question is about. `overrides` tell
    readers what was changed in what the scenario is based on; no number depends on them.
    """

    name: str
    title: str
    start: int
    months: int
    base_year: int
    streams: tuple[Stream, ...]
    partners: tuple[Partner, ...]
    numbers: dict[str, Quantity]
    measures: tuple[Measure, ...]
    bundle: tuple[str, ...]
    under_test: tuple[str, ...] = ()
    campaign: tuple[Step, ...] = ()
    fatigue: tuple[Step, ...] = ()
    wills: tuple[Will, ...] = ()
    observed: tuple[Observed, ...] = ()
    shocks: tuple[Shock, ...] = ()
    substitutions: tuple[Substitution, ...] = ()
    price_paths: tuple[PricePath, ...] = ()
    seasons: tuple[Season, ...] = ()
    evasion_from: date = date(2017, 1, 1)
    review_months: int = 1
    prices: Prices = "observed"
    benchmark: Benchmark = ""
    baseline: str = ""
    behaviour: str = ""
    known_by: str = ""
    draws: int = 1
    seed: int = 0
    sampler: Sampler = "keyed"
    overrides: tuple[Override, ...] = ()
    schema_version: int = SCHEMA_VERSION

    def number(self, name: str, *scopes: str) -> Quantity:
        """The most specific quantity of that name. Raises KeyError where there is none."""
        return self.numbers[key_of(self.numbers, name, *scopes)]

    def will_of(self, partner: str) -> Will:
        """A partner's will; the campaign's dial and notices on where the scenario says nothing."""
        return next((will for will in self.wills if will.partner == partner), Will(partner))


def provisions_in_force(scenario: Scenario) -> list[Provision]:
    """The paragraphs of the bundle, and the notices of partners that issue them, in name order."""
    chosen = set(scenario.bundle)
    acts = [p for p in provisions_of(m for m in scenario.measures if m.id in chosen) if not p.transposes]
    ordered = {p.id for p in acts}
    silent = {will.partner for will in scenario.wills if not will.notices}
    notices = [m for m in scenario.measures if m.issuer not in silent]
    transposing = [p for p in provisions_of(notices) if p.transposes in ordered]
    return sorted([*acts, *transposing], key=lambda p: p.id)


def level_on(steps: Iterable[Step], day: date, before: float = 0.0) -> float:
    """The level of a dated path on a day: its last step begun by then."""
    begun = [step for step in steps if step.start <= day]
    return max(begun, key=lambda step: step.start).level if begun else before
