"""JSON as text: its values, strictly, and the line on which each of them stands."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.common.errors import BadInput, Problem, echo
from sim.domain.scenario import SCHEMA_VERSION
from sim.reading.yaml.document import Path_

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')
ESCAPED_HALF = re.compile(r"\\u[dD][89a-fA-F]")
SEAL = "sha256"
"""The key of a content that holds its seal. It shows slips, damage and edits; not the work of who seals anew."""

BY_RUN = "only files that a run wrote are read; change the YAML scenario instead"


def with_seal(content: Mapping[str, Any]) -> dict[str, Any]:
    """A content with a hash of all its other keys among them, a new one where it had one."""
    return {**content, SEAL: _seal_of(content)}


def has_seal(content: Mapping[str, Any]) -> bool:
    """Whether a content is as it was sealed."""
    return bool(content.get(SEAL) == _seal_of(content))


def _seal_of(content: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in content.items() if key != SEAL}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def refuse_newer(text: str, name: str, keys: Sequence[str] = ("schema_version",)) -> None:
    """Raises BadInput where a text says, at these keys, that it has a newer schema; nothing else of it is judged."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    if isinstance(found, int) and not isinstance(found, bool) and found > SCHEMA_VERSION:
        key = keys[0] if len(keys) == 1 else ""
        given, allowed = f"schema {echo(found)}", f"schema up to {SCHEMA_VERSION}"
        raise BadInput(Problem("was written by a newer version", name, key=key, given=given, allowed=allowed))


def parse_json(text: str, name: str) -> Any:
    """The values of a JSON text of a file of this name.

    Raises BadInput for keys that stand twice, for NaN, and for halves of letters, which no file can hold as text.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
            raise BadInput(Problem("the key stands twice", name, key=echo(twice), hint=BY_RUN))
        return found

    def refused(constant: str) -> Any:
        raise BadInput(Problem("a number is not finite", name, given=echo(constant), hint=BY_RUN))

    def finite(number: str) -> float:
        return float(number) if math.isfinite(float(number)) else refused(number)

    if not text.strip():
        raise BadInput(Problem("the file is empty", name, hint=BY_RUN))
    try:
        found = json.loads(text, object_pairs_hook=once, parse_constant=refused, parse_float=finite)
    except json.JSONDecodeError as error:
        message = f"not JSON: {echo(error.msg)}"
        raise BadInput(Problem(message, name, error.lineno, error.colno, hint="the file is damaged or cut")) from None
    except ValueError:
        raise BadInput(Problem("a whole number of too many digits", name, hint=BY_RUN)) from None
    except RecursionError:
        raise BadInput(Problem("is nested too deeply", name, hint=BY_RUN)) from None
    if ESCAPED_HALF.search(text):
        try:
            json.dumps(found, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise BadInput(Problem("half of a letter (a lone surrogate)", name, hint=BY_RUN)) from None
    return found


def path_inside(content: Any, where: Iterable[str | int]) -> Path_:
    """As much of a place as is there; a missing key is kept as its last part."""
    path: Path_ = ()
    for part in where:
        path = (*path, part)
        there = (
            part in content if isinstance(content, dict) else isinstance(content, list) and part in range(len(content))
        )
        if not there:
            break
        content = content[part]
    return path


def places_in(text: str, file: str) -> dict[Path_, tuple[str, int, int]]:
    """Where each value of a well-formed JSON text stands; a value of a mapping stands where its key does."""
    places: dict[Path_, tuple[str, int, int]] = {}
    open_: list[tuple[Path_, bool]] = []
    path: Path_ = ()
    line, line_start, read = 1, 0, 0
    wants_key = False
    for match in TOKEN.finditer(text):
        skipped = text[read : match.start()]
        read = match.start()
        if "\n" in skipped:
            line += skipped.count("\n")
            line_start = match.start() - len(skipped) + skipped.rindex("\n") + 1
        token, place = match[0], (file, line, read - line_start + 1)
        if wants_key and token.startswith('"'):
            path = (*open_[-1][0], json.loads(token))
            places[path] = place
            wants_key = False
        elif token in "[{":
            places.setdefault(path, place)
            open_.append((path, token == "["))
            path, wants_key = ((*path, 0), False) if token == "[" else (path, True)
        elif token in "]}":
            path, wants_key = open_.pop()[0], False
        elif token == ",":
            holder, in_list = open_[-1]
            last = path[-1]
            path = (*holder, last + 1) if in_list and isinstance(last, int) else path
            wants_key = not in_list
        elif token != ":":
            places.setdefault(path, place)
    return places
