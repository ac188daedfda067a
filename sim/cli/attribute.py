"""`dial attribute`: which act does what, whatever the order."""

from __future__ import annotations

import argparse
from typing import Any

from sim.cli.asking import Read, add_question, names_in, read_one, say


def add_attribute(commands: Any, read: Read) -> None:
    """The command and its options."""
    text = "which act does what, whatever the order: Shapley values of acts, paragraphs or issuers"
    usual = "as many of 512 as let every bundle be run"
    parser = add_question(commands, "attribute", text, lambda options: _attribute(options, read), usual)
    who = ("measure", "provision", "issuer")
    parser.add_argument("--by", choices=who, default="measure", help="whose shares are asked (default: measure)")
    usual = "goods.added, or what the acts name"
    of = f"a group or stream; added to prior law, or denied against no sanctions (default: {usual})"
    parser.add_argument("--of", default="", metavar="SERIES.added|denied", help=of)
    parser.add_argument("--acts", metavar="ACT,ACT", help="the acts that share (default: those under test)")
    parser.add_argument("--exact", action="store_true", help="refuse to sample orders where bundles are too many")


def _attribute(options: argparse.Namespace, read: Read) -> int:
    from sim.report.attributing import attribution, draw_attribution

    acts = names_in("--acts", options.acts)
    asked = options.by, options.of, acts, options.draws, options.workers, options.exact
    found, answer = attribution(read_one(options, read), *asked)
    return say(answer, [found.game.scenario], options, lambda size: draw_attribution(found, answer, size))
