"""Which groups of streams the acts under test take from: what a headline leads with, and what it leaves out."""

from __future__ import annotations

import numpy as np

from sim.analysis.words import GROUP_WORDS
from sim.common.axes import Array
from sim.domain.trade import GROUPS, SUMMED_GROUPS
from sim.runs.results import Results
from sim.runs.variants import LAW_ONLY, READINGS, SCENARIO, Variant, asked
from sim.runs.windows import Window

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
    taken, found = _taken(results), []
    for group in GROUPS:
        names = [group] if group in SUMMED_GROUPS else [name for name in taken if name.startswith(f"{group}.")]
        found += sorted((name for name in names if taken.get(name, 0.0) >= LEAST), key=lambda name: -taken[name])
    return found or ["goods"]


def leading(results: Results) -> str:
    """The group that the answer is about."""
    return named_groups(results)[0]


def _taken(results: Results) -> dict[str, float]:
    """The most that the acts under test change of a group, up or down, in a reading and window, USD million a year.

    Of groups that have streams, and of the streams of those without a total.
    """
    groups = {s.id: s.group for s in sorted(results.scenario.streams, key=lambda s: s.id)}
    names = dict.fromkeys(g if g in SUMMED_GROUPS else f"{g}.{stream}" for stream, g in groups.items())
    variants = [v for v in dict.fromkeys((SCENARIO, *shown(results))) if results.has(v) and results.has(v.prior)]
    if not variants:  # draws without a central run, which alone has months by stream
        return dict.fromkeys(names, 0.0)
    places = {name: results.positions(streams_of(results, name)) for name in names}
    none = np.zeros(len(results.streams))
    changes = np.stack([none, *(_change(results, v, window) for v in variants for window in results.windows)])
    return {name: float(np.abs(changes[:, at].sum(axis=1)).max()) for name, at in places.items()}


def _change(results: Results, variant: Variant, window: Window) -> Array:
    """What the acts under test take of each stream in a window, USD million a year: (stream,)."""
    months = list(window.months)
    change = results.of("receipts", variant.prior)[months] - results.of("receipts", variant)[months]
    return change.sum(axis=0) * window.to_a_year


def words_of(results: Results, group: str, begins: bool = False) -> str:
    """What a group's receipts are called: 'labour income', 'cyber theft'; with a capital where it `begins` a phrase."""
    labels = {f"illicit.{s.id}": s.label for s in results.scenario.streams}
    label = GROUP_WORDS.get(group) or labels[group]
    if begins:
        return label[:1].upper() + label[1:]
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
