"""What commands that ask one scenario a question have in common: their options, reading, printing, writing."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sim.cli.parsing import whole
from sim.cli.quiet import add_quiet, need_a_folder, note, only_where
from sim.common.errors import BadInput, Problem

FIGURE_SIZES = ("column", "page", "slide")
MOST_WORKERS = 256
MOST_DRAWS = 65_536

Read = Callable[[list[str], list[str]], list[Any]]
"""Reads scenario files with settings over them."""


def add_question(
    commands: Any, name: str, text: str, do: Callable[[argparse.Namespace], int], draws: str
) -> argparse.ArgumentParser:
    """A command that asks FILE a question; `draws` says how many draws it takes where none are named."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.add_argument("file", metavar="FILE", help="scenario YAML, or a resolved scenario.json")
    parser.add_argument("--draws", type=whole, metavar="N", help=f"draws (default: {draws}; 1: the central run alone)")
    cores = min(os.cpu_count() or 1, MOST_WORKERS)
    parser.add_argument("--workers", type=whole, default=cores, metavar="W", help=f"processes (default: {cores})")
    add_output(parser, name)
    sizes = f"size of the figure: {', '.join(FIGURE_SIZES)} (default: page)"
    parser.add_argument("--size", choices=FIGURE_SIZES, default="page", help=sizes)
    parser.set_defaults(do=do)
    return parser


def add_output(parser: argparse.ArgumentParser, name: str) -> None:
    """Where an answer goes, and values laid over the scenario."""
    parser.add_argument("-o", "--out", metavar="DIR", help=f"write tables, figure and JSON below DIR/{name}")
    parser.add_argument("--json", action="store_true", help="print every number as JSON in place of the tables")
    add_quiet(parser)
    text = "override a value with the same validation, such as behaviour.theta=0.5"
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", dest="settings", help=text)


def read_one(options: argparse.Namespace, read: Read) -> Any:
    """The scenario asked, once draws, workers and the folder are found in order. Raises BadInput, StorageTrouble."""
    from sim.store.storage import can_be_written

    draws = 1 if options.draws is None else options.draws
    for key, given, most in (("--draws", draws, MOST_DRAWS), ("--workers", options.workers, MOST_WORKERS)):
        if not 1 <= given <= most:
            raise BadInput(Problem("is out of range", key=key, given=str(given), allowed=f"1 to {most:,}"))
    need_a_folder(options)
    (reading,) = read([options.file], options.settings)
    for warning in reading.warnings:
        note(options, warning)
    if options.out:
        can_be_written(Path(options.out))
    return reading.scenario


def names_in(key: str, given: str | None) -> tuple[str, ...]:
    """A list of names with commas between; empty where none is given. Raises BadInput for an empty list or a name
    given twice."""
    if given is None:
        return ()
    names = tuple(name.strip() for name in given.split(","))
    if not all(names):
        raise BadInput(Problem("has an empty name", key=key, given=given, hint="write names with commas between them"))
    twice = next((name for n, name in enumerate(names) if name in names[:n]), "")
    if twice:
        raise BadInput(Problem("is named twice", key=key, given=twice, hint="name it once"))
    return names


def say(answer: Any, scenarios: Sequence[Any], options: argparse.Namespace, draw: Any = None) -> int:
    """Print an answer, and write its folder where one is asked for; `draw` makes its figure at a size."""
    from sim.plots.style import SIZES
    from sim.report.answer_folder import answer_content, answer_text, write_answer
    from sim.store.formats import json_text

    if options.json:
        print(json_text(answer_content(answer, scenarios)), end="")
    elif not options.quiet:
        print(answer_text(answer), end="")
    if options.out:
        size = SIZES[options.size] if draw else SIZES["page"]
        place = write_answer(answer, scenarios, Path(options.out), options.command, draw, size)
        tables = ", ".join(f"{table.id}.csv" for table in answer.tables)
        figure = f", {answer.name}.png" if draw else ""
        if only_where(options, place):
            return 0
        print(f"files   {place}: headline.txt, {tables}, dictionary.csv, answer.json{figure}", file=sys.stderr)
    return 0
