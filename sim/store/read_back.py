"""JSON that we wrote, read back by one reader: strictly, in a form, and with the seal that it was written with.

Who edits and seals anew is met by the forms and by the limits of those who read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from sim.common.errors import BadInput, Problem, echo
from sim.common.letters import unseen_in
from sim.reading.resolved.json_text import has_seal, parse_json, refuse_newer
from sim.reading.yaml.checking import described
from sim.reading.yaml.files import read_bytes, undecodable

VERSION = ("schema_version",)
DAMAGED = "it is written once and never edited"

T = TypeVar("T")


def read_json(
    path: Path,
    form: TypeAdapter[T],
    what: str,
    most: int,
    sealed: bool = True,
    version: Sequence[str] = VERSION,
    hint: str = DAMAGED,
) -> T:
    """What a file that we wrote says, in its form.

    `what` it is in words, such as "the plan"; `most` bytes; `version`: the keys to its schema version. A newer schema
    is told before anything else of it is looked at. Raises BadInput where it is gone, damaged, edited, or newer.
    """
    data = read_bytes(path, most)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _damaged(path, what, undecodable(data, "", error).message, hint) from None
    refuse_newer(text, str(path), version)
    try:
        content = parse_json(text, str(path))
        found = form.validate_json(text, strict=True)
    except BadInput as error:
        raise _damaged(path, what, error.problems[0].message, hint) from None
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        raise _damaged(path, what, _told(detail), hint) from None
    if sealed and not has_seal(content):
        raise _damaged(path, what, "not as it was written", hint)
    return found


def all_seen(text: str) -> str:
    """A text of which every letter is seen. Raises ValueError, as forms do."""
    if unseen := unseen_in(text):
        raise ValueError(unseen)
    return text


def _damaged(path: Path, what: str, why: str, hint: str) -> BadInput:
    return BadInput(Problem(f"{what} is damaged: {why}", str(path), hint=hint))


def _told(detail: Any) -> str:
    """What does not fit the form, in words."""
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    told = described(detail)
    given = f" (given: {told['given']})" if told.get("given") else ""
    return f"{'.'.join(map(echo, detail['loc'])) or 'it'} {told['message']}{given}"
