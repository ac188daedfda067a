"""Notices by dial (section 5.2): the closed form K5, case C6 without its coalition, and the laws J1, J7 and J8."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
import yaml

from sim.common.months import coordinate
from sim.economics.compliance import settled_dial, turned
from sim.law.dating import coordinates
from sim.processes.model import FullRecord, simulate
from sim.runs.variants import NO_COMPLIANCE, asked
from sim.world.assembly import assemble
from sim.world.block import Block
from tests.cases.test_reference_alone import CAMPAIGN
from tests.property.reference_worlds import everything
from tests.property.same import differences
from tests.reference_worlds import revised_scenario, run_reference_world

NO_SWITCH = ("press", "designations", "ladder", "talks", "coalition", "switch", "hurry")


def switched(world: dict, path: list | None = None, **rule) -> dict:
    """The world with every partner's notices by dial."""
    rules = dict.fromkeys(world["partners"], {"open": 5.0, "close": 2.0, "delay": 0} | rule)
    partners = {i: {k: v for k, v in who.items() if k != "notices_path"} for i, who in world["partners"].items()}
    plain = {k: v for k, v in world.items() if k != "notices_path"}
    return plain | {"partners": partners, "notices_by_dial": rules} | ({"notices_path": path} if path else {})


def c6() -> dict:
    """The worked case."""
    (path,) = (path for path in CAMPAIGN if path.name.startswith("case_c6"))
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def without(world: dict, *keys: str) -> dict:
    """The provisions without some of their keys: no lift, no hand-over."""
    acts = [{k: v for k, v in raw.items() if k not in keys} for raw in world["provisions"]]
    return world | {"provisions": acts}


def test_the_hysteresis_of_k5():
    """open 6, close 3, gamma 2.5: p = 0, .3, .1, .05, .04 settle at 0, 6.178, 3.981, 3.017, 2.759."""
    p = np.array([0.0, 0.3, 0.1, 0.05, 0.04])
    settled = settled_dial(p[:, None], np.array([[2.5]]))
    assert settled[:, 0] == pytest.approx([0, 6.178, 3.981, 3.017, 2.759], abs=5e-4)
    asks = [np.array([False])]
    for dial in settled:
        asks.append(turned(dial, asks[-1], np.array([6.0]), np.array([3.0])))
    assert [bool(one[0]) for one in asks] == [False, False, True, True, True, False]


def test_a_dial_that_stands_on_the_threshold_has_reached_it():
    """(5/10)^g settles at 5 whatever its last digit, for every curvature."""
    gamma = np.linspace(0.1, 9, 500)[None, :]
    stands = settled_dial(np.array([[0.5]]) ** gamma, gamma)
    off = np.zeros(stands.shape, dtype=bool)
    assert turned(stands, off, np.array([5.0]), np.array([2.0])).all()
    assert turned(stands, ~off, np.array([9.0]), np.array([5.0])).all()
    assert not turned(stands, off, np.array([5.0 + 1e-6]), np.array([2.0])).any()


def test_notices_come_after_the_pressure_has_gone_in_case_c6():
    """North's dial is 2, 7 from February, 2 from April; its notices are on in April and May (pn .9)."""
    case = c6()
    world = {k: v for k, v in case["inputs"].items() if k not in ("coalitions", "luck")}
    found = run_reference_world(world)
    assert [bool(x) for x in found["on"]["north"].values()] == case["facts"]["on"]["north"]
    given = found["compliance"]["north"]["coal"]
    assert [given[f"2017-{m:02d}"] for m in range(1, 7)] == pytest.approx([0.2, 0.7, 0.7, 0.9, 0.9, 0.2])


@pytest.mark.parametrize("seed", range(6))
def test_a_switch_that_is_always_on_is_a_notice_on_the_day_of_each_order(seed):
    """J7: open 0, start on, no delay; nothing lifted, superseded or fading, since dated notices would fade."""
    world = without(everything(seed, NO_SWITCH), "lifted", "superseded_by", "expected_notices", "H") | {"notices": []}
    dated = []
    for act in world["provisions"]:
        chosen = world["partners"] if act["partners"] == "all" else act["partners"]
        for i in chosen if not act.get("unilateral") else ():
            lag = int(world["partners"][i]["lag_days"])
            dated.append({"id": f"{i}.{act['id']}", "partner": i, "transposes": [act["id"]], **_days(act, lag)})
    by_dial = run_reference_world(switched(world, open=0.0, close=0.0, start="on"))
    plain = {k: v for k, v in world.items() if k != "notices_path"}
    by_day = run_reference_world(plain | {"notices": dated})
    assert differences({k: v for k, v in by_dial.items() if k != "on"}, by_day) == []


def _days(act: dict, lag: int) -> dict:
    """A notice of the day on which the act is ordered that binds on the day on which the act does."""
    adopted, wait = date.fromisoformat(act["adopted"]), act.get("wind_down_days", 0)
    ordered, binds = adopted + timedelta(lag), adopted + timedelta(wait + 1 if wait else 0)
    return {"date": ordered.isoformat(), "effective": max(ordered, binds).isoformat()}


@pytest.mark.parametrize("seed", range(6))
def test_a_switch_that_never_opens_is_no_notice_bit_for_bit(seed):
    """J7, J1: open above 10 is the dial alone."""
    world = everything(seed, NO_SWITCH)
    never = run_reference_world(switched(world, open=11.0))
    off = run_reference_world({k: v for k, v in switched(world).items() if k != "notices_by_dial"}
                              | {"notices_path": [["0001-01-01", "off"]]})  # fmt: skip
    assert never.pop("on")
    assert never == off


@pytest.mark.parametrize("seed", range(8))
def test_more_pressure_never_withdraws_a_notice_and_restricts_the_same(seed):
    """J8: on is monotone in p; R hangs on no switch where no cap is front_loaded."""
    world = without(everything(seed, NO_SWITCH), "lifted") | {"peer": 0.3}
    for raw in world["provisions"]:
        if raw["kind"] == "cap":
            raw |= {"mode": "pro_rata", "carry_over": False}
    low = world | {"campaign": [[day, 0.7 * level] for day, level in world["campaign"]]}
    more, less = (run_reference_world(switched(w, delay=1)) for w in (world, low))
    for i, on in less["on"].items():
        assert all(more["on"][i][month] >= given for month, given in on.items())
    assert more["restricted"] == less["restricted"]


def test_the_worlds_of_these_laws_turn_both_ways():
    runs = [run_reference_world(switched(everything(seed, NO_SWITCH), delay=1))["on"] for seed in range(8)]
    rows = [list(on.values()) for run in runs for on in run.values()]
    assert sum(any(row) and not all(row[2:]) for row in rows) > 3
    assert sum(any(row) for row in rows) > 8


def test_benchmarks_have_no_switches():
    scenario = revised_scenario(switched(everything(3, NO_SWITCH), open=0.0, close=0.0, start="on"))
    world = assemble([Block(asked(scenario, NO_COMPLIANCE))])
    assert not world.switches.any
    assert not len(world.law.clocks.links.by_dial)


def test_who_gives_and_who_withdraws_is_told():
    world = {k: v for k, v in c6()["inputs"].items() if k != "coalitions"}
    built = assemble([Block(revised_scenario(world))])
    log = simulate(built, FullRecord(built))
    turns = [(str(e.day), e.what, e.partners) for e in log.events if e.what.startswith("own notices")]
    assert turns == [("2017-04-01", "own notices on", ("north",)), ("2017-06-01", "own notices off", ("north",))]
    assert "un.coal/by_dial.north" not in {e.act for e in log.events}


def test_coordinates_of_days_are_those_of_the_calendar():
    """Every day of four years, against the calendar's own, bit for bit."""
    days = np.arange(date(2015, 12, 30).toordinal(), date(2020, 3, 2).toordinal(), dtype=np.float64)
    known = [coordinate(date.fromordinal(int(day))) for day in days]
    assert coordinates(np.append(days, np.inf)[:, None])[:, 0].tolist() == [*known, np.inf]
