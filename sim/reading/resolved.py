"""Resolved scenarios: self-contained JSON that a run writes, and that gives the same bits when it is run again."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sim.common.errors import MOST_PROBLEMS, BadInput, Problem, echo, nearest, some_of
from sim.domain.parameters import PARAMETERS
from sim.domain.scenario import SCHEMA_VERSION, Scenario
from sim.reading.checking import described
from sim.reading.strict_yaml import Document, Path_, read_bytes, undecodable

LARGEST_JSON = 2_000_000
MOST_VALUES = 100_000
RESOLVED: TypeAdapter[Scenario] = TypeAdapter(Scenario)
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')
BY_RUN = "only files that a run wrote are read; change the YAML scenario instead"


def is_resolved(path: Path) -> bool:
    """Whether a file is a resolved scenario, by its name."""
    return path.suffix == ".json"


def is_folder_name(name: str) -> bool:
    """Whether a scenario's name can name the folder of its results."""
    return name.isprintable() and not {"/", "\\"} & set(name) and name.strip(" .") != "" and len(name.encode()) <= 200


def dump_resolved(scenario: Scenario) -> str:
    """The scenario as JSON, keys in a fixed order, floats in their shortest exact form."""
    content: Any = RESOLVED.dump_python(scenario, mode="json")
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def load_resolved(path: Path) -> Scenario:
    """Read a resolved scenario. Raises BadInput where it is damaged, or of a newer schema."""
    text = _text(path)
    document = Document(str(path), _content(text, str(path)))
    if text.count(",") > MOST_VALUES:
        raise BadInput(Problem("too many values", document.file, allowed=f"at most {MOST_VALUES}"))
    version = document.content.get("schema_version") if isinstance(document.content, dict) else None
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        given = "" if version is None else json.dumps(version)[:80]
        message = "not a resolved scenario: it has no usable schema_version"
        raise BadInput(Problem(message, document.file, given=given, hint=BY_RUN))
    if version > SCHEMA_VERSION:
        allowed = f"up to {SCHEMA_VERSION}"
        message = "was written by a newer version"
        given = f"schema {echo(version)}"
        raise BadInput(Problem(message, document.file, key="schema_version", given=given, allowed=allowed))
    try:
        scenario = RESOLVED.validate_python(document.content, strict=False)
    except ValidationError as error:
        document.places = _places(text, document.file)
        found = [
            document.problem(_inside(document.content, detail["loc"]), **described(detail))
            for detail in islice(error.errors(include_url=False), MOST_PROBLEMS)
        ]
        raise BadInput(found) from None
    again = RESOLVED.dump_python(scenario, mode="json")
    if any(True for _ in _problems(document, scenario, again)):
        document.places = _places(text, document.file)
        raise BadInput(islice(_problems(document, scenario, again), MOST_PROBLEMS))
    return scenario


def _text(path: Path) -> str:
    data = read_bytes(path, LARGEST_JSON)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(undecodable(data, str(path), error)) from None


def _content(text: str, name: str) -> Any:
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
        return json.loads(text, object_pairs_hook=once, parse_constant=refused, parse_float=finite)
    except json.JSONDecodeError as error:
        message = f"not JSON: {echo(error.msg)}"
        raise BadInput(Problem(message, name, error.lineno, error.colno, hint="the file is damaged or cut")) from None
    except ValueError:
        raise BadInput(Problem("a whole number of too many digits", name, hint=BY_RUN)) from None
    except RecursionError:
        raise BadInput(Problem("is nested too deeply", name, hint=BY_RUN)) from None


def _inside(content: Any, where: Iterable[str | int]) -> Path_:
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


def _places(text: str, file: str) -> dict[Path_, tuple[str, int, int]]:
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


# -- what can be wrong with a scenario that has the right shape -------------------------------------------------------


def _problems(document: Document, scenario: Scenario, again: Any) -> Iterator[Problem]:
    yield from _differences(document, document.content, again, ())
    yield from _name_problems(document, scenario)
    yield from _number_problems(document, scenario)
    yield from _range_problems(document, scenario)


def _differences(document: Document, given: Any, again: Any, path: Path_) -> Iterator[Problem]:
    """Keys that are not known, and values that a run would not have written so."""
    if isinstance(given, dict) and isinstance(again, dict):
        for key, value in given.items():
            if key in again:
                yield from _differences(document, value, again[key], (*path, key))
            else:
                hint = nearest(key, again)
                yield document.problem((*path, key), f"unknown key '{echo(key)}'", hint=hint)
    elif isinstance(given, list) and isinstance(again, list) and len(given) == len(again):
        for n, (one, other) in enumerate(zip(given, again, strict=True)):
            yield from _differences(document, one, other, (*path, n))
    elif given != again or isinstance(given, bool) != isinstance(again, bool):
        message = "is not as a run writes it"
        shown, expected = (echo(json.dumps(value, ensure_ascii=False)) for value in (given, again))
        yield document.problem(path, message, given=shown, allowed=expected, hint=BY_RUN)


def _name_problems(document: Document, scenario: Scenario) -> Iterator[Problem]:
    if not is_folder_name(scenario.name):
        yield document.problem(("name",), "cannot name a folder of results", given=echo(scenario.name))
    measures = [measure.id for measure in scenario.measures]
    partners = [partner.id for partner in scenario.partners]
    streams = [stream.id for stream in scenario.streams]
    used: list[tuple[Path_, str, str, list[str]]] = []
    for key in ("bundle", "under_test"):
        used += [((key, n), "measure", name, measures) for n, name in enumerate(getattr(scenario, key))]
    used += [(("wills", n, "partner"), "partner", will.partner, partners) for n, will in enumerate(scenario.wills)]
    for n, seen in enumerate(scenario.observed):
        used.append((("observed", n, "partner"), "partner", seen.partner, partners))
    for n, link in enumerate(scenario.substitutions):
        used += [(("substitutions", n, end), "stream", getattr(link, end), streams) for end in ("source", "target")]
    for path, what, name, known in used:
        if name not in known:
            details = {"given": echo(name), "allowed": some_of(sorted(known), 24), "hint": nearest(name, known)}
            yield document.problem(path, f"unknown {what}", **details)
    for n, name in enumerate(scenario.under_test):
        if name in measures and name not in scenario.bundle:
            yield document.problem(("under_test", n), "is tested but not in the bundle", given=name)


def _number_problems(document: Document, scenario: Scenario) -> Iterator[Problem]:
    streams = {stream.id for stream in scenario.streams}
    partners = {partner.id for partner in scenario.partners}
    for key, quantity in scenario.numbers.items():
        path: Path_ = ("numbers", key)
        name, _, scope = key.partition(".")
        parameter = PARAMETERS.get(name)
        if quantity.name != key:
            yield document.problem(
                (*path, "name"), "is not the number's own name", given=echo(quantity.name), allowed=key
            )
        if name == "baseline":
            stream, _, partner = scope.partition(".")
            if stream not in streams or partner not in partners:
                yield document.problem(path, "is a baseline cell of an unknown stream or partner", given=echo(scope))
        elif parameter is None:
            yield document.problem(path, "unknown parameter", given=echo(name), hint=nearest(name, PARAMETERS))
        low, high = (parameter.low, parameter.high) if parameter else (0.0, float("inf"))
        if not quantity.low <= quantity.value <= quantity.high:
            given = f"low {quantity.low:g}, value {quantity.value:g}, high {quantity.high:g}"
            yield document.problem(path, "low <= value <= high does not hold", given=given)
        elif quantity.low < low or quantity.high > high:
            given = f"{quantity.low:g} to {quantity.high:g}"
            yield document.problem(path, "is out of range", given=given, allowed=f"{low:g} to {high:g}")
    for name in ("gamma", "tau_k", "k0"):
        if name not in scenario.numbers:
            yield document.problem(("numbers", name), "is missing")


def _range_problems(document: Document, scenario: Scenario) -> Iterator[Problem]:
    """Numbers outside of `numbers`: the horizon, dials, shares, factors, draws."""
    ranges: list[tuple[Path_, float, float, float]] = [
        (("start",), scenario.start, 1900 * 12, 2200 * 12),
        (("months",), scenario.months, 1, 600),
        (("base_year",), scenario.base_year, 1900, 2200),
        (("review_months",), scenario.review_months, 1, 60),
        (("draws",), scenario.draws, 1, 10_000_000),
        (("seed",), scenario.seed, 0, 2**63 - 1),
    ]
    ranges += [(("campaign", n, "level"), step.level, 0, 10) for n, step in enumerate(scenario.campaign)]
    ranges += [(("fatigue", n, "level"), step.level, 0, 1) for n, step in enumerate(scenario.fatigue)]
    ranges += [(("observed", n, "compliance"), seen.compliance, 0, 1) for n, seen in enumerate(scenario.observed)]
    for n, will in enumerate(scenario.wills):
        for key, low in (("dial", 0), ("relief", -10), ("diplomatic", -10)):
            steps = enumerate(getattr(will, key))
            ranges += [(("wills", n, key, m, "level"), step.level, low, 10) for m, step in steps]
    for n, shock in enumerate(scenario.shocks):
        ranges += [(("shocks", n, key), getattr(shock, key), 0, 100) for key in ("factor", "smuggling")]
    for path, value, least, most in ranges:
        if not least <= value <= most:
            given, *limits = (f"{n:.0f}" if n == round(n) else f"{n:g}" for n in (value, least, most))
            yield document.problem(path, "is out of range", given=given, allowed=" to ".join(limits))
    for n, season in enumerate(scenario.seasons):
        if len(season.factors) != 12:
            given = f"{len(season.factors)} factors"
            yield document.problem(("seasons", n, "factors"), "a year has 12 months", given=given)
