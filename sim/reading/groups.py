"""Groups by name in lists of partners and streams: the one place where asean or goods becomes its members.

A group is a value of the column `group` in the tables of partners and streams, one's own tables included. A name that
is itself a partner or a stream stays what it is, whatever group bears the same name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.reading.names import Known
from sim.reading.yaml.document import Document, Path_, at_path, below

PARTNER_LISTS = ("partners", "members")
"""Keys under which a list names partners."""

STREAM_LISTS = ("streams",)
"""Keys under which a list names streams."""


def without_groups(document: Document, known: Known) -> Document:
    """The document with the members of each group in the group's place.

    A member that the list names by itself, or that an earlier group brought, is not named again. Members stand where
    their group was written, so that what is said of one of them points there.
    """
    expanded = {path: _slots(at_path(document.content, path), groups) for path, groups in _lists(document, known)}
    if not expanded:
        return document
    content = _with_lists(document.content, (), {path: [name for name, _ in now] for path, now in expanded.items()})
    places, unread = dict(document.places), set(document.unread)
    for path, now in expanded.items():
        unread -= {other for other in document.unread if below(other, path)}
        for to, (_, at) in enumerate(now):
            if (*path, at) in document.places:
                places[(*path, to)] = document.places[(*path, at)]
            if (*path, at) in document.unread:
                unread.add((*path, to))
    return replace(document, content=content, places=places, unread=unread)


Groups = Mapping[str, Sequence[str]]


def _lists(document: Document, known: Known) -> Iterator[tuple[Path_, Groups]]:
    """Each list that names a group: where it stands, and the groups that it may name."""
    kinds = dict.fromkeys(PARTNER_LISTS, known.partner_groups) | dict.fromkeys(STREAM_LISTS, known.stream_groups)
    left: list[tuple[Path_, Any]] = [((), document.content)]
    while left:
        path, value = left.pop()
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        left += [((*path, key), part) for key, part in inner if isinstance(part, dict | list)]
        groups = kinds.get(str(path[-1])) if path and isinstance(value, list) else None
        if groups and any(isinstance(name, str) and name in groups for name in value):
            yield path, groups


def _slots(names: Sequence[Any], groups: Groups) -> list[tuple[Any, int]]:
    """The names of a list without groups, each with its number in the list as written."""
    told = {name for name in names if isinstance(name, str)}
    found: list[tuple[Any, int]] = []
    for at, name in enumerate(names):
        if not isinstance(name, str) or name not in groups:
            found.append((name, at))
            continue
        found += [(member, at) for member in groups[name] if member not in told]
        told |= set(groups[name])
    return found


def _with_lists(value: Any, path: Path_, lists: Mapping[Path_, list[Any]]) -> Any:
    """A copy of the content with these lists in it; what holds none of them is not copied."""
    if path in lists:
        return lists[path]
    if not any(below(other, path) for other in lists):
        return value
    if isinstance(value, dict):
        return {key: _with_lists(part, (*path, key), lists) for key, part in value.items()}
    return [_with_lists(part, (*path, n), lists) for n, part in enumerate(value)]
