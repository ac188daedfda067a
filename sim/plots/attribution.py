"""Shares of what acts take together as bars, and what alone, left out and the order of adoption would say."""

from __future__ import annotations

import numpy as np

from sim.analysis.answer import Answer
from sim.analysis.attribution import Attribution
from sim.analysis.changed import changed_in_source
from sim.analysis.curves import Words
from sim.plots.bars import Bar, bars_figure
from sim.plots.saving import Drawn


def attribution_figure(found: Attribution, answer: Answer) -> Drawn:
    """A bar a player in the order of adoption, and one for all together, of the first window."""
    taken, bars = found.best, []
    for n in found.game.by_adoption:
        tables = {"as adopted": taken.adopted, "alone": taken.alone, "left out": taken.left_out}
        marks = {name: float(np.nanmedian(table[n, 0, 0])) for name, table in tables.items()}
        low, median, high = (float(q) for q in np.nanquantile(taken.values[n, 0, 0], (0.05, 0.5, 0.95)))
        bars.append(Bar(found.game.players[n].label, median, low, high, marks))
    low, median, high = (float(q) for q in np.nanquantile(taken.whole[0, 0], (0.05, 0.5, 0.95)))
    bars.append(Bar("all together", median, low, high, strong=True))
    changed = changed_in_source(found.game.scenario)
    told = f"Model estimate, not a forecast; dial attribute{f'; {changed}' if changed else ''}. Source: dial sources."
    said = answer.headline
    words = Words(said.title, said.question, (told,))
    return bars_figure(words, said.blocks[0].title, bars)
