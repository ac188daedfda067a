"""The curve of the dial in whole worlds: both engines, linear for gamma 1, curves above others, lanes side by side."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from sim.runs.variants import DIAL_ONLY, LAW_ONLY, asked
from tests.property.reference_worlds import everything
from tests.property.same import differences, earns_otherwise
from tests.property.test_reference_and_engine import agree_on
from tests.reference.run import run
from tests.reference_worlds import revised_scenario, run_reference_world
from tests.worlds import plain_from, run_scenario, scenario_from, tables_of

FIVE_OR_SIX = {"table": [[5.0, 0.2], [6.0, 0.25]]}
LOGISTIC = {"logistic": {"midpoint": 6.8, "width": 1.0}}
NO_ROUNDS = ("designations", "ladder", "talks", "coalition", "ports", "hurry", "shifts")


def curve_of(seed: int) -> dict:
    """A table of one to four points, or a logistic."""
    luck = random.Random(seed)
    if seed % 3 == 0:
        return {"logistic": {"midpoint": luck.uniform(2, 9), "width": luck.uniform(0.5, 4)}}
    count = luck.randint(1, 4)
    dials = sorted(luck.sample(range(5, 100, 5), count))
    shares = sorted(luck.sample(range(1, 100), count))
    return {"table": [[d / 10, s / 100] for d, s in zip(dials, shares, strict=True)]}


def bent(seed: int, without: tuple[str, ...] = (), curve=None) -> dict:
    """A random world with a curve of its own, whose gamma has to be of no concern."""
    return everything(seed, without) | {"dial_curve": curve or curve_of(seed), "gamma": 17.0}


def agree(seed: int) -> dict:
    """A world with a curve of its own, of which both engines say the same."""
    return agree_on(bent(seed))


def test_the_engine_equals_the_reference_whatever_the_curve():
    """Resistance, peers, pushes and switches go by the curve: notices turn in most of these worlds."""
    found = [agree(seed) for seed in range(12)]
    on = [[x for months in out.get("on", {}).values() for x in months.values()] for out in found]
    assert sum(any(row) and not all(row) for row in on) > 6


@pytest.mark.slow
@pytest.mark.parametrize("first", range(100, 300, 50))
def test_the_engine_equals_the_reference_on_many_curves(first):
    for seed in range(first, first + 50):
        agree(seed)


@pytest.mark.parametrize("seed", range(4))
def test_linear_is_gamma_1_bit_for_bit(seed):
    world = everything(seed)
    assert run_reference_world(world | {"dial_curve": "linear"}) == run_reference_world(world | {"gamma": 1.0})


@pytest.mark.parametrize("seed", range(4))
def test_a_table_of_its_ends_is_linear(seed):
    world = everything(seed)
    ends = run_reference_world(world | {"dial_curve": {"table": []}})
    assert differences(ends, run_reference_world(world | {"dial_curve": "linear"}), 1e-12) == []


@pytest.mark.parametrize("seed", range(4))
def test_gamma_is_no_part_of_another_curve(seed):
    worlds = [bent(seed) | {"gamma": gamma} for gamma in (0.5, 4.0)]
    assert run_reference_world(worlds[0]) == run_reference_world(worlds[1])
    assert run(worlds[0]) == run(worlds[1])


@pytest.mark.parametrize("seed", range(6))
def test_a_curve_above_another_never_lowers_compliance(seed):
    """Equal resistances (they are scaled by the curve), peers that draw upwards, rounds and switches apart."""
    world = bent(seed, (*NO_ROUNDS, "switch"))
    world["partners"] = {i: who | {"resistance": 1.0} for i, who in world["partners"].items()}
    lower = world | {"dial_curve": {"table": [[3.0, 0.05], [5.5, 0.15], [8.0, 0.5]]}}
    upper = world | {"dial_curve": {"table": [[3.0, 0.1], [5.5, 0.3], [8.0, 0.6]]}}
    less, more = run_reference_world(lower), run_reference_world(upper)
    for name in ("propensity", "compliance"):
        assert [at for at, x in flat(less[name]).items() if flat(more[name])[at] < x - 1e-12] == []
    assert sum(flat(more["propensity"]).values()) > sum(flat(less["propensity"]).values())


def flat(table: dict, path: tuple = ()) -> dict:
    """A table of tables as one mapping."""
    if not isinstance(table, dict):
        return {path: table}
    return {at: x for key, inner in table.items() for at, x in flat(inner, (*path, key)).items()}


def test_scenarios_with_three_curves_stand_side_by_side_as_they_stand_alone():
    """Each block of lanes has its own curve, and the dial-only reading at gamma 1 takes it off."""
    world = {k: v for k, v in everything(5, NO_ROUNDS).items() if k != "notices_by_dial"}
    scenarios = [scenario_from(plain(world | {"dial_curve": c})) for c in ("power", FIVE_OR_SIX, LOGISTIC, FIVE_OR_SIX)]
    together = run_scenario(*scenarios)
    for lane, scenario in enumerate(scenarios):
        assert tables_of(together, lane) == tables_of(run_scenario(scenario), 0)


def plain(world: dict) -> dict:
    """A world of the reference as worlds of the plain engine have it."""
    return plain_from(revised_scenario(world))


def test_a_curve_makes_a_difference_and_is_taken_off_by_gamma_and_by_full_compliance():
    scenario = revised_scenario(bent(1, curve=FIVE_OR_SIX))
    assert asked(scenario, DIAL_ONLY).dial_curve == scenario.dial_curve
    linear = revised_scenario(everything(1) | {"gamma": 1.0})
    assert asked(scenario, replace(DIAL_ONLY, gamma=1.0)).dial_curve == linear.dial_curve
    one, other = (asked(s, LAW_ONLY) for s in (scenario, linear))
    first, second = (run_scenario(replace(s, mechanisms=linear.mechanisms)) for s in (one, other))
    assert tables_of(first, 0)["total"] == tables_of(second, 0)["total"]
    assert earns_otherwise(run(bent(1, curve=FIVE_OR_SIX)), run(everything(1)))
