"""Results as tidy tables on disk, and back: whoever has the folder needs no simulation to read, draw or compare it.

A central run leaves months_by_stream, months_by_partner and months_by_channel (Parquet, a row a month and member),
summary.csv and events.csv; draws leave quantiles.csv, windows.parquet, one draws_<variant>.parquet a variant and,
of a campaign, events.parquet. Money is USD million; a month is given by its first day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from sim.common.axes import Array
from sim.common.months import first_day
from sim.domain.scenario import SCHEMA_VERSION
from sim.domain.trade import SUMMED_GROUPS
from sim.runs.collect import STEPS
from sim.runs.reduce import PROBABILITIES
from sim.runs.results import CELL_SERIES, CHANNEL_SERIES, STREAM_SERIES, Results
from sim.runs.variants import (
    BY_DIAL,
    DIAL_ONLY,
    LAW_ONLY,
    OWN_NOTICES,
    PARTS_REDRAWN,
    PRIOR_LAW,
    READINGS,
    REDRAWN,
    SCENARIO,
    Variant,
)
from sim.store.formats import csv_text, json_text, write_parquet

SHOWN: dict[Variant, str] = {
    SCENARIO: "scenario",
    PRIOR_LAW: "prior_law",
    LAW_ONLY: "law_only",
    OWN_NOTICES: "own_notices",
    BY_DIAL: "by_dial",
    DIAL_ONLY: "dial_only",
}
"""The variants whose monthly tables are kept, and their names there."""

DRAWN: tuple[Variant, ...] = tuple(
    variant for reading in (SCENARIO, *READINGS, REDRAWN, *PARTS_REDRAWN) for variant in (reading, reading.prior)
)
"""The variants that draws can be of, in the order of their tables."""

STEPPED = ("value", *STEPS)
"""What windows tell of the scenario besides receipts."""

QUANTILES = tuple(f"q{100 * p:02.0f}_musd" for p in PROBABILITIES)

STREAMS, PARTNERS, CHANNELS = "months_by_stream.parquet", "months_by_partner.parquet", "months_by_channel.parquet"
SUMMARY, EVENTS, BANDS, WINDOWS = "summary.csv", "events.csv", "quantiles.csv", "windows.parquet"


Columns = dict[str, Any]
"""A table, column by column: arrays or lists of one length by name."""


def save(results: Results, folder: Path) -> None:
    """Write the tables of results into a folder."""
    write_parquet(folder / STREAMS, _by_stream(results))
    write_parquet(folder / PARTNERS, _by_partner(results))
    write_parquet(folder / CHANNELS, _by_channel(results))
    (folder / SUMMARY).write_text(csv_text(_summary(results)), encoding="utf-8")
    (folder / EVENTS).write_text(csv_text(_events(results)), encoding="utf-8")
    if results.draws > 1:
        (folder / BANDS).write_text(csv_text(_bands(results)), encoding="utf-8")
        write_parquet(folder / WINDOWS, _windows(results))
        if failed := {v.id: [asdict(draw) for draw in draws] for v, draws in results.failed.items() if draws}:
            (folder / "failed_draws.json").write_text(json_text(failed), encoding="utf-8")


def draws_file(variant: Variant) -> str:
    """The file with a variant's totals by draw and year."""
    return f"draws_{variant.id}.parquet"


# -- monthly tables ---------------------------------------------------------------------------------------------------


def _shown(results: Results) -> dict[str, Variant]:
    return {name: variant for variant, name in SHOWN.items() if results.has(variant)}


def _days(results: Results) -> np.ndarray:
    return np.array([first_day(month) for month in results.axes["month"]], dtype="datetime64[D]")


def _tidy(results: Results, **members: Sequence[str]) -> Columns:
    """Which row is which: one variant after the other, month by month, a row a member with its names."""
    shown, days = list(_shown(results)), _days(results)
    wide = len(next(iter(members.values())))
    named = {key: np.tile(np.array(names, dtype=object), len(shown) * len(days)) for key, names in members.items()}
    variants = np.repeat(np.array(shown, dtype=object), len(days) * wide)
    return {"month": np.tile(np.repeat(days, wide), len(shown)), "variant": variants, **named}


def _column(results: Results, series: str, order: Sequence[int]) -> Array:
    """A monthly series of every variant shown, its members in an order: the rows of `_tidy`."""
    return np.concatenate([results.of(series, variant)[:, order].ravel() for variant in _shown(results).values()])


def _streams_in_order(results: Results) -> tuple[list[int], list[str]]:
    """Where the streams stand in the arrays, and their ids, in name order."""
    names = sorted(results.streams)
    return results.positions(names), names


def _by_stream(results: Results) -> Columns:
    groups = {stream.id: stream.group for stream in results.scenario.streams}
    order, names = _streams_in_order(results)
    found = _tidy(results, group=[groups[stream] for stream in names], stream=names)
    return found | {f"{series}_musd": _column(results, series, order) for series in STREAM_SERIES}


def _by_partner(results: Results) -> Columns:
    cells = results.axes["cell"]
    order = sorted(range(len(cells)), key=cells.__getitem__)
    buyers = [cells[c][1] for c in order]
    partners = [results.axes["partner"].index(buyer) for buyer in buyers]
    found = _tidy(results, partner=buyers, stream=[cells[c][0] for c in order])
    found |= {f"{series}_musd": _column(results, f"cell.{series}", order) for series in CELL_SERIES}
    found["compliance"] = _column(results, "cell.compliance", order)
    return found | {name: _column(results, name, partners) for name in ("dial", "propensity")}


def _by_channel(results: Results) -> Columns:
    order, names = _streams_in_order(results)
    channels = ["permitted", *(series.removesuffix("_received") for series in CHANNEL_SERIES)]
    passing = [_column(results, series, order) for series in CHANNEL_SERIES]
    permitted = _column(results, "receipts", order) - sum(passing)
    found = _tidy(results, stream=np.repeat(names, len(channels)).tolist(), channel=channels * len(names))
    return found | {"receipts_musd": np.stack([permitted, *passing], axis=-1).ravel()}


def _summary(results: Results) -> Columns:
    """A month a row: what a spreadsheet needs of each group."""
    found: Columns = {"month": _days(results)}
    for group in SUMMED_GROUPS:
        streams = results.group(group)
        for name, variant in _shown(results).items():
            for series in ("value", "receipts", "recorded", "net"):
                if series != "value" or variant == SCENARIO:
                    column = "no_sanctions" if series == "value" else f"{name}_{series}"
                    found[f"{group}_{column}_musd"] = results.summed(series, variant, streams)
    return found | {"schema_version": [SCHEMA_VERSION] * len(found["month"])}


def _events(results: Results) -> Columns:
    return {
        "day": [event.day for event in results.events],
        "what": [event.what for event in results.events],
        "act": [event.act for event in results.events],
        "partners": [" ".join(event.partners) for event in results.events],
    }


# -- draws ------------------------------------------------------------------------------------------------------------


def _bands(results: Results) -> Columns:
    """Monthly quantiles: one variant after the other, one measure after the other, month by month, a row a series."""
    asked = [(v, m) for v in DRAWN if results.has(v, "bands.receipts") for m in ("receipts", "recorded")]
    days, series = _days(results), results.axes["series"]
    size = len(days) * len(series)
    found: Columns = {
        "month": np.tile(np.repeat(days, len(series)), len(asked)),
        "variant": [variant.id for variant, _ in asked for _ in range(size)],
        "series": list(series) * (len(days) * len(asked)),
        "measure": [measure for _, measure in asked for _ in range(size)],
        "central_musd": [amount for variant, measure in asked for amount in _central(results, measure, variant)],
    }
    tables = [results.of(f"bands.{measure}", variant) for variant, measure in asked]
    found |= {name: np.concatenate([table[n].ravel() for table in tables]) for n, name in enumerate(QUANTILES)}
    return found | {"schema_version": [SCHEMA_VERSION] * (size * len(asked))}


def _central(results: Results, measure: str, variant: Variant) -> list[Any]:
    """The central run of each month and series of the bands; empty for a variant that has none."""
    series = results.axes["series"]
    if not results.has(variant, measure):
        return [""] * (len(results.axes["month"]) * len(series))
    streams = {name: results.group(name) if name in results.axes["group"] else [name] for name in series}
    columns = [results.summed(measure, variant, streams[name]) for name in series]
    return np.stack(columns, axis=-1).ravel().tolist()


def _windows(results: Results) -> Columns:
    """Receipts of each group over each window, a row a draw and a column a variant; empty where a draw has none.

    Of the scenario also the steps from trade without sanctions to receipts.
    """
    columns: Columns = {"draw": np.arange(results.draws)}
    for variant in (v for v in DRAWN if results.has(v, "windows.receipts")):
        padded = _padded(results.of("windows.receipts", variant), results.draws)
        for g, group in enumerate(results.axes["group"]):
            for w in range(padded.shape[1]):
                columns[f"{variant.id}_{group}_window_{w + 1}_musd"] = padded[g, w]
    return columns | _alone(results) | _steps(results)


def _padded(amounts: Array, draws: int) -> Array:
    """Amounts by draw, empty where a variant has fewer draws."""
    if amounts.shape[-1] == draws:
        return amounts
    padded = np.full((*amounts.shape[:-1], draws), np.nan)
    padded[..., : amounts.shape[-1]] = amounts
    return padded


def _alone(results: Results) -> Columns:
    """The same of each series that has no total."""
    return {
        f"{variant.id}_{group.replace('.', '_')}_window_{w + 1}_musd": _padded(amounts, results.draws)
        for variant in DRAWN
        if results.has(variant, "alone.receipts")
        for group, windows in zip(results.axes["alone"], results.of("alone.receipts", variant), strict=True)
        for w, amounts in enumerate(windows)
    }


def _steps(results: Results) -> Columns:
    """What lies between the scenario's trade without sanctions and its receipts over each window, a row a draw."""
    return {
        f"{SCENARIO.id}_{group}_{name}_window_{w + 1}_musd": amounts
        for name in STEPPED
        for group, windows in zip(results.axes["group"], results.of(f"windows.{name}"), strict=True)
        for w, amounts in enumerate(windows)
    }
