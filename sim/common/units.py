"""The closed table of units: '400.87 MUSD/yr', '7.5 Mt/yr', '53.45 USD/t'.

A number and a unit, no expressions. Inside the model money is USD million, mass kilotonnes, time months.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sim.common.errors import echo
from sim.common.unit_hints import unit_hint

UNITS: dict[str, tuple[str, float]] = {
    "MUSD/yr": ("money a year", 1.0),
    "bnUSD/yr": ("money a year", 1e3),
    "kUSD/yr": ("money a year", 1e-3),
    "USD/yr": ("money a year", 1e-6),
    "MUSD": ("money", 1.0),
    "bnUSD": ("money", 1e3),
    "kUSD": ("money", 1e-3),
    "USD": ("money", 1e-6),
    "kt/yr": ("mass a year", 1.0),
    "Mt/yr": ("mass a year", 1e3),
    "t/yr": ("mass a year", 1e-3),
    "kt": ("mass", 1.0),
    "Mt": ("mass", 1e3),
    "t": ("mass", 1e-3),
    "USD/t": ("price", 1e-3),
    "heads": ("heads", 1.0),
    "USD/head/yr": ("take", 1.0),
    "months": ("months", 1.0),
    "years": ("months", 12.0),
    "days": ("days", 1.0),
    "points": ("dial points", 1.0),
    "1": ("number", 1.0),
    "%": ("number", 0.01),
    "1/yr": ("rate a year", 1.0),
    "deliveries/yr": ("deliveries a year", 1.0),
}
"""Unit -> (what it measures, factor to the model's own unit)."""

AMOUNT = re.compile(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?)\s*(\S*)\s*")

IN_WORDS = re.compile(r"\s*[+-]?\d+(?:\.\d+)?\s+([^\W\d][^\d]*)")
"""A number and a unit of several words, such as 189 million USD/yr."""

LARGEST = 1e15
"""No number in any unit is meant to be larger."""

LONGEST_AMOUNT = 100
"""Characters; longer texts are no amounts, and are not worth the matching."""

FINITE = "a finite number is needed"
GIVEAWAYS = (
    (r"[-+]?\.?(nan|inf(inity)?)( .*)?", FINITE),
    (r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?( .*)?", "write it without commas between the thousands"),
    (r"[-+]?\d+,\d+( .*)?", "the decimal mark is a point"),
    (r"[-+]?\d+(_\d+)+", "write it without underscores"),
    (r"[-+]?0[xob][0-9a-f]+", "write it as a decimal number"),
    (r"[-+]?0\d+", "write it without a leading zero"),
    (r"\d+/\d+", "write a decimal number, such as 0.5"),
    (r"\d+(\.\d+)? *(-|–|to|\.\.) *\d+(\.\d+)?", "one number here; a range is {value: …, low: …, high: …}"),
    (r"[<>~≈≤≥±].*", "one plain number; a range is {value: …, low: …, high: …}"),
    (r"[$€£¥].*", "the unit follows the number: 400 MUSD/yr"),
    (r"[\d.]+ *(MUSD|bnUSD|kUSD|USD|kt|Mt|t) *(a|per) *(year|yr)", "a year is written /yr: 400 MUSD/yr"),
)
"""How people write numbers elsewhere, and what to write here."""


def amount_pattern(units: Iterable[str], bare: bool) -> str:
    """The form of an amount in one of some units as a regular expression; `bare`: also without any."""
    one_of = "|".join(re.escape(unit).replace("/", "\\/") for unit in units)
    return rf"^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{{1,3}})?\s*({one_of}){'?' if bare else ''}\s*$"


class AmountError(ValueError):
    """Text that is not an amount, with what to write instead where that is clear."""

    def __init__(self, message: str, hint: str = ""):
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit, already in the model's own unit of `measures`."""

    value: float
    measures: str
    unit: str


def units_of(measures: str) -> list[str]:
    """The units a user may write for one kind of quantity."""
    return [unit for unit, (what, _) in UNITS.items() if what == measures]


class UnknownUnit(AmountError):
    """A number with a unit that is not in the table."""


def parse_amount(text: str, default_unit: str = "") -> Amount:
    """Read '400.87 MUSD/yr'. Raises AmountError, with the nearest unit, for anything else."""
    match = AMOUNT.fullmatch(text) if len(text) <= LONGEST_AMOUNT else None
    hint = number_hint(text)
    if hint == FINITE:
        raise AmountError("must be a finite number")
    if not match and not hint and (words := IN_WORDS.fullmatch(text[:LONGEST_AMOUNT])):
        raise UnknownUnit(f"unknown unit '{echo(words[1][:20])}'", unit_hint(words[1], UNITS))
    if hint or not match:
        raise AmountError("must be a number" if default_unit else "must be a number with a unit", hint)
    unit = match[2] or default_unit
    if not unit:
        raise AmountError("needs a unit")
    if unit not in UNITS:
        raise UnknownUnit(f"unknown unit '{echo(unit[:20])}'", unit_hint(unit, UNITS))
    measures, factor = UNITS[unit]
    value = float(match[1]) * factor
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise AmountError("the number is too large")
    return Amount(value, measures, unit)


def number_hint(text: str) -> str:
    """What to write instead of a number as written elsewhere: '1,000', '5,5', '0x1F', '.nan'; or nothing."""
    plain = text.strip()[:80]
    return next((hint for form, hint in GIVEAWAYS if re.fullmatch(form, plain, re.IGNORECASE)), "")
