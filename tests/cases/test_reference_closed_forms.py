"""Closed forms through the scalar reference alone: the min-cut (C11) and those of the campaign (K1-K10; K8 is case C3).

A small world: one buyer who does all he is told, 100 a month, unless said otherwise.
"""

import datetime as dt
import math
import random
import statistics

import pytest
from scipy.optimize import linprog

from tests.reference import campaign
from tests.reference.dates import later
from tests.reference.flows import max_flow
from tests.reference.ports import released_share
from tests.reference.responses import Coalitions, Press, Switches
from tests.reference.run import run
from tests.reference.setting import Setting

near = pytest.approx
BAN = {"id": "ban", "kind": "ban", "adopted": "2017-01-01", "effective": "2017-01-01"}
LANES = 2000


def world(months=1, partners=None, **more):
    """A stream of 100 a month that north buys."""
    return {
        "start": "2017-01", "months": months, "base_year": 2017, "gamma": 1, "campaign": [["2016-01-01", 10]],
        "partners": partners or {"north": {}}, "streams": {"coal": {"B": 1200, "shares": {"north": 1}}},
    } | more  # fmt: skip


def receipts(out):
    return list(out["total"]["receipts"].values())


@pytest.mark.parametrize("seed", range(20))
def test_c11_the_min_cut_is_the_best_a_linear_programme_can_do(seed):
    luck = random.Random(seed)
    names = "abcd"[: luck.randint(1, 4)]
    seeking = {i: luck.choice((0.0, luck.uniform(0, 50))) for i in names}
    room = {i: luck.choice((0.0, luck.uniform(0, 50))) for i in names}
    pairs = [(i, j) for i in names for j in names if i != j]
    limits = [([float(a == i) for a, _ in pairs], seeking[i]) for i in names]
    limits += [([float(b == j) for _, b in pairs], room[j]) for j in names]
    rows, tops = zip(*limits, strict=True)
    best = -linprog([-1.0] * len(pairs), A_ub=rows, b_ub=tops).fun if pairs else 0.0
    D, into = max_flow(seeking, room)
    assert near(best, rel=1e-9, abs=1e-9) == D
    assert sum(into.values()) == near(D, rel=1e-12, abs=1e-12)
    assert all(into[i] <= room[i] * (1 + 1e-12) for i in names)


def test_k1_events_of_a_rate():
    rate, months = 3.0, 24
    rule, luck = {"rate": rate, "adoption": 0.5, "lags": [5]}, random.Random(1)
    counts = [
        sum(campaign.drawn("test", rule, 12 * 2017 + n, [luck.random() for _ in range(4)]) is not None
            for n in range(months))
        for _ in range(LANES)
    ]  # fmt: skip
    variance = months * rate / 12 * (1 - rate / 12)
    assert statistics.mean(counts) == near(rate * months / 12, abs=4 * math.sqrt(variance / LANES))
    assert statistics.variance(counts) == near(variance, rel=4 * math.sqrt(2 / LANES))


def test_k2_rounds_of_designations():
    rule = {"rate": 0.05, "most": 1.0, "points": 1, "half_life": None}
    visible, months, luck = {"north": 8.0}, 13, random.Random(2)
    rounds = []
    for _ in range(LANES):
        told = {f"{2017 + n // 12}-{n % 12 + 1:02d}": luck.random() for n in range(months)}
        setting = Setting(world(months, {"north": {"exposure": 1}}, designations_rule=rule,
                                luck={"designation.north": told}))  # fmt: skip
        press = Press(setting)
        for mi in setting.months:
            press.rounds(mi, visible if mi > setting.first else None)
        rounds.append(press.random["north"])
    chance = 1 - math.exp(-0.05 * 8)
    error = 4 * math.sqrt((months - 1) * chance * (1 - chance) / LANES)
    assert statistics.mean(rounds) == near((months - 1) * chance, abs=error)


def test_k3_designations_fade():
    half_life, months = 12, 240
    partners = {"north": {"dial": [["2016-01-01", 0]], "exposure": 0.5}}
    one = {"partners": ["north"], "points": 3, "half_life": half_life, "by_exposure": True}
    out = run(world(months, partners, press=[one | {"date": "2017-01-01"}]))
    points = list(out["points"]["north"].values())
    assert points == [near(3 * 0.5 * 2 ** (-n / half_life), rel=1e-12) for n in range(months)]
    every = [one | {"date": month + "-01"} for month in out["points"]["north"]]
    out = run(world(months, partners, press=every))
    assert out["points"]["north"]["2036-12"] == near(1.5 / (1 - 2 ** (-1 / half_life)), rel=2e-6)
    assert 1 / (1 - 2 ** (-1 / half_life)) == near(17.82, abs=0.005)
    assert out["dial"]["north"]["2036-12"] == 10


def test_k4_rungs_are_dated_by_answers():
    assert later("2017-07-28", 8) == "2017-08-05"
    raw = {"id": "iron", "kind": "ban", "adopted": "2017-08-05", "effective": "2017-09-05"}
    days = (dt.date(2017, 8, 20) - dt.date(2017, 8, 5)).days
    assert campaign.moved(raw, days)["effective"] == "2017-09-20"
    more = {"adopted": "2017-08-05", "lifted": "2018-01-01", "deadline": "2019-12-22",
            "window": ["2017-09-01", "2017-10-01"], "releases": ["2017-08-15", "2017-09-05"]}  # fmt: skip
    assert campaign.moved(more, days) == {
        "adopted": "2017-08-20", "lifted": "2018-01-16", "deadline": "2020-01-06",
        "window": ["2017-09-16", "2017-10-16"], "releases": ["2017-08-30", "2017-09-20"]}  # fmt: skip
    rungs = [{"id": n, "adopted": "2017-08-05", "provisions": []} for n in ("one", "two")]
    dated = [{"date": "2017-01-01", "class": "x", "lag_days": 82}, {"date": "2017-02-01", "class": "x", "lag_days": 5}]
    out = run(world(12, provocations={"dated": dated}, ladder={"from": "2017-01-01", "rungs": rungs}))
    assert out["facts"]["rungs"] == ["2017-02-06", None]
    third = {"date": "2017-02-06", "class": "x", "lag_days": 3}
    out = run(world(12, provocations={"dated": [*dated, third]}, ladder={"from": "2017-01-01", "rungs": rungs}))
    assert out["facts"]["rungs"] == ["2017-02-06", "2017-02-09"]
    at_once = {"date": "2017-02-06", "class": "x", "lag_days": 0}  # one answer adopts one rung
    out = run(world(12, provocations={"dated": [at_once]}, ladder={"from": "2017-01-01", "rungs": rungs}))
    assert out["facts"]["rungs"] == ["2017-02-06", None]


def test_k5_a_switch_has_two_thresholds_and_a_delay():
    rule = {"north": {"open": 6, "close": 3, "delay": 1}}
    setting = Setting(world(7, notices_by_dial=rule) | {"gamma": 2.5})
    switches, path = Switches(setting), [None, 0.0, 0.3, 0.1, 0.05, 0.04, 0.04]
    on = []
    for mi, p in zip(setting.months, path, strict=True):
        switches.month(mi, None if p is None else {"north": p})
        on.append(int(switches.switches["north"].on))
    assert [int(s) for s in switches.switches["north"].s.values()][:6] == [0, 0, 1, 1, 1, 0]
    assert on == [0, 0, 0, 1, 1, 1, 0]
    assert [round(10 * p ** (1 / 2.5), 3) for p in path[1:6]] == [0, 6.178, 3.981, 3.017, 2.759]


def test_k6_suspension():
    talk = {"id": "talk", "from": "2017-03-01", "to": "2017-05-01", "relief": {"ban": [[0, 0.5]]}, "snapback": True}
    assert receipts(run(world(5, provisions=[BAN], talks=[talk]))) == [0, 0, 50, 50, 0]
    whole = {"id": "talk", "from": "2017-01-01", "relief": {"ban": [[0, 1.0]]}}
    first, second = receipts(run(world(2, provisions=[BAN | {"H": 2}], talks=[whole])))
    assert first == near(100 * (1 - 2 / math.log(2) * (1 - 2**-0.5)), rel=1e-12)
    assert (round(first, 2), round(second, 2)) == (15.49, 40.24)


@pytest.mark.parametrize(("p", "moves"), [((0.7, 0.1), False), ((0.7, 0.3), True)])
def test_k7_a_coalition_moves_together(p, moves):
    club = {"id": "club", "members": ["a", "b"], "threshold": 0.5, "probability": 1, "from": "2016-01-01"}
    streams = {"coal": {"B": 1200, "shares": {"a": 0.6, "b": 0.4}}}
    told = {"coalition.club": {"2017-02": 0.5, "2017-03": 0.5}}
    group = Coalitions(Setting(world(2, {"a": {}, "b": {}}, streams=streams, coalitions=[club], luck=told)))
    propensities = dict(zip("ab", p, strict=True))
    assert group.mean(club, propensities) == near(0.6 * p[0] + 0.4 * p[1])
    assert group.mean(club | {"weights": "equal"}, propensities) == near(0.5 * p[0] + 0.5 * p[1])
    assert not group.month(12 * 2017, None)
    assert group.month(12 * 2017 + 1, propensities) is moves
    day = dt.date(2017, 2, 1) if moves else None
    assert not group.month(12 * 2017 + 2, propensities)  # at most once
    assert group.days == {"club": day}


def test_k9_a_second_ban_that_strands_delays_what_was_denied():
    streams = {"coal": {"B": 1200, "shares": {"north": 1}, "port_months": 1.5}}
    plain = run(world(5, provisions=[BAN], streams=streams))
    assert receipts(plain) == [0] * 5
    strands = BAN | {"id": "stop", "strands": True, "releases": ["2017-04-01", "2017-05-01"]}
    out = run(world(5, provisions=[BAN, strands], streams=streams))
    assert list(out["stream"]["stored"]["coal"].values()) == [100, 50, 0, 0, 0]
    assert receipts(out) == [0, 0, 0, 150, 0]


def test_k10_a_window_by_days():
    class Order:
        releases = (("stop", "2017-08-15", "2017-09-05"),)

    august = released_share([(Order, 1.0)], 1.0, 12 * 2017 + 7)
    assert august == near((17 / 31) / (17 / 31 + 4 / 30), rel=1e-9)
    assert round(august, 4) == 0.8044
    assert released_share([(Order, 1.0)], 1.0, 12 * 2017 + 8) == 1.0
    assert released_share([(Order, 1.0)], 1.0, 12 * 2017 + 9) == 0.0
