"""A file's content as plain values that know where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sim.common.errors import Problem

Path_ = tuple[str | int, ...]
"""Where a value stands inside a document: keys of mappings and numbers in lists, from the top."""


@dataclass(frozen=True)
class Layered:
    """A value that one layer gives otherwise than those below it, or that they do not give at all."""

    path: Path_
    value: Any
    by: str
    titled: bool = False


@dataclass
class Document:
    """A file's content as plain values, and where each of them stands (another file, where it was merged in)."""

    file: str
    content: Any
    places: dict[Path_, tuple[str, int, int]] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)
    """What YAML allows and we do not, found while the values were built."""
    unread: set[Path_] = field(default_factory=set)
    """Values that are stand-ins because of a note: nothing further is said about them."""
    overrides: tuple[Layered, ...] = ()
    """What its layers changed in those below them."""

    def place(self, path: Path_) -> tuple[str, int, int]:
        """File, line and column of a value, or of the nearest thing that holds it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (self.file, 1, 1))

    def problem(self, path: Path_, message: str, **details: str) -> Problem:
        """A problem at a value of this file."""
        file, line, column = self.place(path)
        return Problem(message, file, line, column, key=key_text(path), path=path, **details)


def key_text(path: Path_) -> str:
    """'partners.china.dial[0].from'. A general number of behaviour, '' among its scopes, goes by its name alone."""
    text = ""
    for part in path if path[:1] != ("behaviour",) else filter(None, path):
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def below(path: Path_, other: Path_) -> bool:
    """Whether a path is another, or inside it."""
    return path[: len(other)] == other


def akin(path: Path_, other: Path_) -> bool:
    """Whether one of two paths lies inside the other."""
    return below(path, other) or below(other, path)


def at_path(content: Any, path: Path_) -> Any:
    """The value at a place. Raises KeyError, IndexError or TypeError where there is none."""
    for part in path:
        content = content[part]
    return content


def path_written(content: Any, where: Iterable[str | int], kind: str) -> Path_:
    """A place in a form as a path in the content: without the steps that only the form has."""
    path: Path_ = ()
    parts = list(where)
    for n, part in enumerate(parts):
        inside = part in content if isinstance(content, dict) else isinstance(content, list) and isinstance(part, int)
        if inside:
            content = content[part]
        if inside or (kind == "missing" and n == len(parts) - 1):
            path = (*path, part)
    return path
