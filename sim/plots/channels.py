"""Trade by what becomes of it, month by month: permitted, bought in breach, diverted, smuggled, denied."""

from __future__ import annotations

import numpy as np

from sim.analysis.colours import CHANNELS, FAINT, HATCH, INK
from sim.analysis.ways import WAYS, Channels
from sim.plots.frame import Frame
from sim.plots.labels import Label
from sim.plots.monthly import date_axis, days, draw_area, draw_line, flag_room, from_zero, name_acts
from sim.plots.saving import Drawn
from sim.plots.style import Size, own_style

RECEIVED = "Received, after price cuts and seizures"
LIGHT = ("smuggled", "denied")
"""Areas too light for text of their own colour."""


def channels_figure(shown: Channels, size: Size) -> Drawn:
    """Areas that add up to trade without sanctions, parted by white lines and named at their ends; receipts on top."""
    with own_style():
        frame = Frame(shown.words, size, size.body + flag_room(shown.marks, shown.months, size))
        (axes,) = frame.panels()
        from_zero(axes, [shown.whole])
        date_axis(frame, axes, shown.months)
        frame.amounts(axes, "USD million a month")
        x, floor, labels = days(shown.months), np.zeros(len(shown.months)), []
        for name, values in shown.areas.items():
            hatch = {"hatch": "////", "edgecolor": HATCH} if name == "denied" else {}
            draw_area(axes, x, floor, floor + values, facecolor=CHANNELS[name], zorder=1.0, **hatch)
            draw_line(axes, x, floor + values, color="white", linewidth=0.7, zorder=1.5)
            if values.max() > 0.5:
                colour = FAINT if name in LIGHT else CHANNELS[name]
                labels.append(Label(float(floor[-1] + values[-1] / 2), WAYS[name], colour, name == "denied"))
            floor = floor + values
        draw_line(axes, x, shown.whole, color=FAINT, linewidth=1.0 * size.line, zorder=2.0)
        for colour, wide in (("white", 3.6), (INK, 1.8)):  # a white casing, to be seen on dark areas
            draw_line(axes, x, shown.receipts, color=colour, linewidth=wide * size.line, zorder=5.0)
        labels += [
            Label(float(shown.whole[-1]), "Without sanctions", FAINT),
            Label(float(shown.receipts[-1]), RECEIVED, INK, True),
        ]
        frame.name_ends(axes, labels)
        name_acts(frame, axes, shown.marks)
        table = {"month": [f"{month:%Y-%m}" for month in shown.months]}
        columns = {**shown.areas, "without_sanctions": shown.whole, "received": shown.receipts}
        numbers = {f"{name}_musd": [float(v) for v in values] for name, values in columns.items()}
        return frame.done({**table, **numbers}, _told(shown))


def _told(shown: Channels) -> str:
    """The areas in words: each at the last month."""
    parts = ", ".join(f"{WAYS[name].lower()} {values[-1]:,.0f}" for name, values in shown.areas.items())
    return f"In {shown.months[-1]:%B %Y}, USD million: {parts}; together {shown.whole[-1]:,.0f}"
