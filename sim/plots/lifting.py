"""What a lifting brings back by stream, as bars with bands; other half-lives and the dial alone as marks."""

from __future__ import annotations

import numpy as np

from sim.analysis.answer import Answer
from sim.analysis.changed import changed_in_source
from sim.analysis.curves import Words
from sim.analysis.lifting import AS_ASKED, Lifted
from sim.plots.bars import Bar, bars_figure
from sim.plots.saving import Drawn


def lifting_figure(found: Lifted, answer: Answer) -> Drawn:
    """A bar for every row of the printed table, of the first year."""
    groups = {s.id: s.group for s in found.lifting.scenario.streams}
    bars = []
    for row in answer.headline.blocks[0].rows:
        streams = [s for s in groups if row.id in (s, groups[s])]
        low, median, high = (float(q) for q in np.nanquantile(found.summed(AS_ASKED, streams)[0], (0.05, 0.5, 0.95)))
        marks = {way: float(np.nanmedian(found.summed(way, streams)[0])) for way in found.drawn if way != AS_ASKED}
        bars.append(Bar(row.label, median, low, high, marks, row.strong))
    changed = changed_in_source(found.lifting.scenario)
    told = f"Model estimate, not a forecast; dial lift{f'; {changed}' if changed else ''}. Source: dial sources."
    said = answer.headline
    words = Words(said.title, said.question, (told,))
    return bars_figure(words, f"comes back in the first year, {said.blocks[0].unit}", bars)
