"""The implementation gap: the share of what the law restricts that is really stopped, by provision, partner, whole.

No one has ever carried a resolution out in full: this says how far, in share and in money. Groups are never added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from sim.analysis.bands import reading_words
from sim.common.axes import Array
from sim.domain.trade import SUMMED_GROUPS
from sim.runs.results import Results
from sim.runs.variants import DIAL_ONLY, LAW_ONLY, OWN_NOTICES, SCENARIO, Variant

AMOUNTS = ("restricted_musd", "carried_out_musd", "reach", "gap", "potential")
COLUMNS = ("variant", "span", "group", "of", "name", *AMOUNTS, "note")
NOT_ADDITIVE = "alone: two acts on one cell both get the cell; rows do not add up"
POTENTIAL = "share of what would be lost if all were carried out at its date"


def reach_table(results: Results) -> dict[str, list[Any]]:
    """One row a reading, span, group and whole, partner or provision; '-' where nothing is restricted."""
    shown = [v for v in (SCENARIO, OWN_NOTICES, DIAL_ONLY) if results.has(v, "provision.restricted")]
    rows = [
        (variant.id, span, group, *row)
        for variant in shown
        for span, months in _spans(results)
        for group in SUMMED_GROUPS
        for row in _rows(results, variant, months, group)
    ]
    return {name: [row[n] for row in rows] for n, name in enumerate(COLUMNS)}


def gap_in_words(results: Results) -> Iterator[str]:
    """The implementation gap of the first year's goods in a line: that of each reading, central run."""
    year, streams = results.windows[0], set(results.group("goods"))
    mine = [c for c, (stream, _) in enumerate(results.axes.get("cell", ())) if stream in streams]
    parts = []
    for variant in dict.fromkeys(v for v in (SCENARIO, OWN_NOTICES, DIAL_ONLY) if results.has(v, "cell.restricted")):
        months = list(year.months)
        law, done = (results.of(f"cell.{name}", variant)[months].sum(axis=0) for name in ("restricted", "displaced"))
        if (restricted := _sum(law, mine)) > 0:
            words = f"{_share(1.0 - _sum(done, mine) / restricted)} {reading_words(results.scenario, variant)}"
            parts += [words] if words not in parts else []
    if parts:
        yield f"implementation gap {year.label}, what still goes of the goods that law restricts: {', '.join(parts)}"


def _share(share: float) -> str:
    return "0 %" if share <= 0 else "under 1 %" if share < 0.01 else f"{100 * share:.0f} %"


def _spans(results: Results) -> Iterator[tuple[str, list[int]]]:
    """Every calendar year, and the whole horizon."""
    months = results.axes["month"]
    for year in sorted({month // 12 for month in months}):
        yield str(year), [t for t, month in enumerate(months) if month // 12 == year]
    yield "horizon", list(range(len(months)))


def _rows(results: Results, variant: Variant, months: list[int], group: str) -> Iterator[tuple[Any, ...]]:
    streams = set(results.group(group))
    law, done = (results.of(f"cell.{name}", variant)[months].sum(axis=0) for name in ("restricted", "displaced"))
    mine = {c: partner for c, (stream, partner) in enumerate(results.axes["cell"]) if stream in streams}
    whole = _sum(law, mine), _sum(done, mine)
    if whole[0] == 0:
        return
    yield "whole", "", *_shares(*whole), _potential(results, variant, months, group), POTENTIAL
    for partner, here in _by_name(mine):
        if _sum(law, here) > 0:
            yield "partner", partner, *_shares(_sum(law, here), _sum(done, here)), "-", ""
    law, done = (results.of(f"provision.{name}", variant)[months].sum(axis=0) for name in ("restricted", "carried"))
    mine = {n: provision for n, (provision, stream) in enumerate(results.axes["provision"]) if stream in streams}
    for provision, here in _by_name(mine):
        if _sum(law, here) > 0:
            yield "provision", provision, *_shares(_sum(law, here), _sum(done, here)), "-", NOT_ADDITIVE


def _by_name(places: Mapping[int, str]) -> list[tuple[str, list[int]]]:
    """The places of each name, names in order."""
    found: dict[str, list[int]] = {}
    for place, name in places.items():
        found.setdefault(name, []).append(place)
    return sorted(found.items())


def _sum(values: Array, places: Iterable[int]) -> float:
    return float(sum(values[n] for n in places))


def _shares(restricted: float, carried: float) -> tuple[float, float, float, float]:
    """What is restricted and carried out, USD million; reach and gap."""
    reach = carried / restricted
    return restricted, carried, reach, 1.0 - reach


def _potential(results: Results, variant: Variant, months: list[int], group: str) -> float | str:
    """What is lost as a share of what would be lost under law only: (V + substitution - revenue) of both."""

    def lost(one: Variant) -> float:
        places = results.positions(results.group(group))
        tables = [results.of(name, one)[months][:, places].sum() for name in ("value", "substitution", "receipts")]
        return float(tables[0] + tables[1] - tables[2])

    if not results.has(LAW_ONLY) or not np.isfinite(full := lost(LAW_ONLY)) or full <= 0:
        return "-"
    return lost(variant) / full
