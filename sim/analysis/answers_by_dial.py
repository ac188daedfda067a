"""What a page shows: answers over bundles, readings and dials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from sim.common.axes import Array
from sim.domain.scenario import Scenario

Span = Literal["month", "year"]

LOW90, LOW50, MEDIAN, HIGH50, HIGH90, MEAN = "q05", "q25", "q50", "q75", "q95", "mean"
BANDS = (LOW90, LOW50, MEDIAN, HIGH50, HIGH90)

Choice = tuple[int, int]
"""Which bundle, and which reading."""


def key_of(span: Span, what: str, part: str = MEDIAN) -> str:
    """The name of a series on a page: 'year.goods.denied.q50'."""
    return f"{span}.{what}.{part}"


@dataclass(frozen=True)
class Made:
    """Where answers came from: a sweep or runs, by name and id, their draws and seed.

    `commands` are what to type to have the same again, `about` further facts as (what, said).
    """

    kind: Literal["sweep", "run"]
    name: str
    identity: str
    draws: int
    seed: int
    commands: tuple[str, ...]
    about: tuple[tuple[str, str], ...]

    def beside(self, other: Made) -> Made:
        """The same with another sweep read beside it: what writes the page comes last, and names both."""
        write = f"dial report results/{self.name} results/{other.name} -o report.html"
        about = (*self.about, ("points between", f"{other.name}, {other.identity}"))
        return replace(self, commands=(*self.commands[:-1], *other.commands[:-1], write), about=about)


@dataclass(frozen=True)
class Answers:
    """Answers at every combination of a bundle, a reading and two dials, USD million a month or a year.

    `others` are the values of the dial of all partners, `own` those of the largest buyer's own, `buyer` its id; an axis
    with one value is no choice. `series` by key have the axes (period, bundle, reading, others, own); periods are
    `months` (numbers of calendar months) or `years`. `answer` names what the headline speaks of ('goods.denied'), in
    the year numbered `year`. `start` is where the dial stands at first. `scenarios` holds one a bundle.
    """

    title: str
    bundles: tuple[str, ...]
    readings: tuple[str, ...]
    others: tuple[float, ...]
    own: tuple[float, ...]
    buyer: str
    start: float
    gamma: float
    months: tuple[int, ...]
    years: tuple[int, ...]
    answer: str
    year: int
    series: Mapping[str, Array]
    scenarios: tuple[Scenario, ...]
    made: Made

    @property
    def scenario(self) -> Scenario:
        """The scenario of the last bundle, with which the page opens."""
        return self.scenarios[-1]

    @property
    def first(self) -> Choice:
        """The bundle and the reading with which the page opens."""
        return len(self.bundles) - 1, 0

    @property
    def banded(self) -> bool:
        """Whether there are draws, and so bands."""
        return self.made.draws > 1

    @property
    def dialled(self) -> bool:
        """Whether there is a dial to turn."""
        return len(self.others) > 1

    def has(self, span: Span, *whats: str, part: str = MEDIAN) -> bool:
        """Whether all of some series are there."""
        return all(key_of(span, what, part) in self.series for what in whats)

    def label(self, partner: str) -> str:
        """A partner's name in print."""
        return next((one.label for one in self.scenario.partners if one.id == partner), partner)
