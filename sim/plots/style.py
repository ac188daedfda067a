"""What all figures share: colours, sizes, matplotlib's own settings whatever the user's, and how a figure is saved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend

from sim.plots.wording import FAMILY

INK, FAINT, ACCENT = "#111111", "#6B6B6B", "#D1480A"
"""Text and main lines; the counterfactual and small print; whatever concerns the measures under test."""
GRID = "#DDDDDD"
MEDIAN_COLOUR, INNER_COLOUR, OUTER_COLOUR = "#1F6FB5", "#92C5E8", "#D6E9F5"
"""The median of draws, and the bands that hold the middle 50 % and 90 % of them."""
MEDIAN, INNER, OUTER = "Median of draws", "50 % of draws", "90 % of draws"
CENTRAL = "Central run"
QUANTILES = (
    "50 % of draws: from the 25th to the 75th percentile; 90 % of draws: from the 5th to the 95th; {each} by itself. "
    "The central run has every number at its central value; it is not a quantile of the draws and can lie outside them."
)
"""What the intervals are, for the small print."""

DPI = 150
HASH_SALT = "dial"
LEGEND_SIZE = 8.5
HANDLE, HANDLE_GAP = 2.4, 0.6
"""A legend's samples and the space after them, in font sizes."""
NEAR_ZERO = 0.01
"""USD million; where nothing is larger the value axis ends at 1, so that noise is not blown up."""


@contextmanager
def own_style() -> Iterator[None]:
    """Matplotlib's defaults whatever the user's settings, and SVG that repeats; put back afterwards."""
    defaults: Any = {key: value for key, value in matplotlib.rcParamsDefault.items() if not key.startswith("backend")}
    defaults |= {"font.family": FAMILY, "svg.hashsalt": HASH_SALT, "svg.fonttype": "path"}
    with matplotlib.rc_context(defaults):
        yield


def blank(width: float) -> Figure:
    """An empty figure so many inches wide; its height is set once what stands on it is known."""
    figure = Figure(figsize=(width, width), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def save_figure(figure: Figure, stem: Path) -> list[Path]:
    """Write `<stem>.png` and `<stem>.svg`, the same bytes for the same figure. Returns the paths written."""
    png, svg = stem.with_name(f"{stem.name}.png"), stem.with_name(f"{stem.name}.svg")
    with own_style():
        figure.savefig(png, format="png", dpi=DPI, metadata={"Software": None})
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return [png, svg]


def legend_of(
    figure: Figure, handles: Sequence[Any], texts: Sequence[str], heads: Collection[str] = (), **how: Any
) -> Legend:
    """A legend without a frame, whose upper left corner is its anchor; texts among `heads` are bold."""
    legend = figure.legend(
        handles,
        texts,
        loc="upper left",
        frameon=False,
        fontsize=LEGEND_SIZE,
        borderaxespad=0.0,
        borderpad=0.0,
        labelspacing=0.55,
        handlelength=HANDLE,
        handletextpad=HANDLE_GAP,
        alignment="left",
        **how,
    )
    for text in legend.get_texts():
        text.set_parse_math(False)
        if text.get_text().replace("\n", " ") in heads:
            text.set_fontweight("bold")
    return legend


def legend_height(figure: Figure, legend: Legend) -> float:
    """The height of a legend in inches."""
    canvas: Any = figure.canvas
    return float(legend.get_window_extent(canvas.get_renderer()).height) / DPI


def plain(value: float) -> str:
    """A number on an axis: thousands apart, no zeros that say nothing."""
    text = f"{value:,.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def source_line(sources: Sequence[str]) -> str:
    """The sources, each once, announced as such."""
    text = " | ".join(dict.fromkeys(source.strip() for source in sources if source.strip()))
    return text if not text or text.lower().startswith("source") else f"Source: {text}"
