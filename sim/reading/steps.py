"""Dated steps of one path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.common.errors import Problem
from sim.reading.yaml.document import Document, Path_


def same_day(document: Document, path: Path_, days: Iterable[object]) -> Iterator[Problem]:
    """The first step of a path that begins when an earlier one does; `days` are what the file says of each."""
    seen: set[object] = set()
    for n, day in enumerate(days):
        if day in seen:
            hint = "one level holds from a day on: keep one of the two steps"
            yield document.problem((*path, n), "two steps begin on the same day", given=str(day), hint=hint)
            return
        seen.add(day)
