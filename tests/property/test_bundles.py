"""Bundles as lanes: a block given flags of acts by lane is, bit for bit, the scenarios with those bundles."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from sim.domain.benchmarks import in_plain_numbers
from sim.domain.law import Measure, Step
from sim.domain.scenario import Scenario
from sim.processes.model import FullRecord, simulate
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.world.assembly import assemble
from sim.world.block import Block
from tests.property.reference_worlds import everything
from tests.reference_worlds import revised_scenario


def flags_of(acts: list[str]) -> dict[str, np.ndarray]:
    """Every bundle of some acts, a lane each."""
    return dict(zip(acts, np.array(list(product((False, True), repeat=len(acts)))).T, strict=True))


def cut(scenario: Scenario, flags: dict[str, np.ndarray], lane: int) -> Scenario:
    """The scenario with the bundle of one lane."""
    gone = {act for act, there in flags.items() if not there[lane]}
    return replace(scenario, bundle=tuple(m for m in scenario.bundle if m not in gone))


def tables(blocks: list[Block]) -> dict[str, np.ndarray]:
    record = FullRecord(assemble(blocks))
    simulate(record.world, record)
    return record.tables


def compared(scenario: Scenario, acts: list[str]) -> int:
    """Lanes of one block against blocks of their own; how many of the lanes differ from the first."""
    flags, scenario = flags_of(acts), in_plain_numbers(scenario)
    lanes = 2 ** len(acts)
    masked = tables([Block(scenario, lanes, bundles=flags)])
    apart = tables([Block(cut(scenario, flags, lane)) for lane in range(lanes)])
    for name, table in apart.items():
        assert np.array_equal(masked[name], table, equal_nan=True), name
    receipts = masked["receipts"]
    return sum(not np.array_equal(receipts[..., n], receipts[..., 0]) for n in range(1, lanes))


@pytest.mark.parametrize("seed", range(4))
def test_lanes_of_many_bundles_are_the_worlds_with_these_bundles(seed):
    """Caps, labour, gates, notices, what supersedes what, banks cut off, pressure by exposure."""
    scenario = revised_scenario(everything(seed))
    pressed = Measure(
        "pressed", "", "us", "secondary", scenario.measures[0].adopted, steps=(Step(scenario.measures[0].adopted, 2.0),)
    )
    eased = replace(pressed, id="eased", instrument="relief", steps=(Step(pressed.adopted, -1.0),))
    scenario = replace(
        scenario, measures=(*scenario.measures, pressed, eased), bundle=(*scenario.bundle, "pressed", "eased")
    )
    acts = ["cap", "coal", "gate", "banks", "pressed", "eased"]
    assert compared(scenario, acts) > 3


def test_lanes_of_bundles_of_the_ladder_are_its_bundles():
    """Resolutions that supersede one another, with the gazettes of their partners; a short horizon."""
    scenario = replace(read_scenario(shipped() / "ladder.yaml").scenario, months=14, start=12 * 2017 + 1)
    assert compared(scenario, ["unscr_2321", "unscr_2371", "unscr_2375"]) == 7
