"""The words of every table that is printed, by the keys under which machines find it: one place for both.

Keys are stable, whatever the words, the scenario or its years: snake case, rows by their variant's id where they show
one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.analysis.said import Column, Row, SaidTable
from sim.runs.variants import Variant

MUSD, MUSD_A_YEAR, SHARE = "USD million", "USD million a year", "share"


@dataclass(frozen=True)
class Table:
    """A table's title and unit in print, and its rows by key; words in braces are filled in."""

    title: str
    unit: str
    rows: Mapping[str, str] = field(default_factory=dict)


GROUP_WORDS = {"goods": "goods receipts", "labour": "labour income", "services": "income from services"}
"""What the receipts of a group of streams are called in a sentence."""

CHOSEN_BY_OUTCOME = "customs decided between the two readings: a choice by outcome"
"""What stands beside the star: who chose it, knowing what."""

IF_SILENT = "if no partner gave notices, as asked"
"""What an answer opens with where the scenario itself has no notices."""

TABLES: dict[str, Table] = {
    "opening": Table(
        "receipts denied, {unit}; run-rate: {rate}",
        MUSD_A_YEAR,
        {
            "own_notices": "{group}, partners act by their own notices",
            "by_dial": "{group}, if partners give notice by their dial",
            "dial_only": "{group}, if no partner gave notices (dial only)",
            "either_reading": "{group}, in either reading",
            "law_only": "{group}, carried out in full",
            "law_only_as_asked": "{group}, carried out in full, as asked",
            "no_compliance_as_asked": "{group}, nobody complies, as asked",
            "at_customs": "in full, base-year trade and prices",
            "claimed": "claimed by officials",
        },
    ),
    "would_deny_ranges": Table(
        "would deny, with ranges: {what}, {unit}, {draws:,} draws",
        MUSD_A_YEAR,
        {"first_year": "{reading}, {year}", "run_rate": "{reading}, run-rate {rate}"},
    ),
    "variance": Table(
        "whose luck the variance of that answer is, {year} (what they do together counts for each)",
        SHARE,
        {
            "behaviour": "behaviour",
            "baseline": "the baseline",
            "noise": "monthly noise",
            "judgement": "all that rests on judgement, whichever of the three",
        },
    ),
    "would_deny": Table(
        "would deny, goods exports, {unit}",
        MUSD_A_YEAR,
        {
            "claimed": "claimed by officials (assumes full compliance)",
            "law_only_base_year_prices_no_growth": "{baseline}, full compliance, base-year prices, no growth",
            "law_only": "law only: full compliance, growth and observed prices",
            "own_notices": "modelled, partners act by their own notices",
            "by_dial": "modelled, partners give notice by their dial",
            "dial_only": "modelled, if no partner gave notices: dial only ({curve})",
            "dial_only_gamma_1": "modelled, if no partner gave notices: dial only, gamma 1",
            "no_compliance": "no compliance",
            "no_compliance_as_asked": "no compliance, as this scenario asks",
            "against_no_sanctions": "whole bundle against no sanctions: {variant}",
        },
    ),
    "prices": Table(
        "the same at observed and at base-year prices",
        MUSD_A_YEAR,
        {
            "observed_prices": "{variant}: observed prices",
            "base_year_prices": "{variant}: base-year prices",
            "price": "{variant}: price",
        },
    ),
    "labour": Table("beside goods, never added to them: labour (workers abroad and Kaesong)", MUSD_A_YEAR),
    "services": Table("beside goods, never added to them: services (small services)", MUSD_A_YEAR),
    "illicit": Table("beside goods, never in a sum: {what}", MUSD_A_YEAR),
    "bridge": Table(
        "bridge from the claim to the modelled number, {year}, {unit}",
        MUSD,
        {
            "claimed": "claimed by officials",
            "baseline_largest_buyer": "baseline: {buyer}, {baseline} instead",
            "baseline_other_buyers": "baseline: outside {buyer}",
            "law_only_base_year_prices_no_growth": "= full compliance on {baseline}",
            "growth": "growth since the base year",
            "observed_prices": "observed prices",
            "law_only": "= law only",
            "not_carried_out": "not carried out",
            "diversion_and_smuggling": "diversion and smuggling",
            "discounts_and_interdiction": "discounts and interdiction",
            "own_notices": "= modelled, own notices",
        },
    ),
    "would_earn": Table(
        "would earn, {unit}; groups are never added, illicit income is context",
        MUSD_A_YEAR,
        {"goods_in_all": "goods in all", "labour_in_all": "labour in all", "services_in_all": "services in all"},
    ),
    "levels": Table("what each denies and leaves of goods receipts, {unit}, {draws:,} draws", MUSD_A_YEAR),
    "differences": Table("{group} receipts denied, {unit}, {draws:,} paired draws", MUSD_A_YEAR),
}

BRIDGE_IN_SHORT = {
    "claimed": "claimed",
    "baseline_largest_buyer": "customs instead",
    "baseline_other_buyers": "other buyers",
    "law_only_base_year_prices_no_growth": "= in full on customs",
    "growth": "growth",
    "observed_prices": "prices",
    "law_only": "= in full",
    "not_carried_out": "not carried out",
    "diversion_and_smuggling": "leaks",
    "discounts_and_interdiction": "discounts",
    "own_notices": "= own notices",
}
"""The steps of the bridge where all stand in a line."""

CENTRAL_RUN = "central run, not the median: {title}"
"""How a table of the central run is headed beside one with ranges."""

COLUMNS: dict[str, tuple[str, str]] = {
    "receipts_first_year": ("receipts {year}", MUSD_A_YEAR),
    "receipts_run_rate": ("run-rate {rate}", MUSD_A_YEAR),
    "net_first_year": ("net of inputs {year}", MUSD_A_YEAR),
    "recorded_first_year": ("recorded {year}", MUSD_A_YEAR),
    "median_in": ("{year}", MUSD_A_YEAR),
    "median": ("median", MUSD_A_YEAR),
    "range_90": ("90 % of draws", MUSD_A_YEAR),
    "range_50": ("50 % of draws", MUSD_A_YEAR),
    "chance_above_1_bn": ("P(> 1 bn)", SHARE),
    "share_of_variance": ("share of variance", SHARE),
    "chance_denies_more": ("P(denies more)", SHARE),
    "central_run": ("central run", MUSD_A_YEAR),
    "run_rate_short": ("run-rate", MUSD_A_YEAR),
    "net_short": ("net of inputs", MUSD_A_YEAR),
    "missed_customs": ("missed by", "USD million a month"),
    "denied": ("denied", MUSD_A_YEAR),
    "received": ("received", MUSD_A_YEAR),
    "year": ("{year}", MUSD_A_YEAR),
    "run_rate": ("run-rate {rate}", MUSD_A_YEAR),
    "other_goods": ("other goods", MUSD),
    "total": ("total", MUSD),
}
"""Words and unit of the columns by key."""


def block_of(table: str, columns: Sequence[Column], rows: Sequence[Row], **given: Any) -> SaidTable:
    """A table with its title as printed. Raises KeyError for one that has no words."""
    said = TABLES[table]
    return SaidTable(table, said.title.format(unit=said.unit, **given), said.unit, tuple(columns), tuple(rows))


def columns_of(*names: str, **given: Any) -> tuple[Column, ...]:
    """Columns by key. Raises KeyError for one that has no words."""
    return tuple(Column(name, COLUMNS[name][0].format(**given), COLUMNS[name][1]) for name in names)


def row_of(table: str, key: str, values: Sequence[float | str | None], **given: Any) -> Row:
    """A row by key. Raises KeyError for one that has no words."""
    return Row(key, TABLES[table].rows[key].format(**given), tuple(values))


def variant_row(table: str, variant: Variant, kind: str, values: Sequence[float | str | None]) -> Row:
    """A row of one kind that stands for several variants: its key is the variant's id and the kind."""
    return Row(f"{variant.id}_{kind}", TABLES[table].rows[kind].format(variant=variant.words), tuple(values))
