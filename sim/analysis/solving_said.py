"""What it would take, in words: the dial or number at which a target is reached, in how many draws, and the most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.answer import Answer, Cell, TidyTable, median_and_range, spread, spread_columns
from sim.analysis.changed import changed, changed_text
from sim.analysis.lever import Lever
from sim.analysis.outcome import ADDED, DENIED, SHARE, Outcome
from sim.analysis.said import Column, Headline, Row, SaidTable, about
from sim.analysis.solving import Solution
from sim.common.axes import Array
from sim.domain.scenario import Scenario

BEYOND = "beyond"
TURNS_BACK = 0.005
"""Of the target: a curve that falls back by less is taken to rise."""


@dataclass(frozen=True)
class Beside:
    """What an outcome comes to at other settings: as the scenario is, or with every act carried out in full."""

    label: str
    outcome: Outcome
    draws: Array


@dataclass(frozen=True)
class Found:
    """All that a question found: a solution for each reading and outcome, and what stands beside them."""

    scenario: Scenario
    lever: Lever
    target: str
    year: str
    solutions: tuple[Solution, ...]
    as_it_is: tuple[Beside, ...]
    in_full: tuple[Beside, ...]
    failed: int = 0


def solve_answer(found: Found, key: tuple[str, ...]) -> Answer:
    """All that is said of what it would take."""
    headline = Headline(
        f"What {found.lever.what} takes {found.target}: {found.scenario.title}",
        _question(found),
        (_block(found),),
        tuple(_facts(found)),
        changed_text(changed(found.scenario)),
    )
    tables = (_first_table(found), _crossings_table(found), _curve_table(found))
    return Answer("solve", key, headline, tables, found.scenario.draws)


def _question(found: Found) -> str:
    lever, draws = found.lever, found.scenario.draws
    series = found.solutions[0].sought.outcome.series
    how = f"{draws:,} draws on common luck, solved draw by draw" if draws > 1 else "central run"
    return f"{lever.path} from {lever.low:g} to {lever.high:g} ({lever.unit}); {series} in {found.year}; {how}."


def finding(found: Found) -> str:
    """The answer of the first reading as the title of a figure, with the words and numbers of its row on the screen."""
    one, lever = found.solutions[0], found.lever
    draws, reached = len(one.first), int(one.reached.sum())
    where = f"{one.sought.outcome.words}, {one.sought.reading}"
    low, median, high = (value_text(one, q) for q in (0.05, 0.5, 0.95))
    if median.startswith(BEYOND):
        never = f"No {lever.what} from {lever.low:g} to {lever.high:g} denies {found.target}"
        often = "in the central run" if draws == 1 else f"but in {reached:,} of {draws:,} draws"
        return f"{never} {often if reached or draws == 1 else f'in any of {draws:,} draws'}: {where}"
    band = "one central run" if draws == 1 else f"in {count_text(reached, draws)}"
    band = f"90 %: {low} to {high}" if low != high else band
    return f"A {lever.what} of {median} denies {found.target} ({band}): {where}"


# -- on the screen ----------------------------------------------------------------------------------------------------


def _block(found: Found) -> SaidTable:
    unit = found.solutions[0].sought.outcome.unit
    columns = (
        Column("first", found.lever.what, found.lever.unit),
        Column("range_90", "90 % of draws", found.lever.unit),
        Column("reached", "reached in", "draws"),
        Column("most", "the most it reaches", unit),
        Column("as_it_is", "as it is", unit),
    )
    rows = [_row(one, beside) for one, beside in zip(found.solutions, found.as_it_is, strict=True)]
    for one in found.in_full:
        target = found.solutions[0].sought.target
        counted = count_text(int((one.draws >= target).sum()), len(one.draws))
        rows.append(Row(f"{one.outcome.measure}_{one.label}", one.label, ("", "", counted, amount(one), "")))
    return SaidTable("solve", f"where {found.target} is reached", found.lever.unit, columns, tuple(rows))


def _row(one: Solution, as_it_is: Beside) -> Row:
    low, median, high = (value_text(one, q) for q in (0.05, 0.5, 0.95))
    spread_text = "-" if len(one.first) == 1 else low if low == high else f"{low} to {high}"
    reached = count_text(int(one.reached.sum()), len(one.first))
    most = amount(Beside("", one.sought.outcome, one.most))
    label = f"{one.sought.outcome.words}, {one.sought.reading}"
    return Row(_key(one), label, (median, spread_text, reached, most, amount(as_it_is)), strong=True)


def _key(one: Solution) -> str:
    return f"{one.sought.outcome.measure}_{one.sought.reading.replace(' ', '_')}"


def value_text(one: Solution, probability: float) -> str:
    """A quantile of the value at which the target is reached, over all draws: '6.8', '0 already', 'beyond 10'."""
    value = float(np.quantile(one.first, probability, method="inverted_cdf"))
    start, end = (one.lever.low, one.lever.high) if one.rising else (one.lever.high, one.lever.low)
    if not np.isfinite(value):
        return f"{BEYOND} {end:g}"
    return f"{start:g} already" if value == start else f"{value:.3g}"


def count_text(count: int, draws: int) -> str:
    """'all 512 draws', 'none of 512 draws', '37 of 512 draws'."""
    if draws == 1:
        return "the central run" if count else "not the central run"
    if count == draws:
        return f"all {draws:,} draws"
    return f"{count:,} of {draws:,} draws" if count else f"none of {draws:,} draws"


def amount(one: Beside) -> str:
    """Median and 90 % band: '750 (640 to 860)'; a share in per cent."""
    if one.outcome.measure == SHARE:
        low, median, high = (f"{100 * float(q):.0f}" for q in np.quantile(one.draws, (0.05, 0.5, 0.95)))
        return f"{median} % ({low} to {high})"
    median_, spread_text = median_and_range(one.draws)
    return about(median_) if spread_text == "-" else f"{about(median_)} ({spread_text})"


def _facts(found: Found) -> Iterator[str]:
    measures = {one.sought.outcome.measure for one in found.solutions}
    if {ADDED, DENIED} <= measures:
        yield (
            "added to prior law: what the acts under test take beside the law before them, all dials the same in both; "
            "against no sanctions: what the whole bundle takes. A sum without one of the two has no meaning"
        )
    yield (
        "median and band are over all draws: one that reaches it from the start counts as that end, one that never "
        "does as beyond the other"
    )
    for one in found.solutions:
        yield from _not_monotone(one)
    if not found.lever.key:
        yield f"of the law a dial carries out {_carried_out(found.scenario)} is a choice and in no band"
    yield "in full: every act carried out by everybody from its day on, without diversion and smuggling"
    if found.failed:
        yield f"{found.failed} draws failed and are left out"


def _carried_out(scenario: Scenario) -> str:
    """The curve of the dial, and what of it is chosen."""
    curve = scenario.dial_curve
    if curve.form == "power":
        return f"{curve.told}, whose gamma, {scenario.number('gamma').value:g},"
    return f"what {curve.told} says, which"


def _not_monotone(one: Solution) -> Iterator[str]:
    """A curve that turns back is named, with all its crossings."""
    draws, label = len(one.first), f"{one.sought.outcome.words}, {one.sought.reading}"
    if falls := int(one.falls(TURNS_BACK * one.sought.target).sum()):
        yield f"{label}: not monotone in {count_text(falls, draws)}; more of it can deny less somewhere on the way"
    if (again := int((one.times > 1).sum())) == 0:
        return
    each = []
    for n, row in enumerate(one.crossings):
        there = row[np.isfinite(row)]
        low, median, high = np.quantile(there, (0.05, 0.5, 0.95))
        each.append(f"{'into' if n % 2 == 0 else 'out of'} it at {median:.3g} ({low:.3g} to {high:.3g})")
    yield f"{label}: crosses the target more than once in {count_text(again, draws)}: {', '.join(each)}"


# -- for machines -----------------------------------------------------------------------------------------------------

ABOUT = (
    Column("reading", "who carries out what: the reading of the law", ""),
    Column("measure", "added (to prior law), denied (against no sanctions) or share (of what that would leave)", ""),
)


def _about(one: Solution) -> tuple[str, str]:
    return one.sought.reading, one.sought.outcome.measure


def _first_table(found: Found) -> TidyTable:
    unit, amounts = found.lever.unit, found.solutions[0].sought.outcome.unit
    words = [f"{p:g} of all draws reach it at or before this value; empty: beyond the lever" for p in (0.05, 0.5, 0.95)]
    firsts = [Column(name, text, unit) for name, text in zip(("p05", "median", "p95"), words, strict=True)]
    counts = (
        Column("draws", "sound draws", "1"),
        Column("reached", "draws that reach it anywhere on the lever", "1"),
        Column("already", "draws that reach it from the start of the lever", "1"),
    )
    most = [Column(f"most_{c.id}", c.label, c.unit) for c in spread_columns(amounts, "the most that a draw reaches")]
    rows = [
        (*_about(one), *(_finite(one, q) for q in (0.05, 0.5, 0.95)), *_counts(one), *spread(one.most))
        for one in found.solutions
    ]
    return TidyTable("solve", f"where {found.target} is reached", (*ABOUT, *firsts, *counts, *most), tuple(rows))


def _finite(one: Solution, probability: float) -> float | None:
    value = float(np.quantile(one.first, probability, method="inverted_cdf"))
    return value if np.isfinite(value) else None


def _counts(one: Solution) -> tuple[int, int, int]:
    return len(one.first), int(one.reached.sum()), int(one.already.sum())


def _crossings_table(found: Found) -> TidyTable:
    columns = (
        *ABOUT,
        Column("crossing", "the first, second, ... from the end of the lever where less is denied", ""),
        Column("draws", "draws that cross so often", "1"),
        *spread_columns(found.lever.unit, "where the target is crossed"),
    )
    rows: list[tuple[Cell, ...]] = [
        (*_about(one), n, int(np.isfinite(row).sum()), *spread(row))
        for one in found.solutions
        for n, row in enumerate(one.crossings, 1)
        if np.isfinite(row).any()
    ]
    return TidyTable("crossings", "every crossing of the target", columns, tuple(rows))


def _curve_table(found: Found) -> TidyTable:
    columns = (
        *ABOUT,
        Column("value", found.lever.path, found.lever.unit),
        *spread_columns(found.solutions[0].sought.outcome.unit, "what is denied at this value"),
    )
    return TidyTable("curve", "what is denied at each value", columns, tuple(_curve_rows(found.solutions)))


def _curve_rows(solutions: Sequence[Solution]) -> Iterator[tuple[Cell, ...]]:
    for one in solutions:
        for value, denied in zip(one.curve.values, one.curve.denied, strict=True):
            yield (*_about(one), float(value), *spread(denied))
