"""Which numbers and dials a scenario file, or a value laid over one, gives by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.reading.forms.quantities import QuantityForm
from sim.reading.scenario.numbers import PARTNER_NUMBERS
from sim.reading.yaml.merging import has_scopes
from sim.reading.yaml.settings import path_of
from sim.sweep.changes import CAMPAIGN, dial_of


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
