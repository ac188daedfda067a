"""A figure on disk: PNG, SVG with text as text, PDF with its fonts, the numbers drawn as CSV, and its alt text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from sim.common.letters import as_cell
from sim.plots.style import own_style

FORMATS = ("png", "svg", "pdf", "csv")
USUAL = ("png", "svg")
DRAWN, ALT = "_drawn.csv", "_alt.txt"
"""How the numbers drawn and the alt text of a figure are called beside it."""

PACKED = 3
"""How hard PNG is packed: half the time of the usual 6, for files that are 4 % larger."""


@dataclass(frozen=True)
class Drawn:
    """A figure with what stands beside it: its title, its description in words, and the numbers drawn by column."""

    figure: Figure
    title: str
    alt: str
    table: Mapping[str, Sequence[Any]]
    unwritten: str = ""
    """Letters that no font here has."""

    def __repr__(self) -> str:
        return f"Drawn({self.title!r})"

    def _repr_svg_(self) -> str:
        """The figure in a notebook."""
        with own_style():
            return _svg(self)


def save_figure(drawn: Drawn, stem: Path, formats: Sequence[str] = USUAL) -> list[Path]:
    """Write a figure in formats, and its alt text beside it; the same bytes for the same figure. Returns the paths."""
    endings = [DRAWN if kind == "csv" else f".{kind}" for kind in formats]
    paths = [stem.with_name(f"{stem.name}{ending}") for ending in (*endings, ALT)]
    with own_style():
        for path in paths:
            _write(drawn, path)
    return paths


def _write(drawn: Drawn, path: Path) -> None:
    match path.suffix:
        case ".png":
            about = {"Title": drawn.title, "Description": drawn.alt, "Software": None}
            canvas: Any = drawn.figure.canvas  # by which it was placed, so that all its text is measured
            canvas.print_png(path, metadata=about, pil_kwargs={"compress_level": PACKED})
        case ".svg":
            path.write_text(_svg(drawn), encoding="utf-8")
        case ".pdf":
            from matplotlib.backends.backend_pdf import FigureCanvasPdf  # with tools for fonts that take longer to load

            about = {"Title": drawn.title, "Subject": drawn.alt, "Creator": None, "Producer": None}
            with _printed_by(FigureCanvasPdf, drawn.figure) as pages:
                pages.print_pdf(path, metadata={**about, "CreationDate": None})
        case ".csv":
            path.write_text(csv_of(drawn.table), encoding="utf-8")
        case _:
            path.write_text(drawn.alt + "\n", encoding="utf-8")


@contextmanager
def _printed_by(canvas: type[FigureCanvasBase], figure: Figure) -> Iterator[Any]:
    """A canvas that prints a figure, which is then put back on its own.

    `Figure.savefig` draws every figure twice, the first time to learn of a layout what is long settled here.
    """
    dpi, own = figure.dpi, figure.canvas
    try:
        yield canvas(figure)
    finally:
        figure.dpi = dpi
        figure.set_canvas(own)


def _svg(drawn: Drawn) -> str:
    """The figure as SVG that a screen reader can read: a title, a description, an image by role."""
    page = io.StringIO()
    with _printed_by(FigureCanvasSVG, drawn.figure) as canvas:
        canvas.print_svg(page, metadata={"Date": None, "Creator": None})
    head, root, rest = page.getvalue().partition("<svg ")
    tag, close, inside = rest.partition(">")
    told = f"\n <title>{escape(drawn.title)}</title>\n <desc>{escape(drawn.alt)}</desc>"
    return f'{head}{root}role="img" {tag}{close}{told}{inside}'


def csv_of(table: Mapping[str, Sequence[Any]]) -> str:
    """Columns as CSV, numbers as drawn."""
    page = io.StringIO()
    rows = csv.writer(page, lineterminator="\n")
    rows.writerow(map(as_cell, table))
    rows.writerows(zip(*([_cell(value) for value in column] for column in table.values()), strict=True))
    return page.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return as_cell(value)
    return "" if value is None else f"{value:.6g}" if isinstance(value, float) else value
