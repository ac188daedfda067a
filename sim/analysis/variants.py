"""The scenarios a question needs beside the one asked: other readings, benchmarks, prior law, other prices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sim.common.errors import RunFailed
from sim.common.months import coordinate
from sim.domain.law import NOTICES_OFF
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario, provisions_in_force
from sim.domain.trade import overlapping

NO_LEAKS = ("theta", "kappa")
NO_DISCOUNTS = ("delta_o", "delta_d", "delta_s", "psi", "payment_share")
READINGS = ("own notices", "dial only")


def tested(scenario: Scenario) -> tuple[str, ...]:
    """The measures a question is about: those under test, or the whole bundle where none is named."""
    return scenario.under_test or scenario.bundle


def without_tested(scenario: Scenario) -> Scenario:
    """The scenario under prior law: the bundle less the measures under test."""
    return replace(scenario, bundle=tuple(m for m in scenario.bundle if m not in tested(scenario)), under_test=())


def with_notices(scenario: Scenario, notices: bool) -> Scenario:
    """The own-notice and the dial-only reading: the scenario's notices, or everybody's where it has none; or none."""
    if notices and any(not scenario.will_of(partner.id).silent for partner in scenario.partners):
        return scenario
    path = () if notices else NOTICES_OFF
    wills = [replace(scenario.will_of(partner.id), notices=path) for partner in scenario.partners]
    return replace(scenario, wills=tuple(wills))


def with_numbers(scenario: Scenario, names: tuple[str, ...], value: float) -> Scenario:
    """The scenario with every number of these names, in all scopes, set to one value."""

    def changed(name: str, quantity: Quantity) -> Quantity:
        if name.partition(".")[0] not in names:
            return quantity
        return replace(quantity, value=value, low=value, high=value, distribution="fixed")

    return replace(scenario, numbers={name: changed(name, q) for name, q in scenario.numbers.items()})


def variants_of(scenario: Scenario) -> dict[str, Scenario]:
    """Every lane a headline needs, by name; '…, prior law' is the same lane without the measures under test."""
    law = replace(scenario, benchmark="law_only")
    base = replace(law, prices="base_year")
    lanes = {"scenario": scenario, "full compliance": law, "full compliance, base-year prices": base}
    lanes["full compliance, base-year prices, no growth"] = with_numbers(base, ("growth",), 0.0)
    if not scenario.benchmark:
        for reading in READINGS:
            lanes |= _reading(reading, with_notices(scenario, reading == "own notices"))
        lanes |= _leaks_shut(with_notices(scenario, True))
        lanes["no compliance"] = replace(scenario, benchmark="no_compliance")
    return lanes | {f"{name}, prior law": without_tested(lane) for name, lane in lanes.items()}


def _reading(name: str, scenario: Scenario) -> dict[str, Scenario]:
    return {
        name: scenario,
        f"{name}, base-year prices": replace(scenario, prices="base_year"),
        f"{name}, gamma 1": with_numbers(scenario, ("gamma",), 1.0),
    }


def _leaks_shut(scenario: Scenario) -> dict[str, Scenario]:
    """The scenario without discounts, and without diversion and smuggling either: the steps of the bridge."""
    no_discounts = with_numbers(scenario, NO_DISCOUNTS, 0.0)
    plain = {name: q for name, q in no_discounts.numbers.items() if not name.startswith("smuggled_price.")}
    no_discounts = replace(no_discounts, numbers=plain)
    return {"no discounts": no_discounts, "no leaks, no discounts": with_numbers(no_discounts, NO_LEAKS, 0.0)}


def first_full_month(scenario: Scenario) -> int:
    """The first month that lies wholly after every tested act has come to bind, transposition lags apart.

    An act of pressure begins with its first level other than 0.
    """
    names = set(tested(scenario))
    days = [p.binds for p in provisions_in_force(scenario) if p.measure in names and not p.transposes]
    for act in scenario.measures:
        if act.id in names and not act.provisions:
            turned = [step.start for step in act.steps if step.level]
            days += [act.effective or act.adopted] if act.instrument == "payment" else turned[:1]
    latest = max((coordinate(day) for day in days), default=float(scenario.start))
    return max(scenario.start, int(-(-latest // 1)))


@dataclass(frozen=True)
class Window:
    """Months over which a yearly amount is taken: positions in the horizon, and the factor that makes it a year."""

    label: str
    months: tuple[int, ...]

    @property
    def to_a_year(self) -> float:
        """What to multiply the sum of the months by."""
        return 12 / len(self.months)


def windows_of(scenario: Scenario) -> list[Window]:
    """The first calendar year wholly in force, and the run-rate: the year that begins twelve months after it binds."""
    first = first_full_month(scenario)
    year = -(-first // 12)
    calendar = range(12 * year, 12 * year + 12)
    if _inside(scenario, calendar) < 12:
        calendar = range(12 * (first // 12), 12 * (first // 12) + 12)
    run_rate = range(first + 12, first + 24)
    if not _inside(scenario, run_rate):
        run_rate = range(max(scenario.start, scenario.start + scenario.months - 12), scenario.start + scenario.months)
    return [_window(scenario, calendar, f"{calendar[0] // 12}"), _window(scenario, run_rate, "run-rate")]


def _inside(scenario: Scenario, months: range) -> int:
    return sum(scenario.start <= month < scenario.start + scenario.months for month in months)


def _window(scenario: Scenario, months: range, label: str) -> Window:
    inside = tuple(m - scenario.start for m in months if scenario.start <= m < scenario.start + scenario.months)
    span = f"{len(inside)} months" if len(inside) > 1 else "1 month"
    return Window(label if len(inside) == 12 else f"{label} ({span}, a year's rate)", inside)


def streams_where(scenario: Scenario, wanted: Callable[[str], bool]) -> list[str]:
    """The ids of streams whose group is wanted. Raises RunFailed where they overlap and cannot be added."""
    chosen = [stream for stream in scenario.streams if wanted(stream.group)]
    clashes = overlapping(chosen)
    if clashes:
        raise RunFailed(
            "these streams count the same money and cannot be added: " + ", ".join(f"{a} and {b}" for a, b in clashes)
        )
    return [stream.id for stream in chosen]
