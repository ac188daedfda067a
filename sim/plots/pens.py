"""How the lines of a sweep look, in every panel alike, and the key that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.analysis.colours import INNER as INNER_DRAWS
from sim.analysis.colours import LINES, MEDIAN, POINTS_INNER, POINTS_MEDIAN, POINTS_OUTER
from sim.analysis.colours import OUTER as OUTER_DRAWS
from sim.analysis.curves import AxisLine, AxisLines, AxisPanel
from sim.common.axes import Array

CENTRE, SINGLE, EITHER = "Median", "Central run", "Median; central run where there is no band"
"""What lines are: those with bands, those without, and both on one figure."""
INNER, OUTER = "Middle 50 %", "Middle 90 %"
PERCENTILES = {INNER: "from the 25th to the 75th percentile", OUTER: "from the 5th to the 95th percentile"}
BANDS = {INNER: f"{INNER}, dark band", OUTER: f"{OUTER}, light band"}
BARS = {INNER: f"{INNER}, thick bar", OUTER: f"{OUTER}, thin bar"}
EDGES = f"{OUTER}, between thin lines"
"""How each is shown: between joined points, at points that stand by themselves, and between points of many lines."""

Points = NDArray[np.bool_]
"""Which points of a line are meant."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p")
DASHES = ("-", "--", ":", "-.")
DARK, GREYS = "#555555", {INNER: "#B4B4B4", OUTER: "#E0E0E0"}
"""The samples of bars and bands in the key of several lines."""
FEW_LINES = 3
"""With more lines in a panel, only the edges of the middle 90 % are drawn where bands would lie on each other."""
SPOT, THICK = 5.0, 5.0
"""Points: the usual size of markers, and of thick bars."""


@dataclass(frozen=True)
class Pen:
    """How one line is drawn. One that is alone on its figure has the colours of bands, over draws or over points."""

    number: int
    alone: bool = False
    crowded: bool = False
    points: bool = False

    @property
    def colour(self) -> str:
        """The line's colour."""
        if self.alone:
            return POINTS_MEDIAN if self.points else MEDIAN
        return LINES[self.number % len(LINES)]

    @property
    def line(self) -> dict[str, Any]:
        """The joined medians; with more lines than colours, those of one colour are dashed differently."""
        dashes = DASHES[self.number // len(LINES) % len(DASHES)]
        return {"color": self.colour, "linestyle": dashes, "linewidth": 1.8, "zorder": 5.0}

    def spot(self, size: float = SPOT) -> dict[str, Any]:
        """The marked medians."""
        marker = MARKERS[self.number % len(MARKERS)]
        edge = {"markeredgecolor": "white", "markeredgewidth": 0.1 * size}
        return {"color": self.colour, "marker": marker, "markersize": size, "zorder": 6.0, **edge}

    def fill(self, name: str) -> dict[str, Any]:
        """A band between joined points, light enough for several to lie on each other."""
        level = {"linewidth": 0.0, "zorder": 2.0 if name == OUTER else 3.0}
        if self.alone:
            inner, outer = (POINTS_INNER, POINTS_OUTER) if self.points else (INNER_DRAWS, OUTER_DRAWS)
            return {"facecolor": outer if name == OUTER else inner, **level}
        hatch = {"hatch": "...."} if self.points else {}
        return {"facecolor": self.colour, "alpha": 0.16 if name == OUTER else 0.3, **hatch, **level}

    @property
    def edge(self) -> dict[str, Any]:
        """The edges of the middle 90 %."""
        return edge(self.colour)

    def bar(self, name: str, thick: float = THICK) -> dict[str, Any]:
        """An interval at a point that stands by itself; the thick bars are so many points wide."""
        return bar(self.colour, name, thick)


def edge(colour: str) -> dict[str, Any]:
    """A thin line."""
    return {"color": colour, "linewidth": 0.7, "alpha": 0.7, "zorder": 2.0}


def bar(colour: str, name: str, thick: float = THICK) -> dict[str, Any]:
    """The thin bar of the middle 90 %, or the thick one of the middle 50 %."""
    if name == OUTER:
        return {"color": colour, "linewidth": min(1.2, 0.4 * thick), "zorder": 4.0}
    return {"color": colour, "linewidth": thick, "alpha": 0.45, "zorder": 4.1}


def pens_of(shown: AxisLines) -> dict[str, Pen]:
    """The pen of each line by its label, in the order in which they first come."""
    labels = dict.fromkeys(line.label for panel in shown.panels for line in panel.lines)
    crowded = max(len(panel.lines) for panel in shown.panels) > FEW_LINES
    return {label: Pen(number, len(labels) == 1, crowded, shown.points) for number, label in enumerate(labels)}


# -- what is drawn ----------------------------------------------------------------------------------------------------


def bands_of(line: AxisLine) -> dict[str, tuple[Array, Array]]:
    """The bands a line has, the wider first."""
    both = {OUTER: (line.low90, line.high90), INNER: (line.low50, line.high50)}
    return {name: (low, high) for name, (low, high) in both.items() if low is not None and high is not None}


def apart(panel: AxisPanel, line: AxisLine) -> Points:
    """Which points of a line stand by themselves: scattered ones, those of words, those without one to join."""
    known = np.isfinite(line.median)
    if panel.ticks or line.scattered:
        return known
    beside = np.concatenate([[False], known, [False]])
    return known & ~beside[:-2] & ~beside[2:]


def joined(panel: AxisPanel, line: AxisLine) -> Points:
    """Which points of a line are joined to a neighbour."""
    return np.isfinite(line.median) & ~apart(panel, line)


def kinds_of(shown: AxisLines, pens: Mapping[str, Pen]) -> set[str]:
    """All that is drawn around medians, by its name in the key."""
    found: set[str] = set()
    for panel in shown.panels:
        for line in panel.lines:
            names = bands_of(line)
            if apart(panel, line).any():
                found |= {BARS[name] for name in names}
            if joined(panel, line).any():
                crowded = pens[line.label].crowded
                found |= {EDGES for name in names if name == OUTER} if crowded else {BANDS[name] for name in names}
    return found


def explained(kinds: set[str], over: str) -> str:
    """Sentences for the small print that say what the bands are; empty where there is none."""
    found = [f"{name}: {text}" for name, text in PERCENTILES.items() if any(kind.startswith(name) for kind in kinds)]
    return f"{'; '.join(found)} of {over}." if found else ""


def key_of(shown: AxisLines, pens: Mapping[str, Pen]) -> dict[str, Any]:
    """Each line by its label, and what the bands around them hold."""
    joined_ones = {line.label for panel in shown.panels for line in panel.lines if not line.scattered}
    found: dict[str, Any] = {
        label or what_lines_are(shown): Line2D(
            [], [], **{**pen.spot(), **(pen.line if label in joined_ones else {"linestyle": "none"})}
        )
        for label, pen in pens.items()
    }
    kinds = kinds_of(shown, pens)
    return found | {kind: sample for kind, sample in _samples(pens).items() if kind in kinds}


def what_lines_are(shown: AxisLines) -> str:
    """Whether lines are medians or central runs."""
    banded = {bool(bands_of(line)) for panel in shown.panels for line in panel.lines}
    return EITHER if len(banded) > 1 else CENTRE if True in banded else SINGLE


def _samples(pens: Mapping[str, Pen]) -> dict[str, Any]:
    """What is drawn around medians: in the line's own colours where there is only one, else in greys."""
    alone = next((pen for pen in pens.values() if pen.alone), None)
    dark = alone.colour if alone else DARK
    fills = {name: alone.fill(name) if alone else {"facecolor": grey, "linewidth": 0.0} for name, grey in GREYS.items()}
    return {
        **{BANDS[name]: Patch(**fill) for name, fill in fills.items()},
        EDGES: Line2D([], [], **edge(dark)),
        **{BARS[name]: Line2D([], [], solid_capstyle="butt", **bar(dark, name)) for name in GREYS},
    }
