"""Looking at a figure as a reader does: where its texts are, how small they are, whether one lies on another."""

from __future__ import annotations

from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.plots.saving import Drawn
from sim.plots.style import own_style

SLACK = 1.5
"""Pixels at 200 an inch by which boxes of letters, which have air in them, can meet."""


def texts_of(figure: Figure) -> list[Text]:
    """Every text with words in it that is drawn."""
    listed = [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
    beside = [child for axes in figure.axes for child in axes.child_axes]  # second axes of a panel
    for axes in (*figure.axes, *beside):
        if axes.get_visible():
            titles = [axes.title, axes._left_title, axes._right_title]  # type: ignore[attr-defined]
            listed += [*axes.texts, *titles, *_axis(axes.xaxis, axes.get_xlim()), *_axis(axes.yaxis, axes.get_ylim())]
    return [text for text in listed if text.get_text().strip() and text.get_visible()]


def _axis(axis: Axis, limits: tuple[float, float]) -> list[Text]:
    low, high = sorted(limits)
    ticks = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    shown = [label for tick in ticks for label in (tick.label1, tick.label2) if label.get_visible()]
    return [axis.label, *shown]


def box_of(figure: Figure, text: Text) -> Bbox:
    """The box of a text's letters: an annotation's own line is not part of it."""
    return Text.get_window_extent(text, figure.canvas.get_renderer())  # type: ignore[attr-defined]


def on_each_other(a: Bbox, b: Bbox) -> bool:
    return not (a.x1 - SLACK <= b.x0 or b.x1 - SLACK <= a.x0 or a.y1 - SLACK <= b.y0 or b.y1 - SLACK <= a.y0)


def faults(drawn: Drawn, least: float) -> list[str]:
    """What is wrong with the texts of a figure: on each other, off the page, too small, read as formulas."""
    with own_style():  # as it is saved
        return _faults(drawn.figure, least)


def _faults(figure: Figure, least: float) -> list[str]:
    figure.draw_without_rendering()
    boxes = [(text, box_of(figure, text)) for text in texts_of(figure)]
    found = [
        f"{a.get_text()!r} lies on {b.get_text()!r}" for (a, x), (b, y) in combinations(boxes, 2) if on_each_other(x, y)
    ]
    for legend in figure.legends:  # its samples too, which are no text
        key, own = legend.get_window_extent(), set(legend.get_texts())
        found += [
            f"{text.get_text()!r} lies on the key" for text, box in boxes if text not in own and on_each_other(box, key)
        ]
    page = figure.bbox
    for text, box in boxes:
        if box.x0 < page.x0 or box.y0 < page.y0 or box.x1 > page.x1 or box.y1 > page.y1:
            found.append(f"{text.get_text()!r} is off the page")
        if float(text.get_fontsize()) < least - 1e-9:
            found.append(f"{text.get_text()!r} has {text.get_fontsize()} points")
        if "$" in text.get_text() and text.get_parse_math():
            found.append(f"{text.get_text()!r} is read as a formula")
    return found


def smallest(figure: Figure) -> float:
    """The size of the smallest text, points."""
    return min(float(text.get_fontsize()) for text in texts_of(figure))


def words_on(figure: Figure) -> str:
    """All words of a figure's frame, spaces apart."""
    return "".join(text.get_text() for text in figure.texts).replace(" ", "")


def line_of(axes: Axes, count: int) -> list[list[float]]:
    """The values of every line of so many points."""
    return [list(map(float, line.get_ydata())) for line in axes.lines if len(line.get_ydata()) == count]
