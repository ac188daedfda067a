"""What may stand where on the command line, read off the parser that takes it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

OF_FILES = ("FILE", "DIR", "STEM")
"""Names of values that are files or folders."""
OWN_FILES = ("import", "new")
"""Commands whose FILE is none that is shipped."""
NAMED = {"ACT|PARTNER|STREAM": "names", "partner": "partners", "stream": "streams"}
"""Names of places and values where a name of the reference stands, with what holds all of them."""


@dataclass(frozen=True)
class Wanted:
    """What may stand in a place: some words, a file, or what the user alone knows."""

    name: str
    words: tuple[str, ...] = ()
    shipped: str = ""
    """Which shipped names may stand there: scenarios, sweeps, those of the reference tables, or none."""
    files: bool = False


@dataclass(frozen=True)
class Option:
    """An option by all its names, with the value that it takes, if any."""

    names: tuple[str, ...]
    help: str
    value: Wanted | None
    again: bool
    """Whether it may be given several times."""


@dataclass(frozen=True)
class Command:
    """A command or verb: its path ('' for `dial` itself), options, and what may stand in each place after it."""

    path: str
    help: str
    options: tuple[Option, ...]
    places: tuple[Wanted, ...]
    again: bool
    """Whether the last place may be filled several times."""


def shipped_names() -> dict[str, tuple[str, ...]]:
    """Scenarios and sweeps by the names that find them, a file's after its folder's where it lies in one; and names.

    'names' are all that `dial show` knows: acts, their paragraphs, partners and streams.
    """
    from sim.reading.places import shipped
    from sim.reading.reference import Reference

    home = shipped()
    names = sorted(path.relative_to(home).with_suffix("").as_posix() for path in home.rglob("*.yaml"))
    others = ("reference/", "schema/", "sweeps/")
    sweeps = tuple(Path(name).name for name in names if name.startswith("sweeps/"))
    scenarios = tuple(name for name in names if not name.startswith(others))
    tables = Reference(home / "reference")
    acts = sorted(id_ for act in tables.measures.values() for id_ in (act.id, *(p.id for p in act.provisions)))
    partners, streams = tuple(sorted(tables.partners)), tuple(sorted(tables.streams))
    named = {"names": (*acts, *partners, *streams), "partners": partners, "streams": streams}
    return {"scenarios": scenarios, "sweeps": sweeps, **named}


def commands_of(parsers: Mapping[str, argparse.ArgumentParser]) -> list[Command]:
    """`dial` itself, then every command, each followed by its verbs."""
    return [_itself(parsers), *(one for name, parser in parsers.items() for one in _commands_in(name, parser))]


def _itself(parsers: Mapping[str, argparse.ArgumentParser]) -> Command:
    """`dial`, which takes a command."""
    helped, version = Option(("-h", "--help"), "show help", None, False), Option(("--version",), "say it", None, False)
    return Command("", "", (helped, version), (Wanted("command", tuple(parsers)),), False)


def _commands_in(path: str, parser: argparse.ArgumentParser) -> Iterator[Command]:
    """A command, and its verbs after it; one that may leave out `run` takes the options of that."""
    verbs = _verbs(parser)
    runs = verbs.get("run", parser)
    options = tuple(_option(action) for action in runs._actions if action.option_strings)
    given = [action for action in parser._actions if not action.option_strings]
    places = tuple(_place(path, action) for action in given)
    again = any(action.nargs in ("+", "*") for action in given)
    yield Command(path, parser.description or "", options, places, again)
    for name, verb in verbs.items():
        yield from _commands_in(f"{path} {name}", verb)


def _verbs(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    inside = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return inside[0].choices if inside else {}


def _option(action: argparse.Action) -> Option:
    name = action.metavar if isinstance(action.metavar, str) else action.dest
    words = tuple(map(str, action.choices or ()))
    value = None if action.nargs == 0 else Wanted(name, words, NAMED.get(name, ""), files=name in OF_FILES)
    help_text = (action.help or "").replace("%%", "%")
    return Option(tuple(action.option_strings), help_text, value, isinstance(action, argparse._AppendAction))


def _place(path: str, action: argparse.Action) -> Wanted:
    name = action.metavar if isinstance(action.metavar, str) else action.dest
    verbs = isinstance(action, argparse._SubParsersAction)
    words = tuple(map(str, action.choices or ()))
    shipped = NAMED.get(name, "")
    if path.split()[0] not in OWN_FILES and (verbs or name in ("FILE", "SCENARIO")):
        shipped = "sweeps" if path.startswith("sweep") else "scenarios"
    return Wanted(name, words, shipped, files=not NAMED.get(name) and (verbs or not words))
