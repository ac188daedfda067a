"""A scenario's results as one long table in the form of the IAMC: model, scenario, region, variable, unit, time, value.

Regions are buyers, with the ISO 3166-1 code of those that are one country, and 'all partners'. Variables are made of
bars: `Receipts|goods|Coal`. Groups are never added to one another. Source of the form: Integrated Assessment Modeling
Consortium, the long form that pyam reads, with three columns more (hs, iso3, quantile).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.answer import QUANTILES, Answer, Cell, TidyTable
from sim.analysis.said import Column, Headline
from sim.common.months import label
from sim.domain.trade import GROUPS, SUMMED_GROUPS
from sim.runs.cases import Receipts
from sim.runs.results import Results
from sim.runs.windows import Window

DIGITS = 6
"""Of an amount in million USD: to the dollar."""
MODEL = "dprk-dial"
EVERYWHERE = "all partners"
CENTRAL = "central"
YEAR, MONTH = "USD million a year", "USD million a month"
VARIABLES = {"receipts": "Receipts", "recorded": "Recorded trade", "value": "Without sanctions"}
CELLS = {"receipts": "cell.receipts_by", "recorded": "cell.recorded_by", "value": "cell.value"}
COLUMNS = (
    Column("model", "name of the model", ""),
    Column("scenario", "name of the scenario", ""),
    Column("region", f"buyer or host; '{EVERYWHERE}' is their sum", ""),
    Column("iso3", "ISO 3166-1 alpha-3 code of a region that is one country", ""),
    Column("variable", "what is measured | group | stream; a group alone is the sum of its streams", ""),
    Column("hs", "HS codes of the stream, where it has any", ""),
    Column("unit", "unit of the value", ""),
    Column("time", "calendar year, or month", "YYYY or YYYY-MM"),
    Column("quantile", f"'{CENTRAL}': the central run; else the share of draws below, each value by itself", ""),
    Column("value", "the amount, to the dollar; groups must not be added to one another", "as in the column unit"),
)


@dataclass(frozen=True)
class _Place:
    """A series' region with its code, and its variable with its codes."""

    region: str
    iso3: str
    variable: str
    hs: str


def calendar_years(results_start: int, months: int) -> tuple[Window, ...]:
    """The whole calendar years of a horizon as windows."""
    first, last = -(-results_start // 12), (results_start + months) // 12
    return tuple(
        Window(f"{year}", tuple(range(12 * year - results_start, 12 * year - results_start + 12)))
        for year in range(first, last)
    )


def long_table(
    central: Results, years: Sequence[Window], drawn: Receipts | None, monthly: Results | None, iso3: Mapping[str, str]
) -> TidyTable:
    """The long table: the central run by year, or by month where `monthly` is given, with quantiles of draws.

    `drawn`: receipts of one case by calendar year and cell. `monthly`: results that hold monthly bands, or the central
    run again where nothing is drawn. `iso3`: codes of partners by id.
    """
    names = _Names(central, iso3)
    rows: list[tuple[Cell, ...]] = []
    if monthly is None:
        rows += _central_rows(names, central, years)
        rows += _drawn_rows(names, drawn) if drawn else []
    else:
        months = [Window(label(central.scenario.start + t), (t,)) for t in range(central.scenario.months)]
        rows += _central_rows(names, central, months, MONTH)
        rows += _band_rows(names, monthly) if monthly.draws > 1 else []
    title = f"{central.scenario.title}, long form"
    return TidyTable("table", title, COLUMNS, tuple(rows))


def table_answer(table: TidyTable, draws: int, monthly: bool) -> Answer:
    """The table as an answer: what it holds in a line."""
    how = "by month" if monthly else "by calendar year"
    said = Headline(table.title, f"{len(table.rows):,} rows {how}, {draws:,} draws", (), ("groups are never added",))
    return Answer("table", ("monthly" if monthly else "yearly",), said, (table,), draws)


class _Names:
    """Regions and variables of a scenario, as the table names them."""

    def __init__(self, results: Results, iso3: Mapping[str, str]):
        scenario = results.scenario
        self.scenario = scenario.name
        self.streams = {s.id: s for s in scenario.streams}
        self.partners = {p.id: p.label for p in scenario.partners}
        self.iso3 = iso3
        self.groups = {g: sorted(s for s in self.streams if self.streams[s].group == g) for g in GROUPS}

    def place(self, variable: str, series: str, partner: str = "") -> _Place:
        """Where a group's or stream's series stands."""
        region = self.partners[partner] if partner else EVERYWHERE
        stream = self.streams.get(series)
        path = f"{stream.group}|{stream.label}" if stream else series
        return _Place(region, self.iso3.get(partner, ""), f"{VARIABLES[variable]}|{path}", stream.hs if stream else "")

    def row(self, place: _Place, unit: str, time: str, quantile: str, value: float) -> tuple[Cell, ...]:
        """One row of the table."""
        head = (MODEL, self.scenario, place.region, place.iso3, place.variable, place.hs)
        return (*head, unit, time, quantile, round(float(value), DIGITS) + 0.0)


def _central_rows(
    names: _Names, central: Results, windows: Sequence[Window], unit: str = YEAR
) -> Iterator[tuple[Cell, ...]]:
    for variable in VARIABLES:
        table = central.of(variable)
        by_cell = central.of(CELLS[variable])
        cells = central.axes["cell"]
        for window in windows:
            months = list(window.months)
            streams = dict(zip(central.streams, table[months].sum(axis=0), strict=True))
            for group in SUMMED_GROUPS:
                total = sum(streams[s] for s in names.groups[group])
                yield names.row(names.place(variable, group), unit, window.label, CENTRAL, total)
            for stream in sorted(streams):
                yield names.row(names.place(variable, stream), unit, window.label, CENTRAL, streams[stream])
            for c, value in enumerate(by_cell[months].sum(axis=0)):
                if value:
                    stream, partner = cells[c]
                    yield names.row(names.place(variable, stream, partner), unit, window.label, CENTRAL, value)


def _drawn_rows(names: _Names, drawn: Receipts) -> Iterator[tuple[Cell, ...]]:
    """Quantiles of receipts by group, stream and cell."""
    for w, window in enumerate(drawn.windows):
        series = [(names.place("receipts", g), drawn.summed(names.groups[g])[0, w]) for g in SUMMED_GROUPS]
        series += [(names.place("receipts", s), drawn.by_stream[0, w, k]) for k, s in enumerate(drawn.streams)]
        for c, (stream, partner) in enumerate(drawn.cells):
            if np.nan_to_num(drawn.by_cell[0, w, c]).any():
                series.append((names.place("receipts", stream, partner), drawn.by_cell[0, w, c]))
        for place, values in series:
            found = np.nanquantile(values, tuple(QUANTILES.values()))
            for probability, value in zip(QUANTILES.values(), found, strict=True):
                yield names.row(place, YEAR, window.label, f"{probability:g}", value)


def _band_rows(names: _Names, monthly: Results) -> Iterator[tuple[Cell, ...]]:
    """Monthly quantiles of receipts and recorded trade by group and stream."""
    for variable in ("receipts", "recorded"):
        for series in monthly.axes["series"]:
            place = names.place(variable, series)
            bands = monthly.bands(next(iter(monthly.variants)), variable, series)
            for probability, row in zip(monthly.axes["probability"], bands, strict=True):
                for t, value in enumerate(row):
                    month = label(monthly.scenario.start + t)
                    yield names.row(place, MONTH, month, f"{probability:g}", value)
