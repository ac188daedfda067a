"""`dial score`: scenarios against what customs recorded."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.cli.parsing import whole
from sim.cli.quiet import add_quiet, need_a_folder, only_where
from sim.common.errors import BadInput, Problem

DRAWS = 512
"""Draws of a score that names none."""
MOST_WORKERS = 256

Read = Callable[[list[str], list[str]], list[Any]]


def add_score(commands: Any, read: Read) -> None:
    """The command and its options; `read` reads scenario files with settings over them."""
    text = "score scenarios against what customs recorded, month by month"
    parser = commands.add_parser("score", help=text, description=text)
    parser.add_argument("files", nargs="*", metavar="SCENARIO", help="scenario files (default: the history scenarios)")
    columns = "partner,stream,period,usd_million,quantity_kt,source,note"
    parser.add_argument("--observations", metavar="FILE", help=f"a CSV of your own with the columns {columns}")
    parser.add_argument(
        "--draws", type=whole, default=DRAWS, metavar="N", help=f"draws (default: {DRAWS}; 1: no bands)"
    )
    cores = min(os.cpu_count() or 1, MOST_WORKERS)
    parser.add_argument("--workers", type=whole, default=cores, metavar="W", help=f"processes (default: {cores})")
    parser.add_argument("-o", "--out", metavar="DIR", help="write tables, figure and JSON below DIR/score")
    parser.add_argument("--json", action="store_true", help="print every number as JSON in place of the tables")
    add_quiet(parser)
    text = "override a value of every scenario"
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", dest="settings", help=text)
    parser.set_defaults(do=lambda options: _score(options, read))


def _score(options: argparse.Namespace, read: Read) -> int:
    from sim.report.score_folder import default_files, score, score_content, score_text, write_score
    from sim.runs.kept import MOST_KEPT_DRAWS
    from sim.store.formats import json_text
    from sim.store.storage import can_be_written

    for key, given, most in (("--draws", options.draws, MOST_KEPT_DRAWS), ("--workers", options.workers, MOST_WORKERS)):
        if not 1 <= given <= most:
            raise BadInput(Problem("is out of range", key=key, given=str(given), allowed=f"1 to {most:,}"))
    need_a_folder(options)
    out = Path(options.out) if options.out else None
    own = Path(options.observations) if options.observations else _beside(options)
    scenarios = [one.scenario for one in read(options.files or [str(f) for f in default_files()], options.settings)]
    if out is not None:
        can_be_written(out)
    card = score(scenarios, own, options.draws, options.workers, beside=bool(options.files))
    if options.json:
        print(json_text(score_content(card)), end="")
    elif not options.quiet:
        print(score_text(card), end="")
    if out is not None:
        place = write_score(card, scenarios, out, options.command)
        if only_where(options, place):
            return 0
        print(
            f"files   {place}: headline.txt, score.csv, months.csv, score.json, score.png, score.svg", file=sys.stderr
        )
    return 0


def _beside(options: argparse.Namespace) -> Path | None:
    """The observations of the tables that the scenarios name; those of the first one that has any."""
    from sim.reading.reference import find_scenario
    from sim.reading.scenario import own_observations

    tables = (own_observations(find_scenario(file), options.settings) for file in options.files)
    return next((table for table in tables if table), None)
