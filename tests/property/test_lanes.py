"""Worlds side by side in one run do not touch each other: the engine's lanes."""

from __future__ import annotations

from copy import deepcopy

from hypothesis import strategies as st

from tests.property.same import differences
from tests.property.worlds_strategy import BENCHMARKS, numbers, worlds
from tests.rings import on
from tests.worlds import run_scenario, scenario_from, tables_of


def neighbour(draw, world: dict) -> dict:
    """A world of the same horizon, partners and streams, with another bundle, benchmark and other numbers."""
    other = deepcopy(world)
    gone = {p["id"] for p in world["provisions"] if draw(st.booleans())}
    other["provisions"] = [p for p in other["provisions"] if not {p["id"], p.get("transposes")} & gone]
    for what in ("observed", "shocks", "payment", "secondary_measures", "fatigue"):
        if draw(st.booleans()):
            other[what] = []
    for link in other["substitution"]:
        link["share"] *= draw(numbers(0, 1, 1.0))
    other |= {"benchmark": draw(st.sampled_from(BENCHMARKS)), "gamma": draw(numbers(0.5, 3, 2.5))}
    other |= {"peer": draw(numbers(-0.3, 0.6, 0.0))}
    for s in other["streams"].values():
        s["B"] *= draw(numbers(0.2, 3, 1.0))
        s["growth"] = draw(numbers(-0.1, 0.3, 0.0))
        for name, most in (("theta", 1), ("alpha", 2), ("kappa", 1), ("eps", 1), ("psi", 1), ("phi", 0.2)):
            s[name] = draw(numbers(0, most, s[name]))
        for what in ("season", "price", "smuggled_price"):
            if draw(st.booleans()):
                s.pop(what, None)
        if draw(st.booleans()):
            s["shares"] = {i: 1.0 / len(world["partners"]) for i in world["partners"]}
    for who in other["partners"].values():
        who |= {"lag_days": draw(st.sampled_from((0, 30, who["lag_days"]))), "notices": draw(st.booleans())}
        for name, most in (("tau_impl", 6), ("tau_up", 6), ("own_notice", 1), ("exposure", 1), ("resistance", 2)):
            who[name] = draw(numbers(0, most, who[name]))
        if draw(st.booleans()):
            who.pop("dial", None)
    return other


def lane(number: int, *side_by_side: dict) -> dict:
    return tables_of(run_scenario(*map(scenario_from, side_by_side)), number)


def own(tables: dict, world: dict) -> dict:
    """The tables without what only neighbours have: their caps, and cells where this world trades nothing."""

    def cells(table):
        return {i: {k: months for k, months in by.items() if i in world["streams"][k]["shares"]}
                for i, by in table.items()}  # fmt: skip

    plain = {"stream", "total", "ratio", "propensity", "dial"}
    mine = {name: table if name in plain else cells(table) for name, table in tables.items()}
    caps = [p["id"] for p in world["provisions"] if p.get("kind") == "cap"]
    return mine | {"ratio": {name: tables["ratio"][name] for name in caps}}


@on(worlds(benchmarks=("", *BENCHMARKS)), st.data(), many=40)
def test_a_lane_does_not_feel_its_neighbours(world, data):
    """I14: bit for bit whether its neighbours are itself or others, before it or after it; and 1e-12 against a run of
    its own (a single lane may be computed by other machine instructions)."""
    others = [neighbour(data.draw, world) for _ in range(2)]
    together = own(lane(0, world, *others), world)
    assert together == own(lane(0, world, world), world)
    assert together == own(lane(1, others[0], world), world)
    alone = own(lane(0, world), world)
    size = max(1.0, *(x for months in alone["stream"]["value"].values() for x in months.values()))
    assert differences(alone, together, 1e-12, scale=size) == []
