"""What each layer of a scenario changes in those below it: files over what they are based on, settings over files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from sim.domain.scenario import Override
from sim.reading.forms.scenario import ScenarioForm
from sim.reading.yaml.document import Document, Layered, Path_, at_path, key_text

NOT_OF_THE_MODEL = {"title", "description", "estimates", "caveats", "based_on", "draws", "seed", "sampler"}
"""Keys that change no number of the model: words, and how many draws are made with which luck."""

LONGEST_VALUE = 60
"""Characters of a value in print; the file has the rest."""

MISSING = object()


def with_layer(merged: Document, base: Document, top: Document, by: str) -> Document:
    """A merged document that knows what its top layer, a file or a setting, changes in what was below it.

    A layer that gives a title speaks in it for its own changes and for those below.
    """
    named = isinstance(top.content, dict) and "title" in top.content
    below = [replace(one, titled=named or one.titled) for one in base.overrides]
    here = [Layered(path, value, by, named) for path, value in _changes(base.content, top.content, ())]
    return replace(merged, overrides=(*below, *here))


def overrides_in(document: Document) -> tuple[Override, ...]:
    """The changes that still stand in a document, in the order of its layers; of one path, the last."""
    last = {one.path: one for one in document.overrides}
    standing = [one for one in document.overrides if last[one.path] is one and _stands(document.content, one)]
    return tuple(Override(key_text(one.path), _text(one.value), one.by, one.titled) for one in standing)


def _changes(base: Any, top: Any, path: Path_) -> Iterator[tuple[Path_, Any]]:
    """The values of a layer that differ from what is below: paths and values, an act of one's own as one."""
    if len(path) == 1 and path[0] in NOT_OF_THE_MODEL:
        return
    own_act = len(path) == 2 and path[0] == "measures" and base is MISSING
    if isinstance(top, dict) and "value" not in top and not own_act:
        for key, value in top.items():
            below = base.get(key, MISSING) if isinstance(base, dict) else MISSING
            yield from _changes(below, value, (*path, key))
    elif top != (_defaults(path) if base is MISSING else base):
        yield path, top


def _defaults(path: Path_) -> Any:
    """The value that a scenario has where nobody gives one."""
    try:
        return at_path(_form_defaults(), path)
    except (KeyError, IndexError, TypeError):
        return MISSING


@cache
def _form_defaults() -> Any:
    return ScenarioForm.model_construct().model_dump(mode="json")


def _stands(content: Any, one: Layered) -> bool:
    """Whether a value is still there, perhaps as the general one beside those of streams."""
    for path in (one.path, (*one.path, "")):
        try:
            found = at_path(content, path)
        except (KeyError, IndexError, TypeError):
            continue
        if found == one.value:
            return True
    return False


def _text(value: Any) -> str:
    text = _written(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1].rstrip() + "…"


def _written(value: Any) -> str:
    """A value as YAML would have it on one line; a number with its range as '0.6 (0.3 to 0.9)'."""
    if isinstance(value, dict) and "value" in value:
        spread = f" ({value['low']} to {value['high']})" if {"low", "high"} <= value.keys() else ""
        return f"{_written(value['value'])}{spread}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return " ".join(str(value).split())
