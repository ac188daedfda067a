"""`dial import`: a trade table of others as a folder of tables that a scenario can name."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sim.cli.asking import names_in
from sim.cli.parsing import whole
from sim.common.errors import BadInput, Problem


def add_import(commands: Any) -> None:
    """The command and its options."""
    text = "make a baseline of a trade table: an export of UN Comtrade, or a plain or ITC table"
    parser = commands.add_parser("import", help=text, description=text)
    parser.add_argument("kind", choices=("comtrade", "table"), help="whose form the files have")
    parser.add_argument("files", nargs="+", metavar="FILE", help="CSV: what buyers declared as bought of North Korea")
    parser.add_argument("--year", type=whole, required=True, metavar="YYYY", help="the calendar year to take")
    text = "buyers to take, by ISO or M49 code, with commas (default: all); of a plain table who bought all of it"
    parser.add_argument("--reporter", metavar="CHN,IND", help=text)
    parser.add_argument("--unit", choices=("USD", "kUSD", "MUSD"), default="", help="of a plain table without one")
    text = "when its numbers could first be known (default: February after the year, as full years of customs are)"
    parser.add_argument("--known-by", default="", metavar="YYYY-MM", help=text)
    parser.add_argument("--source", default="", metavar="TEXT", help="what each number names as its source")
    text = "a folder of your own streams and partners to map to; they are copied into the new one"
    parser.add_argument("--tables", metavar="DIR", help=text)
    parser.add_argument("-o", "--out", required=True, metavar="DIR", help="the folder to make; it must be new or empty")
    parser.set_defaults(do=_import)


def _import(options: argparse.Namespace) -> int:
    from sim.reading.imports.amounts import Asked, amounts_of
    from sim.reading.reference import shipped
    from sim.reading.reference.reference import reference_in
    from sim.report.imported import check_place, imported_text, write_imported

    folder = Path(options.out)
    _check(options)
    check_place(folder)
    records, left = _read(options)
    whose = "UN Comtrade" if options.kind == "comtrade" else "table"
    source = options.source or f"{whose}: {', '.join(Path(file).name for file in options.files)}"
    asked = Asked(options.year, names_in("--reporter", options.reporter), options.known_by, source)
    tables = Path(options.tables) if options.tables else None
    reference = reference_in(shipped() / "reference", tables)
    imported = amounts_of(records, left, reference, asked)
    write_imported(imported, folder, options.files, tables)
    print(imported_text(imported))
    print(f"\n{folder}: import.txt has all of it. In a scenario beside it (dial new scenario FILE makes one):\n")
    print(f"tables: {folder.name}\nbaseline: {{use: {folder.name}}}")
    return 0


def _read(options: argparse.Namespace) -> tuple[list[Any], list[Any]]:
    """The records of all files, and what they hold beside; the problems of all of them together."""
    from sim.reading.imports.comtrade import read_comtrade
    from sim.reading.imports.plain import read_plain

    records, left, problems = list[Any](), list[Any](), list[Problem]()
    for file in options.files:
        try:
            if options.kind == "comtrade":
                found, beside = read_comtrade(Path(file))
                records, left = records + found, left + beside
            else:
                records += read_plain(Path(file), options.year, options.reporter or "", options.unit)
        except BadInput as error:
            problems += _comtrade_as_table(Path(file), options.kind) or error.problems
    if problems:
        raise BadInput(problems)
    return records, left


def _comtrade_as_table(path: Path, kind: str) -> list[Problem]:
    """That a file which cannot be read as a plain table is an export of UN Comtrade; nothing where it is none."""
    from sim.reading.imports.amounts import table_kind

    if kind == "comtrade" or table_kind(path) != "comtrade":
        return []
    return [
        Problem("is an export of UN Comtrade, not a plain table", str(path), 1, hint=f"dial import comtrade {path}")
    ]


def _check(options: argparse.Namespace) -> None:
    """Refuse a year or month that is none, and a folder whose name cannot name a baseline."""
    from sim.common.months import parse_month

    if not 1900 <= options.year <= 2200:
        raise BadInput(Problem("is out of range", key="--year", given=str(options.year), allowed="1900 to 2200"))
    name = Path(options.out).name
    if not name.replace("_", "").replace("-", "").isalnum():
        message, allowed = "cannot name a baseline", "letters, digits, _ and -, such as my_baseline"
        raise BadInput(Problem(message, key="-o", given=name, allowed=allowed))
    if options.tables and not Path(options.tables).is_dir():
        raise BadInput(Problem("no such folder", key="--tables", given=options.tables))
    try:
        parse_month(options.known_by or "2000-01")
    except ValueError:
        allowed = "YYYY-MM, such as 2025-02"
        raise BadInput(Problem("is not a month", key="--known-by", given=options.known_by, allowed=allowed)) from None
