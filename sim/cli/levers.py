"""`dial leverage`, `dial solve`, `dial sensitivity`: whose dial counts, what it would take, what moves the answer."""

from __future__ import annotations

import argparse
import re
from typing import Any

from sim.cli.asking import Read, add_question, read_one, say
from sim.cli.parsing import number
from sim.common.errors import BadInput, Problem

LEVERAGE_DRAWS, SOLVE_DRAWS, SENSE_DRAWS = 128, 512, 512
MONEY = re.compile(
    r"\s*([\d.]+)\s*(bn|b|billion|mn|m|million)\s*(us\$|\$|usd|(us )?dollars?)?\s*((/|a|per)\s*(yr|year|annum|a))?\s*",
    re.IGNORECASE,
)
TARGETS = "such as '1000 MUSD/yr' or '1 bnUSD/yr'; of a share, '50 %'"


def add_levers(commands: Any, read: Read) -> None:
    """The commands and their options; `read` reads scenario files with settings over them."""
    text = "whose dial counts: what a notch of each partner's dial, and its notices, deny a year"
    add_question(commands, "leverage", text, lambda options: _leverage(options, read), f"{LEVERAGE_DRAWS}")
    text = "what it would take: the dial, or the number, at which a target is reached"
    solve = add_question(commands, "solve", text, lambda options: _solve(options, read), f"{SOLVE_DRAWS}")
    solve.add_argument("--target", required=True, metavar="AMOUNT", help=TARGETS.replace("%", "%%"))
    of = "a group or stream and added, denied or share (default: goods.added{more}, or what the acts name)"
    more = " and goods.denied; of a target in %%, share"
    solve.add_argument("--of", metavar="SERIES.MEASURE", help=of.format(more=more))
    by = "what is turned: campaign.dial, partners.NAME.dial, or the path of a number (default: campaign.dial)"
    solve.add_argument("--by", default="campaign.dial", metavar="PATH", help=by)
    between = "the values between which it is turned (default: 0 10 for a dial, its own range for a number)"
    solve.add_argument("--between", nargs=2, type=number, metavar=("LOW", "HIGH"), help=between)

    text = "which number moves the answer: variance by what numbers rest on, and each number over its own range"
    sense = add_question(commands, "sensitivity", text, lambda options: _sensitivity(options, read), f"{SENSE_DRAWS}")
    sense.add_argument("--of", metavar="SERIES.MEASURE", help=of.format(more=""))


def _leverage(options: argparse.Namespace, read: Read) -> int:
    from sim.analysis.outcome import check_asked
    from sim.report.levers import draw_leverage, leverage

    scenario = read_one(options, read)
    check_asked(scenario)
    answer, found = leverage(scenario, options.draws or LEVERAGE_DRAWS, options.workers)
    return say(answer, [scenario], options, lambda size: draw_leverage(found, size))


def _solve(options: argparse.Namespace, read: Read) -> int:
    from sim.analysis.lever import lever_of
    from sim.analysis.outcome import check_asked, outcome_of, usual_outcomes
    from sim.report.solving import draw_solving, what_it_takes, with_draws

    scenario = with_draws(read_one(options, read), options.draws or SOLVE_DRAWS)
    check_asked(scenario)
    of = options.of or ("share" if options.target.strip().endswith("%") else "")
    outcomes = (outcome_of(of, scenario),) if of else usual_outcomes(scenario)
    target = _target(options.target, outcomes[0].measure)
    between = tuple(options.between) if options.between else None
    lever = lever_of(options.by, scenario, between)
    answer, found = what_it_takes(scenario, lever, outcomes, target, options.target.strip(), options.workers)
    return say(answer, [scenario], options, lambda size: draw_solving(found, size))


def _sensitivity(options: argparse.Namespace, read: Read) -> int:
    from sim.analysis.outcome import check_asked, outcome_of, usual_outcomes
    from sim.report.sensing import draw_sensitivity, sensitivity

    scenario = read_one(options, read)
    check_asked(scenario)
    outcome = outcome_of(options.of, scenario) if options.of else usual_outcomes(scenario)[0]
    answer, found = sensitivity(scenario, outcome, options.draws or SENSE_DRAWS, options.workers)
    return say(answer, [scenario], options, lambda size: draw_sensitivity(found, size))


def _target(text: str, measure: str) -> float:
    """A target in million USD a year, or a share. Raises BadInput for what is neither, or not above 0."""
    from sim.common.units import AmountError, parse_amount, units_of

    what = "number" if measure == "share" else "money a year"
    try:
        amount = parse_amount(text, "1" if measure == "share" else "")
    except AmountError as error:
        hint = _money_hint(text) or error.hint or "write a number and a unit"
        raise BadInput(Problem(str(error), key="--target", given=text, allowed=TARGETS, hint=hint)) from None
    if amount.measures != what:
        allowed = "such as '25 %' or 0.25" if measure == "share" else ", ".join(units_of(what))
        hint = "a share is asked with --of share" if amount.measures == "number" else ""
        hint = "an amount is asked with --of goods.added" if amount.measures == "money a year" else hint
        message = "is no share" if measure == "share" else f"is no {what}"
        raise BadInput(Problem(message, key="--target", given=text, allowed=allowed, hint=hint))
    if amount.value <= 0:
        raise BadInput(Problem("is reached by doing nothing", key="--target", given=text, allowed="more than 0"))
    return amount.value


def _money_hint(text: str) -> str:
    """What to write instead of '1bn' or '1 billion USD'."""
    said = MONEY.fullmatch(text)
    return f"did you mean '{said[1]} {'bn' if said[2][0] in 'bB' else 'M'}USD/yr'?" if said else ""
