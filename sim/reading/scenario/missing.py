"""What is said of a scenario file that is not there: which ones there are, and what was most likely meant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.common.errors import Problem, nearest, some_of
from sim.reading.places import NOT_SCENARIOS
from sim.reading.reference import reference_in
from sim.reading.yaml.files import similar


def is_missing(path: Path) -> bool:
    """Whether nothing stands under a name that a file could have."""
    try:
        path.stat()
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    return False


def missing(path: Path, home: Path) -> Problem:
    """The problem of a scenario that is not there; `home` is the folder of the shipped ones."""
    known = shipped_names(home)
    allowed = f"a file, or a shipped scenario: {some_of(known)}"
    hint = (
        _of_the_tables(path, home)
        or _of_the_sweeps(path, home)
        or _spelling(path, known)
        or "dial list scenarios says what each of them is"
    )
    return Problem("no such file", str(path), allowed=allowed, hint=hint)


def _spelling(path: Path, known: Sequence[str]) -> str:
    """The file beside it, else the shipped scenario, of nearly the same name."""
    if close := similar(path):
        return f"did you mean '{close}'?"
    by_last = {name.rpartition("/")[2]: name for name in reversed(known)}
    hint = nearest(path.stem, by_last)
    return next((hint.replace(f"'{last}'", f"'{name}'") for last, name in by_last.items() if f"'{last}'" in hint), "")


def shipped_names(home: Path) -> list[str]:
    """Shipped scenarios as they are asked for: 'ladder', short names first; those in folders, 'today/today', last."""
    inside = [file.relative_to(home) for file in home.rglob("*.yaml")]
    named = [file.with_suffix("").as_posix() for file in inside if file.parts[0] not in NOT_SCENARIOS]
    return sorted(named, key=lambda name: (name.count("/"), len(name), name))


def _of_the_sweeps(path: Path, home: Path) -> str:
    """Where a bare name is that of a shipped sweep: that it is, and which command takes it."""
    name = str(path).removesuffix(".yaml")
    there = len(path.parts) == 1 and (home / "sweeps" / f"{name}.yaml").is_file()
    return f"{name} is a sweep, no scenario: dial sweep {name}" if there else ""


def _of_the_tables(path: Path, home: Path) -> str:
    """Where a bare name is that of a stream, a partner or an act: that it is, and which command takes it."""
    reference, name = reference_in(home / "reference"), str(path)
    kinds = {
        "a stream": set(reference.streams),
        "a partner": set(reference.partners),
        "an act": set(reference.measures),
    }
    kind = next((kind for kind, names in kinds.items() if name in names), "")
    return f"{name} is {kind}, no scenario: dial show {name}" if kind else ""
