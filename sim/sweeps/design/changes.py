"""What a value of an axis changes in a scenario: numbers and dials, which lanes can carry, or more than that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from sim.domain.law import Step
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario
from sim.reading.forms.quantities import QuantityForm
from sim.reading.scenario.numbers import PARTNER_NUMBERS
from sim.reading.yaml.merging import has_scopes
from sim.reading.yaml.settings import path_of

CAMPAIGN = ""
"""Whose dial the campaign's is."""

Dial = tuple[Step, ...]

CARRIED = ("numbers", "campaign", "wills")
"""Fields of a scenario that can change without touching its structure."""

SAID = ("overrides",)
"""Fields that tell readers what a file changed; no result depends on them."""


@dataclass(frozen=True)
class Change:
    """How a scenario differs from another."""

    numbers: Mapping[str, Quantity]
    dials: Mapping[str, Dial]
    """By partner; '' for the campaign's."""
    rest: bool
    """Whether anything but numbers and dials differs."""
    gone: frozenset[str] = frozenset()
    """Numbers that are there no more."""

    @property
    def keys(self) -> frozenset[str]:
        """What is touched: names of numbers, and 'dial of …'."""
        return self.gone | frozenset(self.numbers) | {dial_of(who) for who in self.dials}


def dial_of(who: str) -> str:
    """A partner's dial, or the campaign's, beside the names of numbers."""
    return f"dial of {who}"


def change(base: Scenario, other: Scenario) -> Change:
    """What differs between two readings of one scenario file."""
    numbers = {name: q for name, q in other.numbers.items() if base.numbers.get(name) != q}
    dials = {} if base.campaign == other.campaign else {CAMPAIGN: other.campaign}
    alike = len(base.wills) == len(other.wills)
    for one, two in zip(base.wills, other.wills, strict=alike) if alike else ():
        alike = alike and replace(one, dial=two.dial) == two
        if one.dial != two.dial:
            dials[two.partner] = two.dial
    fixed = [f.name for f in fields(Scenario) if f.name not in (*CARRIED, *SAID)]
    gone = frozenset(base.numbers.keys() - other.numbers.keys())
    rest = not alike or bool(gone) or any(getattr(base, name) != getattr(other, name) for name in fixed)
    return Change(numbers, dials, rest, gone)


def bare(change: Change) -> object:
    """What a change does to results, without words about sources; equal where the results are."""
    numbers = {n: (q.value, q.low, q.high, q.distribution) for n, q in sorted(change.numbers.items())}
    return numbers, dict(sorted(change.dials.items()))


def completed(changes: Sequence[Change], base: Scenario) -> tuple[Change, ...]:
    """The changes of one source's values, each with all numbers and dials that any of them touches.

    So each can follow any other in the lanes of one run. Where some give a number that neither the base nor the others
    have, lanes cannot carry them: a run has one set of numbers.
    """
    names = {name for c in changes for name in c.numbers}
    if any(names - base.numbers.keys() - c.numbers.keys() for c in changes):
        return tuple(replace(c, rest=True) for c in changes)
    numbers = {name: base.numbers[name] for name in names if name in base.numbers}
    own = {will.partner: will.dial for will in base.wills} | {CAMPAIGN: base.campaign}
    dials = {who: own[who] for c in changes for who in c.dials}
    return tuple(
        replace(c, numbers={**numbers, **c.numbers}, dials={**dials, **c.dials}) if not c.rest else c for c in changes
    )


def overlaid(scenario: Scenario, numbers: Mapping[str, Quantity], dials: Mapping[str, Dial]) -> Scenario:
    """A scenario with some numbers and dials replaced."""
    wills = tuple(replace(w, dial=dials[w.partner]) if w.partner in dials else w for w in scenario.wills)
    campaign = dials.get(CAMPAIGN, scenario.campaign)
    return replace(scenario, numbers={**scenario.numbers, **numbers}, wills=wills, campaign=campaign)


# -- what a file, or a value laid over one, gives by name --------------------------------------------------------------


def named_in(content: Mapping[str, Any]) -> Iterator[str]:
    """The names of numbers, and 'dial of ...', as in Change.keys."""
    for name, given in _part(content, "behaviour").items():
        if has_scopes(given):
            yield from (f"{name}.{scope}" if scope else name for scope in given)
        elif name != "use":
            yield name
    for partner in _part(content, "partners"):
        own = _part(content, "partners", partner)
        yield from (f"{name}.{partner}" for name in PARTNER_NUMBERS if name in own)
        yield from (dial_of(partner) for name in own if name == "dial")
    for stream in _part(content, "baseline", "amounts"):
        yield from (f"baseline.{stream}.{partner}" for partner in _part(content, "baseline", "amounts", stream))
    if "dial" in _part(content, "campaign"):
        yield dial_of(CAMPAIGN)


def is_number(path: str) -> bool:
    """Whether a path is that of a whole number, not of a part such as its low end."""
    parts = path_of(path)
    return not (parts[0] in ("behaviour", "partners") and parts[-1] in QuantityForm.model_fields)


def takes_away(content: Any) -> bool:
    """Whether it takes something away from a file, by an empty value, so that what lies below shows."""
    if isinstance(content, dict):
        return not content or any(takes_away(value) for value in content.values())
    return content is None or content == []


def gives_amounts(content: Mapping[str, Any]) -> bool:
    """Whether it gives some of the baseline's amounts."""
    return bool(_part(content, "baseline", "amounts"))


def shapes_amounts(content: Mapping[str, Any]) -> bool:
    """Whether amounts of the baseline that it does not name may change with it."""
    chosen = "known_by" in content or "use" in _part(content, "behaviour")
    return chosen or any(key != "amounts" for key in _part(content, "baseline"))


def shared_out(content: Mapping[str, Any]) -> frozenset[str]:
    """The streams whose whole it shares out anew, so that one amount of them decides over the others."""
    return frozenset(_part(content, "baseline", "shares"))


def _part(content: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        content = content.get(key) if isinstance(content, dict) else None
    return content if isinstance(content, dict) else {}
