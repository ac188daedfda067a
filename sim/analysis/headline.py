"""What a bundle 'would deny, if': claim, full compliance, modelled readings, benchmarks, and the bridge between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sim.analysis.bridge import AT_CUSTOMS, bridge
from sim.analysis.claims import Claim, claims_of
from sim.analysis.facts import facts, judged
from sim.analysis.said import Block, Headline, Row
from sim.domain.trade import GROUPS, SUMMED_GROUPS
from sim.runs.results import Results
from sim.runs.variants import (
    DIAL_ONLY,
    LAW_ONLY,
    NO_COMPLIANCE,
    OWN_NOTICES,
    READINGS,
    SCENARIO,
    Variant,
    tested,
    without_tested,
)
from sim.runs.windows import Window, never_in_force

MOST_NAMED = 8
"""Measures named in the question; more are counted."""


def headline_of(results: Results) -> Headline:
    """Everything a run says in words and numbers."""
    scenario = results.scenario
    if not scenario.bundle:
        question = "What would be earned without new measures"
        return Headline(scenario.title, question, (_would_earn(results),), (judged(scenario),))
    claims, notes = claims_of(scenario)
    blocks = [_would_deny(results, claims), _prices(results), *_other_groups(results)]
    if claims and not scenario.benchmark and not never_in_force(scenario):
        blocks.append(bridge(results, claims))
    prior = without_tested(scenario).bundle
    beside = f"prior law ({_named(prior)})" if prior else "no sanctions"
    verb = "adds" if len(tested(scenario)) == 1 else "add"
    question = f"What {_named(tested(scenario))} {verb} to {beside}"
    return Headline(scenario.title, question, tuple(blocks), (*notes, *facts(results)))


def _named(measures: Sequence[str]) -> str:
    """The measures by name, or their number where they would fill the page."""
    return ", ".join(measures) if len(measures) <= MOST_NAMED else f"{len(measures)} measures"


def _would_earn(results: Results) -> Block:
    """Receipts by stream and whole calendar year, goods first, with the groups' totals; illicit series have none."""
    scenario = results.scenario
    first, last = -(-scenario.start // 12), (scenario.start + scenario.months) // 12
    years = [range(12 * y - scenario.start, 12 * y - scenario.start + 12) for y in range(first, last)]
    windows = [Window(f"{first + n}", tuple(months)) for n, months in enumerate(years)]
    windows = windows or [results.windows[-1]]

    def row(label: str, streams: Sequence[str], strong: bool = False) -> Row:
        return Row(label, tuple(results.yearly("receipts", SCENARIO, w, streams) for w in windows), strong)

    rows = []
    for group in GROUPS:
        streams = sorted((s for s in scenario.streams if s.group == group), key=lambda s: s.id)
        rows += [row(stream.label, [stream.id]) for stream in streams]
        if streams and group in SUMMED_GROUPS:
            rows.append(row(f"{group} in all", results.group(group), strong=True))
    title = "would earn, USD million a year; groups are never added, illicit income is context"
    return Block(title, tuple(window.label for window in windows), tuple(rows))


def _columns(results: Results) -> tuple[str, ...]:
    year, rate = results.windows
    return (f"receipts {year.label}", f"receipts {rate.label}", f"net {year.label}", f"recorded {year.label}")


def _measured(results: Results, variant: Variant, streams: Sequence[str]) -> tuple[float, ...]:
    year, rate = results.windows
    asked = (("receipts", year), ("receipts", rate), ("net", year), ("recorded", year))
    return tuple(results.added(name, variant, window, streams) for name, window in asked)


def _would_deny(results: Results, claims: Sequence[Claim]) -> Block:
    scenario, goods = results.scenario, results.group("goods")
    rows = []
    if claims:
        total = sum(claim.amount for claim in claims)
        rows.append(Row("claimed by officials (assumes full compliance)", (total, None, None, None), as_claimed=True))
    gamma = scenario.number("gamma").value
    said = {
        AT_CUSTOMS: f"{scenario.baseline}, full compliance, base-year prices, no growth",
        LAW_ONLY: "law only: full compliance, growth and observed prices",
        OWN_NOTICES: "modelled, partners act by their own notices",
        DIAL_ONLY: f"modelled, dial only (gamma {gamma:g})",
        replace(DIAL_ONLY, gamma=1.0): "modelled, dial only, gamma 1",
        NO_COMPLIANCE: "no compliance",
    }
    for variant, words in said.items():
        if results.has(variant):
            rows.append(Row(words, _measured(results, variant, goods), strong=variant in READINGS))
    if scenario.benchmark == "no_compliance":
        rows.append(Row("no compliance, as this scenario asks", _measured(results, SCENARIO, goods)))
    rows += _against_nothing(results, goods)
    return Block("would deny, goods exports, USD million a year", _columns(results), tuple(rows))


def _shown(results: Results) -> list[Variant]:
    """Full compliance and the two readings, as far as they were asked."""
    return [variant for variant in (LAW_ONLY, *READINGS) if results.has(variant)]


def _against_nothing(results: Results, goods: Sequence[str]) -> Iterator[Row]:
    """The whole bundle against no sanctions at all."""
    year, rate = results.windows
    for variant in _shown(results) or [SCENARIO]:
        denied = (results.denied(variant, year, goods), results.denied(variant, rate, goods), None, None)
        yield Row(f"whole bundle against no sanctions: {variant.words}", denied)


def _prices(results: Results) -> Block:
    """The same amounts at observed and at base-year prices, and the difference as its own row."""
    goods = results.group("goods")
    rows = []
    for variant in _shown(results):
        at_base = replace(variant, base_year_prices=True)
        observed, base = _measured(results, variant, goods), _measured(results, at_base, goods)
        rows.append(Row(f"{variant.words}: observed prices", observed))
        rows.append(Row(f"{variant.words}: base-year prices", base))
        rows.append(Row(f"{variant.words}: price", tuple(a - b for a, b in zip(observed, base, strict=True))))
    return Block("the same at observed and at base-year prices", _columns(results), tuple(rows))


def _other_groups(results: Results) -> Iterator[Block]:
    """Labour and small services, each on its own; illicit series are context and never in a sum."""
    for group, what in (("labour", "workers abroad and Kaesong"), ("services", "small services")):
        streams = results.group(group)
        rows = [Row(variant.words, _measured(results, variant, streams)) for variant in _shown(results)]
        if streams and any(isinstance(v, float) and abs(v) >= 0.5 for row in rows for v in row.values):
            yield Block(f"beside goods, never added to them: {group} ({what})", _columns(results), tuple(rows))
