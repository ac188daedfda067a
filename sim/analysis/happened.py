"""What happened in draws of a campaign: how many saw how many rungs, rounds and talks; and the story of one of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.domain.event import Event
from sim.domain.scenario import Scenario
from sim.luck.keyed import BLOCK
from sim.processes.model import simulate
from sim.processes.month import Month
from sim.runs.chunks import dealt
from sim.runs.question import Question
from sim.runs.results import Results
from sim.runs.variants import SCENARIO
from sim.world.assembly import assemble

NAMES = {
    "provocations": "provocations in the horizon",
    "rungs": "rungs of the ladder adopted",
    "talks": "talks begun",
    "rounds": "rounds of designations",
}
"""What is counted, in words."""

MOST_SHOWN = 4
"""Counts that are shown one by one; larger ones are put together."""


def happened_facts(results: Results) -> Iterator[str]:
    """How many draws saw how much of what is counted, one line each; nothing where nothing can happen."""
    for name, words in NAMES.items():
        if results.has(SCENARIO, f"happened.{name}"):
            counts = results.of(f"happened.{name}")
            if counts.any():
                yield f"{words}: {_shares(counts)}; {counts.mean():.2g} on average"


def happened_in_words(results: Results) -> Iterator[str]:
    """How much of what is counted came about in a draw on average, in a line; nothing where nothing can happen."""
    parts = []
    for name, words in NAMES.items():
        if results.has(SCENARIO, f"happened.{name}") and (counts := results.of(f"happened.{name}")).any():
            parts.append(
                f"{words} {counts.mean():.2g} ({np.quantile(counts, 0.05):.0f} to {np.quantile(counts, 0.95):.0f})"
            )
    if parts:
        yield f"campaign, mean of the draws (90 %): {', '.join(parts)}"


def _shares(counts: np.ndarray) -> str:
    """'0 in 12 %, 1 in 40 %, ... of the draws'."""
    most = int(min(counts.max(), MOST_SHOWN))
    each = [(f"{n}", float(np.mean(counts == n))) for n in range(most + 1)]
    if counts.max() > MOST_SHOWN:
        each.append((f"{MOST_SHOWN + 1} or more", float(np.mean(counts > MOST_SHOWN))))
    return ", ".join(f"{n} in {share:.0%}" for n, share in each if share) + " of the draws"


def story_of_draw(scenario: Scenario, draw: int, draws: int) -> list[Event]:
    """What happened in one draw of so many, day by day."""
    question = Question(scenario, (SCENARIO,), max(2, draws, draw + 1))
    world = assemble(dealt(question, [draw // BLOCK], [SCENARIO]))
    with np.errstate(all="ignore"):
        log = simulate(world, _forget, frozenset({"receipts"}), (draw % BLOCK,))
    return sorted(log.of(draw % BLOCK), key=lambda event: event.day)


def _forget(_: Month) -> None:
    """Nothing of a month is kept."""
