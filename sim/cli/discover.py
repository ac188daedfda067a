"""`dial discover`: where in a sweep a condition holds."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sim.cli.asking import say


def add_discover(commands: Any) -> None:
    """The command and its options."""
    text = "where in a sweep a condition holds: boxes in the space of what was swept (needs the extra discover)"
    parser = commands.add_parser("discover", help=text, description=text)
    parser.add_argument("table", metavar="TABLE", help="a sweep's folder, its table.parquet or its table.csv")
    condition = "such as 'goods_added < 700', million USD a year; with several years, goods_added_2018"
    parser.add_argument("--where", required=True, metavar="CONDITION", help=condition)
    parser.add_argument("-o", "--out", metavar="DIR", help="write tables and JSON below DIR/discover")
    parser.add_argument("--json", action="store_true", help="print every number as JSON in place of the tables")
    parser.set_defaults(do=_discover)


def _discover(options: argparse.Namespace) -> int:
    from sim.report.discovering import discover
    from sim.store.storage import can_be_written

    if options.out:
        can_be_written(Path(options.out))
    return say(discover(Path(options.table), options.where), [], options)
