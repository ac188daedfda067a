"""What the columns of results mean: type, unit and words of each, by its name, and the keys of the tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

KEYS: dict[str, tuple[str, ...]] = {
    "months_by_stream": ("month", "variant", "stream"),
    "months_by_partner": ("month", "variant", "partner", "stream"),
    "months_by_channel": ("month", "variant", "stream", "channel"),
    "summary": ("month",),
    "quantiles": ("month", "variant", "series", "measure"),
    "windows": ("draw",),
    "reach": ("variant", "span", "group", "of", "name"),
    "compare": ("group", "pair", "year"),
    "draws": ("scenario", "draw", "year"),
    "draws_": ("draw", "year"),
    "months": ("forecast", "partner", "stream", "month"),
    "score": ("forecast", "partner", "stream", "window"),
    "cells_scenario": ("draw", "month"),
    "sweep": ("point", "output", "year", "month"),
}
"""What tells a table's rows apart, by its name; a name that ends in _ stands for all that begin so."""


@dataclass(frozen=True)
class Field:
    """A column: its type as the Data Package standard calls it, its unit, and what it is."""

    type: str
    unit: str
    meaning: str


SERIES = {
    "value": "what would be earned without measures",
    "no_sanctions": "what would be earned without measures",
    "moved": "trade sent ahead of an act, or missing since it was",
    "substitution": "trade in place of what is banned in another stream",
    "closed": "trade that closed borders and other shocks keep back",
    "restricted": "trade that the law takes",
    "permitted": "trade that the law leaves",
    "open": "restricted trade that goes on in the open",
    "displaced": "restricted trade that partners really stop",
    "diverted": "displaced trade sold to another partner",
    "diverted_in": "displaced trade that came from other partners",
    "smuggled": "displaced trade that is smuggled",
    "smuggled_by": "trade this partner displaced that is smuggled",
    "stored": "displaced goods that wait at ports",
    "released": "goods from ports that are sold at last",
    "denied": "displaced trade that finds no buyer",
    "capacity": "what could be smuggled at most",
    "discounts": "what is given up in price",
    "interdicted": "smuggled goods that are seized",
    "payment": "what broken channels of payment cost",
    "receipts": "what is earned",
    "receipts_by": "what is earned of this partner's trade",
    "recorded": "what customs of buyers record",
    "recorded_by": "what customs of this partner record",
    "net": "the part of receipts that stays as hard currency",
    "carried_out": "restricted trade that is really stopped",
    "mean": "mean of the draws",
    "central": "the central run, every number at its central value",
    "median": "half of the draws lie below",
    "low50": "a quarter of the draws lies below",
    "high50": "a quarter of the draws lies above",
    "low90": "5 % of the draws lie below",
    "high90": "5 % of the draws lie above",
}
"""Amounts by name: the rest of a column's name says of which variant, group, stream, partner, channel or window."""

FIELDS = {
    "month": Field("date", "", "month, by its first day"),
    "day": Field("date", "", "day"),
    "year": Field("integer", "", "calendar year"),
    "draw": Field("integer", "", "number of the draw, from 0"),
    "variant": Field(
        "string", "", "way of asking: scenario, or another reading, prior_law without the acts under test"
    ),
    "group": Field("string", "", "group of streams; groups are never added"),
    "stream": Field("string", "", "stream, what is sold"),
    "partner": Field("string", "", "partner, who buys"),
    "partners": Field("string", "", "partners concerned"),
    "channel": Field("string", "", "way of sale: permitted, open, diverted or smuggled"),
    "series": Field("string", "", "group or stream"),
    "measure": Field("string", "", "receipts, or what customs record"),
    "what": Field("string", "", "what happened"),
    "act": Field("string", "", "act or paragraph"),
    "span": Field("string", "", "calendar year, or the whole horizon"),
    "of": Field("string", "", "whole, partner or provision"),
    "name": Field("string", "", "which partner or provision"),
    "reach": Field("number", "1", "share of what the law restricts that is really stopped"),
    "gap": Field("number", "1", "share of what the law restricts that goes on"),
    "potential": Field("number", "1", "share of what would be lost if all were carried out at its date"),
    "note": Field("string", "", "note"),
    "compliance": Field("number", "1", "share of what binds that the partner carries out"),
    "dial": Field("number", "dial points", "how hard the partner is pressed, 0 to 10"),
    "propensity": Field("number", "1", "share of what binds that the partner means to carry out"),
    "pair": Field("string", "", "the scenario that is compared, against the first"),
    "scenario": Field("string", "", "scenario"),
    "chance_denies_more": Field("number", "1", "share of the draws in which it denies more than the first"),
    "forecast": Field("string", "", "whose forecast"),
    "window": Field("string", "", "window of months"),
    "months": Field("integer", "months", "months with an observation"),
    "recorded": Field("number", "USD million a month", "what customs recorded, mean"),
    "total": Field("number", "USD million a month", "the forecast's median, mean"),
    "mae": Field("number", "USD million a month", "mean absolute error of the median"),
    "mae_central": Field("number", "USD million a month", "mean absolute error of the central run"),
    "log_error": Field("number", "log points", "mean absolute error of logs"),
    "bias": Field("number", "log points", "mean error of logs"),
    "crps": Field("number", "log points", "continuous ranked probability score of logs"),
    "inside50": Field("integer", "months", "months inside the 50 % band"),
    "inside90": Field("integer", "months", "months inside the 90 % band"),
    "width90": Field("number", "USD million a month", "mean width of the 90 % band"),
    "schema_version": Field("integer", "", "version of the form of this table"),
    "table": Field("string", "", "table"),
    "column": Field("string", "", "column of the table"),
    "unit": Field("string", "", "its unit"),
    "meaning": Field("string", "", "what it is"),
}

SPECIAL = {
    ("months", "month"): Field("yearmonth", "", "month"),
    ("sweep", "point"): Field("integer", "", "number of the point, from 0"),
    ("sweep", "run"): Field("integer", "", "run that the point is read from; points of one run differ in name alone"),
    ("sweep", "setting"): Field("string", "", "hash of the scenario of which the point has values of its own"),
    ("sweep", "output"): Field("string", "", "group, stream or partner, and measure: what is kept of every point"),
    ("sweep", "month"): Field("integer", "", "month of the year, 0 where the year is meant"),
    ("sweep", "unit"): Field("string", "", "unit of the amounts in this row"),
    ("sweep", "draws"): Field("integer", "", "draws of the point"),
    ("sweep", "failed_draws"): Field("integer", "", "draws of it without a finite end, which are left out"),
    ("sweep", "seed"): Field("integer", "", "seed of the luck that all points share"),
    ("sweep", "sweep"): Field("string", "", "identity of the sweep: its file, points and draws"),
    ("sweep", "source"): Field("string", "", "hash of the program that computed it"),
}
"""Columns that are something else in one table, by table and name."""

QUANTILE = re.compile(r"[pq](\d\d)")
WINDOW = re.compile(r"(?P<stem>\w+)_window_(?P<n>\d+)")
MONEY = "_musd"


@cache
def keys_of(table: str) -> tuple[str, ...]:
    """The columns that tell a table's rows apart; none where it has no key."""
    begun = next((keys for name, keys in KEYS.items() if name.endswith("_") and table.startswith(name)), ())
    return KEYS.get(table, begun)


def field_of(table: str, column: str) -> Field | None:
    """What a column of a table of results is; None where nothing is known of it."""
    known = SPECIAL.get((table, column)) or FIELDS.get(column)
    if known or not column.endswith(MONEY):
        return known
    unit = "USD million a year" if "year" in keys_of(table) else "USD million a month"
    return _amount(column.removesuffix(MONEY), "USD million" if table in ("windows", "reach") else unit)


@cache
def _amount(stem: str, unit: str) -> Field:
    """An amount of money, from the parts of its name: whose it is, which series, which window."""
    over = WINDOW.fullmatch(stem)
    words = (over["stem"] if over else stem).split("_")
    last = next((n for n in range(len(words)) if "_".join(words[n:]) in SERIES), len(words))
    meaning = SERIES["_".join(words[last:]) or "receipts"]
    if quantile := QUANTILE.fullmatch(stem):
        meaning = f"{int(quantile[1])} % of the draws lie below"
    elif last:
        meaning += f": {' '.join(words[:last])}"
    return Field("number", unit, f"{meaning}, window {over['n']}" if over else meaning)
