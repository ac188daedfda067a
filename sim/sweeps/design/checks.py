"""What can be wrong with a sweep file that has the right shape: its axes, bundles, cases, outputs, and their fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from sim.common.errors import Problem, echo, nearest, some_of, told_apart
from sim.domain.trade import SUMMED_GROUPS
from sim.reading.forms.sweep import BundleForm
from sim.reading.reference import shipped
from sim.reading.spelling import again
from sim.reading.yaml.based_on import find_named, nearest_named
from sim.reading.yaml.checking import check
from sim.reading.yaml.document import Document, Path_, below
from sim.reading.yaml.settings import PATHS, path_of, path_trouble
from sim.sweeps.design.axes import (
    LONGEST_NAME,
    MEASURES,
    OF_PARTNERS,
    PARTNERS,
    method_of,
    output_of,
    part,
    steps_in,
)

STEPS = ("from", "to", "step", "unit")
MOST_VALUES = 10_000
NOT_AXES = ("title", "description", "estimates", "based_on", "draws", "seed", "sampler")
"""Keys of a scenario that a sweep sets for all its points, or that say nothing of the world."""

SETS = ("bundle", "under_test")
"""Keys whose lists say the same in whatever order."""

AXIS_ALLOWED = "a list of values, {from: 0, to: 10, step: 0.5}, {sobol: range}, {sobol: [0.2, 0.8]} or {latin: …}"


def file_problems(document: Document) -> Iterator[Problem]:
    """Everything that is wrong with axes, bundles, cases, outputs and how they fit together."""
    yield from _base_problems(document)
    for name, given in part(document, "axes").items():
        yield from _path_problems(document, ("axes", name), name)
        yield from _axis_problems(document, ("axes", name), given)
    for name, given in part(document, "bundles").items():
        yield from _name_problems(document, ("bundles", name), name)
        yield from _bundle_problems(document, ("bundles", name), given)
    for name, given in part(document, "cases").items():
        yield from _name_problems(document, ("cases", name), name)
        for path in given if isinstance(given, dict) else ():
            yield from _path_problems(document, ("cases", name, path), path)
    yield from _clashes(document)
    yield from _design_problems(document)
    for key in ("outputs", "monthly"):
        yield from _output_problems(document, key)


def _base_problems(document: Document) -> Iterator[Problem]:
    base = document.content.get("base")
    if not isinstance(base, str):
        return
    folder = Path(document.file).parent
    if base.endswith(".json"):
        hint = "name the YAML file it came from"
        yield document.problem(("base",), "a resolved scenario cannot be swept", given=echo(base), hint=hint)
    elif not base or find_named(base, folder, shipped()) is None:
        details = {"given": echo(base), "allowed": "a file in the sweep's own folder, or a shipped scenario"}
        hint = nearest_named(base, folder, shipped())
        yield document.problem(("base",), "no such scenario", **details, hint=hint)


def _path_problems(document: Document, where: Path_, name: str) -> Iterator[Problem]:
    if wrong := path_trouble(name):
        yield document.problem(where, wrong, given=echo(name), allowed=PATHS)
    elif path_of(name)[0] in NOT_AXES:
        hint = "draws and seed are the sweep's own" if name in ("draws", "seed") else ""
        yield document.problem(where, "cannot be swept", given=echo(name), hint=hint)


def _axis_problems(document: Document, where: Path_, given: Any) -> Iterator[Problem]:
    problem, name = document.problem, where[-1]
    if isinstance(given, list):
        if not 1 <= len(given) <= MOST_VALUES:
            shown = f"{len(given)} values"
            yield problem(where, "has no values, or too many", given=shown, allowed=f"1 to {MOST_VALUES:,}")
        values = [sorted(map(str, one)) if isinstance(one, list) else one for one in given] if name in SETS else given
        for n in () if document.content.get("design") == "zip" else again(values):
            yield problem((*where, n), "stands twice", given=echo(given[n]))
    elif method_of(given):
        yield from _spread_problems(document, where, given)
    elif isinstance(given, dict) and "from" in given:
        yield from _step_problems(document, where, given)
    else:
        yield problem(where, "is not an axis", given=echo(given), allowed=AXIS_ALLOWED)


def _step_problems(document: Document, where: Path_, given: Mapping[str, Any]) -> Iterator[Problem]:
    problem = document.problem
    for key in given:
        if key not in STEPS:
            hint = nearest(key, STEPS)
            yield problem((*where, key), f"unknown key '{echo(key)}'", allowed=some_of(STEPS), hint=hint)
    for key in ("from", "to", "step"):
        value = given.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            said = {"message": "must be a number", "given": echo(value)} if key in given else {"message": "is missing"}
            yield problem((*where, key), **said, allowed=AXIS_ALLOWED)
            return
    if not isinstance(given.get("unit", ""), str):
        yield problem((*where, "unit"), "must be text", given=echo(given["unit"]))
    elif given["step"] <= 0 or given["to"] < given["from"]:
        start, end, step = told_apart(given["from"], given["to"], given["step"])
        shown = f"from {start} to {end} by {step}"
        yield problem(where, "steps lead nowhere", given=shown, allowed="from <= to, step > 0")
    elif (given["to"] - given["from"]) / given["step"] >= MOST_VALUES:
        yield problem(where, "has too many values", allowed=f"at most {MOST_VALUES:,}", hint="take larger steps")


def _spread_problems(document: Document, where: Path_, given: Mapping[str, Any]) -> Iterator[Problem]:
    method = method_of(given)
    inner: Path_ = (*where, str(method))
    ends = given[str(method)]
    if len(given) > 1:
        other = next(key for key in given if key != method)
        yield document.problem((*where, other), f"does not go with {method}", given=echo(other))
    two = isinstance(ends, list) and len(ends) == 2 and not any(end is None or isinstance(end, dict) for end in ends)
    if ends != "range" and not two:
        allowed = f"{{{method}: range}}: the number's own range; or {{{method}: [low, high]}}"
        yield document.problem(inner, "is not a range", given=echo(ends), allowed=allowed)


def _name_problems(document: Document, where: Path_, name: str) -> Iterator[Problem]:
    if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        allowed = f"1 to {LONGEST_NAME} printable letters"
        yield document.problem(where, "is not a usable name", given=echo(name), allowed=allowed)


def _bundle_problems(document: Document, where: Path_, given: Any) -> Iterator[Problem]:
    if isinstance(given, dict):
        inner = Document(document.file, given, {(): document.place(where)})
        _, found = check(BundleForm, inner, given)
        yield from (document.problem((*where, *p.path), p.message, allowed=p.allowed) for p in found)
    elif not (isinstance(given, list) and all(isinstance(name, str) for name in given)):
        allowed = "a list of acts, or {bundle: [acts], under_test: [acts]}"
        yield document.problem(where, "is not a bundle", given=echo(given), allowed=allowed)


def _clashes(document: Document) -> Iterator[Problem]:
    """Paths of which one holds the other, among the axes, or of an axis and a case or the bundles."""
    others: dict[str, Path_] = {
        path: ("cases", name, path) for name, c in part(document, "cases").items() if isinstance(c, dict) for path in c
    }
    if part(document, "bundles"):
        others |= {key: ("bundles",) for key in ("bundle", "under_test") if key not in others}
    axes = sorted(part(document, "axes"))
    for n, one in enumerate(axes):
        for other in axes[n + 1 :]:
            if _one_holds_other(one, other):
                yield document.problem(("axes", other), "overlaps another axis", given=f"{one}, {other}")
        for path, where in others.items():
            if _one_holds_other(one, path):
                message = f"overlaps {where[0]}"
                yield document.problem(("axes", one), message, given=f"{one}, {path}")
    for path, where in others.items():
        if part(document, "bundles") and where[0] == "cases" and path_of(path)[0] in ("bundle", "under_test"):
            yield document.problem(where, "overlaps bundles", given=path)
    for name, case in part(document, "cases").items():
        for one, other in pairwise(sorted(case) if isinstance(case, dict) else ()):
            if _one_holds_other(one, other):
                yield document.problem(("cases", name, other), "overlaps another path", given=one)


def _design_problems(document: Document) -> Iterator[Problem]:
    content, problem = document.content, document.problem
    methods = {method for given in part(document, "axes").values() if (method := method_of(given))}
    if not any(content.get(key) for key in ("axes", "bundles", "cases")):
        yield problem(("axes",), "nothing is swept", hint="give axes, bundles or cases")
    if len(methods) > 1:
        yield problem(("axes",), "one way of spreading a sweep", given=", ".join(sorted(methods)))
    if methods and "points" not in content:
        yield problem(("points",), "is missing", hint="points: 512 says how many are spread over the ranges")
    if not methods and "points" in content:
        yield problem(("points",), "goes with axes spread over a range", allowed="{sobol: range}, {latin: range}")
    if content.get("design") == "zip":
        listed = {n: g for n, g in part(document, "axes").items() if not method_of(g)}
        sizes = {n: len(g) if isinstance(g, list) else steps_in(g) for n, g in listed.items()}
        if len(set(sizes.values())) > 1:
            given = ", ".join(f"{name}: {size}" for name, size in sizes.items())
            yield problem(("design",), "axes in step need the same number of values", given=given)
        elif listed:
            yield from _pairs_twice(document, listed)


def _pairs_twice(document: Document, axes: Mapping[str, Any]) -> Iterator[Problem]:
    """Points of axes in step that come again as a whole; a value of one axis may."""
    lists = {name: given for name, given in axes.items() if isinstance(given, list)}
    if len(lists) == len(axes):
        points = list(zip(*lists.values(), strict=True))
        for n in again(points):
            given = ", ".join(f"{name}: {echo(value)}" for name, value in zip(lists, points[n], strict=True))
            yield document.problem(("axes", next(iter(lists)), n), "the point stands twice", given=given)


def _output_problems(document: Document, key: str) -> Iterator[Problem]:
    outputs = document.content.get(key)
    for n, text in enumerate(outputs if isinstance(outputs, list) else ()):
        series, measure = output_of(text) if isinstance(text, str) else ("", "")
        of_partner = series.startswith(PARTNERS)
        if isinstance(text, str) and (not series or measure not in (OF_PARTNERS if of_partner else MEASURES)):
            allowed = f"a group ({some_of(SUMMED_GROUPS)}) or stream, a dot, and {some_of(MEASURES, len(MEASURES))}"
            if of_partner:
                allowed = f"{PARTNERS}, a partner, a dot, and {some_of(OF_PARTNERS)}"
            yield document.problem((key, n), "is not an output", given=echo(text), allowed=allowed)
        elif isinstance(text, str) and text in outputs[:n]:
            yield document.problem((key, n), "stands twice", given=echo(text))


def _one_holds_other(one: str, other: str) -> bool:
    return below(path_of(one), path_of(other)) or below(path_of(other), path_of(one))
