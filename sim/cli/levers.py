"""`dial leverage`: whose dial counts."""

from __future__ import annotations

import argparse
from typing import Any

from sim.cli.asking import Read, add_question, read_one, say

LEVERAGE_DRAWS = 128


def add_levers(commands: Any, read: Read) -> None:
    """The commands and their options; `read` reads scenario files with settings over them."""
    text = "whose dial counts: what a notch of each partner's dial, and its notices, deny a year"
    add_question(commands, "leverage", text, lambda options: _leverage(options, read), f"{LEVERAGE_DRAWS}")


def _leverage(options: argparse.Namespace, read: Read) -> int:
    from sim.report.levers import draw_leverage, leverage

    scenario = read_one(options, read)
    answer, found = leverage(scenario, options.draws or LEVERAGE_DRAWS, options.workers)
    return say(answer, [scenario], options, lambda: draw_leverage(found))
