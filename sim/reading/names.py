"""Names in a file against the names that are known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sim.common.errors import Problem, echo, some_of
from sim.reading.sense import name_hint
from sim.reading.yaml.document import Document, Path_


@dataclass(frozen=True)
class Known:
    """The names a law file may use, and the groups that stand for several of them in a list."""

    partners: tuple[str, ...]
    streams: tuple[str, ...]
    partner_groups: Mapping[str, tuple[str, ...]]
    stream_groups: Mapping[str, tuple[str, ...]]


def unknown_names(
    document: Document,
    path: Path_,
    key: str,
    given: Iterable[str],
    what: str,
    known: Iterable[str],
    groups: Collection[str] = (),
) -> Iterator[Problem]:
    """A problem for each name that is not known, at its place in a list under `key`; `groups` may stand there too."""
    known = known if isinstance(known, Collection) else list(known)
    for n, name in enumerate(given):
        if name not in known:
            where: Path_ = (*path, key, n) if (*path, key, n) in document.places else (*path, key)
            names = sorted(known)
            allowed = some_of(names, 24) + (f"; a group: {', '.join(sorted(groups))}" if groups else "")
            details = {"given": echo(name), "allowed": allowed, "hint": name_hint(what, str(name), [*names, *groups])}
            yield document.problem(where, f"unknown {what}", **details)
