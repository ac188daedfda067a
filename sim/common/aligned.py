"""Plain text in aligned columns."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH = 118
"""Characters of a printed line."""


def table_text(columns: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """A plain aligned table; `right` names the columns set to the right."""
    widths = [max(len(text) for text in column) for column in zip(columns, *rows, strict=True)]

    def line(texts: Sequence[str]) -> str:
        padded = [t.rjust(w) if n in right else t.ljust(w) for n, (t, w) in enumerate(zip(texts, widths, strict=True))]
        return "  ".join(padded).rstrip()

    return "\n".join(line(row) for row in (columns, *rows)) + "\n"
