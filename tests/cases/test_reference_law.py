"""What the revised sections 1 to 4 and 7 say, each by a case small enough to work out by hand, on the reference alone.

One stream of 100 a month, one buyer with all the will (dial 10) or none (dial 0), no leakage, unless said otherwise.
"""

import math
import random
import statistics

import pytest

from tests.reference.run import run
from tests.reference.tables import reach
from tests.reference.trend import damped, noise_path

near = pytest.approx
WILLING, UNWILLING = [["2016-01-01", 10]], [["2016-01-01", 0]]
BAN = {"id": "ban", "kind": "ban", "adopted": "2017-01-01"}


def world(months=1, dial=WILLING, partner=None, stream=None, **more):
    return {
        "start": "2017-01", "months": months, "base_year": 2017, "gamma": 1, "campaign": dial,
        "partners": {"a": partner or {}}, "streams": {"coal": {"B": 1200, "shares": {"a": 1}} | (stream or {})},
    } | more  # fmt: skip


def sold(out):
    return list(out["total"]["receipts"].values())


def acts(*provisions, **more):
    return {"provisions": list(provisions), **more}


# ---------------------------------------------------------------- 1 baseline


def test_growth_fades():
    out = run(world(24, stream={"growth": 0.1, "T_g": 2}, base_year=2016))
    assert sold(out)[0] == near(100 * 1.1 ** (2 * (1 - math.exp(-6.5 / 12 / 2))), rel=1e-12)
    assert sold(out)[23] == near(100 * 1.1 ** (2 * (1 - math.exp(-29.5 / 12 / 2))), rel=1e-12)
    assert damped(-0.5, 2) == -0.5  # before the base year's middle the trend is not damped
    assert damped(30, None) == 30
    assert damped(1000, 2) == 2


def test_a_volume_index_is_one_before_its_first_month_and_stays_at_its_last():
    assert sold(run(world(4, stream={"volume": {"2017-02": 0.5, "2017-03": 2.0}}))) == [100, 50, 200, 200]


def test_luck_is_told():
    months = [f"2017-{m:02d}" for m in range(1, 13)]
    luck = {"noise": dict.fromkeys(months, 1.1), "price.coal": dict.fromkeys(months, 2.0),
            "deliveries.coal": dict.fromkeys(months, 3)}  # fmt: skip
    lumpy = {"deliveries": 18, "price": {"2017-01": 7.0}, "kappa": 0.1, "unit_value": 0.05}
    out = run(world(1, stream=lumpy, luck=luck, **acts(BAN)))
    assert out["stream"]["value"]["coal"]["2017-01"] == near(100 * 1.1 * 2 * 3 / 1.5, rel=1e-12)
    assert out["stream"]["capacity"]["coal"]["2017-01"] == near(10 * 1.1 * 2 * 3 / 1.5, rel=1e-12)
    services = run(world(1, stream={"goods": False}, luck={"noise": {"2017-01": 1.1}}))
    assert sold(services) == [100]
    with pytest.raises(KeyError):
        run(world(2, luck={"noise": {"2017-01": 1.1}}))


def test_noise_counts_in_the_baseline_of_a_cap_outside_the_horizon_too():
    noise = {f"2017-{m:02d}": 1.0 + (m == 12) for m in range(1, 13)}
    cap = {"id": "cap", "kind": "cap", "mode": "pro_rata", "cap_value": 650, "adopted": "2017-01-01"}
    assert sold(run(world(1, luck={"noise": noise}, **acts(cap)))) == [50]


def test_noise_is_stationary_with_mean_one():
    luck = random.Random(3)
    paths = [noise_path([luck.gauss(0, 1) for _ in range(6)], 0.16, 0.5) for _ in range(4000)]
    for n in (0, 5):
        assert statistics.pstdev(math.log(path[n]) for path in paths) == near(0.16, rel=0.05)
        assert statistics.mean(path[n] for path in paths) == near(1, abs=0.01)
    assert noise_path([1.0, -1.0], 0.2, 0.5) == near(
        [math.exp(0.2 - 0.02), math.exp(0.1 - 0.2 * math.sqrt(0.75) - 0.02)]
    )


# ---------------------------------------------------------------- 2 law


def test_a_wind_down_lets_trade_through_to_the_end_of_its_last_day():
    iron = BAN | {"adopted": "2017-08-05", "wind_down_days": 30}  # UNSCR 2371: 4 September is the last day
    assert sold(run(world(2, start="2017-08", **acts(iron)))) == [100, near(100 * 4 / 30)]
    at_once = BAN | {"adopted": "2017-08-05"}
    assert sold(run(world(1, start="2017-08", **acts(at_once)))) == [near(100 * 4 / 31)]


def test_a_successor_takes_over_the_clock_and_ends_the_old_act():
    tau = {"tau_impl": 2}
    new = {"id": "new", "kind": "ban", "adopted": "2017-03-01"}
    old = BAN | {"adopted": "2016-07-01", "effective": "2017-01-01", "superseded_by": ["new"], "H": 50}
    ran = [1 - (math.exp(-x / 2) - math.exp(-(x + 1) / 2)) * 2 for x in range(6, 10)]
    assert sold(run(world(4, partner=tau, **acts(old, new)))) == near([100 * (1 - c) for c in ran], rel=1e-9)
    fresh = run(world(4, partner=tau, **acts(new)))
    assert sold(fresh)[2] == near(100 * 2 * (1 - math.exp(-0.5)), rel=1e-9)
    late = old | {"effective": "2017-06-01"}  # never came to bind, yet its clock counts
    assert sold(run(world(4, partner=tau, **acts(late, new))))[2] == near(100 * (1 - ran[2]), rel=1e-9)


def test_an_act_that_never_binds_ends_nothing():
    void = {"id": "void", "kind": "cap", "cap_value": 9999, "adopted": "2017-02-01", "lifted": "2017-02-01"}
    old = BAN | {"superseded_by": ["void"]}
    assert sold(run(world(3, **acts(old, void)))) == [0, 0, 0]
    assert sold(run(world(3, **acts(old, void | {"lifted": "2017-03-01"})))) == [0, 100, 100]


def test_an_act_stays_where_its_successor_does_not_reach():
    base = world(2, stream={"shares": {"a": 0.5, "b": 0.5}})
    base["partners"]["b"] = {}
    new = {"id": "new", "kind": "cap", "cap_value": 9999, "partners": ["b"], "adopted": "2017-01-01"}
    assert sold(run(base | acts(BAN | {"superseded_by": ["new"]}, new))) == [50, 50]


def test_what_is_lifted_before_it_binds_leaves_no_fade():
    void = BAN | {"effective": "2017-03-01", "lifted": "2017-02-01", "H": 2}
    assert sold(run(world(4, **acts(void)))) == [100] * 4


def test_a_cap_and_its_notice_ask_once_by_the_larger_of_their_parts_of_the_month():
    cap = {"id": "cap", "kind": "cap", "cap_value": 50, "adopted": "2017-01-01"}
    notice = {"id": "n", "partner": "a", "date": "2017-01-17", "transposes": ["cap"]}
    assert run(world(1, notices=[notice], **acts(cap)))["ratio"]["cap"] == {"2017-01": 0.5}


def test_a_window_that_opens_later_supersedes_when_it_opens():
    cap = {"id": "cap", "kind": "cap", "cap_value": 40, "adopted": "2017-01-01", "window": ["2017-02-01", "2017-03-01"]}
    assert sold(run(world(3, **acts(BAN | {"superseded_by": ["cap"]}, cap)))) == [0, 40, 100]


def test_lift_only_shortens_and_revives_nothing():
    new = {"id": "new", "kind": "ban", "adopted": "2017-02-01"}
    old = BAN | {"superseded_by": ["new"]}
    assert sold(run(world(4, lift={"new": "2017-03-01"}, **acts(old, new)))) == [0, 0, 100, 100]
    early = acts(BAN | {"lifted": "2017-02-01"})
    assert sold(run(world(3, lift={"ban": "2017-03-01"}, **early))) == [0, 100, 100]
    faded = run(world(2, lift={"ban": "2017-02-01"}, **acts(BAN | {"H": 1})))
    assert sold(faded)[1] == near(100 * (1 - 0.5 / math.log(2)), rel=1e-12)
    notice = {"id": "n", "partner": "a", "date": "2017-01-01", "transposes": ["ban"]}
    both = acts(BAN, notices=[notice])
    assert sold(run(world(3, UNWILLING, {"pn": 1}, lift={"ban": "2017-02-01"}, **both))) == [0, 100, 100]


def test_a_carried_over_ledger_loses_one_period_at_most():
    cap = {"id": "cap", "kind": "cap", "cap_value": 400, "adopted": "2017-01-01", "carry_over": True}
    out = run(world(36, UNWILLING, **acts(cap)))
    left = [out["ratio"]["cap"][m] for m in ("2017-01", "2017-04", "2017-05", "2018-01", "2019-01")]
    assert left == [1, 1, 0, 0, 0]  # 1,200 bought under a cap of 400: nothing is left of the next year's
    half = run(world(24, [["2016-01-01", 8]], **acts(cap)))  # 400, then 8 months of 20: an excess of 160
    assert [half["ratio"]["cap"][m] for m in ("2018-02", "2018-03")] == [1, near(0.4)]
    full = run(world(24, **acts(cap)))
    assert [full["ratio"]["cap"][m] for m in ("2017-05", "2018-01")] == [0, 1]


def test_an_exhausted_cap_stays_exhausted_when_nothing_is_asked():
    """What rounding leaves in a ledger is nothing: a month without demand then has ratio 0, not 1."""
    closed = {"partners": "all", "streams": ["coal"], "from": "2017-03-01", "to": "2017-04-01", "factor": 0.0}
    for n in range(10):
        cap = {"id": "cap", "kind": "cap", "cap_value": 101.3 + n / 7, "adopted": "2017-01-01"}
        base = world(3, stream={"shares": {"a": 0.61, "b": 0.27, "c": 0.12}}, shocks=[closed], **acts(cap))
        out = run(base | {"partners": {"a": {}, "b": {}, "c": {}}})
        assert out["ratio"]["cap"]["2017-03"] == 0


def test_an_act_that_shuts_a_gate_is_carried_out_at_once():
    gate = BAN | {"unilateral": True, "partners": ["a"], "closes": True, "q": 0.3}
    slow = {"tau_impl": 5, "pn": 0.5}
    assert sold(run(world(1, UNWILLING, slow, **acts(gate)))) == [0]
    assert sold(run(world(1, UNWILLING, slow, benchmark="no_compliance", **acts(gate)))) == [100]
    seen = [{"partner": "a", "stream": "coal", "from": "2017-01-01", "to": "2017-02-01", "c": 0.25}]
    assert sold(run(world(1, UNWILLING, slow, observed=seen, **acts(gate)))) == [75]


# ---------------------------------------------------------------- notices

NOTICE = {"id": "n", "partner": "a", "date": "2017-01-01", "transposes": ["ban"]}


def test_notices_off_count_nowhere_and_start_anew_when_on_again():
    path = {"notices_path": [["2017-02-15", "off"], ["2017-04-01", "on"]], "pn": 1, "tau_impl": 2}
    late = BAN | {"effective": "2030-01-01"}
    out = run(world(5, UNWILLING, path, notices=[NOTICE], **acts(late)))
    ramp = [1 - 2 * (math.exp(-x / 2) - math.exp(-y / 2)) / (y - x) for x, y in ((0, 1), (1, 1.5), (0, 1), (1, 2))]
    want = [ramp[0] * 100, ramp[1] * 50, 0, ramp[2] * 100, ramp[3] * 100]
    assert list(out["displaced"]["a"]["coal"].values()) == near(want, rel=1e-9)
    assert list(out["restricted"]["a"]["coal"].values()) == near([100, 50, 0, 100, 100], rel=1e-9)


def test_a_notice_that_is_off_supersedes_when_it_first_counts():
    path = {"notices_path": [["2017-02-01", "off"], ["2017-03-01", "on"]], "pn": 1}
    cap = {"id": "cap", "kind": "cap", "cap_value": 9999, "adopted": "2016-01-01"}
    never = BAN | {"effective": "2030-01-01"}
    first = NOTICE | {"superseded_by": ["m"]}
    second = {"id": "m", "partner": "a", "date": "2017-02-10", "transposes": ["cap"]}
    out = run(world(4, UNWILLING, path, notices=[first, second], **acts(never, cap)))
    assert list(out["displaced"]["a"]["coal"].values()) == [100, 0, 0, 0]


def test_the_age_of_a_labour_measure_runs_from_its_binding_day_and_never_anew():
    home = {"id": "home", "kind": "repatriate", "adopted": "2017-01-01", "effective": "2017-03-01",
            "deadline": "2017-05-01"}  # fmt: skip
    assert sold(run(world(5, **acts(home)))) == near([100, 100, 75, 25, 0])
    path = {"notices_path": [["2017-02-01", "off"], ["2017-03-01", "on"]], "pn": 1}
    notice = NOTICE | {"transposes": ["home"]}
    out = run(world(4, UNWILLING, path, notices=[notice], **acts(home | {"effective": "2030-01-01"})))
    assert list(out["displaced"]["a"]["coal"].values()) == near([12.5, 0, 62.5, 87.5])


def test_expected_notices_follow_their_act():
    act = BAN | {"adopted": "2017-01-01", "wind_down_days": 30, "expected_notices": True, "superseded_by": ["new"]}
    new = {"id": "new", "kind": "ban", "adopted": "2017-02-20", "expected_notices": True}  # binds on 1 March
    gives = {"gives_notice": True, "pn": 0.8, "tau_impl": 1, "lag_days": 9}
    out = run(world(4, UNWILLING, gives, **acts(act, new)))
    ordered = 9 / 31  # the order goes out on 10 January and binds on 1 February
    ramp = [1 - (math.exp(-x) - math.exp(-x - 1)) for x in (1 - ordered, 2 - ordered, 3 - ordered)]
    want = [0, *(80 * r for r in ramp)]  # the second notice takes over the first one's clock
    assert list(out["displaced"]["a"]["coal"].values()) == near(want, rel=1e-9)
    slow = run(world(4, UNWILLING, gives | {"lag_days": 59, "tau_impl": 0}, **acts(act)))
    # ordered on 1 March, and the act binds no earlier
    assert list(slow["displaced"]["a"]["coal"].values()) == near([0, 0, 80, 80])
    off = run(world(4, UNWILLING, gives | {"notices_path": [["2017-01-20", "off"]]}, **acts(act, new)))
    assert sum(off["displaced"]["a"]["coal"].values()) == 0
    silent = run(world(4, UNWILLING, gives | {"gives_notice": False}, **acts(act, new)))
    assert sum(silent["displaced"]["a"]["coal"].values()) == 0
    home = {"id": "home", "kind": "repatriate", "adopted": "2017-01-01", "deadline": "2017-02-01"}
    labour = run(world(1, UNWILLING, gives, **acts(home | {"expected_notices": True})))
    assert labour["restricted"]["a"]["coal"]["2017-01"] > 0
    assert labour["compliance"]["a"]["coal"]["2017-01"] == 0


def test_a_dated_notice_of_an_invented_act_stands_in_place_of_the_expected_one():
    act = BAN | {"expected_notices": True}
    late = NOTICE | {"date": "2017-02-01"}
    gives = {"gives_notice": True, "pn": 0.8}
    assert sold(run(world(2, UNWILLING, gives, **acts(act)))) == near([20, 20])
    assert sold(run(world(2, UNWILLING, gives, notices=[late], **acts(act)))) == near([100, 20])


def test_own_acts_and_notices_know_no_lag():
    slow = {"lag_days": 59, "pn": 1, "tau_impl": 1}
    own = {"id": "own", "kind": "ban", "partners": ["a"], "unilateral": True, "adopted": "2017-01-01"}
    want = near([100 * (1 - math.exp(-1)), 100 * (math.exp(-1) - math.exp(-2))], rel=1e-9)
    assert sold(run(world(2, UNWILLING, slow, **acts(own)))) == want
    assert sold(run(world(2, UNWILLING, slow, notices=[NOTICE], **acts(BAN)))) == want


# ---------------------------------------------------------------- 4 flows and recorded trade


def test_what_own_law_restricts_is_hardly_declared():
    """The UN bans all, the own act half the month: w = 1 - (1 - rho_o)/2; on days that customs observed w is 1."""
    own = {"id": "own", "kind": "ban", "partners": ["a"], "unilateral": True, "adopted": "2017-02-15"}
    stream = {"rho_o": 0.1, "delta_o": 0.2}
    half = [["2016-01-01", 5]]
    out = run(world(2, half, {"pn": 0.5}, stream, **acts(BAN, own)))
    assert list(out["recorded"]["a"]["coal"].values()) == near([50 * 0.9, 50 * 0.9 * 0.55], rel=1e-9)
    seen = {"partner": "a", "stream": "coal", "from": "2017-02-22", "to": "2017-03-01", "c": 0.5, "kind": "customs"}
    out = run(world(2, half, {"pn": 0.5}, stream, observed=[seen], **acts(BAN, own)))
    assert out["recorded"]["a"]["coal"]["2017-02"] == near(50 * 0.9 * (0.25 + 0.75 * 0.55), rel=1e-9)
    out = run(world(2, half, {"pn": 0.5}, stream, observed=[seen | {"kind": "press"}], **acts(BAN, own)))
    assert out["recorded"]["a"]["coal"]["2017-02"] == near(50 * 0.9 * 0.55, rel=1e-9)


def test_what_flows_into_an_own_act_is_hardly_declared_either():
    """b, whose own ban is carried out by a half, takes what a turns away: v = rho_o; c has no act: v = 1."""
    base = world(partner={"dial": WILLING}, stream={"shares": {"a": 0.6, "b": 0.2, "c": 0.2}, "theta": 1, "alpha": 1,
                                                    "rho_d": 0.5, "rho_o": 0.1, "delta_d": 0.2})  # fmt: skip
    base["partners"] |= {"b": {"dial": UNWILLING, "pn": 0.5}, "c": {"dial": UNWILLING}}
    own = {"id": "own", "kind": "ban", "partners": ["b"], "unilateral": True, "adopted": "2017-01-01"}
    out = run(base | acts(BAN | {"partners": ["a"]}, own))
    into = {i: out["diverted_in"][i]["coal"]["2017-01"] for i in "abc"}
    assert into == {"a": 0, "b": near(10), "c": near(20)}
    assert out["recorded"]["b"]["coal"]["2017-01"] == near(0.1 * 10 + 0.1 * 0.5 * 10 * 0.8, rel=1e-9)
    assert out["recorded"]["c"]["coal"]["2017-01"] == near(20 + 0.5 * 20 * 0.8, rel=1e-9)
    assert out["recorded"]["a"]["coal"]["2017-01"] == 0


def test_a_possible_buyer_has_room_though_it_buys_nothing():
    base = world(stream={"theta": 1, "alpha": 0.5, "phi": 0.1, "delta_d": 0.2})
    base["partners"] |= {"new": {"may_buy": True}, "other": {}}
    out = run(base | acts(BAN | {"partners": ["a"]}))
    assert out["diverted_in"]["new"]["coal"]["2017-01"] == near(10)
    assert sold(out) == [near(8)]


def test_substitution_goes_to_buyers_that_nothing_restricts():
    """10 % of a's denied coal moves to wigs: to b and c by their shares, not to a, whose wigs are restricted too."""
    base = world(2, stream={"shares": {"a": 1}}, substitution=[
        {"source": "coal", "target": "wigs", "share": 0.1, "tau": 0, "t0": "2017-01-01"}])  # fmt: skip
    base["partners"] |= {"b": {}, "c": {}}
    base["streams"]["wigs"] = {"B": 120, "shares": {"a": 0.5, "b": 0.3, "c": 0.2}}
    out = run(base | acts(BAN | {"partners": ["a"]}))
    assert [out["permitted"][i]["wigs"]["2017-02"] for i in "abc"] == near([0, 3 + 10 * 0.6, 2 + 10 * 0.4])
    assert out["stream"]["substitution"]["wigs"]["2017-02"] == near(10)


def test_banks_cut_off():
    cuts = [{"id": "x", "streams": ["coal"], "share": 0.2, "effective": "2017-01-01"},
            {"id": "y", "streams": "all", "share": 0.5, "effective": "2017-01-17", "lifted": "2017-02-01"}]  # fmt: skip
    out = run(world(2, payment=cuts))
    assert sold(out) == near([100 * 0.8 * (1 - 0.5 * 15 / 31), 80], rel=1e-9)
    assert out["recorded"]["a"]["coal"]["2017-02"] == 100


def test_reach_counts_a_provision_alone():
    own = {"id": "own", "kind": "ban", "partners": ["a"], "unilateral": True, "adopted": "2017-02-01"}
    out = run(world(2, [["2016-01-01", 2]], {"pn": 0.9}, **acts(BAN, own)))
    assert reach(out, partner="a") == near((0.2 + 0.9) / 2)
    assert reach(out, provision="ban") == near(0.2)
    assert reach(out, provision="own") == near(0.9)
    assert reach(out, provision="own", until="2017-01") is None
    late = NOTICE | {"date": "2017-01-17"}  # half of what the act itself restricts and stops
    assert reach(run(world(notices=[late], **acts(BAN))), provision="ban") == 1
