"""What it would take: what is denied at each value of a dial or number, with bands, and the target as a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.lines import Line2D

from sim.analysis.colours import INK, READINGS
from sim.analysis.curves import Words
from sim.common.axes import Array
from sim.plots.frame import Frame
from sim.plots.saving import Drawn
from sim.plots.style import SIZES, Size, own_style
from sim.plots.wording import height, wrapped

TARGET = "the target"
DASHED: Any = (0, (4, 2))


@dataclass(frozen=True)
class SolvedLine:
    """What is denied at each value in one reading: the median and the ends of the middle 90 % of draws."""

    label: str
    reading: str
    solid: bool
    x: Array
    low: Array
    median: Array
    high: Array


def solving_figure(
    words: Words, lines: Sequence[SolvedLine], target: float, axes_: tuple[str, str], size: Size = SIZES["page"]
) -> Drawn:
    """One panel: a line with its band for each reading and outcome; `axes_` names what runs along the two axes."""
    with own_style():
        # The key has a line for each, which the panel would else lose.
        room = 0.0 if size.fixed else size.body + height(len(lines) + 1, size.small)
        frame = Frame(words, size, room)
        (axes,) = frame.panels()
        key: dict[str, Any] = {}
        for line in lines:
            colour = READINGS.get(line.reading, INK)
            style: Any = "-" if line.solid else DASHED
            axes.fill_between(line.x, line.low, line.high, color=colour, alpha=0.15, linewidth=0)
            axes.plot(line.x, line.median, color=colour, linestyle=style, linewidth=2.0 * size.line)
            key[line.label] = Line2D([], [], color=colour, linestyle=style, linewidth=2.0)
        axes.axhline(target, color=INK, linewidth=1.2, linestyle=":")
        key[TARGET] = Line2D([], [], color=INK, linewidth=1.2, linestyle=":")
        axes.set_xlim(float(lines[0].x[0]), float(lines[0].x[-1]))
        axes.set_ylim(bottom=0.0)
        frame.amounts(axes, axes_[1])
        frame.amounts(axes, axis="x")
        axes.set_xlabel("\n".join(wrapped(axes_[0], size.small, 0.8 * size.width)), size=size.small, parse_math=False)
        frame.key(key)
        return frame.done(_table(lines))


def _table(lines: Sequence[SolvedLine]) -> dict[str, list[Any]]:
    each = [(line, n) for line in lines for n in range(len(line.x))]
    table: dict[str, list[Any]] = {"line": [line.label for line, _ in each]}
    return table | {
        name: [float(getattr(line, name)[n]) for line, n in each] for name in ("x", "low", "median", "high")
    }
