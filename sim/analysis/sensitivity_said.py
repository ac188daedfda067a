"""Which number moves the answer, in words: variance by basis, judgement first, then numbers one at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.analysis.answer import Answer, Cell, TidyTable
from sim.analysis.chances import percent_text
from sim.analysis.changed import changed, changed_text
from sim.analysis.indices import Index
from sim.analysis.outcome import SHARE
from sim.analysis.said import Column, Headline, Row, SaidTable, about
from sim.analysis.sensitivity import CHOICES, MONTHS, Part, Reading, Sensitivity, Swing
from sim.domain.quantity import Quantity
from sim.domain.scenario import curve_words
from sim.luck.replicates import SCRAMBLES
from sim.runs.windows import windows_of

WIDE = 0.10
"""The standard error of judgement's share above which draws are said to be too few."""
MOST_DRAWS = 65_536
"""Draws that may be asked for."""
MOST_NUMBERS = 12
"""Numbers that are printed and drawn; all of them stand in the table."""

WORDS = {
    "judgement": "judgement",
    "estimated": "estimated from data",
    "derived": "derived from data",
    "observed": "observed",
    MONTHS: "what months bring (prices, trade, deliveries)",
}


def sensitivity_answer(found: Sensitivity, key: tuple[str, ...]) -> Answer:
    """All that is said of which number moves the answer."""
    headline = Headline(
        f"Which number moves the answer: {found.scenario.title}",
        _question(found),
        (_variance(found), _tornado(found)),
        tuple(_facts(found)),
        changed_text(changed(found.scenario)),
    )
    return Answer("sensitivity", key, headline, (_swings_table(found), _variance_table(found)), found.scenario.draws)


def _question(found: Sensitivity) -> str:
    year = windows_of(found.scenario)[0].label
    shares = "; ".join(f"{_percent(_judged(reading))} {reading.words}" for reading in found.readings)
    what = f"{found.outcome.series} {found.outcome.words} in {year}"
    told = f"Of the variance of {what}, what rests on judgement has {shares}; {found.scenario.draws:,} draws."
    return f"{told} {wide}" if (wide := _too_few(found)) else told


def _too_few(found: Sensitivity) -> str:
    """That standard errors of judgement's shares are wide, and how many draws would do; empty where they are not."""
    widest = max((_judged(reading).error for reading in found.readings), default=0.0)
    if not widest > WIDE:
        return ""
    wanted = found.scenario.draws * (widest / WIDE) ** 2
    enough = min(MOST_DRAWS, 2 ** math.ceil(math.log2(wanted)))
    told = f"Standard errors of {round(100 * widest)} points are wide: too few draws to rank by"
    narrowed = widest * math.sqrt(found.scenario.draws / enough)
    return f"{told}; --draws {enough} brings them to about {round(100 * narrowed)}."


def _judged(reading: Reading) -> Index:
    return next((part.total for part in reading.parts if part.group.id == "judgement"), Index(0.0, 0.0))


def _percent(index: Index) -> str:
    """'57 % (+- 4)', with an error of 1 at the least; '0' where nothing moves at all."""
    if index.share == 0.0 and index.error == 0.0:
        return "0"
    return f"{percent_text(index.share)} % (+- {max(1, round(100 * index.error))})"


# -- on the screen ----------------------------------------------------------------------------------------------------


def _variance(found: Sensitivity) -> SaidTable:
    columns = [Column("numbers", "numbers", "1")]
    for reading in found.readings:
        columns += [Column(f"{_id(reading)}_{k}", f"{reading.words}: {k}", "share") for k in ("total", "first")]
    rows = list[Row]()
    for n, part in enumerate(found.readings[0].parts):
        if part.group.id not in WORDS:
            continue
        cells = [cell for reading in found.readings for cell in _cells(reading.parts[n])]
        count = "" if part.group.id == MONTHS else f"{len(part.group.names)}"
        rows.append(Row(part.group.id, WORDS[part.group.id], (count, *cells), strong=not rows))
    return SaidTable("variance", "share of the variance by what numbers rest on", "share", tuple(columns), tuple(rows))


def _id(reading: Reading) -> str:
    return reading.words.replace(" ", "_")


def _cells(part: Part) -> tuple[str, str]:
    return _percent(part.total), _percent(part.first)


def _tornado(found: Sensitivity) -> SaidTable:
    columns = [Column("range", "from, to", ""), Column("basis", "rests on", "")]
    for reading in found.readings:
        label = f"{reading.words} ({_amount(found, reading.central)})"
        columns += [Column(f"{_id(reading)}_swing", label, found.outcome.unit)]
        columns += [Column(f"{_id(reading)}_total", "of variance", "share")]
    rows = [_number_row(found, name) for name in found.order[:MOST_NUMBERS]]
    title = f"one number at a time, from the low to the high end of its own range: {found.outcome.unit}, central run"
    return SaidTable("one_at_a_time", title, found.outcome.unit, tuple(columns), tuple(rows))


def _number_row(found: Sensitivity, name: str) -> Row:
    cells: list[str] = []
    for reading in found.readings:
        swing = next(s for s in reading.swings if s.quantity.name == name)
        share = next((_percent(part.total) for part in reading.parts if part.group.id == name), "")
        cells += [f"{_amount(found, swing.low)} to {_amount(found, swing.high)}", share]
    quantity = found.scenario.numbers[name]
    basis = "a choice" if name in CHOICES else quantity.basis
    return Row(name, name, (_range(quantity), basis, *cells))


def _range(quantity: Quantity) -> str:
    return f"{quantity.low:.4g}, {quantity.high:.4g}"


def _amount(found: Sensitivity, value: float) -> str:
    return f"{100 * value:.1f} %" if found.outcome.measure == SHARE else about(value)


def _facts(found: Sensitivity) -> Iterator[str]:
    yield (
        "total: the variance that would be left if all the rest were known, with what it shares with them; first: what "
        "it explains by itself. Totals can add to more than 100 %"
    )
    yield f"+-: standard errors from {SCRAMBLES} parts of the draws; what is smaller than twice its own is no finding"
    if any("~" in _percent(index) for r in found.readings for p in r.parts for index in (p.total, p.first)):
        yield "~: the estimate lies below 0 or above 100 %, which no share can; the table has it as it came out"
    yield "ranges are each number's own, in the model's units: low and high, or the 5 and 95 % points of a lognormal"
    still = sum(all(s.width < 0.5 for s in _of(found, name)) for name in found.order)
    if found.outcome.measure != SHARE and still:
        yield f"{still} of {len(found.order)} numbers move it by less than 0.5 from end to end"
    choices = f"{curve_words(found.scenario)}, " if "gamma" in found.scenario.numbers else ""
    yield f"choices are in no variance: {choices}the dial path, baseline {found.scenario.baseline}, notices"
    if found.failed:
        yield f"{found.failed} draws failed and are left out"


def _of(found: Sensitivity, name: str) -> list[Swing]:
    return [swing for reading in found.readings for swing in reading.swings if swing.quantity.name == name]


# -- for machines -----------------------------------------------------------------------------------------------------


def _swings_table(found: Sensitivity) -> TidyTable:
    unit = found.outcome.unit
    columns = (
        Column("reading", "who carries out what: the reading of the law", ""),
        Column("number", "the number that is moved", ""),
        Column("basis", "what it rests on", ""),
        Column("unit", "the unit in which its source gives it", ""),
        Column("low", "the low end of its own range, in the model's unit", ""),
        Column("high", "the high end", ""),
        Column("central", "what is denied in the central run", unit),
        Column("at_low", "what is denied with the number at its low end", unit),
        Column("at_high", "what is denied with the number at its high end", unit),
    )
    place = {name: n for n, name in enumerate(found.order)}
    rows: list[tuple[Cell, ...]] = []
    for reading in found.readings:
        for s in sorted(reading.swings, key=lambda swing: place[swing.quantity.name]):
            q = s.quantity
            rows.append((reading.words, q.name, q.basis, q.unit, q.low, q.high, reading.central, s.low, s.high))
    return TidyTable("one_at_a_time", "each number at the ends of its own range", columns, tuple(rows))


def _variance_table(found: Sensitivity) -> TidyTable:
    columns = (
        Column("reading", "who carries out what: the reading of the law", ""),
        Column("group", "what takes other luck together: a basis, what months bring, or one number", ""),
        Column("numbers", "how many numbers; kinds of monthly luck of the months", "1"),
        Column("total", "share of variance left if all the rest were known", "share"),
        Column("total_error", "its standard error", "share"),
        Column("first", "share of variance that it explains by itself", "share"),
        Column("first_error", "its standard error", "share"),
    )
    rows = tuple(
        (r.words, p.group.id, len(p.group.names), p.total.share, p.total.error, p.first.share, p.first.error)
        for r in found.readings
        for p in r.parts
    )
    return TidyTable("variance", "shares of variance (Sobol indices)", columns, rows)
