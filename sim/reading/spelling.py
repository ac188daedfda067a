"""What a value of a scenario says, the same for each way of writing it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from sim.common.units import AmountError, parse_amount
from sim.reading.forms.paths import LONG_AGO

MONTH = re.compile(r"\d{4}-\d\d")
WORDS_OF_TRUTH = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}
PROSE = {"source", "basis", "kind", "date", "known_by", "note"}
"""What stands beside a number and changes nothing that is computed."""


def again(values: Sequence[Any]) -> list[int]:
    """Which values, by number, say the same as one before them, however it is spelt: 5, 5.0; 1 bnUSD, 1000 MUSD."""
    first: dict[Hashable, int] = {}
    return [n for n, value in enumerate(values) if first.setdefault(_meaning(value), n) < n]


def _meaning(value: Any) -> Hashable:
    """What a value says, the same for each way of writing it."""
    if isinstance(value, dict):
        return _mapping_meaning({str(key): inner for key, inner in value.items()})
    if isinstance(value, list | tuple):
        level = _level_always(value)
        return ("list", tuple(map(_meaning, value))) if level is None else _meaning(level)
    if isinstance(value, bool) or (isinstance(value, str) and value in WORDS_OF_TRUTH):
        return ("truth", value if isinstance(value, bool) else WORDS_OF_TRUTH[value])
    if not isinstance(value, int | float | str):
        return (type(value).__name__, str(value))
    try:
        amount = parse_amount(value if isinstance(value, str) else repr(value), "1")
    except AmountError:
        return ("text", str(value))
    return (amount.measures, f"{amount.value:.12g}")


def _level_always(steps: Sequence[Any]) -> Any:
    """The level of a dated path with one step, as old as can be; None of other lists."""
    step = steps[0] if len(steps) == 1 else None
    if not isinstance(step, dict) or len(step) != 2 or _day(step.get("from")) != LONG_AGO:
        return None
    return next(level for key, level in step.items() if key != "from")


def _day(start: Any) -> str:
    """The day from which a step holds: a month's is its first."""
    return f"{start}-01" if MONTH.fullmatch(str(start)) else str(start)


def _mapping_meaning(given: Mapping[str, Any]) -> Hashable:
    """A number in a mapping is that number, with its range where that has a width; a month begins on its first day."""
    if "value" not in given:
        said = {key: _meaning(_day(value) if key == "from" else value) for key, value in given.items()}
        return ("mapping", frozenset(said.items()))
    unit = given.get("unit", "")
    said = {
        key: _meaning(f"{value} {unit}" if unit and isinstance(value, int | float) else value)
        for key, value in given.items()
        if key not in PROSE and key != "unit"
    }
    wide = {key: one for key, one in said.items() if key not in ("low", "high") or one != said["value"]}
    return said["value"] if set(wide) == {"value"} else ("mapping", frozenset(said.items()))
