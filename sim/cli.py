"""The `dial` command: parse, call one function, print."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim import __version__
from sim.errors import BadInput, DialError, Problem, nearest, some_of

INTERRUPTED = 130
LISTS = ("scenarios", "measures", "provisions", "partners", "streams", "baselines", "behaviours")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code: 0 fine, 1 a run failed, 2 bad input, 3 storage trouble, 130 interrupted."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.do(options)
        sys.stdout.flush()
        return code
    except DialError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("interrupted; finished runs are kept, the same command goes on", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(
            f"{error.filename or 'output'}: cannot be written: {(error.strerror or str(error)).lower()}",
            file=sys.stderr,
        )
        return 3


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dial", description="What sanctions do to North Korea's export revenue, and why."
    )
    parser.add_argument("--version", action="version", version=f"dial {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, do: Any, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(do=do)
        return added

    run = command("run", _run, "run scenarios: headline, monthly tables, figure")
    run.add_argument("files", nargs="+", metavar="FILE", help="scenario YAML, or a resolved scenario.json")
    run.add_argument("-o", "--out", default="results", metavar="DIR", help="where results go (default: ./results)")
    _settings(run)
    check = command("check", _check, "check scenario files, all problems at once")
    check.add_argument("files", nargs="+", metavar="FILE")
    _settings(check)
    plot = command("plot", _plot, "draw the revenue curves of finished runs")
    plot.add_argument("runs", nargs="+", metavar="RUN", help="a run folder, or a scenario's folder for its newest run")
    plot.add_argument("-o", "--out", metavar="STEM", help="where to write STEM.png and STEM.svg (default: in the run)")
    explain = command("explain", _explain, "every number behind a scenario; the chain of one cell in one month")
    explain.add_argument("file", metavar="FILE")
    explain.add_argument("--partner", default="")
    explain.add_argument("--stream", default="")
    explain.add_argument("--month", default="", metavar="YYYY-MM")
    _settings(explain)
    sources = command("sources", _sources, "the bibliography; what rests on judgement first")
    sources.add_argument("file", nargs="?", metavar="FILE", help="only what a scenario uses")
    listing = command("list", _list, "what is shipped: " + ", ".join(LISTS))
    listing.add_argument("what", nargs="?", choices=LISTS)
    schema = command("schema", _schema, "JSON Schema of scenario or law files, for editors")
    schema.add_argument("what", nargs="?", choices=("scenario", "law"), default="scenario")
    return parser


def _settings(parser: argparse.ArgumentParser) -> None:
    text = "override a value with the same validation, such as behaviour.theta=0.5"
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", dest="settings", help=text)


def _read_all(files: Sequence[str], settings: Sequence[str]) -> list[Any]:
    """Read every file, and report the problems of all of them together."""
    from sim.reading.scenario import read_scenario

    readings, problems = [], []
    for file in files:
        try:
            readings.append(read_scenario(Path(file), settings))
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)
    return readings


def _run(options: argparse.Namespace) -> int:
    from sim.analysis.answer import ask
    from sim.analysis.headline import headline_of
    from sim.plots.revenue import revenue_figure, save_figure
    from sim.report.text import headline_text
    from sim.results import place_of, write_run
    from sim.storage import can_be_written

    out = Path(options.out)
    can_be_written(out)
    for reading in _read_all(options.files, options.settings):
        scenario = reading.scenario
        for warning in reading.warnings:
            print(f"note: {warning}", file=sys.stderr)
        place = place_of(scenario, out)
        if (place / "provenance.json").is_file():
            print((place / "headline.txt").read_text(encoding="utf-8"))
            print(f"already run, nothing redone: {place}")
            continue
        answer = ask(scenario)
        headline = headline_of(answer)
        text = headline_text(headline)
        command = ["dial", "run", *sys.argv[2:]]
        write_run(answer, headline, text, out, command, lambda c, stem: save_figure(revenue_figure(c), stem))
        print(text)
        print(f"figure  {place}/revenue.png and .svg")
        print(f"tables  {place}/summary.csv; months_by_stream, months_by_partner and months_by_channel .parquet")
        print(f"events  {place}/events.csv; resolved scenario and provenance beside it")
    return 0


def _check(options: argparse.Namespace) -> int:
    for file, reading in zip(options.files, _read_all(options.files, options.settings), strict=True):
        for warning in reading.warnings:
            print(f"note: {file}: {warning}")
        scenario = reading.scenario
        print(
            f"{file}: fine ({len(scenario.bundle)} measures, {scenario.months} months, {len(scenario.numbers)} numbers)"
        )
    return 0


def _plot(options: argparse.Namespace) -> int:
    from sim.analysis.answer import ask
    from sim.plots.revenue import revenue_figure, runs_figure, save_figure
    from sim.results import curves_of, load_run, runs_below
    from sim.storage import storage

    folders = runs_below([Path(run) for run in options.runs])
    curves = [curves_of(ask(load_run(folder))) for folder in folders]
    figure = revenue_figure(curves[0]) if len(curves) == 1 else runs_figure(curves)
    stem = Path(options.out) if options.out else folders[0] / ("revenue" if len(curves) == 1 else "compared")
    with storage(stem):
        for path in save_figure(figure, stem):
            print(path)
    return 0


def _explain(options: argparse.Namespace) -> int:
    from sim.analysis.explaining import chain, evidence, numbers_behind
    from sim.report.explained import chain_text, evidence_text, numbers_text

    scenario = _read_all([options.file], options.settings)[0].scenario
    _known("--partner", options.partner, [p.id for p in scenario.partners])
    _known("--stream", options.stream, [s.id for s in scenario.streams])
    if not options.month:
        print(numbers_text(scenario, numbers_behind(scenario, options.partner, options.stream)))
        print(evidence_text(evidence(scenario), options.partner, options.stream))
        return 0
    if not (options.partner and options.stream):
        raise BadInput(Problem("--month goes with --partner and --stream", key="--month", given=options.month))
    number = _month_of(options.month, scenario)
    print(
        chain_text(
            scenario,
            options.partner,
            options.stream,
            options.month,
            chain(scenario, options.partner, options.stream, number),
        )
    )
    return 0


def _known(key: str, given: str, names: Sequence[str]) -> None:
    if given and given not in names:
        raise BadInput(
            Problem(
                "is not in this scenario", key=key, given=given, allowed=some_of(names, 40), hint=nearest(given, names)
            )
        )


def _month_of(text: str, scenario: Any) -> int:
    from sim.months import label, parse_month

    last = scenario.start + scenario.months - 1
    allowed = f"{label(scenario.start)} to {label(last)}"
    try:
        number = parse_month(text)
    except ValueError:
        raise BadInput(Problem("is not a month", key="--month", given=text, allowed=allowed)) from None
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


def _list(options: argparse.Namespace) -> int:
    from sim.reading.reference import Reference, shipped
    from sim.report.listing import listing_text

    print(listing_text(Reference(shipped() / "reference"), shipped(), [options.what] if options.what else LISTS))
    return 0


def _schema(options: argparse.Namespace) -> int:
    from sim.reading.schema import schema_text

    print(schema_text(options.what), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
