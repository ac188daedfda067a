"""What a bundle 'would deny, if': claim, full compliance, modelled readings, benchmarks, and the bridge between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sim.analysis.bridge import AT_CUSTOMS, bridge
from sim.analysis.changed import changed, changed_text
from sim.analysis.claims import Claim, claims_of
from sim.analysis.facts import facts, judged
from sim.analysis.said import Column, Headline, Row, SaidTable
from sim.analysis.touched import leading, named_groups, shown, streams_of, words_of
from sim.analysis.words import block_of, columns_of, row_of, variant_row
from sim.domain.scenario import curve_words
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
    told = changed_text(changed(scenario))
    if not scenario.acts:
        question = "What would be earned without new measures"
        return Headline(scenario.title, question, (_would_earn(results),), (judged(scenario),), told)
    claims, notes = claims_of(scenario)
    blocks = [_would_deny(results, claims), _prices(results)]
    others = list(_other_groups(results))
    blocks = blocks + others if leading(results) == "goods" else others + blocks
    if claims and not scenario.benchmark and not never_in_force(scenario):
        blocks.append(bridge(results, claims))
    prior = without_tested(scenario).acts
    beside = f"prior law ({_named(prior)})" if prior else "no sanctions"
    verb = "adds" if len(tested(scenario)) == 1 else "add"
    question = f"What {_named(tested(scenario))} {verb} to {beside}"
    return Headline(scenario.title, question, tuple(blocks), (*notes, *facts(results)), told)


def _named(measures: Sequence[str]) -> str:
    """The measures by name, or their number where they would fill the page."""
    return ", ".join(measures) if len(measures) <= MOST_NAMED else f"{len(measures)} measures"


def _would_earn(results: Results) -> SaidTable:
    """Receipts by stream and whole calendar year, goods first, with the groups' totals; illicit series have none."""
    scenario = results.scenario
    first, last = -(-scenario.start // 12), (scenario.start + scenario.months) // 12
    years = [range(12 * y - scenario.start, 12 * y - scenario.start + 12) for y in range(first, last)]
    windows = [Window(f"{first + n}", tuple(months)) for n, months in enumerate(years)]
    columns = [replace(*columns_of("year", year=window.label), id=f"year_{window.label}") for window in windows]
    if not windows:
        windows = [results.windows[-1]]
        columns = list(columns_of("run_rate", rate=windows[0].label))

    def amounts(streams: Sequence[str]) -> tuple[float, ...]:
        return tuple(results.yearly("receipts", SCENARIO, w, streams) for w in windows)

    rows = []
    for group in GROUPS:
        streams = sorted((s for s in scenario.streams if s.group == group), key=lambda s: s.id)
        rows += [Row(stream.id, stream.label, amounts([stream.id])) for stream in streams]
        if streams and group in SUMMED_GROUPS:
            total = row_of("would_earn", f"{group}_in_all", amounts(results.group(group)))
            rows.append(replace(total, strong=True))
    return block_of("would_earn", columns, rows)


def _columns(results: Results) -> tuple[Column, ...]:
    year, rate = results.windows
    names = ("receipts_first_year", "receipts_run_rate", "net_first_year", "recorded_first_year")
    return columns_of(*names, year=year.label, rate=rate.label)


def _measured(results: Results, variant: Variant, streams: Sequence[str]) -> tuple[float, ...]:
    year, rate = results.windows
    asked = (("receipts", year), ("receipts", rate), ("net", year), ("recorded", year))
    return tuple(results.added(name, variant, window, streams) for name, window in asked)


def _would_deny(results: Results, claims: Sequence[Claim]) -> SaidTable:
    scenario, goods = results.scenario, results.group("goods")
    rows = []
    if claims:
        total = sum(claim.amount for claim in claims)
        rows.append(replace(row_of("would_deny", "claimed", (total, None, None, None)), as_claimed=True))
    given = {"baseline": scenario.baseline, "curve": curve_words(scenario)}
    for variant in (AT_CUSTOMS, LAW_ONLY, *READINGS, replace(DIAL_ONLY, gamma=1.0), NO_COMPLIANCE):
        if results.has(variant):
            row = row_of("would_deny", variant.id, _measured(results, variant, goods), **given)
            rows.append(replace(row, strong=variant == OWN_NOTICES))
    if scenario.benchmark == "no_compliance":
        rows.append(row_of("would_deny", "no_compliance_as_asked", _measured(results, SCENARIO, goods)))
    rows += _against_nothing(results, goods)
    return block_of("would_deny", _columns(results), rows)


def _against_nothing(results: Results, goods: Sequence[str]) -> Iterator[Row]:
    """The whole bundle against no sanctions at all."""
    year, rate = results.windows
    for variant in shown(results) or [SCENARIO]:
        denied = (results.denied(variant, year, goods), results.denied(variant, rate, goods), None, None)
        yield variant_row("would_deny", variant, "against_no_sanctions", denied)


def _prices(results: Results) -> SaidTable:
    """The same amounts at observed and at base-year prices, and the difference as its own row."""
    goods = results.group("goods")
    rows = []
    for variant in shown(results):
        at_base = replace(variant, base_year_prices=True)
        observed, base = _measured(results, variant, goods), _measured(results, at_base, goods)
        price = tuple(a - b for a, b in zip(observed, base, strict=True))
        kinds = {"observed_prices": observed, "base_year_prices": base, "price": price}
        rows += [variant_row("prices", variant, kind, values) for kind, values in kinds.items()]
    return block_of("prices", _columns(results), rows)


def _other_groups(results: Results) -> Iterator[SaidTable]:
    """Labour, small services and each illicit series on its own, those that the acts take from; never in a sum."""
    for group in named_groups(results):
        if group != "goods":
            streams = streams_of(results, group)
            rows = [Row(variant.id, variant.words, _measured(results, variant, streams)) for variant in shown(results)]
            table, _, stream = group.partition(".")
            made = block_of(table, _columns(results), rows, what=words_of(results, group))
            yield replace(made, id=f"{table}_{stream}") if stream else made
