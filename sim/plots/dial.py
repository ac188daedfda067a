"""What the dial is worth, every reading in one panel, with 'five or six', the claim, shares of a full campaign."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.analysis.colours import FAINT, INK, reading_colour
from sim.analysis.curves import AxisLine
from sim.analysis.dials import ZONE, DialCurve, lines_table
from sim.plots.frame import Frame
from sim.plots.saving import Drawn
from sim.plots.style import Size, own_style, plain

ALPHA = 0.16


def dial_figure(shown: DialCurve, size: Size) -> Drawn:
    """Medians with the 90 % bands of draws against the dial of all partners."""
    with own_style():
        frame = Frame(shown.words, size)
        (axes,) = frame.panels()
        axes.set_xlim(0.0, 10.0)
        high = [line.median if line.high90 is None else line.high90 for line in shown.lines.values()]
        top = 1.15 * max([float(values.max()) for values in high] + [shown.claim or 0.0, 1.0])
        axes.set_ylim(0.0, top)
        frame.amounts(axes, "USD million a year")
        axes.set_xticks(range(0, 11, 1 if size.name != "column" else 2))
        axes.set_xlabel("Dial of all partners, 0 to 10", size=size.small)
        axes.axvspan(*ZONE, color="#ECECEC", linewidth=0.0, zorder=0.5)
        key: dict[str, Any] = {}
        for n, (name, line) in enumerate(shown.lines.items()):
            key[_named(name)] = _line(axes, line, reading_colour(name, n), size.line)
        if shown.claim is not None:
            _claim(axes, shown.claim, size)
        if shown.whole:
            _shares(axes, shown.whole, size)
        key |= {"“Five or six”, as officials put mid-2017": Patch(color="#ECECEC")}
        if any(line.high90 is not None for line in shown.lines.values()):
            key |= {"90 % of draws": Patch(facecolor=FAINT, edgecolor=FAINT, alpha=2 * ALPHA)}
        frame.key(key)
        return frame.done(lines_table(shown.lines))


def _named(reading: str) -> str:
    return f"{reading[:1].upper()}{reading[1:]}" or "Median"


def _line(axes: Axes, line: AxisLine, colour: str, thick: float) -> Line2D:
    """Draw a reading; returns its sample for the key: at dial 10 all meet, so that names at their ends tell nothing."""
    if line.low90 is not None and line.high90 is not None:
        axes.fill_between(line.x, line.low90, line.high90, facecolor=colour, alpha=ALPHA, linewidth=0.0, zorder=1.0)
        for edge in (line.low90, line.high90):
            axes.plot(line.x, edge, color=colour, linewidth=0.6 * thick, zorder=2.0)
    (drawn,) = axes.plot(line.x, line.median, color=colour, linewidth=2.2 * thick, zorder=5.0)
    return drawn


def _claim(axes: Axes, claim: float, size: Size) -> None:
    """What officials said the acts would cost, as a line with its number."""
    axes.axhline(claim, color=INK, linewidth=0.9 * size.line, linestyle=(0, (5, 3)), zorder=2.0)
    axes.annotate(f"Claimed by officials: {plain(claim)}", (0.0, claim), (4, 3), textcoords="offset points",
                  size=size.small, color=INK, va="bottom", parse_math=False)  # fmt: skip


def _shares(axes: Axes, whole: float, size: Size) -> None:
    """A second axis at the right: shares of what a full campaign takes."""

    def share(amount: Any) -> Any:
        return amount / whole

    def amount(share: Any) -> Any:
        return share * whole

    right = axes.secondary_yaxis("right", functions=(share, amount))
    right.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5]))
    right.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    right.tick_params(labelsize=size.small, color=FAINT, labelcolor=FAINT)
    right.set_ylabel("of a full campaign", size=size.small, color=FAINT)
    right.spines["right"].set_color(FAINT)
