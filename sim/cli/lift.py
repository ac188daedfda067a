"""`dial lift`: what comes back when paragraphs are lifted."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from sim.cli.asking import Read, add_question, names_in, read_one, say
from sim.common.errors import BadInput, Problem
from sim.common.months import first_day, label, parse_date, parse_month


def add_lift(commands: Any, read: Read) -> None:
    """The command and its options."""
    text = "what comes back when paragraphs are lifted, by stream and partner"
    parser = add_question(commands, "lift", text, lambda options: _lift(options, read), "512")
    what = "acts or paragraphs to lift (default: what the scenario itself lifts)"
    parser.add_argument("--what", metavar="NAME,NAME", help=what)
    parser.add_argument("--from", dest="since", metavar="YYYY-MM", help="the month, or day, from which they are lifted")
    parser.add_argument("--share", type=float, default=1.0, metavar="S", help="how much of them is lifted; 1 is all")


def _lift(options: argparse.Namespace, read: Read) -> int:
    from sim.analysis.lifting_said import lifting_answer
    from sim.report.lifting import DRAWS, draw_lifting, lift

    names = names_in("--what", options.what)
    _whole(options.share)
    day = _day(options)
    lifting = _lifting(read_one(options, read), names, day)
    scenario = lifting.scenario
    if lifting.last_month >= scenario.start + scenario.months:
        options.settings = [*options.settings, f"horizon.end={label(lifting.last_month)}"]
        lifting = _lifting(read([options.file], options.settings)[0].scenario, names, day)
    _inside(lifting)
    found = lift(lifting, DRAWS if options.draws is None else options.draws, options.workers)
    key = (*(f"{one.provision} {one.day}" for one in lifting.lifts), *options.settings)
    answer = lifting_answer(found, key)
    return say(answer, [lifting.scenario], options, lambda: draw_lifting(found, answer))


def _lifting(scenario: Any, names: tuple[str, ...], day: date | None) -> Any:
    from sim.analysis.lifting import lifting_of, own_lifting

    return lifting_of(scenario, names, day) if names and day else own_lifting(scenario)


def _day(options: argparse.Namespace) -> date | None:
    """The day of the lifting. Raises BadInput where it is missing, not a date, or given for nothing."""
    if options.what is None and options.since is None:
        return None
    missing = ("--from", "--what") if options.since is None else ("--what", "--from") if options.what is None else None
    if missing:
        hint = "such as --what unscr_2371.seafood --from 2019-03"
        raise BadInput(Problem(f"goes with {missing[1]}", key=missing[0], given="nothing", hint=hint))
    for read in (lambda text: first_day(parse_month(text)), parse_date):
        try:
            return read(options.since)
        except ValueError:
            continue
    allowed = "a month such as 2019-03, or a day such as 2019-03-15"
    raise BadInput(Problem("is no month and no day", key="--from", given=options.since, allowed=allowed))


def _whole(share: float) -> None:
    if share != 1.0:
        hint = "leave --share out; shares in steps and snapback are talks: give the scenario campaign.talks with relief"
        raise BadInput(
            Problem("only whole paragraphs are lifted", key="--share", given=f"{share:g}", allowed="1", hint=hint)
        )


def _inside(lifting: Any) -> None:
    scenario = lifting.scenario
    if lifting.first_month < scenario.start:
        hint = f"lift from {label(scenario.start)} on, or --set horizon.start={label(lifting.first_month)}"
        raise BadInput(Problem("is before the horizon", key="--from", given=str(lifting.day), hint=hint))
