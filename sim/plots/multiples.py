"""Small multiples by stream or partner on the same axes, and under a partner its dial and its compliance as a strip."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.colours import ACCENT, FAINT, FAMILIES, INK, LINES, MEDIAN
from sim.analysis.multiples import Multiples, One
from sim.common.axes import Array
from sim.plots.frame import Frame, heading_lines
from sim.plots.monthly import date_axis, days, draw_area, draw_line, from_zero
from sim.plots.saving import Drawn
from sim.plots.style import Size, own_style
from sim.plots.wording import height

WITHOUT, PRIOR, RECEIVED = "Without sanctions", "Prior law", "Received"
DIAL, COMPLIANCE = "Its dial", "Its compliance"
STYLES: dict[str, dict[str, Any]] = {
    WITHOUT: {"color": FAINT, "linewidth": 1.0},
    PRIOR: {"color": ACCENT, "linewidth": 1.3, "linestyle": (0, (1.2, 1.0))},
    DIAL: {"color": LINES[2], "linewidth": 1.4},
    COMPLIANCE: {"color": INK, "linewidth": 1.1, "linestyle": (0, (3.0, 1.5))},
}
STRIP = 0.32
"""The height of a strip, of its panel's."""


def multiples_figure(shown: Multiples, size: Size) -> Drawn:
    """A panel for each, the largest first; received as an area in the stream's own colour."""
    with own_style():
        columns = 2 if size.name == "column" else 3
        strips = any(one.dial is not None for one in shown.panels)
        rows = -(-len(shown.panels) // columns)
        wide = 0.8 * size.width / columns
        most = max(len(heading_lines(f"{one.label}:", size, wide, one.year)) for one in shown.panels)
        tall = 0.42 * size.body * (1 + STRIP * strips) + 2.2 * size.text / 72 + height(max(most - 2, 0), size.text)
        frame = Frame(shown.words, size, rows * tall)
        ratios = {"height_ratios": [1.0, STRIP] * rows} if strips else {}
        every = frame.panels((1 + strips) * rows * columns, columns, sharex=True, **ratios)
        panels, below = _arranged(every, columns, strips)
        from_zero(panels[0], [one.without for one in shown.panels] + [one.received for one in shown.panels])
        for n, (axes, one) in enumerate(zip(panels, shown.panels, strict=False)):
            _draw(axes, one, days(shown.months), size.line)
            frame.heading(axes, f"{one.label}:", wide, one.year)
            axes.set_ylim(panels[0].get_ylim())
            frame.amounts(axes)
            axes.tick_params(labelleft=n % columns == 0)
            if strips:
                _strip(below[n], one, days(shown.months))
        for axes in (*panels[len(shown.panels) :], *below[len(shown.panels) :]):
            axes.set_visible(False)
        date_axis(frame, panels[0], shown.months, most=4)  # of all: they share it
        for n, axes in enumerate(below if strips else panels):
            axes.tick_params(labelbottom=n >= len(shown.panels) - columns)
        frame.key(_key(shown, strips))
        return frame.done(_table(shown), _told(shown))


def _arranged(every: list[Axes], columns: int, strips: bool) -> tuple[list[Axes], list[Axes]]:
    """The panels, and the strips under them, both in the order of reading."""
    if not strips:
        return every, []
    rows = [every[n : n + columns] for n in range(0, len(every), columns)]
    return [a for row in rows[::2] for a in row], [a for row in rows[1::2] for a in row]


def _draw(axes: Axes, one: One, x: Array, thick: float) -> None:
    colour = FAMILIES.get(one.family, MEDIAN)
    draw_area(axes, x, 0.0 * one.received, one.received, facecolor=colour, alpha=0.85)
    for name, values in ((WITHOUT, one.without), (PRIOR, one.prior)):
        if values is not None:
            draw_line(axes, x, values, **{**STYLES[name], "linewidth": STYLES[name]["linewidth"] * thick})


def _strip(axes: Axes, one: One, x: Array) -> None:
    """The dial and the share obeyed, both from the bottom (nothing) to the top (everything)."""
    axes.set_ylim(-0.08, 1.08)
    axes.set_yticks([])
    for name, values in ((DIAL, one.dial), (COMPLIANCE, one.compliance)):
        if values is not None:
            draw_line(axes, x, values / 10 if name == DIAL else values, **STYLES[name])


def _key(shown: Multiples, strips: bool) -> dict[str, Any]:
    names = [WITHOUT, *([PRIOR] if shown.panels[0].prior is not None else []), *([DIAL, COMPLIANCE] if strips else [])]
    area = Patch(facecolor=MEDIAN if strips else FAINT, linewidth=0)
    return {RECEIVED: area, **{name: Line2D([], [], **STYLES[name]) for name in names}}


def _table(shown: Multiples) -> dict[str, list[Any]]:
    names = ("without", "received", "prior", "dial", "compliance")
    table: dict[str, list[Any]] = {name: [] for name in ("panel", "month", *names)}
    for one in shown.panels:
        for n, month in enumerate(shown.months):
            values = [getattr(one, name) for name in names]
            row = [one.label, f"{month:%Y-%m}", *(None if v is None else float(v[n]) for v in values)]
            for column, value in zip(table.values(), row, strict=True):
                column.append(value)
    return table


def _told(shown: Multiples) -> str:
    parts = [f"{one.label} {one.received.sum():,.0f} of {one.without.sum():,.0f}" for one in shown.panels]
    return f"Received of trade without sanctions over all months, USD million: {'; '.join(parts)}"
