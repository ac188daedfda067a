"""What in the results themselves should stop a reader: acts that only restrict and are said to earn something."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.bands import added, median_of
from sim.analysis.said import about
from sim.analysis.touched import LEAST, leading, reading_of, shown, streams_of
from sim.common.months import label
from sim.domain.law import Provision
from sim.domain.scenario import Scenario, provisions_in_force
from sim.runs.results import Results
from sim.runs.variants import SCENARIO, Variant, tested
from sim.runs.windows import Window, never_in_force

NEVER = "alarm: what is asked about is never in force within this horizon, {first} to {last}"
LEAKS = (("smuggled", "smuggling"), ("diverted", "second buyers"))


def alarms(results: Results) -> Iterator[str]:
    """A line where nothing is ever in force, or for each reading in which what only restricts would earn money."""
    if never_in_force(results.scenario):
        first, last = results.scenario.start, results.scenario.start + results.scenario.months - 1
        yield NEVER.format(first=label(first), last=label(last))
    if not only_restricts(results.scenario):
        return
    group, seen = leading(results), set()
    for variant in (SCENARIO, *shown(results)):
        reading = reading_of(results, variant)
        below = [w for w, amount in enumerate(_amounts(results, variant, group)) if amount <= -LEAST]
        if below and reading not in seen:
            yield _below_nothing(results, variant, below[0], group)
        seen.add(reading)


def _amounts(results: Results, variant: Variant, group: str) -> list[float]:
    """What the acts under test take in each window: medians where the variant was drawn, else of the central run."""
    drawn = reading_of(results, variant)
    if results.has_drawn(drawn, group):
        return [median_of(added(results, drawn, n, group)) for n in range(len(results.windows))]
    streams = streams_of(results, group)
    return [results.added("receipts", variant, window, streams) for window in results.windows]


def only_restricts(scenario: Scenario) -> bool:
    """Whether the acts under test hold nothing but paragraphs that restrict, and end or exempt nothing earlier."""
    names = set(tested(scenario))
    own = [p for p in provisions_in_force(scenario) if p.measure in names]
    ended = {name for p in provisions_in_force(scenario) if p.measure not in names for name in p.superseded_by}
    pressing = any(act.id in names and not act.provisions for act in scenario.measures)
    return bool(own) and not pressing and not any(p.id in ended for p in own)


def _below_nothing(results: Results, variant: Variant, window: int, group: str) -> str:
    who = "" if variant == SCENARIO else f"{variant.words}, "
    amount, year = -_amounts(results, variant, group)[window], results.windows[window]
    why = _why(results, variant, year, streams_of(results, group))
    return f"alarm: {who}a restriction that earns {about(amount)} million in {year.label}: {why}"


def _why(results: Results, variant: Variant, window: Window, streams: list[str]) -> str:
    """What grew: smuggling and second buyers have room anew each month; else prices, or caps that share a cell."""
    more = [(words, -results.added(name, variant, window, streams)) for name, words in LEAKS]
    grown = [f"{words} +{about(value)}" for words, value in more if value >= LEAST]
    if grown:
        return f"spread over more months, goods meet new room ({', '.join(grown)})"
    caps = [p for p in provisions_in_force(results.scenario) if p.kind == "cap" and set(p.streams) & set(streams)]
    if any(_in_tonnes(cap) for cap in caps):
        return "tonnes under a cap are sold in months of other prices"
    return "two caps share a cell" if len(caps) > 1 else "trade moves to months and streams that earn more"


def _in_tonnes(cap: Provision) -> bool:
    return cap.cap_quantity is not None
