"""What North Korea sells, and to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Group = Literal["goods", "labour", "services", "illicit"]
GROUPS: tuple[Group, ...] = ("goods", "labour", "services", "illicit")
SUMMED_GROUPS: tuple[Group, ...] = ("goods", "labour", "services")
"""Groups that have a total; illicit income is context, shown series by series."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A kind of export income: coal, textiles, workers abroad.

    Headcount streams are measured in heads and earn `take` each a year. `overlaps` names series that count some of
    the same money, and so must never stand in one sum with it.
    """

    id: str
    label: str
    group: Group
    hs: str = ""
    headcount: bool = False
    overlaps: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Partner:
    """A buyer or host of North Korea's exports.

    `may_buy` marks who could plausibly start to buy what others refuse; `gives_notice` who transposed the sector
    resolutions of 2016 and 2017 by notices of its own, and is taken to do so with an act that a scenario makes up.
    """

    id: str
    label: str
    group: str = ""
    may_buy: bool = False
    note: str = ""
    gives_notice: bool = False


def overlapping(streams: Iterable[Stream]) -> list[tuple[str, str]]:
    """Pairs of streams that count the same money twice when they are added."""
    chosen = {stream.id: stream for stream in streams}
    return sorted((a, b) for a in chosen for b in chosen[a].overlaps if b in chosen and a < b)
