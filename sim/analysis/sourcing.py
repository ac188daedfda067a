"""Where the reference data are from: the bibliography, and what rests on judgement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.domain.law import Measure
from sim.domain.quantity import Quantity

JUDGEMENT = "judgement"


@dataclass(frozen=True)
class Entry:
    """A source and what rests on it."""

    source: str
    supports: tuple[str, ...]


def bibliography(quantities: Iterable[Quantity], measures: Iterable[Measure]) -> tuple[list[Quantity], list[Entry]]:
    """The numbers that rest on judgement, then every other source with the numbers and provisions it supports."""
    judged, found = [], dict[str, list[str]]()
    for quantity in quantities:
        if quantity.basis == JUDGEMENT:
            judged.append(quantity)
        else:
            for source in _parts(quantity.source):
                found.setdefault(source, []).append(quantity.name)
    for measure in measures:
        for name, text in ((measure.id, measure.source), *((p.id, p.source) for p in measure.provisions)):
            for source in _parts(text):
                found.setdefault(source, []).append(name)
    entries = [Entry(source, tuple(dict.fromkeys(sorted(names)))) for source, names in sorted(found.items())]
    return sorted(judged, key=lambda q: q.name), entries


def _parts(source: str) -> list[str]:
    return [part.strip() for part in source.split(" ; ") if part.strip()]
