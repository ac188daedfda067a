"""`dial attribute`: which act does what, whatever the order."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from sim.cli.asking import Read, add_question, names_in, read_one, say
from sim.common.errors import BadInput, Problem, nearest, some_of

MEASURES = ("added", "denied")
WORDS = {"added": "added to prior law", "denied": "against no sanctions"}


def add_attribute(commands: Any, read: Read) -> None:
    """The command and its options."""
    text = "which act does what, whatever the order: Shapley values of acts, paragraphs or issuers"
    usual = "as many of 512 as let every bundle be run"
    parser = add_question(commands, "attribute", text, lambda options: _attribute(options, read), usual)
    who = ("measure", "provision", "issuer")
    parser.add_argument("--by", choices=who, default="measure", help="whose shares are asked (default: measure)")
    of = "a group or stream; added to prior law, or denied against no sanctions (default: goods.added)"
    parser.add_argument("--of", default="goods.added", metavar="SERIES.added|denied", help=of)
    parser.add_argument("--acts", metavar="ACT,ACT", help="the acts that share (default: those under test)")
    parser.add_argument("--exact", action="store_true", help="refuse to sample orders where bundles are too many")


def _attribute(options: argparse.Namespace, read: Read) -> int:
    from sim.analysis.attribution_said import attribution_answer
    from sim.analysis.players import game_of
    from sim.report.attributing import attribute, draw_attribution
    from sim.runs.windows import windows_of

    acts = names_in("--acts", options.acts)
    scenario = read_one(options, read)
    series, measure = _of(options.of, scenario)
    if measure == "denied":
        scenario = replace(scenario, under_test=())
    _known(acts, scenario)
    if acts:
        scenario = replace(scenario, under_test=acts)
    game = game_of(scenario, options.by)
    _playable(game, options)
    found = attribute(game, windows_of(scenario), series, options.draws, options.workers)
    of = f"{options.of.partition('.')[0]} receipts ({WORDS[measure]})"
    key = (options.by, options.of, *acts, *(["exact"] if options.exact else []))
    answer = attribution_answer(found, of, options.by, key)
    return say(answer, [scenario], options, lambda: draw_attribution(found, answer))


def _of(text: str, scenario: Any) -> tuple[list[str], str]:
    """The streams of a series, and whether they are measured against prior law or against no sanctions."""
    from sim.domain.trade import SUMMED_GROUPS
    from sim.runs.variants import streams_where

    series, _, measure = text.partition(".")
    if (measure or "added") not in MEASURES:
        allowed = ", ".join(f"{series}.{one}" for one in MEASURES)
        raise BadInput(Problem("is no measure of a series", key="--of", given=text, allowed=allowed))
    groups = [g for g in SUMMED_GROUPS if any(s.group == g for s in scenario.streams)]
    streams = [stream.id for stream in scenario.streams]
    if series in groups:
        return streams_where(scenario, series.__eq__), measure or "added"
    if series in streams:
        return [series], measure or "added"
    known = [*groups, *streams]
    message = "is no group or stream of this scenario"
    raise BadInput(Problem(message, key="--of", given=series, allowed=some_of(known, 40), hint=nearest(series, known)))


def _known(acts: tuple[str, ...], scenario: Any) -> None:
    problems = []
    for act in acts:
        if act not in scenario.bundle:
            hint = nearest(act, scenario.bundle) or "add it to bundle"
            allowed = some_of(sorted(scenario.bundle), 40)
            problems.append(Problem("is no act of this bundle", key="--acts", given=act, allowed=allowed, hint=hint))
    if problems:
        raise BadInput(problems)


def _playable(game: Any, options: argparse.Namespace) -> None:
    from sim.analysis.attribution import MOST_LANES, lanes_of, plan_of

    players = len(game.players)
    if not players:
        hint = "give the scenario a bundle with an act of law, or an act of pressure with a level other than 0"
        raise BadInput(Problem("no act here can have a share", options.file, key="bundle", hint=hint))
    plan = plan_of(players, options.draws)
    if options.exact and not plan.exact:
        most = MOST_LANES >> players
        given = f"2^{players} bundles of {plan.draws} draws: {lanes_of(players, plan.draws):,} lanes"
        fewer = f"--draws {most}, or " if most > 1 else ""
        hint = f"{fewer}--by issuer, fewer --acts, or leave --exact out, and orders are sampled"
        raise BadInput(
            Problem("cannot be exact", key="--exact", given=given, allowed=f"{MOST_LANES:,} lanes", hint=hint)
        )
