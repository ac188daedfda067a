"""`--set path=value`: single values laid over a document, with the validation of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sim.common.errors import BadInput, Problem, echo
from sim.common.letters import UNSEEN
from sim.reading.yaml.document import Document, Path_, key_text
from sim.reading.yaml.merging import over
from sim.reading.yaml.overrides import with_layer
from sim.reading.yaml.strict import DEEPEST, parse_yaml

SET = "--set"
PATHS = "such as behaviour.theta.coal"


def with_settings(document: Document, texts: Sequence[str]) -> Document:
    """A document with `path=value` settings over it; what is wrong with a setting is among its notes."""
    problems = list[Problem]()
    for text in texts:
        try:
            setting = _setting(text)
            document = with_layer(over(document, setting, setting=True), document, setting, SET)
        except BadInput as error:
            problems += error.problems
    return replace(document, notes=[*document.notes, *problems])


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
    return "is not a usable path" if UNSEEN.search(key) else ""


def nested(path: Path_, value: Any) -> Any:
    """A value inside a mapping for each part of its path."""
    for part in reversed(path):
        value = {part: value}
    return value


def _without_place(problem: Problem, key: str, path: Path_ = ()) -> Problem:
    """A problem of a setting: it has no line, and its key is the one that is set."""
    return replace(problem, line=0, column=0, key=echo(key), path=(*path, *problem.path))
