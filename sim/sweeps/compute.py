"""From the points of a piece to their results: runs and draws as lanes of one run of the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.common.axes import Array
from sim.common.months import first_day
from sim.domain.benchmarks import in_plain_numbers, left_free
from sim.domain.scenario import Scenario, drawn_months, level_on
from sim.luck.deal import Dealt, Dice, deal
from sim.luck.keyed import BLOCK
from sim.processes.month import Month
from sim.reading.dimensions import shipped_dimensions
from sim.runs.collect import MEASURED, MEASURED_READS, measured
from sim.runs.lanes import run_lanes
from sim.runs.pool import keep_freed_memory
from sim.runs.variants import without_tested
from sim.sweeps.design.axes import ADDED, PARTNERS, WAYS, Output
from sim.sweeps.design.changes import CAMPAIGN, Dial, overlaid
from sim.sweeps.design.points import Member
from sim.sweeps.pieces import Computed, Piece, Span
from sim.world.arrays import World, full
from sim.world.assembly import Block

BY = {"receipts": "receipts_by", "recorded": "recorded_by", "value": "value"}
"""What is kept of partners, and the series by cell that it is added up from."""


def compute(piece: Piece) -> Computed:
    """Run a piece. The bits of a row do not depend on what else is in its piece.

    Freed memory is kept here, and not only in workers of our own: Dask starts its workers with the C library set to
    give every large array back.
    """
    keep_freed_memory()
    own = [*_blocks(piece)]
    lanes = sum(block.lanes for block in own)
    prior = [replace(block, scenario=without_tested(block.scenario)) for block in own if piece.with_prior]
    collect, _ = run_lanes([*own, *prior], lambda world: _Kept(world, piece, lanes), _reads(piece.outputs))
    rows = piece.span.rows
    values = np.array([collect.output(n)[:rows] for n in range(len(piece.outputs))])
    values[:, ~np.isfinite(values).all(axis=0)] = np.nan
    return Computed(piece.span, values)


def _reads(outputs: Sequence[Output]) -> frozenset[str]:
    """The series of a month that outputs are worked out from."""
    ways = {output.measure for output in outputs} & set(WAYS)
    partners = {*BY.values()} if any(output.partner for output in outputs) else set()
    return MEASURED_READS | ways | partners


class _Kept:
    """Adds up what is kept of a piece's months. The first `lanes` are the points' own, the next ones under prior law.

    Years are summed stream by stream, in name order, and streams are added last, as in an ensemble.
    """

    def __init__(self, world: World, piece: Piece, lanes: int):
        self.world, self.piece, self.lanes = world, piece, lanes
        wanted = {stream for streams in piece.streams.values() for stream in streams}
        self.years = sorted({output.year for output in piece.outputs})
        self.streams = sorted(wanted)
        self.order = [world.layout.stream_number(stream) for stream in self.streams]
        self.partners = sorted({output.partner for output in piece.outputs if output.partner})
        self.cells = [self._cells_of(partner) for partner in self.partners]
        self.ways = sorted({output.measure for output in piece.outputs} & set(WAYS))
        self.totals = [self._table_of_nothing() for _ in self.years]
        self.months = {n: np.zeros(lanes) for n, output in enumerate(piece.outputs) if output.month}

    def __call__(self, month: Month) -> None:
        """Add one month."""
        year, of_year = divmod(month.number, 12)
        if year not in self.years:
            return
        tables = self._tables(month)
        for name, table in self.totals[self.years.index(year)].items():
            table += tables[name]
        for n in self.months:
            output = self.piece.outputs[n]
            if (output.year, output.month) == (year, of_year + 1):
                self.months[n] = self._measure(output, tables)

    def output(self, n: int) -> Array:
        """One output, USD million in its year or month, (lane,)."""
        output = self.piece.outputs[n]
        return self.months[n] if output.month else self._measure(output, self.totals[self.years.index(output.year)])

    def _cells_of(self, partner: str) -> list[int]:
        """A partner's cells of the streams that its series is of, in their name order."""
        streams, cells = self.piece.streams[f"{PARTNERS}{partner}"], self.world.layout.cell_of
        return [cells[stream, partner] for stream in streams if (stream, partner) in cells]

    def _table_of_nothing(self) -> dict[str, Array]:
        lanes = self.world.lanes
        named = {name: np.zeros((len(self.streams), lanes)) for name in (*MEASURED, *self.ways)}
        return named | {f"{name}_by": np.zeros((len(self.partners), lanes)) for name in BY if self.partners}

    def _tables(self, month: Month) -> dict[str, Array]:
        """A month's measures by name: (stream, lane), or (partner, lane) for those whose name ends with _by."""
        tables = measured(self.world, month, self.order)
        tables |= {way: getattr(month.flows, way)[self.order] for way in self.ways}
        if self.partners:
            lanes = self.world.lanes
            by_cell = {name: full(getattr(month.flows, series), lanes) for name, series in BY.items()}
            tables |= {f"{name}_by": self._by_partner(values) for name, values in by_cell.items()}
        return tables

    def _by_partner(self, values: Array) -> Array:
        """(cell, lane) -> (partner, lane); a partner's cells are added in the order of their streams."""
        empty = np.zeros(self.world.lanes)
        return np.array([sum((values[cell] for cell in cells), empty) for cells in self.cells])

    def _measure(self, output: Output, tables: dict[str, Array]) -> Array:
        """An output from the tables of its period: (lane,)."""

        def total(name: str) -> Array:
            if output.partner:
                return tables[f"{name}_by"][self.partners.index(output.partner)]
            streams = self.piece.streams[output.series]
            return sum((tables[name][self.streams.index(stream)] for stream in streams), np.zeros(self.world.lanes))

        lanes = self.lanes
        if output.measure == "denied":
            return total("value")[:lanes] - total("receipts")[:lanes]
        if output.measure == ADDED:
            return total("receipts")[lanes : 2 * lanes] - total("receipts")[:lanes]
        return total(output.measure)[:lanes]


# -- lanes ------------------------------------------------------------------------------------------------------------


def _blocks(piece: Piece) -> Iterator[Block]:
    """The piece's runs as lanes: a block for each setting, the last one filled up to whole blocks of lanes."""
    missing = -piece.span.rows % BLOCK
    groups = [(setting, list(members)) for setting, members in groupby(piece.members, key=lambda m: m.setting)]
    dice = Dice(piece.seed, piece.sampler, piece.draws, shipped_dimensions())
    for n, (setting, members) in enumerate(groups):
        scenario = piece.settings[setting]
        block = _central(scenario, members) if piece.central else _drawn(scenario, members, piece.span, dice)
        yield _filled(block, missing) if n == len(groups) - 1 else block


def _central(scenario: Scenario, members: Sequence[Member]) -> Block:
    values = {name: np.array([m.numbers[name].value for m in members]) for name in _names(members)}
    free = left_free(scenario, values)
    return Block(_with_numbers_of(scenario, members[0]), len(members), free, dials=_dials(scenario, members, 1))


def _names(members: Sequence[Member]) -> list[str]:
    """The numbers that members of a setting have values of their own for: the same ones, all of them."""
    assert all(member.numbers.keys() == members[0].numbers.keys() for member in members)
    return list(members[0].numbers)


def _with_numbers_of(scenario: Scenario, member: Member) -> Scenario:
    """The setting with every number that a member gives, so that lanes find their numbers by the same names."""
    return in_plain_numbers(overlaid(scenario, member.numbers, {}))


def _drawn(scenario: Scenario, members: Sequence[Member], span: Span, dice: Dice) -> Block:
    """Each member's draws, side by side; all members share one luck."""
    blocks = range(span.first_draw // BLOCK, -(-span.stop_draw // BLOCK))
    offset = span.first_draw % BLOCK
    each: list[Dealt] = []
    for member in members:
        given = deal(_with_numbers_of(scenario, member), dice, blocks).part(offset, offset + span.draws)
        fixed = {name: np.full(span.draws, member.numbers[name].value) for name in _names(members)}
        each.append(replace(given, values=left_free(scenario, fixed) | given.values))

    def happenings(name: str) -> Array:
        return np.tile(dice.happenings(blocks)(name)[offset : offset + span.draws], len(members))

    def central(name: str) -> Array:
        return np.full(span.draws, scenario.numbers[name].value)

    def flat(_: str) -> Array:
        return np.ones((len(drawn_months(scenario)), span.draws))

    return Block(
        _with_numbers_of(scenario, members[0]),
        len(members) * span.draws,
        _joined([one.values for one in each], central),
        _joined([one.prices for one in each], flat),
        _joined([one.quantities for one in each], flat),
        _dials(scenario, members, span.draws),
        luck=happenings,
    )


def _joined(each: Sequence[dict[str, Array]], otherwise: Callable[[str], Array]) -> dict[str, Array]:
    """All members' values by name, side by side; `otherwise` gives what a member does not draw."""
    names = sorted(set().union(*each))
    return {
        name: np.concatenate([own[name] if name in own else otherwise(name) for own in each], axis=-1) for name in names
    }


def _dials(scenario: Scenario, members: Sequence[Member], draws: int) -> dict[str, Array]:
    """The dial paths that members have in place of the setting's: by partner, (month, lane)."""
    if not any(member.dials for member in members):
        return {}
    days = [first_day(scenario.start + t) for t in range(scenario.months)]
    levels: dict[Dial, Array] = {}

    def path(dial: Dial) -> Array:
        if dial not in levels:
            levels[dial] = np.array([level_on(dial, day) for day in days])
        return levels[dial]

    found = {}
    for partner in scenario.partners:
        own = scenario.will_of(partner.id).dial
        each = [m.dials.get(partner.id, own) or m.dials.get(CAMPAIGN, scenario.campaign) for m in members]
        found[partner.id] = np.repeat(np.stack([path(dial) for dial in each], axis=1), draws, axis=1)
    return found


def _filled(block: Block, more: int) -> Block:
    """A block with more lanes, copies of its last one, which nobody reads."""
    if not more:
        return block

    def longer(table: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
        return {name: np.concatenate([t, np.repeat(t[..., -1:], more, axis=-1)], axis=-1) for name, t in table.items()}

    luck, tables = block.luck, (block.values, block.prices, block.quantities, block.dials, block.bundles)
    more_luck = None if luck is None else lambda name: longer({name: luck(name)})[name]
    values, prices, quantities, dials, bundles = map(longer, tables)
    return Block(block.scenario, block.lanes + more, values, prices, quantities, dials, bundles, more_luck)
