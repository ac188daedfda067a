"""Laws of spans: shards cover what is planned exactly once, and what is chosen of a folder holds no row twice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.sweeps.pieces import Span
from sim.sweeps.plan import SHARD_LANES, Stage, spans_of
from sim.sweeps.shards import Shard, covering
from tests.rings import on


def rows_of(spans) -> list[tuple[int, int]]:
    return [
        (run, draw)
        for s in spans
        for run in range(s.first_run, s.stop_run)
        for draw in range(s.first_draw, s.stop_draw)
    ]


@dataclass(frozen=True)
class Cut:
    """A sweep's stages and runs, the group of each run, and how it is cut."""

    stages: tuple[Stage, ...]
    runs: tuple[int, ...]
    group: np.ndarray
    lanes_a_row: int

    @property
    def spans(self) -> tuple[Span, ...]:
        return spans_of(self.stages, self.runs, self.group, self.lanes_a_row)


@st.composite
def plans(draw):
    """What decides how a sweep is cut."""
    count = draw(st.integers(1, 3))
    draws = sorted(draw(st.lists(st.integers(1, 700), min_size=count, max_size=count)))
    runs = sorted(draw(st.lists(st.integers(1, 40), min_size=count, max_size=count)))
    stages = tuple(Stage(points, n) for points, n in zip(runs, draws, strict=True))
    groups = sorted(draw(st.lists(st.integers(0, 3), min_size=runs[-1], max_size=runs[-1])))
    return Cut(stages, tuple(runs), np.array(groups), draw(st.sampled_from([1, 2])))


@on(plans(), many=150, few=40)
def test_shards_hold_every_run_and_draw_once(plan: Cut):
    rows = rows_of(plan.spans)
    assert len(rows) == len(set(rows))
    assert set(rows) == {(run, draw) for run in range(plan.runs[-1]) for draw in range(plan.stages[-1].draws)}


@on(plans(), many=150, few=40)
def test_shards_are_bounded_and_of_one_structure(plan: Cut):
    for span in plan.spans:
        assert span.rows * plan.lanes_a_row <= SHARD_LANES
        assert len(set(plan.group[span.first_run : span.stop_run])) == 1


@pytest.mark.parametrize(
    ("draws", "lanes_a_row", "widths"),
    [
        (1000, 1, [1000]),
        (4096, 1, [1024] * 4),  # a small sweep: whole chunks, and not sixteen quarters of one
        (2048, 2, [1024] * 4),  # with prior law beside
        (20_480, 1, [1280] * 16),  # sixteen shards from here on
        (65_536, 1, [2048] * 32),
    ],
)
def test_the_shards_of_a_small_sweep_are_as_wide_as_pays(draws, lanes_a_row, widths):
    found = spans_of((Stage(1, draws),), (1,), np.zeros(1, dtype=int), lanes_a_row)
    assert [span.rows * lanes_a_row for span in found] == widths


@on(plans(), st.data(), many=150, few=40)
def test_what_is_there_and_what_is_missing_make_the_whole(plan: Cut, data):
    """Any of the planned shards, whole, halved or both, and some more than once."""
    there = []
    for span in plan.spans:
        for part in parts_of(span, data.draw(st.integers(0, 3))):
            if data.draw(st.booleans()):
                there.append(part)
    shards = [Shard(span, Path(f"{n}.parquet")) for n, span in enumerate(there)]
    chosen, missing = covering(data.draw(st.permutations(shards)), plan.spans)
    rows = rows_of(shard.span for shard in chosen) + rows_of(missing)
    assert len(rows) == len(set(rows))
    assert set(rows) == set(rows_of(plan.spans))
    assert set(rows_of(missing)).isdisjoint(rows_of(there))


def parts_of(span: Span, depth: int) -> list[Span]:
    """A span, or its halves and theirs."""
    if depth == 0 or span.runs == 1:
        return [span]
    middle = span.first_run + span.runs // 2
    left = Span(span.first_run, middle, span.first_draw, span.stop_draw)
    right = Span(middle, span.stop_run, span.first_draw, span.stop_draw)
    return [span, *parts_of(left, depth - 1), *parts_of(right, depth - 1)]
