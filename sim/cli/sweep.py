"""The `dial sweep` commands: run, status, merge, expand, verify, slurm."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sim.cli.parsing import whole
from sim.cli.quiet import add_quiet, note, only_where
from sim.common.errors import BadInput, Problem, RunFailed, some_of

MOST_WORKERS = 256
FAILED, INTERRUPTED = 1, 130
VERBS = ("run", "status", "merge", "expand", "verify", "slurm")
FIGURES_NAMED = 3
VERIFIED = 3
"""Shards computed again by `verify` that names no number."""


def with_verb(arguments: Sequence[str]) -> list[str]:
    """`dial sweep FILE` is `dial sweep run FILE`."""
    given = list(arguments)
    if given[:1] == ["sweep"] and len(given) > 1 and given[1] not in (*VERBS, "-h", "--help"):
        given.insert(1, "run")
    return given


def add_sweep(commands: Any) -> None:
    """Add the sweep commands to the parser's."""
    text = "run a scenario over axes of values, in batch jobs that can be killed and go on"
    sweep = commands.add_parser("sweep", help=text, description=f"{text}. `dial sweep FILE` runs one.")
    verbs = sweep.add_subparsers(required=True, metavar="FILE | VERB")

    def verb(name: str, do: Callable[[argparse.Namespace], int], what: str) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = verbs.add_parser(name, help=what, description=what)
        added.set_defaults(do=do)
        return added

    run = verb("run", _run, "run a sweep, or go on with it (the word run may be left out)")
    run.add_argument("file", metavar="FILE", help="sweep YAML; a shipped one by its name")
    _out(run)
    run.add_argument("--dry-run", action="store_true", help="size, time and first points; nothing is written")
    run.add_argument("--draws", type=whole, metavar="N", help="draws of every point (default: the file's)")
    run.add_argument("--shard", default="", metavar="I/N", help="only the shards whose number modulo N is I")
    run.add_argument("--dask", default="", metavar="ADDRESS", help="a Dask cluster, tcp://host:8786, or 'local'")
    _workers(run)
    _figures(run)
    add_quiet(run)
    status = verb("status", _status, "how far a sweep is")
    status.add_argument("folder", metavar="DIR")
    merge = verb("merge", _merge, "merge the shards that parts of a sweep have computed")
    merge.add_argument("folder", metavar="DIR")
    _figures(merge)
    add_quiet(merge)
    expand = verb("expand", _expand, "give a sweep more draws or points; what there is stays")
    expand.add_argument("folder", metavar="DIR")
    expand.add_argument("--draws", type=whole, metavar="N", help="draws of every point, in all")
    expand.add_argument("--points", type=whole, metavar="N", help="points spread by sobol, in all")
    _workers(expand)
    _figures(expand)
    add_quiet(expand)
    verify = verb("verify", _verify, "compute some shards again, and compare them bit for bit")
    verify.add_argument("folder", metavar="DIR")
    verify.add_argument("--sample", type=whole, default=VERIFIED, metavar="N", help=f"shards (default: {VERIFIED})")
    slurm = verb("slurm", _slurm, "print an sbatch script that runs a sweep as an array of jobs")
    slurm.add_argument("file", metavar="FILE")
    _out(slurm)
    slurm.add_argument(
        "--tasks", type=whole, metavar="N", help="jobs of the array, no more than shards (default: half an hour each)"
    )


def _out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--out", default="results", metavar="DIR", help="where results go (default: ./results)")


def _workers(parser: argparse.ArgumentParser) -> None:
    cores = min(os.cpu_count() or 1, MOST_WORKERS)
    parser.add_argument("--workers", type=whole, default=cores, metavar="W", help=f"processes (default: {cores})")


def _figures(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-figures", action="store_true", help="write the table alone")


def _limited(key: str, given: int | None, low: int, high: int) -> None:
    if given is not None and not low <= given <= high:
        raise BadInput(Problem("is out of range", key=key, given=str(given), allowed=f"{low} to {high:,}"))


def _read(options: argparse.Namespace) -> Any:
    """The sweep of the command line. Raises BadInput."""
    from sim.reading.forms.sweep import MOST_DRAWS
    from sim.sweeps.design.reading import find_sweep, read_sweep
    from sim.sweeps.plan import with_draws

    draws = getattr(options, "draws", None)
    _limited("--draws", draws, 1, MOST_DRAWS)
    return with_draws(read_sweep(find_sweep(options.file)), draws)


def _run(options: argparse.Namespace) -> int:
    from sim.sweeps.plan import plan_of
    from sim.sweeps.report import plan_words
    from sim.sweeps.run import run_sweep

    _limited("--workers", options.workers, 1, MOST_WORKERS)
    sweep = _read(options)
    if options.dry_run:
        plan = plan_of(sweep)
        for text in plan.points.idle:
            note(options, text)
        print(plan_words(plan, options.workers))
        return 0
    how = _how(options, _part(options.shard))
    with _told_how_to_go_on(options):
        swept = run_sweep(sweep, Path(options.out), how, options.command)
    return _tell(swept, options)


def _how(options: argparse.Namespace, part: Any = None) -> Any:
    from sim.sweeps.run import How
    from sim.sweeps.workers import dask, processes

    elsewhere: Any = None
    if getattr(options, "dask", ""):
        elsewhere = partial(dask, options.dask, options.workers)
    elif options.workers > 1:
        elsewhere = partial(processes, options.workers)
    return How(elsewhere, part, not options.no_figures, tell=partial(note, options))


def _part(text: str) -> Any:
    """'3/16' as a part. Raises BadInput."""
    from sim.sweeps.run import Part

    if not text:
        return None
    named = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text, re.ASCII)
    if not named or not int(named[1]) < int(named[2]):
        allowed = "I/N with I from 0 to N - 1, such as 3/16"
        raise BadInput(Problem("is not a part of a sweep", key="--shard", given=text, allowed=allowed))
    return Part(int(named[1]), int(named[2]))


@contextmanager
def _told_how_to_go_on(options: argparse.Namespace) -> Iterator[None]:
    """What to type after an interruption, or where a cluster was lost."""
    from sim.sweeps.workers import ClusterGone

    try:
        yield
    except ClusterGone as error:
        command = " ".join(shlex.quote(word) for word in options.command)
        raise RunFailed(f"{error}; start a cluster again, or leave --dask out; to go on: {command}") from None
    except KeyboardInterrupt:
        command = " ".join(shlex.quote(word) for word in options.command)
        print(f"interrupted; what is finished is on disk; to go on: {command}", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None


def _tell(swept: Any, options: argparse.Namespace) -> int:
    """Print what a sweep found; returns the exit code."""
    from sim.sweeps.report import some

    for name in swept.damaged:
        note(options, f"{name} was damaged and is in quarantine/; its rows are there again")
    if not only_where(options, swept.folder):
        _say_found(swept)
    if swept.failed:
        points = some(sum(failure.span.runs for failure in swept.failed), "point")
        text = f"{points} could not be computed; {swept.told.name} names them; the same command tries them again"
        print(f"{swept.folder}: {text}", file=sys.stderr)
        return FAILED
    return 0


def _say_found(swept: Any) -> None:
    from sim.sweeps.report import found_words, some

    if swept.results is None:
        print(f"{some(swept.computed, 'row')} computed; when all parts have ended: dial sweep merge {swept.folder}")
        return
    print(found_words(swept))
    print(f"table   {swept.folder / 'table.parquet'}; {swept.computed:,} rows computed now")
    if swept.figures:
        names = some_of([figure.name for figure in swept.figures if figure.suffix == ".png"], FIGURES_NAMED)
        print(f"figures {swept.folder}: {names}; .svg beside them")


def _tell_of_another(record: Any) -> None:
    """Say where another program computed what is read."""
    from sim.sweeps.plan_json import computed_by_another

    if found := computed_by_another(record):
        print(f"note: computed by another program: {found}", file=sys.stderr)


def _status(options: argparse.Namespace) -> int:
    from sim.sweeps.folder import newest_plan, statuses
    from sim.sweeps.plan_json import read_record
    from sim.sweeps.report import state_words
    from sim.sweeps.verify import look

    folder = Path(options.folder)
    record = read_record(newest_plan(folder))
    scanned, missing = look(record, folder)
    print(state_words(record, folder, missing, scanned.damaged, list(statuses(folder))))
    _tell_of_another(record)
    return 0


def _merge(options: argparse.Namespace) -> int:
    from sim.sweeps.merge import merge

    swept = merge(Path(options.folder), not options.no_figures, options.command)
    if not options.quiet:
        _tell_of_another(swept.plan)
    return _tell(swept, options)


def _expand(options: argparse.Namespace) -> int:
    from sim.reading.forms.sweep import MOST_DRAWS, MOST_POINTS
    from sim.sweeps.folder import to_go_on
    from sim.sweeps.plan import expanded
    from sim.sweeps.run import go_on

    _limited("--draws", options.draws, 1, MOST_DRAWS)
    _limited("--points", options.points, 1, MOST_POINTS)
    _limited("--workers", options.workers, 1, MOST_WORKERS)
    folder = Path(options.folder)
    plan = expanded(*to_go_on(folder), options.draws, options.points)
    with _told_how_to_go_on(options):
        swept = go_on(plan, folder, _how(options), options.command)
    return _tell(swept, options)


def _verify(options: argparse.Namespace) -> int:
    from sim.sweeps.folder import newest_plan
    from sim.sweeps.plan_json import read_record
    from sim.sweeps.report import some
    from sim.sweeps.verify import verify

    _limited("--sample", options.sample, 1, 1_000_000)
    folder = Path(options.folder)
    _tell_of_another(read_record(newest_plan(folder)))
    shards = verify(folder, options.sample)
    rows = sum(shard.span.rows for shard in shards)
    names = some_of([shard.path.name for shard in shards])
    print(f"{some(len(shards), 'shard')}, {some(rows, 'row')} computed again: the same to the last bit ({names})")
    return 0


def _slurm(options: argparse.Namespace) -> int:
    from sim.sweeps.plan import plan_of
    from sim.sweeps.slurm import sbatch_text

    plan = plan_of(_read(options))
    _limited("--tasks", options.tasks, 1, len(plan.spans))
    beside = Path(sys.executable).with_name("dial")
    dial = str(beside) if beside.exists() and not shutil.which("dial") else "dial"
    print(sbatch_text(plan, Path(options.out), options.tasks, dial), end="")
    return 0
