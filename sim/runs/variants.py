"""Ways of asking one scenario: whose reading of compliance, with or without the acts under test, at whose prices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sim.common.errors import RunFailed
from sim.domain.curve import POWER
from sim.domain.law import NOTICES_BY_DIAL, NOTICES_OFF, NoticeStep, provisions_of
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario, Will
from sim.domain.trade import SUMMED_GROUPS, overlapping

Reading = Literal["scenario", "own_notices", "by_dial", "dial_only", "law_only", "no_compliance"]
"""Who carries out what: as the scenario says; by own notices, by notices that the dial turns on and off, or by the dial
alone, if no partner gave notices; and the two benchmarks."""

Redrawn = Literal["", "judgement", "behaviour", "baseline", "noise"]
"""Whose luck is another's in draws: of numbers that rest on judgement; of behaviour, the baseline, or monthly noise."""

NO_LEAKS = ("theta", "kappa")
NO_DISCOUNTS = ("delta_o", "delta_d", "delta_s", "psi", "payment_share")

WORDS: dict[str, str] = {
    "scenario": "scenario",
    "own_notices": "own notices",
    "by_dial": "notices by dial",
    "dial_only": "dial only",
    "law_only": "full compliance",
    "no_compliance": "no compliance",
    "base_year_prices": "base-year prices",
    "no_growth": "no growth",
    "no_leaks": "no leaks",
    "no_discounts": "no discounts",
    "prior_law": "prior law",
    "judgement_redrawn": "judgement redrawn",
    "behaviour_redrawn": "behaviour redrawn",
    "baseline_redrawn": "baseline redrawn",
    "noise_redrawn": "noise redrawn",
}


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of asking a scenario. What is not said is as the scenario has it.

    `tested`: with the acts under test; without them it is prior law. `gamma`: a dial by this power,
    whatever its curve. `redrawn`: in draws, numbers of a kind take other luck while all else stays.
    """

    reading: Reading = "scenario"
    tested: bool = True
    base_year_prices: bool = False
    growth: bool = True
    leaks: bool = True
    discounts: bool = True
    gamma: float | None = None
    redrawn: Redrawn = ""

    @property
    def prior(self) -> Variant:
        """The same without the acts under test."""
        return replace(self, tested=False)

    @property
    def parts(self) -> tuple[str, ...]:
        """What it differs in, by name: its reading, its numbers, its law, its luck."""
        said = {
            "base_year_prices": self.base_year_prices,
            "no_growth": not self.growth,
            "no_leaks": not self.leaks,
            "no_discounts": not self.discounts,
            f"gamma_{self.gamma:g}" if self.gamma is not None else "": self.gamma is not None,
            f"{self.redrawn}_redrawn": self.redrawn != "",
            "prior_law": not self.tested,
        }
        return (self.reading, *(name for name, there in said.items() if there))

    @property
    def id(self) -> str:
        """Its name in files: 'own_notices_prior_law'."""
        return "_".join(self.parts)

    @property
    def words(self) -> str:
        """Its name in print: 'own notices, prior law'."""
        return ", ".join(WORDS.get(part, part.replace("_", " ")) for part in self.parts)


SCENARIO = Variant()
PRIOR_LAW = SCENARIO.prior
LAW_ONLY = Variant("law_only")
OWN_NOTICES = Variant("own_notices")
BY_DIAL = Variant("by_dial")
DIAL_ONLY = Variant("dial_only")
NO_COMPLIANCE = Variant("no_compliance")
REDRAWN = Variant(redrawn="judgement")
PARTS_REDRAWN = tuple(Variant(redrawn=part) for part in ("behaviour", "baseline", "noise"))
"""The three parts of luck, each redrawn by itself: they share out the variance of an answer."""
READINGS = (OWN_NOTICES, BY_DIAL, DIAL_ONLY)
"""The readings of the same law that stand side by side wherever it is asked about, in this order."""


def tested(scenario: Scenario) -> tuple[str, ...]:
    """The measures a question is about: those under test, or the whole law where none is named."""
    return scenario.under_test or scenario.acts


def asked(scenario: Scenario, variant: Variant) -> Scenario:
    """The scenario that a variant asks for; the scenario itself where it asks for nothing else."""
    found = _read_as(scenario, variant.reading)
    if variant.base_year_prices:
        found = replace(found, prices="base_year")
    if not variant.growth:
        found = with_numbers(found, ("growth",), 0.0)
    if not variant.discounts:
        found = _without_discounts(found)
    if not variant.leaks:
        found = with_numbers(found, NO_LEAKS, 0.0)
    if variant.gamma is not None:
        found = replace(with_numbers(found, ("gamma",), variant.gamma), dial_curve=POWER)
    return found if variant.tested else without_tested(found)


def _read_as(scenario: Scenario, reading: Reading) -> Scenario:
    if reading == "scenario":
        return scenario
    if reading in ("law_only", "no_compliance"):
        return replace(scenario, benchmark=reading)
    return with_notices_by_dial(scenario) if reading == "by_dial" else with_notices(scenario, reading == "own_notices")


def with_notices(scenario: Scenario, notices: bool) -> Scenario:
    """The own-notice and the dial-only reading: the scenario's notices, or everybody's where it has none; or none.

    Where a scenario leaves a partner's notices to its dial, its dated ones count in the own-notice reading.
    """
    wills = [scenario.will_of(partner.id) for partner in scenario.partners]
    if not notices:
        return _heard(scenario, wills, NOTICES_OFF)
    if all(will.silent for will in wills):
        return _heard(scenario, wills, ())
    return _heard(scenario, [will for will in wills if will.by_dial], ())


def with_notices_by_dial(scenario: Scenario) -> Scenario:
    """The reading in which dials decide who gives notice: as the scenario has it, else of everybody from the start."""
    wills = [scenario.will_of(partner.id) for partner in scenario.partners]
    return scenario if any(will.by_dial for will in wills) else _heard(scenario, wills, NOTICES_BY_DIAL)


def _heard(scenario: Scenario, wills: Sequence[Will], path: tuple[NoticeStep, ...]) -> Scenario:
    """The scenario with another path of notices for some partners; itself where that changes nothing."""
    changed = {will.partner: replace(will, notices=path) for will in wills if will.notices != path}
    if not changed:
        return scenario
    every = [scenario.will_of(partner.id) for partner in scenario.partners]
    return replace(scenario, wills=tuple(changed.get(will.partner, will) for will in every))


def without_tested(scenario: Scenario) -> Scenario:
    """The scenario under prior law: the law less the measures under test. A rung under test keeps its slot."""
    absent = tested(scenario)
    bundle, awaited = (tuple(m for m in acts if m not in absent) for acts in (scenario.bundle, scenario.awaited))
    mechanisms = scenario.mechanisms.without(absent)
    return replace(scenario, bundle=bundle, awaited=awaited, under_test=(), mechanisms=mechanisms)


def with_numbers(scenario: Scenario, names: tuple[str, ...], value: float) -> Scenario:
    """The scenario with every number of these names, in all scopes, set to one value."""

    def changed(name: str, quantity: Quantity) -> Quantity:
        if name.partition(".")[0] not in names:
            return quantity
        return replace(quantity, value=value, low=value, high=value, distribution="fixed")

    return replace(scenario, numbers={name: changed(name, q) for name, q in scenario.numbers.items()})


def _without_discounts(scenario: Scenario) -> Scenario:
    """Nobody pays less, nothing is caught; a smuggled unit price is a discount too."""
    found = with_numbers(scenario, NO_DISCOUNTS, 0.0)
    plain = {name: q for name, q in found.numbers.items() if not name.startswith("smuggled_price.")}
    return replace(found, numbers=plain)


def streams_named(scenario: Scenario) -> set[str]:
    """The streams that the acts a question is about name in their paragraphs, or themselves."""
    acts = set(tested(scenario))
    mine = [measure for measure in scenario.measures if measure.id in acts]
    named = {stream for measure in mine for stream in measure.streams}
    return named | {stream for provision in provisions_of(mine) for stream in provision.streams}


def groups_alone(scenario: Scenario) -> tuple[str, ...]:
    """'illicit.arms': the series without a total that the acts under test name, each for itself."""
    named = streams_named(scenario)
    alone = {s.id: s.group for s in scenario.streams if s.group not in SUMMED_GROUPS and s.id in named}
    return tuple(f"{alone[stream]}.{stream}" for stream in sorted(alone))


def streams_where(scenario: Scenario, wanted: Callable[[str], bool]) -> list[str]:
    """The ids of streams whose group is wanted. Raises RunFailed where they overlap and cannot be added."""
    chosen = [stream for stream in scenario.streams if wanted(stream.group)]
    clashes = overlapping(chosen)
    if clashes:
        raise RunFailed(
            "these streams count the same money and cannot be added: " + ", ".join(f"{a} and {b}" for a, b in clashes)
        )
    return [stream.id for stream in chosen]
