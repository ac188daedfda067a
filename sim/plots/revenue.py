"""Revenue month by month: estimated receipts by stream, what the books show, and what would have been earned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.analysis.curves import Curves
from sim.axes import Array
from sim.months import month_of
from sim.plots import marks as flagging
from sim.plots.page import EDGE, FEET, LEGEND_WIDTH, SMALL, Look, Page, Panel, lay_out, marks_shown, span
from sim.plots.wording import FAMILY, POINTS_AN_INCH, height, wrapped

BANDS = ("#332288", "#CC6677", "#88CCEE", "#882255", "#DDCC77", "#44AA99", "#999933", "#AA4499", "#117733")
"""Paul Tol's 'muted' scheme, safe for colour-blind readers, in the order in which neighbours differ most."""
REST = "#D5D5D5"
INK, FAINT, ACCENT = "#111111", "#6B6B6B", "#D1480A"
"""Text and total; the counterfactual and small print; whatever concerns the measures under test."""

TOP_STREAMS = 8
"""Streams shown by name where there are more of them than colours; the rest make one band."""

TOTAL = "Estimated receipts, total"
RECORDED = "Recorded trade"
COUNTERFACTUAL = "Without sanctions (counterfactual)"
PRIOR_LAW = "Receipts under prior law, without the measures under test"
MEASURE = "Measure"
TESTED = "Measure under test"
STREAMS = "Receipts by stream"
UNIT = "USD million a month"

LINES: dict[str, dict[str, Any]] = {
    COUNTERFACTUAL: {"color": FAINT, "linewidth": 1.1, "zorder": 3},
    PRIOR_LAW: {"color": ACCENT, "linewidth": 1.8, "linestyle": (0, (1.2, 1.0)), "gapcolor": "white", "zorder": 4},
    TOTAL: {"color": INK, "linewidth": 2.4, "solid_capstyle": "butt", "zorder": 5},
    RECORDED: {"color": INK, "linewidth": 1.5, "linestyle": (0, (4.5, 2.5)), "gapcolor": "white", "zorder": 6},
}
MARKS: dict[str, dict[str, Any]] = {
    MEASURE: {"color": "#444444", "linewidth": 0.8, "zorder": 2.0},
    TESTED: {"color": ACCENT, "linewidth": 1.3, "zorder": 2.1},
}

DPI = 150
HASH_SALT = "dial"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TICK_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
TICK_ROOM = 0.36
"""Inches a tick label of the month axis needs."""
LEGEND_SIZE = 8.5
HANDLE, HANDLE_GAP = 2.4, 0.6
"""The legend's samples and the space after them, in font sizes."""
LEGEND_ROOM = LEGEND_WIDTH - (HANDLE + HANDLE_GAP) * LEGEND_SIZE / POINTS_AN_INCH
NEAR_ZERO = 0.01
"""USD million a month; where nothing is larger the axis ends at 1, so that noise is not blown up."""


# -- what is shown ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Band:
    """One area of the stack: a stream, or the smaller streams together."""

    streams: tuple[str, ...]
    label: str
    colour: str

    def values(self, curves: Curves) -> Array:
        """Its receipts by month."""
        columns = [i for i, (stream, _) in enumerate(curves.streams) if stream in self.streams]
        return np.asarray(curves.receipts[:, columns].sum(axis=1))


def bands_of(runs: Sequence[Curves]) -> list[Band]:
    """The areas of the stack, bottom first: streams by falling total over all runs, the rest together on top."""
    labels = {stream: label for curves in runs for stream, label in curves.streams}
    earned = dict.fromkeys(labels, 0.0)
    for curves in runs:
        for (stream, _), total in zip(curves.streams, curves.receipts.sum(axis=0), strict=True):
            earned[stream] += float(total)
    ranked = sorted(labels, key=lambda stream: (-earned[stream], stream))
    named = len(ranked) if len(ranked) <= len(BANDS) else TOP_STREAMS
    bands = [Band((s,), labels[s], colour) for s, colour in zip(ranked[:named], BANDS, strict=False)]
    rest = tuple(ranked[named:])
    return [*bands, Band(rest, f"Other ({len(rest)} smaller streams)", REST)] if rest else bands


def _lines_of(curves: Curves) -> dict[str, Array]:
    lines = {COUNTERFACTUAL: curves.counterfactual, TOTAL: curves.receipts.sum(axis=1), RECORDED: curves.recorded}
    return lines if curves.prior_law is None else {**lines, PRIOR_LAW: curves.prior_law}


def _ceiling(runs: Sequence[Curves]) -> float:
    highest = max(float(np.nanmax(line)) for curves in runs for line in _lines_of(curves).values())
    return highest * 1.05 if highest > NEAR_ZERO else 1.0


def _source_of(runs: Sequence[Curves]) -> str:
    text = " | ".join(dict.fromkeys(curves.source.strip() for curves in runs if curves.source.strip()))
    return text if not text or text.lower().startswith("source") else f"Source: {text}"


# -- the figures ------------------------------------------------------------------------------------------------------


def revenue_figure(curves: Curves) -> Figure:
    """Estimated receipts stacked by stream, with their total, recorded trade, the counterfactual and prior law.

    The legend lists the areas in the order of the stack. Measures dated outside the months shown are named below.
    """
    return _figure([curves], Look(width=10.0, least_height=4.2, title=13.0, subtitle=9.5))


def runs_figure(curves: Sequence[Curves]) -> Figure:
    """Several runs, two to a row, on one y axis; a stream has the same colour in each. Raises ValueError for none."""
    if not curves:
        raise ValueError("no runs to show")
    columns = min(len(curves), 2)
    return _figure(curves, Look(width=12.0, least_height=2.8, title=10.5, subtitle=8.5, columns=columns))


def save_figure(figure: Figure, stem: Path) -> list[Path]:
    """Write `<stem>.png` and `<stem>.svg`, the same bytes for the same figure. Returns the paths written."""
    png, svg = stem.with_name(f"{stem.name}.png"), stem.with_name(f"{stem.name}.svg")
    with _own_style():
        figure.savefig(png, format="png", dpi=DPI, metadata={"Software": None})
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return [png, svg]


@contextmanager
def _own_style() -> Iterator[None]:
    """Matplotlib's defaults whatever the user's settings, and SVG that repeats; put back afterwards."""
    defaults: Any = {key: value for key, value in matplotlib.rcParamsDefault.items() if not key.startswith("backend")}
    defaults |= {"font.family": FAMILY, "svg.hashsalt": HASH_SALT, "svg.fonttype": "path"}
    with matplotlib.rc_context(defaults):
        yield


def _figure(runs: Sequence[Curves], look: Look) -> Figure:
    with _own_style():
        figure = Figure(figsize=(look.width, look.width), dpi=DPI, facecolor="white")
        canvas: Any = FigureCanvasAgg(figure)
        bands = bands_of(runs)
        legend = _legend(figure, runs, bands)
        needed = legend.get_window_extent(canvas.get_renderer()).height / DPI
        page = lay_out(runs, look, needed, wrapped(_source_of(runs), SMALL, look.width - 2 * EDGE))
        figure.set_size_inches(look.width, page.height)
        ceiling = _ceiling(runs)
        for number, row in enumerate(page.rows):
            for panel in row:
                axes = figure.add_axes(page.box(number, panel))
                _draw(axes, panel, bands)
                _dress(axes, panel, ceiling, outermost=panel is row[0])
                _draw_marks(axes, panel, page.tall)
                _write_around(figure, page, number, panel)
        page.write(figure, EDGE, page.tops[-1], page.source, SMALL, color=FAINT)
        legend.set_bbox_to_anchor(page.point(look.width - EDGE - LEGEND_WIDTH, page.panel_top(0)))
    return figure


# -- one panel --------------------------------------------------------------------------------------------------------


def _steps(curves: Curves) -> Array:
    """Where each month begins, and where the last one ends."""
    starts = [float(month_of(month)) for month in curves.months]
    return np.array([*starts, starts[-1] + 1.0])


def _held(values: Array) -> Array:
    """Monthly values for a line in steps: the last one again, to hold to the end of its month."""
    return np.append(values, values[-1:])


def _draw(axes: Axes, panel: Panel, bands: Sequence[Band]) -> None:
    curves = panel.curves
    x, floor = _steps(curves), np.zeros(len(curves.months))
    for band in bands:
        top = floor + band.values(curves)
        axes.fill_between(
            x, _held(floor), _held(top), step="post", facecolor=band.colour, linewidth=0, label=band.label, zorder=1
        )
        floor = top
    for label, values in _lines_of(curves).items():
        axes.plot(x, _held(values), drawstyle="steps-post", label=label, clip_on=False, **LINES[label])


def _dress(axes: Axes, panel: Panel, ceiling: float, outermost: bool) -> None:
    first, end = span(panel.curves)
    axes.set_xlim(first, end)
    axes.set_ylim(0.0, ceiling)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=LEGEND_SIZE, labelleft=outermost)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _plain(value)))
    if outermost:
        axes.set_ylabel(UNIT, size=LEGEND_SIZE + 0.5)
    ticks = _ticks(int(first), int(end), panel.width)
    axes.set_xticks([month for month, _ in ticks], [text for _, text in ticks])


def _plain(value: float) -> str:
    text = f"{value:,.3f}"
    return text.rstrip("0").rstrip(".")


def _ticks(first: int, end: int, wide: float) -> list[tuple[int, str]]:
    """Months to name on the axis, as many as there is room for; the year below the first and below each January."""
    room = max(2.0, wide / TICK_ROOM)
    step = next((step for step in TICK_STEPS if (end - first) / step <= room), TICK_STEPS[-1])
    if step >= 12:
        return [(m, f"{m // 12}") for m in range(first, end) if m % step == 0]
    shown = [m for m in range(first, end) if m % step == 0] or [first]
    years = {shown[0], *(m for m in shown if m % 12 == 0)}
    if len(shown) > 1 and shown[1] in years and wide * step / (end - first) < TICK_ROOM:
        years.discard(shown[0])
    return [(m, MONTHS[m % 12] + "\n" + (str(m // 12) if m in years else "")) for m in shown]


def _draw_marks(axes: Axes, panel: Panel, tall: float) -> None:
    """A line for each mark up to the top of its label, which stands above the panel."""
    first, end = span(panel.curves)
    an_inch = (end - first) / panel.width
    across = axes.get_xaxis_transform()
    for flag in panel.flags:
        kind = TESTED if flag.mark.tested else MEASURE
        style = MARKS[kind]
        x = first + flag.x * an_inch
        case = withStroke(linewidth=style["linewidth"] + 1.2, foreground="white", alpha=0.7)
        top = 1.0 + flag.top / tall
        axes.plot([x, x], [0.0, top], transform=across, clip_on=False, label=kind, path_effects=[case], **style)
        axes.text(
            x + (-1.0 if flag.leftward else 1.0) * flagging.ASIDE * an_inch,
            1.0 + flag.bottom / tall,
            "\n".join(flag.lines),
            transform=across,
            parse_math=False,
            size=flagging.SIZE,
            weight="bold" if flag.mark.tested else "normal",
            color=style["color"],
            ha="right" if flag.leftward else "left",
            va="bottom",
        )


def _write_around(figure: Figure, page: Page, number: int, panel: Panel) -> None:
    left = EDGE if len(page.rows) == len(page.rows[0]) == 1 else panel.left
    top = page.tops[number]
    page.write(figure, left, top, panel.title, page.look.title, weight="bold", color=INK)
    below_title = top + height(len(panel.title), page.look.title)
    page.write(figure, left, below_title, panel.subtitle, page.look.subtitle, color=FAINT)
    page.write(figure, left, page.panel_top(number) + page.tall + FEET, panel.note, SMALL, color=FAINT)


# -- the legend -------------------------------------------------------------------------------------------------------


def _legend(figure: Figure, runs: Sequence[Curves], bands: Sequence[Band]) -> Legend:
    """Lines, marks, and the areas from the top of the stack down."""
    lines = {label for curves in runs for label in _lines_of(curves)}
    kinds = {TESTED if mark.tested else MEASURE for curves in runs for mark in marks_shown(curves)}
    entries: list[tuple[Any, str]] = [(Line2D([], [], **style), name) for name, style in LINES.items() if name in lines]
    entries += [(_upright(**style), name) for name, style in MARKS.items() if name in kinds]
    if bands:
        entries.append((Patch(visible=False), STREAMS))
    entries += [(Patch(facecolor=band.colour, linewidth=0), band.label) for band in reversed(bands)]
    texts = ["\n".join(wrapped(text, LEGEND_SIZE, LEGEND_ROOM, text == STREAMS)) for _, text in entries]
    legend = figure.legend(
        [handle for handle, _ in entries],
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
    )
    for text in legend.get_texts():
        text.set_parse_math(False)
        if text.get_text().replace("\n", " ") == STREAMS:
            text.set_fontweight("bold")
    return legend


def _upright(color: str, linewidth: float, zorder: float) -> Line2D:
    return Line2D([], [], linestyle="none", marker="|", markersize=10.0, color=color, markeredgewidth=linewidth + 0.3)
