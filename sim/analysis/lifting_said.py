"""A lifting in words, tables and tidy rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.analysis.answer import Answer, Cell, TidyTable, listed, median_and_range, spread, spread_columns
from sim.analysis.bands import range_text, reading_words
from sim.analysis.changed import changed, changed_text
from sim.analysis.claims import overlapping_claims
from sim.analysis.lifting import AS_ASKED, BY_DIAL, HALF_LIVES, Lifted, half_life_name, half_lives
from sim.analysis.said import Block, Column, Headline, Row, about
from sim.common.axes import Array
from sim.domain.scenario import provisions_in_force
from sim.domain.trade import GROUPS, SUMMED_GROUPS
from sim.runs.variants import SCENARIO

MUSD = "USD million a year"
SHOWN = 0.5
"""USD million a year from which on a stream or partner has a row of its own."""
MOST_PARTNERS = 8


def lifting_answer(found: Lifted, key: Sequence[str]) -> Answer:
    """The answer as printed and as tidy tables."""
    lifting, scenario = found.lifting, found.lifting.scenario
    names = listed([lift.provision for lift in lifting.lifts])
    question = f"What lifting {names} from {lifting.day} brings back, against the same law without the lifting"
    blocks = (_by_stream(found), _by_partner(found))
    title = f"{scenario.title}: {_in_words(found)}"
    headline = Headline(title, question, blocks, tuple(_facts(found)), changed_text(changed(scenario)))
    tables = (_tidy(found), _tidy_cells(found))
    return Answer("lift", tuple(key), headline, tables, found.draws)


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


def _by_stream(found: Lifted) -> Block:
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
    return Block("returned", title, MUSD, tuple(Column(i, text, MUSD) for i, text in columns), tuple(rows))


def _moves(found: Lifted, streams: Sequence[str]) -> bool:
    return bool(np.nanmax(np.abs(found.summed(AS_ASKED, streams)), initial=0.0) >= SHOWN)


def _size(found: Lifted, stream: str) -> float:
    return abs(float(np.nanmedian(found.summed(AS_ASKED, [stream])[0])))


def _cells(found: Lifted, streams: Sequence[str], beside: Sequence[str]) -> tuple[float | str | None, ...]:
    cells: list[float | str | None] = []
    for window in found.summed(AS_ASKED, streams):
        cells += median_and_range(window)
    return *cells, *(float(np.nanmedian(found.summed(way, streams)[0])) for way in beside)


def _by_partner(found: Lifted) -> Block:
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
    return Block("returned_by_partner", f"by partner, medians{rest}", MUSD, columns, tuple(rows))


# -- facts -------------------------------------------------------------------------------------------------------------


def _facts(found: Lifted) -> Iterator[str]:
    lifting = found.lifting
    yield "; ".join(window.label for window in lifting.windows)
    own = half_lives(lifting)
    beside = " and ".join(f"{months:g}" for months in HALF_LIVES)
    if own == [0.0]:
        yield f"return half-life H 0: trade is back at once, a choice of the scenario; {beside} months stand beside it"
    else:
        yield f"return half-life H {', '.join(f'{h:g}' for h in own)} months; {beside} months stand beside it"
    days = sorted({lift.day for lift in lifting.lifts})
    if len(days) > 1:
        yield f"lifted on {len(days)} days, {days[0]} to {days[-1]}; the years count from the first"
    short = [w.label for w in lifting.windows if len(w.months) < 12]
    if short or len(lifting.windows) < 2:
        yield f"the horizon ends before the second year after the lifting does: {'; '.join(short) or 'no run-rate'}"
    yield from _claimed(found)
    left = _still_there(found)
    yield (
        f"what is left on the same streams: {listed(left)}; lifting brings nothing back that a lifted act had replaced"
        if left
        else "no other paragraph is left on these streams; lifting brings nothing back that a lifted act had replaced"
    )
    yield f"read by {reading_words(lifting.scenario, SCENARIO)}; a notice ends with the paragraph it transposes"
    yield "dials and prices stay as they are; what Pyongyang would give for it is not asked, and nothing snaps back"


def _claimed(found: Lifted) -> Iterator[str]:
    """What officials said the same paragraphs would cost when they were adopted; added up within one group."""
    said = [p for p in found.lifting.paragraphs if p.official_estimate is not None]
    if not said:
        return
    text = ", ".join(f"{p.id} {p.official_estimate:,.0f}" for p in said)
    total = sum(p.official_estimate or 0.0 for p in said)
    groups = {s.group for s in found.lifting.scenario.streams for p in said if s.id in p.streams}
    adds = "" if overlapping_claims(said) or len(groups) > 1 or len(said) < 2 else f", in all {total:,.0f}"
    yield f"officials when they were adopted, assuming full compliance, {MUSD}: {text}{adds}"


def _still_there(found: Lifted) -> list[str]:
    """Paragraphs that are not lifted, not replaced, and restrict the same streams."""
    lifting = found.lifting
    gone = {lift.provision for lift in lifting.lifts}
    force = {p.id: p for p in provisions_in_force(lifting.scenario) if not p.transposes}
    streams = {stream for name in gone if name in force for stream in force[name].streams}
    return [
        p.id
        for p in force.values()
        if p.id not in gone
        and streams & set(p.streams)
        and not (p.lifted and p.lifted <= lifting.day)
        and not (p.window and p.window.end <= lifting.day)
        and not any(name in force for name in p.superseded_by)
    ]


# -- tidy --------------------------------------------------------------------------------------------------------------

_WAY = Column("way", "as asked; the other reading; other return half-lives in months", "")
_WINDOW = Column("window", "months over which a yearly amount is taken", "")


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
        for w, window in enumerate(found.lifting.windows):
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
        for w, window in enumerate(found.lifting.windows):
            for c, (stream, partner) in enumerate(found.cells):
                if np.nan_to_num(back.by_cell[w, c]).any():
                    rows.append((way, window.label, stream, partner, *spread(back.by_cell[w, c])))
    return TidyTable("returned_by_cell", "What comes back by stream and partner", columns, tuple(rows))
