"""A lifting carried out: each way of asking with and without it, in the central run and in draws on common luck."""

from __future__ import annotations

import numpy as np

from sim.analysis.answer import Answer
from sim.analysis.changed import changed_in_source
from sim.analysis.curves import Words
from sim.analysis.lifting import AS_ASKED, Lifted, Lifting, returned, ways_of, words_of_ways
from sim.plots.bars import Bar, bars_figure
from sim.plots.saving import Drawn
from sim.plots.style import SIZES, Size
from sim.runs.cases import Cases, Receipts, run_cases
from sim.runs.progress import Progress

DRAWS = 512
"""Draws of a question that names none."""


def lift(lifting: Lifting, draws: int = DRAWS, workers: int = 1) -> Lifted:
    """What a lifting brings back by stream and partner, in every way of asking."""
    ways = ways_of(lifting)
    each = {id(scenario): scenario for pair in ways.values() for scenario in pair}
    place = {key: n for n, key in enumerate(each)}
    pairs = {way: (place[id(without)], place[id(with_)]) for way, (without, with_) in ways.items()}

    def run(number: int) -> Receipts:
        cases = Cases(tuple(each.values()), (*lifting.windows, *lifting.after_snapback), number)
        return run_cases(cases, workers, Progress(cases.lanes, unit="lanes") if number > 1 else None, cells=True)

    central = run(1)
    drawn = run(draws) if draws > 1 else central
    return Lifted(lifting, central.streams, central.cells, returned(pairs, drawn), returned(pairs, central), draws)


def draw_lifting(found: Lifted, answer: Answer, size: Size = SIZES["page"]) -> Drawn:
    """The figure of what comes back: a bar for every row of the printed table, of the first year."""
    groups = {s.id: s.group for s in found.lifting.scenario.streams}
    beside, bars = [way for way in words_of_ways() if way in found.drawn], []
    for row in answer.headline.blocks[0].rows:
        streams = [s for s in groups if row.id in (s, groups[s])]
        low, median, high = (float(q) for q in np.nanquantile(found.summed(AS_ASKED, streams)[0], (0.05, 0.5, 0.95)))
        marks = {way: float(np.nanmedian(found.summed(way, streams)[0])) for way in beside}
        bars.append(Bar(row.label, median, low, high, marks, row.strong))
    changed = changed_in_source(found.lifting.scenario)
    told = f"Model estimate, not a forecast; dial lift{f'; {changed}' if changed else ''}. Source: dial sources."
    said = answer.headline
    words = Words(said.title, said.question, (told,))
    return bars_figure(words, f"comes back in the first year, {said.blocks[0].unit}", bars, size)
