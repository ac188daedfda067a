"""What the dial is worth, every reading in one panel, with 'five or six', the claim, shares of a full campaign."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.analysis.dials import ZONE, DialCurve, lines_table
from sim.plots.colours import FAINT, INK, LINES, READINGS
from sim.plots.frame import ASIDE, Frame
from sim.plots.labels import Label
from sim.plots.saving import Drawn
from sim.plots.style import Size, own_style
from sim.plots.wording import width

ALPHA = 0.16


def dial_figure(shown: DialCurve, size: Size) -> Drawn:
    """Medians with the 90 % bands of draws against the dial of all partners, named at their ends."""
    with own_style():
        frame = Frame(shown.words, size)
        (axes,) = frame.panels()
        axes.set_xlim(0.0, 10.0)
        high = [line.median if line.high90 is None else line.high90 for line in shown.lines.values()]
        top = 1.05 * max([float(values.max()) for values in high] + [shown.claim or 0.0, 1.0])
        axes.set_ylim(0.0, top)
        frame.amounts(axes, "USD million a year")
        axes.set_xticks(range(0, 11, 1 if size.name != "column" else 2))
        axes.set_xlabel("Dial of all partners, 0 to 10", size=size.small)
        axes.axvspan(*ZONE, color="#ECECEC", linewidth=0.0, zorder=0.5)
        labels = [_line(axes, n, name, shown, size.line) for n, name in enumerate(shown.lines)]
        if shown.claim is not None:
            axes.axhline(shown.claim, color=INK, linewidth=0.9 * size.line, linestyle=(0, (5, 3)), zorder=2.0)
            labels.append(Label(shown.claim, "Claimed by officials", INK))
        if shown.whole:
            _shares(axes, shown.whole, size)
        frame.name_ends(axes, labels, aside=_aside(shown, size))
        banded = any(line.high90 is not None for line in shown.lines.values())
        key = {"Five or six": Patch(color="#ECECEC")}
        frame.key({**({"90 % of draws": Patch(color=FAINT, alpha=2 * ALPHA)} if banded else {}), **key})
        return frame.done(lines_table(shown.lines))


def _aside(shown: DialCurve, size: Size) -> float:
    """How far names stand beside the panel: clear of the shares where there are some."""
    return 0.25 + width("100%", size.small) if shown.whole else ASIDE


def _line(axes: Axes, n: int, name: str, shown: DialCurve, thick: float) -> Label:
    line = shown.lines[name]
    colour = READINGS.get(name.lower().replace(",", "").replace(" ", "_"), LINES[n % len(LINES)])
    if line.low90 is not None and line.high90 is not None:
        axes.fill_between(line.x, line.low90, line.high90, facecolor=colour, alpha=ALPHA, linewidth=0.0, zorder=1.0)
        for edge in (line.low90, line.high90):
            axes.plot(line.x, edge, color=colour, linewidth=0.6 * thick, zorder=2.0)
    axes.plot(line.x, line.median, color=colour, linewidth=2.2 * thick, zorder=5.0)
    return Label(float(line.median[-1]), name or "Median", INK if name.endswith("gamma 1") else colour, True)


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
    right.spines["right"].set_color(FAINT)
