"""Results as tidy tables on disk, and back: whoever has the folder needs no simulation to read, draw or compare it.

A central run leaves months_by_stream, months_by_partner and months_by_channel (Parquet, a row a month and member),
summary.csv and events.csv; draws leave quantiles.csv, windows.parquet and one draws_<variant>.parquet a variant. Money
is USD million; a month is given by its first day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sim.common.months import first_day
from sim.domain.scenario import SCHEMA_VERSION
from sim.domain.trade import SUMMED_GROUPS
from sim.runs.reduce import PROBABILITIES
from sim.runs.results import CELL_SERIES, CHANNEL_SERIES, STREAM_SERIES, Results
from sim.runs.variants import DIAL_ONLY, LAW_ONLY, OWN_NOTICES, PRIOR_LAW, REDRAWN, SCENARIO, Variant
from sim.store.formats import csv_text, json_text, write_parquet

SHOWN: dict[Variant, str] = {
    SCENARIO: "scenario",
    PRIOR_LAW: "prior_law",
    LAW_ONLY: "law_only",
    OWN_NOTICES: "own_notices",
    DIAL_ONLY: "dial_only",
}
"""The variants whose monthly tables are kept, and their names there."""

DRAWN: tuple[Variant, ...] = tuple(
    variant for reading in (SCENARIO, OWN_NOTICES, DIAL_ONLY, REDRAWN) for variant in (reading, reading.prior)
)
"""The variants that draws can be of, in the order of their tables."""

QUANTILES = tuple(f"q{100 * p:02.0f}_musd" for p in PROBABILITIES)

STREAMS, PARTNERS, CHANNELS = "months_by_stream.parquet", "months_by_partner.parquet", "months_by_channel.parquet"
SUMMARY, EVENTS, BANDS, WINDOWS = "summary.csv", "events.csv", "quantiles.csv", "windows.parquet"


def save(results: Results, folder: Path) -> None:
    """Write the tables of results into a folder."""
    write_parquet(folder / STREAMS, list(_stream_rows(results)))
    write_parquet(folder / PARTNERS, list(_partner_rows(results)))
    write_parquet(folder / CHANNELS, list(_channel_rows(results)))
    (folder / SUMMARY).write_text(csv_text(list(_summary_rows(results))), encoding="utf-8")
    (folder / EVENTS).write_text(csv_text(list(_event_rows(results))), encoding="utf-8")
    if results.draws > 1:
        (folder / BANDS).write_text(csv_text(list(_band_rows(results))), encoding="utf-8")
        write_parquet(folder / WINDOWS, _window_columns(results))
        if failed := {v.id: [asdict(draw) for draw in draws] for v, draws in results.failed.items() if draws}:
            (folder / "failed_draws.json").write_text(json_text(failed), encoding="utf-8")


def draws_file(variant: Variant) -> str:
    """The file with a variant's totals by draw and year."""
    return f"draws_{variant.id}.parquet"


# -- monthly tables ---------------------------------------------------------------------------------------------------


def _shown(results: Results) -> list[tuple[str, Variant]]:
    return [(name, variant) for variant, name in SHOWN.items() if results.has(variant)]


def _days(results: Results) -> list[date]:
    return [first_day(month) for month in results.axes["month"]]


def _in_name_order(streams: Sequence[str]) -> list[tuple[int, str]]:
    return sorted(enumerate(streams), key=lambda entry: entry[1])


def _stream_rows(results: Results) -> Iterator[dict[str, Any]]:
    groups = {stream.id: stream.group for stream in results.scenario.streams}
    for name, variant in _shown(results):
        tables = {series: results.of(series, variant) for series in STREAM_SERIES}
        for t, month in enumerate(_days(results)):
            for k, stream in _in_name_order(results.streams):
                row: dict[str, Any] = {"month": month, "variant": name, "group": groups[stream], "stream": stream}
                yield row | {f"{series}_musd": float(tables[series][t, k]) for series in STREAM_SERIES}


def _partner_rows(results: Results) -> Iterator[dict[str, Any]]:
    cells = sorted((cell, c) for c, cell in enumerate(results.axes["cell"]))
    partners = {partner: i for i, partner in enumerate(results.axes["partner"])}
    for name, variant in _shown(results):
        tables = {series: results.of(f"cell.{series}", variant) for series in (*CELL_SERIES, "compliance")}
        dial, propensity = results.of("dial", variant), results.of("propensity", variant)
        for t, month in enumerate(_days(results)):
            for (stream, partner), c in cells:
                i = partners[partner]
                row: dict[str, Any] = {"month": month, "variant": name, "partner": partner, "stream": stream}
                row |= {f"{series}_musd": float(tables[series][t, c]) for series in CELL_SERIES}
                row["compliance"] = float(tables["compliance"][t, c])
                yield row | {"dial": float(dial[t, i]), "propensity": float(propensity[t, i])}


def _channel_rows(results: Results) -> Iterator[dict[str, Any]]:
    for name, variant in _shown(results):
        tables = {series.removesuffix("_received"): results.of(series, variant) for series in CHANNEL_SERIES}
        tables = {"permitted": results.of("receipts", variant) - sum(tables.values())} | tables
        for t, month in enumerate(_days(results)):
            for k, stream in _in_name_order(results.streams):
                for channel, table in tables.items():
                    row: dict[str, Any] = {"month": month, "variant": name, "stream": stream, "channel": channel}
                    yield row | {"receipts_musd": float(table[t, k])}


def _summary_rows(results: Results) -> Iterator[dict[str, Any]]:
    """A month a row: what a spreadsheet needs of each group."""
    groups = {name: results.positions(results.group(name)) for name in SUMMED_GROUPS}
    for t, month in enumerate(_days(results)):
        row: dict[str, Any] = {"month": month}
        for group, positions in groups.items():
            for name, variant in _shown(results):
                for series in ("value", "receipts", "recorded", "net"):
                    if series != "value" or variant == SCENARIO:
                        column = "no_sanctions" if series == "value" else f"{name}_{series}"
                        table = results.of(series, variant)
                        row[f"{group}_{column}_musd"] = sum(float(table[t, k]) for k in positions)
        yield row | {"schema_version": SCHEMA_VERSION}


def _event_rows(results: Results) -> Iterator[dict[str, Any]]:
    for event in results.events:
        yield {"day": event.day, "what": event.what, "act": event.act, "partners": " ".join(event.partners)}


# -- draws ------------------------------------------------------------------------------------------------------------


def _band_rows(results: Results) -> Iterator[dict[str, Any]]:
    for variant in (v for v in DRAWN if results.has(v, "bands.receipts")):
        for measure in ("receipts", "recorded"):
            bands = results.of(f"bands.{measure}", variant)
            central = results.of(measure, variant) if results.has(variant, measure) else None
            for t, month in enumerate(_days(results)):
                for n, series in enumerate(results.axes["series"]):
                    row: dict[str, Any] = {"month": month, "variant": variant.id, "series": series, "measure": measure}
                    row["central_musd"] = "" if central is None else _central(results, central[t], series)
                    row |= {name: float(q) for name, q in zip(QUANTILES, bands[:, t, n], strict=True)}
                    yield row | {"schema_version": SCHEMA_VERSION}


def _central(results: Results, row: np.ndarray, series: str) -> float:
    streams = results.group(series) if series in results.axes["group"] else [series]
    return float(sum(row[k] for k in results.positions(streams)))


def _window_columns(results: Results) -> dict[str, Any]:
    """Receipts of each group over each window, a row a draw and a column a variant; empty where a draw has none."""
    columns: dict[str, Any] = {"draw": np.arange(results.draws)}
    for variant in (v for v in DRAWN if results.has(v, "windows.receipts")):
        table = results.of("windows.receipts", variant)
        padded = np.full((*table.shape[:-1], results.draws), np.nan)
        padded[..., : table.shape[-1]] = table
        for g, group in enumerate(results.axes["group"]):
            for w in range(table.shape[1]):
                columns[f"{variant.id}_{group}_window_{w + 1}_musd"] = padded[g, w]
    return columns
