"""A scenario: everything a run needs, resolved and self-contained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sim.common.errors import nearest
from sim.common.months import label, month_of
from sim.domain.campaign import NO_MECHANISMS, Mechanisms
from sim.domain.curve import POWER, DialCurve
from sim.domain.law import ALWAYS, Lift, Measure, NoticeStep, Provision, Step, provisions_of
from sim.domain.quantity import Kind, Quantity, key_of
from sim.domain.trade import Partner, Stream

Benchmark = Literal["", "law_only", "no_compliance"]
Prices = Literal["observed", "base_year"]
Sampler = Literal["keyed", "sobol"]
EstimateBasis = Literal["quoted", "derived"]

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
class VolumePath:
    """A stream's volume index by month: 1 before its first month, the last value after it; no growth beside it."""

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
    """A partner's own dial path (empty: the campaign's), when its notices count, and dial points of its own.

    `notices` is a dated path in date order, by days; before its first date they are on, so an empty path is always on.
    While it says by_dial a switch decides, which begins as `switch_start` says; where that is empty, it begins on if
    the path said on before, and off if there is no time before.
    """

    partner: str
    dial: tuple[Step, ...] = ()
    notices: tuple[NoticeStep, ...] = ()
    relief: tuple[Step, ...] = ()
    diplomatic: tuple[Step, ...] = ()
    switch_start: Literal["", "on", "off"] = ""

    @property
    def silent(self) -> bool:
        """Whether its notices are off on every day."""
        return self.unheard and {step.state for step in self.notices} == {"off"}

    @property
    def unheard(self) -> bool:
        """Whether its dated notices count on no day: they are off, or its dial decides in their place."""
        return bool(self.notices) and self.notices[0].start <= ALWAYS and not any(s.state == "on" for s in self.notices)

    @property
    def by_dial(self) -> bool:
        """Whether its dial decides on some day whether it gives notice."""
        return any(step.state == "by_dial" for step in self.notices)


@dataclass(frozen=True, slots=True)
class Observed:
    """What a partner was seen to carry out on a stream in [start, end): share of the restricted trade displaced.

    An observation of kind customs is of declared trade: what it lets through was declared as it is.
    """

    partner: str
    stream: str
    start: date
    end: date
    compliance: float
    source: str = ""
    known_by: str = ""
    kind: Kind = "judgement"


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
    """Lost trade of one stream that feeds another which no measure covers (textiles to wigs).

    `start` is the link's own calendar date, from which it builds up; None takes that of smuggling (evasion_from).
    """

    source: str
    target: str
    start: date | None = None

    @property
    def scope(self) -> str:
        """The scope under which its share and pace are given."""
        return f"{self.source}>{self.target}"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What others say that the scenario is worth, in their words and units; nothing is computed from it.

    `basis` tells what somebody said (quoted) from what was worked out of what they said (derived).
    """

    who: str
    said: str
    basis: EstimateBasis
    source: str


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
    matter, the notices included; `bundle` those in force, `under_test` those the question is about, `awaited` those
    that are in force on no lane until something brings them in there. `overrides` tell readers what was changed in what
    the scenario is based on, `estimates` what others put on it; no number depends on either.
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
    awaited: tuple[str, ...] = ()
    campaign: tuple[Step, ...] = ()
    fatigue: tuple[Step, ...] = ()
    dial_curve: DialCurve = POWER
    wills: tuple[Will, ...] = ()
    observed: tuple[Observed, ...] = ()
    shocks: tuple[Shock, ...] = ()
    substitutions: tuple[Substitution, ...] = ()
    lifts: tuple[Lift, ...] = ()
    mechanisms: Mechanisms = NO_MECHANISMS
    price_paths: tuple[PricePath, ...] = ()
    volume_paths: tuple[VolumePath, ...] = ()
    seasons: tuple[Season, ...] = ()
    evasion_from: date = date(2017, 1, 1)
    review_months: int = 1
    prices: Prices = "observed"
    benchmark: Benchmark = ""
    baseline: str = ""
    behaviour: str = ""
    known_by: str = ""
    caveats: tuple[str, ...] = ()
    """What cannot be known of what is asked, a line each."""
    draws: int = 1
    seed: int = 0
    sampler: Sampler = "keyed"
    overrides: tuple[Override, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    schema_version: int = SCHEMA_VERSION

    def __repr__(self) -> str:
        """What a prompt shows: written out in full, a scenario has some thousand numbers."""
        horizon = f"{label(self.start)} to {label(self.start + self.months - 1)}"
        return f"Scenario({self.title!r}, {len(self.acts)} acts, {horizon}, draws={self.draws})"

    def number(self, name: str, *scopes: str) -> Quantity:
        """The most specific quantity of that name. Raises KeyError where there is none."""
        try:
            return self.numbers[key_of(self.numbers, name, *scopes)]
        except KeyError:
            hint = nearest(name, self.numbers)
            raise KeyError(f"no number {name!r}{': ' if hint else ''}{hint}; .numbers has all by name") from None

    @property
    def acts(self) -> tuple[str, ...]:
        """The measures that are in force or may come to be."""
        return (*self.bundle, *self.awaited)

    def will_of(self, partner: str) -> Will:
        """A partner's will; the campaign's dial and notices on where the scenario says nothing."""
        return next((will for will in self.wills if will.partner == partner), Will(partner))


def curve_words(scenario: Scenario) -> str:
    """What the curve of the scenario's dial is called: 'gamma 2.5', 'dial by a table'."""
    return scenario.dial_curve.words(scenario.number("gamma").value)


def exponent(scenario: Scenario) -> float:
    """The power of dial/10 in which what is denied is nearly straight: gamma, or 1 where the curve has another form."""
    return scenario.number("gamma").value if scenario.dial_curve.form == "power" else 1.0


def presses_nobody(scenario: Scenario, act: Measure) -> bool:
    """Whether an act of pressure presses with level 0 on every day, or takes no share of any receipt."""
    if act.instrument == "law":
        return False
    if act.instrument == "payment":
        share = scenario.number("payment_share", act.id)
        return share.value == share.low == share.high == 0
    return not any(step.level for step in act.steps)


def drawn_months(scenario: Scenario) -> range:
    """The months for which draws are made: whole calendar years around the horizon and around every dated cap.

    A cap's period is known as a whole, also where it reaches beyond the horizon.
    """
    months = [scenario.start, scenario.start + scenario.months - 1]
    for window in (p.window for p in provisions_of(scenario.measures) if p.window):
        months += [month_of(window.start), month_of(window.end)]
    return range(12 * (min(months) // 12), 12 * (max(months) // 12 + 1))


def provisions_in_force(scenario: Scenario) -> list[Provision]:
    """The paragraphs of the bundle, and the dated notices of them of partners whose notices may count, in name order.

    Acts that are awaited are among them: they may come to bind.
    """
    chosen = set(scenario.acts)
    acts = [p for p in provisions_of(m for m in scenario.measures if m.id in chosen) if not p.transposes]
    ordered = {p.id for p in acts}
    unheard = {will.partner for will in scenario.wills if will.unheard}
    notices = [m for m in scenario.measures if m.issuer not in unheard]
    transposing = [p for p in provisions_of(notices) if p.transposes in ordered]
    return sorted([*acts, *transposing], key=lambda p: p.id)


def level_on(steps: Iterable[Step], day: date, before: float = 0.0) -> float:
    """The level of a dated path on a day: its last step begun by then."""
    begun = [step for step in steps if step.start <= day]
    return max(begun, key=lambda step: step.start).level if begun else before
