"""One document laid over another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.reading.forms.quantities import is_quantity
from sim.reading.yaml.document import Document, Path_


def over(base: Document, top: Document, setting: bool = False) -> Document:
    """Lay one document over another: mappings merge, everything else is replaced.

    Over a setting's own values the rest of the file keeps its places. A number of behaviour that one gives for all and
    the other for a stream is two numbers, and neither replaces the other.
    """
    base, top = _by_scope(base, top), _by_scope(top, base)
    replaced: set[Path_] = set()
    content = _lay(base.content, top.content, (), replaced)
    kept = {p: place for p, place in base.places.items() if not _gone(p, replaced)}
    places = top.places | kept if setting else kept | top.places
    unread = {path for path in base.unread if not _gone(path, replaced)} | top.unread
    file, notes = base.file if setting else top.file, [*base.notes, *top.notes]
    return Document(file, content, places, notes, unread, base.overrides)


def _by_scope(document: Document, other: Document) -> Document:
    """A document whose general numbers of behaviour stand beside those of streams that the other gives: under ''."""
    given, others = _behaviour(document), _behaviour(other)
    general = {name for name, value in given.items() if value is not None and not has_scopes(value)}
    names = general & {name for name, value in others.items() if has_scopes(value)}
    if not names:
        return document

    def moved(path: Path_) -> Path_:
        return (*path[:2], "", *path[2:]) if path[:1] == ("behaviour",) and path[1:2] and path[1] in names else path

    behaviour = given | {name: {"": given[name]} for name in names}
    places = document.places | {moved(path): place for path, place in document.places.items()}
    unread = {moved(path) for path in document.unread}
    return replace(document, content=document.content | {"behaviour": behaviour}, places=places, unread=unread)


def _behaviour(document: Document) -> dict[str, Any]:
    found = document.content.get("behaviour") if isinstance(document.content, dict) else None
    return found if isinstance(found, dict) else {}


def has_scopes(value: Any) -> bool:
    """Whether a number of behaviour is given by stream, group or partner, not as one quantity."""
    return isinstance(value, dict) and not is_quantity(value)


def _gone(path: Path_, replaced: set[Path_]) -> bool:
    return any(path[:depth] in replaced for depth in range(1, len(path) + 1))


def _lay(base: Any, top: Any, path: Path_, replaced: set[Path_]) -> Any:
    if isinstance(base, dict) and isinstance(top, dict) and not _is_quantity(top):
        result = dict(base)
        for key, value in top.items():
            result[key] = _lay(base.get(key), value, (*path, key), replaced)
        return result
    replaced.add(path)
    return top


def _is_quantity(value: dict[str, Any]) -> bool:
    """A number with its range replaces what stood there; it never mixes with another's range."""
    return "value" in value
