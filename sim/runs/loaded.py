"""A finished folder read back as results: the series its tables hold, of the variants they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.common.axes import Array
from sim.common.errors import BadInput, Problem
from sim.common.months import parse_date
from sim.domain.event import Event
from sim.domain.scenario import Scenario
from sim.domain.trade import SUMMED_GROUPS
from sim.runs.question import draws_of
from sim.runs.reduce import PROBABILITIES
from sim.runs.results import (
    CELL_SERIES,
    CHANNEL_SERIES,
    MUSD,
    MUSD_A_MONTH,
    STREAM_SERIES,
    Results,
    Series,
)
from sim.runs.saved import (
    BANDS,
    CHANNELS,
    DRAWN,
    EVENTS,
    PARTNERS,
    QUANTILES,
    SHOWN,
    STEPPED,
    STREAMS,
    WINDOWS,
    draws_file,
)
from sim.runs.variants import SCENARIO, Variant, groups_alone
from sim.store.formats import content_of
from sim.store.storage import storage

NAMED = {variant.id: variant for variant in DRAWN}
"""The variants that a folder's draws can be of, by their names in files."""

Table = Mapping[str, Any]
"""Columns by name."""


def load(folder: Path, scenario: Scenario) -> Results:
    """The results that a run of a scenario left in a folder, axes in the order of its tables.

    Raises BadInput where tables are missing or damaged.
    """
    try:
        with storage(folder):
            return _load(folder, scenario)
    except (KeyError, ValueError, IndexError, TypeError, AttributeError, OverflowError) as error:
        hint = "the folder is damaged; run its scenario again"
        raise BadInput(Problem("its tables cannot be read", str(folder), given=str(error)[:200], hint=hint)) from None


def _load(folder: Path, scenario: Scenario) -> Results:
    months = range(scenario.start, scenario.start + scenario.months)
    streams, partners, channels = (_parquet(folder / name) for name in (STREAMS, PARTNERS, CHANNELS))
    names = tuple(sorted({stream.id for stream in scenario.streams}))
    cells = tuple(dict.fromkeys(zip(partners["stream"], partners["partner"], strict=True)))
    axes: dict[str, tuple[Any, ...]] = {
        "month": tuple(months),
        "stream": names,
        "cell": cells,
        "partner": tuple(sorted(partner.id for partner in scenario.partners)),
    }
    known = {name: variant for variant, name in SHOWN.items()}
    held = list(dict.fromkeys(streams["variant"]))
    series: dict[Variant, dict[str, Series]] = {}
    for n, name in enumerate(held):
        size, wide = len(months) * len(names), len(months) * len(cells)
        monthly = _by_stream(streams, slice(n * size, (n + 1) * size), (len(months), len(names)))
        monthly |= _by_cell(partners, slice(n * wide, (n + 1) * wide), (len(months), len(cells)), axes)
        monthly |= _by_channel(channels, n, (len(months), len(names)))
        series[known[name]] = monthly
    results = Results(scenario, axes, series, _events(folder))
    return results.beside(_drawn(folder, scenario)) if scenario.draws > 1 else results


def _events(folder: Path) -> tuple[Event, ...]:
    """The event log, as far as a folder has one."""
    columns = ("day", "what", "act", "partners")
    table = _csv(folder / EVENTS) if (folder / EVENTS).is_file() else {name: [] for name in columns}
    rows = zip(*(table[name] for name in columns), strict=True)
    return tuple(Event(parse_date(day), what, act, tuple(partners.split())) for day, what, act, partners in rows)


def _parquet(path: Path, columns: Iterable[str] | None = None) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with content_of(path):
        table = pq.read_table(path, columns=list(columns) if columns else None)
    found: dict[str, Any] = {}
    for name in table.column_names:
        column = table[name]
        words = pa.types.is_string(column.type) or pa.types.is_dictionary(column.type)
        found[name] = column.to_pylist() if words else column.to_numpy()
    return found


def _by_stream(table: Table, rows: slice, shape: tuple[int, int]) -> dict[str, Series]:
    columns = {name: np.reshape(table[f"{name}_musd"][rows], shape) for name in STREAM_SERIES}
    return {name: Series(MUSD_A_MONTH, ("month", "stream"), values) for name, values in columns.items()}


def _by_cell(
    table: Table, rows: slice, shape: tuple[int, int], axes: Mapping[str, tuple[Any, ...]]
) -> dict[str, Series]:
    found = {
        f"cell.{name}": Series(MUSD_A_MONTH, ("month", "cell"), np.reshape(table[f"{name}_musd"][rows], shape))
        for name in CELL_SERIES
    }
    found["cell.compliance"] = Series("share", ("month", "cell"), np.reshape(table["compliance"][rows], shape))
    for name, unit in (("dial", "points"), ("propensity", "share")):
        by_cell = np.reshape(table[name][rows], shape)
        found[name] = Series(unit, ("month", "partner"), _by_partner(by_cell, axes))
    return found


def _by_partner(by_cell: Array, axes: Mapping[str, tuple[Any, ...]]) -> Array:
    """What every cell of a partner repeats, by partner; NaN for partners without trade, of whom no row tells."""
    buyers = [partner for _, partner in axes["cell"]]
    missing = np.full(len(by_cell), np.nan)
    columns = [by_cell[:, buyers.index(p)] if p in buyers else missing for p in axes["partner"]]
    return np.stack(columns, axis=1)


def _by_channel(table: Table, n: int, shape: tuple[int, int]) -> dict[str, Series]:
    ways = 1 + len(CHANNEL_SERIES)
    size = shape[0] * shape[1] * ways
    values = np.reshape(table["receipts_musd"][n * size : (n + 1) * size], (*shape, ways))
    return {
        name: Series(MUSD_A_MONTH, ("month", "stream"), values[:, :, way + 1])
        for way, name in enumerate(CHANNEL_SERIES)
    }


# -- draws ------------------------------------------------------------------------------------------------------------


def _drawn(folder: Path, scenario: Scenario) -> Results:
    """Monthly quantiles of every variant, and the yearly totals of the scenario's own draws."""
    table = _csv(folder / BANDS)
    held = list(dict.fromkeys(table["series"]))
    shape = (2, scenario.months, len(held))
    size = int(np.prod(shape))
    series: dict[Variant, dict[str, Series]] = {}
    for n, name in enumerate(dict.fromkeys(table["variant"])):
        rows = slice(n * size, (n + 1) * size)
        bands = np.array([np.reshape(np.array(table[q][rows], dtype=np.float64), shape) for q in QUANTILES])
        axes = ("probability", "month", "series")
        series[NAMED[name]] = {
            f"bands.{measure}": Series(MUSD_A_MONTH, axes, bands[:, m])
            for m, measure in enumerate(("receipts", "recorded"))
        }
    alone = groups_alone(scenario)
    for variant, windows in _windows(folder, alone).items():
        series.setdefault(variant, {}).update(windows)
    series[SCENARIO] |= _steps(folder)
    years, totals = _years(folder, scenario)
    series[SCENARIO] |= {name: Series(MUSD, ("group", "year", "draw"), values) for name, values in totals.items()}
    axes_ = {"series": tuple(held), "probability": PROBABILITIES, "group": SUMMED_GROUPS, "alone": alone, "year": years}
    return Results(scenario, axes_, series, draws=scenario.draws)


def _windows(folder: Path, alone: Sequence[str]) -> dict[Variant, dict[str, Series]]:
    """Receipts by group, window and draw of every variant that was drawn; draws that a variant lacks are left out.

    Of series without a total too, those that are `alone`, unless the folder was written before draws kept them.
    """
    table = _parquet(folder / WINDOWS)
    found = {}
    for name, variant in NAMED.items():
        if f"{name}_{SUMMED_GROUPS[0]}_window_1_musd" in table:
            found[variant] = {"windows.receipts": _by_window(table, variant, name, "group", SUMMED_GROUPS)}
            if alone and f"{name}_{alone[0].replace('.', '_')}_window_1_musd" in table:
                found[variant]["alone.receipts"] = _by_window(table, variant, name, "alone", alone)
    return found


def _by_window(table: Table, variant: Variant, name: str, axis: str, groups: Sequence[str]) -> Series:
    columns = [[table[f"{name}_{g.replace('.', '_')}_window_{w}_musd"] for w in (1, 2)] for g in groups]
    values = np.array(columns)
    return Series(MUSD, (axis, "window", "draw"), values[..., : draws_of(variant, values.shape[-1])])


def _steps(folder: Path) -> dict[str, Series]:
    """What lies between trade without sanctions and receipts, by group, window and draw.

    Nothing where the folder was written before draws kept it.
    """
    table, found = _parquet(folder / WINDOWS), {}
    for name in STEPPED:
        columns = [[f"{SCENARIO.id}_{g}_{name}_window_{w}_musd" for w in (1, 2)] for g in SUMMED_GROUPS]
        if columns[0][0] in table:
            values = np.array([[table[column] for column in windows] for windows in columns])
            found[f"windows.{name}"] = Series(MUSD, ("group", "window", "draw"), values)
    return found


def _csv(path: Path) -> Table:
    import csv

    with path.open(encoding="utf-8", newline="") as file:
        try:
            reader = csv.DictReader(file)
            rows = list(reader)
        except csv.Error as error:
            raise ValueError(f"{path.name}: {error}") from None
    return {name: [row[name] for row in rows] for name in reader.fieldnames or ()}


def _years(folder: Path, scenario: Scenario) -> tuple[tuple[int, ...], dict[str, Array]]:
    groups = [group for group in SUMMED_GROUPS if any(stream.group == group for stream in scenario.streams)]
    columns = {name: [f"group_{group}_{name}_musd" for group in groups] for name in ("receipts", "value")}
    wanted = ["draw", "year", *(column for listed in columns.values() for column in listed)]
    table = _parquet(folder / draws_file(SCENARIO), wanted)
    years = tuple(int(year) for year in dict.fromkeys(table["year"]))
    missing = np.zeros(len(table["year"]))

    def by_draw(name: str, group: str) -> Array:
        column = table.get(f"group_{group}_{name}_musd", missing)
        return np.reshape(column, (-1, len(years))).T

    return years, {f"years.{name}": np.array([by_draw(name, group) for group in SUMMED_GROUPS]) for name in columns}
