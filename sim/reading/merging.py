"""What a scenario file says once its `based_on` chain and every --set are laid over each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.common.errors import BadInput, Problem, echo, nearest
from sim.reading.forms import is_quantity
from sim.reading.strict_yaml import DEEPEST, UNPRINTABLE, Document, Path_, key_text, parse_yaml, read_yaml

LONGEST_CHAIN = 12
PATHS = "such as behaviour.theta.coal"


def merged(path: Path, shipped: Path) -> Document:
    """A scenario file over what it is based on. Raises BadInput."""
    return _with_base(path, shipped, [])


def with_settings(document: Document, texts: Sequence[str]) -> Document:
    """A document with `path=value` settings over it; what is wrong with a setting is among its notes."""
    problems = list[Problem]()
    for text in texts:
        try:
            document = over(document, _setting(text), setting=True)
        except BadInput as error:
            problems += error.problems
    return replace(document, notes=[*document.notes, *problems])


def _with_base(path: Path, shipped: Path, chain: list[Path]) -> Document:
    document = read_yaml(path)
    if not isinstance(document.content, dict):
        given = echo(document.content)
        problem = document.problem((), "a scenario is a mapping", given=given, allowed="title: …, bundle: […], …")
        raise BadInput([*document.notes, problem])
    base = document.content.get("based_on")
    if ("based_on",) in document.unread:
        raise BadInput(document.notes)
    if base is None:
        return document
    found, problem_ = _base_of(path, base, document, shipped, chain)
    if problem_ or not found:
        raise BadInput([*document.notes, *([problem_] if problem_ else [])])
    try:
        return over(_with_base(found, shipped, [*chain, path.resolve()]), document)
    except BadInput as error:
        raise BadInput([*error.problems, *document.notes]) from None


def _base_of(
    path: Path, base: Any, document: Document, shipped: Path, chain: list[Path]
) -> tuple[Path | None, Problem | None]:
    """The file a scenario is based on, or what is wrong with the name of it."""
    where = ("based_on",)
    if not isinstance(base, str) or not base:
        allowed = "such as baseline_2016.yaml"
        return None, document.problem(where, "must be the name of a scenario file", given=echo(base), allowed=allowed)
    if len(chain) >= LONGEST_CHAIN:
        allowed = f"at most {LONGEST_CHAIN} files"
        return None, document.problem(where, "the chain is too long", given=echo(base), allowed=allowed)
    if base.endswith(".json"):
        hint = "name the YAML file it came from"
        return None, document.problem(where, "a resolved scenario cannot be built on", given=echo(base), hint=hint)
    found = find_named(base, path.parent, shipped)
    if found is None:
        details = {"given": echo(base), "allowed": "a file in the file's own folder, or a shipped scenario"}
        hint = nearest_named(base, path.parent, shipped)
        return None, document.problem(where, "no such scenario", **details, hint=hint)
    links = [*chain, path.resolve()]
    if found.resolve() in links:
        circle = " -> ".join(p.name for p in [*links[links.index(found.resolve()) :], found])
        return None, document.problem(where, "goes in a circle", given=circle)
    return found, None


def find_named(name: str, folder: Path, shipped: Path) -> Path | None:
    """The scenario file of a name: in a folder, else the shipped one; None where there is none."""
    try:
        return next((place / name for place in (folder, shipped) if (place / name).is_file()), None)
    except (OSError, ValueError):
        return None


def nearest_named(name: str, folder: Path, shipped: Path) -> str:
    """`did you mean 'dial_5.yaml'?` for the misspelt name of a scenario file, or nothing."""
    try:
        return nearest(name, [p.name for place in (folder, shipped) for p in sorted(place.glob("*.yaml"))])
    except OSError:
        return ""


def _setting(text: str) -> Document:
    """--set path=value as a document of its own."""
    key, equals, value = text.partition("=")
    name = f"--set {echo(text)}"
    if not equals or not key.strip():
        raise BadInput(Problem("is not path=value", name, allowed="such as --set behaviour.theta=0.5"))
    path = path_of(key)
    if wrong := path_trouble(key):
        raise BadInput(Problem(wrong, name, given=echo(key), allowed=PATHS))
    if path == ("based_on",):
        raise BadInput(Problem("cannot be set from outside", name, key="based_on", hint="name another scenario file"))
    try:
        inner = parse_yaml(value.encode("utf-8", "surrogateescape") or b"''", name)
    except BadInput as error:
        raise BadInput([_without_place(problem, key) for problem in error.problems]) from None
    content = nested(path, inner.content)
    places: dict[Path_, tuple[str, int, int]] = {path[:depth]: (name, 0, 0) for depth in range(1, len(path) + 1)}
    places |= {(*path, *below): (name, 0, 0) for below in inner.places}
    notes = [_without_place(note, key_text(path), path) for note in inner.notes]
    return Document(name, content, places, notes, {(*path, *below) for below in inner.unread})


def path_of(key: str) -> Path_:
    """'behaviour.theta.coal' in parts."""
    return tuple(part.strip() for part in key.strip().split("."))


def path_trouble(key: str) -> str:
    """Why a text cannot name a value of a scenario; empty where it can."""
    path = path_of(key)
    if "" in path:
        return "has an empty part in its path"
    if len(path) > DEEPEST:
        return "has too many parts in its path"
    return "is not a usable path" if UNPRINTABLE.search(key) else ""


def nested(path: Path_, value: Any) -> Any:
    """A value inside a mapping for each part of its path."""
    for part in reversed(path):
        value = {part: value}
    return value


def _without_place(problem: Problem, key: str, path: Path_ = ()) -> Problem:
    """A problem of a setting: it has no line, and its key is the one that is set."""
    return replace(problem, line=0, column=0, key=echo(key), path=(*path, *problem.path))


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
    return Document(base.file if setting else top.file, content, places, [*base.notes, *top.notes], unread)


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
