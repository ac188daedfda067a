"""Who gives notice while a sweep turns dials: the dials themselves, unless it or its base says else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.reading.reference import shipped
from sim.reading.yaml.based_on import merged
from sim.reading.yaml.document import Document
from sim.reading.yaml.settings import path_of
from sim.sweeps.design.axes import Choice, case_of, part

BY_DIAL = "notices by dial"
"""The one case of a sweep over dials that says nothing of notices: its name stands in every row."""


def usual_cases(document: Document, base: Path) -> tuple[Choice, ...]:
    """The case by dial, for a sweep without cases that turns a dial where neither it nor its base speaks of notices.

    Notices that hold whatever their government thinks would leave a dial next to nothing to turn (model, section 5.2).
    """
    axes = part(document, "axes")
    laid = [(path_of(name), values) for name, given in axes.items() for values in _values(given)]
    laid += [((), bundle) for bundle in part(document, "bundles").values()]
    turned = any(path[-1] == "dial" or path in (("campaign",), ("partners",)) for path, _ in laid if path)
    if not turned or any(_speaks(path, value) for path, value in laid):
        return ()
    content = merged(base, shipped()).content
    if content.get("benchmark") or _speaks((), content):
        return ()
    return (case_of(document, BY_DIAL, {"campaign.notices": "by_dial"}),)


def _values(given: Any) -> Iterable[Any]:
    return given if isinstance(given, list) else (given,)


def _speaks(path: tuple[Any, ...], value: Any) -> bool:
    """Whether a value laid over a path, or a whole scenario, says who gives notice."""
    return "notices" in path or any(key == "notices" for key in _keys(value))


def _keys(value: Any) -> Iterator[Any]:
    """The keys of a scenario's campaign and partners, wherever they stand in a value."""
    for key, inner in value.items() if isinstance(value, Mapping) else ():
        yield key
        if key not in ("measures", "baseline", "behaviour", "observed"):
            yield from _keys(inner)
