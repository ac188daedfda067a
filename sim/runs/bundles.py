"""Bundles of acts as cases: every part of a bundle by number, and acts taken apart into their paragraphs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from sim.domain.law import Measure
from sim.domain.scenario import Scenario

Acts = tuple[str, ...]
"""Acts that come and go together."""


def with_bundle(scenario: Scenario, groups: Sequence[Acts], number: int) -> Scenario:
    """The scenario with some groups of acts in force: group n where bit n of the number is set.

    Acts in no group stay as they are. Notices come and go with the act that they transpose.
    """
    absent = {act for n, group in enumerate(groups) if not number >> n & 1 for act in group}
    return replace(scenario, bundle=tuple(act for act in scenario.bundle if act not in absent), under_test=())


def in_paragraphs(scenario: Scenario, acts: Collection[str]) -> Scenario:
    """The same law with some acts taken apart: each paragraph is an act of its own, named as the paragraph is.

    Numbers given for the act hold for each of its paragraphs. Acts without paragraphs, such as pressure, stay whole.
    """
    apart = {m.id: tuple(_parts(m)) for m in scenario.measures if m.id in acts and m.provisions}
    whole = {m.id: (m,) for m in scenario.measures if m.id not in apart}
    measures = (part for m in scenario.measures for part in (apart | whole)[m.id])
    here = tuple(part.id for name in scenario.bundle for part in apart.get(name, ()) if part.id != name)
    kept = tuple(name for name in scenario.bundle if name not in apart)
    return replace(scenario, measures=tuple(sorted(measures, key=lambda m: m.id)), bundle=(*kept, *here), under_test=())


def _parts(act: Measure) -> Iterator[Measure]:
    """A paragraph each, and the act itself with what it transposes of others, which needs no bundle."""
    notices = tuple(p for p in act.provisions if p.transposes)
    if notices:
        yield replace(act, provisions=notices)
    for p in act.provisions:
        if not p.transposes:
            alone = (replace(p, measure=p.id),)
            yield replace(act, id=p.id, adopted=p.adopted, provisions=alone, package_estimate=None, source=p.source)
