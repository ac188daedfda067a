"""`dial report`: finished sweeps or runs as a page that a browser opens from disk."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.common.errors import BadInput, Problem

PLAN = "plan.json"
"""What the folder of a sweep holds, and no other."""

Read = Callable[[list[str]], list[Any]]


def add_report(commands: Any, read: Read) -> None:
    """The command and its options; `read` reads the folders of finished runs."""
    text = "write one HTML page of a finished sweep, or of finished runs, that opens without a network"
    parser = commands.add_parser("report", help=text, description=text)
    what = "a sweep's folder, and one of points between its own to say how near the page is; or folders of runs"
    parser.add_argument("folders", nargs="+", metavar="SWEEP|RUN", help=what)
    parser.add_argument("-o", "--out", default="report.html", metavar="FILE", help="the page (default: report.html)")
    parser.set_defaults(do=lambda options: _report(options, read))


def _report(options: argparse.Namespace, read: Read) -> int:
    from sim.analysis.score import recorded_by_year
    from sim.pages.between import worst_misses
    from sim.pages.document import page_of
    from sim.reading.places import shipped
    from sim.store.storage import can_be_written, write_whole

    out = Path(options.out)
    if out.is_dir() or out.suffix not in (".html", ".htm"):
        allowed = "a file whose name ends with .html"
        raise BadInput(Problem("is not the name of a page", key="--out", given=options.out, allowed=allowed))
    answers, between = _answers(options.folders, read)
    can_be_written(out.parent)
    recorded = recorded_by_year(shipped() / "observations", answers.scenario, answers.buyer)
    text = page_of(answers, worst_misses(answers, between), recorded)
    write_whole(out, text.encode())
    print(f"page    {out}: {len(text.encode()) / 1e6:.2f} MB, opens in any browser, needs no network")
    if answers.dialled and between is None:
        name = answers.made.name
        print(f"note    how near it is between its points is told from its own points; a sweep of points between them "
              f"tells it exactly: dial report results/{name} results/{name}_between")  # fmt: skip
    return 0


def _answers(given: Sequence[str], read: Read) -> tuple[Any, Any]:
    """The answers of the folders, and those of the points between, where there is a second sweep."""
    from sim.pages.of_runs import answers_of_runs
    from sim.sweeps.answers import answers_of

    for name in given:
        if not Path(name).is_dir():
            message = "is a file, not a folder of results" if Path(name).exists() else "no such folder"
            hint = "name the folder that dial run or dial sweep told, such as results/unscr_2371"
            raise BadInput(Problem(message, name, hint=hint))
    sweeps = [(Path(name) / PLAN).is_file() for name in given]
    if not any(sweeps):
        return answers_of_runs(read(list(given))), None
    if not all(sweeps) or len(given) > 2:
        allowed = "a sweep, a sweep and one of the points between its own, or runs"
        raise BadInput(Problem("do not make one page", key="dial report", given=" ".join(given), allowed=allowed))
    first, *more = (answers_of(Path(name)) for name in given)
    if not more:
        return first, None
    return replace(first, made=first.made.beside(more[0].made)), more[0]
