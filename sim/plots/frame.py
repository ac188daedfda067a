"""The frame of every figure: its finding above, what it shows below that, sources at the foot, panels between.

Matplotlib's constrained layout places the panels; labels that must keep apart are solved on the panels as placed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from sim.analysis.colours import FAINT, GRID, INK
from sim.analysis.curves import Words
from sim.plots.labels import Label, spread
from sim.plots.saving import Drawn
from sim.plots.style import DPI, Size, placed, plain
from sim.plots.wording import POINTS_AN_INCH, height, legible, unwritten, width, wrapped

EDGE, GAP = 0.1, 0.08
"""Inches: around the page, and between its parts."""
LEAST_BODY = 2.6
"""Inches of a slide that its words leave for what is drawn, at least."""
ASIDE = 0.1
"""Inches from a panel to the labels beside it."""
CLEAR = 2.0 / 72.0
"""Inches between a label and the hairline to it."""
HANDLE = 2.0
"""Font sizes: the samples of a key."""
STEPS = [1, 2, 2.5, 5, 10]
"""The first figures of round numbers."""
HALO: list[Any] = [withStroke(linewidth=2.0, foreground="white")]


@dataclass
class Frame:
    """A figure being made. `body` is the height of what is drawn, in inches, where it is not the size's own."""

    words: Words
    size: Size
    body: float = 0.0
    figure: Figure = field(init=False)
    fits: list[Callable[[], None]] = field(default_factory=list)
    box: tuple[float, float, float, float] = field(init=False)

    def __post_init__(self) -> None:
        size, room = self.size, self.size.width - 2 * EDGE
        title = wrapped(self.words.title, size.title, room, bold=True)
        subtitle = wrapped(self.words.subtitle, size.text, room)
        caption = [line for text in self.words.caption if text for line in wrapped(text, size.small, room)]
        head = EDGE + height(len(title), size.title) + height(len(subtitle), size.text) + GAP
        foot = EDGE + height(len(caption), size.small) + GAP
        body = self.body or size.body
        if size.fixed:
            body = max(size.fixed - head - foot, self.body or LEAST_BODY)
        whole = head + body + foot
        self.figure = Figure(figsize=(size.width, whole), dpi=DPI, facecolor="white", layout="constrained")
        FigureCanvasAgg(self.figure)
        self.box = EDGE / size.width, foot / whole, 1 - 2 * EDGE / size.width, body / whole
        engine: Any = self.figure.get_layout_engine()
        engine.set(rect=self.box, w_pad=0.02, h_pad=0.02, wspace=0.03, hspace=0.04)
        self._write(whole - EDGE, title, size.title, weight="bold", color=INK)
        self._write(whole - EDGE - height(len(title), size.title), subtitle, size.text, color=FAINT)
        self._write(foot - GAP, caption, size.small, color=FAINT)

    def _write(self, up: float, lines: Sequence[str], size: float, **style: Any) -> None:
        for n, line in enumerate(lines):
            y = (up - height(n, size)) / self.figure.get_figheight()
            text = self.figure.text(EDGE / self.size.width, y, line, size=size, va="top", parse_math=False, **style)
            text.set_in_layout(False)

    # -- panels --------------------------------------------------------------------------------------------------------

    def panels(self, count: int = 1, columns: int = 1, **how: Any) -> list[Axes]:
        """Panels in rows, the last row as full as it comes."""
        rows = -(-count // columns)
        grid = self.figure.subplots(rows, columns, squeeze=False, **how)
        every = list(grid.flat)
        for empty in every[count:]:
            empty.set_visible(False)
        for axes in every[:count]:
            axes.tick_params(labelsize=self.size.small, color=FAINT)
            axes.tick_params(axis="x", pad=0.5 * self.size.small)  # clear of the value at the origin
            axes.spines[["left", "bottom"]].set_color(FAINT)
        return every[:count]

    def amounts(self, axes: Axes, name: str = "", axis: str = "y") -> None:
        """A value axis with round numbers, light rules, and its name."""
        one = axes.yaxis if axis == "y" else axes.xaxis
        axes.grid(axis="y" if axis == "y" else "x", color=GRID, linewidth=0.6 * self.size.line)
        one.set_major_locator(MaxNLocator(nbins=5, steps=STEPS))
        one.set_major_formatter(FuncFormatter(plain))
        if axis == "x":
            self.fits.append(lambda: self._fewer(axes))
        if name:
            one.set_label_text("\n".join(wrapped(name, self.size.text, 0.8 * self.size.body)), size=self.size.text)

    def _fewer(self, axes: Axes) -> None:
        """As many round numbers below a panel as keep apart."""
        low, high = axes.get_xlim()
        scale = axes.get_window_extent().width / self.figure.dpi / (high - low)
        for bins in (5, 4, 3, 2, 1):
            every = [float(x) for x in MaxNLocator(nbins=bins, steps=STEPS).tick_values(low, high)]
            places = [x for x in every if low <= x <= high]
            widest = max((width(plain(x), self.size.small) for x in places), default=0.0)
            if len(places) < 2 or widest + GAP <= scale * (every[1] - every[0]):
                break
        axes.xaxis.set_major_locator(FixedLocator(places[:1] if bins == 1 else places))

    def heading(self, axes: Axes, text: str, room: float = 0.0, number: str = "", **style: Any) -> None:
        """A panel's own title, in lines no wider than `room` inches; a number behind it is never broken."""
        lines = heading_lines(text, self.size, room, number) if room else [legible(text)]
        look = {"y": 1.0, "loc": "left", "parse_math": False, **style}  # with a height given, it looks for none
        axes.set_title("\n".join(lines), size=self.size.text, weight="bold", **look)

    def key(self, entries: Mapping[str, Any]) -> None:
        """What is drawn by its names, above the panels, in as many columns as there is room for."""
        if not entries:
            return
        room = self.size.width - 2 * EDGE - self._handle()
        names = ["\n".join(wrapped(name, self.size.small, room)) for name in entries]
        legend = self.figure.legend(
            list(entries.values()), names, loc="upper left", bbox_to_anchor=self.box, frameon=False,
            ncols=self._key_columns(names), fontsize=self.size.small, borderaxespad=0.0, borderpad=0.0,
            handlelength=HANDLE, handletextpad=0.5, columnspacing=1.2, labelspacing=0.3, alignment="left",
        )  # fmt: skip
        for text in legend.get_texts():
            text.set_parse_math(False)
        canvas: Any = self.figure.canvas
        tall = legend.get_window_extent(canvas.get_renderer()).height / DPI + 2 * GAP
        left, low, wide, high = self.box
        engine: Any = self.figure.get_layout_engine()
        engine.set(rect=(left, low, wide, high - tall / self.figure.get_figheight()))
        legend.set_in_layout(False)

    def _key_columns(self, names: Sequence[str]) -> int:
        """As many columns as there is room for; matplotlib fills the first ones with one entry more."""
        wide = [max(width(line, self.size.small) for line in name.split("\n")) + self._handle() for name in names]
        for columns in range(len(names), 1, -1):
            rows, more = divmod(len(names), columns)
            ends = np.cumsum([0, *[rows + 1] * more, *[rows] * (columns - more)])
            if sum(max(wide[a:b]) for a, b in pairwise(ends)) <= self.size.width - 2 * EDGE:
                return columns
        return 1

    def _handle(self) -> float:
        """Inches that an entry of a key takes beside its words."""
        return (HANDLE + 0.5 + 1.2) * self.size.small / POINTS_AN_INCH

    # -- labels --------------------------------------------------------------------------------------------------------

    def name_ends(self, axes: Axes, labels: Sequence[Label], room: float = 0.0, aside: float = ASIDE) -> None:
        """Names `aside` inches right of a panel, level with their values or as near as fits, joined by a hairline."""
        size, room = self.size.small, room or self.size.label_room
        texts = [wrapped(label.text, size, room, label.bold) for label in labels]
        notes = [self._note(axes, label, text) for label, text in zip(labels, texts, strict=True)]
        hairlines = [
            self._hairline(axes, label) for label in labels if aside == ASIDE
        ]  # else it crosses what is between
        tall = [height(len(text), size) for text in texts]

        def fit() -> None:
            box = axes.get_window_extent()
            wide, high = box.width / self.figure.dpi, box.height / self.figure.dpi
            low, top = axes.get_ylim()
            places = [(label.value - low) / (top - low) * high for label in labels]
            stands = spread(places, tall, 0.0, high)
            for note, place, stand in zip(notes, places, stands, strict=True):
                note.set_position((aside * POINTS_AN_INCH, (stand - place) * POINTS_AN_INCH))
            for line, place, stand in zip(hairlines, places, stands, strict=False):
                until = 1.0 - CLEAR / aside
                line.set_data(
                    [1.0, 1.0 + until * aside / wide], [place / high, (place + until * (stand - place)) / high]
                )

        self.fits.append(fit)

    def _note(self, axes: Axes, label: Label, lines: Sequence[str]) -> Annotation:
        return axes.annotate(
            "\n".join(lines), (1.0, label.value), xycoords=("axes fraction", "data"), xytext=(ASIDE * 72, 0.0),
            textcoords="offset points", size=self.size.small, color=label.colour, va="center", annotation_clip=False,
            weight="bold" if label.bold else "normal", parse_math=False, linespacing=1.05,
        )  # fmt: skip

    def _hairline(self, axes: Axes, label: Label) -> Line2D:
        """What joins a label to its value; the place of neither hangs on it."""
        line = Line2D([], [], linewidth=0.5, color=label.colour, transform=axes.transAxes, clip_on=False, zorder=3.0)
        line.set_in_layout(False)
        axes.add_artist(line)
        return line

    # -- done ----------------------------------------------------------------------------------------------------------

    def done(self, table: Mapping[str, Sequence[Any]], told: str = "") -> Drawn:
        """Place everything; `told` says in words what the panels show. The layout is settled from here on."""
        for _ in range(2 if self.fits else 1):  # labels need room, which moves the panels, which moves the labels
            placed(self.figure)
            for fit in self.fits:
                fit()
        self.figure.set_layout_engine("none")
        self._let_go()
        words = self.words
        alt = " ".join(_sentence(text) for text in (words.title, words.subtitle, told) if text)
        every = " ".join((alt, *words.caption, *_texts(self.figure)))
        return Drawn(self.figure, words.title, alt, table, unwritten(every))

    def _let_go(self) -> None:
        """Forget the pixels that texts were measured on, 10 MB a figure: a sweep can have a hundred figures."""
        FigureCanvasAgg(self.figure)
        texts: list[Any] = self.figure.findobj(Text)
        for text in texts:
            text._renderer = None


def heading_lines(text: str, size: Size, room: float, number: str = "") -> list[str]:
    """The lines of a panel's title, no wider than `room` inches; a number behind it is never broken."""
    lines = wrapped(f"{text} {number}".strip(), size.text, room, bold=True)
    return [*wrapped(text, size.text, room, bold=True), number] if number and len(lines) > 1 else lines


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _texts(figure: Figure) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]
