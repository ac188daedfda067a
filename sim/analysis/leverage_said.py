"""Whose dial counts, in words: a table for each reading, labour and services beside it, and tidy tables of it all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.analysis.answer import Answer, Cell, TidyTable, spread, spread_columns, with_range
from sim.analysis.breaking import MOST, breakers, breaks, whole_of
from sim.analysis.changed import changed, changed_text
from sim.analysis.leverage import MOVES, SMALLEST, Leverage, Move, Who, Worth
from sim.analysis.said import Column, Headline, Row, SaidTable, about
from sim.analysis.words import MUSD_A_YEAR
from sim.domain.scenario import Scenario
from sim.runs.levers import dial_of
from sim.runs.variants import Variant
from sim.runs.windows import windows_of

SHOWN, OF_THE_FIRST = 0.5, 0.01
"""USD million a year, and the part of the first row: a partner all of whose moves are worth less is in no table."""

WORDS: dict[Move, str] = {
    "notch": "a notch denies",
    "at_0": "alone at 0",
    "at_10": "alone at 10",
    "no_notices": "its notices deny",
}


def leverage_answer(found: Leverage) -> Answer:
    """All that is said of whose dial counts."""
    scenario = found.plan.scenario
    blocks = [block for group in found.groups for block in _blocks(found, group)]
    headline = Headline(
        f"Whose dial counts: {scenario.title}",
        _question(found),
        tuple(blocks),
        tuple(_facts(found)),
        changed_text(changed(scenario)),
    )
    return Answer("leverage", (), headline, (_tidy(found),), scenario.draws)


def _question(found: Leverage) -> str:
    """The first partner's part of what all together come to, in every reading."""
    scenario, year = found.plan.scenario, windows_of(found.plan.scenario)[0].label
    parts = [text for reading in found.plan.readings if (text := leading_words(found, reading))]
    draws = f"{scenario.draws:,} draws" if scenario.draws > 1 else "central run"
    told = "; ".join(parts) or "no dial and no notice changes anything"
    basis = f"Goods receipts, million USD in {year}, {draws} on common luck, all else as it is."
    return " ".join(filter(None, (f"{told}.", _who_breaks_it(found), basis)))


GOES_BACK = {"at_0": "its dial at 0", "no_notices": "its notices withdrawn"}


def _who_breaks_it(found: Leverage) -> str:
    """Who alone brings back half or more of what all together would, in every reading; empty where nothing counts."""
    texts = [_broken(found, reading) for reading in found.plan.readings if whole_of(found, reading)]
    part = f"{100 * MOST:g} % or more of what all together would"
    return f"Who alone can break it, bringing back {part}: {'; '.join(filter(None, texts))}." if any(texts) else ""


def _broken(found: Leverage, reading: Variant) -> str:
    """'own notices, China with its notices withdrawn, 1,470 (1,040 to 1,890) of 1,480'; or that nobody can."""
    whole, each = whole_of(found, reading), breakers(found, reading)
    if whole is None or not each:
        return ""
    told = [
        f"{one.who.label} with {GOES_BACK[one.way]}, {with_range(one.back)} of {about(whole.median)}" for one in each
    ]
    nobody = "" if breaks(each[0], whole) else "nobody; the most, "
    return f"{reading.words}, {nobody}{' and '.join(told)}"


def leading_words(found: Leverage, reading: Variant) -> str:
    """'dial only: China's dial, 230 of the 260 that a notch of all dials denies'."""
    best: tuple[float, str] = (0.0, "")
    told: tuple[tuple[Move, str], ...] = (
        ("notch", "a notch of all dials denies"),
        ("no_notices", "all notices deny"),
    )
    for move, what in told:
        whole = found.of(reading, "all", move)
        if whole is None or abs(whole.median) < SHOWN:
            continue
        first = max(_each(found, reading, move), key=lambda worth: worth.median)
        thing = "dial" if move == "notch" else "notices"
        amounts = f"{about(first.median)} of the {about(whole.median)}"
        text = f"{reading.words}: {first.who.label}'s {thing}, {amounts} that {what}"
        best = max(best, (abs(whole.median), text))
    return best[1]


def _each(found: Leverage, reading: Variant, move: Move) -> list[Worth]:
    return [worth for one in found.parts if (worth := found.of(reading, one.id, move))]


# -- on the screen ----------------------------------------------------------------------------------------------------


def _blocks(found: Leverage, group: str) -> Iterator[SaidTable]:
    """A table for each reading; one for all that agree. Groups beside goods have none where nothing moves them."""
    tables: dict[tuple[Row, ...], list[Variant]] = {}
    for reading in found.plan.readings:
        if group == "goods" or _shown(found, reading, group):
            tables.setdefault(_rows_of(found, reading, group), []).append(reading)
    for rows, readings in tables.items():
        moves = _moves(found, readings[0], group)
        columns = (Column("share", "of trade", "share"), *(Column(move, WORDS[move], MUSD_A_YEAR) for move in moves))
        beside = "" if group == "goods" else "beside goods, never added to them: "
        said = " and ".join(reading.words for reading in readings)
        title = f"{beside}{group}, {said}, million USD in {_year(found)}: median (90 % of draws)"
        yield SaidTable(f"{group}_{readings[0].id}", title, MUSD_A_YEAR, columns, rows)


def _moves(found: Leverage, reading: Variant, group: str) -> list[Move]:
    """The moves that are asked in a reading; beside goods, notices only where they count."""
    there = [move for move in MOVES if found.of(reading, "all", move, group)]
    worth = found.of(reading, "all", "no_notices", group)
    silent = group != "goods" and (worth is None or abs(worth.median) < SHOWN)
    return [move for move in there if not (silent and move == "no_notices")]


def _rows_of(found: Leverage, reading: Variant, group: str) -> tuple[Row, ...]:
    """What each partner's moves are worth, the most first; then the parts added up, and all together."""
    moves, rows = _moves(found, reading, group), list[Row]()
    for one in _shown(found, reading, group):
        cells = [_cell(found.of(reading, one.id, move, group)) for move in moves]
        rows.append(Row(one.id, one.label, (_share(one), *cells), strong=not rows))
    sums = [_cell(found.sum_of_parts(reading, move, group)) for move in moves]
    whole = [_cell(found.of(reading, "all", move, group)) for move in moves]
    return (*rows, Row("sum", "the parts added up", ("", *sums)), Row("all", "all together", ("", *whole)))


def _year(found: Leverage) -> str:
    return windows_of(found.plan.scenario)[0].label


def _share(one: Who) -> str:
    return f"{100 * one.share:.1f} %"


def _cell(worth: Worth | None) -> str:
    return "-" if worth is None else with_range(worth.draws[0])


def _largest(found: Leverage, reading: Variant, who: str, group: str) -> float:
    each = [worth for move in MOVES if (worth := found.of(reading, who, move, group))]
    return max((abs(worth.median) for worth in each), default=0.0)


def _shown(found: Leverage, reading: Variant, group: str) -> list[Who]:
    """The partners that count in a reading, the most first; those that are small together come last."""
    worth = {one: _largest(found, reading, one.id, group) for one in found.parts}
    least = max(SHOWN, OF_THE_FIRST * max(worth.values(), default=0.0))
    large = [one for one in found.parts if worth[one] >= least]
    return sorted(large, key=lambda one: (one.id == "others", -worth[one]))


def leading(found: Leverage) -> list[Who]:
    """The partners that count in some reading, as far as goods go, by what they do in the first."""
    return list(dict.fromkeys(one for reading in found.plan.readings for one in _shown(found, reading, "goods")))


def _facts(found: Leverage) -> Iterator[str]:
    plan = found.plan
    dials = sorted({_dial_text(plan.scenario, one.partners[0]) for one in plan.who[:-1]})
    step = "one up" if plan.notch > 0 else "the one below, for some dial stands at 10 already"
    yield f"a notch: {step}, on all days; alone at 0 and at 10: the partner's dial held there, all others as they are"
    yield f"the dials as they are: {', '.join(dials)}; a minus is receipts that come back"
    yield (
        "what one partner refuses another can buy, so the parts need not add to all together; a partner that has given "
        "notice carries it out whatever its dial, so its dial counts where the dial alone decides"
    )
    hidden = [one.label for one in plan.who[:-1] if one not in leading(found)]
    if hidden:
        yield f"less than {100 * OF_THE_FIRST:g} % of the first row in every column of goods: {', '.join(hidden)}"
    others = next((one for one in plan.who if one.id == "others"), None)
    if others:
        yield f"partners below {100 * SMALLEST:g} % of trade are moved together: {', '.join(others.partners)}"
    if found.failed:
        yield f"{found.failed} draws failed and are left out"


def _dial_text(scenario: Scenario, partner: str) -> str:
    levels = [step.level for step in dial_of(scenario, partner)]
    return f"{levels[0]:g}" if len(levels) == 1 else f"{levels[0]:g} to {levels[-1]:g} by steps" if levels else "0"


# -- for machines -----------------------------------------------------------------------------------------------------


def _tidy(found: Leverage) -> TidyTable:
    columns = (
        Column("reading", "who carries out what: the reading of the law", ""),
        Column("who", "the partner whose will is changed; others, sum (of the parts) or all", ""),
        Column("share_of_trade", "its share of goods, labour and services in the base year", "1"),
        Column(
            "move", "notch (one up on all days), at_0, at_10 (the dial held there), no_notices (what they deny)", ""
        ),
        Column("group", "goods, labour or services; never added", ""),
        Column("window", "the months: the first full calendar year, or the run-rate", ""),
        *spread_columns(MUSD_A_YEAR, "receipts denied beside the scenario as it is"),
    )
    windows = [window.label for window in windows_of(found.plan.scenario)]
    rows = tuple(row for worth in _all(found) for row in _rows(worth, windows))
    return TidyTable("leverage", "what each partner's moves are worth", columns, rows)


def _all(found: Leverage) -> Iterator[Worth]:
    yield from found.worths
    for reading in found.plan.readings:
        for move in MOVES:
            for group in found.groups:
                if worth := found.sum_of_parts(reading, move, group):
                    yield worth


def _rows(worth: Worth, windows: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    for window, draws in zip(windows, np.atleast_2d(worth.draws), strict=True):
        about_it = (worth.reading.id, worth.who.id, worth.who.share, worth.move, worth.group, window)
        yield (*about_it, *spread(draws))
