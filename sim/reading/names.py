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
    """A problem for each name that is not known, or that a list under `key` names again, at its place there; `groups`
    may stand there too. Who names an act again is told by those who read acts."""
    known, seen = known if isinstance(known, Collection) else list(known), set[str]()
    for n, name in enumerate(given):
        where: Path_ = (*path, key, n) if (*path, key, n) in document.places else (*path, key)
        if name not in known:
            names = sorted(known)
            allowed = some_of(names, 24) + (f"; a group: {', '.join(sorted(groups))}" if groups else "")
            details = {"given": echo(name), "allowed": allowed, "hint": name_hint(what, str(name), [*names, *groups])}
            yield document.problem(where, f"unknown {what}", **details)
        elif name in seen and what != "measure":
            yield document.problem(where, "stands twice", given=echo(name), hint="name it once")
        seen.add(name)
