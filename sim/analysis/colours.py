"""One colour for each kind of trade, channel and reading, the same in every figure and on the page.

No drawing library is needed to read them. Their distances under full colour, three kinds of colour blindness and in
grey are tested (tests/unit/test_colours.py); within each table the lightness falls from one to the next, so that a
stack stays legible on a grey printer.
"""

from __future__ import annotations

INK, FAINT, GRID = "#111111", "#595959", "#DDDDDD"
"""Text and main lines; small print and what is beside the point; rules."""
ACCENT = "#C4400A"
"""Whatever concerns the acts under test, and what was recorded by others."""
MEDIAN, INNER, OUTER = "#1F6FB5", "#92C5E8", "#D6E9F5"
"""The median over the draws of a run, and the bands that hold the middle 50 % and 90 % of them."""
POINTS_MEDIAN, POINTS_INNER, POINTS_OUTER = "#6B4C1E", "#D2BD94", "#EFE6D3"
"""The same over the points of a sweep: another meaning, another look."""


FAMILIES: dict[str, str] = {
    "coal": "#330D4A",
    "metals": "#833915",
    "textiles": "#328375",
    "seafood": "#AC9CF2",
    "other": "#F2CB79",
    "beside": "#7F7F7F",
}
"""Kinds of goods in the order in which they are stacked, the darkest at the bottom; what is never added to goods."""

CHANNELS: dict[str, str] = {
    "permitted": "#0B2B52",
    "open": "#2563A8",
    "diverted": "#6AA5DB",
    "smuggled": "#BBD9F2",
    "denied": "#FFFFFF",
}
"""What becomes of trade, in the order in which it is stacked; what is denied is hatched."""
HATCH = "#8A8A8A"

READINGS: dict[str, str] = {
    "own_notices": "#1F4E8C",
    "notices_by_dial": "#00A094",
    "dial_only": "#B05600",
    "dial_only_gamma_1": "#EFC98A",
}
"""The readings of the same law that are shown beside each other."""
LINES: tuple[str, ...] = ("#1F6FB5", "#E69F00", "#882255", "#56B4E9", "#332288", "#A6761D", "#785EF0", "#CC6677")
"""Lines that stand for nothing fixed, such as the values of a swept axis; those that differ most come first."""


def reading_colour(name: str, n: int = 0) -> str:
    """The colour of a reading by its name as it is printed; of another line that of its number among lines."""
    key = name.lower().replace(",", "").replace(" ", "_")
    return READINGS.get(key, LINES[n % len(LINES)])
