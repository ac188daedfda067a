"""What the tables hold of a name, as text and as plain content."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sim import __version__
from sim.analysis.showing import Card, Listing, Shown
from sim.common.aligned import WIDTH, table_text
from sim.domain.scenario import SCHEMA_VERSION


def shown_text(shown: Shown) -> str:
    """Cards, then tables."""
    parts = [*("\n".join(_card(card)) + "\n" for card in shown.cards), *map(_listing, shown.listings)]
    return "\n".join(parts)


def _card(card: Card) -> Iterator[str]:
    yield from textwrap.wrap(card.title, WIDTH)
    width = max((len(key) for key, _ in card.lines), default=0)
    for key, text in card.lines:
        indent = " " * (width + 4)
        first = f"  {key.ljust(width)}  "
        yield from textwrap.wrap(
            text, WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )


def _listing(listing: Listing) -> str:
    numeric = tuple(n for n, name in enumerate(listing.columns) if name in ("value", "low", "high"))
    return f"{listing.title}\n{table_text(listing.columns, listing.rows, right=numeric)}"


def shown_content(shown: Shown) -> dict[str, Any]:
    """The same for machines."""
    tables = [
        {"title": one.title, "rows": [dict(zip(one.columns, row, strict=True)) for row in one.rows]}
        for one in shown.listings
    ]
    cards = [{"title": card.title, **dict(card.lines)} for card in shown.cards]
    about = {name: asdict(shown)[name] for name in ("name", "kind")}
    return {"schema_version": SCHEMA_VERSION, "version": __version__, **about, "cards": cards, "tables": tables}
