"""What lifting paragraphs brings back: the scenario with them lifted less the same without, on common luck.

A whole lifting ends paragraphs (`lift`). A share of one, shares in steps, and whatever may snap back are suspensions,
which the model has as relief in talks that nothing breaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sim.common.axes import Array
from sim.common.months import coordinate, first_day, label
from sim.domain.campaign import Relief, Talk
from sim.domain.law import Lift, Provision
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario, provisions_in_force
from sim.runs.cases import Receipts
from sim.runs.variants import READINGS, asked
from sim.runs.windows import Window

HALF_LIVES = (6.0, 12.0)
"""Months until half of the trade is back that are shown beside the scenario's own."""
AS_ASKED = "as asked"
OTHER_READINGS = READINGS[1:]
"""Notices by dial and the dial alone, which stand beside a scenario that reads the law in another way."""
SNAPPED, LATE = "snapped back", "snapped back half a year late"
YEAR, HALF_A_YEAR = 12, 6


@dataclass(frozen=True)
class Lifting:
    """Paragraphs that end on days, in a scenario that without them is `scenario`.

    `share` of each is let go from its day on, `later` shares of all of them from later days on, which only rise.
    `back` is the day on which all of it might snap back; without one, a year after the first whole month.
    """

    scenario: Scenario
    lifts: tuple[Lift, ...]
    share: float = 1.0
    later: tuple[tuple[date, float], ...] = ()
    back: date | None = None

    @property
    def whole(self) -> bool:
        """Whether all is lifted at once."""
        return self.share == 1.0

    @property
    def day(self) -> date:
        """The first day on which one of them is lifted."""
        return min(lift.day for lift in self.lifts)

    @property
    def first_month(self) -> int:
        """The first calendar month that lies wholly after the lifting."""
        return int(-(-coordinate(self.day) // 1))

    @property
    def snapback(self) -> date:
        """The day whose snapback is priced."""
        return self.back or first_day(self.first_month + YEAR)

    @property
    def last_month(self) -> int:
        """The month up to which the horizon should reach: two years after it, and one after the snapback."""
        return max(self.first_month + 2 * YEAR, self._snapback_month + YEAR) - 1

    @property
    def _snapback_month(self) -> int:
        """The first calendar month that lies wholly after the snapback."""
        return int(-(-coordinate(self.snapback) // 1))

    @property
    def paragraphs(self) -> list[Provision]:
        """The paragraphs that are lifted, in name order."""
        names = {lift.provision for lift in self.lifts}
        return [p for p in provisions_in_force(self.scenario) if p.id in names]

    @property
    def windows(self) -> tuple[Window, ...]:
        """The first year after the lifting and the run-rate, which is the year after that, inside the horizon."""
        first = self.first_month
        return self._inside({"first year": first, "run-rate": first + YEAR})

    @property
    def after_snapback(self) -> tuple[Window, ...]:
        """The year after the snapback, inside the horizon: empty where it lies beyond."""
        return self._inside({"after the snapback": self._snapback_month})

    def _inside(self, years: Mapping[str, int]) -> tuple[Window, ...]:
        """Years by the month in which they begin, as far as the horizon has them."""
        start, end = self.scenario.start, self.scenario.months
        spans = {name: [t for t in range(m - start, m - start + YEAR) if 0 <= t < end] for name, m in years.items()}
        return tuple(
            Window(_span(name, self.scenario, months), tuple(months)) for name, months in spans.items() if months
        )


def _span(name: str, scenario: Scenario, months: Sequence[int]) -> str:
    return f"{name}, {label(scenario.start + months[0])} to {label(scenario.start + months[-1])}"


# -- ways of asking ----------------------------------------------------------------------------------------------------


def ways_of(lifting: Lifting) -> dict[str, tuple[Scenario, Scenario]]:
    """By name: the scenario without and with the lifting, as asked, in other readings, with other half-lives, and
    snapped back."""
    scenario = lifting.scenario
    ways = {AS_ASKED: scenario} | _read_otherwise(scenario)
    ways |= {half_life_name(months): with_half_life(lifting, months) for months in HALF_LIVES}
    found = {name: (one, lifted(lifting, one)) for name, one in ways.items()}
    if not eased_by_talks(lifting):
        late = first_day(lifting._snapback_month + HALF_A_YEAR)
        found |= {
            name: (scenario, suspended(lifting, scenario, day))
            for name, day in ((SNAPPED, lifting.snapback), (LATE, late))
        }
    return found


def _read_otherwise(scenario: Scenario) -> dict[str, Scenario]:
    """The scenario in the other readings of the same law, by their words, as far as they are others; a benchmark has
    none."""
    if scenario.benchmark:
        return {}
    each = {reading.words: asked(scenario, reading) for reading in OTHER_READINGS}
    return {words: other for words, other in each.items() if other != scenario}


def words_of_ways() -> dict[str, str]:
    """The ways that stand beside what was asked, in the order of print, and the heads of their columns."""
    slower = {half_life_name(months): f"H {months:g}" for months in HALF_LIVES}
    return slower | {reading.words: reading.words for reading in OTHER_READINGS}


def lifted(lifting: Lifting, scenario: Scenario) -> Scenario:
    """A scenario with the lifting: paragraphs that end, or of which shares are let go."""
    if lifting.whole:
        return replace(scenario, lifts=(*scenario.lifts, *lifting.lifts))
    return suspended(lifting, scenario, None)


def suspended(lifting: Lifting, scenario: Scenario, back: date | None) -> Scenario:
    """A scenario in which the same shares are let go as relief, and come back whole and at once on a day, if ever."""
    talks = [_talk(lifting, day, back) for day in sorted({lift.day for lift in lifting.lifts})]
    mechanisms = scenario.mechanisms
    return replace(scenario, mechanisms=replace(mechanisms, talks=(*mechanisms.talks, *talks)))


def _talk(lifting: Lifting, day: date, back: date | None) -> Talk:
    """What is let go from one day on, as talks that nothing breaks."""
    steps = ((0, lifting.share), *(((later - day).days, share) for later, share in lifting.later))
    names = sorted(lift.provision for lift in lifting.lifts if lift.day == day)
    return Talk(f"lifting of {day}", day, back, relief=tuple(Relief(name, steps) for name in names))


def eased_by_talks(lifting: Lifting) -> list[str]:
    """The paragraphs that talks of the scenario suspend already."""
    eased = {relief.provision for talk in lifting.scenario.mechanisms.talks for relief in talk.relief}
    return sorted(eased & {lift.provision for lift in lifting.lifts})


def half_life_name(months: float) -> str:
    """How a way with another half-life is called."""
    return f"half-life {months:g}"


def half_lives(lifting: Lifting) -> list[float]:
    """The scenario's own half-lives of what is lifted, in order."""
    acts = {p.measure for p in lifting.paragraphs}
    return sorted({lifting.scenario.number("return_half_life", act).value for act in acts})


def with_half_life(lifting: Lifting, months: float) -> Scenario:
    """The scenario in which trade under the acts that are lifted takes so long to come back."""
    names = [f"return_half_life.{act}" for act in sorted({p.measure for p in lifting.paragraphs})]
    given = {name: Quantity(name, months, "months", months, months, "fixed") for name in names}
    return replace(lifting.scenario, numbers=lifting.scenario.numbers | given)


@dataclass(frozen=True)
class Returned:
    """What comes back, USD million a year: `by_stream` (window, stream, draw), `by_cell` (window, cell, draw)."""

    by_stream: Array
    by_cell: Array


@dataclass(frozen=True)
class Lifted:
    """A lifting with what it brings back in each way of asking, drawn and in the central run; names on the axes.

    Windows are those of the lifting, and after them the year after the snapback.
    """

    lifting: Lifting
    streams: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    drawn: Mapping[str, Returned]
    central: Mapping[str, Returned]
    draws: int

    @property
    def snapback_window(self) -> int | None:
        """The place of the year after the snapback among the windows; None where the horizon ends before it."""
        return len(self.lifting.windows) if self.lifting.after_snapback and SNAPPED in self.drawn else None

    def summed(self, way: str, streams: Sequence[str], central: bool = False) -> Array:
        """What comes back of some streams: (window, draw)."""
        places = [k for k, stream in enumerate(self.streams) if stream in streams]
        found = (self.central if central else self.drawn)[way].by_stream
        return found[:, places].sum(axis=1)

    def of_partner(self, way: str, partner: str, streams: Sequence[str]) -> Array:
        """What comes back of a partner's trade in some streams: (window, draw)."""
        places = [c for c, (stream, who) in enumerate(self.cells) if who == partner and stream in streams]
        return self.drawn[way].by_cell[:, places].sum(axis=1)


def returned(pairs: Mapping[str, tuple[int, int]], found: Receipts) -> dict[str, Returned]:
    """What comes back in each way, of the receipts of its cases without and with the lifting, by their places."""
    return {
        way: Returned(found.by_stream[b] - found.by_stream[a], found.by_cell[b] - found.by_cell[a])
        for way, (a, b) in pairs.items()
    }
