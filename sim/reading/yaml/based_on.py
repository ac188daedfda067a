"""What a scenario file says once the chain of files it is based on is laid under it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.common.errors import BadInput, Problem, echo, nearest
from sim.reading.places import NOT_SCENARIOS
from sim.reading.yaml.document import Document
from sim.reading.yaml.merging import over
from sim.reading.yaml.overrides import with_layer
from sim.reading.yaml.strict import read_yaml

LONGEST_CHAIN = 12


def merged(path: Path, shipped: Path) -> Document:
    """A scenario file over what it is based on. Raises BadInput."""
    return _with_base(path, shipped, [])


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
        below = _with_base(found, shipped, [*chain, path.resolve()])
        return with_layer(over(below, document), below, document, path.name)
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
    """`did you mean 'dial_5.yaml'?` for the misspelt name of a scenario file, one without its end, or
    without the folder that it is in; or nothing."""
    if find_named(f"{name}.yaml", folder, shipped):
        return f"did you mean '{name}.yaml'?"
    try:
        below = [p.relative_to(shipped) for p in sorted(shipped.glob("*/*.yaml")) if p.stem == Path(name).stem]
        deeper = [p.as_posix() for p in below if p.parts[0] not in NOT_SCENARIOS]
        if deeper and Path(name).name == name:
            return f"it stands in a folder: write {' or '.join(repr(one) for one in deeper)}"
        return nearest(name, [p.name for place in (folder, shipped) for p in sorted(place.glob("*.yaml"))])
    except OSError:
        return ""
