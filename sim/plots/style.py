"""What all figures share: their sizes, matplotlib's own settings whatever the user's, and numbers on axes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from sim.plots.wording import families

DPI = 200
HASH_SALT = "dial"
STEPS = 1e-6
"""Of a figure's width and height, in which its panels are placed."""
NEAR_ZERO = 0.01
"""USD million; where nothing is larger the value axis ends at 1, so that noise is not blown up."""


@dataclass(frozen=True)
class Size:
    """A place that figures are made for: inches, and points for text, of which none is smaller than `small`.

    `body` is the usual height of what is drawn; a `fixed` page has that height in all, unless its text needs more.
    """

    name: str
    width: float
    body: float
    title: float
    text: float
    small: float
    label_room: float
    """The widest a label beside a panel can be."""
    fixed: float = 0.0
    most_columns: int = 3
    line: float = 1.0
    """How thick lines are, against those of a page."""


SIZES = {
    size.name: size
    for size in (
        Size("column", 3.4, 2.5, 9.0, 7.0, 7.0, 1.0, most_columns=1, line=0.8),
        Size("page", 7.0, 3.4, 12.0, 8.5, 8.0, 1.55),
        Size("slide", 12.0, 3.6, 22.0, 14.0, 14.0, 2.7, fixed=6.75, line=1.7),
    )
}
"""A newspaper's column, the text width of a page, a slide."""


@contextmanager
def own_style() -> Iterator[None]:
    """Matplotlib's defaults whatever the user's settings, text as text, files that repeat; put back afterwards.

    Letters stand where the font has them, in pixels as in SVG and PDF: fitted to pixels they would each be wider by
    some hundredths, and take a quarter of the time of a figure.
    """
    defaults: Any = {key: value for key, value in matplotlib.rcParamsDefault.items() if not key.startswith("backend")}
    defaults |= {"font.family": families(), "svg.hashsalt": HASH_SALT, "svg.fonttype": "none", "pdf.fonttype": 42}
    defaults |= {"text.hinting": "none"}
    defaults |= {"axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True, "hatch.linewidth": 0.5}
    with matplotlib.rc_context(defaults):
        yield


def placed(figure: Figure) -> None:
    """Place the panels of a figure, in whole steps of its size.

    The solver of constrained layout adds up in the order of its variables' addresses, which differs by run: its last
    bits would name the clip paths of an SVG anew each time.
    """
    layout: Any = figure.get_layout_engine()
    layout.execute(figure)
    for axes in figure.axes:
        x, y, wide, high = (STEPS * round(number / STEPS) for number in axes.get_position().bounds)
        axes.set_position((x, y, wide, high))
        axes.set_in_layout(True)


def plain(value: float, _: object = None) -> str:
    """A number on an axis: thousands apart, no zeros that say nothing."""
    if abs(value) >= 1e10:
        return f"{value:.4g}"
    text = f"{value:,.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
