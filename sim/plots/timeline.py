"""Acts in time, one a row: a bar from adoption to the day it binds, and what it covers beside it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from matplotlib import dates
from matplotlib.axes import Axes

from sim.analysis.acts import Act, Timeline
from sim.analysis.colours import ACCENT, FAINT, GRID, INK
from sim.plots.frame import Frame
from sim.plots.saving import Drawn
from sim.plots.style import Size, own_style
from sim.plots.wording import height, wrapped


def timeline_figure(shown: Timeline, size: Size) -> Drawn:
    """Rows by issuer and date; acts in question stand out. What an act covers stands under its name."""
    with own_style():
        room = 0.46 * size.width
        names = [_lines(act, size, room) for act in shown.acts]
        tall = sum(height(len(lines), size.small) + 0.07 for lines in names) + 0.6
        frame = Frame(shown.words, size, max(tall, 1.2))
        (axes,) = frame.panels()
        y, places = 0.0, []
        for act, lines in zip(shown.acts, names, strict=True):
            half = (height(len(lines), size.small) + 0.07) / 2
            _draw(axes, act, y + half, size.line)
            places.append(y + half)
            y += 2 * half
        axes.set_ylim(max(y, 0.5), 0.0)
        texts = ["\n".join(lines) for lines in names]
        axes.set_yticks(places, texts, size=size.small, parse_math=False, ha="left")
        axes.tick_params(axis="y", length=0, pad=72 * room)
        for label, act in zip(axes.get_yticklabels(), shown.acts, strict=True):
            label.set_color(ACCENT if act.tested else INK)
        _dates(axes, shown)
        axes.grid(axis="x", color=GRID, linewidth=0.6)
        axes.spines["left"].set_visible(False)
        return frame.done(
            _table(shown), "; ".join(f"{a.label} binds {a.binds:%d %B %Y}: {a.covers}" for a in shown.acts)
        )


def _lines(act: Act, size: Size, room: float) -> list[str]:
    return [*wrapped(act.label, size.small, room, bold=True), *wrapped(act.covers, size.small, room)]


def _draw(axes: Axes, act: Act, y: float, thick: float) -> None:
    colour = ACCENT if act.tested else FAINT
    ends: list[Any] = [act.adopted, act.binds]
    axes.plot(ends, [y, y], color=colour, linewidth=2.5 * thick, alpha=0.6, solid_capstyle="butt")
    fill: Any = "full" if act.verified == 1 else "bottom" if act.verified else "none"
    axes.plot(
        ends[1:], [y], marker="o", color=colour, markersize=6.0 * thick, fillstyle=fill, markerfacecoloralt="white"
    )


def _dates(axes: Axes, shown: Timeline) -> None:
    """From the first month, or an adoption up to half a year before it, to the last."""
    adopted = [act.adopted for act in shown.acts if act.adopted > shown.start - timedelta(days=183)]
    limits: list[Any] = [min([shown.start, *adopted]), shown.end]
    axes.set_xlim(*limits)
    every: Any = dates
    locator = every.AutoDateLocator(minticks=2, maxticks=5)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(every.ConciseDateFormatter(locator, show_offset=False))


def _table(shown: Timeline) -> dict[str, list[Any]]:
    def day(value: date) -> str:
        return value.isoformat()

    return {
        "act": [act.label for act in shown.acts],
        "issuer": [act.issuer for act in shown.acts],
        "adopted": [day(act.adopted) for act in shown.acts],
        "binds": [day(act.binds) for act in shown.acts],
        "covers": [act.covers for act in shown.acts],
        "share_verified": [act.verified for act in shown.acts],
    }
