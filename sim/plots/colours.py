"""One colour for each kind of trade, channel and reading, the same in every figure and on the page.

No drawing library is needed to read them. Their distances under full colour, three kinds of colour blindness and in
grey are tested (tests/unit/test_colours.py); within each table the lightness falls from one to the next, so that a
stack stays legible on a grey printer.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.domain.trade import Stream

INK, FAINT, GRID = "#111111", "#595959", "#DDDDDD"
"""Text and main lines; small print and what is beside the point; rules."""
ACCENT = "#C4400A"
"""Whatever concerns the acts under test, and what was recorded by others."""
MEDIAN, INNER, OUTER = "#1F6FB5", "#92C5E8", "#D6E9F5"
"""The median over the draws of a run, and the bands that hold the middle 50 % and 90 % of them."""
POINTS_MEDIAN, POINTS_INNER, POINTS_OUTER = "#6B4C1E", "#D2BD94", "#EFE6D3"
"""The same over the points of a sweep: another meaning, another look."""


@dataclass(frozen=True)
class Family:
    """Goods of one kind by their place in the Harmonised System of customs; `headings` are first to last."""

    id: str
    label: str
    colour: str
    headings: tuple[tuple[int, int], ...] = ()


FAMILIES: tuple[Family, ...] = (
    Family("coal", "Coal", "#330D4A", ((2701, 2704),)),
    Family("metals", "Metals and ores", "#833915", ((2500, 2699), (7100, 8199))),
    Family("textiles", "Textiles", "#328375", ((5000, 6399),)),
    Family("seafood", "Seafood", "#AC9CF2", ((300, 399), (1603, 1605))),
    Family("other", "Other goods", "#F2CB79"),
)
"""The kinds of goods in the order in which they are stacked, the darkest at the bottom."""
BESIDE_GOODS = Family("beside", "Labour, services and other income", "#7F7F7F")
"""What is never added to goods."""

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
    "by_dial": "#90C0F0",
    "dial_only": "#C06000",
    "dial_only_gamma_1": "#EFC98A",
}
"""The readings of the same law that are shown beside each other."""
LINES: tuple[str, ...] = ("#1F6FB5", "#E69F00", "#882255", "#56B4E9", "#332288", "#A6761D", "#785EF0", "#CC6677")
"""Lines that stand for nothing fixed, such as the values of a swept axis; those that differ most come first."""


def family_of(stream: Stream) -> Family:
    """The kind of goods of a stream, by the first heading of its HS codes; other income has a kind of its own."""
    if stream.group != "goods":
        return BESIDE_GOODS
    heading = _heading(stream.hs)
    found = (family for family in FAMILIES for low, high in family.headings if low <= heading <= high)
    return next(found, FAMILIES[-1])


def colour_of(stream: Stream) -> str:
    """The colour of a stream, the same in all figures."""
    return family_of(stream).colour


def _heading(hs: str) -> int:
    """The first four digits of an HS code, such as 2701, 300 for chapter 03; 0 where a text names none."""
    digits = hs[: next((n for n, letter in enumerate(hs) if not letter.isdigit()), len(hs))]
    return int(digits[:4].ljust(4, "0")) if digits else 0
