"""The `dial` command: parse, call one function, print."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sim import __version__
from sim.cli.attribute import add_attribute
from sim.cli.completion import add_completion
from sim.cli.discover import add_discover
from sim.cli.finished import are_folders, compare_finished, read_finished, say_compared, say_run, verify_finished
from sim.cli.garbage import collecting_seldom
from sim.cli.imports import add_import
from sim.cli.levers import add_levers
from sim.cli.libraries import kept_short
from sim.cli.lift import add_lift
from sim.cli.listing import add_listing
from sim.cli.new import add_new
from sim.cli.parsing import Parser, whole
from sim.cli.plot import add_plot
from sim.cli.quiet import add_quiet, note
from sim.cli.report import add_report
from sim.cli.score import add_score
from sim.cli.show import add_show
from sim.cli.stops import stopped_once
from sim.cli.streams import standard_streams
from sim.cli.sweep import add_sweep, with_verb
from sim.cli.table import add_table
from sim.common.errors import BadInput, DialError, Problem, printable, some_of

INTERRUPTED = 130
MOST_DRAWS = 10_000_000
MOST_WORKERS = 256
FEWEST_COMPARED = 1024
"""Draws of a comparison that names none."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code: 0 fine, 1 a run failed, 2 bad input, 3 storage trouble, 130 interrupted."""
    with standard_streams(), stopped_once():
        return _main(sys.argv[1:] if arguments is None else list(arguments))


def command() -> int:
    """A command as a process of its own; returns its exit code, as `main`.

    Where a signal comes while Python executes a text, as dataclasses have it do when a library loads, Python would die
    of SIGINT in the end, whatever became of the interrupt. Everything is written and every worker gone by then.
    """
    code = main()
    if code == INTERRUPTED:
        os._exit(code)
    return code


def _main(given: list[str]) -> int:
    try:
        try:
            options = _parser().parse_args(with_verb(given))
            options.command = ["dial", *map(printable, given)]
            with kept_short(), collecting_seldom():
                code: int = options.do(options)
        except SystemExit:
            sys.stdout.flush()
            raise
        sys.stdout.flush()
        return code
    except DialError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("interrupted; finished runs are kept, the same command goes on", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        from sim.store.storage import told_of

        what = f"{error.filename}: cannot be written or read" if error.filename else "output: cannot be written"
        print(f"{what}: {told_of(error)}", file=sys.stderr)
        _drop_output()
        return 3


def _drop_output() -> None:
    """Drop what could not be printed, so that nothing tries again on the way out."""
    with suppress(ValueError, OSError):
        try:
            sys.stdout.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="dial", description="What sanctions do to North Korea's export revenue, and why.")
    parser.add_argument("--version", action="version", version=f"dial {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, do: Any, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(do=do)
        return added

    run = command("run", _run, "run scenarios: headline, monthly tables, figure")
    run.add_argument("files", nargs="+", metavar="FILE", help="scenario YAML, or a resolved scenario.json")
    run.add_argument("-o", "--out", default="results", metavar="DIR", help="where results go (default: ./results)")
    _ensembles(run)
    run.add_argument("--full", action="store_true", help="print all of headline.txt, not its first screen alone")
    run.add_argument("--cells", action="store_true", help="keep every cell of every month by draw too; large")
    run.add_argument("--no-figures", action="store_true", help="write tables and headline alone; dial plot draws later")
    _settings(run)
    compare = command("compare", _compare, "compare scenarios on the same draws: the first with each other one")
    compare.add_argument("files", nargs="+", metavar="FILE", help="scenario files, or the folders of finished runs")
    compare.add_argument("-o", "--out", default="results", metavar="DIR")
    _ensembles(compare)
    _settings(compare)
    add_sweep(commands)
    add_score(commands, _read_all)
    add_attribute(commands, _read_all)
    add_levers(commands, _read_all)
    add_discover(commands)
    add_lift(commands, _read_all)
    add_show(commands, _read_all)
    add_table(commands, _read_all)
    add_report(commands, read_finished)
    check = command("check", _check, "check scenario files, all problems at once")
    check.add_argument("files", nargs="+", metavar="FILE")
    _settings(check)
    add_import(commands)
    add_new(commands)
    add_plot(commands)
    verify = command("verify", verify_finished, "check that the files of finished results are as they were written")
    verify.add_argument("runs", nargs="+", metavar="RUN", help="a results folder, or a scenario's for its newest run")
    explain = command("explain", _explain, "every number behind a scenario; the chain of one cell in one month")
    explain.add_argument("file", metavar="FILE")
    explain.add_argument("--partner", default="")
    explain.add_argument("--stream", default="")
    explain.add_argument("--month", default="", metavar="YYYY-MM")
    explain.add_argument(
        "--draw", type=whole, metavar="N", help="the story of one draw: what happened, when, to whom, why"
    )
    _settings(explain)
    sources = command("sources", _sources, "the bibliography; what rests on judgement first")
    sources.add_argument("file", nargs="?", metavar="FILE", help="only what a scenario uses")
    add_listing(commands)
    add_completion(commands)
    return parser


def _ensembles(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--draws", type=whole, metavar="N", help="draws of all ranges (default: the scenario's)")
    parser.add_argument("--seed", type=whole, metavar="S", help="the luck of the draws (default: the scenario's)")
    text = "keyed Monte Carlo, or sobol: more even, for a multiple of 2,048 draws"
    parser.add_argument("--sampler", choices=("keyed", "sobol"), help=text)
    cores = min(os.cpu_count() or 1, MOST_WORKERS)
    parser.add_argument("--workers", type=whole, default=cores, metavar="W", help=f"processes (default: {cores})")
    add_quiet(parser)


def _settings(parser: argparse.ArgumentParser) -> None:
    text = "override a value with the same validation, such as behaviour.theta=0.5"
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", dest="settings", help=text)


def _read_all(files: Sequence[str], settings: Sequence[str]) -> list[Any]:
    """Read every file, shipped ones by their bare names, and report the problems of all of them together."""
    from sim.reading.reference import find_scenario
    from sim.reading.scenario import read_scenario

    readings, problems = [], []
    for file in files:
        try:
            readings.append(read_scenario(find_scenario(file), settings))
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)
    return readings


def _run(options: argparse.Namespace) -> int:
    from sim.reading.scenario import luck_warning
    from sim.report.run_folder import run_to_folder
    from sim.store.storage import can_be_written

    out = Path(options.out)
    readings = _read_all(options.files, options.settings)
    scenarios = [_with_draws(reading.scenario, options) for reading in readings]
    can_be_written(out)
    for reading, scenario in zip(readings, scenarios, strict=True):
        for warning in (*reading.warnings, *luck_warning(scenario)):
            note(options, warning)
        figures = not options.no_figures
        began = time.monotonic()
        finished = run_to_folder(scenario, out, options.command, options.workers, options.cells, figures)
        say_run(finished, options, scenario.draws)
        if finished.new and finished.stopped_at is None and scenario.draws > 1:
            note(options, f"{scenario.draws:,} draws, tables and figures took {time.monotonic() - began:.0f} s")
        if finished.stopped_at is not None:
            done = "all draws are written"
            if finished.stopped_at < scenario.draws:
                done = f"{finished.stopped_at:,} of {scenario.draws:,} draws are written, as a run of so many"
                done = f"{done}; the same command makes all"
            why = f"error: {finished.lost}" if finished.lost else "interrupted"
            print(f"{why}: {done}", file=sys.stderr)
            return 1 if finished.lost else INTERRUPTED
    return 0


def _compare(options: argparse.Namespace) -> int:
    from sim.report.compare_folder import compare_to_folder
    from sim.store.storage import can_be_written

    if len(options.files) < 2:
        message = "needs two scenarios or runs to compare"
        hint = f"dial compare {options.files[0]} ladder: the first with each other one"
        raise BadInput(Problem(message, key="dial compare", given=" ".join(options.files), hint=hint))
    if are_folders(options.files):
        return compare_finished(options)
    readings = _read_all(options.files, options.settings)
    can_be_written(Path(options.out))
    if options.draws is None:
        options.draws = max(FEWEST_COMPARED, *(reading.scenario.draws for reading in readings))
    first = _with_draws(readings[0].scenario, options)
    if first.draws < 2:
        hint = "dial run of each says what its central run denies"
        allowed = f"2 to {MOST_DRAWS}"
        raise BadInput(
            Problem("a central run has no draws to compare", key="--draws", given="1", allowed=allowed, hint=hint)
        )
    options.seed, options.sampler = first.seed, first.sampler
    scenarios = [_with_draws(reading.scenario, options) for reading in readings]
    say_compared(compare_to_folder(scenarios, Path(options.out), options.command, options.workers), options)
    return 0


def _with_draws(scenario: Any, options: argparse.Namespace) -> Any:
    """The scenario with the draws and seed of the command line, where they are given. Raises BadInput out of range."""
    from dataclasses import replace

    draws = scenario.draws if options.draws is None else options.draws
    seed = scenario.seed if options.seed is None else options.seed
    limits = (
        ("--draws", draws, 1, MOST_DRAWS),
        ("--seed", seed, 0, 2**62 - 1),
        ("--workers", options.workers, 1, MOST_WORKERS),
    )
    for key, given, low, high in limits:
        if not low <= given <= high:
            raise BadInput(Problem("is out of range", key=key, given=str(given), allowed=f"{low} to {high}"))
    return replace(scenario, draws=draws, seed=seed, sampler=options.sampler or scenario.sampler)


def _check(options: argparse.Namespace) -> int:
    from sim.reading.scenario import luck_warning

    for file, reading in zip(options.files, _read_all(options.files, options.settings), strict=True):
        for warning in (*reading.warnings, *luck_warning(reading.scenario)):
            print(f"note: {file}: {warning}", file=sys.stderr)
        scenario = reading.scenario
        print(
            f"{file}: fine ({len(scenario.acts)} measures, {scenario.months} months, {len(scenario.numbers)} numbers)"
        )
    return 0


def _explain(options: argparse.Namespace) -> int:
    from sim.analysis.explaining import chain, evidence, numbers_behind
    from sim.report.explained import chain_text, evidence_text, numbers_text

    scenario = _read_all([options.file], options.settings)[0].scenario
    _known("partner", options.partner, [p.id for p in scenario.partners])
    _known("stream", options.stream, [s.id for s in scenario.streams])
    if options.draw is not None:
        print(_story_text(scenario, options.draw))
        return 0
    if not options.month:
        print(numbers_text(scenario, numbers_behind(scenario, options.partner, options.stream)))
        print(evidence_text(evidence(scenario), options.partner, options.stream))
        return 0
    if not (options.partner and options.stream):
        raise BadInput(Problem("--month goes with --partner and --stream", key="--month", given=options.month))
    number = _month_of(options.month, scenario)
    lines = chain(scenario, options.partner, options.stream, number)
    print(chain_text(scenario, options.partner, options.stream, options.month, lines))
    return 0


def _story_text(scenario: Any, draw: int) -> str:
    from sim.analysis.happened import story_of_draw
    from sim.report.explained import story_text

    if not 0 <= draw < 10_000_000:
        raise BadInput(Problem("is out of range", key="--draw", given=str(draw), allowed="0 to 9999999"))
    return story_text(scenario, draw, story_of_draw(scenario, draw, scenario.draws))


def _known(what: str, given: str, names: Sequence[str]) -> None:
    from sim.reading.sense import name_hint

    if given and given not in names:
        key, allowed, hint = f"--{what}", some_of(names, 40), name_hint(what, given, names)
        raise BadInput(Problem("is not in this scenario", key=key, given=given, allowed=allowed, hint=hint))


def _month_of(text: str, scenario: Any) -> int:
    from sim.common.months import label, parse_month, written_elsewhere

    last = scenario.start + scenario.months - 1
    allowed = f"{label(scenario.start)} to {label(last)}"
    try:
        number = parse_month(text)
    except ValueError:
        told = written_elsewhere(text)
        hint = f"write {told[0]}-{told[1]}" if told else ""
        raise BadInput(Problem("is not a month", key="--month", given=text, allowed=allowed, hint=hint)) from None
    if not scenario.start <= number <= last:
        raise BadInput(Problem("is outside the horizon", key="--month", given=text, allowed=allowed))
    return number


def _sources(options: argparse.Namespace) -> int:
    from sim.analysis.sourcing import bibliography
    from sim.reading.reference import Reference, shipped
    from sim.report.explained import sources_text

    if options.file:
        scenario = _read_all([options.file], [])[0].scenario
        judged, entries = bibliography(scenario.numbers.values(), scenario.measures)
    else:
        reference = Reference(shipped() / "reference")
        judged, entries = bibliography(reference.every_quantity(), reference.measures.values())
    print(sources_text(judged, entries))
    return 0


if __name__ == "__main__":
    sys.exit(main())
