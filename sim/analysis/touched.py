"""Which groups of streams the acts under test take from: what a headline leads with, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.words import GROUP_WORDS
from sim.domain.trade import GROUPS, SUMMED_GROUPS
from sim.runs.results import Results
from sim.runs.variants import LAW_ONLY, READINGS, SCENARIO, Variant, asked

LEAST = 0.5
"""USD million a year below which an amount is printed as 0."""


def shown(results: Results) -> list[Variant]:
    """Full compliance and the two readings, as far as they were asked."""
    return [variant for variant in (LAW_ONLY, *READINGS) if results.has(variant)]


def reading_of(results: Results, variant: Variant) -> Variant:
    """The variant under which a reading was drawn: the scenario itself where it asks for the same."""
    return SCENARIO if asked(results.scenario, variant) == results.scenario else variant


def streams_of(results: Results, group: str) -> list[str]:
    """The streams of a group or, where the group has no total, the one stream that is named."""
    return results.group(group) if group in SUMMED_GROUPS else [group.partition(".")[2]]


def named_groups(results: Results) -> list[str]:
    """The groups that the acts under test take from, goods first; goods where they take from none.

    Illicit income has no total: each of its streams stands for itself, as 'illicit.<stream>', the one they take most
    from first.
    """
    found = []
    for group in GROUPS:
        inside = sorted(s.id for s in results.scenario.streams if s.group == group)
        names = [group] if group in SUMMED_GROUPS else [f"{group}.{stream}" for stream in inside]
        taken = [name for name in names if inside and any(one >= LEAST for one in _taken(results, name))]
        found += sorted(taken, key=lambda name: -max(_taken(results, name))) if len(taken) > 1 else taken
    return found or ["goods"]


def leading(results: Results) -> str:
    """The group that the answer is about."""
    return named_groups(results)[0]


def _taken(results: Results, group: str) -> Iterator[float]:
    """How much the acts under test change of a group, up or down, in each reading and window, USD million a year."""
    streams = streams_of(results, group)
    variants = [v for v in dict.fromkeys((SCENARIO, *shown(results))) if results.has(v) and results.has(v.prior)]
    return (abs(results.added("receipts", v, w, streams)) for v in variants for w in results.windows)


def words_of(results: Results, group: str, begins: bool = False) -> str:
    """What a group's receipts are called: 'labour income', 'cyber theft'; with a capital where it `begins` a phrase."""
    labels = {f"illicit.{s.id}": s.label for s in results.scenario.streams}
    label = GROUP_WORDS.get(group) or labels[group]
    if begins:
        return label[:1].upper() + label[1:]
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
