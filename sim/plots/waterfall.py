"""A waterfall: from one total to another, every step a bar that begins where the one before it ended."""

from __future__ import annotations

from typing import Any

from matplotlib.lines import Line2D

from sim.analysis.colours import ACCENT, FAINT, GRID, INK, MEDIAN
from sim.analysis.ways import Waterfall
from sim.plots.frame import Frame
from sim.plots.saving import Drawn
from sim.plots.style import Size, own_style
from sim.plots.wording import height, wrapped

BAND = "90 % of draws, of each step by itself"


def waterfall_figure(shown: Waterfall, size: Size) -> Drawn:
    """Bars from top to bottom with their amounts, which add up as printed, and their bands as thin lines."""
    with own_style():
        names = [wrapped(step.label, size.text, 0.32 * size.width) for step in shown.steps]
        rows = len(names) * height(max(1.0, *map(len, names)) + 0.7, size.text)
        frame = Frame(shown.words, size, max(rows, 0.6 * size.body) + 0.3)
        (axes,) = frame.panels()
        level, ends = 0.0, [0.0]
        for y, step in enumerate(shown.steps):
            start, level = (0.0, step.amount) if step.total else (level, level + step.amount)
            colour = MEDIAN if step.total else ACCENT if step.amount < 0 else FAINT
            axes.barh(y, level - start, left=start, height=0.62, color=colour, zorder=2.0)
            if y + 1 < len(shown.steps):
                axes.plot([level, level], [y - 0.31, y + 1.31], color=FAINT, linewidth=0.6, zorder=1.5)
            text = f"{step.printed:,}" if step.total else f"{step.printed:+,}"
            end = max(start, level)
            if step.band:
                low, high = (value + (0.0 if step.total else start) for value in step.band)
                for colour, wide in (("white", 3.0), (INK, 1.2)):  # a white casing, to be seen on the bar
                    axes.plot([low, high], [y, y], color=colour, linewidth=wide * size.line, zorder=3.0)
                end = max(end, high)
                ends += [low, high]
            axes.annotate(text, (end, y), (4, 0), textcoords="offset points", va="center", size=size.text, color=INK,
                          weight="bold" if step.total else "normal", annotation_clip=False)  # fmt: skip
            ends += [start, level]
        axes.set_xlim(min(ends), max(ends) * 1.16)
        if any(step.band for step in shown.steps):
            frame.key({BAND: Line2D([], [], color=INK, linewidth=1.2 * size.line)})
        axes.set_ylim(len(shown.steps) - 0.4, -0.6)
        axes.set_yticks(range(len(names)), ["\n".join(lines) for lines in names], size=size.text, parse_math=False)
        axes.tick_params(axis="y", length=0)
        frame.amounts(axes, axis="x")
        axes.set_xlabel(shown.unit, size=size.small)
        axes.grid(axis="y", visible=False)
        axes.axvline(0.0, color=GRID, linewidth=0.8)
        axes.spines["left"].set_visible(False)
        table: dict[str, list[Any]] = {
            "step": [step.label for step in shown.steps],
            "kind": ["total" if step.total else "change" for step in shown.steps],
            "musd": [step.amount for step in shown.steps],
            "low90": [step.band and step.band[0] for step in shown.steps],
            "high90": [step.band and step.band[1] for step in shown.steps],
        }
        return frame.done(table, "; ".join(f"{step.label.lower()}: {step.printed:,}" for step in shown.steps))
