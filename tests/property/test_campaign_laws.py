"""What must hold of a campaign's mechanisms (model, section 5): pushes, designations, what is off."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.domain.benchmarks import in_plain_numbers
from sim.domain.campaign import NO_MECHANISMS
from sim.domain.scenario import Scenario
from sim.luck.deal import Dice
from sim.processes.clock import Chronicle
from sim.processes.model import FullRecord, simulate
from sim.world.assembly import assemble
from sim.world.block import Block
from tests.campaign_worlds import told_luck
from tests.property.reference_worlds import everything
from tests.reference.run import run as reference
from tests.reference_worlds import revised_scenario

PUSHES = ("designations", "ladder", "talks", "coalition", "switch", "hurry")


def lanes_of(scenario: Scenario, seed: int | None = 1) -> tuple[FullRecord, Chronicle]:
    """One block of 256 lanes with keyed luck; without a seed the central run."""
    luck = None if seed is None else Dice(seed).happenings([0])
    world = assemble([Block(in_plain_numbers(scenario), 1 if seed is None else 256, luck=luck)])
    record = FullRecord(world)
    return record, simulate(world, record)


def same_bits(one: FullRecord, other: FullRecord, without: tuple[str, ...] = ()) -> bool:
    """Whether two runs have the same tables, none more in either, bit for bit."""
    names, others = set(one.tables) - set(without), set(other.tables) - set(without)
    return names == others and all(
        np.array_equal(one.tables[name], other.tables[name], equal_nan=True) for name in names
    )


def scenario_of(seed: int, without: tuple[str, ...]) -> Scenario:
    """A random world with some mechanisms left out."""
    return revised_scenario(everything(seed, without))


@pytest.mark.parametrize("seed", [None, 1])
def test_what_is_off_changes_no_bit(seed):
    """J1: rates of 0, probabilities of 0, pushes without points, against no mechanism at all; the log too."""
    world = everything(5, ("talks", "ladder", "switch", "hurry"))
    world["designations_rule"]["rate"] = 0.0
    world["press"] = []
    for club in world["coalitions"]:
        club |= {"probability": 0.0, "points": 3.0, "acts": []}
    scenario = revised_scenario(world)
    (off, log), (plain, before) = lanes_of(scenario, seed), lanes_of(replace(scenario, mechanisms=NO_MECHANISMS), seed)
    assert same_bits(off, plain, ("points", "seen"))
    assert log.events == before.events


def test_a_central_run_knows_no_chance():
    """J2: with rates above 0 it is what it is with rates of 0."""
    scenario = scenario_of(6, ("ladder", "talks", "coalition", "switch", "hurry"))
    calm = replace(scenario.mechanisms, designations=replace(scenario.mechanisms.designations, rate=0.0))
    (one, log), (other, quiet) = lanes_of(scenario, None), lanes_of(replace(scenario, mechanisms=calm), None)
    assert same_bits(one, other)
    assert log.events == quiet.events


@pytest.mark.parametrize("seed", range(4))
def test_a_push_never_lowers_anybody(seed):
    """J6: whoever is pressed, nobody's propensity falls (b >= 0); somebody's rises."""
    scenario = scenario_of(seed, PUSHES)
    calm = replace(scenario, mechanisms=NO_MECHANISMS)
    with_, without = (lanes_of(s, None)[0].tables["propensity"] for s in (scenario, calm))
    assert np.all(with_ >= without - 1e-15)


def expected_rounds(blocks: int) -> None:
    """Visible trade of 16 a month, nothing else: (T - 1)(1 - exp(-rate L)) rounds a lane, to four standard errors."""
    luck = Dice(1).happenings(list(range(blocks)))
    world = assemble([Block(in_plain_numbers(revised_scenario(watched(rate=0.02))), 256 * blocks, luck=luck)])
    rounds = simulate(world, lambda month: None, wanted=frozenset()).counts["rounds"]
    chance = 1 - math.exp(-0.02 * 16)
    expected, spread = 11 * chance, math.sqrt(11 * chance * (1 - chance) / (256 * blocks))
    assert abs(rounds.mean() - expected) < 4 * spread


def test_rounds_come_as_often_as_chance_says():
    """K2."""
    expected_rounds(1)


def test_a_designation_a_month_for_ever():
    """K3: sum of s E 2^(-n/h) over the months, s E the points at exposure."""
    world = watched(rate=1e9)
    world["designations_rule"] |= {"most": 1.0, "points": 1e-9, "half_life": 12.0}
    points = lanes_of(revised_scenario(world))[0].tables["points"][:, 0, 0] / 1e-9
    assert points[0] == 0
    assert points[1:] == pytest.approx([sum(2 ** (-n / 12) for n in range(t)) for t in range(1, 12)], rel=1e-9)


@pytest.mark.parametrize(
    ("start", "end", "hit"),
    [
        (None, None, range(1, 12)),
        (date(2017, 3, 1), date(2017, 6, 1), range(2, 5)),
        (date(2017, 3, 2), date(2017, 6, 2), range(3, 6)),  # what begins in a month counts from the next one
        (date(2017, 12, 1), None, range(11, 12)),
    ],
)
def test_rounds_come_inside_their_dates_and_never_in_the_first_month(start, end, hit):
    world = watched(rate=1e9)
    world["designations_rule"] |= {"half_life": 1e-3}
    scenario = revised_scenario(world)
    rule = replace(scenario.mechanisms.designations, start=start, end=end)
    points = lanes_of(replace(scenario, mechanisms=replace(scenario.mechanisms, designations=rule)))[0].tables["points"]
    assert np.flatnonzero(points[:, 0, 0] > 0.5).tolist() == list(hit)


def watched(rate: float) -> dict:
    """One buyer that goes on buying 16 of a banned 20 a month, and is watched."""
    return {
        "start": "2017-01", "months": 12, "base_year": 2017, "gamma": 1, "campaign": [["2016-01-01", 2]],
        "partners": {"north": {"exposure": 1.0, "tau_up": 1e12}},
        "streams": {"coal": {"B": 240, "shares": {"north": 1}}},
        "provisions": [{"id": "ban", "partners": "all", "streams": ["coal"], "kind": "ban", "adopted": "2016-01-01"}],
        "designations_rule": {"rate": rate, "most": 1.0, "points": 1.0, "half_life": 1e9, "seen": [["2016-01-01", 0]]},
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_how_far_each_provision_is_carried_out(seed):
    """R_m and x_m over the horizon are the reference's, by provision and stream, notices included."""
    world = everything(seed, ("ladder", "talks", "coalition", "hurry", "noise"))
    built = assemble([Block(in_plain_numbers(revised_scenario(world)), luck=told_luck(world))])
    record = FullRecord(built)
    simulate(built, record)
    theirs: dict[tuple[str, str], np.ndarray] = {}
    for row in reference(world)["reach"]:
        if row["provision"]:
            both = np.array([row["restricted"], row["carried"]])
            theirs[row["provision"], row["stream"]] = theirs.get((row["provision"], row["stream"]), 0.0) + both
    for n, key in enumerate(record.reach.rows):
        mine = [record.tables[f"provision.{name}"][:, n, 0].sum() for name in ("restricted", "carried")]
        assert mine == pytest.approx(theirs.get(key, np.zeros(2)), rel=1e-9, abs=1e-9)
    assert record.reach.rows


def test_luck_hangs_on_nobody_else():
    """A partner that is added to a rule changes no other partner's rounds."""
    scenario = scenario_of(3, ("press", "ladder", "talks", "coalition", "switch", "hurry"))
    rule = replace(scenario.mechanisms.designations, partners=("china",))
    both = replace(rule, partners=("china", "russia"))
    peerless = scenario.numbers | {"peer": replace(scenario.numbers["peer"], value=0.0)}
    one, two = (
        lanes_of(replace(scenario, numbers=peerless, mechanisms=replace(scenario.mechanisms, designations=d)))[0]
        for d in (rule, both)
    )
    china = [p.id for p in one.world.layout.partners].index("china")
    assert np.array_equal(one.tables["points"][:2, china], two.tables["points"][:2, china])
