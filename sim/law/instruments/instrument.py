"""What an instrument is: what may be written of it, what it lets through, and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sim.common.axes import Array
from sim.common.errors import Problem
from sim.law.pairs import Clock


class Paragraph(Protocol):
    """What a paragraph's form says, as far as instruments look at it."""

    @property
    def kind(self) -> str | None:
        """The instrument's name."""

    @property
    def cap_value(self) -> float | None:
        """USD million a period."""

    @property
    def cap_quantity(self) -> float | None:
        """Kilotonnes a period."""

    @property
    def mode(self) -> str:
        """front_loaded or pro_rata."""

    @property
    def window(self) -> Any:
        """A dated period, with `start` and `end`."""

    @property
    def carry_over(self) -> bool:
        """Whether what was bought beyond a period's cap is taken from the next."""

    @property
    def deadline(self) -> date | None:
        """By which all are home."""


@dataclass(frozen=True)
class Place:
    """Where a paragraph stands, for those who find something wrong with it."""

    tell: Callable[..., Problem]
    """(key, message, given=, allowed=, hint=) -> the problem at that key; '' is the paragraph itself."""
    raw: Callable[[str], Any]
    """A key's value as written, with its unit."""
    effective: date


Check = Callable[[Paragraph, Place], Iterator[Problem]]


def nothing_wrong(form: Paragraph, place: Place) -> Iterator[Problem]:
    """For instruments with no keys of their own."""
    return iter(())


@dataclass(frozen=True)
class Instrument:
    """An instrument of law, which a paragraph has. `words` say what it lets through."""

    name: str
    words: str
    check: Check = nothing_wrong
    """What is wrong with a paragraph as regards its keys, the paragraph being of this kind or of another."""
    gazetted: bool = False
    """Whether partners are expected to give notice of it."""
    stays: Callable[[Clock, int], Array] | None = None
    """Of labour: the share of the adoption month's stock that may stay, the month's mean. It is about people then."""


@dataclass(frozen=True)
class Pressure:
    """An instrument that an act has as a whole: it forbids no trade, and works on a government or on banks."""

    name: str
    words: str
    steps: bool
    """Whether its strength goes by dated steps of a level."""
    streams: bool
    """Whether it must name streams."""
    partners: bool = False
    """Whether it must name the governments it works on."""
    strength: tuple[str, str] | None = None
    """The number that says how strong it is, with an example; without one it does nothing."""
