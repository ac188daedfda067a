"""Several finished runs side by side: their titles, and which of them leaves most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim import __version__
from sim.analysis.compare import shared_years
from sim.analysis.curves import Words
from sim.analysis.said import about
from sim.analysis.telling import subtitle
from sim.runs.results import Results
from sim.runs.variants import SCENARIO
from sim.runs.windows import Window


def titles_of(runs: Sequence[Results]) -> list[str]:
    """The runs' titles, with their ids where one stands twice."""
    titles = [one.scenario.title for one in runs]
    return [f"{t} ({one.id})" if titles.count(t) > 1 else t for t, one in zip(titles, runs, strict=True)]


def words_of_several(runs: Sequence[Results]) -> Words:
    """What a figure of several runs says: which receives most and least in the last whole year that all share."""
    years = shared_years([one.scenario for one in runs])
    title = _finding(runs, years[-1]) if years else f"What {len(runs)} scenarios leave of North Korea's goods exports"
    counts = sorted({one.draws for one in runs})
    drawn = "central runs" if counts == [1] else f"medians of {' or '.join(f'{n:,}' for n in counts)} draws"
    ids = ", ".join(one.id for one in runs)
    cited = f"Model estimates, not forecasts. Source: dial sources. Cite as: dial {__version__}, runs {ids}."
    return Words(title, subtitle("Goods exports of North Korea, received, USD million a month", "", drawn), (cited,))


def _finding(runs: Sequence[Results], year: int) -> str:
    earned = {title: received(one, year) for title, one in zip(titles_of(runs), runs, strict=True)}
    most, least = (pick(earned, key=lambda title: earned[title]) for pick in (max, min))
    return f"{most}: {about(earned[most])} million USD received in {year}; {least}: {about(earned[least])}"


def received(results: Results, year: int) -> float:
    """Goods receipts of a calendar year, USD million: the median of the draws, or the central run."""
    if results.draws > 1:
        goods, at = results.axes["group"].index("goods"), results.axes["year"].index(year)
        return float(np.nanmedian(results.of("years.receipts")[goods, at]))
    start = 12 * year - results.scenario.start
    window = Window(str(year), tuple(range(start, start + 12)))
    return results.yearly("receipts", SCENARIO, window, results.group("goods"))
