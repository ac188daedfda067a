"""What must hold of dials moved in any world, on the engine: identities that do not know how leverage is worked out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.analysis.leverage import leverage_of, plan_of
from sim.domain.law import Step
from sim.runs.cases import run_cases
from sim.runs.levers import held
from sim.runs.variants import DIAL_ONLY
from tests.property.worlds_strategy import worlds
from tests.rings import on
from tests.worlds import run_engine, scenario_from

ANY = worlds(benchmarks=("",))


def leverage(scenario):
    plan = plan_of(scenario)
    return leverage_of(plan, run_cases(plan.run))


def silent(world: dict) -> dict:
    """A world in which no partner gives notice and all follow the campaign's dial, which stands at 4.5."""
    partners = {name: {**(p or {}), "notices": False, "dial": []} for name, p in world["partners"].items()}
    return world | {"partners": partners, "campaign": [["1980-01-01", 4.5]]}


def yearly(world: dict, windows) -> np.ndarray:
    """Receipts of a plain world over the windows, from the reader of the engine that knows no lanes of cases."""
    months = list(run_engine(world)["total"]["receipts"].values())
    return np.array([sum(months[t] for t in window.months) * window.to_a_year for window in windows])


@on(ANY, many=20, few=2)
def test_all_dials_moved_together_are_the_campaign_moved(world):
    """A notch of all, and all at 0 and at 10, are what worlds earn whose campaign has these dials."""
    world = silent(world)
    found = leverage(scenario_from(world))
    windows = found.plan.run.windows
    as_it_is = yearly(world, windows)
    for move, level in (("notch", 5.5), ("at_0", 0.0), ("at_10", 10.0)):
        other = yearly(world | {"campaign": [["1980-01-01", level]]}, windows)
        worth = found.of(DIAL_ONLY, "all", move).draws[:, 0]
        np.testing.assert_allclose(worth, as_it_is - other, rtol=1e-9, atol=1e-9 * (1.0 + as_it_is.max()))


@on(ANY, many=20, few=2)
def test_a_dial_held_where_it_stands_changes_nothing_and_the_order_of_partners_no_bit(world):
    scenario = scenario_from(silent(world))
    at_10 = replace(scenario, campaign=(Step(held(0.0)[0].start, 10.0),))
    assert all((w.draws == 0.0).all() for w in leverage(at_10).worths if w.move == "at_10")
    turned = replace(scenario, wills=scenario.wills[::-1], partners=scenario.partners[::-1])
    one, other = leverage(scenario), leverage(turned)
    key = lambda w: (w.reading.id, w.who.id, w.move)  # noqa: E731
    for a, b in zip(sorted(one.worths, key=key), sorted(other.worths, key=key), strict=True):
        assert key(a) == key(b)
        np.testing.assert_array_equal(a.draws, b.draws)
