"""An attribution in words, tables and tidy rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from sim.analysis.answer import Answer, Cell, TidyTable, listed, spread, spread_columns, with_range
from sim.analysis.attribution import ALL, Attribution, Taken
from sim.analysis.bands import range_text, reading_words
from sim.analysis.changed import changed, changed_text
from sim.analysis.said import Column, Headline, Row, SaidTable, about
from sim.common.axes import Array
from sim.runs.variants import SCENARIO

MUSD = "USD million a year"
MOST_STREAMS = 6
"""Streams that have a column in print; the others stand together."""
LARGEST = 0.5
"""USD million a year below which two sums are said to be the same."""
METHODS = {
    "shapley": "share of what all take together, on average over all orders",
    "alone": "what it takes with no other player in force",
    "left_out": "what comes back when it alone is taken away from all",
    "adopted": "what it adds in the order of adoption",
}


def attribution_answer(found: Attribution, of: str, by: str, key: Sequence[str]) -> Answer:
    """The answer as printed and as tidy tables. `of`: what is shared, in words; `by`: what the players are."""
    scenario = found.game.scenario
    players = len(found.game.players)
    playing = f"{players} players" if players != 1 else "one player"
    what = f"What each {by} takes from {of}, whatever the order: Shapley values of {playing}"
    others = "; ".join(f"{reading.words}: {_in_words(one)}" for reading, one in found.beside.items())
    blocks = [_shares(found, of)]
    blocks += [_in_other_readings(found)] if found.beside else []
    blocks += [_by_stream(found)] if len(found.streams) > 1 else []
    headline = Headline(
        f"{scenario.title}: {_in_words(found)}",
        f"{what}. {others[0].upper()}{others[1:]}." if others else what,
        tuple(blocks),
        tuple(_facts(found)),
        changed_text(changed(scenario)),
    )
    return Answer("attribute", tuple(key), headline, (_tidy(found),), found.plan.draws)


def _median(draws: Array) -> float:
    return float(np.nanmedian(draws))


def _in_words(found: Attribution) -> str:
    """The answer in a line: who takes most, with its band."""
    shares = found.best.values[:, 0, 0]
    first = int(np.argmax([_median(values) for values in shares]))
    whole, year = _median(found.best.whole[0, 0]), found.windows[0].label
    if about(whole) == "0":
        return f"{'hardly anything, below 0.5 million USD,' if whole else 'nothing'} is taken in {year}"
    low, high = np.nanquantile(shares[first], (0.05, 0.95))
    band = f" (90 %: {range_text(low, high)})" if found.drawn else ""
    label = found.game.players[first].label
    return f"of {about(whole)} million USD in {year}, {label} takes {about(_median(shares[first]))}{band}"


def _shares(found: Attribution, of: str) -> SaidTable:
    """What each player takes in the first window."""
    label, draws = found.windows[0].label, found.plan.draws
    columns = [("shapley", "Shapley"), ("share", "share"), ("alone", "alone"), ("left_out", "left out")]
    columns += [("adopted", "as adopted")]
    rows = []
    for n in _in_print(found, lambda n: _of(found.best, n)):
        share, *rest = _of(found.best, n)
        cells = (with_range(share), _part(found, share), *map(with_range, rest))
        rows.append(Row(*_named(found, n), cells, strong=n is None))
    rows.insert(-1, _sums(found))
    how = f"medians (90 %) of {draws:,} draws" if found.drawn else "central run"
    title = f"{of} in {label}, {MUSD}, {how}"
    return SaidTable("attribution", title, MUSD, tuple(Column(i, text, MUSD) for i, text in columns), tuple(rows))


def _named(found: Attribution, player: int | None) -> tuple[str, str]:
    """Id and label of a player, or of all together."""
    if player is None:
        return "all_together", "all together"
    return found.game.players[player].id, found.game.players[player].label


def _of(taken: Taken, player: int | None) -> list[Array]:
    """Share, alone, left out and as adopted of one player, or of all together four times, in the first window."""
    if player is None:
        return [taken.whole[0, 0]] * 4
    return [table[player, 0, 0] for table in (taken.values, taken.alone, taken.left_out, taken.adopted)]


def _part(found: Attribution, share: Array) -> str:
    """A share of what all take, of means."""
    whole = float(np.nanmean(found.best.whole[0, 0]))
    return f"{float(np.nanmean(share)) / whole:.0%}" if about(whole) != "0" else "-"


def _sums(found: Attribution) -> Row:
    """The sum of each column: of shares it is what all take together, of alone and left out it is not."""
    taken = found.best
    tables = (taken.values, taken.alone, taken.left_out, taken.adopted)
    share, *rest = (with_range(table[:, 0, 0].sum(axis=0)) for table in tables)
    part = _part(found, taken.whole[0, 0])
    return Row("sum", "sum, draw by draw" if found.drawn else "sum", (share, part, *rest))


def _in_other_readings(found: Attribution) -> SaidTable:
    """The same shares where partners carry out the same law otherwise: a column a reading, with its part."""
    columns, beside = [], found.beside.values()
    for reading in found.beside:
        columns += [Column(reading.id, reading.words, MUSD), Column(f"{reading.id}_share", "share", "share")]
    rows = []
    for n in _in_print(found, lambda n: [_of(one.best, n)[0] for one in beside]):
        shares = [(one, _of(one.best, n)[0]) for one in beside]
        cells = tuple(cell for one, share in shares for cell in (with_range(share), _part(one, share)))
        rows.append(Row(*_named(found, n), cells, strong=n is None))
    plan = next(iter(found.beside.values())).plan
    how = "central run" if not found.drawn else f"medians (90 %) of {_of_the_draws(found, plan.draws)}"
    title = f"Shapley values in the other readings of the same law, {how}"
    return SaidTable("other_readings", title, MUSD, tuple(columns), tuple(rows))


def _in_print(found: Attribution, amounts: Callable[[int | None], Iterable[Array]]) -> Iterator[int | None]:
    """The players of whom some amount, or an end of its band, is not printed as 0, or all where none has one; then
    all together."""
    players = found.game.by_adoption
    spreads = {n: [np.nanquantile(draws, (0.05, 0.5, 0.95)) for draws in amounts(n)] for n in players}
    yield from [n for n in players if any(about(float(q)) != "0" for q in np.ravel(spreads[n]))] or players
    yield None


def _of_the_draws(found: Attribution, draws: int) -> str:
    """'the same 16 draws', or 'the first 64 of these draws'."""
    return f"the same {draws:,} draws" if draws == found.plan.draws else f"the first {draws:,} of these draws"


def _by_stream(found: Attribution) -> SaidTable:
    """Shares by stream, means of the draws: they add up along rows and columns."""
    means = np.nanmean(found.best.values[:, 0], axis=-1)
    whole = np.nanmean(found.best.whole[0], axis=-1)
    sizes = np.abs(means).sum(axis=0)
    moved = [k for k in range(1, len(found.series)) if sizes[k] > 0]
    shown = sorted(sorted(moved, key=lambda k: -sizes[k])[:MOST_STREAMS])
    rest = [k for k in moved if k not in shown]
    columns = [Column(found.series[k], found.series[k], MUSD) for k in shown]
    columns += [Column("others", f"{len(rest)} others", MUSD)] if rest else []
    rows = []
    for n in (*found.game.by_adoption, None):
        values = whole if n is None else means[n]
        cells = [float(values[k]) for k in shown] + ([float(sum(values[k] for k in rest))] if rest else [])
        rows.append(Row(*_named(found, n), (*cells, float(values[0])), strong=n is None))
    columns.append(Column(ALL, "together", MUSD))
    how = "means of the draws, which add up" if found.drawn else "central run"
    return SaidTable("attribution_by_stream", f"Shapley shares by stream, {how}", MUSD, tuple(columns), tuple(rows))


# -- facts -------------------------------------------------------------------------------------------------------------


def _facts(found: Attribution) -> Iterator[str]:
    game = found.game
    yield _why_sums_differ(found)
    yield from _how(found)
    if still := found.without_effect:
        yield f"no effect in any bundle, share exactly 0: {listed(still)}"
    for reading, other in found.beside.items():
        if (here := other.without_effect) != still:
            yield f"the same by {reading.words}: {listed(here) if here else 'every player has an effect'}"
    if game.without_strength:
        yield f"acts of pressure that press with strength 0 are no players: {listed(game.without_strength)}"
    acts = {act for player in game.players for act in player.acts}
    stays = [act for act in game.scenario.bundle if act not in acts and act not in game.without_strength]
    if stays:
        yield f"in force throughout, and no players: {listed(sorted(stays))}"
    if game.scenario.awaited:
        yield f"brought in by events in every bundle, and no players: {listed(sorted(game.scenario.awaited))}"
    yield f"read by {reading_words(game.scenario, SCENARIO)}; a notice belongs to the act it transposes"


def _how(found: Attribution) -> Iterator[str]:
    """Whether every bundle was run or orders were sampled, and what adds up."""
    lanes = found.lanes + sum(one.lanes for one in found.beside.values())
    if found.plan.exact:
        yield f"exact: every bundle was run, {lanes:,} lanes in all; shares add up to the whole draw by draw"
    else:
        yield f"estimated from sampled orders on common luck, {_error(found)}; they add up to the whole draw by draw"
    if sampled := {v: one for v, one in found.beside.items() if found.plan.exact and not one.plan.exact}:
        each = "; ".join(f"{reading.words}: {_error(one)}" for reading, one in sampled.items())
        yield f"the other readings are estimated from sampled orders, {each}; --exact runs every bundle"
    if found.drawn:
        yield "medians of shares do not add up, draws and means do; the share is of the mean"


def _error(found: Attribution) -> str:
    """The largest standard error of the players' shares that comes from sampling orders, not from draws."""
    error = float(np.nanmean(found.best.errors[:, 0, 0], axis=-1).max())
    return f"standard error at most {error:.1f} {MUSD}"


def _why_sums_differ(found: Attribution) -> str:
    """Why what players take alone, and what each would give back, do not add up to what all take."""
    taken = found.best
    whole = _median(taken.whole[0, 0])
    one, out = (_median(table[:, 0, 0].sum(axis=0)) for table in (taken.alone, taken.left_out))
    sums = f"alone they add up to {about(one)}, left out to {about(out)}, together they take {about(whole)}"
    if max(abs(one - whole), abs(out - whole)) < LARGEST:
        return f"{sums}: no player touches what another takes, so every order says the same"
    gap = np.nanmean(taken.alone[:, 0].sum(axis=0) - taken.whole[0], axis=-1)[1:]
    if one > whole:
        where = found.streams[int(np.argmax(gap))]
        return (
            f"{sums}: acts stand on the same trade, most of all {where}; alone, each is credited with all of it, and "
            "left out, with hardly any, for the others still hold it. Shares split what is common"
        )
    where = found.streams[int(np.argmin(gap))]
    return (
        f"{sums}: acts need each other, most of all on {where}; alone, much of what each stops goes another way that a "
        "second act would close, and left out, each opens that way for all. Shares split what is common"
    )


# -- tidy --------------------------------------------------------------------------------------------------------------


def _tidy(found: Attribution) -> TidyTable:
    columns = (
        Column("reading", "who carries out what: the reading of the law", ""),
        Column("window", "months over which a yearly amount is taken", ""),
        Column("player", "act, paragraph or issuer; 'all' is everybody together", ""),
        Column("adopted", "day on which its first act was adopted", "date"),
        Column("series", f"stream; '{ALL}' is all that were asked for", ""),
        Column("method", "; ".join(f"{name}: {text}" for name, text in METHODS.items()), ""),
        Column("draws", "draws that the distribution is of, the first of those asked for; 1 is the central run", "1"),
        *spread_columns(MUSD, "taken"),
        Column("central", "taken in the central run", MUSD),
        Column("standard_error", "standard error of sampled orders, mean of the draws; 0 where exact", MUSD),
    )
    own = reading_words(found.game.scenario, SCENARIO).replace(" ", "_")
    readings = {own: found} | {reading.id: one for reading, one in found.beside.items()}
    rows = tuple((name, *row) for name, one in readings.items() for row in _rows(one))
    return TidyTable("attribution", "What each player takes", columns, rows)


def _rows(found: Attribution) -> Iterator[tuple[Cell, ...]]:
    for w, window in enumerate(found.windows):
        for k, series in enumerate(found.series):
            for n in found.game.by_adoption:
                player = found.game.players[n]
                for method, table in zip(METHODS, ("values", "alone", "left_out", "adopted"), strict=True):
                    head = (window.label, player.id, str(player.adopted), series, method, found.plan.draws)
                    error = float(np.nanmean(found.best.errors[n, w, k])) if method == "shapley" else 0.0
                    yield (*head, *_distribution(found, table, (n, w, k)), error)
            head = (window.label, ALL, "", series, "shapley", found.plan.draws)
            yield (*head, *_distribution(found, "whole", (w, k)), 0.0)


def _distribution(found: Attribution, table: str, at: tuple[int, ...]) -> tuple[Cell, ...]:
    """Mean and quantiles of a table at a place, then its central run."""
    return *spread(getattr(found.best, table)[at]), float(getattr(found.central, table)[at][0])
