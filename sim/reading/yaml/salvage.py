"""What can still be checked of a document once everything that is wrong with it is taken out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from sim.reading.yaml.checking import FormType
from sim.reading.yaml.document import Path_, at_path, path_written

MOST_ROUNDS = 12
"""How often what the last round took out may make something else wrong."""


def salvage(
    form: type[FormType], content: Any, wrong: Iterable[Path_], stand_ins: Mapping[Path_, Any]
) -> FormType | None:
    """What a form makes of content once everything that is wrong with it is taken out.

    So that the rest can be checked as well. What cannot be missing is replaced by its stand-in.
    """
    content = _copied(content)
    for path in wrong:
        _remove(content, path)
    for _ in range(MOST_ROUNDS):
        try:
            return form.model_validate(content)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=False):
                _mend(content, detail, stand_ins)
    return None


def _mend(content: Any, detail: Any, stand_ins: Mapping[Path_, Any]) -> None:
    path = path_written(content, detail["loc"], detail["type"])
    if detail["type"] != "missing":
        _remove(content, path)
    elif path in stand_ins:
        at_path(content, path[:-1])[path[-1]] = _copied(stand_ins[path])
    else:
        _remove(content, path[:-1])


def _copied(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _copied(value) for key, value in content.items()}
    return [_copied(value) for value in content] if isinstance(content, list) else content


def _remove(content: Any, path: Path_) -> None:
    """Take a value out; a list goes as a whole, so that the places in the others stay right."""
    for depth, part in enumerate(path):
        inner = content.get(part) if isinstance(content, dict) else None
        if isinstance(content, dict) and (depth == len(path) - 1 or isinstance(inner, list)):
            content.pop(part, None)
            return
        content = inner
