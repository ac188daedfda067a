"""The months an answer is about: the first calendar year wholly under the acts in question, and the run-rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.common.months import coordinate, label
from sim.domain.scenario import Scenario, provisions_in_force
from sim.runs.variants import tested


@dataclass(frozen=True)
class Window:
    """Months over which a yearly amount is taken: positions in the horizon, and the factor that makes it a year."""

    label: str
    months: tuple[int, ...]

    @property
    def to_a_year(self) -> float:
        """What to multiply the sum of the months by."""
        return 12 / len(self.months)


def first_full_month(scenario: Scenario) -> int:
    """The first calendar month that lies wholly after every tested act has come to bind, transposition lags apart.

    An act of pressure begins with its first level other than 0. Where events alone decide on what day acts come, it is
    the month after the horizon: in no month of it are they sure to have come.
    """
    days = [coordinate(day) for day in _days_of_binding(scenario)]
    if not days:
        return scenario.start + (scenario.months if tested(scenario) else 0)
    return max(scenario.start, int(-(-max(days) // 1)))


def never_in_force(scenario: Scenario) -> bool:
    """Whether every tested act comes to bind only after the horizon has ended."""
    days = _days_of_binding(scenario)
    return bool(days) and min(coordinate(day) for day in days) >= scenario.start + scenario.months


def _days_of_binding(scenario: Scenario) -> list[date]:
    """When the paragraphs of the tested acts come to bind, transposition lags apart, and their pressure begins.

    Acts whose day a lane's events decide have none.
    """
    names = set(tested(scenario)) - set(scenario.awaited)
    days = [p.binds for p in provisions_in_force(scenario) if p.measure in names and not p.transposes]
    for act in scenario.measures:
        if act.id in names and not act.provisions:
            turned = [step.start for step in act.steps if step.level]
            days += [act.effective or act.adopted] if act.instrument == "payment" else turned[:1]
    return days


def windows_of(scenario: Scenario) -> list[Window]:
    """The first calendar year wholly in force, and the run-rate: the year that begins twelve months after it binds.

    Where the horizon has no month of them, its last calendar year and its last twelve months stand in their place.
    """
    first = first_full_month(scenario)
    end = scenario.start + scenario.months
    year = -(-first // 12)
    calendar = range(12 * year, 12 * year + 12)
    if _inside(scenario, calendar) < 12:
        year = min(first, end - 1) // 12
        calendar = range(12 * year, 12 * year + 12)
    run_rate = range(first + 12, first + 24)
    if not _inside(scenario, run_rate):
        run_rate = range(max(scenario.start, end - 12), end)
    return [_window(scenario, calendar, f"{calendar[0] // 12}"), _window(scenario, run_rate)]


def _inside(scenario: Scenario, months: range) -> int:
    return sum(scenario.start <= month < scenario.start + scenario.months for month in months)


def _window(scenario: Scenario, months: range, name: str = "") -> Window:
    """The part of some months inside the horizon, by its name, else by its own first and last month."""
    inside = [m for m in months if scenario.start <= m < scenario.start + scenario.months]
    said = name or f"{label(inside[0])} to {label(inside[-1])}"
    span = f"{len(inside)} months" if len(inside) > 1 else "1 month"
    words = said if len(inside) == 12 else f"{said} ({span}, a year's rate)"
    return Window(words, tuple(m - scenario.start for m in inside))
