"""Whose dial counts: for each partner what its dial alone can change, what a notch does, and what its notices deny."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from sim.analysis.colours import ACCENT, INK, READINGS
from sim.analysis.curves import Words
from sim.plots.frame import Frame
from sim.plots.saving import Drawn
from sim.plots.style import SIZES, Size, own_style
from sim.plots.wording import height, legible, wrapped

UNIT = "Goods receipts denied beside the scenario as it is, USD million a year"
OFFSET = 0.18
"""Of a row: how far the lines of two readings stand apart."""

Interval = tuple[float, float, float]
"""The ends of the middle 90 % of draws, and the median between them."""


@dataclass(frozen=True)
class LeverageRow:
    """What the moves of one partner are worth in each reading, by the reading's id."""

    label: str
    reach: dict[str, tuple[float, float]]
    """Medians with its dial alone at 0 and at 10."""
    notch: dict[str, Interval]
    notices: dict[str, Interval]


def leverage_figure(
    words: Words, rows: Sequence[LeverageRow], readings: dict[str, str], size: Size = SIZES["page"]
) -> Drawn:
    """Partners from top to bottom in the order given; `readings` has their words by their ids."""
    with own_style():
        frame = Frame(words, size, len(rows) * height(2.2, size.text) + 1.2)
        (axes,) = frame.panels()
        entries = _draw(axes, rows, readings)
        axes.axvline(0.0, color=INK, linewidth=0.9, zorder=0)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_yticks(range(len(rows)), [legible(row.label) for row in rows], size=size.text, parse_math=False)
        axes.tick_params(axis="y", length=0)
        frame.amounts(axes, axis="x")
        axes.set_xlabel("\n".join(wrapped(UNIT, size.small, 0.6 * size.width)), size=size.small)
        axes.spines["left"].set_visible(False)
        frame.key(entries)
        return frame.done(_table(rows), _told(rows, readings))


def _draw(axes: Axes, rows: Sequence[LeverageRow], readings: dict[str, str]) -> dict[str, Any]:
    """Draw the lines of each partner; returns the entries of the key by their text."""
    spread = {reading: OFFSET * (2 * n - len(readings) + 1) for n, reading in enumerate(readings)}
    entries: dict[str, Any] = {}
    for n, row in enumerate(rows):
        for reading, offset in spread.items():
            said = readings[reading]
            colour, y = READINGS.get(said.replace(" ", "_"), INK), n + offset
            (pale,) = axes.plot(row.reach[reading], (y, y), color=colour, linewidth=5.0, alpha=0.3)
            low, median, high = row.notch[reading]
            axes.plot((low, high), (y, y), color=colour, linewidth=1.4)
            (dot,) = axes.plot([median], [y], "o", color=colour, markersize=5.5)
            entries |= {f"{said}: {KINDS['reach']}": pale, f"{said}: {KINDS['notch']}": dot}
            if reading in row.notices:
                low, median, high = row.notices[reading]
                axes.plot((low, high), (y, y), color=ACCENT, linewidth=1.4)
                (entries[f"{said}: {KINDS['notices']}"],) = axes.plot([median], [y], "D", color=ACCENT, markersize=5.0)
    return entries


def _table(rows: Sequence[LeverageRow]) -> dict[str, list[Any]]:
    each = [(row, reading) for row in rows for reading in row.notch]
    table: dict[str, list[Any]] = {
        "partner": [row.label for row, _ in each],
        "reading": [reading for _, reading in each],
        "dial_at_0": [row.reach[reading][0] for row, reading in each],
        "dial_at_10": [row.reach[reading][1] for row, reading in each],
    }
    for k, end in enumerate(("low90", "median", "high90")):
        table[f"notch_{end}"] = [row.notch[reading][k] for row, reading in each]
        table[f"notices_{end}"] = [row.notices[r][k] if r in row.notices else None for row, r in each]
    return table


def _told(rows: Sequence[LeverageRow], readings: dict[str, str]) -> str:
    parts = []
    for row in rows:
        for reading, notch in row.notch.items():
            told = [f"a notch {_band(notch)}"]
            told += [f"its notices {_band(row.notices[reading])}"] if reading in row.notices else []
            parts.append(f"{row.label}, {readings[reading]}: {', '.join(told)}")
    return "; ".join(parts)


def _band(worth: tuple[float, float, float]) -> str:
    """'230 (90 %: 150 to 330)'; what rounds to nothing has no sign."""
    low, median, high = (f"{round(one):,}" for one in worth)
    return f"{median} (90 %: {low} to {high})"


KINDS = {"reach": "its dial alone, 0 to 10", "notch": "a notch", "notices": "its notices"}
