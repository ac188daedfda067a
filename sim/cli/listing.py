"""`dial list` and `dial schema`: what is shipped, and what a file may hold."""

from __future__ import annotations

import argparse
from typing import Any

LISTS = ("scenarios", "sweeps", "measures", "provisions", "partners", "streams", "baselines", "behaviours")
FORMS = ("scenario", "law", "sweep")


def add_listing(commands: Any) -> None:
    """Both commands."""
    text = "what is shipped: " + ", ".join(LISTS)
    listing = commands.add_parser("list", help=text, description=text)
    listing.add_argument("what", nargs="?", choices=LISTS)
    listing.set_defaults(do=_list)
    text = "JSON Schema of scenario, law or sweep files, for editors"
    schema = commands.add_parser("schema", help=text, description=text)
    schema.add_argument("what", nargs="?", choices=FORMS, default="scenario")
    schema.set_defaults(do=_schema)


def _list(options: argparse.Namespace) -> int:
    from sim.reading.reference import Reference, shipped
    from sim.report.listing import listing_text

    print(listing_text(Reference(shipped() / "reference"), shipped(), [options.what] if options.what else LISTS))
    return 0


def _schema(options: argparse.Namespace) -> int:
    from sim.reading.schema import schema_text

    print(schema_text(options.what), end="")
    return 0
