"""Resolved scenarios written and read."""

from __future__ import annotations

import json
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from sim.common.errors import MOST_PROBLEMS, BadInput, Problem
from sim.domain.campaign import NO_MECHANISMS
from sim.domain.curve import POWER
from sim.domain.scenario import Scenario
from sim.reading.resolved.json_text import (
    BY_RUN,
    SEAL,
    has_seal,
    parse_json,
    path_inside,
    places_in,
    refuse_newer,
    with_seal,
)
from sim.reading.resolved.problems import problems_of
from sim.reading.yaml.checking import described
from sim.reading.yaml.document import Document
from sim.reading.yaml.files import read_bytes, undecodable

LARGEST_JSON = 2_000_000
MOST_VALUES = 100_000


@cache
def resolved_form() -> TypeAdapter[Scenario]:
    """A resolved scenario's form, built when one is first read."""
    return TypeAdapter(Scenario)


def is_resolved(path: Path) -> bool:
    """Whether a file is a resolved scenario, by its name."""
    return path.suffix == ".json"


def dump_resolved(scenario: Scenario) -> str:
    """The scenario as JSON, keys in a fixed order, floats in their shortest exact form, with a hash of all the rest.

    A campaign that has nothing but its dial is not written out, nor is a power as its curve, nor are estimates and
    caveats where there are none.
    """
    content: Any = to_jsonable_python(scenario)
    if scenario.mechanisms == NO_MECHANISMS:
        del content["mechanisms"], content["awaited"]
    if scenario.dial_curve == POWER:
        del content["dial_curve"]
    for words in ("estimates", "caveats"):
        if not getattr(scenario, words):
            del content[words]
    return json.dumps(with_seal(content), indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def load_resolved(path: Path) -> Scenario:
    """Read a resolved scenario. Raises BadInput where it is damaged, edited since a run wrote it, or newer."""
    return parse_resolved(_text(path), str(path))


def parse_resolved(text: str, file: str) -> Scenario:
    """The resolved scenario of a text from a file. Raises BadInput as `load_resolved` does."""
    refuse_newer(text, file)
    document = Document(file, parse_json(text, file))
    written = isinstance(document.content, dict) and has_seal(document.content)
    seal = document.content.pop(SEAL, None) if isinstance(document.content, dict) else None
    if text.count(",") > MOST_VALUES:
        raise BadInput(Problem("too many values", document.file, allowed=f"at most {MOST_VALUES}"))
    version = document.content.get("schema_version") if isinstance(document.content, dict) else None
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        given = "" if version is None else json.dumps(version)[:80]
        message = "not a resolved scenario: it has no usable schema_version"
        raise BadInput(Problem(message, document.file, given=given, hint=BY_RUN))
    try:
        scenario = resolved_form().validate_python(document.content, strict=False)
    except ValidationError as error:
        document.places = places_in(text, document.file)
        found = [
            document.problem(path_inside(document.content, detail["loc"]), **described(detail))
            for detail in islice(error.errors(include_url=False), MOST_PROBLEMS)
        ]
        raise BadInput(found) from None
    again = to_jsonable_python(scenario)
    if any(True for _ in problems_of(document, scenario, again)):
        document.places = places_in(text, document.file)
        raise BadInput(islice(problems_of(document, scenario, again), MOST_PROBLEMS))
    if not written:
        message = "was edited since a run wrote it" if seal else "has no seal, so that nobody can say who wrote it"
        raise BadInput(Problem(message, document.file, key=SEAL, hint=BY_RUN))
    return scenario


def _text(path: Path) -> str:
    data = read_bytes(path, LARGEST_JSON)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(undecodable(data, str(path), error)) from None
