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
from sim.runs.collect import MEASURED_READS, measured
from sim.runs.lanes import run_lanes
from sim.runs.pool import keep_freed_memory
from sim.runs.variants import without_tested
from sim.sweep.design.axes import ADDED, Output
from sim.sweep.design.changes import CAMPAIGN, Dial, overlaid
from sim.sweep.design.points import Member
from sim.sweep.pieces import Computed, Piece, Span
from sim.world.arrays import World
from sim.world.assembly import Block


def compute(piece: Piece) -> Computed:
    """Run a piece. The bits of a row do not depend on what else is in its piece.

    Freed memory is kept here, and not only in workers of our own: Dask starts its workers with the C library set to
    give every large array back.
    """
    keep_freed_memory()
    own = [*_blocks(piece)]
    lanes = sum(block.lanes for block in own)
    prior = [replace(block, scenario=without_tested(block.scenario)) for block in own if piece.with_prior]
    years = sorted({output.year for output in piece.outputs})
    wanted = sorted({stream for streams in piece.streams.values() for stream in streams})
    collect, _ = run_lanes([*own, *prior], lambda world: _Years(world, years, wanted), MEASURED_READS)
    rows = piece.span.rows
    each = [_output(collect, output, piece.streams[output.series], lanes)[:rows] for output in piece.outputs]
    values = np.array(each)
    values[:, ~np.isfinite(values).all(axis=0)] = np.nan
    return Computed(piece.span, values)


class _Years:
    """Adds the months of some years up, for some streams; streams in name order."""

    def __init__(self, world: World, years: Sequence[int], streams: Sequence[str]):
        self.world, self.years, self.streams = world, years, streams
        self.order = [world.layout.stream_number(stream) for stream in streams]
        shape = (len(years), len(streams), world.lanes)
        self.totals = {name: np.zeros(shape) for name in ("receipts", "recorded", "net", "value")}

    def __call__(self, month: Month) -> None:
        """Add one month."""
        if month.number // 12 in self.years:
            year = self.years.index(month.number // 12)
            for name, table in measured(self.world, month, self.order).items():
                self.totals[name][year] += table

    def total(self, name: str, year: int, streams: Sequence[str]) -> Array:
        """One measure of some streams in a year, by lane."""
        table = self.totals[name][self.years.index(year)]
        return sum((table[self.streams.index(stream)] for stream in streams), np.zeros(self.world.lanes))


def _output(years: _Years, output: Output, streams: Sequence[str], lanes: int) -> Array:
    """One output, USD million a year, (lane,): the first `lanes` are the points' own, the next ones under prior law."""

    def total(name: str) -> Array:
        return years.total(name, output.year, streams)

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
