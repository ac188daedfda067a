"""A score in words: tables of errors ordered by size, yearly totals, other readings of a month, what must be known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from sim.analysis.answer import Answer, TidyTable
from sim.analysis.metrics import SMALLEST
from sim.analysis.said import Column, Headline, Row, SaidTable
from sim.analysis.score import KNOWING, NO_SANCTIONS, Score, Scorecard, Total
from sim.reading.observations import GOODS

ERRORS = ("MAE", "of central run", "log error", "bias", "CRPS of logs", "in 50 %", "in 90 %", "width 90 %", "total")
MUSD_A_MONTH, MUSD = "USD million a month", "USD million"
SCORE_WORDS = {
    "forecast": ("whose forecast", ""),
    "partner": ("whose trade", ""),
    "stream": ("a stream, or all goods", ""),
    "window": ("which months, by what the model could know of them", ""),
    "months": ("observed months", "months"),
    "recorded": ("recorded in these months", MUSD),
    "total": ("forecast for these months", MUSD),
    "mae": ("mean absolute error of the median", MUSD_A_MONTH),
    "mae_central": ("mean absolute error of the central run", MUSD_A_MONTH),
    "log_error": ("mean absolute error of logs", "log points"),
    "bias": ("forecast less recorded", MUSD_A_MONTH),
    "crps": ("continuous ranked probability score of logs", "log points"),
    "inside50": ("months inside the 50 % band", "months"),
    "inside90": ("months inside the 90 % band", "months"),
    "width90": ("mean width of the 90 % band", MUSD_A_MONTH),
}
"""What the fields of a Score mean, and their units."""
FAR_TOO_MUCH = 100
"""Times the trade without sanctions; what is in dollars, or thousands of them, is a thousand times and more."""
MOST_COLUMNS = 4
"""Forecasts shown beside each other by stream; all of them stand in score.csv."""


def score_headline(card: Scorecard) -> Headline:
    """The tables of a score and what must stand beside them."""
    blocks = (*_months(card), *_years(card), *_by_stream(card), *_revised(card))
    return Headline("The model against what customs recorded", _question(card), blocks, tuple(_facts(card)))


def score_answer(card: Scorecard, months: Sequence[Mapping[str, Any]]) -> Answer:
    """A score as an answer: its headline, and the errors and the `months` behind them as tidy tables."""
    scores = tuple(Column(one.name, SCORE_WORDS[one.name][0], SCORE_WORDS[one.name][1]) for one in fields(Score))
    rows = tuple(tuple(asdict(score).values()) for score in card.scores)
    names = tuple(months[0]) if months else ()
    units = (MUSD_A_MONTH if name.endswith("_musd") else "" for name in names)
    columns = tuple(Column(name, name.replace("_", " "), unit) for name, unit in zip(names, units, strict=True))
    tables = (
        TidyTable("scores", "How far each forecast missed", scores, rows),
        TidyTable("months", "Recorded and forecast, month by month", columns, tuple(tuple(m.values()) for m in months)),
    )
    return Answer("score", (), score_headline(card), tables, card.draws)


def _table(title: str, unit: str, columns: Sequence[str], rows: Sequence[Row]) -> SaidTable:
    return SaidTable(_key(title), title, unit, tuple(Column(_key(c), c, unit) for c in columns), tuple(rows))


def _row(label: str, values: tuple[str, ...]) -> Row:
    return Row(_key(label), label, values)


def _key(words: str) -> str:
    """'in 90 %' -> 'in_90'."""
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")


def _question(card: Scorecard) -> str:
    partners = ", ".join(dict.fromkeys(one.partner for one in card.observations))
    draws = f"{card.draws:,} draws" if card.draws > 1 else "central runs, no bands"
    return f"Recorded trade with {partners}, USD million a month; {draws}; a forecast is the median of its draws."


def _months(card: Scorecard) -> Iterator[SaidTable]:
    """A table for each target and window, the smallest error first."""
    for partner, stream, window in dict.fromkeys((s.partner, s.stream, s.window) for s in card.scores):
        mine = [s for s in card.scores if (s.partner, s.stream, s.window) == (partner, stream, window)]
        rows = tuple(_row(s.forecast, _error_cells(s)) for s in sorted(mine, key=lambda s: (s.mae, s.forecast)))
        title = f"{partner}, {stream}, {window}: {_months_words(mine[0].months)}, {mine[0].recorded:,.0f} recorded"
        yield _table(title, MUSD_A_MONTH, ERRORS, rows)


def _months_words(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"


def _error_cells(s: Score) -> tuple[str, ...]:
    inside = tuple("-" if n is None else f"{n} of {s.months}" for n in (s.inside50, s.inside90))
    width = "-" if s.width90 is None else f"{s.width90:.1f}"
    errors = (f"{s.mae:.1f}", f"{s.mae_central:.1f}", f"{s.log_error:.2f}", f"{s.bias:+.1f}", f"{s.crps:.2f}")
    return (*errors, *inside, width, f"{s.total:,.0f}")


def _years(card: Scorecard) -> Iterator[SaidTable]:
    """Calendar years of all goods."""
    columns = ("recorded", "months add to", "median", "90 % of draws", "central run")
    goods = [total for total in card.totals if total.stream == GOODS]
    for partner, year in dict.fromkeys((total.partner, total.year) for total in goods):
        mine = [total for total in goods if (total.partner, total.year) == (partner, year)]
        title = f"{partner}, {GOODS}, {year}: USD million"
        yield _table(title, MUSD, columns, [_year_row(total) for total in mine])


def _year_row(total: Total) -> Row:
    months = "-" if total.months_add_to is None else f"{total.months_add_to:,.0f}"
    spread = f"{total.low90:,.0f} to {total.high90:,.0f}" if total.high90 > total.low90 else "-"
    cells = (f"{total.recorded:,.0f}", months, f"{total.median:,.0f}", spread, f"{total.central:,.0f}")
    return _row(total.forecast, cells)


def _by_stream(card: Scorecard) -> Iterator[SaidTable]:
    """Calendar years by stream, the first forecasts beside each other."""
    streams = [total for total in card.totals if total.stream != GOODS]
    names = list(dict.fromkeys(total.forecast for total in streams))[:MOST_COLUMNS]
    for partner, year in dict.fromkeys((total.partner, total.year) for total in streams):
        rows = []
        mine = [total for total in streams if (total.partner, total.year) == (partner, year)]
        for stream in dict.fromkeys(total.stream for total in mine):
            by_name = {total.forecast: total for total in mine if total.stream == stream}
            recorded = next(iter(by_name.values())).recorded
            rows.append(_row(stream, (f"{recorded:,.1f}", *(_cell(by_name.get(name)) for name in names))))
        yield _table(f"{partner}, {year}, by stream: USD million, medians", MUSD, ("recorded", *names), rows)


def _cell(total: Total | None) -> str:
    return "-" if total is None else f"{total.median:,.1f}"


def _revised(card: Scorecard) -> Iterator[SaidTable]:
    """The errors with another reading of a month."""
    for partner, stream, period in dict.fromkeys((o.partner, o.stream, o.period) for o, _ in card.revised):
        mine = [(o, s) for o, s in card.revised if (o.partner, o.stream, o.period) == (partner, stream, period)]
        first = next(o.value for o in card.observations if (o.partner, o.stream, o.period) == (partner, stream, period))
        readings = [o.value for o in dict.fromkeys(o for o, _ in mine)]
        rows = [_revised_row(name, card, mine) for name in dict.fromkeys(s.forecast for _, s in mine)]
        columns = tuple(f"{what} at {value:g}" for value in (first, *readings) for what in ("MAE", "CRPS"))
        yield _table(f"{partner}, {stream}, if {period} is read otherwise", MUSD_A_MONTH, columns, rows)


def _revised_row(name: str, card: Scorecard, mine: Sequence[tuple[object, Score]]) -> Row:
    others = [score for _, score in mine if score.forecast == name]
    one = others[0]
    key = (name, one.partner, one.stream, one.window)
    first = [s for s in card.scores if (s.forecast, s.partner, s.stream, s.window) == key]
    return _row(name, tuple(cell for s in (*first, *others) for cell in (f"{s.mae:.1f}", f"{s.crps:.2f}")))


def _facts(card: Scorecard) -> Iterator[str]:
    yield "MAE: mean absolute error; log error 0.7 is a factor of two; bias above 0: forecast too high"
    yield (
        f"CRPS of logs judges all draws at once, smaller is better; logs count less than {SMALLEST:g} as {SMALLEST:g}; "
        "of a forecast without draws it is the log error"
    )
    yield "months that the model's numbers could know are scored apart: there its price path and seasons come from them"
    yield (
        "no compliance is hard to tell from compliance here: what a buyer lets through against its own act is hardly "
        "declared (rho_o), so recorded trade falls either way; no_sanctions is the same trade, all of it declared"
    )
    yield from _out_of_scale(card)
    yield KNOWING


def _out_of_scale(card: Scorecard) -> Iterator[str]:
    """What was recorded of a target, where it is far more than it could be: in dollars perhaps, not in millions."""
    for one in card.scores:
        if one.forecast == NO_SANCTIONS and one.recorded > FAR_TOO_MUCH * one.total:
            what = f"{one.partner}, {one.stream}, {one.window}: {one.recorded:,.0f} recorded"
            if one.total >= SMALLEST:
                more = f"is more than {FAR_TOO_MUCH} times what would be traded without any sanctions"
                yield f"{what} {more}: is usd_million in millions of US dollars?"
            else:
                yield f"{what}, and the scenario has no such trade with sanctions or without: this cannot score it"
