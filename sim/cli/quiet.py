"""What a command says to a script that asks for it: nothing but where the results are."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sim.common.errors import BadInput, Problem


def add_quiet(parser: argparse.ArgumentParser) -> None:
    """The option of a command that writes results."""
    text = "print nothing but the folder of the results; progress and errors go to stderr as ever"
    parser.add_argument("--quiet", action="store_true", help=text)


def note(options: argparse.Namespace, text: str) -> None:
    """Tell of something on stderr, unless only errors are to be told."""
    if not options.quiet:
        print(f"note: {text}", file=sys.stderr)


def only_where(options: argparse.Namespace, place: Path) -> bool:
    """Print the folder of the results where that is all to be printed, beside the numbers of --json on stderr.

    Returns whether it was.
    """
    if options.quiet:
        print(place, file=sys.stderr if getattr(options, "json", False) else sys.stdout)
    return bool(options.quiet)


def need_a_folder(options: argparse.Namespace) -> None:
    """Raises BadInput where nothing would be printed and nothing written."""
    if options.quiet and not options.out and not options.json:
        hint = "add -o DIR, whose folder is printed then; or --json for the numbers"
        raise BadInput(Problem("would print and write nothing", key="--quiet", hint=hint))
