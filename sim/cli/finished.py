"""Commands that read finished runs: nothing is simulated, and the files the runs came from need not be there."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.cli.quiet import only_where
from sim.common.errors import BadInput, Problem, some_of


def are_folders(given: Sequence[str]) -> bool:
    """Whether all that is given is folders of runs. Raises BadInput where some is folders and some files."""
    folders = [name for name in given if Path(name).is_dir()]
    if folders and len(folders) < len(given):
        files = ", ".join(name for name in given if name not in folders)
        allowed = "folders of finished runs, or scenario files"
        text = f"{', '.join(folders)} (folders); {files} (not)"
        hint = "a run's own scenario.json is a scenario file"
        raise BadInput(Problem("both are given", key="dial compare", given=text, allowed=allowed, hint=hint))
    return bool(folders)


def compare_finished(options: argparse.Namespace) -> int:
    """Compare finished runs: the first with each other one, draw by draw."""
    from sim.report.compare_folder import compare_runs

    fixed = {"--draws": options.draws, "--seed": options.seed, "--sampler": options.sampler, "--set": options.settings}
    for flag, value in fixed.items():
        if value not in (None, []):
            hint = "compare the scenario files, which runs them anew"
            raise BadInput(Problem("finished runs are as they are", key=flag, given=str(value), hint=hint))
    say_compared(compare_runs(_read(_folders(options.files)), Path(options.out), options.command), options)
    return 0


def say_run(finished: Any, options: argparse.Namespace, draws: int) -> None:
    """Print what a run says and where its files are."""
    from sim.report.text import first_screen

    if only_where(options, finished.place):
        return
    print(finished.text if options.full else first_screen(finished.text), end="\n" if options.full else "")
    if not finished.new:
        print(f"already run, nothing redone: {finished.place}")
        return
    tables = "tables of months and of draws" if draws > 1 else "tables of months"
    print(f"{finished.place}: headline.txt has all of it, as --full")
    drawn, more = ("", "") if options.no_figures else ("figure revenue.png, ", "more ")
    print(f"{drawn}reach.csv; {tables}; {more}figures: dial plot {finished.place}")


def say_compared(finished: Any, options: argparse.Namespace) -> None:
    """Print what a comparison says and where its files are."""
    if only_where(options, finished.place):
        return
    print(finished.text)
    what = "files" if finished.new else "already compared, nothing redone:"
    print(f"{what}  {finished.place}: compare.png, compare.csv, draws.parquet")


def read_runs(places: Sequence[Path]) -> list[tuple[Path, Any]]:
    """The runs in folders, a scenario's folder standing for its newest run, each with its results."""
    from sim.store.runs import runs_below

    folders = runs_below(places)
    return list(zip(folders, _read(folders), strict=True))


def verify_finished(options: argparse.Namespace) -> int:
    """Check that the files of finished runs, comparisons and answers are as they were written. 1 where some are not."""
    from sim.store.manifest import altered
    from sim.store.storage import storage

    code = 0
    for folder in _folders(options.runs):
        with storage(folder):
            if not (folder / "provenance.json").is_file():
                hint = "name a folder such as results/unscr_2371/0123456789ab"
                raise BadInput(Problem("holds no finished results", str(folder), hint=hint))
            changed = altered(folder)
        if changed:
            code = 1
            print(f"{folder}: not as it was written: {some_of(changed)}", file=sys.stderr)
        else:
            print(f"{folder}: as it was written")
    return code


def read_finished(given: Sequence[str]) -> list[Any]:
    """The results in folders, each a run's or a scenario's for its newest run. Raises BadInput."""
    return _read(_folders(given))


def _folders(given: Sequence[str]) -> list[Path]:
    from sim.store.runs import runs_below

    return runs_below([Path(name) for name in given])


def _read(folders: Sequence[Path]) -> list[Any]:
    """The results in folders, with a note on those that this code would not give again."""
    from sim.report.run_folder import read_folder
    from sim.store.manifest import altered
    from sim.store.runs import made_otherwise
    from sim.store.storage import storage

    runs = []
    for folder in folders:
        runs.append(read_folder(folder))
        with storage(folder):
            changed = altered(folder)
        if changed:
            print(f"note: {folder}: not as it was written: {some_of(changed)}; read as it is", file=sys.stderr)
        if other := made_otherwise(folder, runs[-1].scenario):
            print(f"note: {folder}: {other}; its tables are read as they are", file=sys.stderr)
    return runs
