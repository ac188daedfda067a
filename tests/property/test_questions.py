"""What must hold of the questions of attribute, lift and solve in any world, on the engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from sim.analysis.lever import lever_of
from sim.analysis.lifting import lifted, suspended
from sim.analysis.lifting_asked import lifting_of
from sim.analysis.outcome import no_acts, outcome_of
from sim.analysis.players import game_of
from sim.analysis.solving import NEAR, Sought, solve
from sim.common.months import first_day
from sim.report.attributing import attribute
from sim.runs.cases import Cases, run_cases
from sim.runs.own import NOTHING
from sim.runs.windows import Window, windows_of
from tests.property.worlds_strategy import worlds
from tests.rings import on
from tests.worlds import scenario_from

ANY = worlds(benchmarks=("",))


def goods(scenario) -> list[str]:
    return sorted(s.id for s in scenario.streams if s.group == "goods")


@on(ANY, many=20, few=1)
def test_shares_add_up_and_acts_without_effect_have_none(world):
    """Of any world's paragraphs, in any order; at most five of them play, the others stay in force."""
    scenario = scenario_from(world)
    acts = [m.id for m in scenario.measures if m.id in scenario.bundle and not m.is_notice][:5]
    game = game_of(scenario, "measure", acts)
    turned = replace(game, scenario=replace(scenario, measures=scenario.measures[::-1], bundle=scenario.bundle[::-1]))
    streams, windows = goods(scenario), windows_of(scenario)
    found, other = (attribute(one, windows, streams, 1) for one in (game, turned))
    np.testing.assert_array_equal(found.best.values, other.best.values)
    scale = 1.0 + np.abs(found.best.alone).max(initial=0.0)
    np.testing.assert_allclose(found.best.values.sum(axis=0), found.best.whole, rtol=0, atol=1e-9 * scale)
    for n, player in enumerate(game.players):
        if player.id in found.without_effect:
            assert (found.best.alone[n] == 0).all()
            assert (found.best.left_out[n] == 0).all()


@on(worlds(benchmarks=("",), front_loaded=False), st.integers(0, 3), many=20, few=1)
def test_a_whole_suspension_is_a_lifting_and_nothing_moves_before_its_day(world, later):
    """Where trade returns at once, since the ramp of what is suspended runs on, and where nothing supersedes."""
    acts = [{**act, "H": 0.0, "superseded_by": []} for act in world["provisions"]]
    scenario = scenario_from(world | {"provisions": acts, "substitution": []})
    names = sorted(
        {p.id for m in scenario.measures if m.id in scenario.bundle for p in m.provisions if not p.transposes}
    )
    t = min(1 + 3 * later, scenario.months - 1)
    assume(t > 0)
    lifting = lifting_of(scenario, names[:2], first_day(scenario.start + t))
    windows = (Window("before", tuple(range(t))), Window("after", tuple(range(t, scenario.months))))
    ways = (scenario, lifted(lifting, scenario), suspended(lifting, scenario, None))
    plain, gone, let_go = run_cases(Cases(ways, windows)).by_stream[..., 0]
    np.testing.assert_array_equal(plain[0], gone[0])
    np.testing.assert_allclose(gone, let_go, rtol=1e-9, atol=1e-9 * (1.0 + plain.max()))
    late = suspended(lifting, scenario, date(2200, 1, 1))
    np.testing.assert_array_equal(run_cases(Cases((late,), windows)).by_stream[0, ..., 0], let_go)


@on(ANY, st.floats(0.1, 0.9), many=20, few=1)
def test_where_a_target_is_said_to_be_reached_it_is(world, share):
    """At the dial of a crossing of a curve without steps the world denies the target; unreached, it denies less."""
    partners = {name: {**(p or {}), "dial": []} for name, p in world["partners"].items()}
    scenario = scenario_from(world | {"partners": partners})
    lever, nothing, window = lever_of("campaign.dial", scenario), no_acts(scenario), (windows_of(scenario)[0],)
    outcome = outcome_of("goods.denied", scenario)

    def earn(cases, streams, only=()):
        scenarios, own = zip(*cases, strict=True)
        return run_cases(Cases(scenarios, window, 1, own)).summed(streams)[:, 0]

    free, held = earn([(nothing, NOTHING), (scenario, lever.at(np.array([10.0])))], outcome.streams)[:, 0]
    target = share * max(free - held, 1e-3 * free + 1e-3)
    (found,) = solve([Sought("any", scenario, nothing, outcome, float(target))], lever, 1, earn)
    assert bool(found.reached[0]) == bool((found.curve.denied >= target).any())
    if np.isfinite(found.first[0]) and not found.already[0]:
        at = earn([(scenario, lever.at(found.first))], outcome.streams)[0, 0]
        steps = np.abs(np.diff(found.curve.denied[:, 0])).max()
        assert abs(free - at - target) <= max(NEAR * target, 0.05 * steps)
