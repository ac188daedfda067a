"""What a run keeps is what was asked for: the event log of any lane, and series as if all had been worked out."""

from __future__ import annotations

import numpy as np
import pytest

from sim.processes.model import simulate
from sim.runs.variants import without_tested
from sim.world.assembly import assemble
from sim.world.block import Block
from tests.ensembles import scenario_named

SHORT = ("horizon.start=2017-06", "horizon.end=2017-11")


def test_the_log_of_any_lane_is_that_of_its_own_run():
    scenario = scenario_named("unscr_2371", *SHORT)
    blocks = [Block(scenario), Block(without_tested(scenario))]
    both = simulate(assemble(blocks), lambda month: None, frozenset(), lanes=(0, 1))
    assert both.of(0) != both.of(1)
    assert both.events == both.of(0)
    for lane, block in enumerate(blocks):
        alone = simulate(assemble([block]), lambda month: None, frozenset()).events
        assert sorted(map(repr, both.of(lane))) == sorted(map(repr, alone))
    with pytest.raises(KeyError):
        both.of(2)


def test_a_series_does_not_depend_on_what_else_is_asked_for():
    world = assemble([Block(scenario_named("unscr_2371", *SHORT))])
    all_, few = [], []
    simulate(world, lambda month: all_.append(month.flows))
    simulate(world, lambda month: few.append(month.flows), frozenset({"receipts", "recorded"}))
    for one, other in zip(all_, few, strict=True):
        assert np.array_equal(one.receipts, other.receipts)
        assert np.array_equal(one.recorded, other.recorded)
        assert one.receipts_by.size > 0
        assert other.receipts_by.size == 0
