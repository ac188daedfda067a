"""A chance in words, the same in every text, table and figure: as far as so many draws show it."""

from __future__ import annotations

from sim.analysis.curves import Difference


def chance_text(chance: float, draws: int) -> str:
    """A chance as far as so many draws show it: never 0 or 100 %, of which no number of draws knows."""
    if chance * draws < 1:
        return f"in none of {draws:,} draws"
    if (1 - chance) * draws < 1:
        return f"in all {draws:,} draws"
    return f"{100 * chance:.2g} %" if chance < 0.995 else f"{100 * chance:.1f} %"


def percent_text(share: float) -> str:
    """A share that was estimated, in whole percent without the sign.

    An estimate that no share can be, below 0 or above 100, is given as the end that it passes, with a ~.
    """
    percent = round(100 * share)
    return f"{percent}" if 0 <= percent <= 100 else f"~{min(100, max(0, percent))}"


def chance_texts(difference: Difference) -> list[str]:
    """The chance by year that a difference is above 0; 'the same' where no draw differs."""
    d = difference
    same = (d.low90 == 0) & (d.high90 == 0) & (d.median == 0)
    return ["the same" if same[n] else chance_text(float(chance), d.draws) for n, chance in enumerate(d.chance)]
