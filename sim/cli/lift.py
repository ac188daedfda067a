"""`dial lift`: what comes back when paragraphs are lifted."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from typing import Any

from sim.cli.asking import Read, add_question, names_in, read_one, say
from sim.cli.quiet import note
from sim.common.errors import BadInput, Problem
from sim.common.months import first_day, label, parse_date, parse_month, written_elsewhere

CARRIED_ON = "carried on for this question"
"""Who ended the horizon, where the scenario's own ends too early for what is asked."""
LAST_YEAR = 2200
"""Of a horizon."""
Steps = tuple[tuple[date, float], ...]
"""Days, and the shares that are lifted from each of them on."""


def add_lift(commands: Any, read: Read) -> None:
    """The command and its options."""
    text = "what comes back when paragraphs are lifted, by stream and partner"
    parser = add_question(commands, "lift", text, lambda options: _lift(options, read), "512")
    what = "acts or paragraphs to lift (default: what the scenario itself lifts)"
    parser.add_argument("--what", metavar="NAME,NAME", help=what)
    parser.add_argument("--from", dest="since", metavar="YYYY-MM", help="the month, or day, from which they are lifted")
    parser.add_argument(
        "--share", metavar="S", help="the share of them that is lifted, such as 0.5 or 50%% (default: 1)"
    )
    text = "larger shares from later months, or days, on, such as 2019-09:0.8,2020-03:1; --share is the first"
    parser.add_argument("--steps", metavar="YYYY-MM:S,...", help=text)
    text = "the month, or day, on which it might snap back, which has a price (default: a year after the lifting)"
    parser.add_argument("--snapback", metavar="YYYY-MM", help=text)


def _lift(options: argparse.Namespace, read: Read) -> int:
    from sim.analysis.lifting_said import lifting_answer
    from sim.report.lifting import DRAWS, draw_lifting, lift

    names = names_in("--what", options.what)
    day = _day_of_lifting(options)
    share, later = _shares(options)
    back = None if options.snapback is None else _day("--snapback", options.snapback)
    lifting = _lifting(read_one(options, read), names, day, share, later, back)
    scenario = lifting.scenario
    if lifting.last_month >= scenario.start + scenario.months:
        scenario = _carried_on(options, read, label(lifting.last_month))
        lifting = _lifting(scenario, names, day, share, later, back)
    _inside(lifting)
    found = lift(lifting, DRAWS if options.draws is None else options.draws, options.workers)
    parts = [text for text in (options.share, options.steps, options.snapback) if text]
    key = (*(f"{one.provision} {one.day}" for one in lifting.lifts), *parts, *options.settings)
    answer = lifting_answer(found, key)
    return say(answer, [lifting.scenario], options, lambda size: draw_lifting(found, answer, size))


def _carried_on(options: argparse.Namespace, read: Read, end: str) -> Any:
    """The scenario with a horizon that reaches to the last month asked about, which readers are told; what such a
    horizon gives reason to warn of is noted."""
    if int(end[:4]) > LAST_YEAR:
        key, given = ("--snapback", options.snapback) if options.snapback else ("--from", options.since)
        message, allowed = "lies too far ahead for two years after it", f"up to {LAST_YEAR - 2}"
        raise BadInput(Problem(message, key=key, given=given or "the scenario's lift", allowed=allowed))
    told = read([options.file], options.settings)[0].warnings
    options.settings = [*options.settings, f"horizon.end={end}"]
    (reading,) = read([options.file], options.settings)
    for warning in reading.warnings:
        if warning not in told:
            note(options, warning)
    changes = (replace(one, by=CARRIED_ON) if one.path == "horizon.end" else one for one in reading.scenario.overrides)
    return replace(reading.scenario, overrides=tuple(changes))


def _lifting(
    scenario: Any, names: tuple[str, ...], day: date | None, share: float, later: Steps, back: date | None
) -> Any:
    from sim.analysis.lifting_asked import in_parts, lifting_of, own_lifting

    whole = lifting_of(scenario, names, day) if names and day else own_lifting(scenario)
    return in_parts(whole, share, later, back)


def _day_of_lifting(options: argparse.Namespace) -> date | None:
    """The day of the lifting. Raises BadInput where it is missing, not a date, or given for nothing."""
    if options.what is None and options.since is None:
        return None
    missing = ("--from", "--what") if options.since is None else ("--what", "--from") if options.what is None else None
    if missing:
        hint = "such as --what unscr_2371.seafood --from 2019-03"
        raise BadInput(Problem(f"goes with {missing[1]}", key=missing[0], given="nothing", hint=hint))
    return _day("--from", options.since)


def _day(key: str, text: str) -> date:
    for read in (lambda text: first_day(parse_month(text)), parse_date):
        try:
            return read(text.strip())
        except ValueError:
            continue
    allowed = "a month such as 2019-03, or a day such as 2019-03-15"
    year = text.strip()
    written = f"{year}-01" if len(year) == 4 and year.isdigit() else "-".join(written_elsewhere(text))
    hint = f"did you mean {written}?" if written else ""
    raise BadInput(Problem("is no month and no day", key=key, given=text, allowed=allowed, hint=hint))


def _shares(options: argparse.Namespace) -> tuple[float, Steps]:
    """The share that is lifted, and larger ones from later days on."""
    share = 1.0 if options.share is None else _share("--share", options.share)
    if options.steps is None:
        return share, ()
    if options.share is None:
        hint = f"--share 0.5 --steps {options.steps}"
        raise BadInput(Problem("goes with --steps: the share that is lifted first", key="--share", hint=hint))
    parts = [part.partition(":") for part in options.steps.split(",")]
    if not all(colon for _, colon, _ in parts):
        allowed = "days and shares, such as 2019-09:0.8,2020-03:1"
        raise BadInput(Problem("are no steps", key="--steps", given=options.steps, allowed=allowed))
    return share, tuple((_day("--steps", day), _share("--steps", part)) for day, _, part in parts)


def _share(key: str, text: str) -> float:
    """A share above 0, as 0.5 or 50 %. Raises BadInput for anything else."""
    from sim.common.units import AmountError, parse_amount

    allowed = "a share above 0, up to 1, such as 0.5 or 50 %"
    try:
        amount = parse_amount(text, "1")
    except AmountError as error:
        raise BadInput(Problem(str(error), key=key, given=text, allowed=allowed, hint=error.hint)) from None
    if amount.measures != "number" or not 0 < amount.value <= 1:
        hint = f"{key} {text.strip()}%" if amount.measures == "number" and 1 < amount.value <= 100 else ""
        raise BadInput(Problem("is no share of what is lifted", key=key, given=text, allowed=allowed, hint=hint))
    return amount.value


def _inside(lifting: Any) -> None:
    scenario = lifting.scenario
    if lifting.first_month < scenario.start:
        hint = f"lift from {label(scenario.start)} on, or --set horizon.start={label(lifting.first_month)}"
        raise BadInput(Problem("is before the horizon", key="--from", given=str(lifting.day), hint=hint))
