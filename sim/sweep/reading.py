"""From a sweep file to a Sweep: its shape, its axes and choices checked, all problems at once."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from sim.common.errors import BadInput, Problem, echo, nearest, some_of
from sim.domain.trade import SUMMED_GROUPS
from sim.reading.forms.sweep import BundleForm, SweepForm
from sim.reading.reference import shipped
from sim.reading.resolved import is_folder_name
from sim.reading.yaml.based_on import find_named, nearest_named
from sim.reading.yaml.checking import check
from sim.reading.yaml.document import Document, Path_, below
from sim.reading.yaml.settings import PATHS, nested, path_of, path_trouble
from sim.reading.yaml.strict import read_yaml
from sim.sweep.nouns import MEASURES, Axis, Choice, Method, Spread, Sweep, Value

METHODS: tuple[Method, ...] = ("sobol", "latin")
STEPS = ("from", "to", "step", "unit")
MOST_VALUES = 10_000
LONGEST_NAME = 60
NOT_AXES = ("title", "description", "based_on", "draws", "seed", "sampler")
"""Keys of a scenario that a sweep sets for all its points, or that say nothing of the world."""

OF_SCENARIOS = {"based_on", "horizon", "bundle", "campaign", "baseline", "behaviour"}
"""Keys that only the file of a scenario has."""

RANGED = {"value", "low", "high", "unit", "distribution"}
"""Keys of a number with its range that are told in few words."""

AXIS_ALLOWED = "a list of values, {from: 0, to: 10, step: 0.5}, {sobol: range}, {sobol: [0.2, 0.8]} or {latin: …}"


def find_sweep(name: str) -> Path:
    """The file of a sweep: the one named, or the shipped one where a bare name stands for nothing here.

    Raises BadInput where a bare name stands for nothing at all.
    """
    here, ours = Path(name), shipped() / "sweeps"
    with suppress(OSError, ValueError):
        if here.name == name and not here.exists():
            found = next((there for there in (ours / name, ours / f"{name}.yaml") if there.is_file()), None)
            if found is None:
                known = [path.stem for path in sorted(ours.glob("*.yaml"))]
                beside = [path.name for path in sorted(Path().glob("*.yaml"))]
                hint = nearest(name, [*known, *beside])
                allowed = f"a file, or a shipped sweep: {', '.join(known)}"
                raise BadInput(Problem("no such sweep", echo(name), allowed=allowed, hint=hint))
            return found
    return here


def read_sweep(path: Path) -> Sweep:
    """Read a sweep file. Raises BadInput with every problem of its shape; what its paths mean is found in planning."""
    document = read_yaml(path)
    if not isinstance(document.content, dict):
        raise BadInput([*document.notes, document.problem((), "a sweep is a mapping", allowed="title, base, axes, …")])
    if "base" not in document.content and document.content.keys() & OF_SCENARIOS:
        hint = f"dial run {path}; the file of a sweep names it: base: {path.name}"
        raise BadInput(document.problem((), "is a scenario, not a sweep", hint=hint))
    form, problems = check(SweepForm, document, document.content)
    reader = _Reader(document)
    told = [problem.path for problem in problems if problem.path]
    found = [p for p in reader.problems() if not any(below(p.path, path) for path in told)]
    if not is_folder_name(path.stem) or len(path.stem) > LONGEST_NAME:
        message = "the file's name cannot name a folder of results"
        found.append(Problem(message, echo(str(path)), allowed=f"at most {LONGEST_NAME} letters", hint="rename it"))
    if problems or found or form is None:
        raise BadInput([*problems, *found])
    return Sweep(
        name=path.stem,
        title=form.title,
        file=str(path),
        base=str(find_named(form.base, path.parent, shipped())),
        axes=tuple(reader.axis(name, given) for name, given in form.axes.items() if not _method(given)),
        spreads=tuple(reader.spread(name, given) for name, given in form.axes.items() if _method(given)),
        bundles=tuple(reader.bundle(name, given) for name, given in form.bundles.items()),
        cases=tuple(reader.case(name, given) for name, given in form.cases.items()),
        design=form.design,
        points=form.points or 1,
        draws=form.draws,
        seed=form.seed,
        series=tuple(_output(text) for text in form.outputs),
        years=tuple(sorted(set(form.years))),
        document=document,
    )


def _method(given: Any) -> Method | None:
    """How an axis is spread over a range; None for one that lists its values."""
    return next((m for m in METHODS if isinstance(given, dict) and m in given), None)


def _output(text: str) -> tuple[str, str]:
    series, _, measure = text.rpartition(".")
    return series, measure


class _Reader:
    """Reads the parts of a sweep file, and finds what is wrong with them."""

    def __init__(self, document: Document):
        self.document = document
        content = document.content
        self.axes, self.bundles, self.cases = (
            part if isinstance(part := content.get(key), dict) else {} for key in ("axes", "bundles", "cases")
        )

    # -- parts --------------------------------------------------------------------------------------------------------

    def axis(self, name: str, given: Any) -> Axis:
        """An axis that lists its values, or steps through them."""
        where: Path_ = ("axes", name)
        if isinstance(given, dict):
            return Axis(name, tuple(self._value(name, value, where) for value in _stepped(given)))
        return Axis(name, tuple(self._value(name, value, (*where, n)) for n, value in enumerate(given)))

    def spread(self, name: str, given: Mapping[str, Any]) -> Spread:
        """An axis spread over a range."""
        method = _method(given)
        assert method is not None
        where: Path_ = ("axes", name, method)
        ends = given[method] if isinstance(given[method], list) else []
        return Spread(name, method, tuple(self._value(name, v, (*where, n)) for n, v in enumerate(ends)), where)

    def bundle(self, name: str, given: Any) -> Choice:
        """A named bundle; a list of acts tests none of them."""
        where: Path_ = ("bundles", name)
        keys = ("bundle", "under_test")
        parts = given if isinstance(given, dict) else {"bundle": given}
        places = {key: (*where, key) if isinstance(given, dict) else where for key in keys}
        return Choice(name, tuple(self._laid((key,), parts.get(key, []), places[key]) for key in keys))

    def case(self, name: str, given: Mapping[str, Any]) -> Choice:
        """A named case: some paths and their values."""
        laid = [self._laid(path_of(path), value, ("cases", name, path)) for path, value in given.items()]
        return Choice(name, tuple(laid), tuple(given))

    def _value(self, name: str, given: Any, where: Path_) -> Value:
        return Value(given, _text_of(given), self._laid(path_of(name), given, where))

    def _laid(self, path: Path_, value: Any, where: Path_) -> Document:
        """A value as a document of its own, whose parts stand where the sweep file has them; its path, at its axis."""
        key = where[:2] if where[0] == "axes" else where
        places = {path[:depth]: self.document.place(key) for depth in range(1, len(path))}
        places[path] = self.document.place(where)
        inside = {w[len(where) :]: place for w, place in self.document.places.items() if below(w, where)}
        places |= {(*path, *inner): place for inner, place in inside.items()}
        return Document(self.document.file, nested(path, value), places)

    # -- what can be wrong --------------------------------------------------------------------------------------------

    def problems(self) -> Iterator[Problem]:
        """Everything that is wrong with axes, bundles, cases, outputs and how they fit together."""
        yield from self._base_problems()
        title = self.document.content.get("title")
        if isinstance(title, str) and not title.isprintable():
            yield self.document.problem(("title",), "must be one line", given=echo(title))
        for name, given in self.axes.items():
            yield from self._path_problems(("axes", name), name)
            yield from self._axis_problems(("axes", name), given)
        for name, given in self.bundles.items():
            yield from self._name_problems(("bundles", name), name)
            yield from self._bundle_problems(("bundles", name), given)
        for name, given in self.cases.items():
            yield from self._name_problems(("cases", name), name)
            for path in given if isinstance(given, dict) else ():
                yield from self._path_problems(("cases", name, path), path)
        yield from self._clashes()
        yield from self._design_problems()
        yield from self._output_problems()

    def _base_problems(self) -> Iterator[Problem]:
        base = self.document.content.get("base")
        if not isinstance(base, str):
            return
        folder = Path(self.document.file).parent
        if base.endswith(".json"):
            hint = "name the YAML file it came from"
            yield self.document.problem(("base",), "a resolved scenario cannot be swept", given=echo(base), hint=hint)
        elif not base or find_named(base, folder, shipped()) is None:
            details = {"given": echo(base), "allowed": "a file in the sweep's own folder, or a shipped scenario"}
            hint = nearest_named(base, folder, shipped())
            yield self.document.problem(("base",), "no such scenario", **details, hint=hint)

    def _path_problems(self, where: Path_, name: str) -> Iterator[Problem]:
        if wrong := path_trouble(name):
            yield self.document.problem(where, wrong, given=echo(name), allowed=PATHS)
        elif path_of(name)[0] in NOT_AXES:
            hint = "draws and seed are the sweep's own" if name in ("draws", "seed") else ""
            yield self.document.problem(where, "cannot be swept", given=echo(name), hint=hint)

    def _axis_problems(self, where: Path_, given: Any) -> Iterator[Problem]:
        problem = self.document.problem
        if isinstance(given, list):
            if not 1 <= len(given) <= MOST_VALUES:
                shown = f"{len(given)} values"
                yield problem(where, "has too many or no values", given=shown, allowed=f"1 to {MOST_VALUES:,}")
            texts = [json.dumps(value, sort_keys=True, default=str) for value in given]
            first = {text: n for n, text in reversed(list(enumerate(texts)))}
            for n, text in enumerate(texts):
                if first[text] < n:
                    yield problem((*where, n), "stands twice", given=echo(given[n]))
        elif _method(given):
            yield from self._spread_problems(where, given)
        elif isinstance(given, dict) and "from" in given:
            yield from self._step_problems(where, given)
        else:
            yield problem(where, "is no axis", given=echo(given), allowed=AXIS_ALLOWED)

    def _step_problems(self, where: Path_, given: Mapping[str, Any]) -> Iterator[Problem]:
        problem = self.document.problem
        for key in given:
            if key not in STEPS:
                hint = nearest(key, STEPS)
                yield problem((*where, key), f"unknown key '{echo(key)}'", allowed=some_of(STEPS), hint=hint)
        for key in ("from", "to", "step"):
            value = given.get(key)
            if isinstance(value, bool) or not isinstance(value, int | float):
                shown = echo(value) if key in given else "nothing"
                yield problem((*where, key), "must be a number", given=shown, allowed=AXIS_ALLOWED)
                return
        if not isinstance(given.get("unit", ""), str):
            yield problem((*where, "unit"), "must be text", given=echo(given["unit"]))
        elif given["step"] <= 0 or given["to"] < given["from"]:
            shown = f"from {given['from']:g} to {given['to']:g} by {given['step']:g}"
            yield problem(where, "steps lead nowhere", given=shown, allowed="from <= to, step > 0")
        elif (given["to"] - given["from"]) / given["step"] >= MOST_VALUES:
            yield problem(where, "has too many values", allowed=f"at most {MOST_VALUES:,}", hint="take larger steps")

    def _spread_problems(self, where: Path_, given: Mapping[str, Any]) -> Iterator[Problem]:
        method = _method(given)
        inner: Path_ = (*where, str(method))
        ends = given[str(method)]
        if len(given) > 1:
            other = next(key for key in given if key != method)
            yield self.document.problem((*where, other), f"does not go with {method}", given=echo(other))
        two = (
            isinstance(ends, list) and len(ends) == 2 and not any(end is None or isinstance(end, dict) for end in ends)
        )
        if ends != "range" and not two:
            allowed = f"{{{method}: range}}: the number's own range; or {{{method}: [low, high]}}"
            yield self.document.problem(inner, "is no range", given=echo(ends), allowed=allowed)

    def _name_problems(self, where: Path_, name: str) -> Iterator[Problem]:
        if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
            allowed = f"1 to {LONGEST_NAME} printable letters"
            yield self.document.problem(where, "is not a usable name", given=echo(name), allowed=allowed)

    def _bundle_problems(self, where: Path_, given: Any) -> Iterator[Problem]:
        if isinstance(given, dict):
            inner = Document(self.document.file, given, {(): self.document.place(where)})
            _, found = check(BundleForm, inner, given)
            yield from (self.document.problem((*where, *p.path), p.message, allowed=p.allowed) for p in found)
        elif not (isinstance(given, list) and all(isinstance(name, str) for name in given)):
            allowed = "a list of acts, or {bundle: [acts], under_test: [acts]}"
            yield self.document.problem(where, "is no bundle", given=echo(given), allowed=allowed)

    def _clashes(self) -> Iterator[Problem]:
        """Paths of which one holds the other, among the axes, or of an axis and a case or the bundles."""
        others: dict[str, Path_] = {
            path: ("cases", name, path) for name, c in self.cases.items() if isinstance(c, dict) for path in c
        }
        if self.bundles:
            others |= {key: ("bundles",) for key in ("bundle", "under_test") if key not in others}
        axes = sorted(self.axes)
        for n, one in enumerate(axes):
            for other in axes[n + 1 :]:
                if _one_holds_other(one, other):
                    yield self.document.problem(("axes", other), "overlaps another axis", given=f"{one}, {other}")
            for path, where in others.items():
                if _one_holds_other(one, path):
                    message = f"overlaps {where[0]}"
                    yield self.document.problem(("axes", one), message, given=f"{one}, {path}")
        for path, where in others.items():
            if self.bundles and where[0] == "cases" and path_of(path)[0] in ("bundle", "under_test"):
                yield self.document.problem(where, "overlaps bundles", given=path)
        for name, case in self.cases.items():
            for one, other in pairwise(sorted(case) if isinstance(case, dict) else ()):
                if _one_holds_other(one, other):
                    yield self.document.problem(("cases", name, other), "overlaps another path", given=one)

    def _design_problems(self) -> Iterator[Problem]:
        content, problem = self.document.content, self.document.problem
        methods = {method for given in self.axes.values() if (method := _method(given))}
        if not (self.axes or self.bundles or self.cases):
            yield problem(("axes",), "nothing is swept", hint="give axes, bundles or cases")
        if len(methods) > 1:
            yield problem(("axes",), "one way of spreading a sweep", given=", ".join(sorted(methods)))
        if methods and "points" not in content:
            yield problem(("points",), "is missing", hint="points: 512 says how many are spread over the ranges")
        if not methods and "points" in content:
            yield problem(("points",), "goes with axes spread over a range", allowed="{sobol: range}, {latin: range}")
        if content.get("design") == "zip":
            listed = {n: g for n, g in self.axes.items() if not _method(g)}
            sizes = {n: len(g) if isinstance(g, list) else _steps_in(g) for n, g in listed.items()}
            if len(set(sizes.values())) > 1:
                given = ", ".join(f"{name}: {size}" for name, size in sizes.items())
                yield problem(("design",), "axes in step need as many values each", given=given)

    def _output_problems(self) -> Iterator[Problem]:
        outputs = self.document.content.get("outputs")
        for n, text in enumerate(outputs if isinstance(outputs, list) else ()):
            series, measure = _output(text) if isinstance(text, str) else ("", "")
            if isinstance(text, str) and (not series or measure not in MEASURES):
                allowed = f"a group ({some_of(SUMMED_GROUPS)}) or stream, a dot, and {some_of(MEASURES)}"
                where: Path_ = ("outputs", n)
                yield self.document.problem(where, "is no output", given=echo(text), allowed=allowed)
            elif isinstance(text, str) and text in outputs[:n]:
                yield self.document.problem(("outputs", n), "stands twice", given=echo(text))


def _one_holds_other(one: str, other: str) -> bool:
    return below(path_of(one), path_of(other)) or below(path_of(other), path_of(one))


def _steps_in(given: Any) -> int:
    try:
        return math.floor((given["to"] - given["from"]) / given["step"] + 1e-9) + 1
    except (TypeError, KeyError, ValueError, ZeroDivisionError, OverflowError):
        return 0


def _stepped(given: Mapping[str, Any]) -> list[float | str]:
    """The values of an axis in steps, free of the dust of binary fractions; with their unit, where there is one."""
    whole = isinstance(given["from"], int) and isinstance(given["step"], int)
    steps = [given["from"] + n * given["step"] for n in range(_steps_in(given))]
    values = steps if whole else [float(f"{value:.12g}") for value in steps]
    return [f"{value:.12g} {given['unit']}" for value in values] if "unit" in given else values


def _text_of(given: Any) -> str:
    """A value as tables and figures name it: '0.5', 'unscr_2270, unscr_2371', '4 from 2017-01, 9 from 2018-01'."""
    if isinstance(given, str):
        return given
    if isinstance(given, float):
        return f"{given:.12g}"
    if isinstance(given, dict) and {"value", "low", "high"} <= given.keys() <= RANGED:
        words = [f"{given[key]}" for key in ("unit", "distribution") if key in given]
        return " ".join([f"{given['value']} ({given['low']} to {given['high']})", *words])
    if isinstance(given, list):
        parts = [_step_text(part) if isinstance(part, dict) else part for part in given]
        words = [part for part in parts if isinstance(part, str)]
        if len(words) == len(parts):
            return ", ".join(words) or "none"
    return json.dumps(given, ensure_ascii=False, default=str)


def _step_text(step: Mapping[str, Any]) -> str | None:
    """A step of a dated path in words; None for a mapping that is none."""
    levels = [value for key, value in step.items() if key != "from"]
    return f"{levels[0]:g} from {step['from']}" if len(step) == 2 and _is_step(step, levels) else None


def _is_step(step: Mapping[str, Any], levels: list[Any]) -> bool:
    return "from" in step and all(isinstance(level, int | float) for level in levels)
