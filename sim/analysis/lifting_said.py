"""A lifting in words, tables and tidy rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.analysis.answer import Answer, Cell, TidyTable, listed, spread, spread_columns, with_range
from sim.analysis.bands import range_text
from sim.analysis.changed import changed, changed_text
from sim.analysis.lifting import (
    AS_ASKED,
    LATE,
    SNAPPED,
    Lifted,
    Lifting,
    words_of_ways,
)
from sim.analysis.lifting_facts import lifting_facts
from sim.analysis.said import Column, Headline, Row, SaidTable, about
from sim.common.axes import Array
from sim.domain.trade import GROUPS, SUMMED_GROUPS
from sim.runs.windows import Window

MUSD = "USD million a year"
SHOWN = 0.5
"""USD million a year from which on a stream or partner has a row of its own."""
MOST_PARTNERS = 8


def lifting_answer(found: Lifted, key: Sequence[str]) -> Answer:
    """The answer as printed and as tidy tables."""
    lifting, scenario = found.lifting, found.lifting.scenario
    names = listed([lift.provision for lift in lifting.lifts])
    what = f"{_shares(lifting)}{names} from {lifting.day}"
    question = f"What lifting {what} brings back, against the same law without the lifting"
    blocks = (_by_stream(found), *_beside(found), _by_partner(found), *_snapback(found))
    title = f"{scenario.title}: {_in_words(found)}"
    headline = Headline(title, question, blocks, tuple(lifting_facts(found)), changed_text(changed(scenario)))
    tables = (_tidy(found), _tidy_cells(found))
    return Answer("lift", tuple(key), headline, tables, found.draws)


def _shares(lifting: Lifting) -> str:
    """'50 % (100 % from 2019-09-01) of ', and nothing where all is lifted at once."""
    if lifting.whole:
        return ""
    steps = ", ".join(f"{share:.0%} from {day}".replace("%", " %") for day, share in lifting.later)
    return f"{100 * lifting.share:g} %{f' ({steps})' if steps else ''} of "


def _group(found: Lifted, group: str) -> list[str]:
    return sorted(s.id for s in found.lifting.scenario.streams if s.group == group)


def _in_words(found: Lifted) -> str:
    """The answer in a line: goods in the first year, and labour where it matters."""
    parts = []
    for group in ("goods", "labour"):
        median, low, high = _quantiles(found.summed(AS_ASKED, _group(found, group))[0])
        if group == "goods" or abs(median) >= SHOWN:
            band = f" (90 %: {range_text(low, high)})" if found.draws > 1 else ""
            parts.append(f"{about(median)}{band} of {group}")
    return f"lifting brings back {' and '.join(parts)}, million USD in the first year"


def _quantiles(draws: Array) -> tuple[float, float, float]:
    low, median, high = (float(q) for q in np.nanquantile(draws, (0.05, 0.5, 0.95)))
    return median, low, high


# -- printed tables ----------------------------------------------------------------------------------------------------


def _by_stream(found: Lifted) -> SaidTable:
    """What comes back as asked: the first year and the run-rate, a row a stream, groups that are sums first."""
    windows = _windows(found)
    columns = tuple(Column(_id(name), name, MUSD) for name in windows)
    rows = [
        Row(key, label, tuple(_cells([*found.summed(AS_ASKED, streams)[: len(windows)]])), strong=strong)
        for key, label, streams, strong in _shown(found)
    ]
    title = f"what comes back, {MUSD}, {_how(found)}; groups are never added"
    return SaidTable("returned", title, MUSD, columns, tuple(rows))


def _beside(found: Lifted) -> tuple[SaidTable, ...]:
    """The first year again if trade takes longer to come back, and in the other readings of the same law."""
    ways = {way: words for way, words in words_of_ways().items() if way in found.drawn}
    columns = tuple(Column(_id(way), words, MUSD) for way, words in ways.items())
    rows = [
        Row(key, label, tuple(_cells([found.summed(way, streams)[0] for way in ways])), strong=strong)
        for key, label, streams, strong in _shown(found)
    ]
    title = f"beside it, the first year with other half-lives (H, months) and in other readings, {MUSD}, {_how(found)}"
    return (SaidTable("returned_beside", title, MUSD, columns, tuple(rows)),) if ways else ()


def _how(found: Lifted) -> str:
    return f"medians (90 %) of {found.draws:,} draws" if found.draws > 1 else "central run"


def _windows(found: Lifted) -> tuple[str, ...]:
    return ("first year", "run-rate")[: len(found.lifting.windows)]


def _id(name: str) -> str:
    return name.replace(", ", "_").replace(" ", "_").replace("-", "_")


def _cells(draws: Sequence[Array]) -> list[str]:
    """Each amount with its band: (draw,) each."""
    return [with_range(one) for one in draws]


def _shown(found: Lifted) -> Iterator[tuple[str, str, list[str], bool]]:
    """The rows of streams: key, label, the streams that are added, whether it is a group's sum; what moves in no draw
    has none."""
    labels = {s.id: s.label for s in found.lifting.scenario.streams}
    for group in GROUPS:
        moved = sorted((s for s in _group(found, group) if _moves(found, [s])), key=lambda s: -_size(found, s))
        if group in SUMMED_GROUPS and moved:
            yield group, f"{group} in all", _group(found, group), True
        for stream in moved:
            yield stream, labels[stream], [stream], False


def _moves(found: Lifted, streams: Sequence[str]) -> bool:
    return bool(np.nanmax(np.abs(found.summed(AS_ASKED, streams)), initial=0.0) >= SHOWN)


def _size(found: Lifted, stream: str) -> float:
    return abs(float(np.nanmedian(found.summed(AS_ASKED, [stream])[0])))


def _by_partner(found: Lifted) -> SaidTable:
    """Who buys and hosts again: goods and labour, first year and run-rate, largest first."""
    moved = {key for key, _, _, _ in _shown(found)}
    asked = [(g, w) for g in ("goods", "labour") if g in moved for w in range(len(found.lifting.windows))]
    values = {
        partner.id: [found.of_partner(AS_ASKED, partner.id, _group(found, group))[w] for group, w in asked]
        for partner in found.lifting.scenario.partners
    }
    medians = {partner: [abs(float(np.nanmedian(v))) for v in row] for partner, row in values.items()}
    ordered = sorted((p for p in values if max(medians[p], default=0.0) >= SHOWN), key=lambda p: (-sum(medians[p]), p))
    labels = {partner.id: partner.label for partner in found.lifting.scenario.partners}
    rows = tuple(Row(p, labels[p], tuple(_cells(values[p]))) for p in ordered[:MOST_PARTNERS])
    columns = tuple(Column(_id(name), name, MUSD) for name in (f"{group}, {_windows(found)[w]}" for group, w in asked))
    more = len(ordered) - len(rows)
    rest = f"; {more} more in the table" if more > 0 else ""
    return SaidTable("returned_by_partner", f"by partner, {MUSD}, {_how(found)}{rest}", MUSD, columns, rows)


def _snapback(found: Lifted) -> tuple[SaidTable, ...]:
    """What a snapback takes: a row for each group of which something comes back."""
    at = found.snapback_window
    if at is None:
        return ()
    rows = []
    for group in SUMMED_GROUPS:
        stands, gone, late = (found.summed(way, _group(found, group))[at] for way in (AS_ASKED, SNAPPED, LATE))
        if np.nanmax(np.abs(stands), initial=0.0) >= SHOWN:
            cells = _cells([stands, gone, stands - gone, late - gone])
            rows.append(Row(group, f"{group} in all", tuple(cells), strong=True))
    columns = (
        Column("stands", "if it stands", MUSD),
        Column("snapped_back", "snapped back", MUSD),
        Column("snapback_takes", "snapback takes", MUSD),
        Column("half_a_year_late", "half a year late leaves", MUSD),
    )
    when = f"{found.lifting.snapback}: {MUSD} {found.lifting.after_snapback[0].label}"
    title = f"the price of a snapback on {when}, {_how(found)}"
    return (SaidTable("snapback", title, MUSD, columns, tuple(rows)),) if rows else ()


# -- tidy --------------------------------------------------------------------------------------------------------------

_WAY = Column(
    "way",
    "as asked; other return half-lives in months; other readings; snapped back on its day, and half a year late",
    "",
)
_WINDOW = Column("window", "months over which a yearly amount is taken", "")


def _all_windows(found: Lifted) -> tuple[Window, ...]:
    return (*found.lifting.windows, *found.lifting.after_snapback)


def _tidy(found: Lifted) -> TidyTable:
    columns = (
        _WAY,
        _WINDOW,
        Column("series", "stream, or 'group:' and the group's name", ""),
        Column("hs", "HS codes of the stream, where it has any", ""),
        *spread_columns(MUSD, "comes back"),
        Column("central", "comes back in the central run", MUSD),
    )
    hs = {s.id: s.hs for s in found.lifting.scenario.streams}
    series = {f"group:{group}": _group(found, group) for group in SUMMED_GROUPS} | {s: [s] for s in found.streams}
    rows: list[tuple[Cell, ...]] = []
    for way in found.drawn:
        for w, window in enumerate(_all_windows(found)):
            for name, streams in series.items():
                central = float(found.summed(way, streams, central=True)[w][0])
                values = spread(found.summed(way, streams)[w])
                rows.append((way, window.label, name, hs.get(name, ""), *values, central))
    return TidyTable("returned", "What comes back by stream", columns, tuple(rows))


def _tidy_cells(found: Lifted) -> TidyTable:
    names = (_WAY, _WINDOW, Column("stream", "stream", ""), Column("partner", "buyer or host", ""))
    columns = (*names, *spread_columns(MUSD, "comes back"))
    rows: list[tuple[Cell, ...]] = []
    for way, back in found.drawn.items():
        for w, window in enumerate(_all_windows(found)):
            for c, (stream, partner) in enumerate(found.cells):
                if np.nan_to_num(back.by_cell[w, c]).any():
                    rows.append((way, window.label, stream, partner, *spread(back.by_cell[w, c])))
    return TidyTable("returned_by_cell", "What comes back by stream and partner", columns, tuple(rows))
