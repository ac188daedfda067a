"""`dial show`: what stands in the tables of an act, a paragraph, a partner or a stream."""

from __future__ import annotations

import argparse
from typing import Any

from sim.cli.asking import Read
from sim.common.errors import BadInput, Problem, some_of


def add_show(commands: Any, read: Read) -> None:
    """The command and its options."""
    text = "an act, paragraph, partner or stream: phrases, dates, who gave notice when, estimates, sources"
    parser = commands.add_parser("show", help=text, description=text)
    parser.add_argument("name", metavar="ACT|PARTNER|STREAM", help="a name as in dial list")
    parser.add_argument("file", nargs="?", metavar="FILE", help="as a scenario has it, with acts it makes up")
    parser.add_argument("--json", action="store_true", help="print the same as JSON")
    parser.set_defaults(do=lambda options: _show(options, read))


def _show(options: argparse.Namespace, read: Read) -> int:
    from sim.analysis.showing import shown
    from sim.report.shown import shown_content, shown_text
    from sim.store.formats import json_text

    shelf = _shelf(options, read)
    if options.name not in shelf.names:
        kinds = {"acts": shelf.measures, "partners": shelf.partners, "streams": shelf.streams}
        allowed = "; ".join(f"{kind}: {some_of(sorted(names), 12)}" for kind, names in kinds.items())
        hint = _meant(options.name, shelf, bool(options.file)) or "dial list has all names"
        message = "unknown act, paragraph, partner or stream"
        raise BadInput(Problem(message, key="dial show", given=options.name, allowed=allowed, hint=hint))
    found = shown(options.name, shelf)
    print(json_text(shown_content(found)) if options.json else shown_text(found), end="")
    return 0


def _meant(name: str, shelf: Any, of_file: bool) -> str:
    """The likely fix for a name that nothing has: a resolution by its number, a group, a scenario, a spelling.

    `of_file`: a scenario is named already, so that what stands in a user's own would have been found.
    """
    from sim.reading.reference import find_scenario
    from sim.reading.sense import form_of, name_hint

    by_number = [act for act in sorted(shelf.measures) if name.isdigit() and act.endswith(f"_{name}")]
    if by_number:
        return f"did you mean {' or '.join(repr(act) for act in by_number)}?"
    if find_scenario(name).is_file():
        return f"{name} is a scenario: dial explain {name}; dial show ACT {name} shows an act as it has it"
    form = form_of(name)
    if len(begun := [one for one in shelf.names if form and "." not in one and one.startswith(form)]) > 1:
        return f"several begin like that: {some_of(begun)}"
    for kind, all_of_it in (("streams", shelf.streams), ("partners", shelf.partners)):
        if members := sorted(one.id for one in all_of_it.values() if one.group == name):
            return f"a group of {kind}: name one of {', '.join(members)}"
    known = name_hint("stream", name, shelf.streams) or name_hint("partner", name, shelf.names)
    return known if of_file else "; ".join(filter(None, (known, f"one of your own: dial show {name} MY_SCENARIO.yaml")))


def _shelf(options: argparse.Namespace, read: Read) -> Any:
    from sim.analysis.showing import Shelf
    from sim.reading.reference import Reference, shipped

    reference = Reference(shipped() / "reference")
    if not options.file:
        return Shelf(reference.measures, reference.partners, reference.streams, reference.every_quantity())
    scenario = read([options.file], [])[0].scenario
    return Shelf(
        {m.id: m for m in scenario.measures},
        {p.id: p for p in scenario.partners},
        {s.id: s for s in scenario.streams},
        list(scenario.numbers.values()),
    )
