"""A lifting in words, tables and tidy rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.answer import Answer, Cell, TidyTable, listed, median_and_range, spread, spread_columns
from sim.analysis.bands import range_text
from sim.analysis.changed import changed, changed_text
from sim.analysis.lifting import (
    AS_ASKED,
    BY_DIAL,
    HALF_LIVES,
    LATE,
    SNAPPED,
    Lifted,
    Lifting,
    half_life_name,
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
    blocks = (_by_stream(found), _by_partner(found), *_snapback(found))
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
    columns = [("first_year", "first year"), ("first_year_range", "90 % of draws")]
    windows = len(found.lifting.windows)
    columns += [("run_rate", "run-rate"), ("run_rate_range", "90 % of draws")] if windows > 1 else []
    beside = {half_life_name(months): f"H {months:g}: first year" for months in HALF_LIVES}
    beside = {way: text for way, text in beside.items() if way in found.drawn}
    beside |= {BY_DIAL: "dial only: first year"} if BY_DIAL in found.drawn else {}
    columns += [(way.replace(" ", "_").replace("-", "_"), text) for way, text in beside.items()]
    rows = []
    for group in GROUPS:
        moved = sorted((s for s in _group(found, group) if _moves(found, [s])), key=lambda s: -_size(found, s))
        labels = {s.id: s.label for s in found.lifting.scenario.streams}
        if group in SUMMED_GROUPS and moved:
            rows.append(Row(group, f"{group} in all", _cells(found, _group(found, group), list(beside)), strong=True))
        rows += [Row(stream, labels[stream], _cells(found, [stream], list(beside))) for stream in moved]
    how = f"medians of {found.draws:,} draws" if found.draws > 1 else "central run"
    title = f"what comes back, {MUSD}, {how}; groups are never added"
    return SaidTable("returned", title, MUSD, tuple(Column(i, text, MUSD) for i, text in columns), tuple(rows))


def _moves(found: Lifted, streams: Sequence[str]) -> bool:
    return bool(np.nanmax(np.abs(found.summed(AS_ASKED, streams)), initial=0.0) >= SHOWN)


def _size(found: Lifted, stream: str) -> float:
    return abs(float(np.nanmedian(found.summed(AS_ASKED, [stream])[0])))


def _cells(found: Lifted, streams: Sequence[str], beside: Sequence[str]) -> tuple[float | str | None, ...]:
    cells: list[float | str | None] = []
    for window in found.summed(AS_ASKED, streams)[: len(found.lifting.windows)]:
        cells += median_and_range(window)
    return *cells, *(float(np.nanmedian(found.summed(way, streams)[0])) for way in beside)


def _by_partner(found: Lifted) -> SaidTable:
    """Who buys and hosts again: goods and labour, first year and run-rate, largest first."""
    asked = [(group, w) for group in ("goods", "labour") for w in range(len(found.lifting.windows))]
    values = {
        partner.id: [
            float(np.nanmedian(found.of_partner(AS_ASKED, partner.id, _group(found, group))[w])) for group, w in asked
        ]
        for partner in found.lifting.scenario.partners
    }
    size = {partner: sum(abs(v) for v in row) for partner, row in values.items()}
    ordered = sorted((p for p in values if max(map(abs, values[p])) >= SHOWN), key=lambda p: (-size[p], p))
    labels = {partner.id: partner.label for partner in found.lifting.scenario.partners}
    rows = [Row(p, labels[p], tuple(values[p])) for p in ordered[:MOST_PARTNERS]]
    names = [f"{group}, {('first year', 'run-rate')[w]}" for group, w in asked]
    columns = tuple(Column(name.replace(", ", "_").replace(" ", "_").replace("-", "_"), name, MUSD) for name in names)
    more = len(ordered) - len(rows)
    rest = f"; {more} more in the table" if more > 0 else ""
    return SaidTable("returned_by_partner", f"by partner, medians{rest}", MUSD, columns, tuple(rows))


def _snapback(found: Lifted) -> tuple[SaidTable, ...]:
    """What a snapback takes: a row for each group of which something comes back."""
    at = found.snapback_window
    if at is None:
        return ()
    rows = []
    for group in SUMMED_GROUPS:
        stands, gone, late = (found.summed(way, _group(found, group))[at] for way in (AS_ASKED, SNAPPED, LATE))
        if np.nanmax(np.abs(stands), initial=0.0) >= SHOWN:
            lost = median_and_range(stands - gone)
            cells = (float(np.nanmedian(stands)), float(np.nanmedian(gone)), *lost, float(np.nanmedian(late - gone)))
            rows.append(Row(group, f"{group} in all", cells, strong=True))
    columns = (
        Column("stands", "if it stands", MUSD),
        Column("snapped_back", "snapped back", MUSD),
        Column("snapback_takes", "snapback takes", MUSD),
        Column("snapback_takes_range", "90 % of draws", MUSD),
        Column("half_a_year_late", "half a year late leaves", MUSD),
    )
    title = (
        f"the price of a snapback on {found.lifting.snapback}: {MUSD} {found.lifting.after_snapback[0].label}, medians"
    )
    return (SaidTable("snapback", title, MUSD, columns, tuple(rows)),) if rows else ()


# -- tidy --------------------------------------------------------------------------------------------------------------

_WAY = Column(
    "way",
    "as asked; the other reading; other return half-lives in months; snapped back on its day, and half a year late",
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
