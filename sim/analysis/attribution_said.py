"""An attribution in words, tables and tidy rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.analysis.answer import Answer, Cell, TidyTable, listed, median_and_range, spread, spread_columns
from sim.analysis.attribution import ALL, Attribution, Taken
from sim.analysis.bands import reading_words
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
    headline = Headline(
        f"{scenario.title}: {_in_words(found)}",
        what,
        (_shares(found, of), _by_stream(found)) if len(found.streams) > 1 else (_shares(found, of),),
        tuple(_facts(found)),
        changed_text(changed(scenario)),
    )
    return Answer("attribute", tuple(key), headline, (_tidy(found),), found.plan.draws)


def _median(draws: Array) -> float:
    return float(np.nanmedian(draws))


def _in_words(found: Attribution) -> str:
    """The answer in a line: who takes most."""
    medians = [_median(values) for values in found.best.values[:, 0, 0]]
    first = int(np.argmax(medians))
    whole = _median(found.best.whole[0, 0])
    if not whole:
        return f"nothing is taken in {found.windows[0].label}"
    label = found.game.players[first].label
    return f"of {about(whole)} million USD in {found.windows[0].label}, {label} takes {about(medians[first])}"


def _shares(found: Attribution, of: str) -> SaidTable:
    """What each player takes in the first window."""
    drawn, label = found.drawn is not None, found.windows[0].label
    taken, whole = found.best, float(np.nanmean(found.best.whole[0, 0]))
    columns = [("shapley", "Shapley"), ("alone", "alone"), ("left_out", "left out"), ("adopted", "as adopted")]
    columns[1:1] = [("range_90", "90 % of draws"), ("share", "share")] if drawn else [("share", "share")]
    columns += [("central", "central run")] if drawn else []
    columns += [("dial_only", "dial only")] if found.dial_only else []
    rows = []
    for n in (*found.game.by_adoption, None):
        values, others = _of(taken, n), [_of(one, n) for one in (found.central, found.dial_only) if one]
        median, spread_ = median_and_range(values[0])
        share = f"{np.nanmean(values[0]) / whole:.0%}" if whole else "-"
        cells: list[float | str | None] = [median, *([spread_] if drawn else []), share]
        cells += [_median(one) for one in values[1:]]
        cells += [float(one[0][0]) for one in (others if drawn else others[1:])]
        name = found.game.players[n].label if n is not None else "all together"
        rows.append(
            Row("all_together" if n is None else found.game.players[n].id, name, tuple(cells), strong=n is None)
        )
    rows.insert(-1, _sums(found, drawn))
    how = f"medians of {found.plan.draws:,} draws" if drawn else "central run"
    title = f"{of} in {label}, {MUSD}, {how}"
    return SaidTable("attribution", title, MUSD, tuple(Column(i, text, MUSD) for i, text in columns), tuple(rows))


def _of(taken: Taken, player: int | None) -> list[Array]:
    """Share, alone, left out and as adopted of one player, or of all together four times, in the first window."""
    if player is None:
        return [taken.whole[0, 0]] * 4
    return [table[player, 0, 0] for table in (taken.values, taken.alone, taken.left_out, taken.adopted)]


def _sums(found: Attribution, drawn: bool) -> Row:
    """The sum of each column: of shares it is what all take together, of alone and left out it is not."""
    taken = found.best
    share, *rest = (_median(t[:, 0, 0].sum(axis=0)) for t in (taken.values, taken.alone, taken.left_out, taken.adopted))
    cells: list[float | str | None] = [share, *(["", "100%"] if drawn else ["100%"]), *rest]
    others = ([found.central] if drawn else []) + ([found.dial_only] if found.dial_only else [])
    cells += [float(one.values[:, 0, 0, 0].sum()) for one in others]
    return Row("sum", "sum, draw by draw" if drawn else "sum", tuple(cells))


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
        player = None if n is None else found.game.players[n]
        name = (player.id, player.label) if player else ("all_together", "all together")
        rows.append(Row(*name, (*cells, float(values[0])), strong=n is None))
    columns.append(Column(ALL, "together", MUSD))
    how = "means of the draws, which add up" if found.drawn else "central run"
    return SaidTable("attribution_by_stream", f"Shapley shares by stream, {how}", MUSD, tuple(columns), tuple(rows))


# -- facts -------------------------------------------------------------------------------------------------------------


def _facts(found: Attribution) -> Iterator[str]:
    game, plan = found.game, found.plan
    yield _why_sums_differ(found)
    if plan.exact:
        yield f"exact: every bundle was run, {found.lanes:,} lanes in all; shares add up to the whole draw by draw"
    else:
        error = float(np.nanmean(found.best.errors[:, 0, 0], axis=-1).max())
        yield f"estimated from sampled orders on common luck, standard error at most {error:.1f} {MUSD}; they add up"
    if found.drawn:
        yield "medians of shares do not add up, draws and means do; the share is of the mean"
    if still := found.without_effect:
        yield f"no effect in any bundle, share exactly 0: {listed(still)}"
    if game.without_strength:
        yield f"acts of pressure that press with strength 0 are no players: {listed(game.without_strength)}"
    acts = {act for player in game.players for act in player.acts}
    stays = [act for act in game.scenario.bundle if act not in acts and act not in game.without_strength]
    if stays:
        yield f"in force throughout, and no players: {listed(sorted(stays))}"
    own = reading_words(game.scenario, SCENARIO)
    yield f"read by {own}; a notice belongs to the act it transposes" + (
        "; dial only is the other reading of the same law, its central run" if found.dial_only else ""
    )


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
        Column("window", "months over which a yearly amount is taken", ""),
        Column("player", "act, paragraph or issuer; 'all' is everybody together", ""),
        Column("adopted", "day on which its first act was adopted", "date"),
        Column("series", f"stream; '{ALL}' is all that were asked for", ""),
        Column("method", "; ".join(f"{name}: {text}" for name, text in METHODS.items()), ""),
        *spread_columns(MUSD, "taken"),
        Column("central", "taken in the central run", MUSD),
        Column("dial_only_central", "taken in the central run of the other reading, the dial alone", MUSD),
        Column("standard_error", "standard error of sampled orders, mean of the draws; 0 where exact", MUSD),
    )
    return TidyTable("attribution", "What each player takes", columns, tuple(_rows(found)))


def _rows(found: Attribution) -> Iterator[tuple[Cell, ...]]:
    for w, window in enumerate(found.windows):
        for k, series in enumerate(found.series):
            for n in found.game.by_adoption:
                player = found.game.players[n]
                for method, table in zip(METHODS, ("values", "alone", "left_out", "adopted"), strict=True):
                    head = (window.label, player.id, str(player.adopted), series, method)
                    error = float(np.nanmean(found.best.errors[n, w, k])) if method == "shapley" else 0.0
                    yield (*head, *_distribution(found, table, (n, w, k)), error)
            yield (window.label, ALL, "", series, "shapley", *_distribution(found, "whole", (w, k)), 0.0)


def _distribution(found: Attribution, table: str, at: tuple[int, ...]) -> tuple[Cell, ...]:
    """Mean and quantiles of a table at a place, then both central runs."""
    dial_only = float(getattr(found.dial_only, table)[at][0]) if found.dial_only else None
    return *spread(getattr(found.best, table)[at]), float(getattr(found.central, table)[at][0]), dial_only
