"""Scenarios compared on the same draws: who denies more, by how much, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim import __version__
from sim.analysis.bands import range_text
from sim.analysis.chances import chance_texts
from sim.analysis.changed import changed_by_side
from sim.analysis.curves import Difference, Differences, Words
from sim.analysis.said import Row, SaidTable, about
from sim.analysis.words import block_of, columns_of
from sim.common.axes import Array
from sim.common.errors import BadInput, Problem
from sim.common.months import label
from sim.domain.scenario import Scenario
from sim.runs.reduce import PROBABILITIES
from sim.runs.results import Results


@dataclass(frozen=True)
class Side:
    """One scenario of a comparison: what it denies and leaves of a group's receipts, USD million a year."""

    name: str
    scenario: Scenario
    years: tuple[int, ...]
    central: Array
    """(year,)"""
    denied: Array
    """(year, draw)"""
    received: Array | None = None
    """(year, draw)"""


def side_of(results: Results, name: str, group: str = "goods") -> Side:
    """What a run denies of a group year by year, of its central run and of its draws."""
    scenario, years = results.scenario, results.axes["year"]
    lost = results.of("value") - results.of("receipts")
    monthly = sum((lost[:, k] for k in results.positions(results.group(group))), np.zeros(len(lost)))
    year_of = (scenario.start + np.arange(scenario.months)) // 12
    central = np.array([monthly[year_of == year].sum() for year in years])
    place = results.axes["group"].index(group)
    received = results.of("years.receipts")[place]
    denied = results.of("years.value")[place] - received
    return Side(name, scenario, years, central, denied, received)


def whole_years(scenarios: Sequence[Scenario]) -> list[int]:
    """The calendar years that lie wholly in every scenario's horizon. Raises BadInput where there is none."""
    if years := shared_years(scenarios):
        return years
    hint = "give them overlapping horizons, such as --set horizon.end=2019-12"
    given = "; ".join(f"{s.name} {label(s.start)} to {label(s.start + s.months - 1)}" for s in scenarios)
    message = "these scenarios share no whole calendar year"
    raise BadInput(Problem(message, key="horizon", given=given, hint=hint))


def shared_years(scenarios: Sequence[Scenario]) -> list[int]:
    """The calendar years that lie wholly in every scenario's horizon; none where they share none."""
    first = max(-(-s.start // 12) for s in scenarios)
    last = min((s.start + s.months) // 12 for s in scenarios)
    return list(range(first, last))


def differences(sides: Sequence[Side], years: Sequence[int]) -> Differences:
    """The first side against each other one, draw by draw: positive where the first denies more."""
    rows = tuple(_difference(sides[0], other, years) for other in sides[1:])
    told = what_was_changed(sides)
    note = "50 % of draws lie between the 25th and 75th percentile, 90 % between the 5th and 95th; each year by itself."
    source = f"Model estimate, not a forecast. Source: dial sources. Cite as: dial {__version__}, dial compare."
    words = Words(found(rows[0]), "; ".join(filter(None, (compared(sides), told))), (note, source))
    return Differences(words, rows)


def found(row: Difference) -> str:
    """Who denies more, and by how much, with the numbers of the table: of the year in which they differ most."""
    one, _, other = row.label.partition(" less ")
    n = leading_year(row)
    if row.low90[n] == row.high90[n] == 0:
        return f"{_in_year(row, n)}{one} and {other} deny the same"
    sign, verb = (1, "more") if row.median[n] >= 0 else (-1, "less")
    low, high = sorted((sign * float(row.low90[n]), sign * float(row.high90[n])))
    amount = f"{about(sign * float(row.median[n]))} million USD {verb}"
    return f"{_in_year(row, n)}{one} denies {amount} (90 %: {range_text(low, high)}) than {other}"


def leading_year(row: Difference) -> int:
    """The place of the year whose median difference is the largest, where all medians are 0 of the widest band. Of two
    alike the earlier one.

    What differs may act late in the horizon, by no date of the files: a test that a ladder of acts answers.
    """
    medians, widest = np.abs(row.median), np.maximum(np.abs(row.low90), np.abs(row.high90))
    return int(np.argmax(medians if medians.any() else widest))


def _in_year(row: Difference, n: int) -> str:
    """'2018, the year of 2017 to 2019 in which they differ most: '; of the only year, or of all alike, the span."""
    first, last = row.years[0], row.years[-1]
    if first == last or not (row.low90.any() or row.high90.any()):
        return f"{first}: " if first == last else f"{first} to {last}: "
    return f"{row.years[n]}, the year of {first} to {last} in which they differ most: "


def compared(sides: Sequence[Side]) -> str:
    """What is compared with what."""
    others = "the other" if len(sides) == 2 else "each other one"
    draws = f"the same {sides[0].denied.shape[-1]:,} draws"
    return f"Goods receipts denied, USD million a year: the first scenario less {others}, on {draws}"


def what_was_changed(sides: Sequence[Side]) -> str:
    """What was changed in which side, as far as no title speaks of it; empty where nothing was."""
    return changed_by_side({side.name: side.scenario for side in sides})


def _difference(one: Side, other: Side, years: Sequence[int]) -> Difference:
    def at(side: Side, table: Array) -> Array:
        return table[[side.years.index(year) for year in years]]

    gap = at(one, one.denied) - at(other, other.denied)
    gap = gap[:, np.isfinite(gap).all(axis=0)]
    low90, low50, median, high50, high90 = np.quantile(gap, PROBABILITIES, axis=-1)
    central = at(one, one.central) - at(other, other.central)
    named_pair = f"{one.name} less {other.name}"
    chance, named = (gap > 0).mean(axis=-1), tuple(map(str, years))
    return Difference(named_pair, named, central, median, low50, high50, low90, high90, chance, gap.shape[-1])


def compare_block(shown: Differences, draws: int, group: str = "goods") -> SaidTable:
    """The differences as a table; sides by letter, as `lettered` names them."""
    columns = columns_of("median", "range_90", "range_50", "chance_denies_more", "central_run")
    rows = []
    for pair, d in enumerate(shown.rows, 1):
        for n, (year, chance) in enumerate(zip(d.years, chance_texts(d), strict=True)):
            spread = (range_text(d.low90[n], d.high90[n]), range_text(d.low50[n], d.high50[n]))
            cells = (float(d.median[n]), *spread, chance, float(d.central[n]))
            rows.append(Row(f"pair_{pair}_{year}", f"{letter(0)} less {letter(pair)}, {year}", cells))
    block = block_of("differences", columns, rows, draws=draws, group=group)
    return block if group == "goods" else replace(block, id=f"differences_{group}")


def letter(number: int) -> str:
    """A, B, C for the sides of a comparison in their order; after Z their numbers."""
    return chr(ord("A") + number) if number < 26 else str(number + 1)


def lettered(sides: Sequence[Side]) -> tuple[str, ...]:
    """Which letter stands for which scenario."""
    return tuple(f"{letter(n)}: {side.name}" for n, side in enumerate(sides))


def levels_block(sides: Sequence[Side], years: Sequence[int], draws: int) -> SaidTable:
    """What each side denies and leaves, beside which the differences stand."""
    denied, received = columns_of("denied", "received")
    (spread,) = columns_of("range_90")
    columns = (denied, spread, received, replace(spread, id="range_90_received"), *columns_of("central_run"))
    rows = []
    for n, side in enumerate(sides):
        for year in years:
            at = side.years.index(year)
            cells: list[float | str | None] = []
            for table in (side.denied, side.received):
                low, median, high = np.nanquantile(table[at], (0.05, 0.5, 0.95)) if table is not None else (0.0,) * 3
                cells += [float(median), range_text(float(low), float(high))]
            rows.append(Row(f"side_{n + 1}_{year}", f"{letter(n)}, {year}", (*cells, float(side.central[at]))))
    return block_of("levels", columns, rows, draws=draws)


def aligned(scenarios: Sequence[Scenario], years: Sequence[int]) -> tuple[str, ...]:
    """What must be said where horizons differ: which years are compared, and what each horizon is."""
    spans = [(label(s.start), label(s.start + s.months - 1)) for s in scenarios]
    if len(set(spans)) == 1:
        return ()
    each = ", ".join(f"{letter(n)} {first} to {last}" for n, (first, last) in enumerate(spans))
    span = f"{years[0]} to {years[-1]}" if len(years) > 1 else f"{years[0]}"
    return (f"horizons differ ({each}); compared are the whole calendar years that all share, {span}",)
