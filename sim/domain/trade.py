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
class Family:
    """Goods of one kind by their place in the Harmonised System of customs; `headings` are first to last."""

    id: str
    label: str
    headings: tuple[tuple[int, int], ...] = ()


FAMILIES: tuple[Family, ...] = (
    Family("coal", "Coal", ((2701, 2704),)),
    Family("metals", "Metals and ores", ((2500, 2699), (7100, 8199))),
    Family("textiles", "Textiles", ((5000, 6399),)),
    Family("seafood", "Seafood", ((300, 399), (1603, 1605))),
    Family("other", "Other goods"),
)
"""The kinds of goods; the last holds whatever none of the others does."""
BESIDE_GOODS = Family("beside", "Labour, services and other income")
"""What is never added to goods."""


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


def family_of(stream: Stream) -> Family:
    """The kind of goods of a stream, by the first heading of its HS codes; other income has a kind of its own."""
    if stream.group != "goods":
        return BESIDE_GOODS
    heading = _heading(stream.hs)
    found = (family for family in FAMILIES for low, high in family.headings if low <= heading <= high)
    return next(found, FAMILIES[-1])


def _heading(hs: str) -> int:
    """The first four digits of an HS code, such as 2701, 300 for chapter 03; 0 where a text names none."""
    digits = hs[: next((n for n, letter in enumerate(hs) if not letter.isdigit()), len(hs))]
    return int(digits[:4].ljust(4, "0")) if digits else 0
